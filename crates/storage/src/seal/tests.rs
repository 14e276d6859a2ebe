//! What sealing promises, over random contents and places.

use std::sync::Arc;

use domain::{
    EvidenceId, ModelId, ModelRole, ModelStamp, PersonId, ReferenceId, SessionId, WebhookId,
};
use proptest::prelude::*;
use testkit::SeededEntropy;
use uuid::Uuid;

use super::*;

fn sealer(seed: u64) -> Sealer {
    let entropy = Arc::new(SeededEntropy::new(seed));
    Sealer::new(KeyRing::generate(entropy.as_ref()), entropy)
}

prop_compose! {
    fn uuids()(a in 0_u128..3) -> Uuid { Uuid::from_u128(a) }
}

/// Places out of a small world, so that near misses are common.
fn places() -> impl Strategy<Value = SealContext> {
    let models = prop::sample::select(vec!["a", "b"]).prop_map(|id| ModelStamp {
        role: ModelRole::Embedder,
        id: ModelId::new(id),
        sha256: "00".into(),
    });
    (0..10, uuids(), uuids(), uuids(), 0_u32..3, models).prop_map(|(kind, p, s, r, seq, model)| {
        let person = PersonId::from_uuid(p);
        let session = SessionId::from_uuid(s);
        let reference = ReferenceId::from_uuid(r);
        match kind {
            0 => SealContext::PersonName(person),
            1 => SealContext::PersonExternalRef(person),
            2 => SealContext::Template { reference, person, model },
            3 => SealContext::SessionSource { session, person },
            4 => SealContext::SessionVerdict { session, person },
            5 => SealContext::LogChunk { session, person, seq },
            6 => SealContext::Evidence { evidence: EvidenceId::from_uuid(r), session, person },
            7 => SealContext::WebhookSecret(WebhookId::from_uuid(r)),
            8 => SealContext::WebhookEarlierSecret(WebhookId::from_uuid(r)),
            _ => SealContext::Portrait { reference, person },
        }
    })
}

proptest! {
    #[test]
    fn what_was_sealed_opens_in_its_place(
        place in places(),
        content in prop::collection::vec(any::<u8>(), 0..300),
    ) {
        let sealer = sealer(1);
        let sealed = sealer.seal(&place, &content);
        prop_assert_eq!(sealed.key(), Some(sealer.key()));
        let opened = sealer.open(&place, &sealed).unwrap();
        prop_assert_eq!(opened.as_slice(), content.as_slice());
    }

    #[test]
    fn any_changed_bit_is_found(
        place in places(),
        content in prop::collection::vec(any::<u8>(), 0..60),
        position in any::<prop::sample::Index>(),
        bit in 0_u8..8,
    ) {
        let sealer = sealer(2);
        let mut bytes = sealer.seal(&place, &content).as_bytes().to_vec();
        let position = position.index(bytes.len());
        bytes[position] ^= 1 << bit;
        prop_assert!(sealer.open(&place, &Sealed::from_bytes(bytes)).is_err());
    }

    #[test]
    fn a_cut_or_lengthened_value_does_not_open(
        content in prop::collection::vec(any::<u8>(), 0..60),
        cut in any::<prop::sample::Index>(),
    ) {
        let sealer = sealer(3);
        let place = SealContext::PersonName(PersonId::from_uuid(Uuid::from_u128(1)));
        let bytes = sealer.seal(&place, &content).as_bytes().to_vec();
        let short = bytes[..cut.index(bytes.len())].to_vec();
        prop_assert!(sealer.open(&place, &Sealed::from_bytes(short)).is_err());
        let long = [bytes.as_slice(), &[0]].concat();
        prop_assert!(sealer.open(&place, &Sealed::from_bytes(long)).is_err());
    }

    #[test]
    fn a_value_opens_nowhere_else(here in places(), there in places()) {
        let sealer = sealer(4);
        let sealed = sealer.seal(&here, b"content");
        prop_assert_eq!(sealer.open(&there, &sealed).is_ok(), here == there);
    }

    #[test]
    fn arbitrary_bytes_never_open_and_never_panic(
        bytes in prop::collection::vec(any::<u8>(), 0..120),
        place in places(),
    ) {
        prop_assert!(sealer(5).open(&place, &Sealed::from_bytes(bytes)).is_err());
    }
}

#[test]
fn one_content_never_seals_to_the_same_bytes_twice() {
    let sealer = sealer(6);
    let place = SealContext::PersonName(PersonId::from_uuid(Uuid::from_u128(1)));
    assert_ne!(sealer.seal(&place, b"same"), sealer.seal(&place, b"same"));
}

#[test]
fn older_keys_still_open_and_the_first_one_seals() {
    let entropy = Arc::new(SeededEntropy::new(7));
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("key");
    let place = SealContext::PersonName(PersonId::from_uuid(Uuid::from_u128(1)));
    KeyRing::create(&path, entropy.as_ref()).unwrap();
    let old = Sealer::new(KeyRing::open(&path).unwrap(), entropy.clone());
    let sealed = old.seal(&place, b"content");

    let mut ring = KeyRing::open(&path).unwrap();
    ring.add_first(entropy.as_ref());
    let new = Sealer::new(ring, entropy.clone());
    assert_eq!(new.open(&place, &sealed).unwrap().as_slice(), b"content");
    assert_ne!(new.seal(&place, b"content").key(), sealed.key());
    assert!(matches!(old.open(&place, &new.seal(&place, b"x")), Err(SealError::UnknownKey { .. })));
}

/// A value of the first released layout must open for as long as records of it exist.
#[test]
fn the_layout_is_the_one_records_were_written_in() {
    let temporary = tempfile::tempdir().unwrap();
    let path = temporary.path().join("key");
    crate::folder::write_atomically(&path, format!("00c0ffee:{}\n", "11".repeat(32)).as_bytes())
        .unwrap();
    let ring = KeyRing::open(&path).unwrap();
    let sealer = Sealer::new(ring, Arc::new(SeededEntropy::new(8)));
    let place = SealContext::LogChunk {
        session: SessionId::from_uuid(Uuid::from_u128(0x10)),
        person: PersonId::from_uuid(Uuid::from_u128(0x20)),
        seq: 3,
    };
    let sealed = Sealed::from_bytes(hex::decode(GOLDEN).unwrap());
    assert_eq!(hex::encode(sealer.seal(&place, b"golden").as_bytes()), GOLDEN);
    assert_eq!(sealer.open(&place, &sealed).unwrap().as_slice(), b"golden");
}

const GOLDEN: &str = "0100c0ffee363695efb051569e01787d4764a1a89c017ee6154e3a64b0c165c8387b\
                      cf8b787e4f25ddca96f843a7ad6ef5248a";
