//! The measurement log on its way to and from storage: cut into chunks, compressed, sealed, numbered.
//!
//! A killed process loses at most the last chunk. A chunk that is missing, changed, swapped or added is
//! a named error, because a log with a hole would give another verdict without saying so.

use std::sync::Arc;

use domain::{LogEntry, LogHeader, MeasurementLog, PersonId, SessionId};

use crate::codec::{self, CodecError, LogPart};
use crate::{LogChunk, SealContext, SealError, Sealer, SessionState, StorageError, UnitOfWork};

/// Five seconds at the default five frames a second: small enough to lose, large enough to pack well.
const ENTRIES_PER_CHUNK: usize = 25;

/// A stored log is not what was written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// A chunk is gone.
    #[error(
        "chunk {seq} of the measurement log is missing: restore the data folder from a back-up"
    )]
    MissingChunk {
        /// Its number.
        seq: u32,
    },
    /// A chunk does not open in its place.
    #[error("chunk {seq} of the measurement log does not open")]
    Altered {
        /// Its number.
        seq: u32,
        /// Why.
        #[source]
        source: SealError,
    },
    /// A chunk opens but does not decode.
    #[error("chunk {seq} of the measurement log does not read")]
    Unreadable {
        /// Its number.
        seq: u32,
        /// Why.
        #[source]
        source: CodecError,
    },
    /// The parts do not make a log: no header first, or something behind the end.
    #[error("chunk {seq} of the measurement log is out of order")]
    OutOfOrder {
        /// Its number.
        seq: u32,
    },
    /// The session finished, but its log has no end, or counts other entries than it holds.
    #[error(
        "the measurement log of a finished session is cut short: restore the data folder from a back-up"
    )]
    CutShort,
    /// The records.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Cuts a running session's log into sealed chunks. Does no I/O: append what it gives.
pub struct LogWriter {
    sealer: Arc<Sealer>,
    session: SessionId,
    person: PersonId,
    next: u32,
    written: u64,
    pending: Vec<LogEntry>,
}

impl LogWriter {
    /// Begins a log; the chunk is its header and must be appended first.
    pub fn begin(sealer: Arc<Sealer>, person: PersonId, header: &LogHeader) -> (Self, LogChunk) {
        let mut writer = Self {
            sealer,
            session: header.session,
            person,
            next: 0,
            written: 0,
            pending: Vec::with_capacity(ENTRIES_PER_CHUNK),
        };
        let chunk = writer.seal(&LogPart::Header(Box::new(header.clone())));
        (writer, chunk)
    }

    /// Adds an entry; gives a chunk when one is full.
    pub fn push(&mut self, entry: LogEntry) -> Option<LogChunk> {
        self.pending.push(entry);
        if self.pending.len() < ENTRIES_PER_CHUNK { None } else { self.flush() }
    }

    /// Gives what has gathered, if anything. Call it when time has passed without a full chunk.
    pub fn flush(&mut self) -> Option<LogChunk> {
        if self.pending.is_empty() {
            return None;
        }
        self.written += self.pending.len() as u64;
        let entries = std::mem::take(&mut self.pending);
        Some(self.seal(&LogPart::Entries(entries)))
    }

    /// Ends the log: what has gathered, and the end mark.
    pub fn finish(mut self) -> Vec<LogChunk> {
        let mut chunks: Vec<_> = self.flush().into_iter().collect();
        let end = LogPart::End { parts: self.next + 1, entries: self.written };
        chunks.push(self.seal(&end));
        chunks
    }

    fn seal(&mut self, part: &LogPart) -> LogChunk {
        let seq = self.next;
        self.next += 1;
        let context = SealContext::LogChunk { session: self.session, person: self.person, seq };
        let sealed = self.sealer.seal(&context, &codec::encode_log_part(part));
        LogChunk { session: self.session, seq, sealed }
    }
}

/// Reads a session's log back. None when there is no such session or it has no log.
///
/// # Errors
/// As [`LogError`] says. The log of a session that did not finish may lack its end.
pub async fn read_log(
    unit: &mut dyn UnitOfWork,
    sealer: &Sealer,
    session: SessionId,
) -> Result<Option<MeasurementLog>, LogError> {
    let Some(record) = unit.sessions().get(session).await? else { return Ok(None) };
    let chunks = unit.logs().chunks(session).await?;
    if chunks.is_empty() && record.state != SessionState::Finished {
        return Ok(None);
    }
    let mut assembly = Assembly::default();
    for (expected, chunk) in (0..).zip(chunks) {
        if chunk.seq != expected {
            return Err(LogError::MissingChunk { seq: expected });
        }
        let seq = chunk.seq;
        let context = SealContext::LogChunk { session, person: record.person, seq };
        let bytes = sealer
            .open(&context, &chunk.sealed)
            .map_err(|source| LogError::Altered { seq, source })?;
        let part = codec::decode_log_part(&bytes)
            .map_err(|source| LogError::Unreadable { seq, source })?;
        assembly.add(seq, part)?;
    }
    assembly.finish(session, record.state == SessionState::Finished).map(Some)
}

/// Puts parts together in order.
#[derive(Default)]
struct Assembly {
    header: Option<LogHeader>,
    entries: Vec<LogEntry>,
    ended: bool,
}

impl Assembly {
    fn add(&mut self, seq: u32, part: LogPart) -> Result<(), LogError> {
        match part {
            _ if self.ended => return Err(LogError::OutOfOrder { seq }),
            LogPart::Header(header) if seq == 0 => self.header = Some(*header),
            LogPart::Entries(entries) if seq > 0 => self.entries.extend(entries),
            LogPart::End { parts, entries } if seq > 0 => {
                if parts != seq + 1 || entries != self.entries.len() as u64 {
                    return Err(LogError::CutShort);
                }
                self.ended = true;
            }
            _ => return Err(LogError::OutOfOrder { seq }),
        }
        Ok(())
    }

    fn finish(self, session: SessionId, finished: bool) -> Result<MeasurementLog, LogError> {
        if finished && !self.ended {
            return Err(LogError::CutShort);
        }
        let header = self.header.ok_or(LogError::MissingChunk { seq: 0 })?;
        if header.session != session {
            return Err(LogError::OutOfOrder { seq: 0 });
        }
        Ok(MeasurementLog { header, entries: self.entries })
    }
}
