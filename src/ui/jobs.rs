//! Runs the session's jobs: on worker threads in the window, inline in tests.

use super::watcher::Watcher;
use crate::session::jobs::{Places, run_reporting};
use crate::session::{Job, Outcome, Watched};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// How long the end of the program waits for what is under way.
const PATIENCE: Duration = Duration::from_secs(10);

pub struct Jobs {
    places: Places,
    inline: bool,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    running: Vec<JoinHandle<()>>,
    /// Made with the first project.
    watcher: Option<Watcher>,
}

impl Jobs {
    /// A thread a job. `places` says where settings and samples live.
    pub fn threads(places: Places) -> Self {
        Self::new(places, false)
    }

    /// Each job at once on the caller's thread: same order every time, for tests.
    pub fn inline(places: Places) -> Self {
        Self::new(places, true)
    }

    fn new(places: Places, inline: bool) -> Self {
        let (sender, receiver) = channel();
        Self {
            places,
            inline,
            sender,
            receiver,
            running: Vec::new(),
            watcher: None,
        }
    }

    /// Starts a job; the window is drawn again when it ends.
    pub fn start(&mut self, job: Job, ctx: &egui::Context) {
        let (places, sender, ctx) = (self.places.clone(), self.sender.clone(), ctx.clone());
        let may_be_left = job.may_be_left();
        let work = move || {
            let tell = |outcome| {
                // The receiver lives as long as the window; without it nobody waits for the outcome.
                let _ = sender.send(outcome);
                ctx.request_repaint();
            };
            tell(run_reporting(job, &places, Some(&tell)));
        };
        self.running.retain(|thread| !thread.is_finished());
        if self.inline {
            work();
        } else if let Ok(thread) = std::thread::Builder::new().name("job".into()).spawn(work.clone()) {
            if !may_be_left {
                self.running.push(thread);
            }
        } else {
            work();
        }
    }

    /// Looks after the files of the open project from now on; of none in tests, which look when they want to.
    pub fn follow(&mut self, watched: Option<Watched>, ctx: &egui::Context) {
        if self.watcher.is_none() && (self.inline || watched.is_none()) {
            return;
        }
        let (sender, ctx) = (self.sender.clone(), ctx.clone());
        let places = &self.places;
        let watcher = self.watcher.get_or_insert_with(|| {
            Watcher::start(places.clone(), move |outcome| {
                // The receiver lives as long as the window.
                let _ = sender.send(outcome);
                ctx.request_repaint();
            })
        });
        watcher.follow(watched);
    }

    /// Looks at once: the user comes back to the window.
    pub fn look_now(&self) {
        if let Some(watcher) = &self.watcher {
            watcher.look_now();
        }
    }

    /// An outcome that has arrived.
    pub fn outcome(&mut self) -> Option<Outcome> {
        self.receiver.try_recv().ok()
    }

    /// Waits for everything under way that must not be cut off, then does one more: before the window closes.
    pub fn finish(&mut self, last: Option<Job>) {
        // A disk that does not answer must not keep the program alive; its files are old or new, never half.
        let end = Instant::now() + PATIENCE;
        while self.running.iter().any(|thread| !thread.is_finished()) && Instant::now() < end {
            std::thread::park_timeout(Duration::from_millis(5));
        }
        self.running.clear();
        if let Some(job) = last {
            // Nobody is left to hear how it went.
            let _ = run_reporting(job, &self.places, None);
        }
    }
}
