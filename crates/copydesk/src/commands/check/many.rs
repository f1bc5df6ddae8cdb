//! Many drafts at once: every core works, results come in the order of the
//! drafts, and only so much of them waits as the limits below say.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, mpsc};
use std::thread;

/// Results that may wait for an earlier one or to be handed over, for each thread.
const AHEAD: usize = 64;

/// Results that are handed over together: for each of them a thread is woken,
/// which would cost as much as a small draft.
const TOGETHER: usize = 16;

/// Bytes of results that may wait before no further work is begun.
const WAITING: usize = 16 * 1024 * 1024;

/// A result, and about how many bytes of memory it holds.
pub(super) struct Weighed<T> {
    pub(super) result: T,
    pub(super) bytes: usize,
}

/// Does `work` for `0..count` on every core and tells the results in order, on
/// this thread, until `tell` breaks off.
pub(super) fn each<T: Send>(
    count: usize,
    work: impl Fn(usize) -> Weighed<T> + Sync,
    mut tell: impl FnMut(usize, T) -> ControlFlow<()>,
) {
    let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let threads = cores.min(count);
    if threads < 2 {
        let _ = (0..count).try_for_each(|index| tell(index, work(index).result));
        return;
    }
    let gate = Gate::new(count, threads * AHEAD);
    thread::scope(|scope| {
        let (done, results) = mpsc::channel();
        for _ in 0..threads {
            let (done, gate, work) = (done.clone(), &gate, &work);
            scope.spawn(move || labour(gate, work, &done));
        }
        drop(done);
        let mut early = BTreeMap::new();
        let mut due = 0;
        for (index, result) in results.into_iter().flatten() {
            early.insert(index, result);
            let (mut told, mut bytes) = (0, 0);
            while let Some(next) = early.remove(&due) {
                if tell(due, next.result).is_break() {
                    gate.close();
                    return;
                }
                due += 1;
                told += 1;
                bytes += next.bytes;
            }
            gate.told(told, bytes);
        }
    });
}

type Batch<T> = Vec<(usize, Weighed<T>)>;

/// What one thread does until there is no more work.
fn labour<T>(gate: &Gate, work: &impl Fn(usize) -> Weighed<T>, done: &mpsc::Sender<Batch<T>>) {
    let mut batch = Vec::new();
    loop {
        // Who waits hands over first: somebody may wait for just that.
        let next = gate.try_next().or_else(|| {
            let handed = batch.is_empty() || done.send(std::mem::take(&mut batch)).is_ok();
            handed.then(|| gate.next()).flatten()
        });
        let Some(index) = next else { return };
        let weighed = work(index);
        let heavy = gate.waits(weighed.bytes);
        batch.push((index, weighed));
        if (heavy || batch.len() == TOGETHER) && done.send(std::mem::take(&mut batch)).is_err() {
            return;
        }
    }
}

/// Lets workers have the next piece of work when not too much waits.
struct Gate {
    count: usize,
    ahead: usize,
    state: Mutex<State>,
    moved: Condvar,
}

#[derive(Default)]
struct State {
    handed_out: usize,
    told: usize,
    /// Bytes of results that are not told.
    waiting: usize,
}

impl Gate {
    fn new(count: usize, ahead: usize) -> Self {
        Self { count, ahead, state: Mutex::default(), moved: Condvar::new() }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether whoever asks has to wait.
    fn is_full(&self, state: &State) -> bool {
        let much = state.handed_out >= state.told.saturating_add(self.ahead)
            || (state.waiting > WAITING && state.handed_out > state.told);
        much && state.handed_out < self.count
    }

    /// The next piece of work, if it can be had at once.
    fn try_next(&self) -> Option<usize> {
        let state = self.state();
        if self.is_full(&state) { None } else { self.hand_out(state) }
    }

    /// The next piece of work, when it can be had; `None` if there is no more.
    fn next(&self) -> Option<usize> {
        let full = |state: &mut State| self.is_full(state);
        let state = self.moved.wait_while(self.state(), full);
        self.hand_out(state.unwrap_or_else(PoisonError::into_inner))
    }

    fn hand_out(&self, mut state: MutexGuard<'_, State>) -> Option<usize> {
        let index = state.handed_out;
        let any = index < self.count;
        state.handed_out += usize::from(any);
        any.then_some(index)
    }

    /// Takes note of a result of so many bytes, and says whether that is much.
    fn waits(&self, bytes: usize) -> bool {
        let mut state = self.state();
        state.waiting = state.waiting.saturating_add(bytes);
        bytes > WAITING / AHEAD
    }

    fn told(&self, results: usize, bytes: usize) {
        if results == 0 {
            return;
        }
        let mut state = self.state();
        state.told += results;
        state.waiting = state.waiting.saturating_sub(bytes);
        drop(state);
        self.moved.notify_all();
    }

    /// There is no more work.
    fn close(&self) {
        self.state().handed_out = self.count;
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
            Weighed { result: index * 2, bytes: 1 }
        };
        let mut seen = Vec::new();
        each(5_000, work, |index, twice| {
            assert_eq!(twice, index * 2);
            seen.push(index);
            told.fetch_add(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        });
        assert_eq!(seen, (0..5_000).collect::<Vec<_>>());
        let cores = thread::available_parallelism().unwrap().get();
        assert!(most.into_inner() <= cores * AHEAD + 1);
    }

    #[test]
    fn whoever_has_seen_enough_ends_it() {
        let started = AtomicUsize::new(0);
        let mut seen = 0;
        each(
            100_000,
            |_| Weighed { result: started.fetch_add(1, Ordering::SeqCst), bytes: 1 },
            |_, _| {
                seen += 1;
                if seen == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(seen, 3);
        assert!(started.into_inner() < 100_000);
    }

    #[test]
    fn few_wait_if_they_are_heavy() {
        let (waiting, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let work = |_| {
            most.fetch_max(waiting.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            Weighed { result: (), bytes: WAITING }
        };
        let tell = |_, ()| {
            waiting.fetch_sub(1, Ordering::SeqCst);
            ControlFlow::Continue(())
        };
        each(200, work, tell);
        let cores = thread::available_parallelism().unwrap().get();
        // One that fills the measure, one more, and one in each thread's hands.
        assert!(most.into_inner() <= cores + 2);
    }
}
