//! The candidate's check on the wire: how it stands, and what its page is told while it is led.

use app::{
    CheckNotice, CheckResult, CheckState, CheckStep, Conclusion, DocumentAnswer, DocumentIssue,
    DocumentSide, Guidance, LANGUAGES, LedMessage,
};
use domain::LightStep;
use serde::Serialize;
use utoipa::ToSchema;

use super::{CueKindView, LIVE_VERSION, iso};

/// What the notice says besides its text.
#[derive(Serialize, ToSchema)]
pub struct CheckNoticeView {
    /// Version of the text, to be named in the answer.
    pub version: String,
    /// Who asks.
    pub organisation: String,
    /// Whom to ask about one's data; null when not said.
    #[schema(required)]
    pub contact: Option<String>,
    /// Where the whole text on data protection is; null when not said.
    #[schema(required)]
    pub privacy_url: Option<String>,
    /// Days that the recording of the camera step is kept; null: as long as the person is enrolled.
    #[schema(required)]
    pub keep_sessions_days: Option<u64>,
    /// Days that what is compared later is kept; null: as long as the person is enrolled.
    #[schema(required)]
    pub keep_references_days: Option<u64>,
}

impl From<&CheckNotice> for CheckNoticeView {
    fn from(notice: &CheckNotice) -> Self {
        Self {
            version: notice.version.clone(),
            organisation: notice.organisation.clone(),
            contact: notice.contact.clone(),
            privacy_url: notice.privacy_url.clone(),
            keep_sessions_days: notice.keep_sessions_days,
            keep_references_days: notice.keep_references_days,
        }
    }
}

/// What the candidate does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckStepView {
    /// Read the notice and answer it.
    Consent,
    /// Show a document.
    Document,
    /// Look into the camera.
    Camera,
    /// Nothing.
    Done,
}

impl From<CheckStep> for CheckStepView {
    fn from(step: CheckStep) -> Self {
        match step {
            CheckStep::Consent => Self::Consent,
            CheckStep::Document => Self::Document,
            CheckStep::Camera => Self::Camera,
            CheckStep::Done => Self::Done,
        }
    }
}

/// What the candidate was told last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckResultView {
    /// `done`, `again`, `human` or `declined`.
    pub outcome: &'static str,
    /// Why again; null otherwise.
    #[schema(required)]
    pub code: Option<&'static str>,
}

impl From<CheckResult> for CheckResultView {
    fn from(result: CheckResult) -> Self {
        Self { outcome: result.as_str(), code: result.code() }
    }
}

/// The document step.
#[derive(Serialize, ToSchema)]
pub struct CheckDocumentView {
    /// Whether a document is asked for.
    pub wanted: bool,
    /// Whether the service reads it by machine.
    pub reads_zone: bool,
    /// The side of a card that is wanted next, `front` or `back`; null while it may be either.
    #[schema(required)]
    pub side: Option<&'static str>,
    /// Pictures that are left.
    pub attempts_left: u32,
}

/// The camera step.
#[derive(Serialize, ToSchema)]
pub struct CheckCameraView {
    /// Tries that are left.
    pub attempts_left: u32,
    /// Whether one runs.
    pub is_running: bool,
}

/// A check as its page sees it.
#[derive(Serialize, ToSchema)]
pub struct CheckStateView {
    /// What comes next.
    pub step: CheckStepView,
    /// ISO 639-1.
    pub language: String,
    /// Every language that there are texts in.
    pub languages: Vec<&'static str>,
    /// Who asks.
    pub organisation: String,
    /// Until when, ISO 8601.
    pub expires_at: String,
    /// What the notice says.
    pub notice: CheckNoticeView,
    /// Whether changing colours are wanted.
    pub colours: bool,
    /// The document step.
    pub document: CheckDocumentView,
    /// The camera step.
    pub camera: CheckCameraView,
    /// What the candidate was told last; null before.
    #[schema(required)]
    pub result: Option<CheckResultView>,
}

impl From<&CheckState> for CheckStateView {
    fn from(state: &CheckState) -> Self {
        Self {
            step: state.step.into(),
            language: state.language.clone(),
            languages: LANGUAGES.to_vec(),
            organisation: state.notice.organisation.clone(),
            expires_at: iso(state.expires_at),
            notice: (&state.notice).into(),
            colours: state.colours,
            document: CheckDocumentView {
                wanted: state.wants_document,
                reads_zone: state.reads_zone,
                side: state.wanted_side.map(DocumentSide::as_str),
                attempts_left: state.document_tries_left,
            },
            camera: CheckCameraView {
                attempts_left: state.attempts_left,
                is_running: state.is_running,
            },
            result: state.result.map(Into::into),
        }
    }
}

/// One thing about a picture of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DocumentIssueView {
    /// A word for programs: docs/CHECK.md.
    pub code: &'static str,
    /// Whether another picture, or another document, may help.
    pub retry: bool,
}

impl From<&DocumentIssue> for DocumentIssueView {
    fn from(issue: &DocumentIssue) -> Self {
        Self { code: issue.code, retry: issue.is_worth_a_retry }
    }
}

/// What came of a picture of a document.
#[derive(Serialize, ToSchema)]
pub struct DocumentAnswerView {
    /// Whether the check goes on with it.
    pub accepted: bool,
    /// What is wrong with it, most important first.
    pub problems: Vec<DocumentIssueView>,
    /// The check now.
    pub state: CheckStateView,
}

impl From<&DocumentAnswer> for DocumentAnswerView {
    fn from(answer: &DocumentAnswer) -> Self {
        Self {
            accepted: answer.accepted,
            problems: answer.issues.iter().map(Into::into).collect(),
            state: (&answer.state).into(),
        }
    }
}

/// One colour for some time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ColourStepView {
    /// sRGB, `#rrggbb`.
    pub colour: String,
    /// Milliseconds.
    pub ms: u64,
}

impl From<&LightStep> for ColourStepView {
    fn from(step: &LightStep) -> Self {
        let [r, g, b] = step.colour.0;
        let ms = u64::try_from(step.lasts.as_millis()).unwrap_or(u64::MAX);
        Self { colour: format!("#{r:02x}{g:02x}{b:02x}"), ms }
    }
}

/// What the page of a camera step is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum GuidanceMessageView {
    /// No picture has come yet.
    Waiting,
    /// How the face is placed.
    Face {
        /// Whether well.
        ok: bool,
        /// What to change; null when well.
        #[schema(required)]
        hint: Option<&'static str>,
    },
    /// Make this movement now and hold it for a second.
    Do {
        /// Which. Sides are the person's own.
        movement: CueKindView,
        /// Its number, from 1.
        number: u32,
        /// Of how many.
        of: u32,
        /// The first or the second time.
        r#try: u32,
        /// In this time.
        within_ms: u64,
    },
    /// The movement was seen.
    Seen {
        /// Its number, from 1.
        number: u32,
        /// Of how many.
        of: u32,
    },
    /// The movement was not seen.
    Missed {
        /// Its number, from 1.
        number: u32,
        /// Of how many.
        of: u32,
    },
    /// Show these colours full-screen, from now on.
    Colours {
        /// The card's number.
        number: u32,
        /// One after the other.
        steps: Vec<ColourStepView>,
    },
    /// Hold still.
    Sending {
        /// At most so long.
        left_ms: u64,
    },
    /// It is over. The last message.
    End {
        /// `done`, `again` or `human`.
        outcome: &'static str,
        /// Why again; null otherwise.
        #[schema(required)]
        code: Option<&'static str>,
        /// Tries that are left.
        attempts_left: u32,
    },
    /// This connection is cut off. The last message.
    Closed {
        /// `gone`, `replaced` or `too_slow`.
        code: &'static str,
    },
}

/// A message to the page of a camera step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct GuidanceView {
    /// Version of the message format, 1.
    pub v: u8,
    /// What it says.
    #[serde(flatten)]
    pub message: GuidanceMessageView,
}

impl GuidanceView {
    /// As it is sent.
    pub fn to_json(&self) -> String {
        // Plain structs with string keys: serde_json cannot fail on them.
        serde_json::to_string(self).expect("a wire type is always JSON")
    }
}

fn millis(duration: std::time::Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

impl From<&LedMessage> for GuidanceView {
    fn from(message: &LedMessage) -> Self {
        use GuidanceMessageView as V;
        let message = match message {
            LedMessage::Guidance(Guidance::Waiting) => V::Waiting,
            LedMessage::Guidance(Guidance::Face(hint)) => {
                V::Face { ok: hint.is_none(), hint: hint.map(app::FaceHint::as_str) }
            }
            LedMessage::Guidance(Guidance::Do { kind, number, of, attempt, within }) => V::Do {
                movement: (*kind).into(),
                number: *number,
                of: *of,
                r#try: *attempt,
                within_ms: millis(*within),
            },
            LedMessage::Guidance(Guidance::Seen { number, of }) => {
                V::Seen { number: *number, of: *of }
            }
            LedMessage::Guidance(Guidance::Missed { number, of }) => {
                V::Missed { number: *number, of: *of }
            }
            LedMessage::Guidance(Guidance::Sending { left }) => {
                V::Sending { left_ms: millis(*left) }
            }
            LedMessage::Colours { number, steps } => {
                V::Colours { number: *number, steps: steps.iter().map(Into::into).collect() }
            }
            LedMessage::End { conclusion, attempts_left } => {
                let (outcome, code) = match conclusion {
                    Conclusion::Done => ("done", None),
                    Conclusion::Again(code) => ("again", Some(code.as_str())),
                    Conclusion::Human => ("human", None),
                };
                V::End { outcome, code, attempts_left: *attempts_left }
            }
            LedMessage::Closed(why) => V::Closed { code: why.as_str() },
        };
        Self { v: LIVE_VERSION, message }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use app::{AgainCode, FaceHint, LedClose};
    use domain::{CardColour, CueKind};
    use serde_json::{Value, json};

    use super::*;

    fn check(message: &LedMessage, expected: &Value) {
        let view: Value = serde_json::from_str(&GuidanceView::from(message).to_json()).unwrap();
        assert_eq!(&view, expected);
    }

    #[test]
    fn messages_are_what_the_contract_says() {
        let say = LedMessage::Guidance;
        check(&say(Guidance::Waiting), &json!({"v": 1, "type": "waiting"}));
        check(
            &say(Guidance::Face(None)),
            &json!({"v": 1, "type": "face", "ok": true, "hint": null}),
        );
        check(
            &say(Guidance::Face(Some(FaceHint::OnePerson))),
            &json!({"v": 1, "type": "face", "ok": false, "hint": "one_person"}),
        );
        let within = Duration::from_secs(10);
        let kind = CueKind::TurnLeft;
        check(
            &say(Guidance::Do { kind, number: 1, of: 2, attempt: 1, within }),
            &json!({"v": 1, "type": "do", "movement": "turn_left", "number": 1, "of": 2, "try": 1,
                "within_ms": 10_000}),
        );
        check(
            &say(Guidance::Missed { number: 2, of: 2 }),
            &json!({"v": 1, "type": "missed", "number": 2, "of": 2}),
        );
        let lasts = Duration::from_millis(900);
        let steps = vec![LightStep { colour: CardColour([0xf3, 0x89, 0x81]), lasts }];
        check(
            &LedMessage::Colours { number: 0, steps },
            &json!({"v": 1, "type": "colours", "number": 0,
                "steps": [{"colour": "#f38981", "ms": 900}]}),
        );
        check(
            &LedMessage::End {
                conclusion: Conclusion::Again(AgainCode::MovementMissed),
                attempts_left: 2,
            },
            &json!({"v": 1, "type": "end", "outcome": "again", "code": "movement_missed",
                "attempts_left": 2}),
        );
        check(
            &LedMessage::Closed(LedClose::Replaced),
            &json!({"v": 1, "type": "closed", "code": "replaced"}),
        );
    }
}
