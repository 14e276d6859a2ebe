//! Measurement logs, verdicts and templates as bytes, and back, without loss.
//!
//! The domain names no serialisation, so mirrors of its types live here. One version byte stands before
//! every encoding. The mirrors' enums are encoded by position: **append only, never reorder**; golden
//! bytes in the tests watch over it. Nothing here is sealed: that comes after.

mod cue;
mod hand;
mod light;
mod log;
mod measurement;
mod sign;
mod stream;
mod verdict;

use std::io::Read;

use domain::{LogEntry, LogHeader, ModelStamp, Template, Verdict};
use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

pub(crate) use verdict::reason_code_from_name;

/// Bytes that do not decode.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Written by a later version.
    #[error("encoding {found} is newer than this version of likeness knows: start a later version")]
    NewerEncoding {
        /// Its version byte.
        found: u8,
    },
    /// They break off or mean nothing.
    #[error("the encoding is damaged")]
    Damaged,
    /// A value lies outside its type's range.
    #[error("the {what} is out of range")]
    OutOfRange {
        /// Which value.
        what: &'static str,
    },
    /// They unpack to more than any session can have produced.
    #[error("the encoding unpacks to more than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
}

/// The version this crate writes.
const VERSION: u8 = 1;
/// zstd's own default: level 3 packs a five-second chunk in well under a millisecond.
const LEVEL: i32 = 3;
/// Upper bound of one unpacked chunk: a chunk of 25 frames with ten faces of 2,048 features each stays
/// below 3 MB; the references in a header below 1 MB per hundred.
const MAX_CHUNK_BYTES: usize = 64 << 20;

/// One part of a measurement log.
#[derive(Debug, Clone, PartialEq)]
pub enum LogPart {
    /// The first part.
    Header(Box<LogHeader>),
    /// Any part between.
    Entries(Vec<LogEntry>),
    /// The last part of a log that ended in order.
    End {
        /// How many parts there are, this one included.
        parts: u32,
        /// How many entries there are.
        entries: u64,
    },
}

/// Encodes and compresses one part of a log.
pub fn encode_log_part(part: &LogPart) -> Zeroizing<Vec<u8>> {
    let plain = to_bytes(&log::PartOut::from(part));
    let packed = zstd::bulk::compress(&plain, LEVEL)
        .expect("compressing from memory to memory fails only when memory runs out");
    let mut bytes = Vec::with_capacity(packed.len() + 1);
    bytes.push(VERSION);
    bytes.extend_from_slice(&Zeroizing::new(packed));
    Zeroizing::new(bytes)
}

/// Reads one part of a log.
///
/// # Errors
/// As [`CodecError`] says.
pub fn decode_log_part(bytes: &[u8]) -> Result<LogPart, CodecError> {
    let packed = check_version(bytes)?;
    let mut plain = Zeroizing::new(Vec::new());
    let limit = MAX_CHUNK_BYTES as u64 + 1;
    zstd::stream::read::Decoder::new(packed)
        .and_then(|decoder| decoder.take(limit).read_to_end(&mut plain))
        .map_err(|_| CodecError::Damaged)?;
    if plain.len() > MAX_CHUNK_BYTES {
        return Err(CodecError::TooLarge { limit: MAX_CHUNK_BYTES });
    }
    from_bytes::<log::PartIn>(&plain)?.try_into()
}

/// Encodes a verdict.
pub fn encode_verdict(verdict: &Verdict) -> Zeroizing<Vec<u8>> {
    let mut bytes = vec![VERSION];
    bytes.extend_from_slice(&to_bytes(&verdict::VerdictDto::from(verdict)));
    // After what earlier versions wrote, and only where there is something: their bytes still read.
    if !verdict.lights.is_empty() || verdict.stream.is_some() {
        let lights: Vec<light::LightFindingDto> = verdict.lights.iter().map(Into::into).collect();
        bytes.extend_from_slice(&to_bytes(&lights));
    }
    if let Some(stream) = &verdict.stream {
        bytes.extend_from_slice(&to_bytes(&stream::StreamFindingDto::from(stream)));
    }
    Zeroizing::new(bytes)
}

/// Reads a verdict.
///
/// # Errors
/// As [`CodecError`] says.
pub fn decode_verdict(bytes: &[u8]) -> Result<Verdict, CodecError> {
    let (dto, rest) = postcard::take_from_bytes::<verdict::VerdictDto>(check_version(bytes)?)
        .map_err(|_| CodecError::Damaged)?;
    let mut verdict = Verdict::try_from(dto)?;
    if !rest.is_empty() {
        let (lights, rest) = postcard::take_from_bytes::<Vec<light::LightFindingDto>>(rest)
            .map_err(|_| CodecError::Damaged)?;
        if lights.is_empty() && rest.is_empty() {
            return Err(CodecError::Damaged);
        }
        verdict.lights = lights.into_iter().map(Into::into).collect();
        if !rest.is_empty() {
            verdict.stream = Some(from_bytes::<stream::StreamFindingDto>(rest)?.into());
        }
    }
    Ok(verdict)
}

/// Encodes a template's values. Its model is kept beside it, in clear.
pub fn encode_template(template: &Template) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(1 + 4 * template.values().len()));
    bytes.push(VERSION);
    for value in template.values() {
        bytes.extend(value.to_le_bytes());
    }
    bytes
}

/// Reads a template of that model.
///
/// # Errors
/// As [`CodecError`] says.
pub fn decode_template(model: ModelStamp, bytes: &[u8]) -> Result<Template, CodecError> {
    let (values, rest) = check_version(bytes)?.as_chunks::<4>();
    if !rest.is_empty() {
        return Err(CodecError::Damaged);
    }
    let values = values.iter().map(|v| f32::from_le_bytes(*v)).collect();
    Template::from_pooled(model, values).map_err(|_| CodecError::OutOfRange { what: "template" })
}

fn check_version(bytes: &[u8]) -> Result<&[u8], CodecError> {
    match bytes.split_first() {
        Some((&VERSION, rest)) => Ok(rest),
        Some((&found, _)) if found > VERSION => Err(CodecError::NewerEncoding { found }),
        _ => Err(CodecError::Damaged),
    }
}

fn to_bytes<T: Serialize>(value: &T) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(
        postcard::to_stdvec(value).expect("the mirrors hold no type that postcard cannot encode"),
    )
}

fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        _ => Err(CodecError::Damaged),
    }
}

#[cfg(test)]
mod tests;
