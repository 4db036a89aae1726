//! The parts of a request that are ours, in nanoseconds: `cargo bench -p tests --bench parts`.

#![expect(
    clippy::expect_used,
    reason = "a benchmark that cannot set itself up must fail there"
)]

use axum::body::Body;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use http::Request;
use oauth2_runtime::{
    AccessRecord, CachedStore, Client, ClientId, ClientSecret, MemoryStore, NewAccess, RedirectUri,
    ScopeSet, SqliteStore, Store, Timestamp, TokenHash, grants,
};
use std::hint::black_box;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

criterion_group!(parts, scopes, clients, tokens, cached, endpoints);
criterion_main!(parts);

fn runtime() -> Runtime {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime")
}

fn scopes(criterion: &mut Criterion) {
    criterion.bench_function("scope: parse ten words", |bencher| {
        let text = "a b c d e f g h i j";
        bencher.iter(|| ScopeSet::parse(black_box(text)));
    });
    criterion.bench_function("scope: narrow a hundred words to ten", |bencher| {
        let words: Vec<_> = (0..100).map(|word| format!("s{word}")).collect();
        let ten: Vec<_> = words.iter().take(10).cloned().collect();
        let (all, ten) = (words.join(" "), ten.join(" "));
        let [all, ten] = [all, ten].map(|text| ScopeSet::parse(&text).expect("scopes"));
        bencher.iter(|| black_box(&all).narrow(black_box(&ten)));
    });
}

fn clients(criterion: &mut Criterion) {
    let secret = ClientSecret::random();
    let client = Client::confidential("c", &secret).grants(grants::client_credentials);
    let client = client.build().expect("a client");
    criterion.bench_function("client: prove a secret", |bencher| {
        bencher.iter(|| client.has_secret(black_box(secret.expose())));
    });
    criterion.bench_function("client: parse a redirect URI", |bencher| {
        bencher.iter(|| RedirectUri::parse(black_box("https://app.example/callback?tenant=1")));
    });
}

/// A store with a hundred thousand tokens of one client.
fn tokens(criterion: &mut Criterion) {
    let (runtime, store) = (runtime(), MemoryStore::new());
    let mut next = 0;
    let mut token = || {
        next += 1;
        access(next)
    };
    for _ in 0..100_000 {
        let kept = runtime.block_on(store.insert_access(token()));
        let _ = kept.expect("kept");
    }
    criterion.bench_function("memory: keep a token", |bencher| {
        bencher.iter_batched(
            &mut token,
            |token| runtime.block_on(store.insert_access(token)),
            BatchSize::SmallInput,
        );
    });
    criterion.bench_function("memory: find a token", |bencher| {
        let known = access(1234).access.hash;
        bencher.iter(|| runtime.block_on(store.find_access(black_box(&known))));
    });
}

/// A look-up in a database of a hundred thousand tokens, and through a cache that has seen them all
/// and is full: behind `max_age` one of them asks the database again.
fn cached(criterion: &mut Criterion) {
    let (runtime, store) = (runtime(), SqliteStore::in_memory().expect("a store"));
    let cached = CachedStore::new(store.clone(), 100_000);
    runtime.block_on(async {
        for number in 0..100_000 {
            let token = access(number);
            let hash = token.access.hash;
            let _ = store.insert_access(token).await.expect("kept");
            assert!(cached.find_access(&hash).await.expect("told").is_some());
        }
    });
    let known = access(1234).access.hash;
    let mut find = |name: &str, store: &dyn Store| {
        criterion.bench_function(name, |bencher| {
            bencher.iter(|| runtime.block_on(store.find_access(black_box(&known))));
        });
    };
    find("sqlite: find a token", &store);
    find("cache over sqlite: find a token", &cached);
}

/// Spread over all hashes, as real ones are.
fn access(number: u64) -> NewAccess {
    let mut hash = [0; 32];
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash[..8].copy_from_slice(&spread.to_be_bytes());
    NewAccess {
        access: AccessRecord {
            hash: TokenHash::from_stored(hash),
            grant: None,
            client_id: ClientId::parse("c").expect("an identifier"),
            subject: None,
            scopes: ScopeSet::parse("read").expect("a scope"),
            issued_at: Timestamp::from_seconds(1_800_000_000),
            expires_at: Timestamp::from_seconds(1_800_000_900),
        },
        creates: None,
        refresh: None,
    }
}

/// Whole requests, in process.
fn endpoints(criterion: &mut Criterion) {
    let runtime = runtime();
    let (app, _server) = runtime.block_on(async {
        bench::app("http://127.0.0.1", MemoryStore::new()).expect("a provider")
    });
    let request = || {
        Request::post("/token")
            .header("authorization", "Basic YmVuY2g6YmVuY2gtc2VjcmV0")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("grant_type=client_credentials&scope=default"))
            .expect("a request")
    };
    criterion.bench_function("token endpoint: client_credentials", |bencher| {
        bencher.iter_batched(
            request,
            |request| runtime.block_on(app.clone().oneshot(request)),
            BatchSize::SmallInput,
        );
    });
}
