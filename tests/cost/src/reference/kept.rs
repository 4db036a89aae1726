//! What is remembered: a table a kind, each behind a lock of its own.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A SHA-256.
pub(crate) type Key = [u8; 32];

/// A token: whose it is, and until when.
#[derive(Clone, Copy)]
pub(crate) struct Held {
    pub(crate) subject: u32,
    pub(crate) expires_at: u64,
}

/// A code with its PKCE challenge.
#[derive(Clone, Copy)]
pub(crate) struct Code {
    pub(crate) held: Held,
    pub(crate) challenge: Key,
}

/// Rows by their hash.
pub(crate) struct Table<V>(Mutex<HashMap<Key, V, BuildHasherDefault<FirstBytes>>>);

impl<V: Copy> Table<V> {
    pub(crate) fn insert(&self, key: Key, value: V) {
        self.rows().insert(key, value);
    }

    pub(crate) fn get(&self, key: &Key) -> Option<V> {
        self.rows().get(key).copied()
    }

    pub(crate) fn take(&self, key: &Key) -> Option<V> {
        self.rows().remove(key)
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<Key, V, BuildHasherDefault<FirstBytes>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> Default for Table<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// A SHA-256 is spread evenly already.
#[derive(Default)]
pub(crate) struct FirstBytes(u64);

impl Hasher for FirstBytes {
    fn write(&mut self, bytes: &[u8]) {
        if let Some(first) = bytes.first_chunk() {
            self.0 = u64::from_le_bytes(*first);
        }
    }

    fn write_usize(&mut self, _: usize) {}

    fn finish(&self) -> u64 {
        self.0
    }
}
