//! Whole checks: invited, agreed, a document, a live face, and everything that somebody may try instead.

mod attacks;
pub(super) mod player;
mod way;

use domain::InvitationId;
use player::Player;
use storage::{AuditAction, DocumentState};

use super::*;
use crate::fakes::{Mover, card_of};

/// A house whose models see poses, and whose operator has a name.
async fn house() -> House {
    House::with(|deps| {
        deps.settings.checks = CheckSettings {
            organisation: Some("Example GmbH".to_owned()),
            notice_version: "7".to_owned(),
            ..CheckSettings::default()
        };
        let clock = deps.clock.clone();
        let size = PoolSize { threads: 1, queue: 16 };
        let pool = InferencePool::new(size, clock, || Ok::<_, std::io::Error>(Mover::default()));
        deps.pool = pool.unwrap();
    })
    .await
}

fn invitation(document: DocumentRule, colours: bool) -> NewInvitation {
    NewInvitation {
        purpose: InvitationPurpose::Check,
        valid_for_hours: 24,
        language: "en".to_owned(),
        document,
        colours,
    }
}

/// A browser with a check.
struct Browser {
    id: InvitationId,
    token: String,
    cookie: String,
}

/// Invites a person and opens the link.
async fn opened(house: &House, person: PersonId, new: NewInvitation) -> Browser {
    let created = house.app.invite(Actor::Operator, person, new).await.unwrap();
    let token = created.token.reveal().to_owned();
    let opened = house.app.open_check(&token, None).await.unwrap();
    assert_eq!(opened.state.step, CheckStep::Consent);
    Browser { id: created.details.id, token, cookie: opened.cookie.unwrap() }
}

/// The same, and the candidate agrees.
async fn agreed(house: &House, person: PersonId, new: NewInvitation) -> Browser {
    let browser = opened(house, person, new).await;
    house.app.answer_notice(&browser.cookie, true, "7", "de").await.unwrap();
    browser
}

/// A person with an ID photo who came as far as the camera.
async fn at_camera(house: &House, colours: bool) -> (PersonId, Browser) {
    let person = house.person("Ana", 1).await;
    let browser = agreed(house, person, invitation(DocumentRule::Skip, colours)).await;
    (person, browser)
}

fn hints(value: serde_json::Value) -> CheckHints {
    CheckHints(value)
}

fn no_hints() -> CheckHints {
    hints(serde_json::json!({}))
}

async fn details(house: &House, browser: &Browser) -> InvitationDetails {
    house.app.invitation(Actor::Operator, browser.id).await.unwrap()
}

async fn actions(house: &House) -> Vec<AuditAction> {
    let page = house.app.audit(200, None).await.unwrap();
    page.items.iter().map(|line| line.action).collect()
}
