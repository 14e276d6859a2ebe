//! Columns to domain values and back. What does not fit its type was changed by hand: damage.

use domain::{ModelId, ModelRole, ModelStamp, SessionKind, UtcTime};
use uuid::Uuid;

use crate::StorageError;

pub(super) fn damaged(what: &'static str) -> StorageError {
    StorageError::Damaged { what }
}

/// An id's column value.
pub(super) fn blob(uuid: Uuid) -> Vec<u8> {
    uuid.as_bytes().to_vec()
}

/// The place before every id, for "newest first" without a place to start from.
pub(super) fn before(uuid: Option<Uuid>) -> Vec<u8> {
    blob(uuid.unwrap_or(Uuid::max()))
}

pub(super) fn uuid(bytes: &[u8]) -> Result<Uuid, StorageError> {
    Uuid::from_slice(bytes).map_err(|_| damaged("id"))
}

pub(super) fn sha256(bytes: &[u8]) -> Result<[u8; 32], StorageError> {
    bytes.try_into().map_err(|_| damaged("hash"))
}

/// Counters and positions: SQLite's integers end at 2^63, no stream comes near.
pub(super) fn integer(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(value: i64) -> Result<u64, StorageError> {
    u64::try_from(value).map_err(|_| damaged("counter"))
}

pub(super) fn small(value: i64) -> Result<u32, StorageError> {
    u32::try_from(value).map_err(|_| damaged("number"))
}

pub(super) fn time(millis: Option<i64>) -> Option<UtcTime> {
    millis.map(UtcTime::from_unix_millis)
}

pub(super) fn millis(time: Option<UtcTime>) -> Option<i64> {
    time.map(UtcTime::unix_millis)
}

pub(super) fn session_kind(name: &str) -> Result<SessionKind, StorageError> {
    SessionKind::from_name(name).ok_or(damaged("session kind"))
}

pub(super) fn stamp(role: &str, id: &str, sha256: &str) -> Result<ModelStamp, StorageError> {
    let role =
        ModelRole::ALL.into_iter().find(|r| r.as_str() == role).ok_or(damaged("model role"))?;
    Ok(ModelStamp { role, id: ModelId::new(id), sha256: sha256.into() })
}
