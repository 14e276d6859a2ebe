//! One list of jobs, several threads, results in the list's order. What a job is, and what a worker keeps
//! between two of them (its models), is the caller's.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::progress::Progress;

/// Does every job once, on `threads` threads (at least one, at most one per job). Each thread begins with a
/// worker of its own, made by `worker`, and takes the next job from the list until none is left. `progress`
/// is told after each.
///
/// # Errors
/// The first error of a job; the other threads then finish the jobs they are at and take no more.
pub(crate) fn each<J, W, R, E>(
    jobs: &[J],
    threads: usize,
    progress: &dyn Progress,
    worker: impl Fn() -> W + Sync,
    work: impl Fn(&mut W, &J) -> Result<R, E> + Sync,
) -> Result<Vec<R>, E>
where
    J: Sync,
    R: Send,
    E: Send,
{
    let (next, stop) = (AtomicUsize::new(0), AtomicBool::new(false));
    // Both are held to add one result, no longer.
    let (done, failed) = (Mutex::new(Vec::with_capacity(jobs.len())), Mutex::new(None));
    let run = || {
        let mut worker = worker();
        while !stop.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(job) = jobs.get(at) else { return };
            match work(&mut worker, job) {
                Ok(result) => {
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
                }
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                    return;
                }
            }
            progress.step();
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, jobs.len().max(1)) {
            scope.spawn(run);
        }
    });
    if let Some(error) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(error);
    }
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;

    #[test]
    fn results_are_in_the_order_of_the_jobs() {
        let jobs: Vec<u32> = (0..500).collect();
        for threads in [0, 1, 7, 1000] {
            let squares = each(&jobs, threads, &Silent, || (), |(), n| Ok::<_, ()>(n * n));
            assert_eq!(squares, Ok(jobs.iter().map(|n| n * n).collect()), "{threads} threads");
        }
        assert_eq!(each(&[], 4, &Silent, || (), |(), n: &u32| Ok::<_, ()>(*n)), Ok(Vec::new()));
    }

    #[test]
    fn an_error_ends_the_run() {
        let jobs: Vec<u32> = (0..500).collect();
        let done = AtomicUsize::new(0);
        let work = |(): &mut (), n: &u32| {
            done.fetch_add(1, Ordering::Relaxed);
            if *n == 3 { Err(*n) } else { Ok(()) }
        };
        assert_eq!(each(&jobs, 1, &Silent, || (), work), Err(3));
        assert_eq!(done.into_inner(), 4);
    }

    #[test]
    fn a_worker_keeps_what_it_has_between_jobs() {
        let count = |seen: &mut u32, _: &u32| {
            *seen += 1;
            Ok::<_, ()>(*seen)
        };
        assert_eq!(each(&[9, 9, 9], 1, &Silent, || 0, count), Ok(vec![1, 2, 3]));
    }
}
