//! The way to Postgres by TLS, with a connector as an application would make it.

use oauth2_runtime::PostgresStore;
use oauth2_runtime::contract::sample::{at, client, granted, hash, refreshable, rotation};
use oauth2_runtime::tokio_postgres::{Config, config::SslMode};
use oauth2_runtime::{Client, Inserted, RotatedRefresh, Store as _, StoreError};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use std::error::Error;
use std::fmt::Write as _;
use std::path::Path;
use support::servers::Postgres;
use tokio_postgres_rustls::MakeRustlsConnect;

const PASSWORD: &str = "wonderland";

/// The lines of `docs/stores.md`.
async fn open(url: &str, ca: &Path) -> Result<PostgresStore, Box<dyn Error>> {
    let mut trusted = rustls::RootCertStore::empty();
    trusted.add(CertificateDer::from_pem_file(ca)?)?;
    let tls = rustls::ClientConfig::builder()
        .with_root_certificates(trusted)
        .with_no_client_auth();
    let mut config: Config = url.parse()?;
    config.ssl_mode(SslMode::Require);
    let store = PostgresStore::connect_with(config, MakeRustlsConnect::new(tls)).await?;
    Ok(store)
}

/// As the role that comes in by TLS alone, at this name of the server's.
async fn connect(
    postgres: &Postgres,
    host: &str,
    ca: &Path,
) -> Result<PostgresStore, Box<dyn Error>> {
    open(&url(postgres, host), ca).await
}

fn url(postgres: &Postgres, host: &str) -> String {
    let port = postgres.port();
    format!(
        "postgresql://oauth2:{PASSWORD}@{host}:{port}/postgres?hostaddr=127.0.0.1&application_name=tls"
    )
}

#[test]
fn the_page_shows_the_lines_that_are_tested() {
    let page = include_str!("../../../oauth2-runtime/docs/stores.md");
    let (_, block) = page.split_once("```text\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let tested = include_str!("tls.rs");
    let lines = || block.lines().map(str::trim).filter(|line| !line.is_empty());
    assert!(lines().count() > 5);
    for line in lines() {
        assert!(tested.lines().any(|tested| tested.trim() == line), "{line}");
    }
}

#[tokio::test]
async fn a_store_works_by_tls() {
    let postgres = Postgres::with_tls(PASSWORD);
    let trusted = postgres.certificate();
    let store = connect(&postgres, "localhost", &trusted).await.unwrap();
    let cli = Client::public("cli").name("Command line").build().unwrap();
    store.register(&cli).await.unwrap();
    for new in [refreshable(1), granted(2)] {
        assert_eq!(store.insert_access(new).await.unwrap(), Inserted::Live);
    }
    let rotated = store.rotate_refresh(rotation(100, 101)).await.unwrap();
    assert_eq!(rotated, RotatedRefresh::Rotated);
    assert!(store.find_access(&hash(101)).await.unwrap().is_some());
    let ended = store.revoke_client(&client("app"), at(20)).await.unwrap();
    assert_eq!(ended, 2);
    assert!(store.find_access(&hash(101)).await.unwrap().is_none());
    let ways = "SELECT DISTINCT ssl, version FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'tls'";
    assert_eq!(postgres.run(ways), "t|TLSv1.3\n");
}

#[tokio::test]
async fn a_server_that_is_not_trusted_is_refused_and_no_password_is_told() {
    let (postgres, other) = (Postgres::with_tls(PASSWORD), Postgres::with_tls(PASSWORD));
    let (trusted, strange) = (postgres.certificate(), other.certificate());
    let refused = connect(&postgres, "localhost", &strange).await;
    assert_tells(refused, "certificate");
    // The certificate is for another name.
    let refused = connect(&postgres, "db.example", &trusted).await;
    assert_tells(refused, "db.example");
    let wrong = url(&postgres, "localhost").replace(PASSWORD, "wonderwall");
    assert_tells(
        open(&wrong, &trusted).await,
        "password authentication failed",
    );
    // By no TLS, where the address asks for it and where the server does.
    let url = url(&postgres, "localhost");
    let refused = PostgresStore::connect(&format!("{url}&sslmode=require")).await;
    assert_tells(refused.map_err(Box::from), "TLS");
    let refused = PostgresStore::connect(&url).await;
    assert_tells(refused.map_err(Box::from), "pg_hba.conf rejects connection");
}

/// All that is printed of an error names this, and no password.
fn assert_tells(refused: Result<PostgresStore, Box<dyn Error>>, words: &str) {
    let error = refused.expect_err(words);
    assert!(error.is::<StoreError>(), "{error:?}");
    let mut printed = format!("{error:?} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(printed, " {error:?} {error}").unwrap();
        cause = error.source();
    }
    assert!(printed.contains(words), "{printed}");
    assert!(!printed.contains("wonder"), "{printed}");
}
