//! Serves the provider on 127.0.0.1 and prints what to paste.

use std::error::Error;
use std::net::SocketAddr;
use std::path::Path;
use tokio::net::TcpListener;

const FILE: &str = "quickstart.sqlite";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .init();
    #[expect(
        clippy::disallowed_methods,
        reason = "a program may read its environment"
    )]
    let port = std::env::var("PORT").map_or(Ok(3000), |port| port.parse::<u16>())?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let issuer = format!("http://127.0.0.1:{}", listener.local_addr()?.port());
    let (app, server) = quickstart::app(&issuer, Path::new(FILE)).await?;
    let app = quickstart::demo::beside(app, &server).await?;
    println!("{}", what_to_paste(&issuer));
    let stopped = async { drop(tokio::signal::ctrl_c().await) };
    // With the callers' addresses: wrong passwords and secrets are counted by them.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await?;
    server.shutdown().await?;
    Ok(())
}

/// What there is, a link for a browser, and lines for a shell that work in this order.
fn what_to_paste(issuer: &str) -> String {
    // The verifier and the challenge of RFC 7636, appendix B. A real client makes a new pair.
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let callback = "http://127.0.0.1:8080/callback";
    let authorize = format!(
        "{issuer}/oauth/authorize?response_type=code&client_id=demo-cli&scope=read&state=demo\
         &redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fcallback\
         &code_challenge={challenge}&code_challenge_method=S256"
    );
    let field = |name: &str| format!("sed -n 's/.*name=\"{name}\" value=\"\\([^\"]*\\)\".*/\\1/p'");
    let member = |name: &str| format!("sed -n 's/.*\"{name}\":\"\\([^\"]*\\)\".*/\\1/p'");
    let (ticket, transaction) = (field("ticket"), field("transaction_id"));
    let (access, refresh) = (member("access_token"), member("refresh_token"));
    format!(
        r#"issuer: {issuer}
database file: {FILE}
demo user: alice / wonderland
demo client, confidential: -u demo:demo-secret
demo client, public: demo-cli (PKCE)
scopes: read (default), write

# open in a browser: a client that runs the grant code with PKCE and shows what came of it
{issuer}/demo

# the same request alone:
{authorize}

# grant client_credentials, then the protected route:
TOKEN=$(curl -s -u demo:demo-secret -d grant_type=client_credentials -d scope=read {issuer}/oauth/token | {access})
curl -i -H "Authorization: Bearer $TOKEN" {issuer}/photos

# the same token without the scope write: 403
curl -i -H "Authorization: Bearer $TOKEN" {issuer}/upload

# grant code without a browser: sign in, consent, redeem
JAR=$(mktemp)
TICKET=$(curl -s -b $JAR -c $JAR {issuer}/login | {ticket})
curl -s -b $JAR -c $JAR -o /dev/null --data-urlencode "ticket=$TICKET" -d username=alice -d password=wonderland {issuer}/login
TRANSACTION=$(curl -s -b $JAR -c $JAR '{authorize}' | {transaction})
CODE=$(curl -s -b $JAR -o /dev/null -w '%{{redirect_url}}' --data-urlencode "transaction_id=$TRANSACTION" -d decision=allow {issuer}/oauth/authorize/decision | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
REPLY=$(curl -s -d grant_type=authorization_code -d client_id=demo-cli -d code=$CODE -d redirect_uri={callback} -d code_verifier={verifier} {issuer}/oauth/token); echo "$REPLY"
TOKEN=$(echo "$REPLY" | {access})
curl -i -H "Authorization: Bearer $TOKEN" {issuer}/photos

# grant refresh_token:
REFRESH=$(echo "$REPLY" | {refresh})
curl -s -d grant_type=refresh_token -d client_id=demo-cli -d refresh_token=$REFRESH {issuer}/oauth/token
"#
    )
}
