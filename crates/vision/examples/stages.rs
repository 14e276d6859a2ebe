//! What each stage costs on one picture, and how much of it the models are.
//!
//! `cargo run --release -p vision --example stages -- PICTURE MODELS [WIDTH HEIGHT SHARE]` scales the
//! picture onto a canvas of that size first (1280 × 720 by default; to SHARE of what fits, 0.6) and
//! prints milliseconds (the fastest tenth, which other load disturbs least).

#![expect(clippy::print_stdout, reason = "this example's report goes to standard output")]
#![expect(
    clippy::disallowed_methods,
    reason = "an example is its own binary and may read the clock"
)]

use std::error::Error;
use std::path::Path;
use std::time::Instant;

use domain::{DetectedFace, Frame, FrameSize, ModelRole, Point, Stages};
use vision::align::{CHIP_TEMPLATE, ToSource};
use vision::pad::{box_fit_crop, square_crop};
use vision::sample::{Filter, PixelView, ResizeScratch, RgbSink, TensorImage, resize_crop};
use vision::{Analyst, Manifest, OnnxRuntime, Pack, PackOptions, PictureLimits, decode_picture};

const LIBRARY: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../.runtime/onnxruntime/libonnxruntime.so.1.31.1");
const WARM_UP: usize = 10;
const ROUNDS: usize = 101;

/// Milliseconds (the fastest tenth, which other load disturbs least) of `work`.
fn fast(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..WARM_UP + ROUNDS)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed().as_secs_f64() * 1e3
        })
        .skip(WARM_UP)
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 10]
}

/// The picture scaled to fit a black canvas.
fn on_canvas(picture: &Frame, width: usize, height: usize, share: f64) -> Frame {
    let view = PixelView::of(picture);
    let factor = (width as f64 / view.width as f64).min(height as f64 / view.height as f64) * share;
    let size = ((view.width as f64 * factor) as usize, (view.height as f64 * factor) as usize);
    let mut bytes = vec![0; width * height * 3];
    let mut scratch = ResizeScratch::default();
    // In the middle.
    let start = ((height - size.1) / 2 * width + (width - size.0) / 2) * 3;
    let sink = &mut RgbSink(&mut bytes[start..]);
    resize_crop(view, view.whole(), size, width, Filter::Spread, &mut scratch, sink);
    Frame {
        size: FrameSize { width: width as u32, height: height as u32 },
        stride_bytes: width * 3,
        pixels: bytes.into(),
        ..picture.clone()
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [picture, models, rest @ ..] = args.as_slice() else {
        return Err("usage: stages PICTURE MODELS [WIDTH HEIGHT [SHARE [--as-they-are]]]".into());
    };
    let size = match rest {
        [w, h] => (w.parse()?, h.parse()?, 0.6),
        [w, h, share, ..] => (w.parse()?, h.parse()?, share.parse()?),
        _ => (1280, 720, 0.6),
    };
    let runtime = OnnxRuntime::load(Path::new(LIBRARY))?;
    let options =
        PackOptions { threads: 1, faster_graphs: !args.contains(&"--as-they-are".into()) };
    let pack =
        Pack::load_with(Path::new(models), &Manifest::builtin(), "standard", &runtime, options)?;
    let mut analyst = pack.analyst()?;
    let picture = decode_picture(&std::fs::read(picture)?, PictureLimits::default())?;
    let frame = on_canvas(&picture, size.0, size.1, size.2);
    let measured = analyst.measure_frame(&frame, None)?;
    let face = measured.faces.first().ok_or("no face on the picture")?.clone();
    println!("{}x{}, {} faces, {:?}", size.0, size.1, measured.faces.len(), face.rect);
    println!("{:?}", face.quality);

    let only = |features, pad, manipulation| Stages { features, pad, manipulation, mesh: false };
    let mesh = Stages { mesh: true, ..Stages::NONE };
    let mut total = (0.0, 0.0);
    let mut line = |name: &str, (ours, models): (f64, f64)| {
        println!("{name:<22} ours {ours:7.3}  models {models:7.3}  around {:6.3}", ours - models);
        total = (total.0 + ours, total.1 + models);
    };
    let analyst = &mut analyst;
    let detect = |analyst: &mut Analyst, region| {
        alternating(analyst, |a| drop(a.measure_frame(&frame, region)), &[ModelRole::Detector])
    };
    line("frame, whole", detect(analyst, None));
    for (name, stages, roles) in [
        (
            "features and quality",
            only(true, false, false),
            &[ModelRole::Embedder, ModelRole::Quality][..],
        ),
        ("PAD", only(false, true, false), &[ModelRole::Pad]),
        ("manipulation", only(false, false, true), &[ModelRole::Manipulation]),
        ("mesh", mesh, &[ModelRole::Mesh]),
    ] {
        line(name, alternating(analyst, |a| drop(a.measure_face(&frame, &face, stages)), roles));
    }
    println!(
        "{:<22} ours {:7.3}  models {:7.3}  ratio {:.4}",
        "sum",
        total.0,
        total.1,
        total.0 / total.1
    );
    let (ours, models) = detect(analyst, Some(face.rect.scaled(2.0)));
    println!("{:<22} ours {ours:7.3}  models {models:7.3}", "frame, region");
    let thumb = fast(|| drop(vision::thumb::scene_thumb(&frame)));
    let mut chip = Vec::new();
    let quality = fast(|| {
        drop(vision::quality::assess(&frame, face.rect, &face.landmarks, 0.9, &mut chip));
    });
    println!("thumbnail {thumb:.3}  quality {quality:.3}");
    sampling(&frame, &face);
    Ok(())
}

/// Milliseconds (the fastest tenth, which other load disturbs least) of our way and of the models alone on the same inputs, taken in turns.
fn alternating(
    analyst: &mut Analyst,
    mut ours: impl FnMut(&mut Analyst),
    roles: &[ModelRole],
) -> (f64, f64) {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for round in 0..WARM_UP + ROUNDS {
        let start = Instant::now();
        ours(analyst);
        let middle = Instant::now();
        for role in roles {
            analyst.rerun(*role).expect("the models have run before");
        }
        if round >= WARM_UP {
            a.push((middle - start).as_secs_f64() * 1e3);
            b.push(middle.elapsed().as_secs_f64() * 1e3);
        }
    }
    let fast = |mut v: Vec<f64>| {
        v.sort_by(f64::total_cmp);
        v[v.len() / 10]
    };
    (fast(a), fast(b))
}

/// The samplers alone, each on the input of one model.
fn sampling(frame: &Frame, face: &DetectedFace) {
    let (manifest, view) = (Manifest::builtin(), PixelView::of(frame));
    let size = (view.width, view.height);
    let tensor = |id: &str| TensorImage::new(&manifest.models[id].input);
    let mut detector = tensor("yunet");
    let scale = 320.0 / size.0.max(size.1) as f64;
    let scaled = ((size.0 as f64 * scale) as usize, (size.1 as f64 * scale) as usize);
    detector.set_size(scaled.0.next_multiple_of(32), scaled.1.next_multiple_of(32));
    let resize = fast(|| detector.resize(view, view.whole(), scaled, Filter::Spread));
    let mut embedder = tensor("face_reid_retail_0095");
    let template = CHIP_TEMPLATE.map(|p| Point::new(p.x * 8.0 / 7.0, p.y * 8.0 / 7.0));
    let to_source = ToSource::fit(&face.landmarks.points(), &template).expect("a face");
    let warp = fast(|| embedder.warp(view, &to_source));
    let mut pad = tensor("minifasnet_v2");
    let crop = box_fit_crop(face.rect, 2.7, size);
    let bilinear = fast(|| pad.resize(view, crop, (80, 80), Filter::Bilinear));
    let mut manipulation = tensor("sbi_lite0");
    let crop = square_crop(face.rect, 1.25, size);
    let area = fast(|| manipulation.shrink(view, crop));
    println!(
        "sampling: detector {resize:.3}  embedder {warp:.3} (scale {:.1})  PAD {bilinear:.3} each  \
         manipulation {area:.3} ({} px)",
        to_source.scale(),
        crop.width
    );
}
