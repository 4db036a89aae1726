//! Load in a closed loop: so many connections, each with one request under way.

use super::client::Connection;
use super::process::Process;
use crate::workload::{AUTHORIZE, OWN_TOKEN, RIGHT, WRONG, Workload, code_in, member, redeem};
use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// What was seen of one workload in one round.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    /// CPU time of the server, in microseconds a request.
    pub cpu: f64,
    /// The 99th percentile of the time to an answer, in milliseconds.
    pub p99: f64,
    /// Answers a second.
    pub rate: f64,
}

/// Puts load on a server for so long.
///
/// # Errors
/// The server answered something else than it should, or not at all.
pub async fn load(
    server: &Process,
    workload: Workload,
    connections: usize,
    span: Duration,
) -> io::Result<Sample> {
    let awake = tokio::spawn(stay_awake());
    let (cpu, began) = (server.cpu_time(), now());
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        tasks.spawn(requests(server.address(), workload, began + span));
    }
    let mut times = Vec::new();
    while let Some(done) = tasks.join_next().await {
        times.extend(done.map_err(io::Error::other)??);
    }
    let (count, elapsed) = (
        f64::from(u32::try_from(times.len()).unwrap_or(u32::MAX)),
        began.elapsed(),
    );
    times.sort_unstable();
    let p99 = times
        .get(times.len() * 99 / 100)
        .copied()
        .unwrap_or_default();
    let cpu = server.cpu_time().saturating_sub(cpu);
    awake.abort();
    Ok(Sample {
        cpu: cpu.as_secs_f64() * 1e6 / count,
        p99: p99.as_secs_f64() * 1e3,
        rate: count / elapsed.as_secs_f64(),
    })
}

/// Keeps this thread from sleeping: to wake it is work of the server's, and the more often needed the
/// slower the server is.
async fn stay_awake() {
    loop {
        tokio::task::yield_now().await;
    }
}

/// Gets so many access tokens, and keeps none.
///
/// # Errors
/// As [`load`].
pub async fn fill(server: &Process, tokens: u32, connections: u32) -> io::Result<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..connections {
        let address = server.address();
        tasks.spawn(async move {
            let mut connection = Connection::open(address).await?;
            for _ in 0..tokens / connections {
                let reply = connection.post("/token", RIGHT, OWN_TOKEN).await?;
                expect(reply.status, 200)?;
            }
            Ok::<_, io::Error>(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.map_err(io::Error::other)??;
    }
    Ok(())
}

async fn requests(to: SocketAddr, workload: Workload, until: Instant) -> io::Result<Vec<Duration>> {
    let mut connection = Connection::open(to).await?;
    let mut state = State::ready(&mut connection, workload).await?;
    let mut times = Vec::new();
    loop {
        let began = now();
        if began >= until {
            return Ok(times);
        }
        state.round(&mut connection, workload).await?;
        times.push(began.elapsed());
    }
}

/// What a connection holds.
struct State {
    bearer: String,
    cookie: String,
    refresh: String,
}

impl State {
    async fn ready(connection: &mut Connection, workload: Workload) -> io::Result<Self> {
        let reply = connection.post("/token", RIGHT, OWN_TOKEN).await?;
        let token = member(&reply.body, "access_token").ok_or_else(|| unlike("no token"))?;
        let mut state = Self {
            bearer: format!("authorization: Bearer {token}\r\n"),
            cookie: String::new(),
            refresh: String::new(),
        };
        if matches!(workload, Workload::Code | Workload::Refresh) {
            state.cookie = sign_in(connection).await?;
            state.refresh = refresh_token(&state.flow(connection).await?)?;
        }
        Ok(state)
    }

    async fn round(&mut self, connection: &mut Connection, workload: Workload) -> io::Result<()> {
        let (status, wanted) = match workload {
            Workload::Nothing => return Ok(()),
            Workload::ClientCredentials => (
                connection.post("/token", RIGHT, OWN_TOKEN).await?.status,
                200,
            ),
            Workload::WrongSecret => (
                connection.post("/token", WRONG, OWN_TOKEN).await?.status,
                401,
            ),
            Workload::Bearer => (
                connection.get("/protected", &self.bearer).await?.status,
                200,
            ),
            Workload::Introspect => {
                let token = self.bearer.trim_start_matches("authorization: Bearer ");
                let body = format!("token={}", token.trim_end());
                (
                    connection.post("/introspect", RIGHT, &body).await?.status,
                    200,
                )
            }
            Workload::Code => {
                self.flow(connection).await?;
                return Ok(());
            }
            Workload::Refresh => {
                let body = format!("grant_type=refresh_token&refresh_token={}", self.refresh);
                let reply = connection.post("/token", RIGHT, &body).await?;
                expect(reply.status, 200)?;
                self.refresh = refresh_token(&reply.body)?;
                return Ok(());
            }
        };
        expect(status, wanted)
    }

    async fn flow(&self, connection: &mut Connection) -> io::Result<String> {
        let away = connection.get(AUTHORIZE, &self.cookie).await?;
        let code = code_in(&away.location).ok_or_else(|| unlike("no code"))?;
        let reply = connection.post("/token", RIGHT, &redeem(code)).await?;
        expect(reply.status, 200)?;
        Ok(reply.body)
    }
}

/// The header line of a new session's cookie.
async fn sign_in(connection: &mut Connection) -> io::Result<String> {
    let away = connection.get(AUTHORIZE, "").await?;
    let back = connection.get(&away.location, "").await?;
    let cookie = back.cookie.split(';').next().unwrap_or_default();
    Ok(format!("cookie: {cookie}\r\n"))
}

fn refresh_token(reply: &str) -> io::Result<String> {
    let found = member(reply, "refresh_token").map(str::to_owned);
    found.ok_or_else(|| unlike("no refresh token"))
}

fn expect(status: u16, wanted: u16) -> io::Result<()> {
    if status == wanted {
        return Ok(());
    }
    Err(unlike(&format!("{status} where {wanted} was to come")))
}

fn unlike(what: &str) -> io::Error {
    io::Error::other(format!("the server's answer: {what}"))
}

#[expect(clippy::disallowed_methods, reason = "it measures time")]
fn now() -> Instant {
    Instant::now()
}
