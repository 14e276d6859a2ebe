//! A recording of the right person, played in a loop: never accepted, and called what it is.

use tests::face::Faces;
use tests::json::codes;
use tests::{Likeness, clip, paths};

/// Clips of 3 to 7 s whose loops are hardest to see, by what makes them so.
const CLIPS: [(&str, &str); 5] = [
    ("grid-s1-05.mpg", "a head that hardly moves"),
    ("grid-s1-17.mpg", "the face is lost for a moment of every round"),
    ("lp-d0.mp4", "a length that is no multiple of the sampling period"),
    ("wild-00473.mp4", "a small face"),
    ("rt-1.mp4", "30 fps made 25"),
];

#[test]
fn a_looped_recording_of_the_right_person_is_not_accepted() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    for (name, why) in CLIPS {
        let name = format!("talking/{name}");
        let looped = faces.folder().join("looped.mp4");
        clip::looped(&faces.clip(&name), 10, &looped);
        let (outcome, verdict) = Likeness::verify(faces.still(&name), &looped).run().outcome();
        let codes = codes(&verdict);
        println!("{name} ({why}): {outcome}, {}", codes.join(", "));
        assert_ne!(outcome, "accept", "{name}: {why}");
        assert!(codes.iter().any(|c| c == "looped_picture"), "{name}: {why}: {codes:?}");
        let (_, once) = Likeness::verify(faces.still(&name), faces.clip(&name)).run().outcome();
        let codes = tests::json::codes(&once);
        assert!(codes.iter().all(|c| c != "looped_picture"), "{name}, played once: {codes:?}");
    }
}

#[test]
fn a_long_recording_that_does_not_repeat_is_no_loop() {
    let Some(data) = paths::faces() else { return };
    let faces = Faces::of(&data);
    // The longest bona fide clips there are.
    for name in ["manipulated/ff-519.mp4", "talking/lp-d9.mp4", "talking/wild-741400163.mp4"] {
        let (_, verdict) = Likeness::verify(faces.still(name), faces.clip(name)).run().outcome();
        let codes = codes(&verdict);
        assert!(codes.iter().all(|c| c != "looped_picture"), "{name}: {codes:?}");
    }
}
