//! The store of one machine: one `SQLite` file, one thread that writes, a few that read.

mod backup;
mod clients;
mod columns;
#[cfg(feature = "redis")]
mod durable;
mod file;
mod grants;
mod migrations;
mod people;
mod purge;
mod readers;
mod revoke;
mod tokens;
mod transfer;
mod verbs;
mod writer;

use self::readers::Readers;
use self::writer::Writer;
use crate::error::{BoxError, StoreError};
use rusqlite::{Connection, OpenFlags};
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long a statement waits for another process that holds the file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// How much of the file a connection keeps at most, in KiB: the upper pages of the indexes of some
/// millions of tokens, so that a look-up reads one page.
const CACHE: i32 = 8 * 1024;

/// How many connections read; each answer is a look-up by key, so few are enough.
const READERS: u32 = 4;

/// What a verb answers inside the store; the door wraps the failure into a [`StoreError`].
type Outcome<T> = Result<T, BoxError>;

/// A [`Store`](crate::Store) in one `SQLite` file that also plays `clients` and
/// `client_credentials`. A clone is the same store; when the last one is dropped, its thread ends and the file is closed.
///
/// Verbs that wait at the same time share one commit. A commit waits until the disk has it
/// (`synchronous = FULL`), so what a client was told survives a loss of power.
///
/// ```
/// use oauth2_runtime::{Client, SqliteStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = SqliteStore::in_memory()?; // in earnest: SqliteStore::open("oauth2.db")?
/// store.register(&Client::public("cli").name("Command line").build()?).await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqliteStore {
    inner: Arc<Inner>,
}

struct Inner {
    writer: Writer,
    /// None in memory, where every connection would be a database of its own.
    beside: Option<Beside>,
}

/// The connections beside the writer.
struct Beside {
    readers: Readers,
    /// The one that reads everything: look-ups do not wait for it.
    copier: Readers,
}

impl SqliteStore {
    /// Opens a file, creates it if there is none, and brings its schema up to date. It waits for
    /// the disk on the calling thread: call it while the application starts.
    ///
    /// On Unix, a file that it creates may be read and written by its owner alone, and so may the
    /// `-wal` and `-shm` beside it. A file that is there keeps its rights.
    ///
    /// # Errors
    /// The file cannot be opened or locked, is no `SQLite` database, was written by a newer version
    /// or with other migrations, or lies on a file system without a write-ahead log.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        Self::open_file(path.as_ref(), BUSY_TIMEOUT).map_err(StoreError::new)
    }

    /// A store in memory, for tests: a restart forgets everything, and reads wait for writes.
    ///
    /// # Errors
    /// The thread that writes cannot be started.
    pub fn in_memory() -> Result<Self, StoreError> {
        Self::open_in_memory().map_err(StoreError::new)
    }

    /// Commits without waiting for the disk (`synchronous = NORMAL`): many times as fast, and after
    /// a loss of power (not of the process) the last moments may be missing. Then a token that was
    /// handed out is unknown, which is harmless; and a code that was spent, or a token that was
    /// revoked, may be live again, which is why it is not the default.
    #[must_use]
    pub fn without_waiting_for_the_disk(self) -> Self {
        self.inner.writer.relax();
        self
    }

    fn open_in_memory() -> Outcome<Self> {
        let mut db = Connection::open_in_memory()?;
        configure(&db, BUSY_TIMEOUT)?;
        migrations::migrate(&mut db)?;
        Ok(Self::new(Writer::start(db)?, None))
    }

    fn open_file(path: &Path, busy_timeout: Duration) -> Outcome<Self> {
        // SQLite reads these names as private databases, one for each connection.
        if path.as_os_str().is_empty() || path == Path::new(":memory:") {
            return Err("this is no file; a store in memory is `SqliteStore::in_memory`".into());
        }
        if path.as_os_str().as_encoded_bytes().starts_with(b"file:") {
            return Err("SQLite would read this name as a URI; write `./file:..`".into());
        }
        file::create_if_absent(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut db = Connection::open_with_flags(path, flags)?;
        configure(&db, busy_timeout)?;
        let mode: String =
            db.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
        if mode != "wal" {
            return Err(format!("the file system has no write-ahead log, only `{mode}`").into());
        }
        migrations::migrate(&mut db)?;
        let connect = || {
            let db = Connection::open_with_flags(path, flags)?;
            configure(&db, busy_timeout)?;
            Ok(db)
        };
        let readers = Readers::open(READERS, || {
            let db = connect()?;
            db.pragma_update(None, "query_only", true)?;
            Ok(db)
        })?;
        // `VACUUM INTO` writes, though not to this file.
        let copier = Readers::open(1, connect)?;
        Ok(Self::new(
            Writer::start(db)?,
            Some(Beside { readers, copier }),
        ))
    }

    fn new(writer: Writer, beside: Option<Beside>) -> Self {
        Self {
            inner: Arc::new(Inner { writer, beside }),
        }
    }

    async fn write<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.inner.writer.run(verb).await
    }

    async fn read<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.inner.beside {
            Some(beside) => beside.readers.run(verb).await,
            None => self.write(verb).await,
        }
    }

    /// Reads all of the file.
    async fn copy<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Outcome<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        match &self.inner.beside {
            Some(beside) => beside.copier.run(work).await,
            None => Err(StoreError::new("a store in memory has no file to copy")),
        }
    }
}

fn configure(db: &Connection, busy_timeout: Duration) -> Outcome<()> {
    db.busy_timeout(busy_timeout)?;
    db.pragma_update(None, "synchronous", "FULL")?;
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "trusted_schema", false)?;
    db.pragma_update(None, "cache_size", -CACHE)?;
    db.set_prepared_statement_cache_capacity(64);
    Ok(())
}

impl fmt::Debug for SqliteStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteStore").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
