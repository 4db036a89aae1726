//! Every page: headers that shut browsers' doors, text that stays text, and the same as JSON.

use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, grants};
use sha2::{Digest as _, Sha256};
use std::sync::Arc;
use support::{
    AppScope, Browser, CAUSE, Desk, ISSUER, People, Reply, SECRET, base64, code_request, photos,
    photos_with,
};

const MARKUP: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)></title>{{7*7}}${7*7}";
const ESCAPED: &str = "&#34;&#39;&#62;&#60;script&#62;alert(1)&#60;/script&#62;";

fn memory() -> Arc<dyn Store> {
    Arc::new(MemoryStore::new().allow_any_issuer())
}

/// The style sheets that stand in the page, as a policy names them.
fn style_source(page: &Reply) -> String {
    let sheets = page.body.split("<style>").skip(1);
    let hashes: Vec<_> = sheets
        .filter_map(|rest| rest.split_once("</style>"))
        .map(|(sheet, _)| format!("'sha256-{}'", base64(&Sha256::digest(sheet))))
        .collect();
    if hashes.is_empty() {
        "'none'".to_owned()
    } else {
        hashes.join(" ")
    }
}

/// What every HTML reply has, whatever it says.
fn is_shut(page: &Reply) {
    assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
    for (name, value) in [
        ("x-frame-options", "DENY"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("cross-origin-opener-policy", "same-origin"),
    ] {
        assert_eq!(page.header(name), value, "{name}: {page:?}");
    }
    let policy = page.header("content-security-policy");
    let rules: Vec<_> = policy.split("; ").collect();
    for rule in [
        "default-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ] {
        assert!(rules.contains(&rule), "{rule}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("script-src"));
    let style = format!("style-src {}", style_source(page));
    assert!(rules.contains(&style.as_str()), "{style}: {policy}");
    assert!(page.body.matches("<style").count() <= 2);
    page.leads_nowhere_else();
    let body = page.body.to_ascii_lowercase();
    for word in ["<script", "javascript:", " style=", "<iframe", "http-equiv"] {
        assert!(!body.contains(word), "{word}: {body}");
    }
    let handlers = body
        .split([' ', '\n', '"'])
        .filter(|word| word.starts_with("on"));
    assert_eq!(
        handlers.filter(|word| word.contains('=')).count(),
        0,
        "{body}"
    );
}

/// rfc6749-10.13-1, rfc9700-4.2.4-1, rfc9700-4.2.4-2, rfc9700-4.16-1, web-csp-1, web-csp-3,
/// web-xfo-1, web-coop-1
/// attack-32
#[tokio::test]
async fn every_page_is_shut_against_frames_scripts_caches_and_third_parties() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let mut pages = vec![
        (200, browser.get("/login").await),
        (200, browser.get("/logout").await),
        (403, browser.sign_in_as("alice", "wrong").await),
        (400, browser.post("/login", &[]).await),
    ];
    browser.sign_in().await;
    let consent = browser.ask_code(&[]).await;
    let evil = [("origin", "https://evil.example")];
    pages.extend([
        (200, browser.get("/login").await),
        (200, browser.get("/logout").await),
        (200, browser.get("/oauth/apps").await),
        (200, consent.clone()),
        (400, browser.ask_code(&[("client_id", "nobody")]).await),
        (400, browser.decide(&consent, "perhaps").await),
        (
            403,
            browser
                .post_with("/oauth/authorize/decision", &evil, &[])
                .await,
        ),
    ]);
    browser.decide(&consent, "allow").await;
    pages.push((200, browser.get("/oauth/apps").await));
    pages.push((409, browser.decide(&consent, "deny").await));
    let (router, failure, ..) = Desk::on(memory());
    let mut browser = Browser::new(&router);
    pages.push((400, browser.ask_code(&[("client_id", "nobody")]).await));
    failure.of("find_client");
    pages.push((500, browser.ask_code(&[]).await));
    for (status, page) in &pages {
        page.is_page(*status);
        is_shut(page);
    }
}

/// rfc9700-4.12-1, oauth-v2-1-draft-7.5.3-1, web-status-1
/// attack-39
#[tokio::test]
async fn every_redirect_is_a_303_that_is_not_kept_and_tells_no_referrer() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    let to_login = browser.ask_code(&[]).await;
    let signed_in = browser.sign_in().await;
    let error = browser.ask_code(&[("scope", "nonsense")]).await;
    let page = browser.ask_code(&[]).await;
    let answer = browser.decide(&page, "allow").await;
    let remembered = browser.ask_code(&[]).await;
    let mut stranger = Browser::new(&router);
    let again = stranger.decide(&page, "allow").await;
    let wrong_flow = [
        ("username", "alice"),
        ("password", "wonderland"),
        ("ticket", "x"),
    ];
    let wrong_flow = stranger.post("/login", &wrong_flow).await;
    let denied = browser.ask_code(&[("scope", "photos:write")]).await;
    let denied = browser.decide(&denied, "deny").await;
    for reply in [
        wrong_flow, denied, to_login, signed_in, error, answer, remembered, again,
    ] {
        assert_eq!(reply.status, 303, "{reply:?}");
        assert_eq!(reply.header("referrer-policy"), "no-referrer", "{reply:?}");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        assert_eq!(reply.body, "");
    }
}

/// rfc6749-10.14-1, web-xss-1
/// attack-33
#[tokio::test]
async fn hostile_text_stays_text_wherever_it_comes_from() {
    let mallory = Client::confidential("m<b>&\"'", &ClientSecret::given(SECRET))
        .name(MARKUP)
        .redirect_uri("https://web.example/cb")
        .grants(grants::code)
        .scopes([AppScope::Read]);
    let mallory = mallory.build().expect("a client");
    let (router, ..) = photos_with(memory(), Settings::new(ISSUER), [mallory]);
    let mut browser = Browser::new(&router);
    let failed = browser.sign_in_as(MARKUP, "wrong").await;
    assert!(failed.body.contains(ESCAPED), "{}", failed.body);
    is_hostile_but_harmless(&failed);
    browser.sign_in().await;
    let asked = browser
        .ask_code(&[("client_id", "m<b>&\"'"), ("state", MARKUP)])
        .await;
    assert!(
        asked.body.contains(&format!("<h1><bdi>{ESCAPED}")),
        "{}",
        asked.body
    );
    let id = "<code><bdi>m&#60;b&#62;&#38;&#34;&#39;</bdi></code>";
    assert!(asked.body.contains(id), "{}", asked.body);
    is_hostile_but_harmless(&asked);
    for name in ["client_id", "redirect_uri"] {
        let page = browser.ask_code(&[(name, MARKUP)]).await;
        page.is_page(400);
        assert!(!page.body.contains("alert(1)"), "nothing is echoed");
    }
    for name in ["scope", "response_type", "response_mode", "code_challenge"] {
        let reply = browser.ask_code(&[(name, MARKUP)]).await;
        let told = reply.query("error_description").expect("an error");
        assert!(!told.contains("alert"), "nothing is echoed: {told}");
    }
    let (router, ..) = Desk::on(memory());
    let mut browser = Browser::new(&router);
    let person = [("x-user", MARKUP)];
    let asked = browser.get_with(&code_request(&[]), &person).await;
    assert!(
        asked.body.contains(&format!("signed in as <bdi>{ESCAPED}")),
        "{}",
        asked.body
    );
}

/// No tag but those of the templates.
fn is_hostile_but_harmless(page: &Reply) {
    assert!(page.body.contains("{{7*7}}${7*7}"), "{}", page.body);
    for tag in ["<script", "<img", "<b>"] {
        assert!(!page.body.contains(tag), "{tag}: {}", page.body);
    }
    assert_eq!(page.body.matches("</title>").count(), 1);
}

/// rfc6749-10.2-2, oauth-v2-1-draft-7.9-1
#[tokio::test]
async fn the_question_names_the_client_the_place_the_scopes_the_person_and_the_time() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let page = browser.ask_code(&[("scope", "read photos:write")]).await;
    let shown = page.reads();
    for text in [
        "Web &#38; Sons wants to access your photos.example account",
        "You have not used it here before.",
        "Its identifier here\nweb\n",
        "Where you go next\nweb.example\n",
        "See your photos",
        "Add and delete photos",
        "You are signed in as Alice",
        "Until you revoke it, 90 days at most",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    assert!(!page.body.contains("Manage your albums"), "not asked for");
}

/// Who asks is what the application has checked, or a name that anybody may take.
#[tokio::test]
async fn the_question_tells_a_checked_host_from_a_name_that_the_client_chose() {
    let checked = Client::confidential("checked", &ClientSecret::given(SECRET))
        .name("Billing")
        .verified_host("xn--bcher-kva.example")
        .redirect_uri("https://billing.example/cb")
        .grants(grants::code)
        .scopes([AppScope::Read]);
    let checked = checked.build().expect("a client");
    let (router, ..) = photos_with(memory(), Settings::new(ISSUER), [checked]);
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let place = ("redirect_uri", "https://billing.example/cb");
    let page = browser.ask_code(&[("client_id", "checked"), place]).await;
    let shown = page.reads();
    assert!(
        shown.contains("Verified: belongs to xn--bcher-kva.example"),
        "{shown}"
    );
    assert!(!shown.contains("Unverified"), "{shown}");
    let other = browser.ask_code(&[]).await.reads();
    assert!(
        other.contains("Unverified: it chose this name itself"),
        "{other}"
    );
    for host in [
        "",
        "Billing.example",
        "billing.example:443",
        "bücher.example",
        "a b",
        "a..b",
        "https://a",
    ] {
        let client = Client::public("c").verified_host(host).build();
        let fault = client.expect_err(host).to_string();
        assert!(fault.contains("verified host"), "{fault}");
    }
}

/// Every way to take JSON and no page gives the same transaction.
#[tokio::test]
async fn a_caller_that_takes_only_json_gets_the_transaction_as_json() {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    let wide = code_request(&[("scope", "read photos:write")]);
    for accept in ["application/json", "Application/JSON;q=0.9, text/plain"] {
        let reply = browser.get_with(&wide, &[("accept", accept)]).await;
        assert_eq!(reply.status, 200, "{reply:?}");
        assert_eq!(reply.header("content-type"), "application/json");
        assert_eq!(reply.header("cache-control"), "no-store");
        assert_eq!(reply.header("x-content-type-options"), "nosniff");
        let json = reply.json();
        assert_eq!(json["client"]["id"], "web");
        assert_eq!(json["client"]["name"], "Web & Sons");
        assert_eq!(json["user"]["name"], "Alice");
        assert_eq!(json["redirect"], "web.example");
        assert_eq!(json["scopes"][1]["sentence"], "Add and delete photos");
        let ticket = reply.text("transactionID");
        let pairs = [("transaction_id", ticket.as_str()), ("decision", "deny")];
        let answer = browser.post("/oauth/authorize/decision", &pairs).await;
        answer.is_error_redirect("access_denied");
    }
    let json = [("accept", "application/json")];
    let refused = code_request(&[("client_id", "nobody")]);
    browser.get_with(&refused, &json).await.is_page(400);
    for accept in ["", "*/*", "text/html,application/json;q=0.9", "text/plain"] {
        let reply = browser.get_with(&wide, &[("accept", accept)]).await;
        reply.is_page(200);
    }
    let ticket = browser.get_with(&wide, &json).await.text("transactionID");
    let pairs = [("transaction_id", ticket.as_str())];
    let answer = browser.post("/oauth/authorize/decision", &pairs).await;
    assert!(answer.query("code").is_some(), "yes unless it says no");
}

/// A provider with the legacy word for redirects of plain `http`.
#[oauth2_provider(grants(code), allow(http_redirect), login(form), scopes = AppScope)]
struct Lax {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

/// rfc6749-3.1.2.1-1
#[tokio::test]
async fn a_redirect_of_plain_http_is_refused_and_where_it_is_allowed_the_page_warns() {
    let old = Client::confidential("old", &ClientSecret::given(SECRET))
        .insecure_redirect("http://old.example/cb")
        .redirect_uri("https://old.example/cb")
        .grants(grants::code)
        .scopes([AppScope::Read]);
    let old = old.build().expect("a client");
    let lax = Lax {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new([old.clone()]).expect("clients"),
        people: People,
    };
    let lax = lax.at(ISSUER).expect("a server").router();
    let (strict, ..) = photos_with(memory(), Settings::new(ISSUER), [old]);
    let at = |uri| [("client_id", "old"), ("redirect_uri", uri)];
    for (router, allowed) in [(lax, true), (strict, false)] {
        let mut browser = Browser::new(&router);
        browser.sign_in().await;
        let safe = browser.ask_code(&at("https://old.example/cb")).await;
        safe.is_page(200);
        assert!(!safe.body.contains("without encryption"), "{}", safe.body);
        let plain = browser.ask_code(&at("http://old.example/cb")).await;
        if allowed {
            plain.is_page(200);
            assert!(plain.body.contains("without encryption"), "{}", plain.body);
        } else {
            plain.is_page(400);
        }
    }
}

#[tokio::test]
async fn a_page_that_cannot_be_written_gives_a_bare_one_without_the_cause() {
    let (router, failure, ..) = Desk::on(memory());
    let mut browser = Browser::new(&router);
    failure.of("error");
    let page = browser.ask_code(&[("client_id", "nobody")]).await;
    page.is_page(500);
    is_shut(&page);
    assert!(page.body.contains("correlation id") && !page.body.contains(CAUSE));
}
