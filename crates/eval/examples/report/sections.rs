//! Sections of the sample report: groups, attacks, time, pictures, a long table.

use std::error::Error;
use std::io::Cursor;

use eval::report::{
    Axis, Block, Mark, Picture, Plot, Section, Series, Share, Style, Table, Text, Value,
};
use image::{ImageFormat, Rgb, RgbImage};

use super::Dice;

pub(crate) fn groups() -> Section {
    let groups = [
        ("18 to 29", 2_usize, 812_usize, 0.0003, 0.0089),
        ("30 to 44", 1, 1120, 0.0, 0.005),
        ("45 to 59", 3, 790, 0.0008, 0.0111),
        ("60 and over", 6, 229, 0.0097, 0.0562),
        ("not stated", 0, 37, 0.0, 0.0949),
    ];
    let mut table = Table::new(
        "FNMR by age group at the working threshold of 0.334",
        ["Group", "Mated", "FNMR", "Against overall", "Finding"],
    );
    for (name, hits, trials, low, high) in groups {
        let ratio = hits as f64 / trials as f64 / (8.0 / 2988.0);
        let finding = match (trials, ratio) {
            (t, _) if t < 100 => "too few trials to tell",
            (_, r) if r > 1.25 => "more than 25 % worse",
            _ => "within 25 %",
        };
        let cells = vec![
            name.into(),
            Value::count(trials),
            Share::of(hits, trials).within(low, high).reliable_if(trials >= 100).into(),
            Value::quantity(ratio, 1, "×"),
            finding.into(),
        ];
        table = if ratio > 9.0 { table.marked_row(cells) } else { table.row(cells) };
    }
    let share = |hits: usize, trials: usize| hits as f64 / trials as f64;
    Section::new("Groups")
        .with(Block::text("Error rates must not differ between groups of persons by more than a quarter (NIST SP 800-63A). Where there are too few trials to tell, that is said and is no acquittal."))
        .with(Block::warning(
            Text::from("Group ").strong("60 and over").plain(" has an FNMR of 2.6 % at the working threshold, 9.8 times that of all persons."),
        ))
        .with(table)
        .with(
            Plot::new(
                "groups",
                "FNMR by group with 95 % intervals",
                Axis::percent("FNMR at the working threshold").range(0.0, 0.1),
                Axis::names("", groups.map(|(name, hits, trials, ..)| format!("{name} ({hits} of {trials})"))),
            )
            .series(
                Series::points(
                    "FNMR",
                    groups.iter().enumerate().map(|(i, g)| (share(g.1, g.2), i as f64)).collect(),
                )
                .within(groups.iter().map(|g| (g.3, g.4)).collect()),
            )
            .mark(Mark::vertical(8.0 / 2988.0, "all persons"))
            .mark(Mark::vertical(8.0 / 2988.0 * 1.25, "25 % worse")),
        )
}

pub(crate) fn attacks() -> Section {
    Section::new("Presentation attacks")
        .with(
            Table::new(
                "APCER by species at the threshold for BPCER 10 %, by clip",
                ["Species", "Clips", "APCER", "IAPAR", "Decided by"],
            )
            .marked_row(vec![
                "replay on a telephone".into(),
                Value::count(18),
                Share::of(7, 18).within(0.173, 0.643).into(),
                Share::of(0, 18).within(0.0, 0.185).into(),
                "moiré, screen border".into(),
            ])
            .row(vec![
                "printed photo, flat".into(),
                Value::count(24),
                Share::of(2, 24).within(0.01, 0.27).into(),
                Share::of(0, 24).within(0.0, 0.142).into(),
                "flat motion".into(),
            ])
            .row(vec![
                "printed photo with cut-out eyes".into(),
                Value::count(9),
                Share::of(1, 9).within(0.003, 0.482).reliable_if(false).into(),
                Share::of(0, 9).within(0.0, 0.336).into(),
                "flat motion".into(),
            ])
            .row(vec![
                "<script>alert('mask')</script>".into(),
                Value::count(0),
                Share::of(0, 0).into(),
                Value::missing(""),
                Value::code("a\u{202e}b.mp4"),
            ])
            .note("The marked row is the worst species, which ISO/IEC 30107-3 asks to be named."),
        )
        .with(
            Plot::new(
                "apcer",
                "APCER by species, two detectors",
                Axis::names(
                    "",
                    [
                        "replay on a telephone",
                        "printed photo, flat",
                        "printed photo with cut-out eyes",
                    ],
                ),
                Axis::percent("APCER at BPCER 10 %"),
            )
            .series(
                Series::new("before", Style::Bars, vec![(0.0, 0.72), (1.0, 0.41), (2.0, 0.55)])
                    .within(vec![(0.49, 0.88), (0.24, 0.6), (0.25, 0.83)]),
            )
            .series(
                Series::new("after", Style::Bars, vec![(0.0, 0.39), (1.0, 0.083), (2.0, 0.111)])
                    .within(vec![(0.173, 0.643), (0.01, 0.27), (0.003, 0.482)]),
            )
            .series(Series::new("moiré alone", Style::Bars, vec![])),
        )
        .with(
            Plot::new(
                "parallax",
                "Head-motion parallax against flat motion",
                Axis::linear("Parallax, px"),
                Axis::linear(""),
            )
            .series(Series::line("no clip", vec![])),
        )
}

pub(crate) fn time() -> Section {
    let seconds = [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0];
    let falls = |from: f64, to: f64| -> Vec<(f64, f64)> {
        seconds.iter().map(|s: &f64| (*s, to + (from - to) * (-s / 3.5).exp())).collect()
    };
    let around = |points: &[(f64, f64)]| points.iter().map(|p| (p.1 * 0.7, p.1 * 1.4)).collect();
    let (fnmr, fmr) = (falls(0.31, 0.03), falls(0.08, 0.002));
    Section::new("Seconds watched")
        .with(
            Plot::new(
                "time",
                "Error rates against the seconds watched, with 95 % intervals",
                Axis::log("Seconds watched"),
                Axis::percent("Share of sessions"),
            )
            .series(Series::line("FNMR, 58 mated sessions", fnmr.clone()).within(around(&fnmr)))
            .series(Series::line("FMR, 3306 non-mated sessions", fmr.clone()).within(around(&fmr)))
            .series(Series::line("one measurement", vec![(5.0, 0.2)]))
            .mark(Mark::horizontal(0.1, "at most one in ten")),
        )
        .with(
            Plot::new(
                "decided",
                "Sessions decided by then",
                Axis::linear("Seconds watched"),
                Axis::percent("Share of sessions").range(0.0, 1.0),
            )
            .series(Series::new(
                "decided",
                Style::Step,
                vec![
                    (0.0, 0.0),
                    (2.0, 0.1),
                    (3.0, 0.4),
                    (5.0, 0.72),
                    (8.0, 0.9),
                    (14.0, 0.98),
                    (30.0, 0.98),
                ],
            ))
            .note("At 30 s 1 of 58 sessions was still undecided."),
        )
}

pub(crate) fn pairs() -> Result<Section, Box<dyn Error>> {
    let mut dice = Dice(3);
    let mut pictures = Vec::new();
    for i in 0..6 {
        let caption = format!(
            "mated, score {:.3}, person-{i}/0001.jpg and person-{i}/0004.jpg",
            0.09 + 0.02 * f64::from(i)
        );
        pictures.push(Picture::pair(caption, head(&mut dice)?, head(&mut dice)?));
    }
    pictures.push(Picture::new("a file that is no picture", b"not a picture".to_vec()));
    Ok(Section::new("Worst pairs")
        .with(Block::text("Mated pairs with the lowest comparison scores. Look for wrong labels before blaming the model."))
        .with(pictures))
}

/// A drawn head of nobody.
fn head(dice: &mut Dice) -> Result<Vec<u8>, image::ImageError> {
    let (tone, wide) = (90.0 + 130.0 * dice.roll(), 30.0 + 12.0 * dice.roll());
    let picture = RgbImage::from_fn(128, 128, |x, y| {
        let (dx, dy) = (f64::from(x) - 64.0, f64::from(y) - 62.0);
        let is_head = (dx / wide).powi(2) + (dy / 46.0).powi(2) < 1.0;
        let is_eye = ((dx.abs() - 14.0).powi(2) + (dy + 8.0).powi(2)) < 22.0;
        let level = if is_eye {
            30.0
        } else if is_head {
            tone
        } else {
            226.0 - dy.abs() / 3.0
        };
        Rgb([level as u8, (level * 0.93) as u8, (level * 0.86) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png)?;
    Ok(bytes.into_inner())
}

pub(crate) fn inputs() -> Section {
    let mut table = Table::new(
        "Every species of the data set",
        ["File", "Subject", "Seconds", "Frames", "Score"],
    );
    let mut dice = Dice(9);
    for i in 0..70 {
        table = table.row(vec![
            Value::code(format!("clips/2025-11/subject-{:02}/recording-{i:03}.mp4", i % 17)),
            format!("subject {}", i % 17).into(),
            Value::quantity(8.0 + 20.0 * dice.roll(), 1, "s"),
            Value::count((4000.0 * dice.roll()) as usize),
            Value::number(dice.score(0.3, 0.3), 3),
        ]);
    }
    let mut sessions = Table::new(
        "Every session",
        [
            "Line",
            "Clip",
            "Reference",
            "Truth",
            "Outcome",
            "Why",
            "Score",
            "Presence LLR",
            "Faces",
            "Seconds",
        ],
    );
    for i in 0..9 {
        sessions = sessions.row(vec![
            Value::count(i + 2),
            Value::code(format!("talking/wild-62090010{i}.mp4")),
            Value::code(format!("manipulated/wild-62090010{i}.mp4@1.1")),
            Value::code("manipulated:reenactment"),
            "refer".into(),
            "presence_uncertain, not_enough_faces, same_person".into(),
            Value::number(dice.score(0.6, 0.2), 2),
            Value::number(dice.score(0.0, 2.0), 2),
            Value::count(i * 7),
            Value::quantity(dice.roll() * 30.0, 1, "s")
                .noted("A clip that has ended keeps its last verdict."),
        ]);
    }
    Section::new("Inputs").with(table).with(sessions)
}
