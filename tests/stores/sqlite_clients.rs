//! `SqliteStore` as the table of clients.

use crate::clients::{billing, clients};
use oauth2_runtime::{ClientSecret, MemoryUsers, PasswordHasher, SqliteStore, Store as _};
use sha2::{Digest as _, Sha256};

mod in_memory {
    use super::{SqliteStore, clients};

    clients!(std::future::ready(SqliteStore::in_memory().unwrap()));
}

/// web-secrets-1: random secrets by a fast hash, people's passwords by a slow one.
#[tokio::test]
async fn of_a_secret_and_of_a_password_only_the_hash_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oauth2.db");
    let (store, secret) = (SqliteStore::open(&path).unwrap(), ClientSecret::random());
    store
        .insert(&billing(&secret).build().unwrap())
        .await
        .unwrap();
    store.shutdown().await.unwrap();
    let file = std::fs::read(&path).unwrap();
    let holds = |bytes: &[u8]| file.windows(bytes.len()).any(|part| part == bytes);
    assert!(holds(&Sha256::digest(secret.expose())));
    assert!(!holds(secret.expose().as_bytes()));

    let hasher = PasswordHasher::default();
    let (one, two) = (
        hasher.hash("wonderland").await,
        hasher.hash("wonderland").await,
    );
    let (one, two) = (one.unwrap().to_phc(), two.unwrap().to_phc());
    assert!(one.starts_with("$argon2id$"), "{one}");
    assert!(!one.contains("wonderland") && one != two, "a salt each");
    let people = MemoryUsers::new().with("alice", "wonderland");
    assert!(!format!("{people:?}").contains("wonderland"));
}
