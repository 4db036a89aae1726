//! The page of connected apps: what a person gave to whom, and how they take it back.

mod revoking;

use axum::Router;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{Paths, grants};
use std::sync::Arc;
use support::{
    AppScope, Browser, FixedClock, ISSUER, Reply, SECRET, clients, photos, photos_on, photos_with,
    redeeming,
};

const APPS: &str = "/oauth/apps";
const DAY: u64 = 24 * 60 * 60;

/// A login of the application's own: the header `x-user` says who is there.
#[oauth2_provider(grants(code, refresh_token), scopes = AppScope)]
struct Own {
    #[oauth2(store)]
    store: Arc<dyn Store>,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(settings)]
    settings: Settings,
}

impl Login for Own {
    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
        let user = request.headers.get("x-user");
        Ok(user.and_then(|user| user.to_str().ok()).map(Subject::new))
    }

    fn login_redirect(&self, return_to: &str) -> String {
        format!("/own-login?then={return_to}")
    }
}

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

/// A provider of one kind of login.
struct Place {
    router: Router,
    clock: FixedClock,
    form: bool,
}

/// One with `login(form)`, one with a login of its own.
fn places() -> [Place; 2] {
    let (router, _, form_clock) = photos();
    let clock = FixedClock::default();
    let own = Own {
        store: memory(),
        clients: MemoryClients::new(clients()).expect("clients"),
        settings: Settings::new(ISSUER).clock(Arc::new(clock.clone())),
    };
    let of = |router, clock, form| Place {
        router,
        clock,
        form,
    };
    [
        of(router, form_clock, true),
        of(own.router().expect("a server"), clock, false),
    ]
}

impl Place {
    fn stranger(&self) -> Browser {
        Browser::new(&self.router)
    }

    async fn person(&self, name: &'static str, password: &str) -> Browser {
        let mut browser = self.stranger();
        if self.form {
            assert_eq!(browser.sign_in_as(name, password).await.status, 303);
        } else {
            browser.user = Some(name);
        }
        browser
    }

    async fn alice(&self) -> Browser {
        self.person("alice", "wonderland").await
    }

    async fn bob(&self) -> Browser {
        self.person("bob", "builder").await
    }
}

/// What a person's consent gives to the client `web`.
async fn web(browser: &mut Browser, scope: &str) -> Reply {
    let code = browser.code_with(&[("scope", scope)]).await;
    browser.redeem(&code).await
}

const SECOND: (&str, &str) = ("redirect_uri", "https://other.example/second");

/// What a person's consent gives to the client `other`.
async fn other(browser: &mut Browser) -> Reply {
    let ask = [("client_id", "other"), SECOND, ("scope", "read")];
    let code = browser.code_with(&ask).await;
    browser.token("other", &redeeming(&code, &[SECOND])).await
}

/// Whether the access token of a reply is live, as its client is told.
async fn is_live(browser: &Browser, client_id: &str, reply: &Reply) -> bool {
    let token = reply.text("access_token");
    let pairs = [("token", token.as_str())];
    let mut app = browser.clone();
    let told = app.post_as(client_id, "/oauth/introspect", &pairs).await;
    told.json()["active"] == true
}

/// The clients on the page, from the top, each with the part of the page that is about it.
fn listed(page: &Reply) -> Vec<(String, String)> {
    page.is_page(200);
    let parts = page.body.split_inclusive("</form>");
    let one = |part: &str| {
        let (_, rest) = part.split_once("name=\"client_id\" value=\"")?;
        Some((rest.split_once('"')?.0.to_owned(), part.to_owned()))
    };
    parts.filter_map(one).collect()
}

fn names(page: &Reply) -> Vec<String> {
    listed(page).into_iter().map(|(name, _)| name).collect()
}

async fn apps(browser: &mut Browser) -> Vec<String> {
    names(&browser.get(APPS).await)
}

/// Posts the form for this client, with the ticket of this page.
async fn revoke(browser: &mut Browser, page: &Reply, client_id: &str) -> Reply {
    let ticket = page.field("ticket").expect("a ticket");
    let pairs = [("ticket", ticket.as_str()), ("client_id", client_id)];
    browser.post(APPS, &pairs).await
}

#[tokio::test]
async fn a_person_sees_which_apps_may_do_what_since_when_and_which_was_used_last() {
    for place in places() {
        let mut alice = place.alice().await;
        let page = alice.get(APPS).await;
        assert!(names(&page).is_empty() && page.field("ticket").is_none());
        assert!(page.body.contains("No application"), "{page:?}");
        let first = web(&mut alice, "photos:write").await;
        place.clock.advance(DAY);
        let mut alice = place.alice().await;
        web(&mut alice, "read").await;
        place.clock.advance(DAY);
        let mut alice = place.alice().await;
        other(&mut alice).await;
        assert_eq!(apps(&mut alice).await, ["other", "web"]);
        place.clock.advance(DAY);
        let mut alice = place.alice().await;
        alice.refresh(&first.text("refresh_token")).await;
        let page = alice.get(APPS).await;
        let all = listed(&page);
        let (_, of_web) = all.first().expect("web");
        for told in [
            "Web &#38; Sons",
            "See your photos",
            "Add and delete photos",
            "2027-01-15",
            "2027-01-18",
            "aria-label=\"Revoke access of Web &#38; Sons\"",
        ] {
            assert!(of_web.contains(told), "{told}: {of_web}");
        }
        let (name, of_other) = all.get(1).expect("other");
        assert_eq!((name.as_str(), all.len()), ("other", 2));
        assert!(!of_other.contains("Add and delete"), "{of_other}");
        assert_eq!(of_other.matches(">2027-01-17<").count(), 2, "{of_other}");
        assert!(apps(&mut place.bob().await).await.is_empty());
    }
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_and_comes_back_to_the_list() {
    for place in places() {
        let mut alice = place.alice().await;
        let tokens = web(&mut alice, "read").await;
        let page = alice.get(APPS).await;
        let login = if place.form {
            "/login?return_to=%2Foauth%2Fapps"
        } else {
            "/own-login?then=%2Foauth%2Fapps"
        };
        let mut stranger = place.stranger();
        let asked = stranger.get(APPS).await;
        assert_eq!(
            (asked.status.as_u16(), asked.header("location")),
            (303, login)
        );
        // Half a day later the session of the form is over, and so is the ticket.
        let tokens = alice.refresh(&tokens.text("refresh_token")).await;
        place.clock.advance(DAY / 2);
        alice.user = None;
        let late = revoke(&mut alice, &page, "web").await;
        assert_eq!(
            (late.status.as_u16(), late.header("location")),
            (303, login)
        );
        place.clock.turn_back(DAY / 2);
        assert!(is_live(&alice, "web", &tokens).await);
        if place.form {
            let form = stranger.get(login).await;
            let ticket = form.field("ticket").expect("a ticket");
            let pairs = [
                ("username", "alice"),
                ("password", "wonderland"),
                ("ticket", &ticket),
            ];
            let back = stranger.post("/login", &pairs).await;
            assert_eq!((back.status.as_u16(), back.header("location")), (303, APPS));
            assert_eq!(apps(&mut stranger).await, ["web"]);
        }
    }
}

#[tokio::test]
async fn the_list_may_be_elsewhere_and_a_login_returns_there_alone() {
    let settings = Settings::new(ISSUER).paths(Paths::default().apps("/me/apps"));
    let (router, ..) = photos_with(memory(), settings, []);
    assert_eq!(Browser::new(&router).get(APPS).await.status, 404);
    for (to, back) in [("/me/apps", "/me/apps"), (APPS, "/login")] {
        let mut browser = Browser::new(&router);
        let form = browser.get(&format!("/login?return_to={to}")).await;
        let ticket = form.field("ticket").expect("a ticket");
        let pairs = [
            ("username", "alice"),
            ("password", "wonderland"),
            ("ticket", &ticket),
        ];
        let reply = browser.post("/login", &pairs).await;
        assert_eq!(reply.header("location"), back, "{to}");
    }
}

/// A client's name is whatever its owner wrote.
#[tokio::test]
async fn a_hostile_name_of_a_client_stays_text_on_the_list() {
    let markup = "\"'><script>alert(1)</script></title>{{7*7}}";
    let hostile = Client::confidential("evil \"<id>", &ClientSecret::given(SECRET))
        .name(markup)
        .redirect_uri("https://evil.example/cb")
        .grants((grants::code, grants::refresh_token))
        .scopes([AppScope::Read])
        .build();
    let (router, ..) = photos_with(memory(), Settings::new(ISSUER), hostile);
    let mut alice = Browser::new(&router);
    let place = ("redirect_uri", "https://evil.example/cb");
    alice
        .code_with(&[("client_id", "evil \"<id>"), place])
        .await;
    let page = alice.get(APPS).await;
    let escaped = "&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;&#60;/title&#62;{{7*7}}";
    assert!(page.body.contains(escaped), "{page:?}");
    assert!(!page.body.contains("<script") && !page.body.contains("<id>"));
    assert_eq!(names(&page), ["evil &#34;&#60;id&#62;"]);
    revoke(&mut alice, &page, "evil \"<id>").await;
    assert!(apps(&mut alice).await.is_empty());
}

#[tokio::test]
async fn an_app_that_is_no_longer_registered_is_shown_by_its_identifier_and_can_be_revoked() {
    let (router, server, _) = photos();
    let mut alice = Browser::new(&router);
    let tokens = web(&mut alice, "read").await;
    server.provider().clients.disable("web").expect("a client");
    let page = alice.get(APPS).await;
    let all = listed(&page);
    let (name, part) = all.first().expect("web");
    assert_eq!((name.as_str(), all.len()), ("web", 1));
    assert!(part.contains("Revoke access of web"), "{part}");
    assert!(part.contains("no longer registered"), "{part}");
    assert!(!page.body.contains("Sons"), "{page:?}");
    let token = tokens.text("access_token");
    assert_eq!(alice.with_token("/api/me", &token).await.status, 200);
    revoke(&mut alice, &page, "web").await;
    assert_eq!(alice.with_token("/api/me", &token).await.status, 401);
}

/// What the application has renamed since.
#[derive(Clone, Copy, Scopes)]
enum Fewer {
    /// Look at your albums
    Read,
}

#[oauth2_provider(grants(code), scopes = Fewer)]
struct Later {
    #[oauth2(store)]
    store: Arc<dyn Store>,
    #[oauth2(clients, login)]
    own: Always,
    #[oauth2(settings)]
    settings: Settings,
}

/// Alice is always there, and there is one client, whatever was asked for.
struct Always(Client);

impl Login for Always {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(Some(Subject::new("user-1")))
    }

    fn login_redirect(&self, _: &str) -> String {
        "/".to_owned()
    }
}

impl Clients for Always {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(Some(self.0.clone()))
    }
}

/// What [`Later`] shows of a grant to `web`, when this client is the one that it finds.
async fn seen_later(client_id: &str) -> String {
    let store = memory();
    let (router, _, clock) = photos_on(store.clone());
    web(&mut Browser::new(&router), "read photos:write").await;
    let mut known = clients().into_iter();
    let found = known.find(|client| client.id().as_str() == client_id);
    let later = Later {
        store,
        own: Always(found.expect("a client")),
        settings: Settings::new(ISSUER).clock(Arc::new(clock)),
    };
    let router: Router = later.router().expect("a server");
    let page = Browser::new(&router).get(APPS).await;
    let mut all = listed(&page);
    assert_eq!(all.len(), 1, "{page:?}");
    all.remove(0).1
}

#[tokio::test]
async fn a_scope_that_is_no_longer_declared_is_shown_by_its_word() {
    let part = seen_later("web").await;
    for told in [
        "Revoke access of Web &#38; Sons",
        "<span dir=\"auto\">Look at your albums</span>",
        "<code>photos:write</code>",
    ] {
        assert!(part.contains(told), "{told}: {part}");
    }
    assert!(!part.contains("<code>read</code>"), "{part}");
}

/// A hook whose table folds names, or is wrong, lends nobody another client's name.
#[tokio::test]
async fn a_client_that_was_not_asked_for_is_as_none() {
    let part = seen_later("other").await;
    assert!(part.contains("Revoke access of web"), "{part}");
    assert!(part.contains("no longer registered"), "{part}");
}
