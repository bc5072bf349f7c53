//! How programs begin and end: opening, closing, crashes, power cuts; and that everybody has everything in the end.

use super::promised::differences;
use super::world::World;
use super::*;

impl World {
    fn places(&self, seat: usize) -> jobs::Places {
        jobs::Places {
            disk: Arc::new(self.disk.clone()),
            state: Some(format!("/machine{seat}").into()),
            token: format!("window{seat}"),
            ..jobs::Places::default()
        }
    }

    /// Starts the program, opens the project, and takes in what it offers.
    pub fn open(&mut self, seat: usize) {
        let random = Box::new(SplitMix(self.next() * 1_000 + seat as u64));
        let clock = Box::new(|| Timestamp::from_seconds(1_000));
        let mut bench = Bench::empty();
        bench.session = Session::new(Settings::default(), clock, random);
        bench.session.settings.set_identity("p", self.seats[seat].person);
        bench.places = self.places(seat);
        bench.go(Request::Open(self.path.into()));
        bench.work();
        let open = bench.session.open.as_ref().expect("the project opens");
        assert_eq!(open.read_only, None);
        assert!(
            open.damaged.is_empty() && open.problems.is_empty(),
            "{:?}",
            open.problems
        );
        self.seats[seat].bench = Some(bench);
        self.check_recovered(seat);
        self.bring_in(seat);
        let lacking = self.promised.lacking(self.project(seat), Some(seat));
        assert!(lacking.is_empty(), "seat {seat} lacks {lacking:#?}");
        self.seats[seat].moments.clear();
        self.note(seat, true);
    }

    /// What was there is what came back, where nobody else was at the files; and so is what can be taken back.
    fn check_recovered(&mut self, number: usize) {
        let seat = &self.seats[number];
        let exact = seat.in_step && seat.moments.iter().skip(1).all(|moment| !moment.merged);
        let open = seat
            .bench
            .as_ref()
            .and_then(|bench| bench.session.open.as_ref())
            .unwrap();
        if !exact || seat.moments.is_empty() {
            return;
        }
        let same = seat.moments.iter().find(|moment| moment.project == open.project);
        let Some(same) = same else {
            panic!(
                "seat {number} came back to a state that never was after {:?}\n{:#?}",
                seat.moments.first().map(|moment| moment.safe),
                differences(&seat.moments[0].project, &open.project)
            );
        };
        // What was brought in once may be offered again where the power went before it was thrown away for good.
        assert!(
            open.foreign_journals.is_empty() || self.seen.offered > 0,
            "nobody else was there: {:?}",
            open.foreign_journals
        );
        self.seen.exact += 1;
        // Refused where what came from elsewhere is in its way.
        let undo = |project: &Project, history: &History| {
            let (mut project, mut history) = (project.clone(), history.clone());
            let undone = history.undo(&mut project).filter(|moved| moved.is_whole);
            undone.map(|_| project)
        };
        if let (Some(again), Some(first)) = (
            undo(&open.project, &open.history),
            undo(&same.project, &same.history),
        ) {
            assert!(first == again, "another edit is taken back");
            self.seen.undone += 1;
        }
    }

    /// Edits that belong to another state were promised too: their user takes them.
    fn bring_in(&mut self, number: usize) {
        let seat = &mut self.seats[number];
        let Some(bench) = seat.bench.as_mut() else {
            return;
        };
        let foreign = &bench.session.open.as_ref().unwrap().foreign_journals;
        let paths: Vec<std::path::PathBuf> = foreign.iter().map(|foreign| foreign.path.clone()).collect();
        for path in paths {
            self.seen.offered += 1;
            bench.go(Request::Foreign(path, Foreign::BringIn));
            bench.work();
        }
    }

    /// The program ends without a word.
    pub fn crash(&mut self, seat: usize) {
        self.seats[seat].bench = None;
        self.seats[seat].outcomes.clear();
        self.promised.dropped(seat);
    }

    /// The power fails in all machines at some moment of the last step, or all programs are killed then.
    pub fn cut(&mut self, moment: usize, way: u64, power: bool) {
        let changes = self.disk.changes();
        let at = if changes == 0 { 0 } else { 1 + moment % changes };
        let then = self.disk.after(at).unwrap_or_else(|| self.disk.copy());
        let left = match power {
            true => {
                let mut ways = then.power_cuts(4, way);
                ways.swap_remove(way as usize % ways.len())
            }
            false => then,
        };
        for seat in 0..self.seats.len() {
            self.crash(seat);
        }
        self.promised.cut(at);
        self.disk = left;
        for seat in &mut self.seats {
            let from = seat
                .moments
                .iter()
                .rposition(|moment| moment.safe.is_some_and(|safe| safe <= at));
            seat.moments.drain(..from.unwrap_or(0));
        }
    }

    pub fn close(&mut self, seat: usize) {
        let Some(bench) = self.bench(seat) else {
            return;
        };
        if bench.try_go(Request::Close).is_ok() {
            self.work(seat);
        }
        if !self.is_open(seat) {
            self.promised.safe(seat, self.disk.changes());
            let read = self.read();
            let lacking = self.promised.lacking(&read, Some(seat));
            assert!(
                lacking.is_empty(),
                "seat {seat} was closed and lacks {lacking:#?}"
            );
            self.crash(seat);
            self.seats[seat].moments.clear();
        }
    }

    /// Only what was edited at two machines stands in conflict.
    pub fn check_conflicts(&self, number: usize) {
        for (of, conflict) in self.project(number).conflicts() {
            assert!(
                self.promised.editors(of) > 1,
                "one alone edited {of:?}: {conflict:?}"
            );
        }
    }

    /// Everybody looks and saves until nothing is new; then all have the same, and all that was promised.
    pub fn come_together(&mut self) {
        for number in 0..self.seats.len() {
            if !self.is_open(number) {
                self.open(number);
            }
        }
        for _ in 0..8 {
            for number in 0..self.seats.len() {
                self.work(number);
                self.ask(number, Request::LookAgain);
                self.work(number);
                self.ask(number, Request::Save);
                self.work(number);
            }
        }
        let read = self.read();
        for number in 0..self.seats.len() {
            let open = self.seats[number]
                .bench
                .as_ref()
                .unwrap()
                .session
                .open
                .as_ref()
                .unwrap();
            assert!(open.is_saved(), "seat {number} is not saved: {:?}", open.trouble);
            assert!(
                open.project == read,
                "seat {number} differs from the disk: {:#?}",
                differences(&read, &open.project)
            );
            self.check_conflicts(number);
        }
        let lacking = self.promised.lacking(&read, None);
        assert!(lacking.is_empty(), "{lacking:#?} are lost");
    }
}
