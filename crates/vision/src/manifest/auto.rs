//! The pack `auto`: part by part the better of the packs whose files are there.
//!
//! "Better" is what the figures in the manifest say; nothing here knows a pack or a model by name. What a
//! score is worth goes with the models it was measured with: a part brings its own calibration.

use super::{CalibrationTables, Figure, Manifest, PackEntry, PackPart};

/// The name of the pack that is put together from others. No pack of a manifest may have it.
pub const AUTO: &str = "auto";

/// Where a part of a pack comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartChoice {
    /// Which part.
    pub part: PackPart,
    /// Ids of its models; empty when there is none.
    pub models: Vec<String>,
    /// The pack that names them; none when no pack that is here has the part.
    pub pack: Option<String>,
    /// Why this one, or what its absence costs, as a sentence without its full stop.
    pub reason: String,
}

/// No pack can be put together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "no model pack has a {part} whose file is here (looked for: {}); run `likeness models pull --from DIR` \
     with a folder that holds it",
    .wanted.join(", ")
)]
pub struct NoPart {
    /// The part that is missing.
    pub part: PackPart,
    /// Ids of the models that would serve.
    pub wanted: Vec<String>,
}

impl Manifest {
    /// Puts the pack `auto` together from the packs of [`auto`](Manifest::auto), given which models'
    /// files are there, and says where each part comes from.
    ///
    /// # Errors
    /// When no pack has a detector, or none an embedder.
    pub fn compose(
        &self,
        is_here: impl Fn(&str) -> bool,
    ) -> Result<(PackEntry, Vec<PartChoice>), NoPart> {
        let packs: Vec<(&str, &PackEntry)> = self
            .auto
            .iter()
            .filter_map(|name| Some((name.as_str(), self.packs.get(name)?)))
            .collect();
        let mut choices = Vec::new();
        for part in PackPart::ALL {
            choices.push(choose(part, &packs, &is_here)?);
        }
        // The two required parts are there, or `choose` had refused.
        let of = |part: PackPart| {
            let choice = choices.iter().find(|c| c.part == part)?;
            choice.pack.as_deref().and_then(|name| self.packs.get(name))
        };
        let (Some(detector), Some(embedder)) = (of(PackPart::Detector), of(PackPart::Embedder))
        else {
            return Err(NoPart { part: PackPart::Detector, wanted: Vec::new() });
        };
        let (pad, manipulation) = (of(PackPart::Pad), of(PackPart::Manipulation));
        let text = of(PackPart::Text);
        let mut entry = PackEntry {
            title: format!("Part by part the better of what is here of {}", self.auto.join(", ")),
            detector: detector.detector.clone(),
            landmarks: detector.landmarks.clone(),
            embedder: embedder.embedder.clone(),
            pad: pad.map(|p| p.pad.clone()).unwrap_or_default(),
            manipulation: manipulation.and_then(|p| p.manipulation.clone()),
            quality: of(PackPart::Quality).and_then(|p| p.quality.clone()),
            mesh: of(PackPart::Mesh).and_then(|p| p.mesh.clone()),
            hand: of(PackPart::Hand).and_then(|p| p.hand.clone()),
            text_detector: text.and_then(|p| p.text_detector.clone()),
            text_recogniser: text.and_then(|p| p.text_recogniser.clone()),
            figures: super::Figures::default(),
            calibration: CalibrationTables {
                // What a comparison score is worth belongs to the embedder.
                pad: pad.and_then(|p| p.calibration.pad.clone()),
                manipulation: manipulation.and_then(|p| p.calibration.manipulation.clone()),
                false_alarm: None,
                ..embedder.calibration.clone()
            },
        };
        // The share of bona fide sessions by evidence holds for the very detectors it was measured with.
        entry.calibration.false_alarm = packs
            .iter()
            .map(|(_, pack)| pack)
            .find(|pack| {
                pack.calibration.false_alarm.is_some()
                    && pack.pad == entry.pad
                    && pack.manipulation == entry.manipulation
            })
            .and_then(|pack| pack.calibration.false_alarm.clone());
        self.name_foreign_detectors(&entry, &mut choices);
        Ok((entry, choices))
    }

    /// The parts of a pack of the manifest, as it names them.
    pub fn parts_of(&self, name: &str) -> Vec<PartChoice> {
        let Some(pack) = self.packs.get(name) else { return Vec::new() };
        PackPart::ALL
            .into_iter()
            .map(|part| {
                let models: Vec<String> =
                    pack.models_of(part).into_iter().map(str::to_owned).collect();
                let is_there = !models.is_empty();
                PartChoice {
                    part,
                    models,
                    pack: is_there.then(|| name.to_owned()),
                    reason: if is_there {
                        format!("pack {name} was asked for")
                    } else {
                        format!("pack {name} has none: {}", part.cost_of_absence())
                    },
                }
            })
            .collect()
    }

    /// A calibration was measured on what its own pack's detector cut out; with another one, that is said.
    fn name_foreign_detectors(&self, entry: &PackEntry, choices: &mut [PartChoice]) {
        let calibrated = [PackPart::Embedder, PackPart::Pad, PackPart::Manipulation];
        for choice in choices.iter_mut().filter(|c| calibrated.contains(&c.part)) {
            let pack = choice.pack.as_deref().and_then(|name| self.packs.get(name));
            let is_foreign = |pack: &&PackEntry| {
                (&pack.detector, &pack.landmarks) != (&entry.detector, &entry.landmarks)
            };
            if let Some(pack) = pack.filter(is_foreign) {
                choice.reason += &format!(
                    "; its calibration was measured with the detector {}",
                    pack.models_of(PackPart::Detector).join(" and ")
                );
            }
        }
    }
}

/// The best of the packs whose files of this part are all here; of equal ones the first.
fn choose(
    part: PackPart,
    packs: &[(&str, &PackEntry)],
    is_here: &impl Fn(&str) -> bool,
) -> Result<PartChoice, NoPart> {
    let (mut here, mut absent) = (Vec::new(), Vec::new());
    for (name, pack) in packs {
        let models = pack.models_of(part);
        if models.is_empty() {
            continue;
        }
        let missing: Vec<&str> = models.iter().copied().filter(|id| !is_here(id)).collect();
        if missing.is_empty() {
            here.push((*name, *pack, models));
        } else {
            absent.push(format!("{} of {name}", missing.join(", ")));
        }
    }
    // `max_by` would keep the last of equal ones.
    let mut best = None::<&(&str, &PackEntry, Vec<&str>)>;
    for one in &here {
        let figures = best.map(|b| (one.1.figures.of(part), b.1.figures.of(part)));
        let is_better = match figures {
            None => true,
            Some((Some(a), Some(b))) => a.beats(b),
            // Validation asks for figures wherever two packs compete.
            Some(_) => false,
        };
        if is_better {
            best = Some(one);
        }
    }
    let Some((name, pack, models)) = best else {
        if part.is_required() {
            let wanted = packs.iter().flat_map(|(_, p)| p.models_of(part)).map(str::to_owned);
            return Err(NoPart { part, wanted: wanted.collect() });
        }
        let why = match absent.as_slice() {
            [] => "no pack has one".to_owned(),
            names => format!("not here: {}", names.join("; ")),
        };
        let reason = format!("{why}: {}", part.cost_of_absence());
        return Ok(PartChoice { part, models: Vec::new(), pack: None, reason });
    };
    let others: Vec<&str> = here.iter().map(|(n, ..)| *n).filter(|n| n != name).collect();
    let mut reason = match (others.as_slice(), pack.figures.of(part)) {
        ([], _) => "the only one that is here".to_owned(),
        (_, figure) => {
            let theirs = here
                .iter()
                .filter(|(n, ..)| n != name)
                .filter_map(|(n, p, _)| Some(format!("{} of {n}", number(p.figures.of(part)?))));
            let theirs: Vec<String> = theirs.collect();
            format!("{} against {}", figure.map_or_else(String::new, said), theirs.join(", "))
        }
    };
    if !absent.is_empty() {
        reason += &format!("; not here: {}", absent.join("; "));
    }
    let models = models.iter().map(|id| (*id).to_owned()).collect();
    Ok(PartChoice { part, models, pack: Some((*name).to_owned()), reason })
}

/// Four digits: no figure is known better.
fn number(figure: &Figure) -> String {
    format!("{:.4}", figure.value)
}

fn said(figure: &Figure) -> String {
    format!("{}: {}", figure.measure, number(figure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::{Better, Figure};

    /// The built-in manifest with `standard` and a `bundled` of other models, all in `auto`, the embedder and
    /// both detectors of attacks with figures.
    fn two_packs(change: impl FnOnce(&mut PackEntry)) -> Manifest {
        let mut manifest = Manifest::builtin();
        manifest.packs.retain(|name, _| name == "standard");
        manifest.auto = vec!["standard".into(), "bundled".into()];
        let standard = manifest.packs.get_mut("standard").unwrap();
        standard.figures = figures(0.9);
        let mut bundled = standard.clone();
        for id in ["yunet", "face_reid_retail_0095", "faceplugin_liveness", "sbi_lite0"] {
            let model = manifest.models[id].clone();
            manifest.models.insert(format!("own_{id}"), model);
        }
        bundled.detector = "own_yunet".into();
        bundled.embedder = "own_face_reid_retail_0095".into();
        bundled.pad = vec![vec!["own_faceplugin_liveness".into()]];
        bundled.manipulation = Some("own_sbi_lite0".into());
        (bundled.mesh, bundled.text_detector, bundled.text_recogniser) = (None, None, None);
        (bundled.hand, bundled.landmarks) = (None, None);
        bundled.quality = None;
        bundled.figures = figures(0.8);
        bundled.calibration.identity.slope = 11.0;
        (bundled.calibration.imitation_below, bundled.calibration.imitation) = (Some(0.11), None);
        bundled.calibration.pad.as_mut().unwrap().slope = -11.0;
        bundled.calibration.manipulation.as_mut().unwrap().slope = 11.0;
        change(&mut bundled);
        manifest.packs.insert("bundled".into(), bundled);
        manifest
    }

    fn figures(value: f64) -> crate::manifest::Figures {
        let figure = |measure: &str, better| {
            Some(Figure { measure: measure.into(), value, better, trials: vec![10] })
        };
        crate::manifest::Figures {
            detector: figure("found", Better::Higher),
            embedder: figure("right", Better::Higher),
            pad: figure("AUC", Better::Higher),
            manipulation: figure("AUC", Better::Higher),
            ..crate::manifest::Figures::default()
        }
    }

    fn of(choices: &[PartChoice], part: PackPart) -> &PartChoice {
        choices.iter().find(|c| c.part == part).unwrap()
    }

    /// The pack each part comes from, in order of parts; `-` for none.
    fn check(
        manifest: &Manifest,
        absent: &[&str],
        expected: [&str; 8],
    ) -> (PackEntry, Vec<PartChoice>) {
        assert_eq!(manifest.validate(), Vec::<String>::new());
        let (entry, choices) = manifest.compose(|id| !absent.contains(&id)).unwrap();
        let packs: Vec<_> = choices.iter().map(|c| c.pack.as_deref().unwrap_or("-")).collect();
        assert_eq!(packs, expected, "{choices:#?}");
        let mut whole = manifest.clone();
        whole.packs.insert("put together".into(), entry.clone());
        assert_eq!(whole.validate(), Vec::<String>::new(), "what is put together is a sound pack");
        (entry, choices)
    }

    const S: &str = "standard";
    const B: &str = "bundled";

    #[test]
    fn the_better_figure_wins_and_of_equal_ones_the_earlier_pack() {
        let (entry, choices) = check(&two_packs(|_| ()), &[], [S, S, S, S, S, S, S, S]);
        assert_eq!(entry.calibration, Manifest::builtin().packs[S].calibration);
        let why = &of(&choices, PackPart::Embedder).reason;
        assert_eq!(why, "right: 0.9000 against 0.8000 of bundled");
        check(&two_packs(|b| b.figures = figures(0.9)), &[], [S, S, S, S, S, S, S, S]);
        check(&two_packs(|b| b.figures = figures(0.95)), &[], [B, B, B, B, S, S, S, S]);
    }

    #[test]
    fn an_error_rate_wins_by_being_lower() {
        let mut manifest = two_packs(|_| ());
        for pack in manifest.packs.values_mut() {
            pack.figures.embedder.as_mut().unwrap().better = Better::Lower;
        }
        check(&manifest, &[], [S, B, S, S, S, S, S, S]);
    }

    #[test]
    fn a_part_brings_its_own_calibration() {
        let manifest = two_packs(|_| ());
        let standard = &manifest.packs[S].calibration;
        let (entry, choices) =
            check(&manifest, &["face_reid_retail_0095"], [S, B, S, S, S, S, S, S]);
        let identity = &entry.calibration;
        assert_eq!((identity.identity.slope, identity.imitation_below), (11.0, Some(0.11)));
        assert_eq!(identity.imitation, None, "the band is the embedder's, too");
        assert_eq!((&identity.pad, &identity.false_alarm), (&standard.pad, &standard.false_alarm));
        let why = &of(&choices, PackPart::Embedder).reason;
        assert!(why.contains("not here: face_reid_retail_0095 of standard"), "{why}");
        assert!(why.contains("measured with the detector own_yunet"), "{why}");
    }

    #[test]
    fn the_share_of_false_alarms_holds_only_for_the_detectors_it_was_measured_with() {
        let manifest = two_packs(|b| b.calibration.false_alarm.as_mut().unwrap().trials = 7);
        let of_bundled = |absent: &[&str], expected| {
            check(&manifest, absent, expected).0.calibration.false_alarm.map(|t| t.trials)
        };
        assert_eq!(of_bundled(&["sbi_lite0"], [S, S, S, B, S, S, S, S]), None);
        assert_eq!(of_bundled(&["sbi_lite0", "minifasnet_v2"], [S, S, B, B, S, S, S, S]), Some(7));
    }

    #[test]
    fn without_the_standard_weights_the_rest_is_left_out_and_said() {
        let manifest = two_packs(|b| {
            (b.manipulation, b.figures.manipulation) = (None, None);
            (b.calibration.manipulation, b.calibration.false_alarm) = (None, None);
        });
        let absent: Vec<String> = manifest.packs[S].model_ids().map(str::to_owned).collect();
        let absent: Vec<&str> = absent.iter().map(String::as_str).collect();
        let (entry, choices) = check(&manifest, &absent, [B, B, B, "-", "-", "-", "-", "-"]);
        assert_eq!(entry.manipulation, None);
        for (part, says) in [
            (PackPart::Mesh, "not here: mp_face_landmarks of standard: no blinks are watched"),
            (PackPart::Text, "identity documents cannot be read"),
            (PackPart::Manipulation, "presence is never more than `not enough`"),
        ] {
            let why = &of(&choices, part).reason;
            assert!(why.contains(says), "{why}");
        }
    }

    #[test]
    fn without_a_detector_there_is_no_pack() {
        let error = two_packs(|_| ()).compose(|id| !id.ends_with("yunet")).unwrap_err();
        assert_eq!(error.part, PackPart::Detector);
        assert!(error.to_string().contains("looked for: yunet, own_yunet"), "{error}");
    }

    #[test]
    fn packs_that_compete_must_state_figures_that_compare() {
        let faults = |change: fn(&mut PackEntry)| two_packs(change).validate().join("; ");
        let same = "figures.pad must state the same measure and direction";
        assert!(faults(|b| b.figures.pad = None).contains(same));
        assert!(
            faults(|b| b.figures.pad.as_mut().unwrap().measure = "D-EER".into()).contains(same)
        );
        assert!(faults(|b| b.figures.pad.as_mut().unwrap().better = Better::Lower).contains(same));
        assert!(faults(|b| b.figures.pad.as_mut().unwrap().value = f64::NAN).contains("finite"));
        assert!(faults(|b| b.figures.mesh = b.figures.pad.clone()).contains("the pack has not"));
        let mut manifest = two_packs(|_| ());
        let pack = manifest.packs[B].clone();
        manifest.packs.insert(AUTO.into(), pack);
        assert!(manifest.validate().join("; ").contains("pack auto: the name stands for"));
    }
}
