//! What the state folder of a project tells of itself and of the window that has it open. Fields of other versions are passed over:
//! these files only tell, nothing hangs on them.

use super::*;

#[derive(Debug, Deserialize)]
#[serde(rename = "Window", bound(deserialize = "'de: 'a"))]
pub struct WindowFile<'a> {
    pub token: Words<'a>,
    #[serde(default)]
    pub pid: u32,
    #[serde(default)]
    pub person: Words<'a>,
    #[serde(default)]
    pub since: Words<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "TakeOver", bound(deserialize = "'de: 'a"))]
pub struct TakeOverFile<'a> {
    pub token: Words<'a>,
}
