//! Seals and opens. The only place that holds keys and plaintext at the same time.

use std::fmt;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use domain::{
    DecisionId, Entropy, EventStreamId, ModelStamp, PersonId, Reference, ReferenceId, SessionId,
    Template, UtcTime, Verdict, WebhookId,
};
use zeroize::Zeroizing;

use super::sealed::{HEADER_LEN, NONCE_LEN, VERSION};
use super::{KeyId, KeyRing, SealContext, Sealed, SealedTemplate};
use crate::codec::{self, CodecError};
use crate::{
    Consent, DecisionRecord, EventStreamRecord, Person, ReferenceRecord, SessionRecord,
    WebhookRecord,
};

/// A sealed value does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// Too short, or of a layout this version does not know.
    #[error("a stored {what} is not a sealed value of a known layout")]
    Malformed {
        /// What it should have been.
        what: &'static str,
    },
    /// The ring lacks its key.
    #[error(
        "a stored {what} was sealed with key {key}, which is not in the key file: put that key back"
    )]
    UnknownKey {
        /// What it is.
        what: &'static str,
        /// The key that is missing.
        key: KeyId,
    },
    /// The tag does not fit: changed, moved from another place, or sealed with another key of that id.
    #[error("a stored {what} does not open: it was changed or moved, restore it from a back-up")]
    DoesNotOpen {
        /// What it is.
        what: &'static str,
    },
    /// It opens, but its content does not decode.
    #[error("a stored {what} opens but does not read")]
    Content {
        /// What it is.
        what: &'static str,
        /// Why.
        #[source]
        source: CodecError,
    },
}

/// A person in clear, about to be recorded.
#[derive(Clone)]
pub struct NewPerson {
    /// A fresh id.
    pub id: PersonId,
    /// The name an interviewer sees.
    pub display_name: String,
    /// The customer's own key for this person.
    pub external_ref: Option<String>,
    /// Now.
    pub created_at: UtcTime,
    /// What the person agreed to.
    pub consent: Option<Consent>,
}

impl fmt::Debug for NewPerson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewPerson({}, redacted)", self.id)
    }
}

/// Seals with the ring's first key, opens with any.
pub struct Sealer {
    ring: KeyRing,
    entropy: Arc<dyn Entropy>,
}

impl Sealer {
    /// A sealer with these keys, drawing nonces from `entropy`.
    pub fn new(ring: KeyRing, entropy: Arc<dyn Entropy>) -> Self {
        Self { ring, entropy }
    }

    /// The key that seals.
    pub fn key(&self) -> KeyId {
        self.ring.first_id()
    }

    /// Seals `plaintext` for its place.
    pub fn seal(&self, context: &SealContext, plaintext: &[u8]) -> Sealed {
        let (id, key) = self.ring.first();
        let mut header = [VERSION; HEADER_LEN];
        header[1..].copy_from_slice(id.as_bytes());
        let mut nonce = [0; NONCE_LEN];
        self.entropy.fill(&mut nonce);
        let cipher = XChaCha20Poly1305::new(key.into());
        let ciphertext = cipher
            .encrypt(
                &XNonce::from(nonce),
                Payload { msg: plaintext, aad: &bound(&header, context) },
            )
            .expect("only plaintexts beyond 256 GiB are refused, and none here comes near");
        let mut bytes = Vec::with_capacity(HEADER_LEN + NONCE_LEN + ciphertext.len());
        bytes.extend(header);
        bytes.extend(nonce);
        bytes.extend(ciphertext);
        Sealed::from_bytes(bytes)
    }

    /// Opens what was sealed for that very place.
    ///
    /// # Errors
    /// As [`SealError`] says. Nothing of the content is given when the tag does not fit.
    pub fn open(
        &self,
        context: &SealContext,
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let what = context.what();
        let id = sealed.key().ok_or(SealError::Malformed { what })?;
        let key = self.ring.get(id).ok_or(SealError::UnknownKey { what, key: id })?;
        let (header, rest) = sealed.as_bytes().split_at(HEADER_LEN);
        let (nonce, ciphertext) =
            rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Malformed { what })?;
        XChaCha20Poly1305::new(key.into())
            .decrypt(
                &XNonce::from(*nonce),
                Payload { msg: ciphertext, aad: &bound(header, context) },
            )
            .map(Zeroizing::new)
            .map_err(|_| SealError::DoesNotOpen { what })
    }

    /// Opens what was sealed as text.
    ///
    /// # Errors
    /// As [`open`](Self::open); also when it is not UTF-8.
    pub fn open_text(&self, context: &SealContext, sealed: &Sealed) -> Result<String, SealError> {
        let bytes = self.open(context, sealed)?;
        std::str::from_utf8(&bytes).map(str::to_owned).map_err(|_| SealError::Content {
            what: context.what(),
            source: CodecError::OutOfRange { what: "text" },
        })
    }

    /// Seals a person's name and external reference.
    pub fn seal_person(&self, new: &NewPerson) -> Person {
        let name = SealContext::PersonName(new.id);
        let external = SealContext::PersonExternalRef(new.id);
        Person {
            id: new.id,
            display_name: self.seal(&name, new.display_name.as_bytes()),
            external_ref: new.external_ref.as_ref().map(|r| self.seal(&external, r.as_bytes())),
            created_at: new.created_at,
            consent: new.consent.clone(),
        }
    }

    /// A person's name.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn display_name(&self, person: &Person) -> Result<String, SealError> {
        self.open_text(&SealContext::PersonName(person.id), &person.display_name)
    }

    /// A person's external reference.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn external_ref(&self, person: &Person) -> Result<Option<String>, SealError> {
        let context = SealContext::PersonExternalRef(person.id);
        person.external_ref.as_ref().map(|r| self.open_text(&context, r)).transpose()
    }

    /// Seals a template as that reference of that person.
    pub fn seal_template(
        &self,
        reference: ReferenceId,
        person: PersonId,
        template: &Template,
    ) -> SealedTemplate {
        let context = SealContext::Template { reference, person, model: template.model().clone() };
        SealedTemplate::new(self.seal(&context, &codec::encode_template(template)))
    }

    /// Opens a template.
    ///
    /// # Errors
    /// As [`open`](Self::open); also when the values are no template.
    pub fn open_template(
        &self,
        reference: ReferenceId,
        person: PersonId,
        model: &ModelStamp,
        sealed: &SealedTemplate,
    ) -> Result<Template, SealError> {
        let context = SealContext::Template { reference, person, model: model.clone() };
        let bytes = self.open(&context, sealed.sealed())?;
        codec::decode_template(model.clone(), &bytes)
            .map_err(|source| SealError::Content { what: context.what(), source })
    }

    /// Opens a stored reference.
    ///
    /// # Errors
    /// As [`open_template`](Self::open_template).
    pub fn open_reference(&self, record: &ReferenceRecord) -> Result<Reference, SealError> {
        Ok(Reference {
            id: record.id,
            kind: record.kind,
            captured_at: record.captured_at,
            quality: record.quality,
            template: self.open_template(
                record.id,
                record.person,
                &record.model,
                &record.template,
            )?,
        })
    }

    /// Seals a session's source label.
    pub fn seal_source(&self, session: SessionId, person: PersonId, label: &str) -> Sealed {
        self.seal(&SealContext::SessionSource { session, person }, label.as_bytes())
    }

    /// A session's source label.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn source_label(&self, session: &SessionRecord) -> Result<Option<String>, SealError> {
        let context = SealContext::SessionSource { session: session.id, person: session.person };
        session.source_label.as_ref().map(|l| self.open_text(&context, l)).transpose()
    }

    /// Seals the note of a decision.
    pub fn seal_note(
        &self,
        decision: DecisionId,
        session: SessionId,
        person: PersonId,
        note: &str,
    ) -> Sealed {
        self.seal(&SealContext::DecisionNote { decision, session, person }, note.as_bytes())
    }

    /// The note of a decision on a session of that person.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn note(
        &self,
        decision: &DecisionRecord,
        person: PersonId,
    ) -> Result<Option<String>, SealError> {
        let (id, session) = (decision.id, decision.session);
        let context = SealContext::DecisionNote { decision: id, session, person };
        decision.note.as_ref().map(|n| self.open_text(&context, n)).transpose()
    }

    /// Seals what signs the messages to a webhook.
    pub fn seal_webhook_secret(&self, webhook: WebhookId, secret: &[u8]) -> Sealed {
        self.seal(&SealContext::WebhookSecret(webhook), secret)
    }

    /// Seals what signed them before.
    pub fn seal_earlier_webhook_secret(&self, webhook: WebhookId, secret: &[u8]) -> Sealed {
        self.seal(&SealContext::WebhookEarlierSecret(webhook), secret)
    }

    /// What signs the messages to a webhook.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn webhook_secret(&self, webhook: &WebhookRecord) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.open(&SealContext::WebhookSecret(webhook.id), &webhook.secret)
    }

    /// What signed them before, while it still does at `now`.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn earlier_webhook_secret(
        &self,
        webhook: &WebhookRecord,
        now: UtcTime,
    ) -> Result<Option<Zeroizing<Vec<u8>>>, SealError> {
        let context = SealContext::WebhookEarlierSecret(webhook.id);
        let valid = webhook.earlier.as_ref().filter(|(_, until)| now < *until);
        valid.map(|(sealed, _)| self.open(&context, sealed)).transpose()
    }

    /// Seals the key that signs security events.
    pub fn seal_event_signing_key(&self, der: &[u8]) -> Sealed {
        self.seal(&SealContext::EventSigningKey, der)
    }

    /// The key that signs security events.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn event_signing_key(&self, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, SealError> {
        self.open(&SealContext::EventSigningKey, sealed)
    }

    /// Seals the header `authorization` of a receiver of security events.
    pub fn seal_push_header(&self, stream: EventStreamId, header: &str) -> Sealed {
        self.seal(&SealContext::EventPushHeader(stream), header.as_bytes())
    }

    /// The header `authorization` of a receiver of security events.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn push_header(&self, stream: &EventStreamRecord) -> Result<Option<String>, SealError> {
        let context = SealContext::EventPushHeader(stream.id);
        stream.push_header.as_ref().map(|h| self.open_text(&context, h)).transpose()
    }

    /// Seals a session's verdict.
    pub fn seal_verdict(&self, session: SessionId, person: PersonId, verdict: &Verdict) -> Sealed {
        let context = SealContext::SessionVerdict { session, person };
        self.seal(&context, &codec::encode_verdict(verdict))
    }

    /// A session's verdict.
    ///
    /// # Errors
    /// As [`open`](Self::open); also when it does not decode.
    pub fn verdict(&self, session: &SessionRecord) -> Result<Option<Verdict>, SealError> {
        let context = SealContext::SessionVerdict { session: session.id, person: session.person };
        let Some(sealed) = &session.verdict else { return Ok(None) };
        let bytes = self.open(&context, sealed)?;
        codec::decode_verdict(&bytes)
            .map(Some)
            .map_err(|source| SealError::Content { what: context.what(), source })
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealer({:?})", self.ring)
    }
}

/// The header is authenticated together with the place.
fn bound(header: &[u8], context: &SealContext) -> Vec<u8> {
    let mut aad = header.to_vec();
    aad.extend(context.associated_data());
    aad
}
