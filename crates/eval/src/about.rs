//! What a reader needs to repeat a measurement of clips.

use domain::ModelStamp;
use serde::Serialize;

/// A model in use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ModelUsed {
    /// What it is for.
    pub role: &'static str,
    /// Its name in the manifest.
    pub id: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

impl From<&ModelStamp> for ModelUsed {
    fn from(stamp: &ModelStamp) -> Self {
        Self {
            role: stamp.role.as_str(),
            id: stamp.id.to_string(),
            sha256: stamp.sha256.to_string(),
        }
    }
}

/// What was measured with what.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct About {
    /// The list, as it was named.
    pub list: String,
    /// SHA-256 of the list.
    pub list_sha256: String,
    /// Name and version of the policy.
    pub policy: String,
    /// Frames looked at per second of stream.
    pub sample_fps: f32,
    /// Name of the pack.
    pub pack: String,
    /// Every model, in order of role.
    pub models: Vec<ModelUsed>,
    /// Version of the program.
    pub code: String,
    /// When it was measured, ISO 8601.
    pub date: String,
}

impl About {
    /// As facts of a report.
    pub fn facts(&self) -> Vec<(String, String)> {
        let mut facts: Vec<(String, String)> = [
            ("List", self.list.clone()),
            ("SHA-256 of the list", self.list_sha256.clone()),
            ("Policy", self.policy.clone()),
            ("Frames looked at", format!("{} per second", self.sample_fps)),
            ("Model pack", self.pack.clone()),
            ("Code", self.code.clone()),
            ("Measured", self.date.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        facts.extend(self.models.iter().map(|m| {
            (
                format!("Model, {}", m.role),
                format!("{} ({})", m.id, &m.sha256[..12.min(m.sha256.len())]),
            )
        }));
        facts
    }
}
