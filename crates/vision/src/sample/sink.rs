//! Where sampled pixels go. Samplers hand over short runs of integer sums, so that conversion, scaling and
//! storing run through vector instructions while the gathering before them cannot.

/// Pixels per run.
pub const RUN: usize = 16;

/// Up to [`RUN`] neighbouring pixels of one output row: red, green and blue sums, each 0..255 once
/// multiplied by the sampler's unit.
#[derive(Debug, Default)]
pub struct Run {
    /// Red.
    pub red: [i32; RUN],
    /// Green.
    pub green: [i32; RUN],
    /// Blue.
    pub blue: [i32; RUN],
}

impl Run {
    /// The first `len` pixels, to be filled.
    #[inline(always)]
    pub(super) fn pixels(
        &mut self,
        len: usize,
    ) -> impl Iterator<Item = ((&mut i32, &mut i32), &mut i32)> {
        let (red, green) = (self.red[..len].iter_mut(), self.green[..len].iter_mut());
        red.zip(green).zip(self.blue[..len].iter_mut())
    }

    fn channels(&self) -> [&[i32; RUN]; 3] {
        [&self.red, &self.green, &self.blue]
    }
}

/// Takes sampled pixels.
pub trait Sink {
    /// Stores the first `len` pixels of `run`, each sum times `unit`, from row-major number `index` on.
    fn put(&mut self, index: usize, len: usize, run: &Run, unit: f32);
}

/// Planes of a tensor, by source channel, with mean and scale folded into gain and bias.
pub(super) struct PlanarSink<'a> {
    pub planes: [&'a mut [f32]; 3],
    pub gain: [f32; 3],
    pub bias: [f32; 3],
}

impl Sink for PlanarSink<'_> {
    #[inline]
    fn put(&mut self, index: usize, len: usize, run: &Run, unit: f32) {
        for (c, sums) in run.channels().into_iter().enumerate() {
            let (gain, bias) = (self.gain[c] * unit, self.bias[c]);
            for (to, sum) in self.planes[c][index..index + len].iter_mut().zip(sums) {
                *to = *sum as f32 * gain + bias;
            }
        }
    }
}

/// Interleaved channels of a tensor; `position` is where each source channel goes.
pub(super) struct InterleavedSink<'a> {
    pub data: &'a mut [f32],
    pub position: [usize; 3],
    pub gain: [f32; 3],
    pub bias: [f32; 3],
}

impl Sink for InterleavedSink<'_> {
    #[inline]
    fn put(&mut self, index: usize, len: usize, run: &Run, unit: f32) {
        let pixels = &mut self.data[index * 3..(index + len) * 3];
        for (c, sums) in run.channels().into_iter().enumerate() {
            let (gain, bias) = (self.gain[c] * unit, self.bias[c]);
            for (pixel, sum) in pixels.chunks_exact_mut(3).zip(sums) {
                pixel[self.position[c]] = *sum as f32 * gain + bias;
            }
        }
    }
}

/// Luma, 0..255, after ITU-R BT.601, as the video's own luma would be.
pub struct LumaSink<'a>(pub &'a mut [f32]);

/// BT.601 weights of red, green and blue.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

impl Sink for LumaSink<'_> {
    #[inline]
    fn put(&mut self, index: usize, len: usize, run: &Run, unit: f32) {
        let weights = LUMA.map(|w| w * unit);
        for (i, to) in self.0[index..index + len].iter_mut().enumerate() {
            *to = run.red[i] as f32 * weights[0]
                + run.green[i] as f32 * weights[1]
                + run.blue[i] as f32 * weights[2];
        }
    }
}

/// Packed RGB bytes, rounded.
pub struct RgbSink<'a>(pub &'a mut [u8]);

impl Sink for RgbSink<'_> {
    fn put(&mut self, index: usize, len: usize, run: &Run, unit: f32) {
        let pixels = self.0[index * 3..(index + len) * 3].chunks_exact_mut(3);
        for (i, pixel) in pixels.enumerate() {
            for (to, sums) in pixel.iter_mut().zip(run.channels()) {
                *to = (sums[i] as f32 * unit + 0.5) as u8;
            }
        }
    }
}
