//! The suite that every backend must pass. A backend without it does not exist.
//!
//! Each case gets a fresh, empty backend and fails by panicking.

mod api_keys;
mod applications;
mod audit;
mod cells;
mod decisions;
mod event_streams;
mod evidence;
mod invitations;
mod links;
mod logins;
mod logs;
mod people;
mod references;
mod reverifications;
mod reviews;
mod risk_events;
mod sessions;
mod units;
mod webhooks;
mod world;

use std::any::Any;
use std::sync::Arc;

pub use world::World;

use domain::{
    ComparisonScore, Continuity, ContinuityState, Identity, IdentityState, Llr, MediaTime, Outcome,
    PolicyStamp, Presence, PresenceState, Rate, Reason, ReasonCode, Reference, ReferenceFinding,
    Verdict,
};

use crate::Storage;

/// An empty backend.
pub struct Backend {
    /// Where the records go.
    pub storage: Arc<dyn Storage>,
    /// Whatever must live as long, for instance a temporary folder.
    pub keep: Box<dyn Any + Send>,
}

/// Runs every case against a fresh backend from `factory`.
///
/// # Panics
/// When the backend breaks a promise of the repository traits.
pub async fn run_all(factory: impl AsyncFn() -> Backend) {
    units::run(&factory).await;
    people::run(&factory).await;
    references::run(&factory).await;
    sessions::run(&factory).await;
    logs::run(&factory).await;
    evidence::run(&factory).await;
    decisions::run(&factory).await;
    reviews::run(&factory).await;
    applications::run(&factory).await;
    audit::run(&factory).await;
    api_keys::run(&factory).await;
    webhooks::run(&factory).await;
    invitations::run(&factory).await;
    reverifications::run(&factory).await;
    risk_events::run(&factory).await;
    event_streams::run(&factory).await;
    links::run(&factory).await;
    logins::run(&factory).await;
    cells::run(&factory).await;
}

/// Runs each named case on a backend of its own.
macro_rules! cases {
    ($($case:ident),+ $(,)?) => {
        pub(super) async fn run(factory: &impl AsyncFn() -> super::Backend) {
            $(
                let backend = factory().await;
                $case(&super::World::new(backend.storage.clone())).await;
                backend.storage.close().await;
            )+
        }
    };
}
use cases;

/// An accept against one reference.
fn verdict(reference: &Reference) -> Verdict {
    let (score, llr) = (ComparisonScore::new(0.71).ok(), Llr::new(8.5).ok());
    let state = IdentityState::Same;
    Verdict {
        outcome: Outcome::Accept,
        identity: Identity { state, score, llr },
        references: vec![ReferenceFinding {
            reference: reference.id,
            kind: reference.kind,
            state,
            score,
            llr,
            false_match: Some(Rate { share: 0.000_1, is_bound: true }),
        }],
        presence: Presence {
            state: PresenceState::Live,
            attack: None,
            llr: Llr::new(-3.25).ok(),
            false_alarm: None,
        },
        continuity: Continuity { state: ContinuityState::Held, broken_at: None },
        cues: Vec::new(),
        lights: Vec::new(),
        stream: None,
        reasons: vec![Reason {
            code: ReasonCode::SamePerson,
            text: "every reference shows the same person".into(),
            at: Some(MediaTime::from_millis(4_200)),
        }],
        policy: PolicyStamp { name: "interview".into(), version: 3 },
        span: Some((MediaTime::ZERO, MediaTime::from_millis(20_000))),
    }
}
