//! The place a sealed value belongs to, and its one encoding as associated data.

use domain::{
    DecisionId, EventStreamId, EvidenceId, HintId, InvitationId, LinkId, LoginId, LoginKeyId,
    ModelStamp, PersonId, ReferenceId, SessionId, WebhookId,
};

/// Where a sealed value lies and whom it is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SealContext {
    /// `people.display_name`
    PersonName(PersonId),
    /// `people.external_ref`
    PersonExternalRef(PersonId),
    /// `person_references.template`
    Template {
        /// Row.
        reference: ReferenceId,
        /// Subject.
        person: PersonId,
        /// The model whose features these are.
        model: ModelStamp,
    },
    /// `sessions.source_label`
    SessionSource {
        /// Row.
        session: SessionId,
        /// Subject.
        person: PersonId,
    },
    /// `sessions.verdict`
    SessionVerdict {
        /// Row.
        session: SessionId,
        /// Subject.
        person: PersonId,
    },
    /// `session_rooms.view`
    SessionRoom {
        /// Row.
        session: SessionId,
        /// Subject.
        person: PersonId,
    },
    /// `session_log.chunk`
    LogChunk {
        /// Row.
        session: SessionId,
        /// Subject.
        person: PersonId,
        /// The chunk's number, part of the row.
        seq: u32,
    },
    /// `decisions.note`
    DecisionNote {
        /// Row.
        decision: DecisionId,
        /// Its session, part of the row.
        session: SessionId,
        /// Subject.
        person: PersonId,
    },
    /// `links.evidence`
    LinkEvidence {
        /// Row.
        link: LinkId,
        /// Subject, of two the lower id.
        person: PersonId,
    },
    /// `link_decisions.note`
    LinkNote {
        /// Row.
        decision: DecisionId,
        /// Its link, part of the row.
        link: LinkId,
        /// Subject, of two the lower id.
        person: PersonId,
    },
    /// `invitations.document_data`
    CheckDocument {
        /// Row.
        invitation: InvitationId,
        /// Subject.
        person: PersonId,
    },
    /// `check_hints.data`
    CheckHint {
        /// Row.
        hint: HintId,
        /// Its invitation, part of the row.
        invitation: InvitationId,
        /// Subject.
        person: PersonId,
    },
    /// `applications.record`
    Application(PersonId),
    /// `application_mark_key.secret`
    MarkKey,
    /// `login_keys.private_key`
    LoginKey(LoginKeyId),
    /// What a browser carries of its login, so that a restart does not lose the way back: no row
    LoginWayBack(LoginId),
    /// `webhooks.secret`
    WebhookSecret(WebhookId),
    /// `webhooks.earlier_secret`
    WebhookEarlierSecret(WebhookId),
    /// `event_signing_key.secret`
    EventSigningKey,
    /// `event_streams.push_header`
    EventPushHeader(EventStreamId),
    /// `evidence/<session>/<id>.sealed`
    Evidence {
        /// Row.
        evidence: EvidenceId,
        /// Its session, part of the row.
        session: SessionId,
        /// Subject.
        person: PersonId,
    },
    /// `portraits/<reference>.sealed`
    Portrait {
        /// Row.
        reference: ReferenceId,
        /// Subject.
        person: PersonId,
    },
}

/// Changes when the encoding below changes, so that old and new can never be confused.
const DOMAIN: &[u8] = b"likeness/seal/1";

impl SealContext {
    /// The subject; none for what is about nobody.
    pub const fn person(&self) -> Option<PersonId> {
        match self {
            Self::PersonName(person)
            | Self::PersonExternalRef(person)
            | Self::Application(person)
            | Self::Template { person, .. }
            | Self::SessionSource { person, .. }
            | Self::SessionVerdict { person, .. }
            | Self::SessionRoom { person, .. }
            | Self::LogChunk { person, .. }
            | Self::DecisionNote { person, .. }
            | Self::LinkEvidence { person, .. }
            | Self::LinkNote { person, .. }
            | Self::CheckDocument { person, .. }
            | Self::CheckHint { person, .. }
            | Self::Evidence { person, .. }
            | Self::Portrait { person, .. } => Some(*person),
            Self::WebhookSecret(_)
            | Self::WebhookEarlierSecret(_)
            | Self::MarkKey
            | Self::EventSigningKey
            | Self::EventPushHeader(_)
            | Self::LoginKey(_)
            | Self::LoginWayBack(_) => None,
        }
    }

    /// What the value is called in messages. Names no one.
    pub const fn what(&self) -> &'static str {
        match self {
            Self::PersonName(_) => "name",
            Self::PersonExternalRef(_) => "external reference",
            Self::Template { .. } => "template",
            Self::SessionSource { .. } => "source label",
            Self::SessionVerdict { .. } => "verdict",
            Self::SessionRoom { .. } => "room",
            Self::LogChunk { .. } => "measurement log chunk",
            Self::DecisionNote { .. } | Self::LinkNote { .. } => "note",
            Self::LinkEvidence { .. } => "link",
            Self::CheckDocument { .. } => "document's text",
            Self::CheckHint { .. } => "hint",
            Self::Application(_) => "application",
            Self::MarkKey => "key of the marks",
            Self::LoginKey(_) => "key of the logins",
            Self::LoginWayBack(_) => "way back of a login",
            Self::WebhookSecret(_) | Self::WebhookEarlierSecret(_) => "webhook secret",
            Self::EventSigningKey => "key that signs events",
            Self::EventPushHeader(_) => "header of a receiver",
            Self::Evidence { .. } => "evidence picture",
            Self::Portrait { .. } => "portrait",
        }
    }

    /// Table, row, column, subject and model, each with its length before it: no two places share an
    /// encoding.
    pub(super) fn associated_data(&self) -> Vec<u8> {
        let (table, column) = self.table_and_column();
        let mut row = Vec::with_capacity(32);
        let mut model = Vec::new();
        match self {
            Self::PersonName(id) | Self::PersonExternalRef(id) | Self::Application(id) => {
                row.extend(id.uuid().as_bytes());
            }
            Self::MarkKey | Self::EventSigningKey => {}
            Self::EventPushHeader(id) => row.extend(id.uuid().as_bytes()),
            Self::LoginKey(id) => row.extend(id.uuid().as_bytes()),
            Self::LoginWayBack(id) => row.extend(id.uuid().as_bytes()),
            Self::Template { reference, model: stamp, .. } => {
                row.extend(reference.uuid().as_bytes());
                push_field(&mut model, stamp.role.as_str().as_bytes());
                push_field(&mut model, stamp.id.as_str().as_bytes());
                push_field(&mut model, stamp.sha256.as_bytes());
            }
            Self::SessionSource { session, .. }
            | Self::SessionVerdict { session, .. }
            | Self::SessionRoom { session, .. } => {
                row.extend(session.uuid().as_bytes());
            }
            Self::LogChunk { session, seq, .. } => {
                row.extend(session.uuid().as_bytes());
                row.extend(seq.to_be_bytes());
            }
            Self::DecisionNote { decision, session, .. } => {
                row.extend(session.uuid().as_bytes());
                row.extend(decision.uuid().as_bytes());
            }
            Self::LinkEvidence { link, .. } => row.extend(link.uuid().as_bytes()),
            Self::LinkNote { decision, link, .. } => {
                row.extend(link.uuid().as_bytes());
                row.extend(decision.uuid().as_bytes());
            }
            Self::CheckDocument { invitation, .. } => row.extend(invitation.uuid().as_bytes()),
            Self::CheckHint { hint, invitation, .. } => {
                row.extend(invitation.uuid().as_bytes());
                row.extend(hint.uuid().as_bytes());
            }
            Self::Evidence { evidence, session, .. } => {
                row.extend(session.uuid().as_bytes());
                row.extend(evidence.uuid().as_bytes());
            }
            Self::Portrait { reference, .. } => row.extend(reference.uuid().as_bytes()),
            Self::WebhookSecret(id) | Self::WebhookEarlierSecret(id) => {
                row.extend(id.uuid().as_bytes());
            }
        }
        let mut out = Vec::with_capacity(128);
        push_field(&mut out, DOMAIN);
        push_field(&mut out, table.as_bytes());
        push_field(&mut out, &row);
        push_field(&mut out, column.as_bytes());
        let person = self.person().map(|id| *id.uuid().as_bytes());
        push_field(&mut out, person.as_ref().map_or(&[], |bytes| bytes.as_slice()));
        push_field(&mut out, &model);
        out
    }

    const fn table_and_column(&self) -> (&'static str, &'static str) {
        match self {
            Self::PersonName(_) => ("people", "display_name"),
            Self::PersonExternalRef(_) => ("people", "external_ref"),
            Self::Template { .. } => ("person_references", "template"),
            Self::SessionSource { .. } => ("sessions", "source_label"),
            Self::SessionVerdict { .. } => ("sessions", "verdict"),
            Self::SessionRoom { .. } => ("session_rooms", "view"),
            Self::LogChunk { .. } => ("session_log", "chunk"),
            Self::DecisionNote { .. } => ("decisions", "note"),
            Self::LinkEvidence { .. } => ("links", "evidence"),
            Self::LinkNote { .. } => ("link_decisions", "note"),
            Self::CheckDocument { .. } => ("invitations", "document_data"),
            Self::CheckHint { .. } => ("check_hints", "data"),
            Self::Application(_) => ("applications", "record"),
            Self::MarkKey => ("application_mark_key", "secret"),
            Self::LoginKey(_) => ("login_keys", "private_key"),
            Self::LoginWayBack(_) => ("login_cookie", "way_back"),
            Self::WebhookSecret(_) => ("webhooks", "secret"),
            Self::WebhookEarlierSecret(_) => ("webhooks", "earlier_secret"),
            Self::EventSigningKey => ("event_signing_key", "secret"),
            Self::EventPushHeader(_) => ("event_streams", "push_header"),
            Self::Evidence { .. } => ("evidence", "file"),
            Self::Portrait { .. } => ("portraits", "file"),
        }
    }
}

fn push_field(out: &mut Vec<u8>, field: &[u8]) {
    let len = u32::try_from(field.len()).expect("fields are names and ids, far below 4 GiB");
    out.extend(len.to_le_bytes());
    out.extend(field);
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use domain::{ModelId, ModelRole};
    use uuid::Uuid;

    use super::*;

    fn stamp(id: &str, sha256: &str) -> ModelStamp {
        ModelStamp { role: ModelRole::Embedder, id: ModelId::new(id), sha256: sha256.into() }
    }

    #[test]
    fn no_two_places_share_their_associated_data() {
        let uuid = Uuid::from_u128(1);
        let (p, q) = (PersonId::from_uuid(uuid), PersonId::from_uuid(Uuid::from_u128(2)));
        let s = SessionId::from_uuid(uuid);
        let r = ReferenceId::from_uuid(uuid);
        let e = EvidenceId::from_uuid(uuid);
        let d = DecisionId::from_uuid(uuid);
        let w = WebhookId::from_uuid(uuid);
        let l = LinkId::from_uuid(uuid);
        let (i, h) = (InvitationId::from_uuid(uuid), HintId::from_uuid(uuid));
        let places = [
            SealContext::PersonName(p),
            SealContext::PersonName(q),
            SealContext::PersonExternalRef(p),
            SealContext::Template { reference: r, person: p, model: stamp("ab", "c") },
            SealContext::Template { reference: r, person: p, model: stamp("a", "bc") },
            SealContext::Template { reference: r, person: q, model: stamp("a", "bc") },
            SealContext::SessionSource { session: s, person: p },
            SealContext::SessionVerdict { session: s, person: p },
            SealContext::SessionRoom { session: s, person: p },
            SealContext::LogChunk { session: s, person: p, seq: 0 },
            SealContext::LogChunk { session: s, person: p, seq: 1 },
            SealContext::DecisionNote { decision: d, session: s, person: p },
            SealContext::LinkEvidence { link: l, person: p },
            SealContext::LinkNote { decision: d, link: l, person: p },
            SealContext::CheckDocument { invitation: i, person: p },
            SealContext::CheckHint { hint: h, invitation: i, person: p },
            SealContext::Evidence { evidence: e, session: s, person: p },
            SealContext::Portrait { reference: r, person: p },
            SealContext::Application(p),
            SealContext::MarkKey,
            SealContext::LoginKey(LoginKeyId::from_uuid(uuid)),
            SealContext::LoginWayBack(LoginId::from_uuid(uuid)),
            SealContext::WebhookSecret(w),
            SealContext::WebhookEarlierSecret(w),
            SealContext::EventSigningKey,
            SealContext::EventPushHeader(EventStreamId::from_uuid(uuid)),
        ];
        let encodings: HashSet<_> = places.iter().map(SealContext::associated_data).collect();
        assert_eq!(encodings.len(), places.len());
    }

    /// What was sealed by an earlier version must still open: the encoding is for ever.
    #[test]
    fn the_encoding_of_a_name_is_what_it_always_was() {
        let person = PersonId::from_uuid(Uuid::from_u128(7));
        let row = *person.uuid().as_bytes();
        let fields: [&[u8]; 6] = [b"likeness/seal/1", b"people", &row, b"display_name", &row, b""];
        let mut expected = Vec::new();
        for field in fields {
            expected.extend(u32::try_from(field.len()).unwrap().to_le_bytes());
            expected.extend(field);
        }
        assert_eq!(SealContext::PersonName(person).associated_data(), expected);
    }
}
