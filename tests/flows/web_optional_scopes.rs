//! Scopes that a person may leave out: what is granted is what was ticked.

use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientSecret, MemoryStore};
use support::{Browser, ISSUER, People, Reply, SECRET};

#[derive(Clone, Copy, Scopes)]
enum Wish {
    /// See your photos
    #[scope(default)]
    Read,
    /// Share your photos
    #[scope("photos:share", optional)]
    Share,
    /// Count your photos
    #[scope(default, optional)]
    Count,
}

#[oauth2_provider(grants(code, refresh_token), login(form), scopes = Wish)]
struct Album {
    #[oauth2(store)]
    store: MemoryStore,
    #[oauth2(clients)]
    clients: MemoryClients,
    #[oauth2(users)]
    people: People,
}

const ALL: (&str, &str) = ("scope", "read photos:share count");
const SHARE: (&str, &str) = ("scope:photos:share", "on");
const COUNT: (&str, &str) = ("scope:count", "on");

async fn signed_in() -> Browser {
    let client = Client::confidential("web", &ClientSecret::given(SECRET))
        .redirect_uri("https://web.example/cb")
        .grants((grants::code, grants::refresh_token))
        .scopes([Wish::Read, Wish::Share, Wish::Count])
        .build();
    let album = Album {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(client).expect("a client"),
        people: People,
    };
    let mut browser = Browser::new(&album.at(ISSUER).expect("a server").router().with_state(()));
    browser.sign_in().await;
    browser
}

async fn answer(browser: &mut Browser, page: &Reply, ticks: &[(&str, &str)]) -> Reply {
    let ticket = page.field("transaction_id").expect("a ticket");
    let mut pairs = vec![("transaction_id", ticket.as_str())];
    pairs.extend(ticks);
    browser.post("/oauth/authorize/decision", &pairs).await
}

async fn granted(browser: &mut Browser, answer: &Reply) -> String {
    let code = answer.query("code").unwrap_or_else(|| panic!("{answer:?}"));
    browser.redeem(&code).await.text("scope")
}

/// Whether the box of this scope is on the page, and ticked.
fn boxed(page: &Reply, name: &str) -> Option<bool> {
    let field = format!("<input type=\"checkbox\" name=\"scope:{name}\"");
    let (_, rest) = page.body.split_once(&field)?;
    Some(rest.starts_with(" checked"))
}

#[tokio::test]
async fn what_is_granted_is_what_was_ticked() {
    for (ticks, scope) in [
        (&[][..], "read"),
        (&[SHARE], "photos:share read"),
        (&[COUNT], "count read"),
        (&[SHARE, COUNT], "count photos:share read"),
    ] {
        let mut browser = signed_in().await;
        let page = browser.ask_code(&[ALL]).await;
        assert_eq!(
            boxed(&page, "photos:share"),
            Some(false),
            "unticked at first"
        );
        assert_eq!(boxed(&page, "read"), None, "this one is asked for as it is");
        let allowed = answer(&mut browser, &page, ticks).await;
        assert_eq!(granted(&mut browser, &allowed).await, scope);
    }
}

#[tokio::test]
async fn a_form_adds_no_scope_and_takes_no_other_away() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[("scope", "read count")]).await;
    let more = [
        SHARE,
        COUNT,
        ("scope:read", ""),
        ("scope:admin", "on"),
        ("scope", "admin"),
    ];
    let allowed = answer(&mut browser, &page, &more).await;
    assert_eq!(granted(&mut browser, &allowed).await, "count read");
}

#[tokio::test]
async fn a_yes_to_nothing_is_a_no() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[("scope", "photos:share")]).await;
    assert!(
        !page.reads().contains("It will be able to"),
        "nothing by itself"
    );
    let refused = answer(&mut browser, &page, &[("decision", "allow")]).await;
    refused.is_error_redirect("access_denied");
}

/// The code is bound to the boxes: a second answer with others is too late, the same one is not.
#[tokio::test]
async fn a_second_click_with_other_boxes_gives_nothing() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[ALL]).await;
    let first = answer(&mut browser, &page, &[SHARE]).await;
    for other in [&[][..], &[COUNT], &[SHARE, COUNT]] {
        answer(&mut browser, &page, other).await.is_page(409);
    }
    let again = answer(&mut browser, &page, &[SHARE]).await;
    assert_eq!(again.query("code"), first.query("code"));
    assert_eq!(granted(&mut browser, &first).await, "photos:share read");
}

/// What was left out is asked again; what was ticked stays ticked, and what is new is marked.
#[tokio::test]
async fn the_next_question_knows_what_was_ticked() {
    let mut browser = signed_in().await;
    let page = browser.ask_code(&[ALL]).await;
    assert!(page.reads().contains("You have not used it here before."));
    assert!(!page.body.contains("<em>new</em>"), "all of it is new");
    let allowed = answer(&mut browser, &page, &[COUNT]).await;
    granted(&mut browser, &allowed).await;
    let page = browser.ask_code(&[ALL]).await;
    assert_eq!(boxed(&page, "photos:share"), Some(false));
    assert_eq!(boxed(&page, "count"), Some(true));
    assert!(!page.reads().contains("You have not used it here before."));
    assert_eq!(page.body.matches("<em>new</em>").count(), 1);
    let remembered = browser.ask_code(&[("scope", "read count")]).await;
    assert_eq!(granted(&mut browser, &remembered).await, "count read");
}
