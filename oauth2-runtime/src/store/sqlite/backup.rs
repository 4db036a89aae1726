//! A copy of the file while it is used.
//!
//! `VACUUM INTO` reads one moment of the file, as every reader does, so the writer goes on. The
//! online backup would copy what was deleted along with the rest, and a salt that was erased is
//! worth something to a thief; and it begins anew when another process writes.

use super::{Outcome, SqliteStore};
use crate::error::StoreError;
use crate::store::new_file::NewFile;
use rusqlite::Connection;
use std::path::Path;

impl SqliteStore {
    /// Copies the store as it is now into a new file, while it is in use: all that was answered
    /// before the call is in the copy. To go back to it, stop the application and open the copy.
    ///
    /// The file may be read and written by its owner alone (on Unix), and it has its name only when
    /// the disk has all of it. A crash leaves a file behind whose name ends in `.unfinished-` and
    /// some letters; remove it. One copy is made at a time; while it is, the `-wal` beside the store's
    /// file grows with what is written.
    ///
    /// # Errors
    /// Something has this name already, its folder cannot be written to, or lies on a file system
    /// without hard links; the database failed; or the store is in memory.
    ///
    /// # Examples
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = std::env::temp_dir().join(format!("oauth2-backup-{}", std::process::id()));
    /// # std::fs::create_dir(&folder)?;
    /// use oauth2_runtime::SqliteStore;
    ///
    /// let store = SqliteStore::open(folder.join("oauth2.db"))?;
    /// store.backup(folder.join("monday.db")).await?;
    /// # SqliteStore::open(folder.join("monday.db"))?;
    /// # drop(store);
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    pub async fn backup(&self, path: impl AsRef<Path>) -> Result<(), StoreError> {
        let path = path.as_ref().to_owned();
        self.copy(move |db| copy_to(db, &path)).await
    }
}

fn copy_to(db: &Connection, path: &Path) -> Outcome<()> {
    let file = NewFile::create(path)?;
    let name = file.path().to_str().ok_or("the path is no Unicode")?;
    db.execute("VACUUM INTO ?1", [name])?;
    Ok(file.finish()?)
}
