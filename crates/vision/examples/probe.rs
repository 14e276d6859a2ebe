//! Temporary.
#![allow(clippy::all, clippy::print_stdout)]
use std::path::Path;
use vision::*;
const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.runtime/onnxruntime/libonnxruntime.so.1.31.1");
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime = OnnxRuntime::load(Path::new(LIBRARY)).unwrap();
    let pack = Pack::load(Path::new("/work/shared/models"), &Manifest::builtin(), "standard", &runtime, 1).unwrap();
    let mut a = pack.analyst().unwrap();
    if args[0] == "enrol" {
        for f in &args[1..] {
            let t = std::time::Instant::now();
            match a.enrol_picture(&std::fs::read(f).unwrap(), PictureLimits::default()) {
                Ok(p) => println!("{f}: {}x{} rot {} eye {:.0} conf {:.2} roll {:.0} yaw {:.0} pitch {:.0} sharp {:.0} score {:.0} {:?} pad {:?} {:?} {:.0?}", p.frame.size.width, p.frame.size.height, p.rotated_deg, p.face.quality.inter_eye_px, p.face.confidence, p.face.quality.roll_deg, p.face.quality.yaw_deg, p.face.quality.pitch_deg, p.face.quality.sharpness, p.face.quality.score.get(), p.face.quality.issues, p.measurement.pad.assessed().map(|p| p.get()), p.face.rect, t.elapsed()),
                Err(e) => println!("{f}: {e}"),
            }
        }
    } else {
        for f in &args[1..] {
            let Ok(frame) = decode_picture(&std::fs::read(f).unwrap(), PictureLimits::default()) else { continue };
            for face in a.measure_frame(&frame, None).unwrap().faces.iter().take(1) {
                let q = &face.quality;
                let m = a.measure_face(&frame, face, domain::Stages{features:true,pad:false,manipulation:false});
                println!("Q {f} {} {} {} {} {} {} {} {} {} {} {:?}", q.inter_eye_px, q.sharpness, q.luma_mean, q.luma_std, q.yaw_deg, q.pitch_deg, q.roll_deg, face.confidence, q.score.get(), m.learned_quality.assessed().unwrap(), q.issues);
            }
        }
    }
}
