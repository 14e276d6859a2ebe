//! The two inner loops, plain code that the compiler turns into the widest instructions the machine has:
//! `pulp` picks them at run time. Integers only, so every machine counts the same.

use pulp::{Arch, Simd, WithSimd};

/// Dot products of one probe with rows of codes that lie behind one another.
pub(crate) struct Dots<'a> {
    pub codes: &'a [i8],
    pub probe: &'a [i16],
    pub out: &'a mut [i32],
}

impl WithSimd for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // A length known to the compiler unrolls the inner loop; these are the usual embedders'.
        match self.probe.len() {
            128 => fixed::<128>(self),
            256 => fixed::<256>(self),
            512 => fixed::<512>(self),
            width => {
                for (row, out) in self.codes.chunks_exact(width).zip(self.out) {
                    *out = row
                        .iter()
                        .zip(self.probe)
                        .map(|(a, b)| i32::from(*a) * i32::from(*b))
                        .sum();
                }
            }
        }
    }
}

#[inline(always)]
fn fixed<const WIDTH: usize>(dots: Dots<'_>) {
    let Some(probe) = dots.probe.first_chunk::<WIDTH>() else { return };
    let (rows, _) = dots.codes.as_chunks::<WIDTH>();
    for (row, out) in rows.iter().zip(dots.out) {
        let mut sum = 0;
        for i in 0..WIDTH {
            sum += i32::from(row[i]) * i32::from(probe[i]);
        }
        *out = sum;
    }
}

/// How many signs of one probe differ from those of each row.
pub(crate) struct Distances<'a> {
    pub sketches: &'a [u64],
    pub probe: &'a [u64],
    pub out: &'a mut [u32],
}

impl WithSimd for Distances<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        match self.probe.len() {
            4 => fixed_distances::<4>(self),
            8 => fixed_distances::<8>(self),
            words => {
                for (row, out) in self.sketches.chunks_exact(words).zip(self.out) {
                    *out = row.iter().zip(self.probe).map(|(a, b)| (a ^ b).count_ones()).sum();
                }
            }
        }
    }
}

#[inline(always)]
fn fixed_distances<const WORDS: usize>(of: Distances<'_>) {
    let Some(probe) = of.probe.first_chunk::<WORDS>() else { return };
    let (rows, _) = of.sketches.as_chunks::<WORDS>();
    for (row, out) in rows.iter().zip(of.out) {
        let mut count = 0;
        for i in 0..WORDS {
            count += (row[i] ^ probe[i]).count_ones();
        }
        *out = count;
    }
}

/// Runs a loop with what the machine has.
pub(crate) fn run<L: WithSimd>(arch: Arch, inner: L) -> L::Output {
    arch.dispatch(inner)
}
