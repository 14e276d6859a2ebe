//! Cross-field rules of the manifest, each broken rule as a sentence.

use domain::ModelRole;

use super::{
    AUTO, CalibrationTable, CropRule, Manifest, ModelManifest, OutputContract, PackEntry, PackPart,
    PackageSource, RateTableEntry, SCHEMA,
};
use crate::mesh;

/// Everything that is wrong with `manifest`.
pub(super) fn faults(manifest: &Manifest) -> Vec<String> {
    let mut faults = Vec::new();
    if manifest.schema != SCHEMA {
        faults.push(format!(
            "schema is {} but this release reads {SCHEMA}; use the manifest of this release",
            manifest.schema
        ));
    }
    for (id, model) in &manifest.models {
        check_model(model, &mut |text| faults.push(format!("model {id}: {text}")));
    }
    check_auto(manifest, &mut |text| faults.push(text));
    for (name, pack) in &manifest.packs {
        check_pack(manifest, pack, &mut |text| faults.push(format!("pack {name}: {text}")));
    }
    faults
}

fn check_model(model: &ModelManifest, fault: &mut dyn FnMut(String)) {
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    if model.sha256.len() != 64 || !model.sha256.chars().all(hex) {
        fault("sha256 must be 64 lower-case hexadecimal digits".into());
    }
    if model.bytes == 0 {
        fault("bytes must be the length of the file".into());
    }
    if model.file.is_empty() || model.file.contains(['/', '\\']) || model.file.starts_with('.') {
        fault(format!("file {:?} must be a plain file name", model.file));
    }
    for (key, value) in [("licence", &model.licence), ("source", &model.source)] {
        if value.trim().is_empty() {
            fault(format!("{key} must not be empty"));
        }
    }
    let finite = |v: &f32| v.is_finite();
    if !model.input.mean.iter().all(finite)
        || !model.input.scale.iter().all(|v| *v != 0.0 && finite(v))
    {
        fault("input.mean and input.scale must be finite, and no scale zero".into());
    }
    if let Some((w, h)) = model.input.fixed_size()
        && !(8..=4096).contains(&w.min(h))
    {
        fault(format!("input.size of {w}x{h} is not a picture"));
    }
    if let Some(text) = model.package.as_ref().and_then(PackageSource::fault) {
        fault(text);
    }
    check_crop(model, fault);
    check_output(model, fault);
}

/// `auto` names packs, and wherever two of them compete their figures must compare.
fn check_auto(manifest: &Manifest, fault: &mut dyn FnMut(String)) {
    if manifest.packs.contains_key(AUTO) {
        fault(format!("pack {AUTO}: the name stands for what is put together from other packs"));
    }
    if manifest.auto.is_empty() {
        fault("auto must name a pack".into());
    }
    let packs: Vec<_> =
        manifest.auto.iter().filter_map(|n| manifest.packs.get_key_value(n)).collect();
    for part in PackPart::ALL {
        let competing = packs.iter().filter(|(_, pack)| !pack.models_of(part).is_empty());
        let figures: Vec<_> = competing.map(|(name, pack)| (name, pack.figures.of(part))).collect();
        let [(_, first), rest @ ..] = figures.as_slice() else { continue };
        for (name, figure) in rest {
            let compares = first
                .zip(*figure)
                .is_some_and(|(a, b)| a.measure == b.measure && a.better == b.better);
            if !compares {
                fault(format!(
                    "pack {name}: figures.{part} must state the same measure and direction as the other \
                     packs of auto"
                ));
            }
        }
    }
}

fn check_crop(model: &ModelManifest, fault: &mut dyn FnMut(String)) {
    let dynamic = model.input.fixed_size().is_none();
    let open = matches!(
        model.crop,
        CropRule::Whole { .. } | CropRule::Page { .. } | CropRule::TextLine { .. }
    );
    if dynamic != open {
        fault(
            "input.size is \"dynamic\" exactly when crop.rule is \"whole\", \"page\" or \"text_line\""
                .into(),
        );
    }
    match &model.crop {
        CropRule::Whole { long_side, region_side, region_enlarge, multiple } => {
            let sound = (1..=256).contains(multiple)
                && (*multiple..=4096).contains(long_side)
                && (*multiple..=4096).contains(region_side)
                && (1.0..=16.0).contains(region_enlarge);
            if !sound {
                fault(
                    "crop needs multiple 1..=256, long_side and region_side between multiple and 4096, \
                     region_enlarge 1..=16"
                        .into(),
                );
            }
        }
        CropRule::Page { long_sides, enlarge, multiple } => {
            let sound = (1..=256).contains(multiple)
                && !long_sides.is_empty()
                && long_sides.iter().all(|s| (*multiple..=4096).contains(s))
                && (1.0..=16.0).contains(enlarge);
            if !sound {
                fault(
                    "crop needs multiple 1..=256, long_sides between multiple and 4096, enlarge 1..=16"
                        .into(),
                );
            }
        }
        CropRule::TextLine { height, multiple, max_width } => {
            if !(8..=256).contains(height)
                || !(1..=64).contains(multiple)
                || !(*height..=16_384).contains(max_width)
            {
                fault(
                    "crop needs height 8..=256, multiple 1..=64, max_width between height and 16384"
                        .into(),
                );
            }
        }
        CropRule::Template { landmarks, points } => {
            if points.len() != landmarks.len() {
                fault(format!(
                    "crop.points needs {} points, has {}",
                    landmarks.len(),
                    points.len()
                ));
            }
            if points.iter().flatten().any(|v| !v.is_finite()) {
                fault("crop.points must be finite".into());
            }
        }
        CropRule::BoxFit { factor }
        | CropRule::SquareReflect { factor }
        | CropRule::SquareLevel { factor }
        | CropRule::SquareInside { factor } => {
            if !(0.5..=8.0).contains(factor) {
                fault(format!("crop.factor of {factor} lies outside 0.5..=8"));
            }
            let is_square = !matches!(model.crop, CropRule::BoxFit { .. });
            if is_square && model.input.fixed_size().is_some_and(|(w, h)| w != h) {
                fault("the crop rules that begin with \"square\" need a square input".into());
            }
        }
    }
}

fn check_output(model: &ModelManifest, fault: &mut dyn FnMut(String)) {
    let kind = model.output.kind();
    let fits = match model.role {
        ModelRole::Detector => kind == "yunet" && matches!(model.crop, CropRule::Whole { .. }),
        ModelRole::Landmarks => {
            kind == "points" && matches!(model.crop, CropRule::SquareLevel { .. })
        }
        ModelRole::Embedder => {
            kind == "embedding" && matches!(model.crop, CropRule::Template { .. })
        }
        ModelRole::Pad => {
            kind == "softmax"
                && matches!(model.crop, CropRule::BoxFit { .. } | CropRule::SquareReflect { .. })
        }
        ModelRole::Manipulation => {
            kind == "logit" && matches!(model.crop, CropRule::SquareReflect { .. })
        }
        ModelRole::Quality => kind == "scalar" && matches!(model.crop, CropRule::Template { .. }),
        ModelRole::Mesh => kind == "mesh" && matches!(model.crop, CropRule::SquareLevel { .. }),
        ModelRole::Hand => kind == "boxes" && matches!(model.crop, CropRule::SquareInside { .. }),
        ModelRole::TextDetector => {
            kind == "text_map" && matches!(model.crop, CropRule::Page { .. })
        }
        ModelRole::TextRecogniser => {
            kind == "ctc" && matches!(model.crop, CropRule::TextLine { .. })
        }
    };
    if !fits {
        fault(format!(
            "output kind {kind} with that crop rule cannot serve the role {}",
            model.role
        ));
    }
    match &model.output {
        OutputContract::Yunet { strides, score_threshold, nms_threshold, .. } => {
            if strides.is_empty() || strides.iter().any(|s| !(1..=256).contains(s)) {
                fault("output.strides must be between 1 and 256".into());
            }
            if let CropRule::Whole { multiple, .. } = model.crop
                && strides.iter().any(|s| !(multiple as usize).is_multiple_of(*s))
            {
                fault("crop.multiple must be a multiple of every stride".into());
            }
            if !(0.05..1.0).contains(score_threshold) || !(0.0..=1.0).contains(nms_threshold) {
                fault("output thresholds must lie between 0 and 1".into());
            }
        }
        OutputContract::Boxes { boxes, scores, strides, score_threshold, .. } => {
            let side = model.input.fixed_size().map_or(0, |(w, _)| w);
            let fits = |s: &usize| (1..=256).contains(s) && side.is_multiple_of(*s);
            if strides.is_empty() || !strides.iter().all(fits) {
                fault("output.strides must be between 1 and 256 and divide the input".into());
            }
            if boxes.len() != strides.len() || scores.len() != strides.len() {
                fault("output.boxes and output.scores need a tensor for every stride".into());
            }
            if !(0.05..1.0).contains(score_threshold) {
                fault("output.score_threshold must lie between 0.05 and 1".into());
            }
        }
        OutputContract::Embedding { length, .. } => {
            if !(16..=4096).contains(length) {
                fault(format!("output.length of {length} lies outside 16..=4096"));
            }
        }
        OutputContract::Softmax { classes, bona_fide, .. } => {
            if *classes < 2 || bona_fide >= classes {
                fault(format!("output.bona_fide {bona_fide} is not one of {classes} classes"));
            }
        }
        OutputContract::Mesh { points, .. } => {
            if *points < mesh::LEAST_POINTS {
                fault(format!(
                    "output.points of {points} lacks the points of eyes and mouth: the order is that of \
                     MediaPipe's face mesh, {} at least",
                    mesh::LEAST_POINTS
                ));
            }
        }
        OutputContract::TextMap { threshold, box_threshold, unclip, .. } => {
            let share = 0.05..1.0;
            if !share.contains(threshold)
                || !share.contains(box_threshold)
                || !(0.0..=4.0).contains(unclip)
            {
                fault("output thresholds must lie between 0 and 1, output.unclip in 0..=4".into());
            }
        }
        OutputContract::Ctc { classes, blank, characters, .. } => {
            let all = documents::SYMBOLS.map(char::from);
            let named: Vec<char> = characters.keys().copied().collect();
            let indices = || characters.values().flatten().chain([blank]);
            let unique: std::collections::BTreeSet<_> = indices().collect();
            if all.iter().any(|c| !named.contains(c)) || named.len() != all.len() {
                fault("output.characters must name 0-9, A-Z and < and nothing else".into());
            }
            if characters.values().any(Vec::is_empty)
                || indices().any(|i| i >= classes)
                || unique.len() != indices().count()
            {
                fault(format!(
                    "output.characters and output.blank need classes of their own below {classes}"
                ));
            }
        }
        OutputContract::Logit { .. }
        | OutputContract::Scalar { .. }
        | OutputContract::Points { .. } => {}
    }
}

fn check_pack(manifest: &Manifest, pack: &PackEntry, fault: &mut dyn FnMut(String)) {
    let roles = [(&pack.detector, ModelRole::Detector), (&pack.embedder, ModelRole::Embedder)]
        .into_iter()
        .chain(pack.landmarks.iter().map(|id| (id, ModelRole::Landmarks)))
        .chain(pack.pad.iter().flatten().map(|id| (id, ModelRole::Pad)))
        .chain(pack.manipulation.iter().map(|id| (id, ModelRole::Manipulation)))
        .chain(pack.quality.iter().map(|id| (id, ModelRole::Quality)))
        .chain(pack.mesh.iter().map(|id| (id, ModelRole::Mesh)))
        .chain(pack.hand.iter().map(|id| (id, ModelRole::Hand)))
        .chain(pack.text_detector.iter().map(|id| (id, ModelRole::TextDetector)))
        .chain(pack.text_recogniser.iter().map(|id| (id, ModelRole::TextRecogniser)));
    for (id, role) in roles {
        match manifest.models.get(id) {
            None => fault(format!("{role} names model {id}, which has no entry")),
            Some(model) if model.role != role => {
                fault(format!("{role} names model {id}, which is a {}", model.role));
            }
            Some(_) => {}
        }
    }
    if pack.pad.iter().any(Vec::is_empty) {
        fault("a family of pad names no model".into());
    }
    if pack.text_detector.is_some() != pack.text_recogniser.is_some() {
        fault("text_detector and text_recogniser go together".into());
    }
    for part in PackPart::ALL {
        let Some(figure) = pack.figures.of(part) else { continue };
        if pack.models_of(part).is_empty() {
            fault(format!("figures.{part} is of a part that the pack has not"));
        }
        let is_sound = figure.value.is_finite()
            && !figure.measure.trim().is_empty()
            && !figure.trials.is_empty()
            && figure.trials.iter().all(|n| *n > 0);
        if !is_sound {
            fault(format!(
                "figures.{part} needs a finite value and must name its measure and trials"
            ));
        }
    }
    let tables = &pack.calibration;
    if pack.pad.is_empty() == tables.pad.is_some() {
        fault("calibration.pad must stand there exactly when pad names a model".into());
    }
    if pack.manipulation.is_none() == tables.manipulation.is_some() {
        fault(
            "calibration.manipulation must stand there exactly when manipulation names a model"
                .into(),
        );
    }
    if tables.false_match.is_some() != tables.false_non_match.is_some() {
        fault("calibration.false_match and calibration.false_non_match go together".into());
    }
    check_rates("false_match", tables.false_match.as_ref(), true, fault);
    check_rates("false_non_match", tables.false_non_match.as_ref(), false, fault);
    check_rates("false_alarm", tables.false_alarm.as_ref(), true, fault);
    check_table("identity", Some(&tables.identity), 1.0, fault);
    check_table("pad", tables.pad.as_ref(), -1.0, fault);
    check_table("manipulation", tables.manipulation.as_ref(), 1.0, fault);
    check_table("imitation", tables.imitation.as_ref(), -1.0, fault);
    if let Some(line) = &tables.imitation {
        let end = -line.intercept / line.slope;
        let stated = tables.imitation_below.map_or(f64::NAN, f64::from);
        if (end - stated).abs().total_cmp(&BAND_ROUNDING).is_gt() {
            fault(format!(
                "calibration.imitation is worth nothing at {end:.3}, so imitation_below must be that, rounded \
                 to hundredths"
            ));
        }
    }
}

/// The end of the imitation band is stated in hundredths.
const BAND_ROUNDING: f64 = 0.005_001;

/// `falls` is the direction the shares must have.
fn check_rates(
    name: &str,
    entry: Option<&RateTableEntry>,
    falls: bool,
    fault: &mut dyn FnMut(String),
) {
    let Some(entry) = entry else { return };
    if entry.table().is_none_or(|table| table.is_falling() != falls) {
        let word = if falls { "falling" } else { "rising" };
        fault(format!(
            "calibration.{name} needs as many rates as scores, two or more, rising scores and {word} rates \
             between 0 and 1"
        ));
    }
    if entry.data.trim().is_empty() || entry.trials == 0 {
        fault(format!("calibration.{name} must name its data and trials"));
    }
}

/// `sign` is the direction the slope must have.
fn check_table(
    name: &str,
    table: Option<&CalibrationTable>,
    sign: f64,
    fault: &mut dyn FnMut(String),
) {
    let Some(table) = table else { return };
    if !table.slope.is_finite() || !table.intercept.is_finite() || table.slope * sign <= 0.0 {
        let word = if sign > 0.0 { "positive" } else { "negative" };
        fault(format!("calibration.{name} needs a {word} slope and a finite intercept"));
    }
    if !(table.cap > 0.0 && table.cap <= 100.0) {
        fault(format!("calibration.{name}.cap must lie between 0 and 100"));
    }
    if table.data.trim().is_empty() || table.date.trim().is_empty() {
        fault(format!("calibration.{name} must name its data and date"));
    }
}
