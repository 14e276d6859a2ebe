//! The evidence of a link as it is kept: JSON, sealed. Ids of references and sessions, and scores; no template
//! and no room.

use domain::{ComparisonScore, ReferenceId, SessionId};
use serde_json::{Value, json};

use crate::error::{AppError, fault};

/// Changes when a field changes its meaning.
const VERSION: u64 = 1;

/// Pairs that are kept of a link: the best of them say what all of them would.
const MOST_PAIRS: usize = 50;

/// Two references and how like they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Pair {
    /// Of the link's first person.
    pub(super) here: ReferenceId,
    /// Of the other one, or another one of the same.
    pub(super) there: ReferenceId,
    pub(super) score: ComparisonScore,
}

/// The rooms of two sessions, and how like they are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RoomPair {
    /// Of the link's first person.
    pub(super) here: SessionId,
    /// Of the other one.
    pub(super) there: SessionId,
    /// Correlation of their edges, -1 to 1.
    pub(super) score: f32,
}

/// Everything that was found of a link.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Found {
    /// The model that compared; of rooms the method.
    pub(super) model: String,
    pub(super) pairs: Vec<Pair>,
    pub(super) rooms: Vec<RoomPair>,
}

impl Found {
    /// Adds pairs; the same two again replace the earlier score.
    pub(super) fn add(&mut self, pairs: &[Pair], highest_first: bool) {
        for pair in pairs {
            self.pairs.retain(|p| (p.here, p.there) != (pair.here, pair.there));
            self.pairs.push(*pair);
        }
        self.pairs.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()));
        if !highest_first {
            self.pairs.reverse();
        }
        self.pairs.truncate(MOST_PAIRS);
    }

    /// Adds pairs of rooms, the most similar first.
    pub(super) fn add_rooms(&mut self, pairs: &[RoomPair]) {
        for pair in pairs {
            self.rooms.retain(|p| (p.here, p.there) != (pair.here, pair.there));
            self.rooms.push(*pair);
        }
        self.rooms.sort_by(|a, b| b.score.total_cmp(&a.score));
        self.rooms.truncate(MOST_PAIRS);
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let pairs: Vec<Value> = self
            .pairs
            .iter()
            .map(|p| json!([p.here.to_string(), p.there.to_string(), p.score.get()]))
            .collect();
        let rooms: Vec<Value> = self
            .rooms
            .iter()
            .map(|p| json!([p.here.to_string(), p.there.to_string(), p.score]))
            .collect();
        let found = json!({"v": VERSION, "model": self.model, "pairs": pairs, "rooms": rooms});
        found.to_string().into_bytes()
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, AppError> {
        // The error names a position, never what stands there.
        let json: Value = serde_json::from_slice(bytes).map_err(|e| fault("reading a link", &e))?;
        let model = json["model"].as_str().unwrap_or_default().to_owned();
        let pairs = json["pairs"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Links of before rooms were looked at have none.
        let rooms = json["rooms"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(Self {
            model,
            pairs: pairs.iter().filter_map(pair).collect(),
            rooms: rooms.iter().filter_map(room_pair).collect(),
        })
    }
}

fn pair(json: &Value) -> Option<Pair> {
    Some(Pair {
        here: json[0].as_str()?.parse().ok()?,
        there: json[1].as_str()?.parse().ok()?,
        score: ComparisonScore::new(json[2].as_f64()? as f32).ok()?,
    })
}

fn room_pair(json: &Value) -> Option<RoomPair> {
    Some(RoomPair {
        here: json[0].as_str()?.parse().ok()?,
        there: json[1].as_str()?.parse().ok()?,
        score: Some(json[2].as_f64()? as f32).filter(|s| s.is_finite())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair_of(here: u64, there: u64, score: f32) -> Pair {
        let id = |n: u64| format!("00000000-0000-7000-8000-{n:012}").parse().unwrap();
        Pair { here: id(here), there: id(there), score: ComparisonScore::new(score).unwrap() }
    }

    #[test]
    fn what_was_found_reads_back_best_first_and_once() {
        let mut found = Found { model: "m".to_owned(), ..Found::default() };
        found.add(&[pair_of(1, 2, 0.5), pair_of(1, 3, 0.75)], true);
        found.add(&[pair_of(1, 2, 0.625)], true);
        let pairs = [pair_of(1, 3, 0.75), pair_of(1, 2, 0.625)];
        assert_eq!(
            Found::decode(&found.encode()).unwrap(),
            Found { model: "m".to_owned(), pairs: pairs.to_vec(), rooms: Vec::new() }
        );
        found.add(&[], false);
        assert_eq!(found.pairs[0], pairs[1]);
        let many: Vec<_> = (0..80).map(|n| pair_of(9, n, n as f32 / 100.0)).collect();
        found.add(&many, true);
        assert_eq!((found.pairs.len(), found.pairs[0]), (MOST_PAIRS, many[79]));
    }

    #[test]
    fn rooms_read_back_and_the_same_two_again_replace_the_earlier_score() {
        let id = |n: u64| format!("00000000-0000-7000-8000-{n:012}").parse().unwrap();
        let room = |there, score| RoomPair { here: id(1), there: id(there), score };
        let mut found = Found { model: "edges".to_owned(), ..Found::default() };
        found.add_rooms(&[room(2, 0.875), room(3, 0.9375)]);
        found.add_rooms(&[room(2, 0.96875)]);
        let kept = Found::decode(&found.encode()).unwrap();
        assert_eq!(kept.rooms, [room(2, 0.96875), room(3, 0.9375)]);
        let before = br#"{"v": 1, "model": "m", "pairs": []}"#;
        assert_eq!(Found::decode(before).unwrap().rooms, []);
    }

    #[test]
    fn damaged_evidence_is_an_error_and_shows_nothing() {
        assert_eq!(Found::decode(b"{\"Marker\"").unwrap_err().code(), "internal");
    }
}
