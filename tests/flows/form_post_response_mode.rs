//! OAuth 2.0 Form Post Response Mode: the answer as a page with a form and one button.

use oauth2_runtime::grants;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{MemoryStore, Settings};
use support::{Browser, ISSUER, Reply, photos};

const BY_FORM: (&str, &str) = ("response_mode", "form_post");

async fn signed_in() -> Browser {
    let (router, ..) = photos();
    let mut browser = Browser::new(&router);
    browser.sign_in().await;
    browser
}

/// The page carries these fields to the redirect URI, and nothing runs by itself.
fn carries(page: &Reply, redirect_uri: &str, fields: &[&str]) {
    page.is_page(200);
    assert_eq!(page.header("cache-control"), "no-store");
    assert_eq!(page.header("x-frame-options"), "DENY");
    let policy = page.header("content-security-policy");
    assert!(!policy.contains("form-action"), "it would stop the form");
    let form = format!("<form method=\"post\" action=\"{redirect_uri}\">");
    assert!(page.body.contains(&form), "{}", page.body);
    let names = page.body.split("<input type=\"hidden\" name=\"").skip(1);
    let names: Vec<_> = names.filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(names, fields, "{}", page.body);
    assert_eq!(page.body.matches("<button").count(), 1);
    assert!(!page.body.contains("<script"));
    assert!(!page.headers.contains_key("location"));
}

#[tokio::test]
async fn a_code_comes_by_a_form_and_is_redeemed_as_any_other() {
    let mut browser = signed_in().await;
    let asked = browser.ask_code(&[BY_FORM]).await;
    let answer = browser.decide(&asked, "allow").await;
    carries(&answer, "https://web.example/cb", &["code", "state", "iss"]);
    assert!(answer.reads().contains("It goes to web.example."));
    assert_eq!(answer.field("state").as_deref(), Some("xyz"));
    assert_eq!(answer.field("iss").as_deref(), Some(ISSUER));
    let again = browser.decide(&asked, "allow").await;
    assert_eq!(again.field("code"), answer.field("code"), "a double click");
    let code = answer.field("code").expect("a code");
    assert_eq!(browser.redeem(&code).await.status, 200);
    // Remembered: the same page without a question.
    let remembered = browser.ask_code(&[BY_FORM]).await;
    carries(
        &remembered,
        "https://web.example/cb",
        &["code", "state", "iss"],
    );
}

#[tokio::test]
async fn a_token_comes_by_a_form_in_the_place_of_the_fragment() {
    let mut browser = signed_in().await;
    let token = [
        ("client_id", "page"),
        ("redirect_uri", "https://page.example/cb?tab=2"),
        ("response_type", "token"),
        BY_FORM,
    ];
    let asked = browser.ask_code(&token).await;
    let answer = browser.decide(&asked, "allow").await;
    let fields = [
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "state",
        "iss",
    ];
    carries(&answer, "https://page.example/cb?tab=2", &fields);
}

#[tokio::test]
async fn a_refusal_comes_the_same_way() {
    let mut browser = signed_in().await;
    let fields = ["error", "error_description", "state", "iss"];
    let asked = browser.ask_code(&[BY_FORM]).await;
    let denied = browser.decide(&asked, "deny").await;
    carries(&denied, "https://web.example/cb", &fields);
    assert_eq!(denied.field("error").as_deref(), Some("access_denied"));
    for (name, value, error) in [
        ("scope", "nonsense", "invalid_scope"),
        ("response_type", "nonsense", "unsupported_response_type"),
        ("code_challenge_method", "plain", "invalid_request"),
    ] {
        let refused = browser.ask_code(&[BY_FORM, (name, value)]).await;
        carries(&refused, "https://web.example/cb", &fields);
        assert_eq!(refused.field("error").as_deref(), Some(error));
    }
}

#[tokio::test]
async fn what_a_client_sent_stays_text_in_the_form() {
    let mut browser = signed_in().await;
    let state = "\"><script>alert(1)</script>";
    let asked = browser.ask_code(&[BY_FORM, ("state", state)]).await;
    let answer = browser.decide(&asked, "deny").await;
    assert!(!answer.body.contains("<script"), "{}", answer.body);
    let shown = answer.field("state").expect("a state");
    assert_eq!(shown, "&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;");
}

/// A form cannot be posted to an application's own scheme.
#[tokio::test]
async fn an_application_with_its_own_scheme_is_answered_by_redirect() {
    let mut browser = signed_in().await;
    let app = [
        ("client_id", "cli"),
        ("redirect_uri", "com.example.cli:/callback"),
        BY_FORM,
    ];
    let refused = browser.ask_code(&app).await;
    assert_eq!(refused.status, 303, "{refused:?}");
    assert!(
        refused
            .header("location")
            .starts_with("com.example.cli:/callback?error=invalid_request")
    );
}

/// Browsers write line ends of a form their own way, and the state must come back as it was.
#[tokio::test]
async fn a_state_that_a_form_would_change_is_answered_by_redirect() {
    let mut browser = signed_in().await;
    for state in ["a\nb", "a\rb", "a\0b"] {
        let refused = browser.ask_code(&[BY_FORM, ("state", state)]).await;
        refused.is_error_redirect("invalid_request");
        assert_eq!(refused.query("state").as_deref(), Some(state));
    }
}

#[tokio::test]
async fn any_other_mode_than_the_usual_one_and_the_form_is_refused() {
    let mut browser = signed_in().await;
    for mode in ["fragment", "FORM_POST", "form_post ", "jwt"] {
        let refused = browser.ask_code(&[("response_mode", mode)]).await;
        refused.is_error_redirect("invalid_request");
    }
}

/// The page is an application's to write, and one that fails keeps the code to itself.
#[tokio::test]
async fn the_page_may_be_replaced_and_its_fields_are_no_debug_text() {
    use oauth2_runtime::{FormPostView, Html};
    struct Own;
    impl Pages for Own {
        fn form_post(&self, view: &FormPostView<'_>) -> HookResult<Html> {
            let shown = format!("{view:?}");
            assert!(!shown.contains("oac_"), "{shown}");
            Ok(Html::new(format!(
                "{} to {}",
                view.fields.len(),
                view.place.as_str()
            )))
        }
    }
    #[oauth2_provider(grants(code), login(form))]
    struct Small {
        #[oauth2(store)]
        store: MemoryStore,
        #[oauth2(clients)]
        clients: MemoryClients,
        #[oauth2(users)]
        people: support::People,
        #[oauth2(pages)]
        pages: Own,
        #[oauth2(settings)]
        settings: Settings,
    }
    let client = Client::public("small")
        .redirect_uri("https://small.example/cb")
        .grants(grants::code)
        .build();
    let small = Small {
        store: MemoryStore::new().allow_any_issuer(),
        clients: MemoryClients::new(client).expect("a client"),
        people: support::People,
        pages: Own,
        settings: Settings::new(ISSUER),
    };
    let mut browser = Browser::new(&small.router().expect("a server"));
    browser.sign_in().await;
    let pairs = [
        ("client_id", "small"),
        ("redirect_uri", "https://small.example/cb"),
        ("scope", ""),
        BY_FORM,
    ];
    let asked = browser.ask_code(&pairs).await;
    let answer = browser.decide(&asked, "allow").await;
    assert_eq!(answer.body, "3 to small.example");
}
