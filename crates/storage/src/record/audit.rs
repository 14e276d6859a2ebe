//! Who did what to whom, in closed words and ids only: an audit row can outlive the person it is about.

use std::fmt;
use std::str::FromStr;

use domain::{
    ApiKeyId, Entropy, EventStreamId, InvitationId, LinkId, LoginId, PersonId, ReferenceId,
    SessionId, UtcTime, WebhookId,
};
use uuid::{Builder, Uuid};

/// One audit event. Sorts by creation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AuditId(Uuid);

impl AuditId {
    /// A fresh id that sorts by `at`.
    pub fn generate(at: UtcTime, entropy: &dyn Entropy) -> Self {
        let mut random = [0_u8; 10];
        entropy.fill(&mut random);
        let millis = u64::try_from(at.unix_millis()).unwrap_or(0);
        Self(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// Wraps a UUID read from a record.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self(uuid)
    }

    /// The UUID inside.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
}

impl fmt::Display for AuditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for AuditId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AuditId({})", self.0)
    }
}

impl FromStr for AuditId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(text).map(Self)
    }
}

/// Who acted. Never a name or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// The service itself: retention, recovery at start.
    System,
    /// Somebody at the machine's command line.
    Operator,
    /// A caller with this API key.
    ApiKey(ApiKeyId),
    /// Whoever holds the link of this invitation.
    Invited(InvitationId),
    /// Whoever sits before the browser of this login.
    Login(LoginId),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::Operator => f.write_str("operator"),
            Self::ApiKey(id) => write!(f, "api_key:{id}"),
            Self::Invited(id) => write!(f, "invitation:{id}"),
            Self::Login(id) => write!(f, "login:{id}"),
        }
    }
}

impl FromStr for Actor {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "system" => Ok(Self::System),
            "operator" => Ok(Self::Operator),
            other => match other.split_once(':') {
                Some(("invitation", id)) => id.parse().map(Self::Invited),
                Some(("login", id)) => id.parse().map(Self::Login),
                _ => other.strip_prefix("api_key:").unwrap_or(other).parse().map(Self::ApiKey),
            },
        }
    }
}

/// What it was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuditSubject {
    /// A person, who may be gone by now.
    Person(PersonId),
    /// A reference.
    Reference(ReferenceId),
    /// An API key.
    ApiKey(ApiKeyId),
    /// A webhook.
    Webhook(WebhookId),
    /// An invitation to a check.
    Invitation(InvitationId),
    /// A receiver of security events.
    EventStream(EventStreamId),
    /// A link between identities.
    Link(LinkId),
    /// A login that a relying party asked for.
    Login(LoginId),
}

impl fmt::Display for AuditSubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(id) => write!(f, "person:{id}"),
            Self::Reference(id) => write!(f, "reference:{id}"),
            Self::ApiKey(id) => write!(f, "api_key:{id}"),
            Self::Webhook(id) => write!(f, "webhook:{id}"),
            Self::Invitation(id) => write!(f, "invitation:{id}"),
            Self::EventStream(id) => write!(f, "event_stream:{id}"),
            Self::Link(id) => write!(f, "link:{id}"),
            Self::Login(id) => write!(f, "login:{id}"),
        }
    }
}

impl FromStr for AuditSubject {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once(':') {
            Some(("person", id)) => id.parse().map(Self::Person),
            Some(("reference", id)) => id.parse().map(Self::Reference),
            Some(("api_key", id)) => id.parse().map(Self::ApiKey),
            Some(("webhook", id)) => id.parse().map(Self::Webhook),
            Some(("invitation", id)) => id.parse().map(Self::Invitation),
            Some(("event_stream", id)) => id.parse().map(Self::EventStream),
            Some(("link", id)) => id.parse().map(Self::Link),
            Some(("login", id)) => id.parse().map(Self::Login),
            _ => text.parse().map(Self::Person),
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// What was done. A closed set of words, so that no name can slip in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AuditAction { $($(#[$doc])* $name,)+ }

        impl AuditAction {
            /// Every action.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word in records and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The action with that word.
            pub fn from_name(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|a| a.as_str() == word)
            }
        }
    };
}

actions! {
    /// A person was recorded.
    PersonCreated = "person_created",
    /// A person's name was read.
    PersonRead = "person_read",
    /// A person and everything of theirs was erased.
    PersonErased = "person_erased",
    /// What a person said in their application was put in.
    ApplicationSet = "application_set",
    /// What a person said in their application was shown.
    ApplicationRead = "application_read",
    /// What a person said in their application was removed.
    ApplicationRemoved = "application_removed",
    /// An ID portrait was enrolled.
    PortraitSet = "portrait_set",
    /// An ID portrait was shown.
    PortraitRead = "portrait_read",
    /// A session was asked for.
    SessionCreated = "session_created",
    /// A caller ended a session.
    SessionStopped = "session_stopped",
    /// The person on camera was asked for a movement.
    CueGiven = "cue_given",
    /// A light card was handed out to be shown.
    LightCardGiven = "light_card_given",
    /// A light card was not shown, or stopped.
    LightCardSkipped = "light_card_skipped",
    /// Somebody chose whom a session follows.
    SubjectChosen = "subject_chosen",
    /// A session was over.
    SessionEnded = "session_ended",
    /// A session was cut off by the end of the process.
    SessionInterrupted = "session_interrupted",
    /// A session left a reference.
    ReferenceAdded = "reference_added",
    /// A reference was removed by a caller.
    ReferenceRemoved = "reference_removed",
    /// A reference reached the end of its retention.
    ReferenceExpired = "reference_expired",
    /// A session reached the end of its retention.
    SessionExpired = "session_expired",
    /// Evidence was shown.
    EvidenceRead = "evidence_read",
    /// Somebody opened a session that waits for a human, to decide on it.
    ReviewOpened = "review_opened",
    /// A human decided on a session.
    SessionDecided = "session_decided",
    /// A session left as an evidence bundle.
    BundleExported = "bundle_exported",
    /// A stored session was judged again.
    SessionReplayed = "session_replayed",
    /// An API key was made.
    ApiKeyCreated = "api_key_created",
    /// An API key was revoked.
    ApiKeyRevoked = "api_key_revoked",
    /// A webhook was made.
    WebhookCreated = "webhook_created",
    /// A webhook got a new secret.
    WebhookRotated = "webhook_rotated",
    /// A test message was sent to a webhook.
    WebhookTested = "webhook_tested",
    /// A message to a webhook was sent once more.
    DeliveryRetried = "delivery_retried",
    /// Nothing is posted to a webhook any more: its receiver said so.
    WebhookDisabled = "webhook_disabled",
    /// A webhook was removed.
    WebhookRemoved = "webhook_removed",
    /// Somebody was invited to a check.
    InvitationCreated = "invitation_created",
    /// An invitation was shown with what its page said.
    InvitationRead = "invitation_read",
    /// An invitation was called off.
    InvitationRevoked = "invitation_revoked",
    /// An invitation reached the end of its retention.
    InvitationExpired = "invitation_expired",
    /// An invitation was opened in a browser.
    CheckOpened = "check_opened",
    /// An invitation moved to another device.
    CheckMoved = "check_moved",
    /// The candidate agreed to the notice.
    ConsentGiven = "consent_given",
    /// The candidate did not agree.
    ConsentRefused = "consent_refused",
    /// A picture of a document was accepted.
    DocumentAccepted = "document_accepted",
    /// One side of a card was taken, the other one is awaited.
    DocumentSideTaken = "document_side_taken",
    /// The candidate said that there is nothing to read on the other side.
    DocumentOneSided = "document_one_sided",
    /// Somebody of the staff read what a candidate's document says.
    DocumentRead = "document_read",
    /// A picture of a document was not accepted.
    DocumentRefused = "document_refused",
    /// The camera step of a check ended.
    CheckAttemptEnded = "check_attempt_ended",
    /// A check is over.
    CheckFinished = "check_finished",
    /// Somebody looked at a person's timeline.
    TimelineRead = "timeline_read",
    /// A person came into a group that is verified again, or left one.
    ReverificationSet = "reverification_set",
    /// A person was due for re-verification.
    ReverificationDue = "reverification_due",
    /// The days of grace of a re-verification were over.
    ReverificationOverdue = "reverification_overdue",
    /// A re-verification that was due was accepted.
    ReverificationDone = "reverification_done",
    /// Something was told that raises what a person has to do.
    RiskEventAdded = "risk_event_added",
    /// A reference was computed anew with another model, beside the one before.
    ReferenceRecomputed = "reference_recomputed",
    /// A receiver of security events was made.
    EventStreamCreated = "event_stream_created",
    /// A receiver of security events was tried.
    EventStreamTested = "event_stream_tested",
    /// A receiver of security events was removed.
    EventStreamRemoved = "event_stream_removed",
    /// The key that signs security events was replaced.
    EventKeyReplaced = "event_key_replaced",
    /// A legal basis for searching everybody was recorded: the search is on.
    LinkBasisRecorded = "link_basis_recorded",
    /// The legal basis for searching everybody ended: the search is off.
    LinkBasisEnded = "link_basis_ended",
    /// The search tied two identities, or two faces of one, together.
    LinkFound = "link_found",
    /// Links were listed, with the names of those they are about.
    LinksRead = "links_read",
    /// A link was opened.
    LinkOpened = "link_opened",
    /// A human decided on a link.
    LinkDecided = "link_decided",
    /// Links left as a file.
    LinksExported = "links_exported",
    /// A relying party asked for a login.
    LoginAsked = "login_asked",
    /// A login was refused before anybody came to the camera.
    LoginRefused = "login_refused",
    /// A login waits for a human.
    LoginWaits = "login_waits",
    /// A relying party was told that it is the person.
    LoginGranted = "login_granted",
    /// A relying party was told that the login did not succeed.
    LoginDenied = "login_denied",
    /// A code of a login was shown twice: what was given for it was taken back.
    LoginCodeReplayed = "login_code_replayed",
    /// A key that logins are signed with was made.
    LoginKeyCreated = "login_key_created",
    /// A key that logins were signed with was removed.
    LoginKeyRemoved = "login_key_removed",
    /// Records were sealed with a newer key.
    Resealed = "resealed",
}

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEvent {
    /// Sorts by creation.
    pub id: AuditId,
    /// When.
    pub at: UtcTime,
    /// Who.
    pub actor: Actor,
    /// What.
    pub action: AuditAction,
    /// To what.
    pub subject: Option<AuditSubject>,
    /// In which session.
    pub session: Option<SessionId>,
}

impl AuditEvent {
    /// An event at `at`, about nothing in particular yet.
    pub fn new(at: UtcTime, entropy: &dyn Entropy, actor: Actor, action: AuditAction) -> Self {
        Self { id: AuditId::generate(at, entropy), at, actor, action, subject: None, session: None }
    }

    /// The event about `subject`.
    #[must_use]
    pub fn about(mut self, subject: AuditSubject) -> Self {
        self.subject = Some(subject);
        self
    }

    /// The event about the person `id`.
    #[must_use]
    pub fn about_person(self, id: PersonId) -> Self {
        self.about(AuditSubject::Person(id))
    }

    /// The event in session `id`.
    #[must_use]
    pub fn in_session(mut self, id: SessionId) -> Self {
        self.session = Some(id);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_back_as_what_they_were() {
        for action in AuditAction::ALL {
            assert_eq!(AuditAction::from_name(action.as_str()), Some(*action));
        }
        let id = ApiKeyId::from_uuid(Uuid::from_u128(7));
        let invitation = InvitationId::from_uuid(Uuid::from_u128(9));
        let login = LoginId::from_uuid(Uuid::from_u128(11));
        let comers = [Actor::Invited(invitation), Actor::Login(login)];
        for actor in [Actor::System, Actor::Operator, Actor::ApiKey(id)].into_iter().chain(comers) {
            assert_eq!(actor.to_string().parse::<Actor>().unwrap(), actor);
        }
        for subject in [
            AuditSubject::Person(PersonId::from_uuid(Uuid::from_u128(1))),
            AuditSubject::Reference(ReferenceId::from_uuid(Uuid::from_u128(2))),
            AuditSubject::ApiKey(id),
            AuditSubject::Webhook(WebhookId::from_uuid(Uuid::from_u128(3))),
            AuditSubject::Invitation(invitation),
            AuditSubject::EventStream(EventStreamId::from_uuid(Uuid::from_u128(4))),
            AuditSubject::Link(LinkId::from_uuid(Uuid::from_u128(4))),
            AuditSubject::Login(login),
        ] {
            assert_eq!(subject.to_string().parse::<AuditSubject>().unwrap(), subject);
        }
        assert!("nobody".parse::<Actor>().is_err());
        assert!("ghost:1".parse::<AuditSubject>().is_err());
    }
}
