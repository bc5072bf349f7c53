//! The one way to the disk: everything that the store reads and writes goes through this trait. Knows no project.
//!
//! Three hold it: the machine's own disk, one that fails when it is told to, and a model that forgets what was not made
//! safe, for tests.

mod faulty;
mod model;
mod real;

pub use faulty::{Call, Failure, Fault, Faulty, Lasting};
pub use model::Model;
pub use real::Real;

use std::ffi::OsString;
use std::fmt::Debug;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Folder,
    Link,
    /// A device, pipe or socket.
    Other,
}

/// What a disk tells of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub kind: Kind,
    /// Bytes.
    pub len: u64,
    /// Nanoseconds since 1970; 0 where the system does not tell.
    pub modified: i128,
    /// Nobody may write it.
    pub read_only: bool,
}

/// One name in a folder. A link is told as one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub name: OsString,
    pub is_folder: bool,
    pub is_link: bool,
}

/// A file open for writing. Dropping it closes it, and makes nothing safe.
pub trait DiskFile: Send + Debug {
    /// All of the bytes, behind what is there.
    fn write(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Waits until the content is safe. After an error it is not, and the file must be written anew under another name.
    fn sync(&mut self) -> io::Result<()>;
    /// Cuts the file to `len` bytes.
    fn cut(&mut self, len: u64) -> io::Result<()>;
    /// Gives it the mode and, where allowed, the group of another file.
    fn take_mode_of(&mut self, other: &Path) -> io::Result<()>;
}

/// A lock that ends when it is dropped, or with the process.
pub trait DiskLock: Send + Sync + Debug {}

pub trait Disk: Send + Sync + Debug {
    /// Of what a link leads to.
    fn facts(&self, path: &Path) -> io::Result<Facts>;
    /// Of the link itself.
    fn link_facts(&self, path: &Path) -> io::Result<Facts>;
    /// The absolute path without links.
    fn canonical(&self, path: &Path) -> io::Result<PathBuf>;
    /// In no order.
    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>>;
    /// At most `most` bytes: who wants to know whether there are more asks for one more.
    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>>;
    /// A new file; an error where there is one.
    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// Opens a file to write behind its end; makes it where it is missing.
    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;
    /// With the folders above it; no error where it is there.
    fn make_folder(&self, path: &Path) -> io::Result<()>;
    /// Replaces `to`. Safe only after `sync_folder`.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// An error unless it is empty.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Waits until the names in the folder are safe.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Locks a file, which is made where it is missing. None: somebody else holds it.
    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn DiskLock>>>;

    /// Whether another program holds the file for a moment, so that trying again may help: virus scanners, indexers and programs
    /// that share folders do. Only Windows refuses then.
    fn is_held(&self, error: &io::Error) -> bool {
        cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
    }

    /// An error where the system tells without a try that nothing can be written into a folder.
    fn lets_write(&self, folder: &Path) -> io::Result<()> {
        self.facts(folder).map(|_| ())
    }

    /// Waits before another try.
    fn pause(&self, time: Duration) {
        std::thread::park_timeout(time);
    }

    fn is_there(&self, path: &Path) -> bool {
        self.facts(path).is_ok()
    }

    /// A link to one counts.
    fn is_folder(&self, path: &Path) -> bool {
        self.facts(path).is_ok_and(|facts| facts.kind == Kind::Folder)
    }

    fn is_link(&self, path: &Path) -> bool {
        self.link_facts(path).is_ok_and(|facts| facts.kind == Kind::Link)
    }
}
