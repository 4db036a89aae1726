//! Taking an app's access back: at once, all of it, and by the person's own form alone.

use super::{APPS, SECOND, apps, is_live, other, places, revoke, web};
use crate::capture::Log;
use support::{Browser, query_of};

/// RFC 6749 §10.3: revoking works at once, for all that the client holds.
#[tokio::test]
async fn an_app_that_is_revoked_has_nothing_left_at_once_and_must_ask_anew() {
    for place in places() {
        let mut alice = place.alice().await;
        let older = web(&mut alice, "photos:write").await;
        let newer = web(&mut alice, "read").await;
        let refreshed = alice.refresh(&newer.text("refresh_token")).await;
        let code = alice.code_with(&[("scope", "read")]).await;
        let others = other(&mut alice).await;
        let mut bob = place.bob().await;
        let bobs = web(&mut bob, "read").await;
        let page = alice.get(APPS).await;
        let log = Log::start();
        for again in 0..2 {
            let reply = revoke(&mut alice, &page, "web").await;
            assert_eq!((reply.status.as_u16(), again), (303, again), "{reply:?}");
            assert_eq!(reply.header("location"), APPS);
            assert_eq!(reply.header("cache-control"), "no-store");
            assert_eq!(log.events("app_disconnected"), 1, "{}", log.text());
        }
        assert_eq!(apps(&mut alice).await, ["other"]);
        for reply in [&older, &newer, &refreshed] {
            assert!(!is_live(&alice, "web", reply).await, "{reply:?}");
            let next = alice.refresh(&reply.text("refresh_token")).await;
            next.is_error(400, "invalid_grant");
        }
        alice.redeem(&code).await.is_error(400, "invalid_grant");
        let asked = alice.ask_code(&[("scope", "read")]).await;
        assert!(asked.field("transaction_id").is_some(), "{asked:?}");

        assert!(is_live(&alice, "other", &others).await);
        let silent = [("client_id", "other"), SECOND, ("scope", "read")];
        assert!(alice.ask_code(&silent).await.query("code").is_some());
        assert!(is_live(&bob, "web", &bobs).await);
        let token = bobs.text("refresh_token");
        assert_eq!(bob.refresh(&token).await.status, 200);
        assert_eq!(apps(&mut bob).await, ["web"]);
    }
}

#[tokio::test]
async fn a_form_of_another_site_person_browser_or_purpose_revokes_nothing() {
    for place in places() {
        let (mut alice, mut bob) = (place.alice().await, place.bob().await);
        let tokens = web(&mut alice, "read").await;
        web(&mut bob, "read").await;
        let mut second = place.alice().await;
        let ticket = async |browser: &mut Browser| browser.get(APPS).await.field("ticket");
        let own = ticket(&mut alice).await.expect("a ticket");
        let pairs = [("ticket", own.as_str()), ("client_id", "web")];
        for header in [
            ("origin", "https://evil.example"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let reply = alice.post_with(APPS, &[header], &pairs).await;
            reply.is_page(403);
        }
        let question = alice.ask_code(&[("scope", "photos:write")]).await;
        let mut wrong = vec![
            ticket(&mut bob).await.expect("a ticket"),
            ticket(&mut second).await.expect("a ticket"),
            question.field("transaction_id").expect("a ticket"),
            "x".to_owned(),
        ];
        if place.form {
            let out = alice.get("/logout").await;
            wrong.push(out.field("ticket").expect("a ticket"));
        }
        for wrong in &wrong {
            let pairs = [("ticket", wrong.as_str()), ("client_id", "web")];
            let reply = alice.post(APPS, &pairs).await;
            assert_eq!(reply.header("location"), APPS, "a new page: {reply:?}");
        }
        for missing in ["ticket", "client_id"] {
            let mut pairs = pairs.to_vec();
            pairs.retain(|(name, _)| *name != missing);
            alice.post(APPS, &pairs).await.is_page(400);
        }
        for client_id in ["nobody", "WEB", "web ", "other"] {
            let pairs = [("ticket", own.as_str()), ("client_id", client_id)];
            assert_eq!(alice.post(APPS, &pairs).await.status, 303, "{client_id}");
        }
        let query = query_of(&pairs);
        alice.get(&format!("{APPS}?{query}")).await.is_page(200);
        assert!(is_live(&alice, "web", &tokens).await);
        assert_eq!(apps(&mut bob).await, ["web"]);
        alice.post(APPS, &pairs).await;
        assert!(!is_live(&alice, "web", &tokens).await);
        assert_eq!(apps(&mut bob).await, ["web"], "Bob's is his own");
    }
}

/// The key of the forms is a cookie that the page brings, and belongs to one person.
#[tokio::test]
async fn with_a_login_of_its_own_the_page_sets_the_cookie_that_its_forms_need() {
    let [_, place] = places();
    let mut alice = place.alice().await;
    let tokens = web(&mut alice, "read").await;
    alice.cookies.clear();
    let page = alice.get(APPS).await;
    assert_eq!(alice.cookies.len(), 1, "{page:?}");
    let mut bob = place.bob().await;
    web(&mut bob, "read").await;
    let planted = bob.get(APPS).await;
    let mut victim = place.alice().await;
    victim.cookies.clone_from(&bob.cookies);
    revoke(&mut victim, &planted, "web").await;
    assert_ne!(victim.cookies, bob.cookies, "another person, another key");
    let mut lost = alice.clone();
    lost.cookies.clear();
    let reply = revoke(&mut lost, &page, "web").await;
    assert_eq!((reply.header("location"), lost.cookies.len()), (APPS, 1));
    assert!(is_live(&alice, "web", &tokens).await);
    let page = lost.get(APPS).await;
    revoke(&mut lost, &page, "web").await;
    assert!(!is_live(&alice, "web", &tokens).await);
}
