//! The crate `openidconnect`, for what it shares with OAuth 2.0: code with PKCE, refresh,
//! introspection and revocation.

use crate::clients::{ALICE, behind_tls, send};
use crate::http::Web;
use crate::program::Program;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreRevocableToken};
use openidconnect::{
    AccessToken, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EndpointNotSet,
    EndpointSet, IntrospectionUrl, IssuerUrl, JsonWebKeySet, Nonce, OAuth2TokenResponse as _,
    PkceCodeChallenge, RedirectUrl, RevocationUrl, Scope, TokenIntrospectionResponse as _,
    TokenResponse as _, TokenUrl,
};

type Client = CoreClient<EndpointSet, EndpointNotSet, EndpointSet, EndpointSet, EndpointSet>;

fn demo(program: &Program) -> Client {
    let url = |path: &str| format!("{}{path}", program.issuer);
    let issuer = IssuerUrl::new(program.issuer.clone()).expect("a URL");
    let id = ClientId::new("demo".to_owned());
    let revoke = behind_tls(&url("/oauth/revoke"));
    CoreClient::new(id, issuer, JsonWebKeySet::default())
        .disable_openid_scope()
        .set_client_secret(ClientSecret::new("demo-secret".to_owned()))
        .set_auth_uri(AuthUrl::new(url("/oauth/authorize")).expect("a URL"))
        .set_token_uri(TokenUrl::new(url("/oauth/token")).expect("a URL"))
        .set_introspection_url(IntrospectionUrl::new(url("/oauth/introspect")).expect("a URL"))
        .set_revocation_url(RevocationUrl::new(revoke).expect("a URL"))
        .set_redirect_uri(RedirectUrl::new("http://127.0.0.1:53682/callback".into()).expect("URL"))
}

fn is_active(client: &Client, token: &AccessToken) -> bool {
    let told = client.introspect(token).request(&send).expect("an answer");
    told.active()
}

#[test]
fn it_signs_in_refreshes_asks_about_tokens_and_gives_them_up() {
    let program = Program::new("quickstart");
    let client = demo(&program);
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let (url, state, _) = client
        .authorize_url(flow, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("read".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let answer = Web::new(&program.issuer).allow(url.as_str(), ALICE);
    assert_eq!(answer.query("state").as_ref(), Some(state.secret()));
    let code = AuthorizationCode::new(answer.query("code").expect("a code"));
    let exchange = client.exchange_code(code).set_pkce_verifier(verifier);
    let first = exchange.request(&send).expect("tokens");
    assert!(first.id_token().is_none(), "this is no OpenID provider");
    let refresh = first.refresh_token().expect("a refresh token");
    let second = client.exchange_refresh_token(refresh).request(&send);
    let second = second.expect("fresh tokens");

    let asked = client.introspect(second.access_token()).request(&send);
    let told = asked.expect("an answer");
    assert!(told.active() && told.exp() > told.iat(), "{told:?}");
    assert_eq!(told.client_id().map(|id| id.as_str()), Some("demo"));
    let scopes = told.scopes().expect("always told");
    assert_eq!(
        scopes.iter().map(|s| s.as_str()).collect::<Vec<_>>(),
        ["read"]
    );

    // Its refresh token ends the grant, and every access token with it.
    let last = second.refresh_token().expect("the next one").clone();
    let given_up = client.revoke_token(CoreRevocableToken::from(last));
    given_up.expect("https").request(&send).expect("revoked");
    for token in [first.access_token(), second.access_token()] {
        assert!(!is_active(&client, token));
    }
}
