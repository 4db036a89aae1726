//! The file before `SQLite` opens it: whoever reads it learns who signed in where, and may guess at
//! weak secrets, so nobody but its owner may.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Result};
use std::path::Path;

/// An empty file is an empty database; `SQLite` gives its `-wal` and `-shm` the rights of the file.
pub(super) fn create_if_absent(path: &Path) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner_alone(&mut options);
    match options.open(path) {
        // It must not be opened here: closing it would end the locks that another store of this
        // process has on it (sqlite.org/howtocorrupt.html §2.2).
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        created => created.map(drop),
    }
}

#[cfg(unix)]
fn for_the_owner_alone(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;

    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_the_owner_alone(_: &mut OpenOptions) {}
