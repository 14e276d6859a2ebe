//! Files from outside: multipart forms read piece by piece, with limits on size, memory and time. A video
//! goes straight to its place in the data folder; only an ID photo is held in memory.

mod brake;
mod form;
mod receive;

pub(crate) use form::{AROUND_FILE_BYTES, Form, Part};
pub(crate) use receive::{read_picture, read_text, store_video};
