//! What holds of a link: two people who agree settle it, as they do when a reject is overturned.

use storage::{Actor, LinkAnswer, LinkKind, WaitsFor};

/// What holds, and whose decision is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkStanding {
    /// What two people agreed on; none before.
    pub answer: Option<LinkAnswer>,
    /// Whose decision; none when it is settled.
    pub waits_for: Option<WaitsFor>,
}

/// What holds by these decisions, oldest first: the newest and the newest of somebody else have to agree.
pub fn standing_of(decisions: &[(Actor, LinkAnswer)]) -> LinkStanding {
    let Some((who, answer)) = decisions.last() else {
        return LinkStanding { answer: None, waits_for: Some(WaitsFor::First) };
    };
    let second = decisions.iter().rev().find(|(other, _)| other != who);
    if second.is_some_and(|(_, same)| same == answer) {
        return LinkStanding { answer: Some(*answer), waits_for: None };
    }
    LinkStanding { answer: None, waits_for: Some(WaitsFor::Second) }
}

/// Whether a link may mean something: until two people have said that it does not.
pub fn ties(kind: LinkKind, answer: Option<LinkAnswer>) -> bool {
    let harmless = match kind {
        LinkKind::OneFace => LinkAnswer::DifferentPeople,
        LinkKind::SeveralFaces => LinkAnswer::SamePerson,
        LinkKind::OneRoom => LinkAnswer::DifferentRooms,
    };
    answer != Some(harmless)
}

/// Whether a link sends the sessions of those it is about to a human: while it may mean something. A room
/// never does: people share homes and offices, and who sits where is no sign of who they are.
pub fn refers(kind: LinkKind, answer: Option<LinkAnswer>) -> bool {
    kind != LinkKind::OneRoom && ties(kind, answer)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(n: u64) -> Actor {
        Actor::ApiKey(format!("00000000-0000-7000-8000-{n:012}").parse().unwrap())
    }

    #[test]
    fn two_people_who_agree_settle_a_link() {
        use LinkAnswer::{DifferentPeople as D, SamePerson as S, Unclear as U};
        let check = |made: &[(u64, LinkAnswer)], answer, waits_for| {
            let made: Vec<_> = made.iter().map(|(who, what)| (key(*who), *what)).collect();
            assert_eq!(standing_of(&made), LinkStanding { answer, waits_for }, "{made:?}");
        };
        check(&[], None, Some(WaitsFor::First));
        check(&[(1, S)], None, Some(WaitsFor::Second));
        check(&[(1, S), (1, S)], None, Some(WaitsFor::Second));
        check(&[(1, S), (2, S)], Some(S), None);
        check(&[(1, U), (2, U)], Some(U), None);
        check(&[(1, S), (2, D)], None, Some(WaitsFor::Second));
        check(&[(1, S), (2, D), (1, D)], Some(D), None);
        // Who thinks better of it opens it again.
        check(&[(1, S), (2, S), (2, U)], None, Some(WaitsFor::Second));
    }

    proptest! {
        #[test]
        fn a_room_sends_nobody_to_a_human(answer in prop::option::of(prop::sample::select(LinkAnswer::ALL.to_vec()))) {
            prop_assert!(!refers(LinkKind::OneRoom, answer));
            prop_assert_eq!(ties(LinkKind::OneRoom, answer), answer != Some(LinkAnswer::DifferentRooms));
        }

        #[test]
        fn nobody_settles_a_link_alone(answers in prop::collection::vec(prop::sample::select(LinkAnswer::ALL.to_vec()), 0..8)) {
            let made: Vec<_> = answers.iter().map(|a| (key(1), *a)).collect();
            let standing = standing_of(&made);
            prop_assert!(standing.answer.is_none() && standing.waits_for.is_some());
            // And what is not settled goes on sending to a human.
            prop_assert!(refers(LinkKind::OneFace, standing.answer));
            prop_assert!(refers(LinkKind::SeveralFaces, standing.answer));
            prop_assert!(ties(LinkKind::OneRoom, standing.answer));
        }
    }
}
