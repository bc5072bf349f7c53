//! Earlier states of files in the window: a list of them, what bringing one back would change, and doing it. The disk is touched by
//! jobs alone; what comes back is read and merged like anything that changes on the disk.

use super::*;
use crate::store::generations::Generation;
use mending::{Task, Told};
use restoring::Choice;

/// What is asked about earlier states.
#[derive(Clone, Debug)]
pub enum Earlier {
    /// To a row of the list.
    Choose(usize),
    Filter(String),
    BringBack,
    Close,
}

/// The list, while it is shown.
#[derive(Clone, Debug, Default)]
pub struct EarlierList {
    /// By file, the newest first, the good ones before the damaged.
    pub rows: Arc<Vec<EarlierRow>>,
    pub shown: Vec<usize>,
    pub filter: String,
    /// Index into `rows`.
    pub chosen: Option<usize>,
    /// What bringing the chosen one back would change, as soon as that is known.
    pub preview: Option<Result<Preview, UserError>>,
    pub looking: bool,
}

#[derive(Clone, Debug)]
pub struct EarlierRow {
    pub choice: Choice,
    pub annotations: Option<usize>,
}

/// What would change, for people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    pub back: usize,
    pub changed: usize,
    pub away: usize,
    pub unread: usize,
    /// The first of them: a sign and words.
    pub lines: Vec<(char, String)>,
}

impl EarlierList {
    pub fn row(&self) -> Option<&EarlierRow> {
        self.rows.get(self.chosen?)
    }

    fn follow_filter(&mut self) {
        let wanted = self.filter.trim().to_lowercase();
        let shown = self.rows.iter().enumerate();
        let shown = shown.filter(|(_, row)| row.choice.file.to_lowercase().contains(&wanted));
        self.shown = shown.map(|(at, _)| at).collect();
    }
}

impl Session {
    /// Opens the list: of the file that is damaged, if one is, else of all.
    pub(super) fn open_earlier(&mut self) -> Effects {
        let lost = mending::lost(&self.need_open()?.as_read());
        let only = Some(lost).filter(|lost| lost.len() == 1);
        self.open_earlier_of(only.and_then(|lost| lost.into_iter().next()).unwrap_or_default())
    }

    /// Opens it with a filter.
    pub(super) fn open_earlier_of(&mut self, filter: String) -> Effects {
        let opened = Box::new(self.need_open()?.as_read());
        self.view.earlier = Some(EarlierList {
            filter,
            looking: true,
            ..EarlierList::default()
        });
        let job = Job::Mending(Box::new(Task::List { opened }));
        Ok(vec![Effect::Show(Show::Earlier), Effect::Work(job)])
    }

    /// Of files that are damaged or gone: looks whether an earlier state is kept.
    pub(super) fn look_for_earlier(&self) -> Option<Effect> {
        let opened = Box::new(self.open.as_ref()?.as_read());
        if mending::lost(&opened).is_empty() {
            return None;
        }
        Some(Effect::Work(Job::Mending(Box::new(Task::Offer { opened }))))
    }

    pub(super) fn dispatch_earlier(&mut self, request: Earlier) -> Effects {
        match request {
            Earlier::Choose(row) => Ok(self.choose_earlier(row).into_iter().collect()),
            Earlier::Filter(filter) => {
                let Some(list) = &mut self.view.earlier else {
                    return Ok(Vec::new());
                };
                list.filter = filter;
                list.follow_filter();
                let first = list.shown.first().copied();
                Ok(first
                    .and_then(|row| self.choose_earlier(row))
                    .into_iter()
                    .collect())
            }
            Earlier::BringBack => {
                let list = self.view.earlier.as_ref();
                let Some(choice) = list.and_then(EarlierList::row).map(|row| row.choice.clone()) else {
                    return Ok(Vec::new());
                };
                let open = self.need_open()?;
                open.need_writable()?;
                let opened = Box::new(open.as_read());
                Ok(vec![Effect::Work(Job::Mending(Box::new(Task::BringBack {
                    opened,
                    choice,
                })))])
            }
            Earlier::Close => {
                self.view.earlier = None;
                Ok(vec![Effect::Focus(Focus::Text)])
            }
        }
    }

    fn choose_earlier(&mut self, row: usize) -> Option<Effect> {
        let project = self.project()?.clone();
        let list = self.view.earlier.as_mut()?;
        let choice = list.rows.get(row)?.choice.clone();
        list.chosen = Some(row);
        list.preview = None;
        let task = Task::Preview {
            choice,
            project: Box::new(project),
        };
        Some(Effect::Work(Job::Mending(Box::new(task))))
    }

    pub(super) fn earlier_told(&mut self, told: Told) -> Effects {
        match told {
            Told::Listed(rows) => {
                let Some(list) = &mut self.view.earlier else {
                    return Ok(Vec::new());
                };
                list.rows = Arc::new(rows);
                list.looking = false;
                list.follow_filter();
                let first = list.shown.first().copied();
                Ok(first
                    .and_then(|row| self.choose_earlier(row))
                    .into_iter()
                    .collect())
            }
            Told::Previewed { choice, result } => {
                if let Some(list) = &mut self.view.earlier
                    && list.row().is_some_and(|row| row.choice == choice)
                {
                    list.preview = Some(result);
                }
                Ok(Vec::new())
            }
            Told::BroughtBack { choice, result } => self.brought_back(&choice, result),
            Told::Offered(files) => Ok(self.offer_earlier(&files)),
            Told::Looked { .. } | Told::Kept { .. } | Told::HeldKept { .. } => Ok(Vec::new()),
        }
    }

    /// A save goes on without them: that is told once, and quietly.
    pub(super) fn tell_not_kept(&mut self, report: &store::SaveReport) -> Option<Effect> {
        let error = report.not_kept.as_ref()?;
        if std::mem::replace(&mut self.view.told_not_kept, true) {
            return None;
        }
        let mut notice = Notice::info("Saved; but earlier states of files cannot be kept on this machine");
        notice.hint = Some(error.message.clone());
        Some(Effect::Notify(notice))
    }

    fn brought_back(&mut self, choice: &Choice, result: Result<(), UserError>) -> Effects {
        result.inspect_err(|_| self.stop_repairing())?;
        self.view.earlier = None;
        let mut notice = Notice::info(format!("{} is as it was", choice.file));
        notice.hint = Some("The state before this is kept too, under “Earlier states…”".to_owned());
        let mut effects = vec![Effect::Notify(notice)];
        effects.extend(self.go_on_repairing()?);
        Ok(effects)
    }

    fn offer_earlier(&self, files: &[(String, Generation)]) -> Vec<Effect> {
        let Some((file, newest)) = files.first() else {
            return Vec::new();
        };
        let age = self.age_of(newest.time);
        let text = match files.len() {
            1 => format!("{file} is damaged or gone; its state of {} is kept", ago(age)),
            more => format!("{more} files are damaged or gone, and earlier states of them are kept"),
        };
        let notice = Notice {
            text,
            hint: Some("“Earlier states…” brings it back, “Problems…” says what is wrong".to_owned()),
            error: true,
        };
        vec![Effect::Notify(notice)]
    }
}

/// How long ago something was, from seconds to days.
pub fn ago(seconds: i64) -> String {
    let words = |count: i64, one: &str, many: &str| match count {
        1 => format!("1 {one} ago"),
        count => format!("{count} {many} ago"),
    };
    match seconds {
        ..5 => "just now".to_owned(),
        5..60 => words(seconds, "second", "seconds"),
        60..3600 => words(seconds / 60, "minute", "minutes"),
        3600..86_400 => words(seconds / 3600, "hour", "hours"),
        _ => words(seconds / 86_400, "day", "days"),
    }
}

#[cfg(test)]
mod tests {
    use super::ago;

    #[test]
    fn how_long_ago() {
        let told = [0, 5, 59, 60, 3599, 7300, 90_000].map(ago);
        let words = [
            "just now",
            "5 seconds ago",
            "59 seconds ago",
            "1 minute ago",
            "59 minutes ago",
            "2 hours ago",
            "1 day ago",
        ];
        assert_eq!(told, words);
    }
}
