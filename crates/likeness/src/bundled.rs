//! The model files that are part of the program: models of this project's own, the pack `bundled`, so that
//! one file works anywhere. What each is worth says its card in models/cards.

use vision::CarriedFile;

/// Files of `models/bundled`, by name.
macro_rules! carried {
    ($($name:literal),* $(,)?) => {
        &[$(CarriedFile {
            name: $name,
            bytes: include_bytes!(concat!("../../../models/bundled/", $name)),
        }),*]
    };
}

/// Every file of the pack `bundled` that no registry package ships.
pub(crate) const CARRIED: &[CarriedFile] =
    carried!["detector_v1.onnx", "landmarks_v1.onnx", "embedder_v2.onnx", "pad_v1.onnx"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use vision::{FileState, Manifest, ModelFiles};

    use super::*;

    /// All together; a program that carries more is slow to copy and to load.
    const MAX_BYTES: usize = 16_000_000;

    #[test]
    fn the_program_carries_the_bundled_pack_whole_and_nothing_else() {
        let manifest = Manifest::builtin();
        let files = ModelFiles::new(Vec::new(), CARRIED);
        let mut wanted = BTreeSet::new();
        for id in manifest.pack("bundled").into_iter().flat_map(vision::PackEntry::model_ids) {
            let model = manifest.model(id).unwrap();
            if model.package.is_none() {
                assert_eq!(files.state(id, model), FileState::BuiltIn, "{id}");
                wanted.insert(model.file.as_str());
            }
        }
        let names: BTreeSet<&str> = CARRIED.iter().map(|file| file.name).collect();
        assert_eq!(names, wanted);
        assert!(CARRIED.iter().map(|file| file.bytes.len()).sum::<usize>() <= MAX_BYTES);
    }
}
