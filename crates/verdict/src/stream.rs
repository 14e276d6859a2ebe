//! What the stream shows of itself, summed up: its rhythm, its size, its camera, time without a face or
//! without pictures. Measurements for a human's eye: nothing here moves an outcome.

use std::time::Duration;

use domain::{
    CameraClaim, CameraFinding, CameraHint, FrameRecord, FrameSize, MediaTime, Rhythm, SourceEvent,
    StreamFinding,
};

use crate::camera::is_software_camera;

/// Shapes (width over height) that differ by more than this are not the same: a browser may cut a row or two.
const SHAPE: f32 = 0.05;

/// A stream this much wider than its camera was enlarged.
const ENLARGED: f32 = 1.1;

/// Sums up what is no face.
#[derive(Debug, Default)]
pub(crate) struct StreamWatch {
    size: Option<FrameSize>,
    changes: u32,
    steps: u64,
    uneven: u64,
    /// Median steps, each weighed by the steps it stands for.
    step_sum: f64,
    frames: u32,
    repeated: u32,
    last: Option<MediaTime>,
    /// The subject was in the picture at some time.
    was_seen: bool,
    is_away: bool,
    away: Duration,
    gaps: Duration,
    camera: Option<CameraClaim>,
}

impl StreamWatch {
    pub fn push_frame(&mut self, frame: &FrameRecord) {
        let is_here = frame.subject.is_some_and(|id| frame.faces.iter().any(|f| f.track == id));
        if let Some(last) = self.last {
            if self.is_away {
                self.away += frame.pts - last;
            }
            self.frames += 1;
            self.repeated += u32::from(frame.change == Some(0.0));
        }
        self.was_seen |= is_here;
        self.is_away = self.was_seen && !is_here;
        self.last = Some(frame.pts);
    }

    pub fn push_source(&mut self, event: &SourceEvent) {
        match event {
            SourceEvent::Opened(info) => self.size = Some(info.size),
            SourceEvent::Changed(info) => {
                self.size = Some(info.size);
                self.changes = self.changes.saturating_add(1);
            }
            SourceEvent::Resumed { gap, .. } => self.gaps += *gap,
            SourceEvent::Rhythm(Rhythm { steps, median, uneven, .. }) => {
                self.steps += u64::from(*steps);
                self.uneven += u64::from((*uneven).min(*steps));
                self.step_sum += median.as_secs_f64() * f64::from(*steps);
            }
            SourceEvent::Silent { .. }
            | SourceEvent::Reconnecting { .. }
            | SourceEvent::Ended(_) => {}
        }
    }

    pub fn push_camera(&mut self, claim: &CameraClaim) {
        self.camera = Some(claim.clone());
    }

    /// What was seen so far; second faces are counted elsewhere.
    pub fn finding(&self) -> StreamFinding {
        let has_steps = self.steps > 0 && self.step_sum > 0.0;
        StreamFinding {
            size: self.size,
            changes: self.changes,
            rate_hz: has_steps.then(|| (self.steps as f64 / self.step_sum) as f32),
            uneven: has_steps.then(|| (self.uneven as f64 / self.steps as f64) as f32),
            repeated: (self.frames > 0).then(|| self.repeated as f32 / self.frames as f32),
            away: self.away,
            gaps: self.gaps,
            camera: self.camera.clone().map(|claim| {
                let hints = hints(&claim, self.size);
                CameraFinding { claim, hints }
            }),
            ..StreamFinding::default()
        }
    }
}

fn hints(claim: &CameraClaim, stream: Option<FrameSize>) -> Vec<CameraHint> {
    let mut hints = Vec::new();
    if is_software_camera(&claim.label) {
        hints.push(CameraHint::VirtualName);
    }
    let is_one = |size: FrameSize| size.width > 0 && size.height > 0;
    if let Some(stream) = stream.filter(|s| is_one(*s) && is_one(claim.size)) {
        let shape = |size: FrameSize| size.width as f32 / size.height as f32;
        // A phone that is held upright turns its pictures.
        let turned = FrameSize { width: claim.size.height, height: claim.size.width };
        let differs = |size| (shape(size) / shape(stream) - 1.0).abs() > SHAPE;
        if differs(claim.size) && differs(turned) {
            hints.push(CameraHint::OtherShape);
        }
        let longer = |size: FrameSize| size.width.max(size.height) as f32;
        if longer(stream) > ENLARGED * longer(claim.size) {
            hints.push(CameraHint::Enlarged);
        }
    }
    hints
}

#[cfg(test)]
mod tests {
    use domain::MediaInfo;
    use proptest::prelude::*;

    use super::*;

    fn claim(label: &str, width: u32, height: u32) -> CameraClaim {
        let size = FrameSize { width, height };
        CameraClaim { at: MediaTime::ZERO, label: label.into(), size, fps: Some(30.0) }
    }

    fn check(claim: &CameraClaim, stream: (u32, u32), expected: &[CameraHint]) {
        let stream = FrameSize { width: stream.0, height: stream.1 };
        assert_eq!(hints(claim, Some(stream)), expected, "{claim:?}");
    }

    #[test]
    fn programs_that_pose_as_cameras_are_named() {
        check(&claim("Snap Camera", 1280, 720), (1280, 720), &[CameraHint::VirtualName]);
        check(&claim("FaceTime HD Camera", 1280, 720), (1280, 720), &[]);
    }

    #[test]
    fn a_stream_of_another_shape_or_larger_than_its_camera_is_noticed() {
        check(&claim("c", 1280, 720), (640, 360), &[]);
        check(&claim("c", 1280, 720), (720, 1280), &[]);
        check(&claim("c", 640, 480), (640, 360), &[CameraHint::OtherShape]);
        check(&claim("c", 640, 360), (1920, 1080), &[CameraHint::Enlarged]);
        check(&claim("c", 0, 0), (640, 360), &[]);
    }

    fn info(width: u32) -> MediaInfo {
        let size = FrameSize { width, height: 360 };
        MediaInfo { size, codec: "H.264".into(), duration: None, live: true }
    }

    #[test]
    fn rhythm_changes_and_holes_are_summed_up() {
        let mut watch = StreamWatch::default();
        assert_eq!(watch.finding(), StreamFinding::default());
        watch.push_source(&SourceEvent::Opened(info(640)));
        watch.push_source(&SourceEvent::Changed(info(320)));
        let gap = Duration::from_secs(3);
        watch.push_source(&SourceEvent::Resumed { at: MediaTime::ZERO, gap });
        for (median, uneven) in [(40, 10), (20, 0)] {
            let median = Duration::from_millis(median);
            let at = MediaTime::ZERO;
            watch.push_source(&SourceEvent::Rhythm(Rhythm { at, steps: 100, median, uneven }));
        }
        let found = watch.finding();
        assert_eq!((found.size.map(|s| s.width), found.changes, found.gaps), (Some(320), 1, gap));
        // A hundred steps of 40 ms and as many of 20 ms.
        assert!((found.rate_hz.unwrap() - 33.33).abs() < 0.01, "{found:?}");
        assert_eq!(found.uneven, Some(0.05));
    }

    #[test]
    fn time_away_counts_from_the_first_face_on() {
        let mut watch = StreamWatch::default();
        for (ms, is_here) in
            [(0, false), (200, true), (400, false), (900, false), (1_000, true), (1_200, true)]
        {
            let mut frame = testkit::frame_record(ms, ms);
            if !is_here {
                (frame.subject, frame.faces) = (None, Vec::new());
            }
            frame.change = Some(if ms == 900 { 0.0 } else { 1.0 });
            watch.push_frame(&frame);
        }
        let found = watch.finding();
        assert_eq!(found.away, Duration::from_millis(600));
        assert_eq!(found.repeated, Some(0.2));
    }

    proptest! {
        #[test]
        fn any_name_and_any_size_have_an_answer(
            label in ".{0,40}", w in any::<u32>(), h in any::<u32>(), sw in any::<u32>(), sh in any::<u32>(),
        ) {
            let size = FrameSize { width: w, height: h };
            let claim = CameraClaim { at: MediaTime::ZERO, label, size, fps: None };
            let stream = FrameSize { width: sw, height: sh };
            prop_assert!(hints(&claim, Some(stream)).len() <= 3);
        }
    }
}
