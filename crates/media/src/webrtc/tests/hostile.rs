//! Offers and fragments that somebody made worse: whatever they say, there is an answer, and nobody falls over.

use std::cell::Cell;

use proptest::prelude::*;

use super::*;

/// What is done to an offer.
#[derive(Debug, Clone, PartialEq)]
enum Spoil {
    Drop(usize),
    Repeat(usize),
    Swap(usize, usize),
    /// A character of a line becomes another one.
    Change(usize, usize, char),
    /// Everything after it is missing.
    Cut(usize),
    /// A number in the line becomes another one.
    Number(usize, u64),
}

fn spoils() -> impl Strategy<Value = Spoil> {
    let line = 0..200_usize;
    let numbers = prop_oneof![Just(0), Just(u64::MAX), Just(65_536), Just(127), any::<u64>()];
    prop_oneof![
        line.clone().prop_map(Spoil::Drop),
        line.clone().prop_map(Spoil::Repeat),
        (line.clone(), line.clone()).prop_map(|(a, b)| Spoil::Swap(a, b)),
        (line.clone(), 0..60_usize, any::<char>()).prop_map(|(l, at, c)| Spoil::Change(l, at, c)),
        line.clone().prop_map(Spoil::Cut),
        (line, numbers).prop_map(|(l, number)| Spoil::Number(l, number)),
    ]
}

fn spoilt(text: &str, how: &[Spoil]) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for spoil in how {
        let count = lines.len().max(1);
        let place = |line: usize| line % count;
        match *spoil {
            _ if lines.is_empty() => {}
            Spoil::Drop(line) => drop(lines.remove(place(line))),
            Spoil::Repeat(line) => lines.insert(place(line), lines[place(line)].clone()),
            Spoil::Swap(a, b) => {
                let (a, b) = (place(a), place(b));
                lines.swap(a, b);
            }
            Spoil::Change(line, at, to) => {
                let line = place(line);
                lines[line] = lines[line]
                    .chars()
                    .enumerate()
                    .map(|(n, c)| if n == at { to } else { c })
                    .collect();
            }
            Spoil::Cut(line) => lines.truncate(place(line)),
            Spoil::Number(line, number) => {
                let line = place(line);
                let words = lines[line].split(' ');
                let new = |word: &str| match word.parse::<u64>() {
                    Ok(_) => number.to_string(),
                    Err(_) => word.to_owned(),
                };
                lines[line] = words.map(new).collect::<Vec<_>>().join(" ");
            }
        }
    }
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

#[test]
fn a_spoilt_offer_is_answered_or_refused() {
    let mut world = World::new(CLEAN);
    let text = world.offer();
    let (answered, refused) = (Cell::new(0), Cell::new(0));
    let config = ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let many = prop::collection::vec(spoils(), 1..6);
    let outcome = runner.run(&many, |how| {
        let Ok(offer) = Offer::parse(&spoilt(&text, &how)) else {
            refused.set(refused.get() + 1);
            return Ok(());
        };
        let feed = world.pusher.as_ref().unwrap().open_stream().unwrap();
        let credentials = IceCreds { ufrag: "abcd".into(), pass: "0123456789abcdefghijkl".into() };
        match Peer::accept(&world.terms, credentials, offer, feed, world.start) {
            Ok((mut peer, answer)) => {
                answered.set(answered.get() + 1);
                prop_assert!(answer.contains("a=ice-lite"), "{answer}");
                // And so is the restart that follows.
                let restart = "a=ice-ufrag:efgh\r\na=ice-pwd:0123456789abcdefghijkl\r\n";
                let _ = peer.patch(&Fragment::parse(restart).unwrap(), "*");
            }
            Err(_) => refused.set(refused.get() + 1),
        }
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
    let (answered, refused) = (answered.get(), refused.get());
    assert!(answered > 10 && refused > 10, "{answered} answered, {refused} refused");
}

proptest! {
    #[test]
    fn any_text_is_a_fragment_or_none(text in "(a=[a-z-]{1,12}:?[ -~]{0,40}\r\n|[^\r\n]{0,20}\r\n){0,20}") {
        if let Ok(fragment) = Fragment::parse(&text) {
            prop_assert!(fragment.ufrag.len() >= 4 && fragment.password.len() >= 22);
        }
    }
}
