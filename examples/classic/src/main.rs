//! Serves the provider on 127.0.0.1 and prints what to paste.

use std::error::Error;
use std::net::SocketAddr;
use tokio::net::TcpListener;

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
    let app = classic::app(&issuer)?;
    println!("{}", what_to_paste(&issuer));
    let stopped = async { drop(tokio::signal::ctrl_c().await) };
    // With the callers' addresses: wrong passwords and secrets are counted by them.
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(stopped)
        .await?;
    Ok(())
}

/// What there is, links for a browser, and lines for a shell that work in this order.
fn what_to_paste(issuer: &str) -> String {
    let authorize = format!("{issuer}/dialog/authorize?client_id=awesome-app&state=demo");
    let access = "sed -n 's/.*\"access_token\":\"\\([^\"]*\\)\".*/\\1/p'";
    let client = "-u awesome-app:awesome-secret";
    format!(
        r#"issuer: {issuer}
demo user: admin / admin
demo client: {client}
scopes: * (default), email

# open in a browser (grants code and implicit):
{authorize}&response_type=code
{authorize}&response_type=token

# grant client_credentials, then the protected route (a JSON body works too):
TOKEN=$(curl -s {client} -d grant_type=client_credentials {issuer}/oauth/token | {access})
curl -i -H "Authorization: Bearer $TOKEN" {issuer}/api/me

# grant password:
TOKEN=$(curl -s {client} -d grant_type=password -d username=admin -d password=admin {issuer}/oauth/token | {access})
curl -i -H "Authorization: Bearer $TOKEN" {issuer}/api/me

# grant code without a browser: sign in, ask as JSON, allow, redeem
JAR=$(mktemp)
curl -s -c $JAR -o /dev/null -d username=admin -d password=admin {issuer}/login
TRANSACTION=$(curl -s -b $JAR -c $JAR -H 'Accept: application/json' '{authorize}&response_type=code' | sed -n 's/.*"transactionID":"\([^"]*\)".*/\1/p')
CODE=$(curl -s -b $JAR -o /dev/null -w '%{{redirect_url}}' --data-urlencode "transaction_id=$TRANSACTION" {issuer}/dialog/authorize/decision | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')
curl -s {client} -d grant_type=authorization_code -d code=$CODE {issuer}/oauth/token

# grant implicit: the token comes back in the fragment of the redirect
TRANSACTION=$(curl -s -b $JAR -c $JAR -H 'Accept: application/json' '{authorize}&response_type=token' | sed -n 's/.*"transactionID":"\([^"]*\)".*/\1/p')
curl -s -b $JAR -o /dev/null -w '%{{redirect_url}}\n' --data-urlencode "transaction_id=$TRANSACTION" {issuer}/dialog/authorize/decision
"#
    )
}
