//! The journal: what was edited and is not in the project's files yet, and the history for undo, outside the project in the user's
//! state folder. A project in another place has another journal; a file in another state gets nothing of it.

mod lines;
mod log;
mod rows;
mod trail;
