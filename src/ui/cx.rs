//! What a panel may read, and how it asks for something. Panels never write the session.

use super::theme::Theme;
use crate::command::CommandId;
use crate::session::{Request, Session};

pub struct Cx<'a> {
    pub session: &'a Session,
    pub theme: &'a Theme,
    requests: Vec<Request>,
}

impl<'a> Cx<'a> {
    pub fn new(session: &'a Session, theme: &'a Theme) -> Self {
        Self {
            session,
            theme,
            requests: Vec::new(),
        }
    }

    /// Asks for something; it is done once, after drawing.
    pub fn send(&mut self, request: Request) {
        self.requests.push(request);
    }

    pub fn command(&mut self, id: CommandId) {
        self.send(Request::Command(id));
    }

    /// What was sent so far in this frame.
    pub fn sent(&mut self) -> &mut [Request] {
        &mut self.requests
    }

    pub fn into_requests(self) -> Vec<Request> {
        self.requests
    }
}
