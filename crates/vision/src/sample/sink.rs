//! Where sampled pixels go.

/// Takes sampled pixels, red, green, blue, each 0..255.
pub trait Sink {
    /// Stores the pixel with row-major number `index`.
    fn put(&mut self, index: usize, rgb: [f32; 3]);
}

/// Planes of a tensor, by source channel, with mean and scale folded into gain and bias.
pub(super) struct PlanarSink<'a> {
    pub planes: [&'a mut [f32]; 3],
    pub gain: [f32; 3],
    pub bias: [f32; 3],
}

impl Sink for PlanarSink<'_> {
    #[inline(always)]
    fn put(&mut self, index: usize, rgb: [f32; 3]) {
        let (gain, bias) = (&self.gain, &self.bias);
        self.planes[0][index] = rgb[0] * gain[0] + bias[0];
        self.planes[1][index] = rgb[1] * gain[1] + bias[1];
        self.planes[2][index] = rgb[2] * gain[2] + bias[2];
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
    #[inline(always)]
    fn put(&mut self, index: usize, rgb: [f32; 3]) {
        let pixel = &mut self.data[index * 3..index * 3 + 3];
        for (c, value) in rgb.into_iter().enumerate() {
            pixel[self.position[c]] = value * self.gain[c] + self.bias[c];
        }
    }
}

/// Luma, 0..255, after ITU-R BT.601, as the video's own luma would be.
pub struct LumaSink<'a>(pub &'a mut [f32]);

/// BT.601 weights of red, green and blue.
const LUMA: [f32; 3] = [0.299, 0.587, 0.114];

impl Sink for LumaSink<'_> {
    #[inline(always)]
    fn put(&mut self, index: usize, rgb: [f32; 3]) {
        self.0[index] = rgb[0] * LUMA[0] + rgb[1] * LUMA[1] + rgb[2] * LUMA[2];
    }
}

/// Packed RGB bytes, rounded.
pub struct RgbSink<'a>(pub &'a mut [u8]);

impl Sink for RgbSink<'_> {
    #[inline(always)]
    fn put(&mut self, index: usize, rgb: [f32; 3]) {
        for (to, from) in self.0[index * 3..index * 3 + 3].iter_mut().zip(rgb) {
            *to = (from + 0.5) as u8;
        }
    }
}
