//! Whether the skin of a face follows light cards: raw RGB pictures come in on standard input, with boxes,
//! landmarks and cards in files. For `scripts/light_study.py`, which makes them:
//!
//! `light_trace WIDTH HEIGHT FPS TRACK CARDS < PICTURES`
//!
//! A line of TRACK is a face (x y width height, then five landmarks x y) or `-`; a line of CARDS is the
//! edges in seconds, `;`, and linear red green blue of each step. A line comes out for each card: one in,
//! delay, strength, the weakest that would have been seen (1 for none), restlessness; `-` where nothing can
//! be said.
#![allow(clippy::print_stdout, clippy::unwrap_used, reason = "a command-line tool")]

use std::io::Read;
use std::time::Instant;

use bytes::Bytes;
use domain::{Frame, FrameSize, Landmarks, MediaTime, PixelFormat, Point, Rect};
use signals::{LightResponse, LightTrace, ShownCard};
use vision::light_sample;

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|n| n.parse().unwrap()).collect()
}

fn face(line: &str) -> Option<(Rect, Landmarks)> {
    let n: Vec<f32> = (line != "-").then(|| numbers(line))?.iter().map(|v| *v as f32).collect();
    let points = [4, 6, 8, 10, 12].map(|i| Point::new(n[i], n[i + 1]));
    Some((Rect::new(n[0], n[1], n[2], n[3]), Landmarks::from_points(points)))
}

#[expect(clippy::disallowed_methods, reason = "only fills a field that nothing reads here")]
fn now() -> Instant {
    Instant::now()
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [width, height] = [0, 1].map(|i| args[i].parse::<u32>().unwrap());
    let fps: f64 = args[2].parse().unwrap();
    let [track, cards] = [3, 4].map(|i| std::fs::read_to_string(&args[i]).unwrap());
    let (mut times_s, mut skin, mut beside) = (Vec::new(), Vec::new(), Vec::new());
    let mut input = std::io::stdin().lock();
    for (i, line) in track.lines().enumerate() {
        let mut pixels = vec![0; (width * height * 3) as usize];
        if input.read_exact(&mut pixels).is_err() {
            break;
        }
        let t = i as f64 / fps;
        let frame = Frame {
            seq: i as u64,
            pts: MediaTime::from_nanos((t * 1e9) as u64),
            received_at: now(),
            size: FrameSize { width, height },
            stride_bytes: width as usize * 3,
            format: PixelFormat::Rgb8,
            pixels: Bytes::from(pixels),
        };
        let sample =
            face(line).and_then(|(rect, landmarks)| light_sample(&frame, rect, &landmarks));
        if let Some(sample) = sample {
            times_s.push(t);
            skin.push(sample.skin.map(f64::from));
            beside.push(sample.beside.map(|b| b.map(f64::from)));
        }
    }
    for (seed, line) in cards.lines().enumerate() {
        let (edges, colours) = line.split_once(';').unwrap();
        let colours = numbers(colours).chunks(3).map(|c| [c[0], c[1], c[2]]).collect();
        let card = ShownCard { colours, edges_s: numbers(edges) };
        let trace = LightTrace { times_s: &times_s, skin: &skin, beside: &beside };
        match LightResponse::assess(trace, &card, seed as u64) {
            Ok(r) => println!(
                "{} {:.2} {:.4} {:.2} {:.4}",
                r.one_in,
                r.delay_s,
                r.strength,
                r.seen_from.unwrap_or(1.0),
                r.restless
            ),
            Err(_) => println!("-"),
        }
    }
}
