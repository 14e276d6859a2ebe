//! Sampling against slow, obvious references.

use proptest::prelude::*;

use super::view::reflect;
use super::*;
use crate::align::ToSource;
use crate::manifest::{Manifest, TensorLayout};
use crate::test_pictures::{flat, gradient, noise};

fn view(picture: &image::RgbImage) -> PixelView<'_> {
    PixelView::packed(picture.as_raw(), picture.width() as usize, picture.height() as usize)
}

/// A crop scaled to a packed RGB buffer.
fn resize_rgb(view: PixelView<'_>, crop: Crop, size: (usize, usize), filter: Filter) -> Vec<u8> {
    let mut bytes = vec![0; size.0 * size.1 * 3];
    let mut scratch = ResizeScratch::default();
    resize_crop(view, crop, size, size.0, filter, &mut scratch, &mut RgbSink(&mut bytes));
    bytes
}

#[test]
fn reflection_does_not_repeat_the_edge() {
    let row: Vec<_> = (-4..9).map(|i| reflect(i, 4)).collect();
    assert_eq!(row, [2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1, 2]);
    assert_eq!(reflect(-7, 1), 0);
}

#[test]
fn same_size_resampling_is_the_identity() {
    let picture = noise(17, 11);
    for filter in [Filter::Bilinear, Filter::Spread] {
        let v = view(&picture);
        assert_eq!(resize_rgb(v, v.whole(), (17, 11), filter), *picture.as_raw());
    }
}

#[test]
fn bilinear_halving_takes_the_mean_of_two_by_two() {
    let picture = noise(8, 6);
    let v = view(&picture);
    for filter in [Filter::Bilinear, Filter::Spread] {
        let half = resize_rgb(v, v.whole(), (4, 3), filter);
        for (i, value) in half.iter().enumerate() {
            let (x, y, c) = (i / 3 % 4 * 2, i / 12 * 2, i % 3);
            let sum: u32 = [(0, 0), (1, 0), (0, 1), (1, 1)]
                .iter()
                .map(|(dx, dy)| u32::from(v.pixel(x + dx, y + dy)[c]))
                .sum();
            assert!((f64::from(sum) / 4.0 - f64::from(*value)).abs() <= 0.51);
        }
    }
}

#[test]
fn a_crop_outside_reflects_the_picture() {
    let picture = noise(6, 5);
    let v = view(&picture);
    let crop = Crop { x: -3, y: -2, width: 12, height: 9 };
    let out = resize_rgb(v, crop, (12, 9), Filter::Bilinear);
    for y in 0..9 {
        for x in 0..12 {
            let expected = v.pixel(reflect(x as i64 - 3, 6), reflect(y as i64 - 2, 5));
            assert_eq!(out[(y * 12 + x) * 3..][..3], expected);
        }
    }
}

/// Area averaging, weight by weight.
fn slow_area(v: PixelView<'_>, crop: Crop, (w, h): (usize, usize)) -> Vec<f64> {
    let cover = |i: usize, out: usize, len: usize, k: usize| {
        let s = len as f64 / out as f64;
        let (a, b) = (i as f64 * s, (i + 1) as f64 * s);
        ((b.min(k as f64 + 1.0) - a.max(k as f64)) / s).max(0.0)
    };
    let mut out = vec![0.0; w * h * 3];
    for y in 0..h {
        for x in 0..w {
            for ky in 0..crop.height {
                for kx in 0..crop.width {
                    let weight = cover(y, h, crop.height, ky) * cover(x, w, crop.width, kx);
                    if weight > 0.0 {
                        let p = v.pixel(
                            reflect(crop.x + kx as i64, v.width),
                            reflect(crop.y + ky as i64, v.height),
                        );
                        for c in 0..3 {
                            out[(y * w + x) * 3 + c] += weight * f64::from(p[c]);
                        }
                    }
                }
            }
        }
    }
    out
}

struct Collect(Vec<f32>);

impl Sink for Collect {
    fn put(&mut self, index: usize, rgb: [f32; 3]) {
        self.0[index * 3..index * 3 + 3].copy_from_slice(&rgb);
    }
}

proptest! {
    #[test]
    fn area_averaging_equals_the_slow_sum(
        w in 1_usize..9, h in 1_usize..9, more_w in 0_usize..20, more_h in 0_usize..20,
        x in -8_i64..20, y in -8_i64..20,
    ) {
        let picture = noise(16, 14);
        let v = view(&picture);
        let crop = Crop { x, y, width: w + more_w, height: h + more_h };
        let mut out = Collect(vec![0.0; w * h * 3]);
        area_crop(v, crop, (w, h), &mut AreaScratch::default(), &mut out);
        for (found, expected) in out.0.iter().zip(slow_area(v, crop, (w, h))) {
            // The weights are rounded; the worst of 300 000 cases was off by 2.6 of 255.
            prop_assert!((f64::from(*found) - expected).abs() < 4.0, "{found} {expected}");
        }
    }

    #[test]
    fn resampling_never_leaves_the_range_of_the_picture(
        w in 1_usize..40, h in 1_usize..40, cw in 1_usize..60, ch in 1_usize..60,
        x in -30_i64..30, y in -30_i64..30, spread in any::<bool>(),
    ) {
        let mut picture = noise(23, 31);
        picture.iter_mut().for_each(|v| *v = *v / 2 + 40);
        let filter = if spread { Filter::Spread } else { Filter::Bilinear };
        let crop = Crop { x, y, width: cw, height: ch };
        let out = resize_rgb(view(&picture), crop, (w, h), filter);
        prop_assert!(out.iter().all(|v| (40..=168).contains(v)));
    }

    #[test]
    fn warps_of_a_flat_picture_are_flat_or_black(
        a in -6_f64..6.0, b in -6_f64..6.0, tx in -90_f64..90.0, ty in -90_f64..90.0,
    ) {
        let picture = flat(40, 30, [100; 3]);
        let mut out = Collect(vec![-1.0; 9 * 7 * 3]);
        warp(view(&picture), &ToSource { a, b, tx, ty }, (9, 7), &mut out);
        prop_assert!(out.0.iter().all(|v| (-0.01..=100.01).contains(v)));
    }

    #[test]
    fn a_warp_inside_reads_the_gradient_where_it_points(
        a in -3.5_f64..3.5, b in -3.5_f64..3.5, px in 0_usize..8, py in 0_usize..8,
    ) {
        prop_assume!(a.hypot(b) > 0.2);
        // Red is the column, so a sample's red is its source x, edge-based, less half a pixel.
        let picture = image::RgbImage::from_fn(200, 200, |x, y| image::Rgb([x as u8, y as u8, 0]));
        let t = ToSource { a, b, tx: 100.0 - 4.0 * a + 4.0 * b, ty: 100.0 - 4.0 * b - 4.0 * a };
        let mut out = Collect(vec![0.0; 8 * 8 * 3]);
        warp(view(&picture), &t, (8, 8), &mut out);
        let p = t.apply(domain::Point::new(px as f32 + 0.5, py as f32 + 0.5));
        let found = &out.0[(py * 8 + px) * 3..][..2];
        prop_assert!((found[0] - (p.x - 0.5)).abs() < 0.51, "{found:?} {p:?}");
        prop_assert!((found[1] - (p.y - 0.5)).abs() < 0.51, "{found:?} {p:?}");
    }
}

#[test]
fn tensors_put_channels_mean_and_scale_where_the_manifest_says() {
    let manifest = Manifest::builtin();
    let picture = flat(300, 300, [10, 20, 30]);
    let first_and_last = |id: &str| {
        let mut tensor = TensorImage::new(&manifest.models[id].input);
        tensor.shrink(view(&picture), view(&picture).whole());
        let n = tensor.values().len();
        let near = |v: f32| (v * 1000.0).round() / 1000.0;
        (near(tensor.values()[0]), near(tensor.values()[n - 1]))
    };
    assert_eq!(manifest.models["lightqnet"].input.layout, TensorLayout::Nhwc);
    assert_eq!(first_and_last("sbi_lite0"), (10.0, 30.0));
    assert_eq!(first_and_last("face_reid_retail_0095"), (30.0, 10.0));
    let scaled = |v: f32| ((v - 128.0) / 128.0 * 1000.0).round() / 1000.0;
    assert_eq!(first_and_last("lightqnet"), (scaled(30.0), scaled(10.0)));
}

#[test]
fn far_larger_crops_are_averaged_over_evenly_spaced_pixels() {
    let picture = noise(1000, 700);
    let mut out = Collect(vec![0.0; 3]);
    let whole = view(&picture).whole();
    area_crop(view(&picture), whole, (1, 1), &mut AreaScratch::default(), &mut out);
    assert!(out.0.iter().all(|v| (v - 127.5).abs() < 12.0), "{:?}", out.0);
}

#[test]
fn padding_is_black_whatever_was_there_before() {
    let manifest = Manifest::builtin();
    let mut tensor = TensorImage::new(&manifest.models["yunet"].input);
    tensor.set_size(64, 64);
    let white = flat(64, 64, [255; 3]);
    tensor.resize(view(&white), view(&white).whole(), (64, 64), Filter::Spread);
    let picture = gradient(40, 20);
    tensor.resize(view(&picture), view(&picture).whole(), (40, 20), Filter::Spread);
    let plane = &tensor.values()[..64 * 64];
    assert!(plane.iter().enumerate().all(|(i, v)| (i % 64 < 40 && i / 64 < 20) || *v == 0.0));
    assert!(plane[19 * 64 + 39] > 0.0);
}
