//! The field's terms in a sentence each, and which of them a text uses.

/// Terms and their meaning, after ISO/IEC 2382-37, 19795-1 and 30107-3, in the order they are listed.
const TERMS: [(&str, &str); 19] = [
    (
        "mated",
        "Both samples are of the same person, as known beforehand. Non-mated: of two persons.",
    ),
    (
        "comparison score",
        "How alike two samples are to the model. Higher is more alike; the scale is the model's own.",
    ),
    ("threshold", "The score from which on a comparison counts as a match."),
    (
        "FMR",
        "False match rate: share of non-mated comparisons at or above the threshold. Strangers taken for the same person.",
    ),
    (
        "FNMR",
        "False non-match rate: share of mated comparisons below the threshold. The right person not recognised.",
    ),
    (
        "FTA",
        "Failure to acquire: share of presentations from which no usable sample came. Not part of FNMR.",
    ),
    ("FTE", "Failure to enrol: share of persons from whom no reference could be made."),
    (
        "EER",
        "Equal error rate: where FMR and FNMR are the same. A figure for comparing systems, not a working point.",
    ),
    (
        "DET",
        "Detection error trade-off: one error rate against the other over all thresholds. Lower left is better.",
    ),
    (
        "AUC",
        "Area under the receiver operating characteristic: chance that a mated score exceeds a non-mated one. 0.5 is guessing.",
    ),
    (
        "Cllr",
        "Cost of log-likelihood ratios, in bits: 0 is perfect, 1 says nothing. minCllr is what the best monotone calibration of the same scores would reach; the difference is calibration loss.",
    ),
    (
        "APCER",
        "Attack presentation classification error rate: share of attacks of one species taken as bona fide. The worst species counts, not the mean.",
    ),
    (
        "BPCER",
        "Bona fide presentation classification error rate: share of honest presentations taken as attacks.",
    ),
    ("D-EER", "Detection equal error rate: where APCER and BPCER are the same."),
    (
        "IAPAR",
        "Impostor attack presentation accept rate: share of attacks that the whole system, identity included, accepted.",
    ),
    ("bona fide", "A presentation by the person as the system intends it, without an artefact."),
    (
        "log-likelihood ratio",
        "How much more likely a finding is under one hypothesis than under the other, as a logarithm. 0 says nothing.",
    ),
    (
        "95 % interval",
        "Where the true rate lies with 95 % confidence, for persons and conditions like those measured. It says nothing about others.",
    ),
    (
        "rule of 30",
        "A rate is known within about 30 % of itself, with 90 % confidence, once 30 errors were seen.",
    ),
];

/// Terms that occur as whole words in `text`, or in the meaning of one that does.
pub(super) fn used_in(text: &str) -> Vec<(&'static str, &'static str)> {
    let mut is_used = TERMS.map(|(term, _)| occurs(term, text));
    loop {
        let explained = |term| {
            TERMS.iter().zip(is_used).any(|((_, meaning), used)| used && occurs(term, meaning))
        };
        let wider = std::array::from_fn(|i| is_used[i] || explained(TERMS[i].0));
        if wider == is_used {
            break;
        }
        is_used = wider;
    }
    TERMS.into_iter().zip(is_used).filter_map(|(term, used)| used.then_some(term)).collect()
}

/// Abbreviations are compared as they are and not as part of a compound, words without regard to case.
fn occurs(term: &str, text: &str) -> bool {
    let is_word = term.chars().all(|c| !c.is_uppercase());
    let is_boundary =
        |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && (is_word || c != '-'));
    let found = |text: &str| {
        text.match_indices(term).any(|(at, _)| {
            let mut after = text[at + term.len()..].chars();
            let next = after.next();
            // A plural is the same term.
            let next = if next == Some('s') { after.next() } else { next };
            is_boundary(text[..at].chars().next_back()) && is_boundary(next)
        })
    };
    if is_word { found(&text.to_lowercase()) } else { found(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = used_in(text).into_iter().map(|(term, _)| term).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn terms_are_found_as_whole_words_only() {
        check("Thresholds, and MATED trials", &["mated", "threshold"]);
        check("non-mated", &["mated"]);
        check("rule of 30s", &["rule of 30"]);
        check("AUCTION animated FMRX", &[]);
        check("", &[]);
    }

    #[test]
    fn terms_of_which_a_meaning_makes_use_are_explained_as_well() {
        check("FTA", &["mated", "threshold", "FNMR", "FTA"]);
        check("D-EER", &["APCER", "BPCER", "D-EER", "bona fide"]);
    }
}
