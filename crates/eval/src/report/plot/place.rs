//! Where a value lies along an axis, and which values the axis shows.

use super::{Axis, Scale};

/// How far beyond the edge, in lengths of the axis, a value is drawn that has no place of its own: zero on a
/// logarithmic axis. Lines leave the plot towards it.
const BEYOND: f64 = 0.04;
/// Values further out than this many lengths of the axis are drawn here, still far outside.
const FAR: f64 = 4.0;
/// Values a probit axis may begin or end at.
const PROBIT_LEVELS: [f64; 23] = [
    1e-6, 1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8,
    0.9, 0.95, 0.98, 0.99, 0.999, 0.9999,
];

/// Multiples of a power of ten a logarithmic axis may begin or end at.
const LOG_LEVELS: [f64; 5] = [1.0, 2.0, 3.0, 5.0, 10.0];

/// An axis with its range settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    kind: Kind,
    /// Lowest and highest value shown.
    pub(super) low: f64,
    pub(super) high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Linear,
    Log,
    Probit,
    Names,
}

impl Place {
    /// `values` are what must be seen; `has_floor` asks for zero at the bottom of a linear axis.
    pub(super) fn new(axis: &Axis, values: &[f64], has_floor: bool) -> Self {
        let kind = match &axis.scale {
            Scale::Linear => Kind::Linear,
            Scale::Log => Kind::Log,
            Scale::Probit => Kind::Probit,
            Scale::Names(_) => Kind::Names,
        };
        let (low, high) = match (&axis.scale, axis.range) {
            (Scale::Names(names), _) => (-0.5, names.len().max(1) as f64 - 0.5),
            (_, Some((low, high))) if kind.position(low) < kind.position(high) => (low, high),
            _ => kind.range(values, axis.is_percent, has_floor),
        };
        Self { kind, low, high }
    }

    pub(super) fn kind(self) -> Kind {
        self.kind
    }

    /// 0 at the low end, 1 at the high end, a little or far outside for what is not shown. `None` for what
    /// is no value of this axis.
    pub(super) fn unit(self, value: f64) -> Option<f64> {
        let position = self.kind.position(value);
        let (low, high) = (self.kind.position(self.low), self.kind.position(self.high));
        match position {
            p if p.is_nan() => None,
            f64::NEG_INFINITY => Some(-BEYOND),
            f64::INFINITY => Some(1.0 + BEYOND),
            p => Some(((p - low) / (high - low)).clamp(-FAR, 1.0 + FAR)),
        }
    }

    /// As [`Place::unit`], for what is within the range.
    pub(super) fn visible(self, value: f64) -> Option<f64> {
        const ROUNDING: f64 = 1e-9;
        self.unit(value)
            .filter(|u| (-ROUNDING..=1.0 + ROUNDING).contains(u))
            .map(|u| u.clamp(0.0, 1.0))
    }
}

impl Kind {
    /// Along the axis, not yet scaled. NaN for what is no value of it.
    fn position(self, value: f64) -> f64 {
        match self {
            Self::Linear | Self::Names if value.is_infinite() => f64::NAN,
            Self::Linear | Self::Names => value,
            Self::Log if value.is_infinite() || value < 0.0 => f64::NAN,
            Self::Log => value.log10(),
            Self::Probit => normal_quantile(value),
        }
    }

    /// The range that shows `values`, ending at round ones.
    fn range(self, values: &[f64], is_percent: bool, has_floor: bool) -> (f64, f64) {
        // Differences of still larger values lose all meaning, and their range overflows.
        const LARGEST: f64 = 1e12;
        let is_placed = |v: &f64| self.position(*v).is_finite() && v.abs() <= LARGEST;
        let mut seen: Vec<f64> = values.iter().copied().filter(is_placed).collect();
        seen.sort_unstable_by(f64::total_cmp);
        let ends = seen.first().copied().zip(seen.last().copied());
        match self {
            Self::Linear | Self::Names => linear_range(ends, is_percent, has_floor),
            Self::Log => {
                let (low, high) = ends.unwrap_or((0.1, 1.0));
                let low =
                    LOG_LEVELS.map(|f| f * power_of_ten(low)).into_iter().rfind(|l| *l <= low);
                let top = power_of_ten(high);
                let high = LOG_LEVELS.map(|f| f * top).into_iter().find(|l| *l >= high * 0.999_999);
                let (low, high) = (low.unwrap_or(0.1), high.unwrap_or(top * 10.0));
                if low < high { (low, high) } else { (low, low * 10.0) }
            }
            Self::Probit => {
                let (low, high) = ends.unwrap_or((0.001, 0.5));
                let below = PROBIT_LEVELS.iter().rev().find(|level| **level <= low);
                let above = PROBIT_LEVELS.iter().find(|level| **level >= high);
                let low = below.copied().unwrap_or(PROBIT_LEVELS[0]);
                let high = above.copied().unwrap_or(PROBIT_LEVELS[PROBIT_LEVELS.len() - 1]);
                if low < high { (low, high) } else { (low / 2.0, (1.0 + high) / 2.0) }
            }
        }
    }
}

fn power_of_ten(value: f64) -> f64 {
    10_f64.powf((value.log10() + 1e-9).floor())
}

fn linear_range(ends: Option<(f64, f64)>, is_percent: bool, has_floor: bool) -> (f64, f64) {
    let (mut low, mut high) = ends.unwrap_or((0.0, 1.0));
    // Shares are read against nothing: an axis that leaves zero out exaggerates.
    if has_floor || (is_percent && low >= 0.0) {
        low = low.min(0.0);
    }
    if low >= high {
        let half = if low == 0.0 { 0.5 } else { low.abs() * 0.1 };
        (low, high) = (if low == 0.0 { 0.0 } else { low - half }, high + half);
    }
    // Axes that begin at zero end at a labelled value; the others are fitted closely.
    let parts = if has_floor || is_percent { 5.0 } else { 10.0 };
    let step = round_step((high - low) / parts);
    let is_share = is_percent && high <= 1.0;
    (low, high) = ((low / step).floor() * step, (high / step - 1e-9).ceil() * step);
    (low, if is_share { high.min(1.0) } else { high })
}

/// The nearest of 1, 2 and 5 times a power of ten that is not smaller.
pub(super) fn round_step(step: f64) -> f64 {
    let power = 10_f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|round| *round >= step * 0.999)
        .unwrap_or(10.0 * power)
}

/// The standard normal quantile: P. J. Acklam's rational approximation, relative error below 1.2e-9, far
/// finer than a pixel. Infinite at 0 and 1, NaN outside.
fn normal_quantile(share: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const B: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    /// Where the tails begin.
    const TAIL: f64 = 0.02425;
    let horner = |factors: &[f64], x: f64| factors.iter().fold(0.0, |sum, f| sum * x + f);
    let tail = |p: f64| {
        let q = (-2.0 * p.ln()).sqrt();
        horner(&C, q) / horner(&D, q)
    };
    match share {
        p if !(0.0..=1.0).contains(&p) => f64::NAN,
        0.0 => f64::NEG_INFINITY,
        1.0 => f64::INFINITY,
        p if p < TAIL => tail(p),
        p if p > 1.0 - TAIL => -tail(1.0 - p),
        p => {
            let q = p - 0.5;
            q * horner(&A, q * q) / horner(&B, q * q)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn the_normal_quantile_is_that_of_the_tables() {
        check(normal_quantile(0.5), 0.0);
        check(normal_quantile(0.975), 1.959_963_985);
        check(normal_quantile(0.001), -3.090_232_306);
        check(normal_quantile(1e-6), -4.753_424_309);
        assert!(normal_quantile(1.01).is_nan() && normal_quantile(f64::NAN).is_nan());
    }

    #[test]
    fn a_value_lies_where_its_scale_says() {
        let place = |axis: Axis| Place::new(&axis, &[], false);
        check(place(Axis::linear("").range(-1.0, 1.0)).unit(0.5).unwrap(), 0.75);
        check(place(Axis::log("").range(1e-4, 1.0)).unit(0.01).unwrap(), 0.5);
        check(place(Axis::probit("").range(0.01, 0.99)).unit(0.5).unwrap(), 0.5);
        check(place(Axis::names("", ["a", "b"])).unit(1.0).unwrap(), 0.75);
    }

    #[test]
    fn what_has_no_place_is_not_given_one() {
        let log = Place::new(&Axis::log("").range(0.01, 1.0), &[], false);
        assert_eq!(log.unit(f64::NAN), None);
        assert_eq!(log.unit(-1.0), None);
        assert!(log.unit(0.0).unwrap() < 0.0 && log.visible(0.0).is_none());
        let probit = Place::new(&Axis::probit("").range(0.01, 0.5), &[], false);
        assert!(probit.unit(1.0).unwrap() > 1.0);
        assert_eq!(probit.unit(1.5), None);
        let linear = Place::new(&Axis::linear("").range(0.0, 1.0), &[], false);
        assert_eq!(linear.unit(f64::INFINITY), None);
        assert!(linear.unit(1e300).unwrap() > 1.0);
    }

    #[test]
    fn ranges_show_all_values_and_end_at_round_ones() {
        let range = |axis: &Axis, values: &[f64], has_floor| {
            let place = Place::new(axis, values, has_floor);
            (place.low, place.high)
        };
        assert_eq!(range(&Axis::linear(""), &[3.0, 47.0], false), (0.0, 50.0));
        assert_eq!(range(&Axis::linear(""), &[0.3, f64::NAN, 0.4], true).0, 0.0);
        assert_eq!(range(&Axis::percent(""), &[0.5, 0.97], false), (0.0, 1.0));
        let log = range(&Axis::log(""), &[0.0, 0.0035, 0.4], false);
        assert!((log.0 - 0.003).abs() < 1e-12 && (log.1 - 0.5).abs() < 1e-12, "{log:?}");
        assert_eq!(range(&Axis::probit(""), &[0.0, 0.003, 0.4], false), (0.002, 0.5));
        for axis in [Axis::linear(""), Axis::percent(""), Axis::log(""), Axis::probit("")] {
            for values in [&[] as &[f64], &[0.2], &[0.0], &[1.0], &[1.0, 1.0], &[f64::NAN], &[-3.0]]
            {
                let (low, high) = range(&axis, values, false);
                assert!(low < high, "{axis:?} {values:?}: {low} {high}");
            }
        }
        // A range the wrong way round is no range.
        let (low, high) = range(&Axis::linear("").range(2.0, 1.0), &[5.0, 6.0], false);
        assert!(low <= 5.0 && high >= 6.0);
    }
}
