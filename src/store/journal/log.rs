//! The file of a journal: lines are added behind its end, each safe before the next begins. After an error nobody knows what the
//! disk holds behind the last safe line: the file is written anew then. Knows no entry.

use super::super::atomic::{io_error, make_folder, write_atomic_on};
use super::super::disk::{Disk, DiskFile};
use super::lines::{line, scan};
use crate::model::UserError;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A longer journal is not read, in bytes.
pub const MAX_BYTES: u64 = 1 << 30;

#[derive(Debug)]
pub struct Log {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    file: Option<Box<dyn DiskFile>>,
    /// Bytes of whole lines that are safe. 0: the file need not be there.
    len: u64,
    /// Bytes that the file has: more than `len` where its end is torn.
    there: u64,
    /// The file must be written anew.
    spoilt: bool,
}

impl Log {
    /// The journal at `path`, of which `len` bytes are good lines and `there` bytes are there.
    pub fn new(disk: Arc<dyn Disk>, path: PathBuf, len: u64, there: u64) -> Self {
        Self {
            disk,
            path,
            file: None,
            len,
            there,
            spoilt: false,
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Adds one line. Once this returns it is safe.
    pub fn append(&mut self, words: &str) -> Result<(), UserError> {
        let line = line(words);
        let done = if self.spoilt {
            self.anew(&line)
        } else {
            self.add(&line)
        };
        done.map_err(|error| io_error("write the journal", &self.path, &error))?;
        self.len += line.len() as u64;
        self.there = self.len;
        Ok(())
    }

    fn add(&mut self, line: &str) -> io::Result<()> {
        // Somebody who cleans up may have taken the file away: what is written into it then is nowhere.
        if self.len > 0 && self.disk.facts(&self.path)?.len != self.there {
            return Err(io::Error::other("another program has changed it"));
        }
        let result = self.write(line);
        if result.is_err() {
            self.file = None;
            self.spoilt = true;
        }
        result
    }

    fn write(&mut self, line: &str) -> io::Result<()> {
        let is_new = self.len == 0;
        let mut file = match self.file.take() {
            Some(file) => file,
            None => {
                self.folder()?;
                self.disk.append(&self.path)?
            }
        };
        if self.there > self.len {
            file.cut(self.len)?;
        }
        file.write(line.as_bytes())?;
        file.sync()?;
        if is_new && let Some(folder) = self.path.parent() {
            self.disk.sync_folder(folder)?;
        }
        self.file = Some(file);
        Ok(())
    }

    fn folder(&self) -> io::Result<()> {
        match self.path.parent() {
            Some(folder) if !self.disk.is_there(folder) => plain(make_folder(&*self.disk, folder)),
            _ => Ok(()),
        }
    }

    /// Another program took the lines away, or wrote among them.
    pub fn is_lost(&self) -> bool {
        use io::ErrorKind::{NotFound, Other, UnexpectedEof};
        if self.len == 0 {
            return false;
        }
        match self.bytes() {
            Ok(_) => {
                let facts = self.disk.facts(&self.path);
                !self.spoilt && facts.is_ok_and(|facts| facts.len != self.there)
            }
            Err(error) => matches!(error.kind(), NotFound | Other | UnexpectedEof),
        }
    }

    /// The safe lines and a new one in a new file.
    fn anew(&mut self, line: &str) -> io::Result<()> {
        let mut bytes = self.bytes()?;
        bytes.extend(line.as_bytes());
        self.folder()?;
        plain(write_atomic_on(&*self.disk, &self.path, &bytes))?;
        self.spoilt = false;
        Ok(())
    }

    /// The safe lines, read again.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        if self.len == 0 {
            return Ok(Vec::new());
        }
        let bytes = self.disk.read(&self.path, self.len)?;
        if bytes.len() as u64 == self.len && scan(&bytes).len == self.len {
            return Ok(bytes);
        }
        Err(io::Error::other("it does not hold any more what was written"))
    }

    /// Puts other lines in the place of all. After an error the old ones are there.
    pub fn replace(&mut self, lines: &[String]) -> Result<(), UserError> {
        let bytes: String = lines.iter().map(|words| line(words)).collect();
        self.file = None;
        let written = write_atomic_on(&*self.disk, &self.path, bytes.as_bytes());
        // The new file may be in its place although its folder is not safe: it is gone on with, and written once more.
        self.spoilt = written.is_err();
        let is_there = || (self.disk.read(&self.path, MAX_BYTES)).is_ok_and(|now| now == bytes.as_bytes());
        if written.is_err() && !is_there() {
            return written;
        }
        self.len = bytes.len() as u64;
        self.there = self.len;
        Ok(())
    }
}

/// Errors of the store's own functions have words and no kind.
fn plain<T>(result: Result<T, UserError>) -> io::Result<T> {
    result.map_err(|error| io::Error::other(error.message))
}
