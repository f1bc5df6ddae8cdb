//! The one thread that owns the connection.
//!
//! SQLite blocks while it waits for a lock or for the disk, and a runtime's
//! thread must not. Jobs come over a channel in order, answers go back over a
//! oneshot; when the handle is dropped the channel closes and the thread ends.

use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;

use jiff::Timestamp;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio::sync::oneshot;

use super::failure::{Failure, unavailable};
use super::stored::to_the_microsecond;
use crate::{Clock, LedgerError};

type Job = Box<dyn FnOnce(&mut Connection) + Send>;

/// Hands work to the thread.
pub(super) struct Worker {
    place: String,
    clock: Arc<dyn Clock>,
    /// `None` only while the handle is being dropped.
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Gives the connection to a thread of its own.
    pub(super) fn start(
        mut connection: Connection,
        place: String,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, LedgerError> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let thread = std::thread::Builder::new()
            .name("ledger".to_owned())
            .spawn(move || {
                while let Ok(job) = queue.recv() {
                    job(&mut connection);
                }
            })
            .map_err(|error| unavailable(&place, format!("cannot have its own thread: {error}")))?;
        Ok(Self { place, clock, jobs: Some(jobs), thread: Some(thread) })
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
        self.run(move |connection| look(&connection.transaction()?)).await
    }

    /// Changes everything or nothing. The write lock is taken first, and only
    /// then the clock is asked: a job that waited for another process must not
    /// judge a lease by the time at which it began to wait.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        change: impl FnOnce(&Transaction<'_>, Timestamp) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let clock = Arc::clone(&self.clock);
        self.run(move |connection| {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let answer = change(&transaction, to_the_microsecond(clock.now()))?;
            transaction.commit()?;
            Ok(answer)
        })
        .await
    }

    /// A job once handed over is done even if nobody waits for its answer any
    /// more: a future that was dropped half-way may still have happened.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let gone = || unavailable(&self.place, "lost its thread; see the panic above");
        let (answer, reply) = oneshot::channel();
        let job = Box::new(move |connection: &mut Connection| {
            // Nobody may be waiting any more; the work is done all the same.
            let _ = answer.send(work(connection));
        });
        let jobs = self.jobs.as_ref().ok_or_else(gone)?;
        jobs.send(job).map_err(|_| gone())?;
        // The sender dies with the thread, so nobody waits for a dead one.
        let result = reply.await.map_err(|_| gone())?;
        result.map_err(|failure| failure.at(&self.place))
    }
}

impl Drop for Worker {
    /// Returns when the jobs handed over are done and the file is closed.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A thread that panicked has already said so.
            let _ = thread.join();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SystemClock;

    fn worker() -> Worker {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("CREATE TABLE t (n)").unwrap();
        Worker::start(connection, "memory".to_owned(), Arc::new(SystemClock)).unwrap()
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

    #[tokio::test]
    async fn a_panic_in_a_job_is_an_error_for_those_who_wait() {
        let worker = worker();
        let died: Result<(), _> = worker.write(|_, _| panic!("as this test wants")).await;
        assert!(died.unwrap_err().to_string().contains("lost its thread"));
        let after = worker.read(count).await;
        assert!(after.unwrap_err().to_string().contains("lost its thread"));
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
