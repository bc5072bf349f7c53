//! Words that are typed and in no edit yet. A rest makes one of them while the field keeps the keyboard; so does whatever would lose
//! them, such as closing the window. Knows no field.

use crate::session::{CodebookEdit, Request};
use egui::{Context, Id};

/// Seconds after the last key.
const REST: f64 = 1.0;

/// Seconds after the first key that is in no edit: who types on without a rest loses no more than these.
const MOST: f64 = 5.0;

/// What the fields of a window tell it, and it them.
#[derive(Clone, Copy, Default)]
struct Board {
    /// Words waited in the last frame.
    waits: bool,
    /// Words wait in this frame.
    noted: bool,
    /// Nothing may wait any longer.
    keep: bool,
    /// The visit of which a form has just given its item, and whether the form is left.
    sent: Option<(u64, bool)>,
}

fn board<T>(ctx: &Context, with: impl FnOnce(&mut Board) -> T) -> T {
    ctx.data_mut(|data| with(data.get_temp_mut_or_default(Id::unique("typing"))))
}

/// Whether words wait to become an edit.
pub fn waits(ctx: &Context) -> bool {
    board(ctx, |board| board.waits)
}

/// Whether what waits has to become an edit in this frame.
pub fn is_to_be_kept(ctx: &Context) -> bool {
    board(ctx, |board| board.keep)
}

/// Everything that waits becomes an edit in the next frame.
pub fn keep(ctx: &Context) {
    board(ctx, |board| board.keep = true);
    ctx.request_repaint();
}

/// After drawing.
pub fn end_frame(ctx: &Context) {
    let changed = board(ctx, |board| {
        let noted = std::mem::take(&mut board.noted);
        board.keep = false;
        std::mem::replace(&mut board.waits, noted) != noted
    });
    if changed {
        ctx.request_repaint();
    }
}

/// Requests of a form, those of a changed item as edits of the visit that changed it.
pub fn with_visit(ctx: &Context, requests: &mut [Request]) {
    let Some((visit, left)) = board(ctx, |board| board.sent.take()) else {
        return;
    };
    for request in requests.iter_mut().filter(|request| is_of_form(request)) {
        let inner = Box::new(std::mem::replace(request, Request::LetGo(visit)));
        *request = Request::Typed {
            visit,
            left,
            request: inner,
        };
    }
}

fn is_of_form(request: &Request) -> bool {
    use CodebookEdit::{SetAttribute, SetHead, SetLabel, SetLinkKind};
    match request {
        Request::SetEntity(_) | Request::SetPerson(_) => true,
        Request::Codebook(edit) => {
            matches!(edit, SetLabel(_) | SetAttribute(_) | SetLinkKind(_) | SetHead(_))
        }
        _ => false,
    }
}

/// A visit to a field in which something was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    number: u64,
    /// When the last key came, in seconds.
    typed: f64,
    /// When the first key came that is in no edit.
    since: f64,
    waits: bool,
    /// Something of it is an edit.
    kept: bool,
}

impl Visit {
    /// The first key.
    pub fn begin(ctx: &Context) -> Self {
        Self {
            // No two fields are typed in in one frame.
            number: ctx.cumulative_pass_nr(),
            typed: ctx.input(|i| i.time),
            since: ctx.input(|i| i.time),
            waits: true,
            kept: false,
        }
    }

    /// A key.
    pub fn typed(&mut self, ctx: &Context) {
        self.typed = ctx.input(|i| i.time);
        if !self.waits {
            self.since = self.typed;
        }
        self.waits = true;
    }

    /// Whether something of it is in no edit.
    pub fn waits(&self) -> bool {
        self.waits
    }

    /// What was typed is an edit now, or never will be.
    pub fn take(&mut self) -> bool {
        let waits = std::mem::take(&mut self.waits);
        self.kept |= waits;
        waits
    }

    /// Whether words wait and are to become an edit now.
    pub fn is_due(&self, ctx: &Context) -> bool {
        if !self.waits {
            return false;
        }
        let due = (self.typed + REST).min(self.since + MOST);
        let left = due - ctx.input(|i| i.time);
        if left <= 0.0 || is_to_be_kept(ctx) {
            return true;
        }
        board(ctx, |board| board.noted = true);
        ctx.request_repaint_after_secs(left as f32);
        false
    }

    /// An edit of this visit. `left`: it is the last.
    pub fn request(&self, left: bool, request: Request) -> Request {
        Request::Typed {
            visit: self.number,
            left,
            request: Box::new(request),
        }
    }

    /// For `with_visit`, where the item of a form becomes a request in another place.
    pub fn tell_sent(&self, ctx: &Context, left: bool) {
        board(ctx, |board| board.sent = Some((self.number, left)));
    }

    /// Takes back what became an edit.
    pub fn let_go(&self) -> Option<Request> {
        self.kept.then_some(Request::LetGo(self.number))
    }
}
