//! The crate `oauth2`, a client we did not write, completes every flow against the processes.

use crate::http::{Web, agent};
use crate::program::Program;
use oauth2::basic::{BasicClient, BasicErrorResponseType, BasicTokenResponse};
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, HttpRequest, HttpResponse, IntrospectionUrl, PkceCodeChallenge, RedirectUrl,
    RequestTokenError, ResourceOwnerPassword, ResourceOwnerUsername, RevocationUrl, Scope,
    StandardRevocableToken, TokenIntrospectionResponse as _, TokenResponse as _, TokenUrl,
};

type Client = BasicClient<EndpointSet, EndpointNotSet, EndpointNotSet, EndpointNotSet, EndpointSet>;

pub(crate) const ALICE: (&str, &str) = ("alice", "wonderland");
const ADMIN: (&str, &str) = ("admin", "admin");

/// The crate's transport: one request over TCP. What is meant for TLS goes without, as behind a
/// proxy that ends it.
pub(crate) fn send(mut request: HttpRequest) -> Result<HttpResponse, ureq::Error> {
    let plain = request.uri().to_string().replacen("https://", "http://", 1);
    *request.uri_mut() = plain.parse().expect("a URI");
    let (parts, mut body) = agent().run(request)?.into_parts();
    Ok(HttpResponse::from_parts(parts, body.read_to_vec()?))
}

/// The crates send tokens to be revoked by https alone (RFC 7009 §2).
pub(crate) fn behind_tls(url: &str) -> String {
    url.replacen("http://", "https://", 1)
}

fn client(program: &Program, paths: [&str; 2], id: &str, callback: &str) -> Client {
    let [authorize, token] = paths.map(|path| format!("{}{path}", program.issuer));
    BasicClient::new(ClientId::new(id.to_owned()))
        .set_auth_uri(AuthUrl::new(authorize).expect("a URL"))
        .set_token_uri(TokenUrl::new(token).expect("a URL"))
        .set_redirect_uri(RedirectUrl::new(callback.to_owned()).expect("a URL"))
}

fn quickstart(program: &Program, id: &str) -> Client {
    let paths = ["/oauth/authorize", "/oauth/token"];
    client(program, paths, id, "http://127.0.0.1:53682/callback")
}

fn with_secret(client: Client, secret: &str) -> Client {
    client.set_client_secret(ClientSecret::new(secret.to_owned()))
}

fn classic(program: &Program) -> Client {
    let paths = ["/dialog/authorize", "/oauth/token"];
    let client = client(program, paths, "awesome-app", "http://awesome.com/callback");
    with_secret(client, "awesome-secret")
}

fn status(program: &Program, path: &str, tokens: &BasicTokenResponse) -> u16 {
    let reply = Web::new(&program.issuer).api(path, tokens.access_token().secret());
    reply.status.as_u16()
}

fn scopes(tokens: &BasicTokenResponse) -> Vec<&str> {
    let scopes = tokens.scopes().expect("always told");
    scopes.iter().map(|scope| scope.as_str()).collect()
}

/// Code with PKCE: a person allows, the client checks `state` and `iss` and redeems.
fn code_with_pkce(program: &Program, client: &Client, person: (&str, &str)) -> BasicTokenResponse {
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let (url, state) = client
        .authorize_url(CsrfToken::new_random)
        .set_pkce_challenge(challenge)
        .url();
    let answer = Web::new(&program.issuer).allow(url.as_str(), person);
    let callback = client.redirect_uri().expect("set").as_str();
    assert!(
        answer.header("location").starts_with(callback),
        "{answer:?}"
    );
    assert_eq!(answer.query("state").as_ref(), Some(state.secret()));
    assert_eq!(
        answer.query("iss").as_deref(),
        Some(program.issuer.as_str())
    );
    let code = AuthorizationCode::new(answer.query("code").expect("a code"));
    client
        .exchange_code(code)
        .set_pkce_verifier(verifier)
        .request(&send)
        .expect("tokens")
}

fn code_and_refresh(program: &Program, client: &Client) {
    let first = code_with_pkce(program, client, ALICE);
    assert_eq!(status(program, "/photos", &first), 200);
    assert_eq!(status(program, "/upload", &first), 403);
    assert_eq!(scopes(&first), ["read"]);
    assert!(first.expires_in().is_some());
    let refresh = first.refresh_token().expect("a refresh token");
    let second = client.exchange_refresh_token(refresh).request(&send);
    let second = second.expect("fresh tokens");
    assert_eq!(status(program, "/photos", &second), 200);
    assert_ne!(
        second.access_token().secret(),
        first.access_token().secret()
    );
    let rotated = second.refresh_token().expect("the next one");
    assert_ne!(rotated.secret(), refresh.secret());
    let third = client.exchange_refresh_token(rotated).request(&send);
    assert_eq!(status(program, "/photos", &third.expect("once more")), 200);
}

#[test]
fn the_confidential_client_gets_a_code_tokens_and_refreshes() {
    let program = Program::new("quickstart");
    let client = with_secret(quickstart(&program, "demo"), "demo-secret");
    code_and_refresh(&program, &client);
}

#[test]
fn the_confidential_client_asks_about_a_token_and_gives_it_up() {
    let program = Program::new("quickstart");
    let introspect = format!("{}/oauth/introspect", program.issuer);
    let revoke = behind_tls(&format!("{}/oauth/revoke", program.issuer));
    let client = with_secret(quickstart(&program, "demo"), "demo-secret")
        .set_introspection_url(IntrospectionUrl::new(introspect).expect("a URL"))
        .set_revocation_url(RevocationUrl::new(revoke).expect("a URL"));
    let asked = client.exchange_client_credentials().request(&send);
    let tokens = asked.expect("tokens");
    let is_active = || {
        let asked = client.introspect(tokens.access_token()).request(&send);
        asked.expect("an answer").active()
    };
    assert!(is_active());
    for _ in 0..2 {
        // RFC 7009 §2.2: a token that is gone is given up all the same.
        let token = StandardRevocableToken::from(tokens.access_token().clone());
        let given_up = client.revoke_token(token).expect("https");
        given_up.request(&send).expect("revoked");
        assert!(!is_active());
        assert_eq!(status(&program, "/photos", &tokens), 401);
    }
}

#[test]
fn the_confidential_client_may_send_its_secret_in_the_form() {
    let program = Program::new("quickstart");
    let client = with_secret(quickstart(&program, "demo"), "demo-secret");
    code_and_refresh(&program, &client.set_auth_type(AuthType::RequestBody));
}

#[test]
fn the_public_client_gets_a_code_tokens_and_refreshes() {
    let program = Program::new("quickstart");
    code_and_refresh(&program, &quickstart(&program, "demo-cli"));
}

#[test]
fn quickstart_gives_a_token_to_a_client_for_itself() {
    let program = Program::new("quickstart");
    let client = with_secret(quickstart(&program, "demo"), "demo-secret");
    let tokens = client
        .exchange_client_credentials()
        .add_scope(Scope::new("read".to_owned()))
        .add_scope(Scope::new("write".to_owned()))
        .request(&send)
        .expect("tokens");
    assert_eq!(scopes(&tokens), ["read", "write"]);
    assert_eq!(status(&program, "/upload", &tokens), 200);
    assert!(tokens.refresh_token().is_none());
}

#[test]
fn classic_gives_a_token_for_a_code() {
    let program = Program::new("classic");
    let client = classic(&program);
    let tokens = code_with_pkce(&program, &client, ADMIN);
    assert_eq!(status(&program, "/api/me", &tokens), 200);
    assert_eq!(scopes(&tokens), ["*"]);
}

#[test]
fn classic_gives_a_token_for_a_code_without_pkce() {
    let program = Program::new("classic");
    let client = classic(&program);
    let (url, _) = client.authorize_url(CsrfToken::new_random).url();
    let answer = Web::new(&program.issuer).allow(url.as_str(), ADMIN);
    let code = AuthorizationCode::new(answer.query("code").expect("a code"));
    let tokens = client.exchange_code(code).request(&send).expect("tokens");
    assert_eq!(status(&program, "/api/me", &tokens), 200);
}

#[test]
fn classic_gives_a_token_to_a_client_for_itself() {
    let program = Program::new("classic");
    let tokens = classic(&program)
        .exchange_client_credentials()
        .add_scope(Scope::new("email".to_owned()))
        .request(&send)
        .expect("tokens");
    assert_eq!(scopes(&tokens), ["email"]);
    assert_eq!(status(&program, "/api/me", &tokens), 200);
}

#[test]
fn classic_gives_a_token_for_a_password() {
    let program = Program::new("classic");
    let client = classic(&program);
    let ask = |password: &str| {
        let username = ResourceOwnerUsername::new("admin".to_owned());
        let password = ResourceOwnerPassword::new(password.to_owned());
        let request = client.exchange_password(&username, &password);
        request.request(&send)
    };
    assert_eq!(
        status(&program, "/api/me", &ask("admin").expect("tokens")),
        200
    );
    let Err(RequestTokenError::ServerResponse(told)) = ask("wrong") else {
        panic!("a wrong password is refused by the RFC's body");
    };
    assert_eq!(told.error(), &BasicErrorResponseType::InvalidGrant);
}

#[test]
fn a_refusal_is_understood() {
    let program = Program::new("quickstart");
    let wrong = with_secret(quickstart(&program, "demo"), "wrong-secret");
    let Err(RequestTokenError::ServerResponse(told)) =
        wrong.exchange_client_credentials().request(&send)
    else {
        panic!("a wrong secret is refused by the RFC's body");
    };
    assert_eq!(told.error(), &BasicErrorResponseType::InvalidClient);
    assert!(told.error_description().is_some());
}
