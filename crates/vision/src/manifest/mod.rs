//! The model manifest as data. Reading and cross-checking only; nothing here opens a model.
//!
//! Invariant: a [`Manifest`] that exists has passed [`Manifest::validate`].

mod auto;
mod contract;
mod pack;
mod parts;
mod source;
#[cfg(test)]
mod tests;
mod validate;

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::{ModelId, ModelRole, ModelStamp};
use serde::Deserialize;

pub use auto::{AUTO, NoPart, PartChoice};
pub use contract::{
    ChannelOrder, CropRule, InputContract, InputSize, LandmarkSet, OutputContract, StepValues,
    TensorLayout,
};
pub use pack::{CalibrationTable, CalibrationTables, Calibrations, PackEntry, RateTableEntry};
pub use parts::{Better, Figure, Figures, PackPart};
pub use source::{Conversion, PackageSource};

/// The version of the format that this release reads.
pub(crate) const SCHEMA: u32 = 1;

/// A manifest that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// Not TOML, or a key that is unknown or missing.
    #[error("the manifest cannot be read")]
    Syntax(#[source] Box<toml::de::Error>),
    /// Readable, but contradicting itself. One sentence per fault.
    #[error("the manifest contradicts itself: {}", .faults.join("; "))]
    Invalid {
        /// What is wrong, one sentence each.
        faults: Vec<String>,
    },
}

/// One model: where its weights are, what goes in and what comes out.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelManifest {
    /// What it is for.
    #[serde(deserialize_with = "role")]
    pub role: ModelRole,
    /// File name in the model folder.
    pub file: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Length of the file.
    pub bytes: u64,
    /// SPDX expression, or `LicenseRef-…`.
    pub licence: String,
    /// Who made it.
    pub source: String,
    /// What it may be used for and what it is known not to do.
    pub intended_use: String,
    /// Pinned addresses of the file, when there are any.
    #[serde(default)]
    pub urls: Vec<String>,
    /// The registry package that ships the file, when there is one.
    #[serde(default)]
    pub package: Option<PackageSource>,
    /// The input tensor.
    pub input: InputContract,
    /// How the input is cut from the picture.
    pub crop: CropRule,
    /// The output tensors.
    pub output: OutputContract,
}

/// Every model and pack this installation knows.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the format.
    pub schema: u32,
    /// The packs that `auto` chooses from, part by part; of equal ones the earlier.
    #[serde(default = "only_standard")]
    pub auto: Vec<String>,
    /// Packs by name.
    #[serde(default)]
    pub packs: BTreeMap<String, PackEntry>,
    /// Models by id.
    #[serde(default)]
    pub models: BTreeMap<String, ModelManifest>,
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// When it is not TOML, has unknown keys, or contradicts itself.
    pub fn parse(text: &str) -> Result<Self, ManifestError> {
        let manifest: Self =
            toml::from_str(text).map_err(|e| ManifestError::Syntax(Box::new(e)))?;
        let faults = manifest.validate();
        if faults.is_empty() { Ok(manifest) } else { Err(ManifestError::Invalid { faults }) }
    }

    /// The manifest this release was built with.
    ///
    /// # Panics
    /// Never: a test parses the same text.
    pub fn builtin() -> Self {
        Self::parse(include_str!("../../../../models/manifest.toml"))
            .expect("the built-in manifest is parsed by a test of this crate")
    }

    /// What is wrong with it, one sentence each; empty when it is sound.
    pub fn validate(&self) -> Vec<String> {
        validate::faults(self)
    }

    /// A model by id.
    pub fn model(&self, id: &str) -> Option<&ModelManifest> {
        self.models.get(id)
    }

    /// A pack by name.
    pub fn pack(&self, name: &str) -> Option<&PackEntry> {
        self.packs.get(name)
    }

    /// Ids and entries of the models of a pack that judge faces, in order of role.
    pub fn models_of(&self, pack: &PackEntry) -> Vec<(&str, &ModelManifest)> {
        let mut models: Vec<_> = pack
            .session_model_ids()
            .filter_map(|id| self.models.get_key_value(id))
            .map(|(id, entry)| (id.as_str(), entry))
            .collect();
        models.sort_by_key(|(_, entry)| entry.role);
        models
    }
}

impl ModelManifest {
    /// The stamp of the model with this entry.
    pub fn stamp(&self, id: &str) -> ModelStamp {
        ModelStamp {
            role: self.role,
            id: ModelId::new(id),
            sha256: Arc::from(self.sha256.as_str()),
        }
    }
}

/// A manifest that says nothing of `auto` has one pack to choose from.
fn only_standard() -> Vec<String> {
    vec!["standard".to_owned()]
}

fn role<'de, D: serde::Deserializer<'de>>(from: D) -> Result<ModelRole, D::Error> {
    let name = String::deserialize(from)?;
    ModelRole::ALL.into_iter().find(|r| r.as_str() == name).ok_or_else(|| {
        let known = ModelRole::ALL.map(ModelRole::as_str).join(", ");
        serde::de::Error::custom(format!("unknown role {name}; known are {known}"))
    })
}
