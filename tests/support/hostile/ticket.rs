//! `ticket`: `transaction_id` and the tickets of login and logout. A byte for the way, one for who
//! sits at the browser, one for the verdict, then what the way takes.

use super::change::{Change, changed};
use super::choice;
use super::form::{Form, encode, post};
use super::holds::{is_page_or_redirect, is_sound};
use super::login::goes_home;
use super::params::returns_state;
use super::sealed::{self, Consent};
use super::stage::{Stage, Who, on_stage};
use crate::Reply;
use ::base64::Engine as _;
use ::base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::HeaderValue;
use http::header::COOKIE;

/// A ticket counts byte for byte, for the browser it was sealed for; and what a person seals for
/// themselves is proven anew.
pub fn ticket(data: &[u8]) {
    let [way, who, verdict, rest @ ..] = data else {
        return;
    };
    on_stage(async |stage| {
        let (who, verdict) = (Who::chosen(*who), choice(*verdict, 5));
        let changes = |name: &str| changed(stage.live(name).as_bytes(), &Change::read(rest));
        let filled = stage.fill(rest);
        let unsealed = URL_SAFE_NO_PAD
            .encode([&[0; 32], &*filled].concat())
            .into_bytes();
        match choice(*way, 9) {
            0 => decided(stage, who, verdict, changes("ticket")).await,
            1 => decided(stage, who, verdict, unsealed).await,
            2 => decided(stage, who, verdict, filled).await,
            3 => decided_by_own_ticket(stage, verdict, &filled).await,
            4 => signed_in(stage, changes("login_ticket"), None).await,
            5 => signed_in(stage, unsealed, None).await,
            6 => {
                let sealed = stage.sealed_for_login(&filled).into_bytes();
                signed_in(stage, sealed, Some(&filled)).await;
            }
            7 => signed_out(stage, who, changes("logout_ticket"), None).await,
            _ => {
                let sealed = stage.sealed_by_alice(&filled).into_bytes();
                signed_out(stage, who, sealed, Some(&filled)).await;
            }
        }
    });
}

/// The verdict as a form tells it.
fn verdict(chosen: u8) -> &'static str {
    match chosen {
        0 => "decision=allow",
        1 => "decision=deny",
        2 => "cancel=Deny",
        3 => "decision=perhaps",
        _ => "",
    }
}

fn is_fine(stage: &Stage, reply: &Reply, sent: &[u8]) {
    is_sound(reply);
    // What a ticket holds may lead back to its question before it is proven.
    let inside = URL_SAFE_NO_PAD.decode(sent).unwrap_or_default();
    stage.hides_cookies(reply, &[sent, &inside].concat());
    is_page_or_redirect(reply);
}

/// A ticket that alice's page did not hold gives nothing, and leads nowhere but to the question.
async fn decided(stage: &mut Stage, who: Who, chosen: u8, sent: Vec<u8>) {
    let reply = stage.decide(who, &sent, verdict(chosen)).await;
    is_fine(stage, &reply, &sent);
    let whole = sent == stage.live("ticket").as_bytes() && who == Who::Alice && chosen != 3;
    let location = reply.header("location");
    if whole {
        assert!(location.starts_with("https://web.example/cb?"), "{reply:?}");
        let yes = matches!(chosen, 0 | 4);
        assert_eq!(reply.query("code").is_some(), yes, "{reply:?}");
        assert_eq!(
            reply.query("error").as_deref(),
            (!yes).then_some("access_denied")
        );
        stage.spent = true;
    } else if !location.is_empty() {
        assert!(location.starts_with("/oauth/authorize?"), "{reply:?}");
    }
}

/// Alice may seal what she likes: she gets what a page would have given her.
async fn decided_by_own_ticket(stage: &mut Stage, chosen: u8, content: &[u8]) {
    let sealed = stage.sealed_by_alice(content);
    let reply = stage
        .decide(Who::Alice, sealed.as_bytes(), verdict(chosen))
        .await;
    is_fine(stage, &reply, content);
    let location = reply.header("location");
    if location.is_empty() || location.starts_with("/oauth/authorize?") {
        return;
    }
    let content = Consent::read(content).expect("a ticket");
    let asked = Form::of(content.asked);
    let told = stage
        .told_at(&reply, &asked)
        .expect("an answer for the client");
    returns_state(&told, &asked);
    let [code, token] = ["code", "access_token"].map(|name| told.get(name).is_some());
    if code || token {
        assert!(matches!(chosen, 0 | 4), "{reply:?}");
        assert_eq!((&*content.subject, content.version), ("user-1", 3));
        let lives = (stage.now() + 1)..=(stage.now() + 600);
        let expires_at = content.expires_at;
        assert!(lives.contains(&expires_at), "{expires_at}");
        assert_eq!(code, asked.has("response_type", "code"), "{reply:?}");
        assert_eq!(token, asked.has("response_type", "token"), "{reply:?}");
        assert!(!token || asked.has("client_id", "page"), "{reply:?}");
        let pkce = asked.has("code_challenge_method", "S256");
        assert!(
            token || pkce && asked.get("code_challenge").is_some(),
            "{reply:?}"
        );
    }
    stage.spent = true;
}

/// The right password with a ticket of another form signs nobody in.
async fn signed_in(stage: &mut Stage, sent: Vec<u8>, content: Option<&[u8]>) {
    let body = format!(
        "username=alice&password=wonderland&ticket={}",
        encode(&sent)
    );
    let mut request = post("/login", body);
    let cookie = format!("{}={}", stage.live("login_name"), stage.live("login"));
    request
        .headers_mut()
        .insert(COOKIE, HeaderValue::try_from(cookie).expect("a header"));
    let reply = stage.send(request).await;
    is_fine(stage, &reply, &sent);
    goes_home(&reply);
    let own = sent == stage.live("login_ticket").as_bytes();
    let inside = reply.headers.contains_key("set-cookie");
    if let Some(content) = content.filter(|_| inside) {
        let (expires_at, _) = sealed::login(content).expect("a ticket");
        assert!(expires_at > stage.now(), "{expires_at}");
    } else {
        assert_eq!(inside, own, "{reply:?}");
    }
}

/// Only the ticket of the own page signs out.
async fn signed_out(stage: &mut Stage, who: Who, sent: Vec<u8>, content: Option<&[u8]>) {
    let body = format!("ticket={}", encode(&sent));
    let reply = stage.send_from(who, post("/logout", body)).await;
    is_fine(stage, &reply, &sent);
    let same = match content {
        Some(content) => content == b"sign out",
        None => sent == stage.live("logout_ticket").as_bytes(),
    };
    let out = reply.headers.contains_key("set-cookie");
    assert_eq!(out, same && who == Who::Alice, "{reply:?}");
    stage.spent = out;
}
