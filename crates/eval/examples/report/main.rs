//! Writes a report with made-up figures into the folder given, to look at how reports look:
//! `cargo run -p eval --example report -- target/report-sample`. Nothing in it was measured.

mod sections;

use std::error::Error;
use std::path::Path;

use eval::report::{
    Axis, Block, Document, Figure, Mark, Plot, Section, Series, Share, Table, Text, Value, write,
};

use sections::{attacks, groups, inputs, pairs, time};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("give the folder to write to")?;
    let json = serde_json::json!({ "kind": "sample", "note": "made-up figures" });
    write(Path::new(&folder), &document()?, &json)?;
    Ok(())
}

/// Repeatable numbers from 0 to 1: a linear congruential generator after Knuth's MMIX.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// About normal: the sum of twelve.
    fn score(&mut self, mean: f64, spread: f64) -> f64 {
        mean + spread * ((0..12).map(|_| self.roll()).sum::<f64>() - 6.0)
    }
}

/// Error trade-off of two score lists at 300 thresholds.
fn trade_off(mated: &[f64], non_mated: &[f64], range: (f64, f64)) -> Vec<(f64, f64)> {
    let share = |scores: &[f64], keep: &dyn Fn(f64) -> bool| {
        scores.iter().filter(|s| keep(**s)).count() as f64 / scores.len() as f64
    };
    (0..=300)
        .map(|i| range.0 + (range.1 - range.0) * f64::from(i) / 300.0)
        .map(|t| (share(non_mated, &|s| s >= t), share(mated, &|s| s < t)))
        .collect()
}

fn document() -> Result<Document, Box<dyn Error>> {
    let mut dice = Dice(7);
    let mated: Vec<f64> = (0..3000).map(|_| dice.score(0.62, 0.11)).collect();
    let non_mated: Vec<f64> = (0..3000).map(|_| dice.score(0.06, 0.085)).collect();
    let weaker: Vec<f64> = (0..3000).map(|_| dice.score(0.5, 0.14)).collect();
    let weaker_non: Vec<f64> = (0..3000).map(|_| dice.score(0.1, 0.12)).collect();

    Ok(Document {
        title: "Verification of faces: error rates on Labelled Faces in the Wild".into(),
        subtitle: "3000 mated and 3000 non-mated pairs, each picture processed once through the pipeline that decides.".into(),
        facts: [
            ("Data", "lfw, pairs.csv (SHA-256 1f4ea7d0…), 7701 pictures of 4281 persons"),
            ("Pack", "standard: face-detector-a 1.2, embedder-b 3.0"),
            ("Model, detector", "face-detector-a (104ee26c71d5c270ce79a6b3dced91c91013260d29a6bf18f9296c5b8c4c2b12)"),
            ("Model, embedder", "embedder-b (9aa956d1309561e40521633f32f0974dbaede99836cda3b7193f0c10adfc16b3)"),
            ("Model, quality", "quality-c (2aabee7936f59b25eddb49ddb0801e08b374896675f6e0c2a6ea4d4ea946813f)"),
            ("Model, pad", "pad-d (d218c62692f6ad39f9f08a8897c85176efefdb32109d53be6e18cd3be86268d6)"),
            ("Model, manipulation", "manipulation-e (3839c5b73bb055d3f2f6dec85980cb0ca877bd0c67deceb3e16ff4c71947e8a6)"),
            ("Face of a picture", "of several faces the one nearest the centre"),
            ("Code", "likeness 0.1.0"),
            ("Measured", "2025-11-03 14:20 UTC"),
            ("Intervals", "95 %, bootstrap over persons, 1000 samples, seed 1"),
            ("Command", "likeness eval verification --pairs pairs.csv --images lfw --pack standard --out report"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec(),
        summary: vec![
            Block::Figures(vec![
                Figure::new("FNMR at FMR 0.1 %", Share::of(8, 3000).within(0.0011, 0.0056))
                    .note("1 in 375 pairs of the same person is not recognised."),
                Figure::new("Accuracy, ten folds", Share::rate(0.9972).trials(6000).within(0.995, 0.9986)),
                Figure::new("EER", Share::rate(0.0021).trials(6000).within(0.0011, 0.0037)),
                Figure::new("Failure to acquire", Share::of(12, 7701).within(0.0008, 0.0027))
                    .note("No usable face in the picture."),
                Figure::new("Failure to enrol", Share::of(0, 4281).within(0.0, 0.00086)),
                Figure::new("FNMR at FMR 0.01 %", Value::missing("30 errors need 300 000 trials")),
            ]),
        ],
        sections: vec![
            rates(&mated, &non_mated, &weaker, &weaker_non),
            scores(&mated, &non_mated),
            groups(),
            attacks(),
            time(),
            pairs()?,
            inputs(),
        ],
    })
}

fn rates(mated: &[f64], non_mated: &[f64], weaker: &[f64], weaker_non: &[f64]) -> Section {
    let row = |fmr: f64, threshold: f64, share: Share, with: Share| {
        vec![Value::Level(fmr), Value::number(threshold, 3), share.into(), with.into()]
    };
    let table = Table::new(
        "FNMR at stated FMR. The threshold is the lowest one whose FMR is not above the stated one.",
        ["FMR", "Threshold", "FNMR", "FNMR with failures to acquire"],
    )
    .row(row(0.01, 0.281, Share::of(5, 2988).within(0.0005, 0.0039), Share::of(17, 3000).within(0.0033, 0.0091)))
    .row(row(0.001, 0.334, Share::of(8, 2988).within(0.0012, 0.0053), Share::of(20, 3000).within(0.0041, 0.0103)))
    .row(row(0.0001, 0.371, Share::of(31, 2988).within(0.0071, 0.0147).reliable_if(false), Share::of(43, 3000).within(0.0104, 0.0193).reliable_if(false)))
    .row(vec![
        Value::Level(1e-6),
        Value::missing(""),
        Value::missing("no threshold is this strict").noted("The strictest threshold these trials support has an FMR of 0.033 %."),
        Value::missing(""),
    ])
    .note("With failures: a pair with a picture that could not be used counts as a non-match, as ISO/IEC 19795-1 asks for transactions.");
    Section::new("Error rates")
        .with(Block::text(
            Text::from("A threshold trades strangers taken for the same person (FMR) against the right person not recognised (FNMR). ")
                .strong("The stated FMR was chosen; the FNMR was measured.")
                .plain(" Intervals come from resampling persons, not pairs")
                .note("Pairs that share a person are not independent. Resampling pairs would make the interval too narrow.")
                .plain(".\n\nFailures to acquire are counted apart and are never folded into FNMR without saying so."),
        ))
        .with(table)
        .with(Block::warning(
            "The FNMR at FMR 0.01 % rests on too few non-mated trials: 30 errors would need 300 000 of them, and 3000 were made.",
        ))
        .with(
            Plot::new(
                "det",
                "Detection error trade-off of both embedders. Nearer to the lower left is better.",
                Axis::probit("FMR, share of non-mated pairs at or above the threshold"),
                Axis::probit("FNMR, share of mated pairs below the threshold"),
            )
            .series(Series::line("embedder-b 3.0", trade_off(mated, non_mated, (-0.4, 1.0))))
            .series(Series::line("embedder-a 1.1", trade_off(weaker, weaker_non, (-0.4, 1.0))))
            .mark(Mark::point(0.0605, 0.0605, "EER of embedder-a: 6.1 %"))
            .note("Both axes are normal-deviate scales: normally distributed scores give straight lines. The dotted line is where both rates are equal."),
        )
}

fn scores(mated: &[f64], non_mated: &[f64]) -> Section {
    Section::new("Comparison scores")
        .with(
            Plot::new(
                "scores",
                "Comparison scores of mated and non-mated pairs",
                Axis::linear("Comparison score"),
                Axis::percent("Share of pairs in each step of 0.02"),
            )
            .series(Series::histogram("non-mated, 3000 pairs", non_mated, (-0.4, 1.1), 75))
            .series(Series::histogram("mated, 2988 pairs", mated, (-0.4, 1.1), 75))
            .mark(Mark::vertical(0.281, "threshold at FMR 1 %"))
            .mark(Mark::vertical(0.334, "at FMR 0.1 %"))
            .mark(Mark::vertical(0.371, "at FMR 0.01 %"))
            .note("What lies right of a threshold counts as a match."),
        )
        .with(
            Table::new(
                "Quantiles of the comparison scores",
                ["", "1 %", "10 %", "50 %", "90 %", "99 %", "Pairs"],
            )
            .row(vec![
                "mated".into(),
                Value::number(0.364, 3),
                Value::number(0.479, 3),
                Value::number(0.62, 3),
                Value::number(0.761, 3),
                Value::number(0.87, 3),
                Value::count(2988),
            ])
            .row(vec![
                "non-mated".into(),
                Value::number(-0.138, 3),
                Value::number(-0.049, 3),
                Value::number(0.06, 3),
                Value::number(0.169, 3),
                Value::number(0.258, 3),
                Value::count(3000),
            ]),
        )
}
