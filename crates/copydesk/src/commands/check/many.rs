//! Many drafts at once: every core works, results come in the order of the
//! drafts, and no more of them wait than a few for each core.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;

/// Results that may wait for an earlier one, for each thread.
const AHEAD: usize = 4;

/// Does `work` for `0..count` on every core and tells the results in order, on
/// this thread, until `tell` breaks off.
pub(super) fn each<T: Send>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut tell: impl FnMut(usize, T) -> ControlFlow<()>,
) {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = cores.min(count);
    if threads < 2 {
        let _ = (0..count).try_for_each(|index| tell(index, work(index)));
        return;
    }
    let gate = Gate::new(count, threads * AHEAD);
    thread::scope(|scope| {
        let (done, results) = mpsc::channel();
        for _ in 0..threads {
            let (done, gate, work) = (done.clone(), &gate, &work);
            scope.spawn(move || {
                while let Some(index) = gate.next() {
                    if done.send((index, work(index))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(done);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (index, result) in results {
            early.insert(index, result);
            while let Some(result) = early.remove(&due) {
                if tell(due, result).is_break() {
                    gate.close();
                    return;
                }
                due += 1;
                gate.told();
            }
        }
    });
}

/// Lets workers have the next piece of work when not too many results wait.
struct Gate {
    count: usize,
    ahead: usize,
    /// Handed out, and told.
    state: Mutex<(usize, usize)>,
    moved: Condvar,
}

impl Gate {
    fn new(count: usize, ahead: usize) -> Self {
        Self { count, ahead, state: Mutex::new((0, 0)), moved: Condvar::new() }
    }

    fn next(&self) -> Option<usize> {
        let full = |(next, told): &mut (usize, usize)| {
            *next < self.count && *next >= told.saturating_add(self.ahead)
        };
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.moved.wait_while(state, full).unwrap_or_else(PoisonError::into_inner);
        let index = state.0;
        state.0 += 1;
        (index < self.count).then_some(index)
    }

    fn told(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).1 += 1;
        self.moved.notify_all();
    }

    /// There is no more work.
    fn close(&self) {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).0 = self.count;
        self.moved.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_order_and_few_wait() {
        let (started, told) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let work = |index: usize| {
            let ahead = started.fetch_add(1, Ordering::SeqCst) + 1 - told.load(Ordering::SeqCst);
            most.fetch_max(ahead, Ordering::SeqCst);
            index * 2
        };
        let mut seen = Vec::new();
        each(500, work, |index, twice| {
            assert_eq!(twice, index * 2);
            seen.push(index);
            told.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        });
        assert_eq!(seen, (0..500).collect::<Vec<_>>());
        let cores = thread::available_parallelism().unwrap().get();
        assert!(most.into_inner() <= cores * AHEAD + 1);
    }

    #[test]
    fn whoever_has_seen_enough_ends_it() {
        let started = AtomicUsize::new(0);
        let mut seen = 0;
        each(
            100_000,
            |_| started.fetch_add(1, Ordering::SeqCst),
            |_, _| {
                seen += 1;
                if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 3);
        assert!(started.into_inner() < 100_000);
    }
}
