//! What an application does with a running server: looks at grants, revokes, rotates, disables.

use crate::failing::Failing;
use oauth2_runtime::prelude::*;
use oauth2_runtime::{ClientId, SubjectId, grants};
use support::{AppScope, Browser, Photos, SECRET, basic, clients, photos, photos_on};

const ITSELF: &str = "grant_type=client_credentials";

fn alice() -> SubjectId {
    SubjectId::new("user-1")
}

/// The access and the refresh token of a new grant to `web` with this scope.
async fn grant(browser: &mut Browser, scope: &str) -> (String, String) {
    let code = browser.code_with(&[("scope", scope)]).await;
    let reply = browser.redeem(&code).await;
    (reply.text("access_token"), reply.text("refresh_token"))
}

async fn opens(browser: &mut Browser, token: &str) -> bool {
    browser.with_token("/api/me", token).await.status == 200
}

async fn of_alice(server: &AuthorizationServer<Photos>) -> Vec<String> {
    let grants = server.grants_of(&alice()).await.expect("a store");
    let line = |one: &oauth2_runtime::GrantSummary| format!("{} {}", one.client_id, one.scopes);
    grants.iter().map(line).collect()
}

#[tokio::test]
async fn the_grants_of_a_person_are_listed_newest_first_and_end_one_by_one() {
    let (router, server, clock) = photos();
    let mut browser = Browser::new(&router);
    let (older, _) = grant(&mut browser, "read").await;
    clock.advance(10);
    let (newer, refresh) = grant(&mut browser, "read photos:write").await;
    let mut bob = Browser::new(&router);
    bob.sign_in_as("bob", "builder").await;
    let (bobs, _) = grant(&mut bob, "read").await;
    assert_eq!(
        of_alice(&server).await,
        ["web photos:write read", "web read"]
    );
    let all = server.grants_of(&alice()).await.expect("a store");
    let newest = all.first().expect("a grant");
    assert_eq!(newest.created_at, oauth2_runtime::Clock::now(&clock));
    server.revoke_grant(newest.id).await.expect("a store");
    assert_eq!(of_alice(&server).await, ["web read"]);
    assert!(!opens(&mut browser, &newer).await);
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_grant");
    assert!(opens(&mut browser, &older).await && opens(&mut browser, &bobs).await);
    // The consent is forgotten with it: the next time the person is asked.
    browser
        .ask_code(&[("scope", "read photos:write")])
        .await
        .is_page(200);
}

/// Revocation wins over a code that was on its way.
#[tokio::test]
async fn a_code_of_a_revoked_grant_gives_nothing() {
    let (router, server, _) = photos();
    let mut browser = Browser::new(&router);
    let code = browser.code().await;
    let all = server.grants_of(&alice()).await.expect("a store");
    server
        .revoke_grant(all.first().expect("a grant").id)
        .await
        .expect("a store");
    browser.redeem(&code).await.is_error(400, "invalid_grant");
}

/// rfc9700-4.14-4
#[tokio::test]
async fn to_revoke_a_person_ends_their_grants_and_logins_and_forgets_what_they_allowed() {
    let (router, server, _) = photos();
    let mut browser = Browser::new(&router);
    let (first, refresh) = grant(&mut browser, "read").await;
    let (second, _) = grant(&mut browser, "photos:write").await;
    let mut bob = Browser::new(&router);
    bob.sign_in_as("bob", "builder").await;
    let (bobs, _) = grant(&mut bob, "read").await;
    let other = ("redirect_uri", "https://other.example/second");
    let page = browser.ask_code(&[("client_id", "other"), other]).await;
    assert_eq!(server.revoke_subject(&alice()).await.expect("a store"), 2);
    assert!(of_alice(&server).await.is_empty());
    assert!(!opens(&mut browser, &first).await && !opens(&mut browser, &second).await);
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_grant");
    let late = browser.decide(&page, "allow").await;
    assert!(
        late.query("code").is_none(),
        "the page of a dead session decides nothing: {late:?}"
    );
    let asked = browser.ask_code(&[("scope", "read")]).await;
    assert!(asked.header("location").starts_with("/login?"), "{asked:?}");
    browser.sign_in().await;
    browser.ask_code(&[("scope", "read")]).await.is_page(200);
    assert!(opens(&mut bob, &bobs).await);
    assert_eq!(server.revoke_subject(&alice()).await.expect("a store"), 0);
}

#[tokio::test]
async fn to_revoke_a_client_ends_its_grants_and_its_own_tokens() {
    let (router, server, _) = photos();
    let mut browser = Browser::new(&router);
    let (persons, refresh) = grant(&mut browser, "read").await;
    let own = browser.token_raw(Some(&basic("web", SECRET)), ITSELF).await;
    let body = format!("{ITSELF}&scope=photos:write");
    let other = browser
        .token_raw(Some(&basic("plain", SECRET)), &body)
        .await;
    let web = ClientId::parse("web").expect("an id");
    assert_eq!(server.revoke_client(&web).await.expect("a store"), 1);
    assert!(!opens(&mut browser, &persons).await);
    assert!(!opens(&mut browser, &own.text("access_token")).await);
    browser
        .refresh(&refresh)
        .await
        .is_error(400, "invalid_grant");
    assert!(opens(&mut browser, &other.text("access_token")).await);
    browser.ask_code(&[("scope", "read")]).await.is_page(200);
}

#[tokio::test]
async fn a_secret_is_replaced_while_both_work_for_a_time() {
    let (router, server, _) = photos();
    let mut app = Browser::new(&router);
    let table = &server.provider().clients;
    let next = table.add_secret("web").expect("a second secret");
    assert!(table.add_secret("web").is_err(), "not a third");
    let (old, new) = (basic("web", SECRET), basic("web", next.expose()));
    for header in [&old, &new] {
        assert_eq!(app.token_raw(Some(header), ITSELF).await.status, 200);
    }
    table.retire_secret("web").expect("the older one goes");
    app.token_raw(Some(&old), ITSELF)
        .await
        .is_error(401, "invalid_client");
    assert_eq!(app.token_raw(Some(&new), ITSELF).await.status, 200);
    for (id, why) in [
        ("web", "has no second live secret; add one first"),
        ("cli", "has no second live secret; add one first"),
        ("nobody", "is not registered"),
    ] {
        let fault = table.retire_secret(id).expect_err("the last one stays");
        assert_eq!(fault.faults(), [format!("client `{id}` {why}")]);
    }
    for id in ["cli", "nobody"] {
        assert!(table.add_secret(id).is_err(), "{id}");
    }
}

/// rfc6749-2.4-1
#[tokio::test]
async fn a_disabled_client_is_as_unknown_and_its_name_is_not_given_again() {
    let (router, server, _) = photos();
    let mut browser = Browser::new(&router);
    let (token, refresh) = grant(&mut browser, "read").await;
    let page = browser.ask_code(&[("scope", "photos:write")]).await;
    let table = &server.provider().clients;
    table.disable("web").expect("a client");
    browser.ask_code(&[]).await.is_page(400);
    browser.decide(&page, "allow").await.is_page(400);
    let unknown = browser
        .token_raw(Some(&basic("nobody", SECRET)), ITSELF)
        .await;
    let disabled = browser.token_raw(Some(&basic("web", SECRET)), ITSELF).await;
    disabled.is_error(401, "invalid_client");
    assert_eq!(disabled.body, unknown.body);
    browser
        .refresh(&refresh)
        .await
        .is_error(401, "invalid_client");
    assert!(opens(&mut browser, &token).await, "until it is revoked");
    let web = ClientId::parse("web").expect("an id");
    server.revoke_client(&web).await.expect("a store");
    assert!(!opens(&mut browser, &token).await);
    let again = clients().into_iter().next().expect("web");
    assert!(table.insert(again).is_err());
}

/// `issue_for_test` skips the flow and nothing else.
#[tokio::test]
async fn a_token_for_a_test_opens_a_route_and_is_revoked_as_any_other() {
    let (router, server, _) = photos();
    let mut app = Browser::new(&router);
    let table = clients();
    let web = table.first().expect("web");
    let person = alice();
    let issue = server.issue_for_test(grants::code, web, Some(&person), [AppScope::Write]);
    let token = issue.await.expect("a store");
    let reply = app.with_token("/api/write", token.expose()).await;
    assert_eq!(reply.body, "written");
    assert_eq!(
        app.with_token("/api/both", token.expose()).await.status,
        403
    );
    assert_eq!(server.revoke_subject(&person).await.expect("a store"), 1);
    assert_eq!(
        app.with_token("/api/write", token.expose()).await.status,
        401
    );
}

#[tokio::test]
async fn shutdown_closes_the_store() {
    let store = Failing::new();
    let (_, server, _) = photos_on(store.clone());
    server.shutdown().await.expect("a store");
    assert_eq!(store.calls("shutdown"), 1);
}

/// A revocation wins over what was under way: here the request began a second before it.
#[tokio::test]
async fn what_began_before_a_revocation_gives_no_token_afterwards() {
    let (router, server, clock) = photos();
    let mut app = Browser::new(&router);
    let password = "grant_type=password&username=alice&password=wonderland";
    let web = ClientId::parse("web").expect("an id");
    for body in [password, ITSELF] {
        clock.advance(1);
        server.revoke_subject(&alice()).await.expect("a store");
        if body == ITSELF {
            server.revoke_client(&web).await.expect("a store");
        }
        clock.turn_back(1);
        let late = app.token_raw(Some(&basic("web", SECRET)), body).await;
        late.is_error(400, "invalid_grant");
        clock.advance(1);
        let anew = app.token_raw(Some(&basic("web", SECRET)), body).await;
        assert_eq!(anew.status, 200, "{anew:?}");
        assert!(opens(&mut app, &anew.text("access_token")).await);
    }
}
