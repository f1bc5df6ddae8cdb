//! Workers on all cores. A message costs a signature, which is far more work than
//! anything else about it; workers of one task would share one core.
//!
//! Each crew is a thread with a runtime of its own, so that a worker is woken on the
//! core where its connections are. Threads that end before this does may borrow what
//! a run has.

use std::io;
use std::num::NonZeroUsize;
use std::thread::{self, available_parallelism};

use futures_util::future::{join, join_all};
use tokio::runtime::{Builder, Handle, Runtime, RuntimeFlavor};
use tokio::task::block_in_place;

/// Does `work`, and `beside` on the caller's thread. A caller whose runtime has one
/// thread keeps everything on it. The share of a thread that cannot be started is not
/// begun: workers take what there is, so the others do it.
///
/// # Errors
/// If no thread can be started at all.
pub(super) async fn on_all_cores<W, B>(
    work: Vec<W>,
    beside: B,
) -> io::Result<(Vec<W::Output>, B::Output)>
where
    W: Future + Send,
    W::Output: Send,
    B: Future,
{
    let caller = Handle::current();
    let cores = available_parallelism().map_or(1, NonZeroUsize::get).min(work.len());
    if cores < 2 || caller.runtime_flavor() == RuntimeFlavor::CurrentThread {
        return Ok(join(join_all(work), beside).await);
    }
    let runtimes: Vec<Runtime> = (0..cores)
        .map(|_| Builder::new_current_thread().enable_all().build())
        .collect::<io::Result<_>>()?;
    let crews = dealt(work, cores);
    block_in_place(|| {
        thread::scope(|scope| {
            let mut threads = Vec::new();
            for (number, (crew, runtime)) in crews.into_iter().zip(runtimes).enumerate() {
                // The runtime ends with its thread: here one may not be dropped.
                let crew = move || runtime.block_on(join_all(crew));
                let named = thread::Builder::new().name(format!("mail-{number}"));
                match named.spawn_scoped(scope, crew) {
                    Ok(thread) => threads.push(thread),
                    Err(error) if number == 0 => return Err(error),
                    Err(error) => tracing::warn!(%error, "a thread cannot be started"),
                }
            }
            let beside = caller.block_on(beside);
            let mut done = Vec::new();
            for thread in threads {
                match thread.join() {
                    Ok(crew) => done.extend(crew),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
            Ok((done, beside))
        })
    })
}

fn dealt<W>(work: Vec<W>, crews: usize) -> Vec<Vec<W>> {
    let mut dealt: Vec<Vec<W>> = (0..crews).map(|_| Vec::new()).collect();
    for (number, work) in work.into_iter().enumerate() {
        if let Some(crew) = dealt.get_mut(number % crews) {
            crew.push(work);
        }
    }
    dealt
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn work_is_spread_over_threads_and_may_borrow() {
        let words = String::from("borrowed");
        let (notes, mut heard) = mpsc::channel(1);
        let work = (0..8).map(|n| {
            let (notes, words) = (notes.clone(), &words);
            async move {
                notes.send(n).await.unwrap();
                (words.len(), thread::current().id())
            }
        });
        let work = work.collect();
        drop(notes);
        let beside = async {
            let mut all = Vec::new();
            while let Some(n) = heard.recv().await {
                all.push(n);
            }
            all.len()
        };
        let (done, heard) = on_all_cores(work, beside).await.unwrap();
        let threads: HashSet<_> = done.iter().map(|(_, thread)| thread).collect();
        let cores = available_parallelism().unwrap().get().min(8);
        assert_eq!((done.len(), heard, threads.len()), (8, 8, cores));
    }

    #[tokio::test]
    async fn one_thread_stays_one_thread() {
        let here = thread::current().id();
        let work = (0..3).map(|_| async { thread::current().id() }).collect();
        let (done, ()) = on_all_cores(work, async {}).await.unwrap();
        assert_eq!(done, [here, here, here]);
    }
}
