//! How much of a project is read: far more than people make, and less than a machine holds. What is beyond is told and left
//! as it is. Nesting is limited by the reader of RON.

/// Of one file.
#[derive(Clone, Copy, Debug)]
pub struct FileLimits {
    /// Bytes of one line. Each item stands on one.
    pub line: usize,
    /// Items of one file.
    pub items: usize,
    /// Lines that cannot be read, after which the rest is not tried.
    pub faults: usize,
    /// Bytes of a file in the layout of another program, which is read in one go.
    pub whole: usize,
}

pub const FILE: FileLimits = FileLimits {
    line: 64 << 20,
    items: 2_000_000,
    faults: 10_000,
    whole: 64 << 20,
};

/// Of a whole folder, or of the parts of a single file.
#[derive(Clone, Copy, Debug)]
pub struct FolderLimits {
    pub files: usize,
    /// Bytes together.
    pub bytes: u64,
}

pub const FOLDER: FolderLimits = FolderLimits {
    files: 200_000,
    bytes: 4 << 30,
};

/// Of one file, in bytes.
pub const FILE_BYTES: u64 = 512 << 20;
