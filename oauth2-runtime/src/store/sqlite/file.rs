//! The file before `SQLite` opens it: for its owner alone.

use crate::store::new_file;
use std::io::{ErrorKind, Result};
use std::path::Path;

/// An empty file is an empty database; `SQLite` gives its `-wal` and `-shm` the rights of the file.
pub(super) fn create_if_absent(path: &Path) -> Result<()> {
    match new_file::create(path) {
        // It must not be opened here: closing it would end the locks that another store of this
        // process has on it (sqlite.org/howtocorrupt.html §2.2).
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}
