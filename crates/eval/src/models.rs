//! Which models a measurement was made with, pinned so far that a stored measurement is used again only
//! where it would come out the same.

use domain::{ModelRole, ModelStampSet};
use sha2::{Digest as _, Sha256};
use vision::Manifest;

/// The models of a pack and how the manifest says they are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Models {
    /// Name of the pack.
    pub pack: String,
    /// Every model, in order of role.
    pub stamps: ModelStampSet,
    /// Per model its manifest entry in words; two that are used alike have equal ones.
    contracts: Vec<(ModelRole, String)>,
}

impl Models {
    /// The models of pack `pack`; none when the manifest has no such pack.
    pub fn of(manifest: &Manifest, pack: &str) -> Option<Self> {
        let models = manifest.models_of(manifest.pack(pack)?);
        let stamps = models.iter().map(|(id, entry)| entry.stamp(id)).collect();
        // The whole entry counts: another crop or threshold gives other measurements with the same file.
        let mut contracts: Vec<_> =
            models.iter().map(|(id, m)| (m.role, format!("{id} {m:?}"))).collect();
        // PAD models are averaged by family.
        contracts.push((ModelRole::Pad, format!("{:?}", manifest.pack(pack)?.pad)));
        Some(Self { pack: pack.into(), stamps, contracts })
    }

    /// SHA-256 over files and use of the models with these roles.
    pub fn fingerprint(&self, roles: &[ModelRole]) -> [u8; 32] {
        let mut hash = Sha256::new();
        for (_, contract) in self.contracts.iter().filter(|(role, _)| roles.contains(role)) {
            hash.update((contract.len() as u64).to_le_bytes());
            hash.update(contract);
        }
        hash.finalize().into()
    }

    /// SHA-256 over files and use of all models.
    pub fn fingerprint_of_all(&self) -> [u8; 32] {
        let roles: Vec<ModelRole> = self.contracts.iter().map(|(role, _)| *role).collect();
        self.fingerprint(&roles)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_use_of_a_model_changes_the_fingerprint_of_its_role_only() {
        let manifest = Manifest::builtin();
        let before = Models::of(&manifest, "standard").unwrap();
        let mut changed = manifest.clone();
        changed.models.get_mut("yunet").unwrap().input.mean = [1.0, 0.0, 0.0];
        let after = Models::of(&changed, "standard").unwrap();
        let check = |role, same: bool| {
            assert_eq!(before.fingerprint(&[role]) == after.fingerprint(&[role]), same, "{role}");
        };
        check(ModelRole::Detector, false);
        check(ModelRole::Embedder, true);
        assert_ne!(before.fingerprint_of_all(), after.fingerprint_of_all());
        assert!(Models::of(&manifest, "none").is_none());
    }
}
