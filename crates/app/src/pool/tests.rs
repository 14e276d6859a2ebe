//! The pool under fire: full, abandoned, panicking.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::fakes::{FakeAnalyst, FakeClock, FakeFault, Gate, frame_of, picture_of};

fn pool(threads: usize, queue: usize, gate: &Gate) -> InferencePool {
    let gate = gate.clone();
    InferencePool::new(PoolSize { threads, queue }, Arc::new(FakeClock::new()), move || {
        Ok::<_, std::io::Error>(FakeAnalyst::behind(gate.clone()))
    })
    .unwrap()
}

fn frame(person: u8) -> Frame {
    frame_of(0, person, false, &FakeClock::new())
}

#[test]
fn a_frame_goes_in_and_faces_come_out() {
    let pool = pool(2, 4, &Gate::open());
    let found = pool.measure_frame(frame(1), None).unwrap().wait().unwrap().unwrap();
    assert_eq!(found.faces.len(), 1);
    let face = pool.measure_face(frame(1), found.faces[0].clone(), Stages::ALL).unwrap();
    assert!(face.wait().unwrap().features.assessed().is_some());
    let nobody = pool.measure_frame(frame(0), None).unwrap().wait().unwrap().unwrap();
    assert!(nobody.faces.is_empty());
    let portrait = pool.enrol_picture(picture_of(3).into()).unwrap().wait().unwrap();
    assert_eq!(portrait.unwrap().rotated_deg, 0);
}

#[test]
fn a_full_queue_is_an_error_at_once() {
    let gate = Gate::shut();
    let pool = pool(1, 2, &gate);
    // One may be with the analyst already, two wait: of four at least one must be refused.
    let mut waiting = Vec::new();
    let mut refused = 0;
    for _ in 0..4 {
        match pool.measure_frame(frame(1), None) {
            Ok(pending) => waiting.push(pending),
            Err(PoolError::Overloaded) => refused += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(refused >= 1);
    assert_eq!(pool.counts().refused, refused);
    gate.lift();
    for pending in waiting {
        pending.wait().unwrap().unwrap();
    }
}

#[test]
fn work_whose_requester_has_gone_is_skipped_and_counted() {
    let gate = Gate::shut();
    let pool = pool(1, 8, &gate);
    let first = pool.measure_frame(frame(1), None).unwrap();
    for _ in 0..3 {
        drop(pool.measure_frame(frame(FakeFault::Panic.person()), None).unwrap());
    }
    let last = pool.measure_frame(frame(1), None).unwrap();
    gate.lift();
    first.wait().unwrap().unwrap();
    last.wait().unwrap().unwrap();
    let counts = pool.counts();
    assert_eq!((counts.skipped, counts.panicked), (3, 0));
}

#[test]
fn a_panic_costs_one_job_and_one_analyst() {
    let made = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&made);
    let size = PoolSize { threads: 1, queue: 4 };
    let pool = InferencePool::new(size, Arc::new(FakeClock::new()), move || {
        counted.fetch_add(1, Ordering::SeqCst);
        Ok::<_, std::io::Error>(FakeAnalyst::default())
    })
    .unwrap();
    let bad = pool.measure_frame(frame(FakeFault::Panic.person()), None).unwrap();
    assert!(matches!(bad.wait(), Err(PoolError::Panicked)));
    pool.measure_frame(frame(1), None).unwrap().wait().unwrap().unwrap();
    assert!(pool.is_alive());
    assert_eq!(pool.counts().panicked, 1);
    assert_eq!(made.load(Ordering::SeqCst), 2);
}

#[test]
fn a_pool_without_analysts_says_so_instead_of_hanging() {
    let mut left = 1;
    let size = PoolSize { threads: 1, queue: 4 };
    let pool = InferencePool::new(size, Arc::new(FakeClock::new()), move || {
        left -= 1;
        if left < 0 { Err(std::io::Error::other("no more")) } else { Ok(FakeAnalyst::default()) }
    })
    .unwrap();
    let bad = pool.measure_frame(frame(FakeFault::Panic.person()), None).unwrap();
    assert!(matches!(bad.wait(), Err(PoolError::Panicked)));
    // The thread may need a moment to end; a job that gets in until then is answered all the same.
    let answer = pool.measure_frame(frame(1), None).and_then(|p| p.wait().map(drop));
    assert!(matches!(answer, Err(PoolError::Stopped)));
}

#[test]
fn failing_models_are_an_answer() {
    let pool = pool(1, 4, &Gate::open());
    let failed = pool.measure_frame(frame(FakeFault::Failure.person()), None).unwrap();
    assert!(failed.wait().unwrap().is_err());
    assert_eq!(pool.counts().panicked, 0);
}

#[test]
fn a_pool_of_nothing_is_refused() {
    for size in [PoolSize { threads: 0, queue: 1 }, PoolSize { threads: 1, queue: 0 }] {
        let made = InferencePool::new(size, Arc::new(FakeClock::new()), || {
            Ok::<_, std::io::Error>(FakeAnalyst::default())
        });
        assert!(matches!(made, Err(PoolStartError::Empty)));
    }
}
