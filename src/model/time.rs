//! A moment in UTC, to the second. Says nothing about now: the clock is passed in by the program.

use std::fmt;
use std::str::FromStr;

/// Seconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    /// Clamped to the years that can be written, 0001 to 9999.
    pub fn from_seconds(seconds: i64) -> Self {
        Self(seconds.clamp(-62_135_596_800, 253_402_207_200))
    }

    pub fn seconds(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Timestamp {
    /// As RFC 3339 in UTC: `2026-11-22T10:04:07Z`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_second(self.0) {
            Ok(time) => write!(f, "{time}"),
            Err(_) => f.write_str("1970-01-01T00:00:00Z"),
        }
    }
}

impl FromStr for Timestamp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        jiff::Timestamp::from_str(text)
            .map(|time| Self::from_seconds(time.as_second()))
            .map_err(|error| format!("“{text}” is not a time like 2026-11-22T10:04:07Z: {error}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_comes_back_as_written() {
        let time: Timestamp = "2026-11-22T10:04:07Z".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-22T10:04:07Z");
        assert_eq!("2026-11-22T11:04:07+01:00".parse(), Ok(time));
        assert!("yesterday".parse::<Timestamp>().is_err());
        for seconds in [i64::MIN, i64::MAX, 0, -1] {
            let time = Timestamp::from_seconds(seconds);
            assert_eq!(time.to_string().parse(), Ok(time));
        }
    }
}
