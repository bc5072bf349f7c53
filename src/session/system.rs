//! The machine's clock, randomness and the user's folders: the one place that asks for them. Everything below gets them passed in.

use super::jobs::Places;
use crate::model::{Randomness, Timestamp, id};
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::{SystemTime, UNIX_EPOCH};

/// Where this user keeps settings, samples and state on this machine.
pub fn places() -> Places {
    let Some(folders) = directories::ProjectDirs::from("", "", "ascribe") else {
        return Places::default();
    };
    let state = folders.state_dir().unwrap_or_else(|| folders.data_local_dir());
    Places {
        settings: Some(folders.config_dir().join("settings.ron")),
        samples: Some(folders.data_dir().join("samples")),
        state: Some(state.to_owned()),
        token: id::random_text(&mut SystemRandom::new(), 12),
        ..Places::default()
    }
}

/// The time now, to the second.
pub fn now() -> Timestamp {
    let seconds = match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |seconds| -seconds),
    };
    Timestamp::from_seconds(seconds)
}

/// Randomness for ids: a keyed hash over a counter, its 128-bit key from the system. Not for secrets.
pub struct SystemRandom {
    key: RandomState,
    count: u64,
    started: u128,
}

impl SystemRandom {
    pub fn new() -> Self {
        let started = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| since.as_nanos());
        Self {
            key: RandomState::new(),
            count: 0,
            started,
        }
    }
}

impl Default for SystemRandom {
    fn default() -> Self {
        Self::new()
    }
}

impl Randomness for SystemRandom {
    fn next_u64(&mut self) -> u64 {
        self.count = self.count.wrapping_add(1);
        let mut hasher = self.key.build_hasher();
        hasher.write_u128(self.started);
        hasher.write_u32(std::process::id());
        hasher.write_u64(self.count);
        hasher.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_do_not_repeat_within_or_between_sources() {
        let (mut a, mut b) = (SystemRandom::new(), SystemRandom::new());
        let numbers: BTreeSet<u64> = (0..2000).flat_map(|_| [a.next_u64(), b.next_u64()]).collect();
        assert_eq!(numbers.len(), 4000);
        // Every bit is in use.
        assert_eq!(numbers.iter().fold(0, |all, n| all | n), u64::MAX);
        assert_eq!(numbers.iter().fold(u64::MAX, |all, n| all & n), 0);
    }

    #[test]
    fn the_clock_runs_in_our_century() {
        assert!(now() > "2025-01-01T00:00:00Z".parse().unwrap());
    }
}
