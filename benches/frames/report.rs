//! One line a scenario: what it cost, the target, and whether it is met. The same as JSON in `target/frames.json`.

use std::time::Duration;

/// Milliseconds that 99 of 100 frames, and each frame, may cost.
#[derive(Clone, Copy, Default)]
pub struct Target {
    pub p99: Option<f64>,
    pub max: Option<f64>,
    pub p50: Option<f64>,
}

impl Target {
    pub const NONE: Self = Self::of(None, None, None);
    pub const SCROLL: Self = Self::of(None, Some(4.0), Some(8.0));

    const fn of(p50: Option<f64>, p99: Option<f64>, max: Option<f64>) -> Self {
        Self { p99, max, p50 }
    }

    pub const fn p99(most: f64) -> Self {
        Self::of(None, Some(most), None)
    }

    pub const fn median(most: f64) -> Self {
        Self::of(Some(most), None, None)
    }
}

pub struct Row {
    pub scenario: String,
    pub times: Vec<Duration>,
    /// Labels and bytes of the fixture.
    pub of: (usize, usize),
    pub target: Target,
    /// Said behind the figures; a failure where it begins with an exclamation mark.
    pub remark: String,
}

impl Row {
    pub fn new(scenario: &str, times: Vec<Duration>, of: (usize, usize), target: Target) -> Self {
        Self {
            scenario: scenario.to_owned(),
            times,
            of,
            target,
            remark: String::new(),
        }
    }

    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort();
        let index = (sorted.len().saturating_sub(1) as f64 * share).round() as usize;
        sorted
            .get(index)
            .map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
    }

    fn bounds(&self) -> Vec<(&'static str, f64, f64)> {
        [
            ("p50", self.target.p50, 0.5),
            ("p99", self.target.p99, 0.99),
            ("max", self.target.max, 1.0),
        ]
        .into_iter()
        .filter_map(|(name, most, share)| Some((name, most?, self.at(share))))
        .collect()
    }

    pub fn print(&self) {
        let bounds = self.bounds();
        let missed = bounds.iter().any(|(_, most, is)| is > most) || self.remark.starts_with('!');
        let aim: Vec<String> = bounds
            .iter()
            .map(|(name, most, _)| format!("{name} ≤ {most}"))
            .collect();
        let verdict = match (aim.is_empty() && !missed, missed) {
            (true, _) => "-",
            (_, true) => "MISSED",
            _ => "met",
        };
        println!(
            "{:<20} p50 {:>9.3}  p99 {:>9.3}  max {:>9.3} ms   {:<20} {verdict:<6} {}",
            self.scenario,
            self.at(0.5),
            self.at(0.99),
            self.at(1.0),
            aim.join(", "),
            self.remark
        );
    }

    fn json(&self) -> String {
        format!(
            "{{\"scenario\":\"{}\",\"p50_ms\":{:.4},\"p99_ms\":{:.4},\"max_ms\":{:.4},\"spans\":{},\"bytes\":{}}}",
            self.scenario,
            self.at(0.5),
            self.at(0.99),
            self.at(1.0),
            self.of.0,
            self.of.1
        )
    }
}

pub fn write(rows: &[Row]) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    let path = folder.join("frames.json");
    let lines: Vec<String> = rows.iter().map(Row::json).collect();
    #[expect(clippy::disallowed_methods, reason = "a report that is made anew each time")]
    let written = std::fs::create_dir_all(&folder)
        .and_then(|()| std::fs::write(&path, format!("[{}]\n", lines.join(",\n"))));
    if let Err(error) = written {
        eprintln!("{}: {error}", path.display());
    }
}
