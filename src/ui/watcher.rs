//! Looks after the files of the open project in the background. Wakes the window only when somebody else changed one:
//! an idle window draws nothing.

use crate::session::jobs::Places;
use crate::session::{Outcome, Watched, is_asked_for};
use crate::store;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// Between two looks.
const EVERY: Duration = Duration::from_secs(2);
/// Looking may take this part of the time: a slow share is looked at more seldom.
const SHARE: u32 = 50;
/// What changed is looked at once more, so that nothing is read while it is still being written.
const SETTLE: Duration = Duration::from_millis(150);
/// After this many looks at files that never come to rest they are read all the same.
const PATIENCE: u32 = 10;

pub struct Watcher {
    orders: Option<Sender<Order>>,
    watched: Option<Watched>,
}

enum Order {
    Watch(Option<Watched>),
    /// The window has got the focus: look at once.
    Now,
}

impl Watcher {
    /// Tells what changed by `tell`, from a thread of its own.
    pub fn start(places: Places, tell: impl Fn(Outcome) + Send + 'static) -> Self {
        let (orders, received) = channel();
        let thread = std::thread::Builder::new()
            .name("watcher".into())
            .spawn(move || watch(&places, &received, &tell));
        Self {
            // Without a thread files are compared when they are saved.
            orders: thread.is_ok().then_some(orders),
            watched: None,
        }
    }

    pub fn follow(&mut self, watched: Option<Watched>) {
        if self.watched != watched {
            self.watched.clone_from(&watched);
            self.order(Order::Watch(watched));
        }
    }

    pub fn look_now(&self) {
        self.order(Order::Now);
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            // A thread that is gone looks at nothing.
            let _ = orders.send(order);
        }
    }
}

fn watch(places: &Places, orders: &Receiver<Order>, tell: &dyn Fn(Outcome)) {
    let mut watched: Option<Watched> = None;
    // What was told and is not taken in yet.
    let mut told = store::Scan::default();
    let mut next = Instant::now() + EVERY;
    loop {
        let left = next.saturating_duration_since(Instant::now());
        match orders.recv_timeout(left.min(EVERY)) {
            Ok(Order::Watch(new)) => {
                watched = new;
                told = store::Scan::default();
                continue;
            }
            Ok(Order::Now) => next = Instant::now(),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        // The state folder is on this machine: it is looked at however slow the project's share is.
        let state = watched.as_ref().and_then(|watched| watched.state.as_ref());
        if let Some(folder) = state.filter(|folder| is_asked_for(places, folder)) {
            tell(Outcome::AskedFor(folder.clone()));
        }
        if Instant::now() < next {
            continue;
        }
        let started = Instant::now();
        let scan = watched.as_ref().and_then(|watched| settled(places, watched));
        next = Instant::now() + EVERY.max(started.elapsed() * SHARE);
        let new = scan.filter(|scan| *scan != told && *scan != store::Scan::default());
        if let Some((watched, scan)) = watched.as_ref().zip(new) {
            told = scan.clone();
            tell(Outcome::Scanned {
                location: watched.location.clone(),
                scan,
            });
        }
    }
}

/// What changed, once two looks show the same. None where the project cannot be reached.
fn settled(places: &Places, watched: &Watched) -> Option<store::Scan> {
    let look = || store::scan(&*places.disk, &watched.location, &watched.stamps).ok();
    let mut last = look()?;
    for _ in 0..PATIENCE {
        if last.is_empty() {
            break;
        }
        std::thread::park_timeout(SETTLE);
        let now = look()?;
        if now == last {
            break;
        }
        last = now;
    }
    Some(last)
}
