//! Whoever reads what a store keeps can use nothing of it: no token, code, ticket, session or secret
//! stands there, neither as text nor as the bytes behind it.

use oauth2_runtime::{
    Client, ClientSecret, PostgresStore, RedisStore, SplitStore, SqliteStore, Store,
};
use std::path::Path;
use std::sync::Arc;
use support::servers::{Postgres, Redis};
use support::{Browser, SECRET, photos_on};

/// Uses everything once and answers every secret that it saw.
async fn secrets_of(store: Arc<dyn Store>) -> Vec<String> {
    let (router, _server, _) = photos_on(store);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let ticket = page.field("transaction_id").expect("a ticket");
    let code = browser.decide(&page, "allow").await.query("code");
    let code = code.expect("a code");
    let first = browser.redeem(&code).await;
    let second = browser.refresh(&first.text("refresh_token")).await;
    let own = [("grant_type", "client_credentials")];
    let own = browser.token("web", &own).await;
    let mut secrets = vec![code, ticket, SECRET.to_owned()];
    secrets.extend(browser.cookies.values().cloned());
    for reply in [&first, &second] {
        secrets.push(reply.text("access_token"));
        secrets.push(reply.text("refresh_token"));
    }
    secrets.push(own.text("access_token"));
    let me = browser
        .with_token("/api/me", &second.text("access_token"))
        .await;
    assert_eq!(me.status, 200);
    secrets
}

/// In each form in which it may lie there: as text, without its prefix and check, as the bytes that
/// base64url stands for, and each of them in hexadecimal digits.
fn assert_absent(secrets: &[String], dump: &[u8]) {
    assert!(secrets.len() >= 9, "{}", secrets.len());
    assert!(holds(dump, b"web"), "this is no dump of the store");
    for secret in secrets {
        let mut forms = vec![secret.clone().into_bytes()];
        // A token is a prefix, 43 characters for 32 bytes, and a check.
        for start in 0..secret.len().saturating_sub(42) {
            let bare = secret.get(start..start + 43);
            if let Some((bare, bytes)) = bare.and_then(|bare| Some((bare, decoded(bare)?))) {
                forms.extend([bare.into(), bytes]);
            }
        }
        for form in forms {
            let hex = hex(&form);
            let found = holds(dump, &form) || holds(dump, hex.as_bytes());
            assert!(!found, "a secret stands in the dump");
        }
    }
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(text)
        .ok()
}

fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let digits = digits.map(|digit| char::from_digit(digit.into(), 16));
    digits.map(Option::unwrap).collect()
}

fn holds(dump: &[u8], bytes: &[u8]) -> bool {
    dump.windows(bytes.len()).any(|window| window == bytes)
}

fn files_in(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let bytes = files.map(|file| std::fs::read(file.path()).unwrap());
    bytes.collect::<Vec<_>>().concat()
}

#[tokio::test]
async fn no_secret_is_in_the_files_of_sqlite_nor_in_an_export() {
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path().join("oauth2.db")).unwrap();
    let (secrets, client) = (secrets_of(Arc::new(store.clone())).await, client());
    store.insert(&client.0).await.unwrap();
    let all = [secrets, vec![client.1]].concat();
    assert_absent(&all, &files_in(folder.path()));
    let exported = folder.path().join("rows.jsonl");
    store.export(&exported).await.unwrap();
    assert_absent(&all, &std::fs::read(exported).unwrap());
}

#[tokio::test]
async fn no_secret_is_in_a_dump_of_postgres_nor_in_an_export() {
    let folder = tempfile::tempdir().unwrap();
    let schema = Postgres::shared().schema();
    let url = Postgres::shared().url_of(&schema);
    let store = PostgresStore::connect(&url).await.unwrap();
    let (secrets, client) = (secrets_of(Arc::new(store.clone())).await, client());
    store.insert(&client.0).await.unwrap();
    let all = [secrets, vec![client.1]].concat();
    assert_absent(&all, Postgres::shared().dump(&schema).as_bytes());
    let exported = folder.path().join("rows.jsonl");
    store.export(&exported).await.unwrap();
    assert_absent(&all, &std::fs::read(exported).unwrap());
}

#[tokio::test]
async fn no_secret_is_in_a_dump_of_redis() {
    let redis = Redis::new(&[]);
    let store = RedisStore::connect(&redis.url()).await.unwrap();
    let secrets = secrets_of(Arc::new(store)).await;
    assert_absent(&secrets, &redis.dump());
}

#[tokio::test]
async fn no_secret_is_in_either_half_of_a_split_store() {
    let (folder, redis) = (tempfile::tempdir().unwrap(), Redis::new(&[]));
    let durable = SqliteStore::open(folder.path().join("oauth2.db")).unwrap();
    let short_lived = RedisStore::connect(&redis.url()).await.unwrap();
    let secrets = secrets_of(Arc::new(SplitStore::new(durable, short_lived))).await;
    assert_absent(&secrets, &files_in(folder.path()));
    assert_absent(&secrets, &redis.dump());
}

#[tokio::test]
async fn no_secret_is_in_any_key_or_value() {
    let (store, written) = crate::key_value::recorded();
    let secrets = secrets_of(store).await;
    assert_absent(&secrets, &written());
}

/// The test itself sees a secret that is there.
#[test]
fn a_secret_in_any_form_is_found() {
    let secret = format!("oa_{}-check", "Ab3_".repeat(10) + "Ab0");
    let bytes = decoded(&secret[3..46]).unwrap();
    let bare = &secret.as_bytes()[3..46];
    for form in [secret.as_bytes(), bare, &bytes, hex(&bytes).as_bytes()] {
        let dump = [b"web ", form].concat();
        let secrets = vec![secret.clone(); 9];
        let found = std::panic::catch_unwind(|| assert_absent(&secrets, &dump));
        assert!(found.is_err(), "{form:?}");
    }
}

fn client() -> (Client, String) {
    let secret = ClientSecret::random();
    let client = Client::confidential("billing", &secret).build().unwrap();
    (client, secret.expose().to_owned())
}
