//! Work on many files at once. Knows no file.

use std::sync::{Mutex, PoisonError};

/// For work that computes: no more than there are cores, and more than these gain nothing.
pub const COMPUTING: Threads = Threads::Cores(4);
/// For work that only waits for the disk, which takes many requests in one go.
pub const WAITING: Threads = Threads::Many(16);

#[derive(Clone, Copy, Debug)]
pub enum Threads {
    Cores(usize),
    Many(usize),
}

impl Threads {
    fn count(self) -> usize {
        match self {
            Self::Cores(most) => {
                std::thread::available_parallelism().map_or(1, |cores| cores.get().min(most))
            }
            Self::Many(count) => count,
        }
    }
}

/// Does the work on several threads; the results in the order of the jobs.
pub fn parallel<T: Send, R: Send>(jobs: Vec<T>, threads: Threads, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let threads = threads.count().min(jobs.len());
    if threads < 2 {
        return jobs.into_iter().map(work).collect();
    }
    let queue = Mutex::new(jobs.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((index, job)) = next else { break };
                    let result = work(job);
                    done.lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .push((index, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}
