//! Which two source pixels make one output pixel along one axis, and in which proportion.

/// How a picture is made smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// The two nearest pixels, whatever the scale, as the authors of a model trained it.
    Bilinear,
    /// Bilinear down to half the size; below, two pixels a quarter of the cell from its centre, which
    /// keeps fine patterns from turning into false ones at the same cost.
    Spread,
}

/// Fixed-point one.
pub(super) const ONE: u32 = 1 << BITS;
/// Fraction bits of a weight: two of them and a byte fit 32 bits.
pub(super) const BITS: u32 = 11;

/// Two source indices, the second weighing `second` / [`ONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tap {
    pub a: usize,
    pub b: usize,
    pub second: u32,
}

/// Fills `taps` for `out` outputs over `len` source cells. Indices are relative and clamped to 0..len.
/// True when the two of every output weigh the same.
pub(super) fn fill(taps: &mut Vec<Tap>, out: usize, len: usize, filter: Filter) -> bool {
    taps.clear();
    let scale = len as f64 / out as f64;
    let last = len as f64 - 1.0;
    let spread = filter == Filter::Spread && scale > 2.0;
    taps.extend((0..out).map(|i| {
        let centre = (i as f64 + 0.5) * scale;
        if spread {
            let near = |c: f64| c.floor().clamp(0.0, last) as usize;
            Tap { a: near(centre - scale / 4.0), b: near(centre + scale / 4.0), second: ONE / 2 }
        } else {
            let at = (centre - 0.5).clamp(0.0, last);
            let a = at.floor();
            let second = ((at - a) * f64::from(ONE)).round() as u32;
            Tap { a: a as usize, b: (a + 1.0).min(last) as usize, second }
        }
    }));
    spread
}
