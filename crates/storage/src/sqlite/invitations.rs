//! `invitations`, `check_attempts` and `check_hints`.

use async_trait::async_trait;
use domain::{HintId, InvitationId, Outcome, PersonId, SessionId, UtcTime};

use super::SqliteUnit;
use super::convert::{blob, damaged, millis, sha256, small, time, uuid};
use super::error::failed;
use crate::{
    AttemptOutcome, AttemptRecord, ConsentAnswer, DocumentResult, DocumentRule, DocumentSide,
    DocumentState, HintRecord, InvitationPurpose, InvitationRecord, InvitationRepository,
    InvitationState, Sealed, StorageError,
};

const WHAT: &str = "invitation";
const ATTEMPT: &str = "attempt";
const HINT: &str = "hint";

/// Between words of a list. Codes are letters and underscores.
const COMMA: char = ',';

struct InvitationRow {
    id: Vec<u8>,
    person_id: Vec<u8>,
    purpose: String,
    secret_sha256: Vec<u8>,
    browser_sha256: Option<Vec<u8>>,
    created_at: i64,
    expires_at: i64,
    language: String,
    document_rule: String,
    colours: i64,
    state: String,
    opened_at: Option<i64>,
    consent_agreed: Option<i64>,
    consent_version: Option<String>,
    consent_language: Option<String>,
    consent_at: Option<i64>,
    document_tries: i64,
    document_side: Option<String>,
    document_side_codes: String,
    document_state: Option<String>,
    document_codes: Option<String>,
    document_at: Option<i64>,
    document_data: Option<Vec<u8>>,
    findings: String,
    outcome: Option<String>,
    finished_at: Option<i64>,
}

fn words(text: &str) -> Vec<String> {
    text.split(COMMA).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn joined(words: &[String]) -> String {
    words.join(",")
}

impl TryFrom<InvitationRow> for InvitationRecord {
    type Error = StorageError;

    fn try_from(row: InvitationRow) -> Result<Self, StorageError> {
        let consent = match (row.consent_agreed, row.consent_version, row.consent_language) {
            (Some(agreed), Some(notice_version), Some(language)) => Some(ConsentAnswer {
                agreed: agreed == 1,
                notice_version,
                language,
                at: time(row.consent_at).ok_or(damaged("consent"))?,
            }),
            (None, None, None) => None,
            _ => return Err(damaged("consent")),
        };
        let document_result = match (row.document_state, row.document_codes) {
            (Some(state), Some(codes)) => Some(DocumentResult {
                state: DocumentState::from_name(&state).ok_or(damaged("document's state"))?,
                codes: words(&codes),
                at: time(row.document_at).ok_or(damaged("document's time"))?,
            }),
            (None, None) => None,
            _ => return Err(damaged("document's result")),
        };
        let side = row.document_side.as_deref();
        let side = side.map(|name| DocumentSide::from_name(name).ok_or(damaged("side")));
        let outcome = row.outcome.as_deref();
        let outcome = outcome.map(|name| Outcome::from_name(name).ok_or(damaged("outcome")));
        Ok(Self {
            id: InvitationId::from_uuid(uuid(&row.id)?),
            person: PersonId::from_uuid(uuid(&row.person_id)?),
            secret_sha256: sha256(&row.secret_sha256)?,
            browser_sha256: row.browser_sha256.as_deref().map(sha256).transpose()?,
            created_at: UtcTime::from_unix_millis(row.created_at),
            expires_at: UtcTime::from_unix_millis(row.expires_at),
            purpose: InvitationPurpose::from_name(&row.purpose).ok_or(damaged("purpose"))?,
            language: row.language,
            document: DocumentRule::from_name(&row.document_rule).ok_or(damaged("rule"))?,
            colours: row.colours == 1,
            state: InvitationState::from_name(&row.state).ok_or(damaged("invitation's state"))?,
            opened_at: time(row.opened_at),
            consent,
            document_tries: small(row.document_tries)?,
            document_side: side.transpose()?,
            document_side_codes: words(&row.document_side_codes),
            document_result,
            document_data: row.document_data.map(Sealed::from_bytes),
            findings: words(&row.findings),
            outcome: outcome.transpose()?,
            finished_at: time(row.finished_at),
        })
    }
}

struct AttemptRow {
    invitation_id: Vec<u8>,
    number: i64,
    session_id: Option<Vec<u8>>,
    started_at: i64,
    outcome: Option<String>,
    code: Option<String>,
}

impl TryFrom<AttemptRow> for AttemptRecord {
    type Error = StorageError;

    fn try_from(row: AttemptRow) -> Result<Self, StorageError> {
        let session = row.session_id.map(|id| uuid(&id)).transpose()?;
        let outcome = row.outcome.as_deref();
        let outcome = outcome.map(|w| AttemptOutcome::from_name(w).ok_or(damaged("attempt")));
        Ok(Self {
            invitation: InvitationId::from_uuid(uuid(&row.invitation_id)?),
            number: small(row.number)?,
            session: session.map(SessionId::from_uuid),
            started_at: UtcTime::from_unix_millis(row.started_at),
            outcome: outcome.transpose()?,
            code: row.code,
        })
    }
}

struct HintRow {
    id: Vec<u8>,
    invitation_id: Vec<u8>,
    at: i64,
    kind: String,
    data: Vec<u8>,
}

impl TryFrom<HintRow> for HintRecord {
    type Error = StorageError;

    fn try_from(row: HintRow) -> Result<Self, StorageError> {
        Ok(Self {
            id: HintId::from_uuid(uuid(&row.id)?),
            invitation: InvitationId::from_uuid(uuid(&row.invitation_id)?),
            at: UtcTime::from_unix_millis(row.at),
            kind: row.kind,
            data: Sealed::from_bytes(row.data),
        })
    }
}

fn touched(rows: u64, what: &'static str) -> Result<(), StorageError> {
    if rows == 0 { Err(StorageError::NotFound { what }) } else { Ok(()) }
}

#[async_trait]
impl InvitationRepository for SqliteUnit {
    async fn add(&mut self, invitation: &InvitationRecord) -> Result<(), StorageError> {
        let new = invitation;
        sqlx::query!(
            "INSERT INTO invitations (id, person_id, secret_sha256, created_at, expires_at, language, \
             document_rule, colours, state, purpose) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            blob(new.id.uuid()),
            blob(new.person.uuid()),
            new.secret_sha256.as_slice(),
            new.created_at.unix_millis(),
            new.expires_at.unix_millis(),
            new.language,
            new.document.as_str(),
            i64::from(new.colours),
            new.state.as_str(),
            new.purpose.as_str(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        Ok(())
    }

    async fn get(&mut self, id: InvitationId) -> Result<Option<InvitationRecord>, StorageError> {
        sqlx::query_as!(InvitationRow, "SELECT * FROM invitations WHERE id = ?", blob(id.uuid()))
            .fetch_optional(self.connection())
            .await
            .map_err(failed(WHAT))?
            .map(TryInto::try_into)
            .transpose()
    }

    async fn of_browser(
        &mut self,
        browser_sha256: &[u8; 32],
    ) -> Result<Option<InvitationRecord>, StorageError> {
        sqlx::query_as!(
            InvitationRow,
            "SELECT * FROM invitations WHERE browser_sha256 = ?",
            browser_sha256.as_slice()
        )
        .fetch_optional(self.connection())
        .await
        .map_err(failed(WHAT))?
        .map(TryInto::try_into)
        .transpose()
    }

    async fn of_person(&mut self, id: PersonId) -> Result<Vec<InvitationRecord>, StorageError> {
        sqlx::query_as!(
            InvitationRow,
            "SELECT * FROM invitations WHERE person_id = ? ORDER BY id DESC",
            blob(id.uuid())
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn update(&mut self, invitation: &InvitationRecord) -> Result<(), StorageError> {
        let now = invitation;
        let (consent, document) = (now.consent.as_ref(), now.document_result.as_ref());
        let done = sqlx::query!(
            "UPDATE invitations SET secret_sha256 = ?, browser_sha256 = ?, language = ?, state = ?, \
             opened_at = ?, consent_agreed = ?, consent_version = ?, consent_language = ?, \
             consent_at = ?, document_tries = ?, document_side = ?, document_side_codes = ?, \
             document_state = ?, document_codes = ?, document_at = ?, document_data = ?, findings = ?, outcome = ?, finished_at = ? \
             WHERE id = ?",
            now.secret_sha256.as_slice(),
            now.browser_sha256.as_ref().map(<[u8; 32]>::as_slice),
            now.language,
            now.state.as_str(),
            millis(now.opened_at),
            consent.map(|c| i64::from(c.agreed)),
            consent.map(|c| c.notice_version.as_str()),
            consent.map(|c| c.language.as_str()),
            millis(consent.map(|c| c.at)),
            now.document_tries,
            now.document_side.map(DocumentSide::as_str),
            joined(&now.document_side_codes),
            document.map(|d| d.state.as_str()),
            document.map(|d| joined(&d.codes)),
            millis(document.map(|d| d.at)),
            now.document_data.as_ref().map(Sealed::as_bytes),
            joined(&now.findings),
            now.outcome.map(Outcome::as_str),
            millis(now.finished_at),
            blob(now.id.uuid()),
        )
        .execute(self.connection())
        .await
        .map_err(failed(WHAT))?;
        touched(done.rows_affected(), WHAT)
    }

    async fn over_before(
        &mut self,
        moment: UtcTime,
        limit: u32,
    ) -> Result<Vec<InvitationRecord>, StorageError> {
        sqlx::query_as!(
            InvitationRow,
            "SELECT * FROM invitations WHERE coalesce(finished_at, expires_at) <= ? \
             ORDER BY id LIMIT ?",
            moment.unix_millis(),
            limit
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(WHAT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn remove(&mut self, id: InvitationId) -> Result<bool, StorageError> {
        let done = sqlx::query!("DELETE FROM invitations WHERE id = ?", blob(id.uuid()))
            .execute(self.connection())
            .await
            .map_err(failed(WHAT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn add_attempt(&mut self, attempt: &AttemptRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO check_attempts (invitation_id, number, session_id, started_at, outcome, code) \
             VALUES (?, ?, ?, ?, ?, ?)",
            blob(attempt.invitation.uuid()),
            attempt.number,
            attempt.session.map(|s| blob(s.uuid())),
            attempt.started_at.unix_millis(),
            attempt.outcome.map(AttemptOutcome::as_str),
            attempt.code,
        )
        .execute(self.connection())
        .await
        .map_err(failed(ATTEMPT))?;
        Ok(())
    }

    async fn end_attempt(&mut self, attempt: &AttemptRecord) -> Result<bool, StorageError> {
        let done = sqlx::query!(
            "UPDATE check_attempts SET outcome = ?, code = ? \
             WHERE invitation_id = ? AND number = ? AND outcome IS NULL",
            attempt.outcome.map(AttemptOutcome::as_str),
            attempt.code,
            blob(attempt.invitation.uuid()),
            attempt.number,
        )
        .execute(self.connection())
        .await
        .map_err(failed(ATTEMPT))?;
        Ok(done.rows_affected() == 1)
    }

    async fn attempts(&mut self, id: InvitationId) -> Result<Vec<AttemptRecord>, StorageError> {
        sqlx::query_as!(
            AttemptRow,
            "SELECT * FROM check_attempts WHERE invitation_id = ? ORDER BY number",
            blob(id.uuid())
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(ATTEMPT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }

    async fn add_hint(&mut self, hint: &HintRecord) -> Result<(), StorageError> {
        sqlx::query!(
            "INSERT INTO check_hints (id, invitation_id, at, kind, data) VALUES (?, ?, ?, ?, ?)",
            blob(hint.id.uuid()),
            blob(hint.invitation.uuid()),
            hint.at.unix_millis(),
            hint.kind,
            hint.data.as_bytes(),
        )
        .execute(self.connection())
        .await
        .map_err(failed(HINT))?;
        Ok(())
    }

    async fn hints(&mut self, id: InvitationId) -> Result<Vec<HintRecord>, StorageError> {
        sqlx::query_as!(
            HintRow,
            "SELECT * FROM check_hints WHERE invitation_id = ? ORDER BY id",
            blob(id.uuid())
        )
        .fetch_all(self.connection())
        .await
        .map_err(failed(HINT))?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
    }
}
