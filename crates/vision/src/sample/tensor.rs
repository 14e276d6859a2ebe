//! A reusable input tensor that knows its layout, channel order, mean and scale.

use super::sink::{InterleavedSink, PlanarSink};
use super::{
    AreaScratch, Crop, Filter, PixelView, ResizeScratch, Sink as _, area_crop, resize_crop, warp,
};
use crate::align::ToSource;
use crate::manifest::{ChannelOrder, InputContract, TensorLayout};

/// The input picture of one model, filled in place and lent to the runtime.
pub struct TensorImage {
    layout: TensorLayout,
    /// Position in the tensor of red, green and blue.
    position: [usize; 3],
    /// By source channel: tensor value = pixel × gain + bias.
    gain: [f32; 3],
    bias: [f32; 3],
    size: (usize, usize),
    data: Vec<f32>,
    resize: ResizeScratch,
    area: AreaScratch,
}

/// Runs `$body` with `$sink` bound to the sink of the tensor's layout.
macro_rules! with_sink {
    ($self:ident, |$sink:ident| $body:expr) => {{
        let (w, h) = $self.size;
        match $self.layout {
            TensorLayout::Nchw => {
                let (first, rest) = $self.data.split_at_mut(w * h);
                let (second, rest) = rest.split_at_mut(w * h);
                let third = &mut rest[..w * h];
                let planes = if $self.position[0] == 0 {
                    [first, second, third]
                } else {
                    [third, second, first]
                };
                let $sink = &mut PlanarSink { planes, gain: $self.gain, bias: $self.bias };
                $body
            }
            TensorLayout::Nhwc => {
                let $sink = &mut InterleavedSink {
                    data: &mut $self.data,
                    position: $self.position,
                    gain: $self.gain,
                    bias: $self.bias,
                };
                $body
            }
        }
    }};
}

impl TensorImage {
    /// An empty tensor of this contract; a fixed size is allocated at once.
    pub fn new(contract: &InputContract) -> Self {
        let position = match contract.colour {
            ChannelOrder::Rgb => [0, 1, 2],
            ChannelOrder::Bgr => [2, 1, 0],
        };
        let mut tensor = Self {
            layout: contract.layout,
            position,
            gain: position.map(|p| contract.scale[p]),
            bias: position.map(|p| -contract.mean[p] * contract.scale[p]),
            size: (0, 0),
            data: Vec::new(),
            resize: ResizeScratch::default(),
            area: AreaScratch::default(),
        };
        if let Some((w, h)) = contract.fixed_size() {
            tensor.set_size(w, h);
        }
        tensor
    }

    /// Changes the size; the contents are then unspecified. Grows the buffer, never shrinks it.
    pub fn set_size(&mut self, width: usize, height: usize) {
        self.size = (width, height);
        let len = width * height * 3;
        if self.data.len() < len {
            self.data.resize(len, 0.0);
        }
    }

    /// Width and height.
    pub const fn size(&self) -> (usize, usize) {
        self.size
    }

    /// The axes for a batch of one.
    pub const fn shape(&self) -> [usize; 4] {
        let (w, h) = self.size;
        match self.layout {
            TensorLayout::Nchw => [1, 3, h, w],
            TensorLayout::Nhwc => [1, h, w, 3],
        }
    }

    /// Exchanges left and right.
    pub fn mirror(&mut self) {
        let width = self.size.0;
        match self.layout {
            TensorLayout::Nchw => self.data.chunks_exact_mut(width).for_each(<[f32]>::reverse),
            TensorLayout::Nhwc => {
                let (pixels, _) = self.data.as_chunks_mut::<3>();
                pixels.chunks_exact_mut(width).for_each(<[[f32; 3]]>::reverse);
            }
        }
    }

    /// The values, row-major in the order of [`shape`](Self::shape).
    pub fn values(&self) -> &[f32] {
        &self.data[..self.size.0 * self.size.1 * 3]
    }

    /// Fills by a similarity transform.
    pub fn warp(&mut self, view: PixelView<'_>, to_source: &ToSource) {
        let size = self.size;
        with_sink!(self, |sink| warp(view, to_source, size, sink));
    }

    /// Fills the top-left `size` with a crop, and the rest with black.
    pub fn resize(
        &mut self,
        view: PixelView<'_>,
        crop: Crop,
        size: (usize, usize),
        filter: Filter,
    ) {
        self.resize_onto(view, crop, size, filter, [0.0; 3]);
    }

    /// As [`resize`](Self::resize), the rest filled with `around`, in 0..255.
    pub fn resize_onto(
        &mut self,
        view: PixelView<'_>,
        crop: Crop,
        size: (usize, usize),
        filter: Filter,
        around: [f32; 3],
    ) {
        let (w, h) = self.size;
        let scratch = &mut self.resize;
        with_sink!(self, |sink| {
            resize_crop(view, crop, size, w, filter, scratch, sink);
            for y in 0..h {
                let from = if y < size.1 { size.0 } else { 0 };
                for x in from..w {
                    sink.put(y * w + x, around);
                }
            }
        });
    }

    /// Fills with a crop, area-averaged when that makes it smaller, else bilinear.
    pub fn shrink(&mut self, view: PixelView<'_>, crop: Crop) {
        let size = self.size;
        if crop.width <= size.0 || crop.height <= size.1 {
            self.resize(view, crop, size, Filter::Bilinear);
            return;
        }
        let scratch = &mut self.area;
        with_sink!(self, |sink| area_crop(view, crop, size, scratch, sink));
    }
}
