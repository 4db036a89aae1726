//! Many passwords at once: what is under way counts too.

use axum::Router;
use futures_util::future::join_all;
use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use support::{Browser, Desk, FixedClock, Reply, SECRET};

/// So many passwords of one account may be under way at once.
const AT_ONCE: usize = 100;

/// Takes its time, and counts how often it is asked.
#[derive(Clone, Default)]
struct Slow(Arc<AtomicUsize>);

impl Users for Slow {
    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
        self.0.fetch_add(1, Ordering::SeqCst);
        // The right one takes longest.
        for _ in 0..=usize::from(password == "wonderland") {
            tokio::task::yield_now().await;
        }
        Ok((password == "wonderland").then(|| Subject::new(username)))
    }
}

#[oauth2_provider(grants(password), allow(password))]
struct Shop {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: Slow,
    #[oauth2(settings)]
    settings: Settings,
}

/// A caller at the shop, and how often its hook was asked.
fn shop() -> (Browser, Slow) {
    let client = Client::confidential("web", &ClientSecret::given(SECRET));
    let client = client.grants(grants::password).build().expect("a client");
    let people = Slow::default();
    let shop = Shop {
        store: MemoryStore::new(),
        clients: MemoryClients::new([client]).expect("clients"),
        people: people.clone(),
        settings: Settings::new("http://127.0.0.1:3000").clock(Arc::new(FixedClock::default())),
    };
    let router: Router = shop.router().expect("a router");
    let mut app = Browser::new(&router);
    app.address = "203.0.113.7".parse().ok();
    (app, people)
}

async fn attempt(app: &mut Browser, password: &str) -> Reply {
    let pairs = [
        ("grant_type", "password"),
        ("username", "alice"),
        ("password", password),
    ];
    app.token("web", &pairs).await
}

/// The statuses of 200 logins of one account that are under way together, and how often the hook
/// was asked.
async fn burst(password: &str) -> (Vec<u16>, usize) {
    let (app, people) = shop();
    let tries = (0..2 * AT_ONCE).map(|_| {
        let mut app = app.clone();
        async move { attempt(&mut app, password).await.status.as_u16() }
    });
    let statuses = join_all(tries).await;
    (statuses, people.0.load(Ordering::SeqCst))
}

#[tokio::test]
async fn a_burst_of_guesses_cannot_outrun_the_counting() {
    let (statuses, asked) = burst("guess").await;
    let of = |status| statuses.iter().filter(|known| **known == status).count();
    assert_eq!((of(400), of(429)), (10, 2 * AT_ONCE - 10));
    assert_eq!(asked, AT_ONCE);
}

/// Were the right one of a burst told apart, the burst would have been worth it.
#[tokio::test]
async fn what_comes_back_after_ten_failures_of_a_burst_does_not_tell_right_from_wrong() {
    let (mut app, _) = shop();
    let tries = (0..50).map(|at| {
        let mut app = app.clone();
        async move { attempt(&mut app, if at == 40 { "wonderland" } else { "guess" }).await }
    });
    let replies = join_all(tries).await;
    let (known, told_nothing): (Vec<_>, Vec<_>) =
        replies.iter().partition(|reply| reply.status == 400);
    assert_eq!((known.len(), told_nothing.len()), (10, 40));
    for reply in told_nothing {
        assert_eq!(
            (reply.status, &reply.body),
            (replies[40].status, &replies[40].body)
        );
    }
    assert_eq!(replies[40].status, 429, "{:?}", replies[40]);
    assert_eq!(attempt(&mut app, "wonderland").await.status, 429);
}

#[tokio::test]
async fn right_passwords_in_a_burst_are_taken_as_long_as_no_more_are_under_way() {
    let (statuses, _) = burst("wonderland").await;
    let right = statuses.iter().filter(|known| **known == 200).count();
    assert_eq!(right, AT_ONCE);
    assert!(statuses.iter().all(|known| [200, 429].contains(known)));
}

/// What fails for another reason is nobody's guess.
#[tokio::test]
async fn a_hook_that_fails_is_not_counted_against_who_asked() {
    let (router, failure, ..) = Desk::on(Arc::new(MemoryStore::new().allow_any_issuer()));
    let mut app = Browser::new(&router);
    app.address = "203.0.113.7".parse().ok();
    failure.of("validate_user");
    for _ in 0..20 {
        assert_eq!(attempt(&mut app, "wonderland").await.status, 500);
    }
    failure.of("");
    assert_eq!(attempt(&mut app, "wonderland").await.status, 200);
}
