//! Somebody who moves: pictures whose first pixels say who it is and how the head stands, and models that read it
//! off them.

use std::io::Cursor;

use documents::Day;
use domain::{
    CueKind, DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, Rect, SceneThumb,
    Signal, Stages,
};

use super::FakeAnalyst;
use crate::analyst::{
    AnalystError, DocumentPicture, EnrolledPicture, FrameAnalyst, PictureRefusal,
};

/// Side of a picture.
const SIDE: u32 = 96;

/// How a head stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pose {
    /// Degrees to the person's left.
    pub yaw: i8,
    /// Degrees up.
    pub pitch: i8,
    /// Height of the face in pixels.
    pub height: u8,
}

/// Straight into the camera.
pub const REST: Pose = Pose { yaw: 0, pitch: 0, height: 40 };

/// The pose that a movement ends in.
pub fn pose_of(kind: CueKind) -> Pose {
    match kind {
        CueKind::TurnLeft => Pose { yaw: 38, ..REST },
        CueKind::TurnRight => Pose { yaw: -38, ..REST },
        CueKind::LookUp => Pose { pitch: 20, ..REST },
        CueKind::LookDown => Pose { pitch: -20, ..REST },
        CueKind::ComeCloser => Pose { height: 56, ..REST },
        CueKind::MoveBack => Pose { height: 30, ..REST },
        CueKind::ProfileLeft
        | CueKind::ProfileRight
        | CueKind::StandUp
        | CueKind::CoverFace
        | CueKind::PassHand
        | CueKind::TouchNose
        | CueKind::RemoveGlasses
        | CueKind::ReadDigits => panic!("the service leads nobody through {kind:?}"),
    }
}

/// One picture: who, how, and the light of the screen on the skin.
pub fn posed_picture(person: u8, pose: Pose, light: [f64; 3], n: u8) -> Vec<u8> {
    // A screen gives a fifth as much light as the room.
    let skin = light.map(|l| {
        let linear: f64 = 0.2 * (1.0 + 0.2 * l);
        (255.0 * (1.055 * linear.powf(1.0 / 2.4) - 0.055)).round() as u8
    });
    let mut image = image::RgbImage::from_pixel(SIDE, SIDE, image::Rgb([90; 3]));
    // The wall behind is too far away for the screen's light.
    let (w, h) = (u32::from(pose.height) * 4 / 5, u32::from(pose.height));
    for y in (SIDE - h) / 2..(SIDE + h) / 2 {
        for x in (SIDE - w) / 2..(SIDE + w) / 2 {
            image.put_pixel(x, y, image::Rgb(skin));
        }
    }
    let coded = |v: i8| (i16::from(v) + 128) as u8;
    image.put_pixel(0, 0, image::Rgb([person, 0, 0]));
    image.put_pixel(1, 0, image::Rgb([coded(pose.yaw), coded(pose.pitch), pose.height]));
    image.put_pixel(0, 1, image::Rgb([n.wrapping_mul(37), 0, 0]));
    let mut out = Cursor::new(Vec::new());
    image.write_to(&mut out, image::ImageFormat::Png).expect("a picture fits into memory");
    out.into_inner()
}

/// Models that read the pose off the picture.
#[derive(Debug, Default)]
pub struct Mover(FakeAnalyst);

impl FrameAnalyst for Mover {
    fn measure_frame(
        &mut self,
        frame: &Frame,
        region: Option<Rect>,
    ) -> Result<FrameMeasurement, AnalystError> {
        let found = self.0.measure_frame(frame, region)?;
        let [yaw, pitch, height] = [frame.row(0)[3], frame.row(0)[4], frame.row(0)[5]];
        let degrees = |v: u8| f32::from(i16::from(v) - 128);
        let posed = |mut face: DetectedFace| {
            face.quality.yaw_deg = degrees(yaw);
            face.quality.pitch_deg = degrees(pitch);
            let (w, h) = (0.8 * f32::from(height), f32::from(height));
            let side = SIDE as f32;
            face.rect = Rect::new((side - w) / 2.0, (side - h) / 2.0, w, h);
            let at = |x: f32, y: f32| domain::Point::new(face.rect.x + x * w, face.rect.y + y * h);
            face.landmarks = domain::Landmarks::from_points([
                at(0.3, 0.4),
                at(0.7, 0.4),
                at(0.5, 0.6),
                at(0.35, 0.8),
                at(0.65, 0.8),
            ]);
            face
        };
        let faces = found.faces.into_iter().map(posed).collect();
        let thumb = SceneThumb(Box::new([frame.row(1)[0]; SceneThumb::CELLS]));
        Ok(FrameMeasurement { faces, thumb })
    }

    fn measure_face(
        &mut self,
        frame: &Frame,
        face: &DetectedFace,
        stages: Stages,
    ) -> FaceMeasurement {
        self.0.measure_face(frame, face, stages)
    }

    fn measure_hand(&mut self, frame: &Frame, face: Rect) -> Signal<Option<HandSeen>> {
        self.0.measure_hand(frame, face)
    }

    fn read_document(
        &mut self,
        bytes: &[u8],
        today: Day,
    ) -> Result<DocumentPicture, PictureRefusal> {
        self.0.read_document(bytes, today)
    }

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        self.0.enrol_picture(bytes)
    }
}
