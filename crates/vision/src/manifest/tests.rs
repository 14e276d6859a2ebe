//! Tests of reading and cross-checking manifests.

use super::*;

const BUILTIN: &str = include_str!("../../../../models/manifest.toml");

/// The built-in manifest with `from` replaced must be refused with a sentence holding `expected`.
fn check(from: &str, to: &str, expected: &str) {
    assert!(BUILTIN.contains(from), "the built-in manifest has no {from:?}");
    let error = Manifest::parse(&BUILTIN.replacen(from, to, 1)).expect_err(expected);
    let text = match &error {
        ManifestError::Syntax(source) => source.to_string(),
        ManifestError::Invalid { .. } => error.to_string(),
    };
    assert!(text.contains(expected), "{text:?} does not hold {expected:?}");
}

#[test]
fn builtin_manifest_is_sound_and_has_the_standard_pack() {
    let manifest = Manifest::parse(BUILTIN).unwrap();
    assert_eq!(manifest, Manifest::builtin());
    let pack = manifest.pack("standard").unwrap();
    let roles: Vec<_> = manifest.models_of(pack).iter().map(|(_, m)| m.role).collect();
    assert_eq!(
        roles,
        [
            ModelRole::Detector,
            ModelRole::Embedder,
            ModelRole::Pad,
            ModelRole::Pad,
            ModelRole::Pad,
            ModelRole::Manipulation,
            ModelRole::Quality,
            ModelRole::Mesh,
            ModelRole::Hand
        ]
    );
}

#[test]
fn unknown_keys_are_refused_at_every_level() {
    check("schema = 1", "schema = 1\ncolour = 3", "unknown field `colour`");
    check("role = \"detector\"", "role = \"detector\"\nvendor = \"x\"", "unknown field `vendor`");
    check("multiple = 32", "multiple = 32, shear = 1", "unknown field `shear`");
    check("points = 478", "points = 478\nedges = 1", "unknown field `edges`");
    check("length = 256", "length = 256\nwidth = 1", "unknown field `width`");
    check(
        "calibration.identity]",
        "calibration.identity]\nceiling = 1.0",
        "unknown field `ceiling`",
    );
}

#[test]
fn contradictions_are_named() {
    check("schema = 1", "schema = 9", "schema is 9 but this release reads 1");
    check("role = \"detector\"", "role = \"oracle\"", "unknown role oracle");
    check("sha256 = \"104e", "sha256 = \"104E", "64 lower-case hexadecimal");
    check("file = \"yunet_n_dynamic.onnx\"", "file = \"../x.onnx\"", "plain file name");
    check("detector = \"yunet\"", "detector = \"nobody\"", "model nobody, which has no entry");
    check("embedder = \"face_reid_retail_0095\"", "embedder = \"sbi_lite0\"", "is a manipulation");
    check("size = [128, 128]", "size = \"dynamic\"", "exactly when crop.rule is");
    check("[44.732408, 105.560571],\n", "", "needs 5 points, has 4");
    check("bona_fide = 1", "bona_fide = 3", "not one of 3 classes");
    check("multiple = 32", "multiple = 24", "multiple of every stride");
    check("manipulation = \"sbi_lite0\"\n", "", "exactly when manipulation names a model");
    check("factor = 1.25", "factor = 0.1", "outside 0.5..=8");
    check("factor = 1.5", "factor = 9.0", "outside 0.5..=8");
    check("mesh = \"mp_face_landmarks\"", "mesh = \"lightqnet\"", "is a quality");
    check("points = 478", "points = 300", "lacks the points of eyes and mouth");
    check("rule = \"square_level\"", "rule = \"square_reflect\"", "cannot serve the role mesh");
    check("size = [256, 256]", "size = [256, 192]", "need a square input");
    check("factor = 2.2", "factor = 9.0", "outside 0.5..=8");
    check("size = [224, 224]", "size = [224, 192]", "need a square input");
    check(
        "strides = [8, 16, 32]\nscore_threshold = 0.5",
        "strides = [8, 16, 36]\nscore_threshold = 0.5",
        "divide the input",
    );
    check("scores = [\"score0\", ", "scores = [", "a tensor for every stride");
    check("hand = \"espdet_pico_hand\"", "hand = \"lightqnet\"", "is a quality");
    check("text_detector = \"ppocrv6_det\"\n", "", "text_recogniser go together");
    check("enlarge = 2.5", "enlarge = 99.0", "enlarge 1..=16");
    check("unclip = 1.5", "unclip = 9.5", "output.unclip in 0..=4");
    check("\"0\" = [33]", "\"0\" = [34]", "need classes of their own");
    check("\"0\" = [33]", "\"a\" = [33]", "must name 0-9, A-Z and <");
}

/// The built-in manifest after `change` must name a fault holding `expected`.
fn check_changed(change: impl FnOnce(&mut Manifest), expected: &str) {
    let mut manifest = Manifest::builtin();
    change(&mut manifest);
    let faults = manifest.validate();
    assert!(faults.iter().any(|f| f.contains(expected)), "{faults:?} does not hold {expected:?}");
}

#[test]
fn calibrations_must_point_the_right_way_and_name_their_origin() {
    let tables = |m: &mut Manifest, f: fn(&mut CalibrationTables)| {
        f(&mut m.packs.get_mut("standard").unwrap().calibration);
    };
    check_changed(
        |m| tables(m, |t| t.identity.slope *= -1.0),
        "calibration.identity needs a positive slope",
    );
    check_changed(
        |m| tables(m, |t| t.pad.as_mut().unwrap().slope *= -1.0),
        "calibration.pad needs a negative slope",
    );
    check_changed(|m| tables(m, |t| t.identity.cap = 0.0), "calibration.identity.cap must lie");
    check_changed(|m| tables(m, |t| t.identity.data.clear()), "must name its data and date");
    check_changed(|m| tables(m, |t| t.pad = None), "calibration.pad must stand there exactly");
}

#[test]
fn the_calibration_keeps_its_origin() {
    let manifest = Manifest::builtin();
    let calibrations = Calibrations::from(&manifest.pack("standard").unwrap().calibration);
    assert!(calibrations.identity.slope > 0.0);
    assert!(!calibrations.identity.origin.data.is_empty());
    assert!(calibrations.pad.is_some() && calibrations.manipulation.is_some());
}

#[test]
fn a_pack_without_a_mesh_or_a_hand_detector_is_sound() {
    let mut manifest = Manifest::builtin();
    manifest.packs.values_mut().for_each(|pack| (pack.mesh, pack.hand) = (None, None));
    assert_eq!(manifest.validate(), Vec::<String>::new());
}
