//! People's passwords: argon2id, off the async threads and behind a limit (RFC 6819 §5.1.4.1.3).
//!
//! One hash costs 19 MiB and tens of milliseconds: whoever may ask for any number of them at once
//! may stop the process.

use crate::error::{ConfigError, HookError, HookResult};
use crate::secret::{self, Secret};
use argon2::password_hash::phc;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::fmt;
use std::hint::black_box;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use zeroize::Zeroize;

/// How many callers may wait while as many as the limit are served.
const MOST_WAITING: usize = 64;

// OWASP's first choice for argon2id: 19 MiB, two passes, one lane.
const _: () = assert!(Params::DEFAULT_M_COST == 19 * 1024);
const _: () = assert!(Params::DEFAULT_T_COST == 2 && Params::DEFAULT_P_COST == 1);

/// An argon2id hash of a password, with its salt and cost, to be kept as text. Cheap to clone.
#[derive(Clone)]
pub struct PasswordHash(Arc<phc::PasswordHash>);

impl PasswordHash {
    /// The hash that was kept earlier, read back.
    ///
    /// # Errors
    /// The text is no PHC string of argon2id with salt and hash.
    pub fn from_stored(text: &str) -> Result<Self, ConfigError> {
        let fault = || ConfigError::new("a stored password hash is no PHC string of argon2id");
        let hash = phc::PasswordHash::new(text).map_err(|_| fault())?;
        let whole = hash.salt.is_some() && hash.hash.is_some() && Params::try_from(&hash).is_ok();
        if whole && hash.algorithm == Algorithm::Argon2id.ident() {
            Ok(Self(Arc::new(hash)))
        } else {
            Err(fault())
        }
    }

    /// The text to keep: `$argon2id$v=19$m=19456,t=2,p=1$..`.
    #[must_use]
    pub fn to_phc(&self) -> String {
        self.0.to_string()
    }

    /// Hashes on the calling thread.
    pub(super) fn compute(password: &str, memory: &mut Memory) -> HookResult<Self> {
        let argon2 = Argon2::default();
        let salt = secret::random::<16>();
        let hash = memory.output(&argon2, password, &salt, Params::DEFAULT_OUTPUT_LEN)?;
        Ok(Self(Arc::new(phc::PasswordHash {
            algorithm: Algorithm::default().ident(),
            version: Some(Version::default().into()),
            params: phc::ParamsString::try_from(argon2.params())?,
            salt: Some(phc::Salt::new(&salt)?),
            hash: Some(hash),
        })))
    }

    fn fits(&self, password: &str, memory: &mut Memory) -> HookResult<bool> {
        let kept = &*self.0;
        let (Some(salt), Some(hash)) = (&kept.salt, &kept.hash) else {
            return Ok(false);
        };
        let version = kept
            .version
            .map_or(Ok(Version::default()), Version::try_from)?;
        let argon2 = Argon2::new(Algorithm::Argon2id, version, Params::try_from(kept)?);
        let computed = memory.output(&argon2, password, salt, hash.len())?;
        Ok(secret::equal(computed.as_bytes(), hash.as_bytes()))
    }
}

/// What one hash needs, kept for the next one: the allocator keeps 19 MiB for each thread that ever
/// asked for so much, and there may be many threads.
#[derive(Default)]
pub(super) struct Memory(Vec<Block>);

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory(..)")
    }
}

impl Memory {
    fn output(
        &mut self,
        argon2: &Argon2<'_>,
        password: &str,
        salt: &[u8],
        length: usize,
    ) -> HookResult<phc::Output> {
        let count = argon2.params().block_count();
        self.0.resize(count.max(self.0.len()), Block::new());
        let blocks = self.0.get_mut(..count).unwrap_or_default();
        let mut bytes = [0; phc::Output::MAX_LENGTH];
        let out = bytes.get_mut(..length).unwrap_or_default();
        let hashed =
            argon2.hash_password_into_with_memory(password.as_bytes(), salt, out, &mut *blocks);
        blocks.iter_mut().for_each(Zeroize::zeroize);
        hashed?;
        Ok(phc::Output::new(out)?)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(..)")
    }
}

/// Hashes and checks passwords on blocking threads, a limited number at a time. A clone shares the
/// limit: have one for each process.
///
/// Passwords are taken exactly as given, without normalisation; the copy that crosses the thread is
/// wiped.
///
/// ```
/// use oauth2_runtime::PasswordHasher;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let hasher = PasswordHasher::new();
/// let stored = hasher.hash("wonderland").await.unwrap();
/// assert!(hasher.verify("wonderland", Some(&stored)).await.unwrap());
/// assert!(!hasher.verify("Wonderland", Some(&stored)).await.unwrap());
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    admitted: Arc<Semaphore>,
    running: Arc<Semaphore>,
    /// As many as ran at a time, at most the limit.
    spare: Arc<Mutex<Vec<Memory>>>,
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

impl PasswordHasher {
    /// Computes as many hashes at a time as the computer runs threads.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
    }

    /// Computes at most `limit` hashes at a time, 19 MiB each; that memory is kept for the next.
    #[must_use]
    pub fn with_limit(limit: NonZeroUsize) -> Self {
        let limit = limit.get().min(Semaphore::MAX_PERMITS - MOST_WAITING);
        Self {
            admitted: Arc::new(Semaphore::new(limit + MOST_WAITING)),
            running: Arc::new(Semaphore::new(limit)),
            spare: Arc::default(),
        }
    }

    /// Hashes a password with a new salt.
    ///
    /// # Errors
    /// 64 callers wait already.
    pub async fn hash(&self, password: &str) -> HookResult<PasswordHash> {
        self.run(password, PasswordHash::compute).await?
    }

    /// Whether the password is the one behind `stored`. With `None`, for a person who does not
    /// exist, it spends the time of a hash and answers `false`.
    ///
    /// # Errors
    /// 64 callers wait already.
    pub async fn verify(&self, password: &str, stored: Option<&PasswordHash>) -> HookResult<bool> {
        let stored = stored.cloned();
        self.run(password, move |password, memory| {
            let Some(stored) = stored else {
                let _ = black_box(PasswordHash::compute(password, memory));
                return Ok(false);
            };
            stored.fits(password, memory)
        })
        .await?
    }

    /// The permits move into the work, so a caller that goes away does not make room for another
    /// hash before its own has ended.
    async fn run<T: Send + 'static>(
        &self,
        password: &str,
        work: impl FnOnce(&str, &mut Memory) -> T + Send + 'static,
    ) -> HookResult<T> {
        let admitted = self.admitted.clone().try_acquire_owned();
        let admitted = admitted.map_err(|_| HookError::busy())?;
        let running = self.running.clone().acquire_owned().await?;
        let password = Secret::new(password.to_owned());
        let spare = Arc::clone(&self.spare);
        let result = spawn_blocking(move || {
            let kept = || spare.lock().unwrap_or_else(PoisonError::into_inner);
            let mut memory = kept().pop().unwrap_or_default();
            let result = work(password.expose(), &mut memory);
            kept().push(memory);
            drop((running, admitted));
            result
        });
        Ok(result.await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ErrorCode, OAuthError};
    use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};

    #[tokio::test]
    async fn a_password_fits_its_hash_alone() {
        let hasher = PasswordHasher::with_limit(NonZeroUsize::MIN);
        let kept = hasher.hash("wonderland").await.unwrap().to_phc();
        assert!(
            kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{kept}"
        );
        let read = PasswordHash::from_stored(&kept).unwrap();
        for (password, fits) in [("wonderland", true), ("wonderland ", false), ("", false)] {
            assert_eq!(
                hasher.verify(password, Some(&read)).await.unwrap(),
                fits,
                "{password:?}"
            );
        }
        assert!(!hasher.verify("wonderland", None).await.unwrap());
    }

    /// Against the crate's own hashing and checking, with costs that need more and less memory.
    #[tokio::test]
    async fn memory_that_was_used_before_gives_the_same_hashes() {
        let hasher = PasswordHasher::with_limit(NonZeroUsize::MIN);
        for (blocks, passes, lanes) in [(19_456, 2, 1), (64, 3, 2), (32_768, 1, 4), (8, 1, 1)] {
            let params = Params::new(blocks, passes, lanes, None).unwrap();
            let theirs = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
            let kept = theirs.hash_password(b"wonderland").unwrap().to_string();
            let read = PasswordHash::from_stored(&kept).unwrap();
            for (password, fits) in [("wonderland", true), ("Wonderland", false)] {
                assert_eq!(hasher.verify(password, Some(&read)).await.unwrap(), fits);
            }
            let own = hasher.hash("wonderland").await.unwrap();
            let checked = theirs.verify_password(b"wonderland", &*own.0);
            assert!(checked.is_ok());
        }
        assert_eq!(hasher.spare.lock().unwrap().len(), 1);
    }

    #[test]
    fn other_hashes_are_refused() {
        for text in [
            "",
            "wonderland",
            "$argon2id$v=19$m=19456,t=2,p=1",
            "$argon2id$v=19$m=19456,t=2,p=1$YWJjZGVmZ2g",
            "$argon2d$v=19$m=8,t=1,p=1$YWJjZGVmZ2g$YWJjZGVmZ2hpamtsbW5vcA",
        ] {
            assert!(PasswordHash::from_stored(text).is_err(), "{text}");
        }
    }

    #[test]
    fn any_limit_may_be_asked_for() {
        let hasher = PasswordHasher::with_limit(NonZeroUsize::MAX);
        assert!(hasher.running.available_permits() > MOST_WAITING);
    }

    #[tokio::test]
    async fn more_than_sixty_four_waiting_is_an_error() {
        let hasher = PasswordHasher::with_limit(NonZeroUsize::MIN);
        let running = hasher.running.clone().acquire_owned().await.unwrap();
        let one = |_| {
            tokio::spawn({
                let hasher = hasher.clone();
                async move { hasher.run("", |_, _| ()).await }
            })
        };
        let waiting: Vec<_> = (0..=MOST_WAITING).map(one).collect();
        while hasher.admitted.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        let refused = hasher.verify("wonderland", None).await.unwrap_err();
        let code = OAuthError::from(refused).code();
        assert_eq!(code, ErrorCode::TemporarilyUnavailable);
        drop(running);
        for task in waiting {
            assert!(task.await.unwrap().is_ok());
        }
        assert!(!hasher.verify("wonderland", None).await.unwrap());
    }
}
