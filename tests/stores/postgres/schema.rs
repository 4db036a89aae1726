//! The schema is `SqliteStore`'s, is brought up to date once, and is refused when it is another's.

use super::Schema;
use super::revoked_client::own;
use oauth2_runtime::contract::sample::hash;
use oauth2_runtime::{
    Inserted, PostgresOptions, PostgresStore, SqliteStore, Store as _, StoreError,
};
use rusqlite::Connection;
use std::error::Error as _;
use support::servers::Postgres;

/// A column: its table, its name, its type as both call it, and whether it may be empty.
type Column = (String, String, &'static str, bool);

fn columns_of_sqlite() -> Vec<Column> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("oauth2.db");
    drop(SqliteStore::open(&path).unwrap());
    let db = Connection::open(&path).unwrap();
    let sql = "SELECT m.name, c.name, c.type, c.\"notnull\" OR c.pk > 0
         FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
         WHERE m.type = 'table' ORDER BY m.name, c.cid";
    let mut columns = db.prepare(sql).unwrap();
    let columns = columns.query_map([], |row| {
        let kind = match row.get::<_, String>(2)?.as_str() {
            "BLOB" => "bytes",
            "TEXT" => "text",
            "INTEGER" => "number",
            other => panic!("{other}"),
        };
        Ok((row.get(0)?, row.get(1)?, kind, !row.get::<_, bool>(3)?))
    });
    columns.unwrap().map(Result::unwrap).collect()
}

fn columns_of_postgres(schema: &Schema) -> Vec<Column> {
    let sql = "SELECT table_name, column_name, data_type, is_nullable
         FROM information_schema.columns WHERE table_schema = current_schema()
         ORDER BY table_name, ordinal_position";
    let columns = schema.run(sql);
    let columns = columns.lines().map(|line| {
        let [table, column, kind, nullable] = line.split('|').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let kind = match kind {
            "bytea" => "bytes",
            "text" => "text",
            "bigint" | "smallint" | "boolean" => "number",
            other => panic!("{other}"),
        };
        (table.to_owned(), column.to_owned(), kind, nullable == "YES")
    });
    columns.collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let schema = Schema::new();
    schema.store().await;
    let columns = columns_of_postgres(&schema);
    assert!(columns.len() > 50, "{columns:?}");
    assert_eq!(columns, columns_of_sqlite());
}

#[tokio::test]
async fn both_databases_compare_text_by_its_bytes() {
    let schema = Schema::new();
    schema.store().await;
    let sql = "SELECT count(*), count(*) FILTER (WHERE collation_name = 'C')
         FROM information_schema.columns
         WHERE table_schema = current_schema() AND data_type = 'text'";
    let answer = schema.run(sql);
    let (all, by_bytes) = answer.trim().split_once('|').unwrap();
    assert!(all != "0" && all == by_bytes, "{answer}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nodes_that_start_at_once_make_one_schema() {
    let schema = Schema::new();
    let nodes: Vec<_> = (0..8)
        .map(|_| {
            let url = schema.url();
            tokio::spawn(async move { PostgresStore::connect(&url).await.map(drop) })
        })
        .collect();
    for node in nodes {
        node.await.unwrap().unwrap();
    }
    let numbers = schema.run("SELECT number FROM oauth2_migrations ORDER BY number");
    let numbers: Vec<_> = numbers.lines().collect();
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6", "7"]);
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let schema = Schema::new();
    schema.store().await;
    let sum = "00".repeat(32);
    schema.run(&format!(
        "INSERT INTO oauth2_migrations VALUES (9999, '9999_later', '\\x{sum}')"
    ));
    assert_refused(&schema.url(), "newer version").await;
}

#[tokio::test]
async fn a_changed_migration_is_refused() {
    let schema = Schema::new();
    schema.store().await;
    // One migration in the place of another: each has a sum of its own.
    for sum in [
        format!("'\\x{}'", "00".repeat(32)),
        "(SELECT checksum FROM oauth2_migrations WHERE number = 1)".to_owned(),
    ] {
        schema.run(&format!(
            "UPDATE oauth2_migrations SET checksum = {sum} WHERE number = 2"
        ));
        assert_refused(&schema.url(), "0002_").await;
    }
}

/// A function of this name that may not be called.
const REFUSES: &str = "CREATE FUNCTION keep_own_tokens(
         bigint[], bytea[], text[], text[], bigint[], bigint[], text[], bigint
     ) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE insufficient_privilege; END'";

/// As after the tables alone were dropped.
#[tokio::test]
async fn a_function_that_was_left_behind_is_replaced() {
    let schema = Schema::new();
    schema.run(REFUSES);
    schema.store().await;
    let body = schema.run("SELECT prosrc FROM pg_proc WHERE oid = 'keep_own_tokens'::regproc");
    assert!(body.contains("INSERT INTO access_tokens"), "{body}");
}

/// As after a restore of the tables alone, or for a role that may not call it.
#[tokio::test]
async fn tokens_of_a_client_are_kept_without_the_function_too() {
    let schema = Schema::new();
    let store = schema.store().await;
    for (number, sql) in [(1, "DROP FUNCTION keep_own_tokens"), (2, REFUSES)] {
        schema.run(sql);
        let inserted = store.insert_access(own(number, "app", 9)).await;
        assert_eq!(inserted.unwrap(), Inserted::Live);
        assert!(store.find_access(&hash(number)).await.unwrap().is_some());
    }
}

#[tokio::test]
async fn a_failing_migration_leaves_nothing_behind() {
    let schema = Schema::new();
    schema.run("CREATE TABLE clients (somebody_elses text)");
    assert!(PostgresStore::connect(&schema.url()).await.is_err());
    let tables = "SELECT relname FROM pg_class
         WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')";
    assert_eq!(schema.run(tables), "clients\n");
}

/// What a server answers is put into its mouth by functions of the same name.
#[tokio::test]
async fn a_server_that_would_keep_tokens_wrongly_is_refused() {
    let lies = [
        (
            "clock_timestamp() RETURNS timestamptz AS 'SELECT now() - interval ''7 seconds'''",
            "clock",
        ),
        (
            "current_setting(text) RETURNS text AS
                 'SELECT CASE $1 WHEN ''server_version_num'' THEN ''130011''
                     ELSE pg_catalog.current_setting($1) END'",
            "older than PostgreSQL 14",
        ),
        (
            "current_setting(text) RETURNS text AS
                 'SELECT CASE $1 WHEN ''server_encoding'' THEN ''LATIN1''
                     ELSE pg_catalog.current_setting($1) END'",
            "LATIN1",
        ),
    ];
    for (lie, words) in lies {
        let schema = Schema::new();
        schema.run(&format!("CREATE FUNCTION {}.{lie} LANGUAGE sql", schema.0));
        let path = format!("{},pg_catalog", schema.0);
        assert_refused(&Postgres::shared().url_of(&path), words).await;
    }
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let missing = Postgres::shared().url_of("no_such_schema");
    assert_refused(&missing, "search_path").await;
    assert!(PostgresStore::connect("not a url").await.is_err());
    let nobody = PostgresOptions::new().connect("postgresql://postgres@127.0.0.1:1/postgres");
    assert!(nobody.await.is_err());
}

async fn assert_refused(url: &str, words: &str) {
    let error: StoreError = PostgresStore::connect(url).await.unwrap_err();
    let cause = error.source().unwrap().to_string();
    assert!(cause.contains(words), "{cause}");
}
