//! The one thread that owns the connection, and commits for everybody.
//!
//! SQLite blocks while it waits for a lock or for the disk, and a runtime's
//! thread must not. Jobs come over a channel in order, answers go back over a
//! oneshot; when the handle is dropped the channel closes and the thread ends.
//!
//! Changes that wait while the disk is busy become one transaction: each of several in
//! a savepoint of its own, so that one that fails takes back only its own, and all of
//! them on the disk by one sync. Nobody is answered before it.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use std::time::Instant;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::failure::{self, Failure, unavailable};
use super::file::Site;
use super::stored::to_the_microsecond;
use crate::fail_point::fail_point;
use crate::{Clock, LedgerError};

/// The target of an event for each commit, at the level of traces, whose field
/// `seconds` says how long it took.
pub const COMMIT: &str = "copydesk_ledger::commit";

/// Changes in one transaction. More would keep the first waiting for the last.
const GROUP: usize = 256;

enum Job {
    Read(Look),
    Write(Change),
}

/// Looks, if the file is still there.
type Look = Box<dyn FnOnce(Result<&mut Connection, Failure>) + Send>;

/// Makes its change, if there is a transaction, and gives its answer; `false`
/// takes the change back.
type Change =
    Box<dyn FnOnce(Result<(&Transaction<'_>, Timestamp), String>) -> (bool, Answer) + Send>;

/// Called when all is on the disk, or with the reason why it is not.
type Answer = Box<dyn FnOnce(Result<(), Failure>)>;

/// Hands work to the thread.
pub(super) struct Worker {
    place: String,
    /// `None` only while the handle is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Gives the connection to a thread of its own.
    pub(super) fn start(
        mut connection: Connection,
        site: Option<Site>,
        place: String,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, LedgerError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let named = place.clone();
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || {
                let _abort = AbortOnPanic(named);
                serve(&queue, &mut connection, site.as_ref(), &*clock);
            })
            .map_err(|error| unavailable(&place, format!("cannot have its own thread: {error}")))?;
        Ok(Self { place, jobs: Some(jobs), thread: Some(thread) })
    }

    /// Where the ledger lies, for messages.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Looks at one consistent state.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&Transaction<'_>) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, reply) = oneshot::channel();
        let job = Job::Read(Box::new(move |connection| {
            let found = connection.and_then(|connection| look(&connection.transaction()?));
            // Nobody may be waiting any more.
            let _ = answer.send(found);
        }));
        self.run(job, reply).await
    }

    /// Works outside of any transaction.
    pub(super) async fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, reply) = oneshot::channel();
        let job = Job::Read(Box::new(move |connection| {
            let _ = answer.send(connection.and_then(work));
        }));
        self.run(job, reply).await
    }

    /// Changes everything or nothing. The write lock is taken first, and only
    /// then the clock is asked: a job that waited for another process must not
    /// judge a lease by the time at which it began to wait.
    ///
    /// A job once handed over is done even if nobody waits for its answer any
    /// more: a future that was dropped half-way may still have happened.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>, Timestamp) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (answer, reply) = oneshot::channel();
        let job = Job::Write(Box::new(move |begun| {
            let changed = match begun {
                Ok((tx, now)) => change(tx, now),
                Err(why) => Err(Failure::Unusable(why)),
            };
            let keep = changed.is_ok();
            let answer = move |committed: Result<(), Failure>| {
                // Its own failure says more than that of the group.
                let _ = answer.send(changed.and_then(|value| committed.map(|()| value)));
            };
            (keep, Box::new(answer) as Answer)
        }));
        self.run(job, reply).await
    }

    async fn run<T>(
        &self,
        job: Job,
        reply: oneshot::Receiver<Result<T, Failure>>,
    ) -> Result<T, LedgerError> {
        let gone = || unavailable(&self.place, "has lost its thread");
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).map_err(|_| gone())?;
        let result = reply.await.map_err(|_| gone())?;
        result.map_err(|failure| failure.at(&self.place))
    }
}

impl Drop for Worker {
    /// Returns when the jobs handed over are done and the file is closed.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A process whose committer is dead could not record what it sends. It ends, and
/// the next one finds everything as the disk has it.
struct AbortOnPanic(String);

impl Drop for AbortOnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            tracing::error!("the thread of the ledger at {} died; ending at once", self.0);
            std::process::abort();
        }
    }
}

fn serve(
    queue: &mpsc::Receiver<Job>,
    connection: &mut Connection,
    site: Option<&Site>,
    clock: &dyn Clock,
) {
    let still_there = || site.map_or(Ok(()), Site::is_still_there);
    let mut next = queue.recv().ok();
    while let Some(job) = next.take() {
        match job {
            Job::Read(look) => match still_there() {
                Ok(()) => look(Ok(connection)),
                Err(why) => look(Err(Failure::Unusable(why))),
            },
            Job::Write(first) => {
                let mut group = vec![first];
                while group.len() < GROUP {
                    match queue.try_recv() {
                        Ok(Job::Write(change)) => group.push(change),
                        Ok(read) => {
                            next = Some(read);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                commit(group, still_there(), connection, clock);
            }
        }
        next = next.or_else(|| queue.recv().ok());
    }
}

/// All changes of a group, then one sync, then all answers.
fn commit(
    group: Vec<Change>,
    there: Result<(), String>,
    connection: &mut Connection,
    clock: &dyn Clock,
) {
    let mut answers = Vec::with_capacity(group.len());
    let (changes, began) = (group.len(), Instant::now());
    let mut group = group.into_iter();
    let committed = there.and_then(|()| attempt(&mut group, &mut answers, connection, clock));
    let (seconds, done) = (began.elapsed().as_secs_f64(), committed.is_ok());
    tracing::trace!(target: COMMIT, seconds, changes, done, "commit");
    // Those whose turn never came are told why as well.
    if let Err(why) = &committed {
        answers.extend(group.map(|change| change(Err(why.clone())).1));
    }
    for answer in answers {
        answer(committed.clone().map_err(Failure::Unusable));
    }
}

/// An error is why nothing of the whole group happened, as a predicate.
fn attempt(
    group: &mut impl ExactSizeIterator<Item = Change>,
    answers: &mut Vec<Answer>,
    connection: &mut Connection,
    clock: &dyn Clock,
) -> Result<(), String> {
    let words = |error: rusqlite::Error| failure::in_words(&error);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(words)?;
    let mut make = |change: Change| {
        let (keep, answer) = change(Ok((&transaction, to_the_microsecond(clock.now()))));
        answers.push(answer);
        keep
    };
    if group.len() == 1 {
        // Without a savepoint, for which each page is copied before it changes: what is
        // dropped is taken back as a whole.
        if !group.all(make) {
            return Ok(());
        }
    } else {
        for change in group {
            mark(&transaction, "SAVEPOINT change").map_err(words)?;
            if !make(change) {
                // A full disk takes back the whole transaction by itself.
                if transaction.is_autocommit() {
                    return Err("took back a change together with those beside it".to_owned());
                }
                mark(&transaction, "ROLLBACK TO change").map_err(words)?;
            }
            mark(&transaction, "RELEASE change").map_err(words)?;
        }
    }
    fail_point("ledger-before-commit");
    transaction.commit().map_err(words)?;
    fail_point("ledger-after-commit");
    Ok(())
}

fn mark(transaction: &Transaction<'_>, words: &str) -> rusqlite::Result<()> {
    transaction.prepare_cached(words)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemClock;

    fn worker() -> Worker {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n)").unwrap();
        Worker::start(connection, None, "memory".to_owned(), Arc::new(SystemClock)).unwrap()
    }

    fn insert(transaction: &Transaction<'_>) -> Result<(), Failure> {
        transaction.execute("INSERT INTO t VALUES (1)", [])?;
        Ok(())
    }

    fn count(transaction: &Transaction<'_>) -> Result<i64, Failure> {
        Ok(transaction.query_row("SELECT count(*) FROM t", [], |row| row.get(0))?)
    }

    #[tokio::test]
    async fn a_failed_change_leaves_nothing_behind() {
        let worker = worker();
        worker.write(|t, _| insert(t)).await.unwrap();
        let failed: Result<(), _> = worker
            .write(|t, _| {
                insert(t)?;
                Err(Failure::UnknownEdition)
            })
            .await;
        assert!(matches!(failed, Err(LedgerError::UnknownEdition)));
        assert_eq!(worker.read(count).await.unwrap(), 1);
    }

    /// While the thread is busy with the first, the others gather behind it.
    #[tokio::test]
    async fn changes_that_wait_share_one_commit_and_fail_alone() {
        let worker = worker();
        let (go, wait) = mpsc::channel::<()>();
        let first = worker.read(move |_| {
            let _ = wait.recv();
            Ok(())
        });
        let writes = async {
            let one = worker.write(|t, _| insert(t));
            let bad = worker.write(|t, _| {
                insert(t)?;
                Err::<(), _>(Failure::UnknownEdition)
            });
            let seen = worker.write(|t, _| count(t));
            let (one, bad, seen, ()) = tokio::join!(one, bad, seen, async { go.send(()).unwrap() });
            one.unwrap();
            bad.unwrap_err();
            assert_eq!(seen.unwrap(), 1, "the third stands in the first's transaction");
        };
        let (first, ()) = tokio::join!(first, writes);
        first.unwrap();
        assert_eq!(worker.read(count).await.unwrap(), 1);
    }

    /// The test calls itself, since it ends with the process.
    #[test]
    fn a_committer_that_dies_ends_the_process() {
        const CHILD: &str = "COPYDESK_TEST_CHILD";
        if std::env::var_os(CHILD).is_some() {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            let died: Result<(), _> =
                runtime.block_on(worker().write(|_, _| panic!("as this test wants")));
            unreachable!("{died:?}");
        }
        let name = "sqlite::thread::tests::a_committer_that_dies_ends_the_process";
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", name])
            .env(CHILD, "1")
            .output()
            .unwrap();
        let signal = std::os::unix::process::ExitStatusExt::signal(&child.status);
        assert_eq!(signal, Some(6), "{child:?}");
    }

    #[tokio::test]
    async fn a_full_disk_and_a_read_only_one_are_told_apart() {
        let worker = worker();
        let full = worker
            .write(|t, _| {
                t.pragma_update_and_check(None, "max_page_count", 2, |_| Ok(()))?;
                t.execute("INSERT INTO t VALUES (zeroblob(100000))", [])?;
                Ok(())
            })
            .await;
        assert!(full.unwrap_err().to_string().contains("no room left"));
        let read_only = worker
            .write(|t, _| {
                t.pragma_update(None, "query_only", true)?;
                insert(t)
            })
            .await;
        assert_eq!(
            read_only.unwrap_err().to_string(),
            "the ledger at memory may not be written to: attempt to write a readonly database"
        );
    }
}
