//! Somebody before a camera: pictures whose first pixels say who it is and how the head stands, pushed on a
//! clock moved by hand.

use std::io::Cursor;
use std::time::Instant;

use super::super::*;
use crate::analyst::AnalystError;
use domain::{
    Clock, CueKind, DetectedFace, FaceMeasurement, Frame, FrameMeasurement, HandSeen, LightStep,
    Rect, SceneThumb, Signal, Stages,
};

/// Side of a picture.
const SIDE: u32 = 96;

/// How a head stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pose {
    pub(super) yaw: i8,
    pub(super) pitch: i8,
    /// Height of the face in pixels.
    pub(super) height: u8,
}

pub(super) const REST: Pose = Pose { yaw: 0, pitch: 0, height: 40 };

pub(super) fn pose_of(kind: CueKind) -> Pose {
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
        | CueKind::PassHand => panic!("the service leads nobody through {kind:?}"),
    }
}

/// One picture: who, how, and the light of the screen on the skin.
pub(super) fn picture(person: u8, pose: Pose, light: [f64; 3], n: u8) -> Vec<u8> {
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
    image.write_to(&mut out, image::ImageFormat::Png).unwrap();
    out.into_inner()
}

/// Models that read the pose off the picture.
#[derive(Debug, Default)]
pub(super) struct Mover(FakeAnalyst);

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

    fn enrol_picture(&mut self, bytes: &[u8]) -> Result<EnrolledPicture, PictureRefusal> {
        self.0.enrol_picture(bytes)
    }
}

/// Somebody before a camera whose page is led.
pub(super) struct Player<'a> {
    house: &'a House,
    person: u8,
    intake: FrameIntake,
    follower: Follower,
    pub(super) page: AttemptPage,
    pub(super) pose: Pose,
    card: Option<(u32, Vec<LightStep>, Instant)>,
    /// Everything that was shown.
    pub(super) shown: Vec<Pose>,
    n: u8,
    /// Whether the skin follows the colours.
    pub(super) is_lit: bool,
    pub(super) asked: Vec<CueKind>,
}

impl<'a> Player<'a> {
    pub(super) async fn begin(
        house: &'a House,
        cookie: &str,
        person: u8,
        hints: CheckHints,
    ) -> Self {
        let started = house.app.begin_attempt(cookie, true, hints).await.unwrap();
        let page = house.app.follow_attempt(cookie).await.unwrap();
        let intake = house.app.push_check_frames(cookie).await.unwrap();
        let follower = house.app.follow(started.session).await.unwrap();
        Self {
            house,
            person,
            intake,
            follower,
            page,
            pose: REST,
            card: None,
            shown: Vec::new(),
            n: 0,
            is_lit: true,
            asked: Vec::new(),
        }
    }

    /// One picture, looked at. False when the session is over.
    pub(super) async fn frame(&mut self) -> bool {
        self.house.clock.advance(Duration::from_millis(200));
        self.n = self.n.wrapping_add(1);
        self.shown.push(self.pose);
        let light = self.light();
        let picture = picture(self.person, self.pose, light, self.n);
        if self.intake.push(&picture, None).is_err() {
            return false;
        }
        loop {
            match next(&mut self.follower).await {
                LiveMessage::Verdict { .. } => return true,
                LiveMessage::Ended(_) | LiveMessage::Closed(_) => return false,
                _ => {}
            }
        }
    }

    /// The card's colour now; dark where none is shown.
    fn light(&self) -> [f64; 3] {
        let dark = [0.05; 3];
        let Some((_, steps, since)) = self.card.as_ref().filter(|_| self.is_lit) else {
            return dark;
        };
        let mut left = self.house.clock.now() - *since;
        for step in steps {
            if left < step.lasts {
                return step.colour.linear();
            }
            left -= step.lasts;
        }
        dark
    }

    /// What the page was told meanwhile.
    pub(super) async fn told(&mut self) -> Vec<LedMessage> {
        let mut told = Vec::new();
        // Looks once: what is not there yet is there next time.
        while let Ok(Some(message)) = tokio::time::timeout(Duration::ZERO, self.page.next()).await {
            told.push(message);
        }
        told
    }

    /// Says that a card was shown, once it was.
    fn report(&mut self) {
        let now = self.house.clock.now();
        let is_over = |(_, steps, since): &mut (u32, Vec<LightStep>, Instant)| {
            now - *since >= steps.iter().map(|s| s.lasts).sum::<Duration>()
        };
        let Some((number, steps, _)) = self.card.take_if(is_over) else { return };
        let mut edges = vec![Duration::ZERO];
        for step in steps {
            edges.push(edges[edges.len() - 1] + step.lasts);
        }
        self.page.say(LedInput::ColoursShown { number, edges });
    }

    /// Plays until the end is told. `moves` says how the head stands when it is asked for something.
    pub(super) async fn play(&mut self, moves: impl Fn(CueKind) -> Pose) -> LedMessage {
        // Longer than any attempt takes.
        for _ in 0..600 {
            for message in self.told().await {
                if let Some(end) = self.hear(message, &moves) {
                    return end;
                }
            }
            self.report();
            if !self.frame().await {
                break;
            }
        }
        self.end().await
    }

    /// Waits for the last word.
    pub(super) async fn end(&mut self) -> LedMessage {
        loop {
            let message = tokio::time::timeout(PATIENCE, self.page.next()).await;
            let message = message.expect("in time").expect("an end");
            if let LedMessage::End { .. } | LedMessage::Closed(_) = message {
                return message;
            }
        }
    }

    fn hear(
        &mut self,
        message: LedMessage,
        moves: &impl Fn(CueKind) -> Pose,
    ) -> Option<LedMessage> {
        match message {
            LedMessage::Guidance(Guidance::Do { kind, .. }) => {
                self.asked.push(kind);
                self.pose = moves(kind);
            }
            LedMessage::Guidance(Guidance::Seen { .. } | Guidance::Missed { .. }) => {
                self.pose = REST;
            }
            LedMessage::Colours { number, steps } => {
                self.card = Some((number, steps, self.house.clock.now()));
            }
            end @ (LedMessage::End { .. } | LedMessage::Closed(_)) => return Some(end),
            LedMessage::Guidance(_) => {}
        }
        None
    }
}
