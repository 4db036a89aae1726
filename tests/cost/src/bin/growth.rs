//! `growth [TOKENS]`: what a request costs a provider that has little, and one that has much; what
//! live tokens take, and what is left of it when they are gone; what a person's grants cost beside
//! those of others, and how long a purge holds the store. In process, in microseconds; of requests the
//! least of nine samples, since others of the machine can only add to it, of the purge the longest
//! step.

#![expect(
    clippy::disallowed_methods,
    reason = "it measures time, with rows of its own"
)]

use axum::Router;
use axum::body::Body;
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use axum::http::{Request, StatusCode};
use cost::growth::{LITTLE, Much, REDIRECT};
use cost::workload::RIGHT;
use http_body_util::BodyExt as _;
use oauth2_runtime::{
    AccessRecord, ClientId, CodeRecord, GrantId, GrantRecord, MemoryStore, NewAccess, RefreshStart,
    ScopeSet, SentRedirect, Store, SubjectId, Timestamp, TokenHash,
};
use rand::Rng as _;
use std::fs;
use std::time::{Instant, SystemTime};
use tokio::runtime::Builder;
use tower::ServiceExt as _;

const SAMPLES: u32 = 9;
const ROUNDS: u32 = 1000;

fn main() {
    let most = std::env::args().nth(1);
    let most = most.map_or(1_000_000, |most| most.parse().expect("a number"));
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(async {
        gone_again().await;
        provider_with_much().await;
        person_among_others(most.min(1_000_000)).await;
        longest_step().await;
        provider_with_tokens(most).await;
    });
}

async fn provider_with_much() {
    println!("| | client_credentials | authorize |\n|---|--:|--:|");
    let (scopes, clients, redirects) = (true, 10_000, 1000);
    for (name, much) in [
        ("one of each", LITTLE),
        ("10,000 scopes", Much { scopes, ..LITTLE }),
        ("10,000 clients", Much { clients, ..LITTLE }),
        (
            "1,000 redirect URIs",
            Much {
                redirects,
                ..LITTLE
            },
        ),
    ] {
        let (router, scope) = much.server(MemoryStore::new()).expect("a provider");
        let token = least(&router, StatusCode::OK, || own_token(scope)).await;
        let authorize = least(&router, StatusCode::SEE_OTHER, || ask_code(scope)).await;
        println!("| {name} | {token:.2} | {authorize:.2} |");
    }
}

/// What the page of connected apps asks for, where everybody has a grant.
async fn person_among_others(most: usize) {
    println!("\n| grants of others | a person's grants |\n|---|--:|");
    let store = MemoryStore::new();
    let (mut people, mut wanted) = (0, 10_000);
    while wanted <= most {
        for number in people..wanted {
            let grant = grant(number);
            let mut new = own_access(grant.expires_at.seconds());
            new.access.grant = Some(grant.id);
            new.creates = Some(grant);
            let _ = store.insert_access(new).await.expect("memory");
        }
        people = wanted;
        let mut least = f64::MAX;
        for sample in 0..SAMPLES {
            // Each once, all over the store.
            let asked = (0..ROUNDS).map(|round| (round * SAMPLES + sample) as usize);
            let asked: Vec<_> = asked
                .map(|number| grant(number * 7919 % people).subject)
                .collect();
            let began = Instant::now();
            for person in &asked {
                let grants = store.grants_of(person, now()).await.expect("memory");
                assert_eq!(grants.len(), 1);
            }
            least = least.min(began.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
        }
        println!("| {people} | {least:.2} |");
        wanted *= 10;
    }
}

/// A second's worth of flows whose codes are past their end and whose grants live on: how long the
/// store is held at most while the codes go, by the hundred.
async fn longest_step() {
    const FLOWS: usize = 50_000;
    let store = MemoryStore::new();
    let (code_ends, family_ends) = (now(), Timestamp::from_seconds(now().seconds() + 3600));
    for number in 0..FLOWS {
        let mut new = own_access(family_ends.seconds());
        let mut grant = grant(number);
        grant.expires_at = code_ends;
        new.access.grant = Some(grant.id);
        new.refresh = Some(RefreshStart {
            family: random_hash(),
            current: random_hash(),
            scopes: ScopeSet::empty(),
            expires_at: family_ends,
        });
        let code = CodeRecord {
            hash: random_hash(),
            grant,
            redirect_uri: SentRedirect::from_stored(REDIRECT, true),
            challenge: None,
            expires_at: code_ends,
        };
        let _ = store.insert_code(code).await.expect("memory");
        let _ = store.insert_access(new).await.expect("memory");
    }
    let (mut longest, mut removed) = (0.0_f64, 0);
    while removed < FLOWS {
        let began = Instant::now();
        removed += store.purge_expired(now(), 100).await.expect("memory") as usize;
        longest = longest.max(began.elapsed().as_secs_f64() * 1e6);
    }
    let began = Instant::now();
    assert_eq!(store.purge_expired(now(), 100).await.expect("memory"), 0);
    longest = longest.max(began.elapsed().as_secs_f64() * 1e6);
    println!("\nlongest step of removing {FLOWS} codes of one second: {longest:.0} µs");
}

fn random_hash() -> TokenHash {
    let mut hash = [0; 32];
    rand::rng().fill_bytes(&mut hash);
    TokenHash::from_stored(hash)
}

fn grant(number: usize) -> GrantRecord {
    let id = (number as u128).to_be_bytes();
    GrantRecord {
        id: GrantId::from_stored(id),
        client_id: ClientId::parse("bench").expect("an identifier"),
        subject: SubjectId::new(number.to_string()),
        scopes: ScopeSet::empty(),
        created_at: now(),
        expires_at: Timestamp::from_seconds(now().seconds() + 3600),
    }
}

async fn provider_with_tokens(most: usize) {
    println!("\n| live tokens | client_credentials | MiB |\n|---|--:|--:|");
    let store = MemoryStore::new();
    let (router, scope) = LITTLE.server(store.clone()).expect("a provider");
    let (mut tokens, mut wanted) = (0, 10_000);
    while wanted <= most {
        for _ in tokens..wanted {
            keep(&store, now().seconds() + 3600).await;
        }
        tokens = wanted;
        let token = least(&router, StatusCode::OK, || own_token(scope)).await;
        println!("| {tokens} | {token:.2} | {} |", resident());
        wanted *= 10;
    }
}

/// A million tokens that are past their end, removed as the sweeper does, three times: what the
/// first took is what the next have.
async fn gone_again() {
    let store = MemoryStore::new();
    for _ in 0..3 {
        let before = resident();
        for _ in 0..1_000_000 {
            keep(&store, now().seconds() - 1).await;
        }
        let full = resident();
        let began = Instant::now();
        while store.purge_expired(now(), 100).await.expect("memory") == 100 {}
        let (took, after) = (began.elapsed(), resident());
        println!("MiB before a million tokens {before}, with them {full}, after them {after}");
        println!("removed in {took:?}, by the hundred\n");
    }
}

async fn keep(store: &MemoryStore, expires_at: u64) {
    let new = own_access(expires_at);
    let _ = store.insert_access(new).await.expect("memory");
}

fn own_access(expires_at: u64) -> NewAccess {
    let access = AccessRecord {
        hash: random_hash(),
        grant: None,
        client_id: ClientId::parse("bench").expect("an identifier"),
        subject: None,
        scopes: ScopeSet::empty(),
        issued_at: now(),
        expires_at: Timestamp::from_seconds(expires_at),
    };
    let (creates, refresh) = (None, None);
    NewAccess {
        access,
        creates,
        refresh,
    }
}

/// Microseconds of one request.
async fn least(router: &Router, wanted: StatusCode, request: impl Fn() -> Request<Body>) -> f64 {
    let mut least = f64::MAX;
    for _ in 0..SAMPLES {
        let began = Instant::now();
        for _ in 0..ROUNDS {
            let Ok(response) = router.clone().oneshot(request()).await;
            assert_eq!(response.status(), wanted);
            response.into_body().collect().await.expect("a body");
        }
        least = least.min(began.elapsed().as_secs_f64() * 1e6 / f64::from(ROUNDS));
    }
    least
}

fn own_token(scope: &str) -> Request<Body> {
    let request = Request::post("/token")
        .header(HOST, "127.0.0.1")
        .header(AUTHORIZATION, RIGHT)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    let body = format!("grant_type=client_credentials&scope={scope}");
    request.body(Body::from(body)).expect("a request")
}

fn ask_code(scope: &str) -> Request<Body> {
    let redirect = REDIRECT.replace(':', "%3A").replace('/', "%2F");
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let uri = format!(
        "/authorize?response_type=code&client_id=bench&redirect_uri={redirect}&scope={scope}\
         &state=xyz&code_challenge={challenge}&code_challenge_method=S256"
    );
    let request = Request::get(uri).header(HOST, "127.0.0.1");
    request.body(Body::empty()).expect("a request")
}

fn now() -> Timestamp {
    let since = SystemTime::UNIX_EPOCH.elapsed().expect("a clock");
    Timestamp::from_seconds(since.as_secs())
}

fn resident() -> u64 {
    let told = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = told.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() / 1024
}
