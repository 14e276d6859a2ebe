//! What a comparison means, in a word and in a sentence. Pure.

use domain::{
    ComparisonScore, IdentityState, ReferenceFinding, ReferenceId, ReferenceKind, SessionKind,
    UtcTime,
};

use super::ReferencesById;

/// Sessions of one kind that a sentence names one by one; more are counted.
const NAMED: usize = 2;

/// What the references together say of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// The same as everything it was compared with.
    Same,
    /// The person of the ID, and not the one of an earlier session: the hand-over.
    HandOver,
    /// The person of an earlier session, and not the one of the ID: the ID was somebody else's.
    BorrowedId,
    /// The same as some earlier sessions and not as others.
    Mixed,
    /// Somebody else altogether.
    SomebodyElse,
    /// Some comparisons could not tell, and none says somebody else.
    NotTold,
    /// There was nothing to compare with.
    NothingToCompare,
}

impl Meaning {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::HandOver => "hand_over",
            Self::BorrowedId => "borrowed_id",
            Self::Mixed => "mixed",
            Self::SomebodyElse => "somebody_else",
            Self::NotTold => "not_told",
            Self::NothingToCompare => "nothing_to_compare",
        }
    }
}

/// One reference, and how the session compares with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ComparedWith {
    /// Which.
    pub reference: ReferenceId,
    /// ID portrait or earlier session.
    pub kind: ReferenceKind,
    /// When it was captured; none when the reference is gone.
    pub captured_at: Option<UtcTime>,
    /// The answer.
    pub state: IdentityState,
    /// The comparison score; none when not assessed.
    pub score: Option<ComparisonScore>,
}

/// A session against everything it was compared with.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// In one word.
    pub meaning: Meaning,
    /// In a sentence: "same as the interview of 3 May 2026, not the ID portrait".
    pub text: String,
    /// Each reference, in the verdict's order.
    pub with: Vec<ComparedWith>,
}

impl Comparison {
    /// From a verdict's findings.
    pub(super) fn of(findings: &[ReferenceFinding], references: &ReferencesById) -> Self {
        let with: Vec<_> = findings
            .iter()
            .map(|f| ComparedWith {
                reference: f.reference,
                kind: f.kind,
                captured_at: references.get(&f.reference).map(|r| r.captured_at),
                state: f.state,
                score: f.score,
            })
            .collect();
        Self { meaning: meaning(&with), text: text(&with), with }
    }
}

fn meaning(with: &[ComparedWith]) -> Meaning {
    use IdentityState::{Different, Same};
    let is_id = |c: &ComparedWith| c.kind == ReferenceKind::Picture;
    let any =
        |id: bool, state: IdentityState| with.iter().any(|c| is_id(c) == id && c.state == state);
    let (same, different) =
        (any(true, Same) || any(false, Same), any(true, Different) || any(false, Different));
    if with.is_empty() {
        Meaning::NothingToCompare
    } else if !different {
        if with.iter().all(|c| c.state == Same) { Meaning::Same } else { Meaning::NotTold }
    } else if !same {
        Meaning::SomebodyElse
    } else if any(true, Different) && any(false, Same) {
        Meaning::BorrowedId
    } else if any(true, Same) {
        Meaning::HandOver
    } else {
        Meaning::Mixed
    }
}

fn text(with: &[ComparedWith]) -> String {
    if with.is_empty() {
        return "there was nothing to compare with".to_owned();
    }
    let part = |state: IdentityState, before: &str| {
        let names = names(with.iter().filter(|c| c.state == state));
        (!names.is_empty()).then(|| format!("{before}{}", listed(&names)))
    };
    let parts = [
        part(IdentityState::Same, "same as "),
        part(IdentityState::Different, "not "),
        part(IdentityState::NotEnough, "cannot be told for "),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The ID portrait, then sessions by kind in time order; many of one kind are counted.
fn names<'a>(with: impl Iterator<Item = &'a ComparedWith>) -> Vec<String> {
    let mut with: Vec<_> = with.collect();
    with.sort_by_key(|c| c.captured_at);
    let mut names = Vec::new();
    if with.iter().any(|c| c.kind == ReferenceKind::Picture) {
        names.push("the ID portrait".to_owned());
    }
    for kind in [SessionKind::Interview, SessionKind::Onboarding, SessionKind::Login] {
        let of_kind: Vec<_> = with
            .iter()
            .filter(|c| matches!(c.kind, ReferenceKind::Session { kind: k, .. } if k == kind))
            .collect();
        let word = kind.as_str();
        if of_kind.len() > NAMED {
            let last = of_kind.iter().filter_map(|c| c.captured_at).max();
            let last = last.map(|at| format!(", the last on {}", day(at))).unwrap_or_default();
            names.push(format!("{} {word}s{last}", of_kind.len()));
        } else {
            names.extend(of_kind.iter().map(|c| match c.captured_at {
                Some(at) => format!("the {word} of {}", day(at)),
                None => format!("an earlier {word}"),
            }));
        }
    }
    names
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// "3 May 2026", in UTC.
fn day(at: UtcTime) -> String {
    let at = jiff::Timestamp::from_millisecond(at.unix_millis());
    let date = at.unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(jiff::tz::TimeZone::UTC);
    date.strftime("%-d %B %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PICTURE: ReferenceKind = ReferenceKind::Picture;

    fn session(kind: SessionKind) -> ReferenceKind {
        ReferenceKind::Session { session: None, kind }
    }

    fn with(kind: ReferenceKind, day: i64, state: IdentityState) -> ComparedWith {
        ComparedWith {
            reference: "0198f3a0-0000-7000-8000-000000000001".parse().unwrap(),
            kind,
            // Day 0 is the 1st of January 2026.
            captured_at: Some(UtcTime::from_unix_millis((20_454 + day) * 86_400_000)),
            state,
            score: None,
        }
    }

    fn check(compared: &[ComparedWith], meant: Meaning, said: &str) {
        assert_eq!(meaning(compared), meant, "{said}");
        assert_eq!(text(compared), said);
    }

    #[test]
    fn each_way_the_references_can_disagree_has_its_own_meaning() {
        use IdentityState::{Different, NotEnough, Same};
        let interview = |state| with(session(SessionKind::Interview), 122, state);
        let onboarding = |state| with(session(SessionKind::Onboarding), 124, state);
        check(&[], Meaning::NothingToCompare, "there was nothing to compare with");
        check(
            &[with(PICTURE, 0, Same), interview(Same)],
            Meaning::Same,
            "same as the ID portrait and the interview of 3 May 2026",
        );
        check(
            &[with(PICTURE, 0, Same), interview(Different)],
            Meaning::HandOver,
            "same as the ID portrait, not the interview of 3 May 2026",
        );
        check(
            &[with(PICTURE, 0, Different), interview(Same), onboarding(Same)],
            Meaning::BorrowedId,
            "same as the interview of 3 May 2026 and the onboarding of 5 May 2026, not the ID portrait",
        );
        check(
            &[with(PICTURE, 0, NotEnough), interview(Same), onboarding(Different)],
            Meaning::Mixed,
            "same as the interview of 3 May 2026, not the onboarding of 5 May 2026, cannot be told for the ID portrait",
        );
        check(
            &[with(PICTURE, 0, Different), interview(NotEnough)],
            Meaning::SomebodyElse,
            "not the ID portrait, cannot be told for the interview of 3 May 2026",
        );
        check(
            &[with(PICTURE, 0, Same), interview(NotEnough)],
            Meaning::NotTold,
            "same as the ID portrait, cannot be told for the interview of 3 May 2026",
        );
    }

    #[test]
    fn many_sessions_of_a_kind_are_counted_and_gone_ones_have_no_date() {
        let login = |day| with(session(SessionKind::Login), day, IdentityState::Same);
        let many: Vec<_> = (0..12).map(login).collect();
        check(&many, Meaning::Same, "same as 12 logins, the last on 12 January 2026");
        let gone = ComparedWith { captured_at: None, ..login(1) };
        check(&[gone], Meaning::Same, "same as an earlier login");
    }
}
