//! `SqliteStore` as the table of clients.

use oauth2_runtime::{
    Client, ClientAuthMethod, ClientBuilder, ClientCredentials as _, ClientSecret, Clients as _,
    ConfigError, SqliteStore, StoreError, grants,
};
use oauth2_runtime::{MemoryUsers, PasswordHasher, Store as _};
use sha2::{Digest as _, Sha256};
use std::error::Error as _;

fn store() -> SqliteStore {
    SqliteStore::in_memory().unwrap()
}

fn billing(secret: &ClientSecret) -> ClientBuilder {
    Client::confidential("billing", secret)
        .name("Billing \u{1f407}")
        .auth_method(ClientAuthMethod::ClientSecretPost)
        .redirect_uri("https://billing.example/cb?a='b'")
        .redirect_uri("http://127.0.0.1/cb")
        .insecure_redirect("http://old.example/cb")
        .grants((grants::code, grants::refresh_token))
        .introspects()
}

fn is_refusal(result: Result<impl Sized, StoreError>) -> bool {
    let Some(error) = result.err() else {
        return false;
    };
    error
        .source()
        .is_some_and(<dyn std::error::Error>::is::<ConfigError>)
}

async fn found(store: &SqliteStore, id: &str) -> Option<Client> {
    store.find_client(id).await.unwrap()
}

#[tokio::test]
async fn a_client_comes_back_as_it_was_registered() {
    let (store, secret) = (store(), ClientSecret::random());
    for client in [
        billing(&secret).build().unwrap(),
        Client::public("cli").build().unwrap(),
        Client::confidential("any", &secret).build().unwrap(),
        Client::confidential("basic", &secret)
            .auth_method(ClientAuthMethod::ClientSecretBasic)
            .build()
            .unwrap(),
    ] {
        store.insert(&client).await.unwrap();
        let back = found(&store, client.id().as_str()).await.unwrap();
        assert_eq!(
            format!("{:?}", back.parts()),
            format!("{:?}", client.parts())
        );
        assert_eq!(back.has_secret(secret.expose()), !client.is_public());
    }
    assert!(found(&store, "unknown").await.is_none());
}

#[tokio::test]
async fn a_second_registration_is_refused_and_changes_nothing() {
    let (store, first, second) = (store(), ClientSecret::random(), ClientSecret::random());
    store
        .insert(&billing(&first).build().unwrap())
        .await
        .unwrap();
    assert!(is_refusal(
        store.insert(&billing(&second).build().unwrap()).await
    ));
    let client = found(&store, "billing").await.unwrap();
    assert!(client.has_secret(first.expose()) && !client.has_secret(second.expose()));
}

#[tokio::test]
async fn register_makes_the_registration_the_given_one() {
    let (store, first, second) = (store(), ClientSecret::random(), ClientSecret::random());
    store
        .register(&Client::confidential("billing", &first).build().unwrap())
        .await
        .unwrap();
    store
        .register(&billing(&second).name("New").build().unwrap())
        .await
        .unwrap();
    let client = found(&store, "billing").await.unwrap();
    assert_eq!(client.name(), "New");
    assert!(client.introspects());
    assert!(!client.has_secret(first.expose()) && client.has_secret(second.expose()));
    store.disable("billing").await.unwrap();
    store
        .register(&billing(&second).build().unwrap())
        .await
        .unwrap();
    assert!(found(&store, "billing").await.is_none());
}

#[tokio::test]
async fn a_new_secret_replaces_the_old_one_in_two_steps() {
    let (store, old) = (store(), ClientSecret::random());
    store.insert(&billing(&old).build().unwrap()).await.unwrap();
    store
        .insert(&Client::public("cli").build().unwrap())
        .await
        .unwrap();
    assert!(is_refusal(store.retire_secret("billing").await));
    let new = store.add_secret("billing").await.unwrap();
    assert!(is_refusal(store.add_secret("billing").await));
    assert!(is_refusal(store.add_secret("cli").await));
    assert!(is_refusal(store.add_secret("unknown").await));
    let client = found(&store, "billing").await.unwrap();
    assert!(client.has_secret(old.expose()) && client.has_secret(new.expose()));
    store.retire_secret("billing").await.unwrap();
    let client = found(&store, "billing").await.unwrap();
    assert!(!client.has_secret(old.expose()) && client.has_secret(new.expose()));
}

#[tokio::test]
async fn a_disabled_client_is_not_found_and_its_id_stays_taken() {
    let (store, secret) = (store(), ClientSecret::random());
    let client = billing(&secret).build().unwrap();
    store.insert(&client).await.unwrap();
    store.disable("billing").await.unwrap();
    assert!(found(&store, "billing").await.is_none());
    assert!(is_refusal(store.insert(&client).await));
    assert!(is_refusal(store.disable("unknown").await));
}

#[tokio::test]
async fn weak_secrets_are_told() {
    let store = store();
    let weak = Client::confidential("weak", &ClientSecret::given("short"))
        .build()
        .unwrap();
    store.insert(&weak).await.unwrap();
    store
        .insert(&billing(&ClientSecret::random()).build().unwrap())
        .await
        .unwrap();
    assert_eq!(store.weak_clients(), ["weak"]);
    store.disable("weak").await.unwrap();
    assert_eq!(store.weak_clients(), Vec::<String>::new());
}

#[tokio::test]
async fn clients_may_have_what_they_ask_for() {
    let (store, secret) = (store(), ClientSecret::random());
    let client = billing(&secret).build().unwrap();
    let asked = oauth2_runtime::ScopeSet::from_stored("read");
    let approval = store
        .authorize_client(&client, &asked)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(approval.scopes(), &asked);
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
