//! Tick values of an axis and how they read.

use super::place::{Kind, Place, round_step};
use crate::report::number::{THIN, trimmed};

/// A tick: its part of the axis, from 0 to 1, and what stands beside it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tick {
    pub(super) unit: f64,
    pub(super) label: String,
}

/// Values a probit axis may name, the most wanted first.
const PROBIT_TICKS: [&[f64]; 4] = [
    &[1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999],
    &[0.05, 0.2, 0.8, 0.95],
    &[0.02, 0.3, 0.4, 0.6, 0.7, 0.98],
    &[2e-4, 5e-4, 2e-3, 5e-3, 0.002, 0.005],
];

/// Ticks of an axis of that length, none nearer to another than `spacing`; both in pixels. `names` are those
/// of a named axis.
pub(super) fn ticks(
    place: Place,
    is_percent: bool,
    names: &[String],
    length: f64,
    spacing: f64,
) -> Vec<Tick> {
    let values = match place.kind() {
        Kind::Names => {
            return names
                .iter()
                .enumerate()
                .filter_map(|(i, name)| {
                    place.visible(i as f64).map(|unit| Tick { unit, label: name.clone() })
                })
                .collect();
        }
        Kind::Linear => linear(place, length, spacing),
        Kind::Log => log(place),
        Kind::Probit => PROBIT_TICKS.concat(),
    };
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for value in values {
        let Some(unit) = place.visible(value) else { continue };
        if kept.iter().all(|(other, _)| (unit - other).abs() * length >= spacing) {
            kept.push((unit, value));
        }
    }
    kept.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let label = |value: f64| match is_percent {
        true => format!("{}{THIN}%", trimmed(value * 100.0, 6)),
        false => trimmed(value, 6),
    };
    kept.into_iter().map(|(unit, value)| Tick { unit, label: label(value) }).collect()
}

fn linear(place: Place, length: f64, spacing: f64) -> Vec<f64> {
    let most = (length / spacing).clamp(2.0, 8.0);
    let step = round_step((place.high - place.low) / most);
    let first = (place.low / step - 1e-9).ceil();
    let last = (place.high / step + 1e-9).floor();
    // The range is finite and the step a fair part of it: a few values.
    (0..=(last - first) as usize).map(|i| (first + i as f64) * step).collect()
}

/// Powers of ten, then their doubles and fivefolds.
fn log(place: Place) -> Vec<f64> {
    let (low, high) = (place.low.log10().floor() as i32, place.high.log10().ceil() as i32);
    let powers = || (low..=high).map(|power| 10_f64.powi(power));
    [1.0, 2.0, 5.0].into_iter().flat_map(|factor| powers().map(move |p| p * factor)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Axis;
    use super::*;

    #[track_caller]
    fn check(axis: &Axis, length: f64, spacing: f64, expected: &[&str]) {
        let place = Place::new(axis, &[], false);
        let found: Vec<_> = ticks(place, axis.is_percent, &[], length, spacing)
            .into_iter()
            .map(|tick| tick.label.replace(THIN, " "))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn ticks_are_round_and_apart() {
        check(
            &Axis::linear("").range(0.0, 1.0),
            400.0,
            60.0,
            &["0", "0.2", "0.4", "0.6", "0.8", "1"],
        );
        check(&Axis::linear("").range(-0.35, 0.3), 400.0, 90.0, &["\u{2212}0.2", "0", "0.2"]);
        check(
            &Axis::percent("").range(0.0, 0.1),
            300.0,
            50.0,
            &["0 %", "2 %", "4 %", "6 %", "8 %", "10 %"],
        );
        check(
            &Axis::log_percent("").range(1e-4, 0.1),
            300.0,
            50.0,
            &["0.01 %", "0.1 %", "1 %", "10 %"],
        );
        check(
            &Axis::probit("").range(1e-3, 0.5),
            400.0,
            45.0,
            &["0.1 %", "1 %", "5 %", "10 %", "20 %", "50 %"],
        );
    }
}
