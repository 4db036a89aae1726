//! Moving from one SQL store to another: what was given on the one is good on the other, and a file
//! that is not whole is refused whole.

use crate::postgres::Schema;
use oauth2_runtime::{
    Client, ClientSecret, Clients as _, Inserted, PostgresStore, SessionRecord, SqliteStore, Store,
    SubjectId, Timestamp, TokenHash,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use support::{Browser, Reply, photos_on};
use tempfile::TempDir;

/// The moment at which the clock of the tests stands.
const NOW: u64 = 1_800_000_000;

/// What was given before the move.
struct Given {
    browser: Browser,
    live: [String; 3],
    dead: String,
    /// A refresh token, and the one that it was rotated into.
    refresh: [String; 2],
    spent: String,
    unspent: String,
    /// A consent page that was answered, and the code of the answer.
    page: Reply,
    answer: String,
    secrets: [ClientSecret; 2],
}

/// What both stores have beside the trait.
macro_rules! give {
    ($store:expr) => {{
        let store = $store;
        let older = ClientSecret::random();
        let billing = Client::confidential("billing", &older).name("Bil\u{1f4b6}ing");
        store.insert(&billing.build().unwrap()).await.unwrap();
        let newer = store.add_secret("billing").await.unwrap();
        give(Arc::new(store.clone()), [older, newer]).await
    }};
}

macro_rules! is_good {
    ($given:expr, $store:expr) => {{
        let (given, store) = ($given, $store);
        let billing = store.find_client("billing").await.unwrap().unwrap();
        assert_eq!(billing.name(), "Bil\u{1f4b6}ing");
        let has = |billing: Client| {
            given
                .secrets
                .each_ref()
                .map(|one| billing.has_secret(one.expose()))
        };
        assert_eq!(has(billing), [true, true]);
        store.retire_secret("billing").await.unwrap();
        let billing = store.find_client("billing").await.unwrap().unwrap();
        assert_eq!(has(billing), [false, true], "the older one goes");
        is_good(given, Arc::new(store.clone())).await;
    }};
}

async fn give(store: Arc<dyn Store>, secrets: [ClientSecret; 2]) -> Given {
    let (router, server, _) = photos_on(store);
    let own = [("grant_type", "client_credentials")];
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[]).await;
    let answer = browser.decide(&page, "allow").await.query("code").unwrap();
    let spent = browser.code_with(&[("scope", "photos:write")]).await;
    let first = browser.redeem(&spent).await;
    let second = browser.refresh(&first.text("refresh_token")).await;
    let unspent = browser.code_with(&[("scope", "photos:write")]).await;
    let client = browser.token("web", &own).await;
    let dead = browser.token("web", &own).await.text("access_token");
    browser
        .post_as("web", "/oauth/revoke", &[("token", &dead)])
        .await;
    server
        .revoke_subject(&SubjectId::new("user-2"))
        .await
        .unwrap();
    Given {
        browser,
        live: [&first, &second, &client].map(|reply| reply.text("access_token")),
        dead,
        refresh: [first, second].map(|reply| reply.text("refresh_token")),
        spent,
        unspent,
        page,
        answer,
        secrets,
    }
}

async fn is_good(given: Given, store: Arc<dyn Store>) {
    let late = SessionRecord {
        hash: TokenHash::from_stored([9; 32]),
        subject: SubjectId::new("user-2"),
        name: "Bob".into(),
        created_at: Timestamp::from_seconds(NOW - 1),
        seen_at: Timestamp::from_seconds(NOW),
        expires_at: Timestamp::from_seconds(NOW + 900),
    };
    let kept = store.insert_session(late).await.unwrap();
    assert_eq!(kept, Inserted::Revoked, "who was revoked stays revoked");
    let (router, ..) = photos_on(store);
    let mut browser = Browser::new(&router);
    browser.cookies.clone_from(&given.browser.cookies);
    for token in &given.live {
        assert_eq!(browser.with_token("/api/me", token).await.status, 200);
    }
    assert_eq!(browser.with_token("/api/me", &given.dead).await.status, 401);
    let asked = browser.ask_code(&[]).await;
    assert!(asked.query("code").is_some(), "session, consent: {asked:?}");
    let again = browser.decide(&given.page, "allow").await.query("code");
    assert_eq!(again.as_ref(), Some(&given.answer), "a double click");
    let redeemed = browser.redeem(&given.unspent).await;
    assert_eq!(redeemed.status, 200, "{redeemed:?}");
    let [first, second] = &given.refresh;
    let retried = browser.refresh(first).await;
    assert_eq!(&retried.text("refresh_token"), second, "the salt is there");
    let third = browser.refresh(second).await;
    assert_eq!(third.status, 200, "{third:?}");
    browser
        .redeem(&given.spent)
        .await
        .is_error(400, "invalid_grant");
    let [token, ..] = &given.live;
    assert_eq!(
        browser.with_token("/api/me", token).await.status,
        401,
        "a replay"
    );
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.jsonl");
    (folder, file)
}

fn sqlite(folder: &TempDir, name: &str) -> SqliteStore {
    SqliteStore::open(folder.path().join(name)).unwrap()
}

async fn postgres() -> PostgresStore {
    Schema::new().store().await
}

#[tokio::test]
async fn what_sqlite_has_given_is_good_in_another_file() {
    let (folder, file) = folder();
    let (old, new) = (sqlite(&folder, "old.db"), sqlite(&folder, "new.db"));
    let given = give!(&old);
    old.export(&file).await.unwrap();
    new.import(&file).await.unwrap();
    is_good!(given, &new);
}

#[tokio::test]
async fn what_sqlite_has_given_is_good_in_postgres() {
    let (folder, file) = folder();
    let (old, new) = (sqlite(&folder, "old.db"), postgres().await);
    let given = give!(&old);
    old.export(&file).await.unwrap();
    new.import(&file).await.unwrap();
    is_good!(given, &new);
}

#[tokio::test]
async fn what_postgres_has_given_is_good_in_sqlite() {
    let (folder, file) = folder();
    let (old, new) = (postgres().await, sqlite(&folder, "new.db"));
    let given = give!(&old);
    old.export(&file).await.unwrap();
    new.import(&file).await.unwrap();
    is_good!(given, &new);
}

/// An export of a store with something of everything, as lines.
async fn lines() -> Vec<String> {
    let (folder, file) = folder();
    let old = sqlite(&folder, "old.db");
    give!(&old);
    old.export(&file).await.unwrap();
    let text = std::fs::read_to_string(file).unwrap();
    text.lines().map(|line| format!("{line}\n")).collect()
}

/// The file, with what is wrong with it.
fn faults(lines: &[String]) -> Vec<(&'static str, String)> {
    let whole = lines.concat();
    let (last, before) = lines.split_last().unwrap();
    let (head, rows) = before.split_first().unwrap();
    let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().concat();
    let turned: String = rows.iter().rev().map(String::as_str).collect();
    let twice = format!("{head}{}{}{}{last}", rows[0], rows[0], rows[1..].concat());
    vec![
        ("empty", String::new()),
        ("no export", "a text\n".to_owned()),
        ("no end", before.concat()),
        ("cut in a line", whole[..whole.len() - 20].to_owned()),
        ("cut in the middle", whole[..whole.len() / 2].to_owned()),
        ("the last line end", whole.trim_end().to_owned()),
        ("a row too few", without(3)),
        ("a row twice", twice),
        ("two exports", whole.repeat(2)),
        ("turned round", format!("{head}{turned}{last}")),
        ("a newer schema", of_migration(9999, &whole)),
        (
            "a newer format",
            whole.replacen("\"version\":1", "\"version\":2", 1),
        ),
        ("a column too few", whole.replacen(",\"retries\":0", "", 1)),
        (
            "a column too many",
            whole.replacen("\"retries\":", "\"more\":1,\"retries\":", 1),
        ),
        ("a column of later", of_migration(3, &whole)),
        (
            "another table",
            whole.replacen("\"table\":\"grants\"", "\"table\":\"others\"", 1),
        ),
        (
            "a text for a number",
            whole.replacen("\"retries\":0", "\"retries\":\"0\"", 1),
        ),
    ]
}

/// The same, as if written after that migration.
fn of_migration(number: u32, whole: &str) -> String {
    let (head, rest) = whole.split_once("\"migration\":").unwrap();
    let rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
    format!("{head}\"migration\":{number}{rest}")
}

async fn refused(store: &SqliteStore, file: &Path, text: &str) -> String {
    std::fs::write(file, text).unwrap();
    let error = store.import(file).await.unwrap_err();
    std::error::Error::source(&error).unwrap().to_string()
}

#[tokio::test]
async fn what_is_not_whole_is_refused_and_leaves_no_row() {
    let lines = lines().await;
    let (folder, file) = folder();
    let (one, other) = (sqlite(&folder, "new.db"), postgres().await);
    for (fault, text) in faults(&lines) {
        assert_ne!(text, lines.concat(), "{fault} changes nothing");
        let cause = refused(&one, &file, &text).await;
        assert!(!cause.contains("not empty"), "{fault}: {cause}");
        let cause = other.import(&file).await.unwrap_err();
        let cause = std::error::Error::source(&cause).unwrap().to_string();
        assert!(!cause.contains("not empty"), "{fault}: {cause}");
    }
    std::fs::write(&file, lines.concat()).unwrap();
    one.import(&file).await.unwrap();
    other.import(&file).await.unwrap();
    let cause = refused(&one, &file, &lines.concat()).await;
    assert!(cause.contains("not empty"), "{cause}");
    assert!(other.import(&file).await.is_err());
}

/// As the migration does with the rows of an older store.
#[tokio::test]
async fn an_older_export_is_brought_up_to_date() {
    let text = lines().await.concat();
    let older = of_migration(3, &text);
    let older = older.replace(",\"introspects\":false", "");
    let older = older.replace(",\"verified_host\":null", "");
    let older = older.replace(",\"unfinished\":false", "");
    let (folder, file) = folder();
    std::fs::write(&file, older).unwrap();
    let (one, other) = (sqlite(&folder, "new.db"), postgres().await);
    one.import(&file).await.unwrap();
    other.import(&file).await.unwrap();
    let [one, other] = [
        one.find_client("billing").await.unwrap(),
        other.find_client("billing").await.unwrap(),
    ];
    assert!(!one.unwrap().introspects() && !other.unwrap().introspects());
}

#[tokio::test]
async fn an_export_is_for_its_owner_and_never_takes_the_place_of_a_file() {
    let (folder, file) = folder();
    let (one, other) = (sqlite(&folder, "old.db"), postgres().await);
    one.export(&file).await.unwrap();
    let text = std::fs::read(&file).unwrap();
    assert!(one.export(&file).await.is_err() && other.export(&file).await.is_err());
    assert_eq!(std::fs::read(&file).unwrap(), text);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let rights = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(rights & 0o777, 0o600);
    }
}

/// Several pieces of each table, and more than one partition.
#[tokio::test]
async fn many_rows_move_both_ways_and_are_the_same() {
    let (folder, file) = folder();
    let (old, between) = (sqlite(&folder, "old.db"), postgres().await);
    let db = rusqlite::Connection::open(folder.path().join("old.db")).unwrap();
    db.execute_batch(
        "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 2500)
         INSERT INTO access_tokens SELECT randomblob(32), NULL, 'app', NULL, 'read',
             1800000000 + n, 1800000900 + 10 * n FROM n",
    )
    .unwrap();
    old.export(&file).await.unwrap();
    between.import(&file).await.unwrap();
    let back = folder.path().join("back.jsonl");
    between.export(&back).await.unwrap();
    let sorted = |file| {
        let text = std::fs::read_to_string(file).unwrap();
        let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&file).len(), 2502);
    assert_eq!(sorted(&file), sorted(&back));
    sqlite(&folder, "new.db").import(&back).await.unwrap();
}
