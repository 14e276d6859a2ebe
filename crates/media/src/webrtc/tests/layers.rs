//! Senders of several layers, and what a sender learns of its network.

use str0m::RtcConfig;
use str0m::media::SimulcastLayer;

use super::*;

/// Three layers as browsers send them: each half as wide and high as the next.
const LAYERS: [(&str, u32, u32); 3] = [("l", 160, 120), ("m", 320, 240), ("h", 640, 480)];

/// A second of every layer that is named.
fn play(world: &mut World, film: &[[Vec<u8>; 3]], which: &[usize]) {
    for pictures in film {
        let begun = world.clock.now();
        for layer in which {
            world.write(Codec::Vp8, Some(Rid::from(LAYERS[*layer].0)), &pictures[*layer]);
        }
        world.written += 1;
        while world.clock.now() < begun + Duration::from_nanos(1_000_000_000 / FPS) {
            world.step();
        }
        world.catch_up();
    }
}

fn sizes(world: &World) -> Vec<u32> {
    let width = |seen: &String| seen.rsplit(' ').next()?.parse().ok();
    let told = |seen: &&String| seen.starts_with("opened") || seen.starts_with("changed");
    world.seen.iter().filter(told).filter_map(width).collect()
}

#[test]
fn the_largest_layer_that_is_sent_is_watched() {
    // Of one quality, so that they weigh as much as they are large, as a camera's layers do.
    let encoder =
        "vp8enc deadline=1 cpu-used=8 min-quantizer=63 max-quantizer=63 keyframe-max-dist=30";
    let [low, middle, high] =
        LAYERS.map(|(_, width, height)| encoded("snow", encoder, width, height, FPS));
    let film: Vec<_> = low.into_iter().zip(middle).zip(high).map(|((l, m), h)| [l, m, h]).collect();
    let mut world = World::new(CLEAN);
    let mut layers = Simulcast::new();
    for (name, _, _) in LAYERS {
        layers.add_send_layer(SimulcastLayer::new(name));
    }
    world.simulcast = Some(layers);
    let answer = world.publish(1);
    assert!(answer.contains("a=simulcast:recv "), "{answer}");
    world.until_connected();
    play(&mut world, &film, &[0, 1, 2]);
    assert_eq!(sizes(&world).last(), Some(&640), "{:?}", world.seen);
    // The network has no room for the largest, and then for more than the smallest.
    play(&mut world, &film, &[0, 1]);
    play(&mut world, &film, &[0, 1]);
    assert_eq!(sizes(&world).last(), Some(&320), "{:?}", world.seen);
    play(&mut world, &film, &[0]);
    play(&mut world, &film, &[0]);
    assert_eq!(sizes(&world).last(), Some(&160), "{:?}", world.seen);
    play(&mut world, &film, &[0, 1, 2]);
    assert_eq!(sizes(&world).last(), Some(&640), "{:?}", world.seen);
    let counts = world.counts.read();
    assert!(counts.unwatched > 3 * FPS && counts.holes == 0, "{counts:?}");
}

#[test]
fn a_sender_learns_how_its_packets_fare() {
    let pictures = video(StreamCodec::Vp8, 320, 240, 60);
    let mut world = World::new(CLEAN);
    let second = Duration::from_secs(1);
    let mut sender = RtcConfig::new().set_stats_interval(Some(second)).build(world.clock.now());
    sender.add_local_candidate(Candidate::host(world.address, "udp").unwrap());
    world.sender = sender;
    let answer = world.publish(1);
    for line in ["transport-cc", "nack", "nack pli", "transport-wide-cc"] {
        assert!(answer.contains(line), "{line} is missing in {answer}");
    }
    world.until_connected();
    world.play(Codec::Vp8, &pictures);
    // From the transport-wide feedback, and from nothing else.
    assert_eq!(world.told_lost, Some(0.0));
}

#[test]
fn a_sender_whose_first_picture_was_lost_is_asked_for_another() {
    let pictures = video(StreamCodec::Vp8, 320, 240, 60);
    let mut world = World::new(CLEAN);
    world.publish(1);
    world.until_connected();
    // It begins in the middle: nothing of that can be decoded.
    world.play(Codec::Vp8, &pictures[10..30]);
    assert_eq!(world.source.counts().received, 0);
    assert!(world.counts.read().key_requests > 0);
    world.play(Codec::Vp8, &pictures[30..]);
    assert!(world.source.counts().received > 20, "{:?}", world.counts.read());
}
