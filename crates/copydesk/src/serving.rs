//! The pages for subscribers, run: by themselves in `serve`, beside the folders in
//! `watch`.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use copydesk_pipeline::newsroom::Serving;
use copydesk_pipeline::{Newsroom, NoPost, Post, Profile};
use copydesk_web::connections::{self, Patience};
use copydesk_web::service;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use crate::exit::Exit;
use crate::newsrooms;
use crate::trouble::{Failure, Trouble};

/// How often an address is asked for that somebody else has. The first time it may be
/// our own pages of before, which are about to end.
const AGAIN: Duration = Duration::from_secs(1);

/// Pages that are being served, until they are told to end.
pub(crate) struct Pages {
    stop: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Pages {
    /// Opens what they need, and serves them on `listener`.
    pub(crate) fn serve(
        newsroom: &Newsroom,
        serving: &Serving,
        profile: &Profile,
        listener: TcpListener,
    ) -> Result<Self, Failure> {
        let served = open(newsroom, serving, profile)?;
        let (stop, stopped) = watch::channel(false);
        let task = tokio::spawn(run(served, listener, stopped));
        Ok(Self { stop, task })
    }

    /// The same where somebody else may have the address: it is asked for again and
    /// again, and the first time it is said.
    pub(crate) fn serve_when_free(
        newsroom: &Newsroom,
        serving: &Serving,
        profile: &Profile,
    ) -> Result<Self, Failure> {
        let served = open(newsroom, serving, profile)?;
        let listen = serving.listen;
        let (stop, mut stopped) = watch::channel(false);
        let task = tokio::spawn(async move {
            let mut tries = 0;
            let listener = loop {
                let error = match bind(listen).await {
                    Ok(listener) => break listener,
                    Err(error) => error,
                };
                tries += 1;
                if tries == 2 {
                    tracing::error!(
                        "{listen} cannot be had: {error}. Nobody can subscribe or leave on our \
                         pages, unless another `copydesk serve` answers there; it is tried again"
                    );
                }
                tokio::select! {
                    _ = stopped.wait_for(|stop| *stop) => return,
                    () = sleep(AGAIN) => {}
                }
            };
            if tries > 1 {
                tracing::warn!("{listen} is ours: the pages for subscribers are served");
            }
            run(served, listener, stopped).await;
        });
        Ok(Self { stop, task })
    }

    /// Takes nobody more, and waits for those who are being answered and for letters
    /// that are to be written.
    pub(crate) async fn end(self) {
        self.stop.send_replace(true);
        // A task that panicked has said so itself.
        let _ = self.task.await;
    }
}

/// Listens at an address of `copydesk.yaml`.
pub(crate) async fn bind(listen: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(listen).await
}

type Served = service::Served;

/// The post of a newsroom under a profile.
pub(crate) fn post(newsroom: &Newsroom, profile: &Profile) -> Result<Post, Failure> {
    Post::open(newsroom, profile, newsrooms::clock()).map_err(|no| match no {
        NoPost::Desk(problem) => problem.into(),
        NoPost::Key(problem) => Trouble::new(problem.to_string()).exit(Exit::Machine),
    })
}

fn open(newsroom: &Newsroom, serving: &Serving, profile: &Profile) -> Result<Served, Failure> {
    let post = post(newsroom, profile)?;
    let people = newsroom.subscriptions(newsrooms::clock())?;
    service::pages(newsroom, serving, people, post, newsrooms::clock())
        .map_err(|problem| Trouble::new(problem.to_string()).exit(Exit::Machine))
}

async fn run(served: Served, listener: TcpListener, stopped: watch::Receiver<bool>) {
    let pages = connections::answer(listener, served.router, Patience::default(), stopped);
    tokio::join!(pages, served.postman.run());
}
