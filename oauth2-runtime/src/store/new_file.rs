//! A file for its owner alone: whoever reads one learns who signed in where, and may guess at weak
//! secrets. A copy comes into being whole or not at all.

use crate::secret;
use std::fs::{self, File, OpenOptions};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf, absolute};

/// Creates an empty file where none is.
pub(super) fn create(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    for_the_owner_alone(&mut options);
    options.open(path)
}

/// A file under another name in the folder of its own, until it is finished. What is dropped before
/// is removed; a crash leaves the other name behind, and nothing under the own one.
pub(super) struct NewFile {
    place: PathBuf,
    unfinished: PathBuf,
}

impl NewFile {
    /// An empty one. Refuses a place where something is: whoever waits for a copy of a large store
    /// learns that first.
    pub(super) fn create(place: &Path) -> Result<Self> {
        // Absolute, so that no name begins with `file:`, which SQLite would read as a URI.
        let place = absolute(place)?;
        if place.symlink_metadata().is_ok() {
            return Err(Error::new(ErrorKind::AlreadyExists, "there is a file"));
        }
        let Some(name) = place.file_name() else {
            return Err(Error::new(ErrorKind::InvalidInput, "this names no file"));
        };
        let mut unfinished = name.to_owned();
        unfinished.push(".unfinished-");
        unfinished.push(secret::base64url(&secret::random::<9>()));
        let unfinished = place.with_file_name(unfinished);
        create(&unfinished)?;
        Ok(Self { place, unfinished })
    }

    /// Where it is written to.
    pub(super) fn path(&self) -> &Path {
        &self.unfinished
    }

    /// Gives the file its name when the disk has all of it. A link, since a rename would overwrite
    /// what came to stand there meanwhile.
    pub(super) fn finish(self) -> Result<()> {
        OpenOptions::new()
            .write(true)
            .open(&self.unfinished)?
            .sync_all()?;
        fs::hard_link(&self.unfinished, &self.place)?;
        let folder = self.place.parent().map(Path::to_owned);
        drop(self);
        folder.as_deref().map_or(Ok(()), wait_for_names)
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        // What cannot be removed has a name that tells what it is.
        let _ = fs::remove_file(&self.unfinished);
    }
}

#[cfg(unix)]
fn for_the_owner_alone(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;

    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_the_owner_alone(_: &mut OpenOptions) {}

/// Until the disk has the names of this folder.
#[cfg(unix)]
fn wait_for_names(folder: &Path) -> Result<()> {
    File::open(folder)?.sync_all()
}

/// A folder cannot be opened.
#[cfg(not(unix))]
fn wait_for_names(_: &Path) -> Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own, gone with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            let name = secret::base64url(&secret::random::<9>());
            let folder = std::env::temp_dir().join(format!("oauth2-{name}"));
            fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn count(&self) -> usize {
            fs::read_dir(&self.0).unwrap().count()
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // What the system's own cleaning finds later is no failure of a test.
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_has_its_name_when_it_is_finished_and_not_before() {
        let folder = Folder::new();
        let place = folder.0.join("copy");
        let file = NewFile::create(&place).unwrap();
        fs::write(file.path(), "half").unwrap();
        assert!(!place.exists());
        drop(file);
        assert_eq!(folder.count(), 0);
        let file = NewFile::create(&place).unwrap();
        fs::write(file.path(), "whole").unwrap();
        file.finish().unwrap();
        assert_eq!(fs::read(&place).unwrap(), b"whole");
        assert_eq!(folder.count(), 1);
    }

    #[test]
    fn what_came_to_stand_there_meanwhile_stays() {
        let folder = Folder::new();
        let place = folder.0.join("copy");
        let files = [(); 2].map(|()| NewFile::create(&place).unwrap());
        let [first, second] = files;
        fs::write(first.path(), "first").unwrap();
        first.finish().unwrap();
        let late = second.finish().unwrap_err();
        assert_eq!(late.kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&place).unwrap(), b"first");
        assert_eq!(folder.count(), 1);
    }
}
