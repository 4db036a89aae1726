//! Two families over HTTP, each beside its model, and what must hold of them.

use super::Step;
use futures_util::future::join_all;
use oauth2_runtime::{
    AuthorizationServer, Client, Clock as _, GrantId, ScopeSet, Settings, Store, SubjectId, grants,
};
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use std::sync::Arc;
use std::time::Duration;
use support::{AppScope, Browser, Family, Fate, FixedClock, ISSUER, Photos, Reply, photos_with};

pub(super) const ACCESS_TTL: u64 = 120;
pub(super) const IDLE: u64 = 300;
/// Little longer than the idle life, so that a used family reaches it.
const ABSOLUTE: u64 = IDLE + WINDOW[0];
/// The retry windows of the two clients.
pub(super) const WINDOW: [u64; 2] = [30, 10];
pub(super) const RETRIES: usize = 16;
/// The owner of each family: a confidential client and a public one.
const OWNERS: [&str; 2] = ["web", "app"];

/// One family as its owner, a thief and the model see it.
struct Line {
    grant: GrantId,
    model: Family,
    /// Every refresh token that was sent, in order.
    tokens: Vec<String>,
    /// Every access token that was sent, with what it allows and when it dies.
    accesses: Vec<(String, ScopeSet, u64)>,
    /// The token that the honest client holds, and its request whose reply was lost.
    held: usize,
    pending: Option<Pending>,
}

#[derive(Clone)]
struct Pending {
    scope: &'static str,
    since: u64,
    tries: usize,
    /// Whether anybody else was first, or touched the family since.
    disturbed: bool,
}

pub(super) struct World {
    browser: Browser,
    server: AuthorizationServer<Photos>,
    store: Arc<dyn Store>,
    clock: FixedClock,
    lines: Vec<Line>,
}

impl World {
    pub(super) async fn new(
        store: Arc<dyn Store>,
        granted: [&'static str; 2],
    ) -> Result<Self, TestCaseError> {
        let settings = Settings::new(ISSUER)
            .access_token_ttl(Duration::from_secs(ACCESS_TTL))
            .refresh_idle_ttl(Duration::from_secs(IDLE))
            .refresh_token_ttl(Duration::from_secs(ABSOLUTE));
        let app = Client::public("app")
            .grants((grants::password, grants::refresh_token))
            .scopes([AppScope::Read, AppScope::Write]);
        let app = app.build().expect("a client");
        let (router, server, clock) = photos_with(Arc::clone(&store), settings, [app]);
        let browser = Browser::new(&router);
        let lines = Vec::new();
        let mut world = Self {
            browser,
            server,
            store,
            clock,
            lines,
        };
        for scope in granted {
            world.begin(scope).await?;
        }
        Ok(world)
    }

    fn now(&self) -> u64 {
        self.clock.now().seconds()
    }

    async fn begin(&mut self, scope: &'static str) -> TestCaseResult {
        let (number, now) = (self.lines.len(), self.now());
        let pairs = [
            ("grant_type", "password"),
            ("username", "alice"),
            ("password", "wonderland"),
            ("scope", scope),
        ];
        let reply = send(self.browser.clone(), OWNERS[number], &pairs).await;
        prop_assert_eq!(reply.status, 200, "{:?}", reply);
        let alice = SubjectId::new("user-1");
        let grants = self.server.grants_of(&alice).await.expect("grants");
        let known = |id: GrantId| self.lines.iter().any(|line| line.grant == id);
        let grant = grants.iter().find(|grant| !known(grant.id));
        let allows = ScopeSet::from_stored(scope);
        let mut model = Family::new(allows.clone(), WINDOW[number], now);
        (model.idle, model.ends) = (IDLE, now + ABSOLUTE);
        self.lines.push(Line {
            grant: grant.expect("the new one").id,
            model,
            tokens: vec![reply.text("refresh_token")],
            accesses: vec![(reply.text("access_token"), allows, now + ACCESS_TTL)],
            held: 0,
            pending: None,
        });
        Ok(())
    }

    pub(super) async fn take(&mut self, step: Step) -> TestCaseResult {
        match step {
            Step::Refresh { line, scope, lost } => self.refresh(line, scope, lost).await?,
            Step::Steal {
                line,
                age,
                scope,
                racers,
            } => {
                self.disturb(|one| one == line, false);
                let number = self.lines[line].model.newest.saturating_sub(age);
                self.present(line, number, scope, racers).await?;
            }
            Step::Foreign { line, age } => self.foreign(line, age).await?,
            Step::Wait(seconds) => self.clock.advance(seconds),
            Step::WaitForEnd(line, by) => {
                let then = self.lines[line].model.ends - 1 + by;
                self.clock.advance(then.saturating_sub(self.now()));
            }
            Step::RevokeGrant(line) => {
                let grant = self.lines[line].grant;
                self.server.revoke_grant(grant).await.expect("revoked");
                self.disturb(|one| one == line, true);
            }
            Step::RevokeClient(line) => {
                let client = Client::public(OWNERS[line]).redirect_uri("https://x.example/");
                let client = client.grants(grants::code).build().expect("a client");
                self.server
                    .revoke_client(client.id())
                    .await
                    .expect("revoked");
                self.disturb(|one| one == line, true);
            }
            Step::RevokePerson => {
                let alice = SubjectId::new("user-1");
                self.server.revoke_subject(&alice).await.expect("revoked");
                self.disturb(|_| true, true);
            }
            Step::Sweep => {
                let now = self.clock.now();
                self.store.purge_expired(now, 1000).await.expect("swept");
            }
        }
        Ok(())
    }

    pub(super) async fn try_everything(&mut self) -> TestCaseResult {
        for line in 0..2 {
            for number in 0..self.lines[line].tokens.len() {
                self.present(line, number, "", 1).await?;
                self.holds().await?;
            }
        }
        Ok(())
    }

    fn disturb(&mut self, chosen: impl Fn(usize) -> bool, dead: bool) {
        for (_, line) in (0..).zip(&mut self.lines).filter(|(one, _)| chosen(*one)) {
            line.model.dead |= dead;
            if let Some(pending) = &mut line.pending {
                pending.disturbed = true;
            }
        }
    }

    /// A lost reply never locks an honest client out while the window is open.
    async fn refresh(&mut self, line: usize, scope: &'static str, lost: bool) -> TestCaseResult {
        let now = self.now();
        let (held, pending) = (self.lines[line].held, self.lines[line].pending.take());
        let scope = pending.as_ref().map_or(scope, |pending| pending.scope);
        let newest = self.lines[line].model.newest;
        let replies = self.present(line, held, scope, 1).await?;
        let good = replies[0].status == 200;
        if let Some(pending) = &pending
            && !pending.disturbed
            && now - pending.since < WINDOW[line]
            && pending.tries <= RETRIES
            && now < self.lines[line].model.ends
        {
            prop_assert!(good, "an honest client was locked out: {:?}", replies);
        }
        let this = &mut self.lines[line];
        if good && lost {
            let mut pending = pending.unwrap_or(Pending {
                scope,
                since: now,
                tries: 0,
                disturbed: this.model.newest == newest,
            });
            pending.tries += 1;
            this.pending = Some(pending);
        } else if good {
            this.held = held + 1;
        }
        Ok(())
    }

    /// Presents a token, several times at once if asked, and compares with the model.
    async fn present(
        &mut self,
        line: usize,
        number: usize,
        scope: &'static str,
        racers: usize,
    ) -> Result<Vec<Reply>, TestCaseError> {
        let now = self.now();
        let this = &mut self.lines[line];
        let token = this.tokens[number].clone();
        let pairs = refreshing(&token, scope);
        let all = (0..racers).map(|_| send(self.browser.clone(), OWNERS[line], &pairs));
        let replies = join_all(all).await;
        let asked = ScopeSet::from_stored(scope);
        let mut errors = Vec::new();
        for _ in 0..racers {
            match this.model.present(Some(number), &asked, now) {
                Fate::Rotates | Fate::Retries => {}
                Fate::Ends | Fate::Refused => errors.push("invalid_grant"),
                Fate::TooWide => errors.push("invalid_scope"),
            }
        }
        let allows = if asked.is_empty() {
            this.model.allows.clone()
        } else {
            asked
        };
        let mut refused = Vec::new();
        for reply in replies.iter().filter(|reply| reply.status != 200) {
            refused.push(reply.text("error"));
            prop_assert!(reply.status == 400 && !reply.body.contains("_token\""));
        }
        prop_assert_eq!(refused, errors, "{} of {:?}", number, this.model);
        for reply in replies.iter().filter(|reply| reply.status == 200) {
            this.received(number, reply, &allows, now + ACCESS_TTL)?;
        }
        Ok(replies)
    }

    /// Another client gets nothing, and nothing happens.
    async fn foreign(&mut self, line: usize, age: usize) -> TestCaseResult {
        let this = &self.lines[line];
        let number = this.model.newest.saturating_sub(age);
        let pairs = refreshing(&this.tokens[number], "");
        let reply = send(self.browser.clone(), OWNERS[1 - line], &pairs).await;
        prop_assert_eq!(reply.text("error"), "invalid_grant");
        Ok(())
    }

    /// An access token works as long as its family was not revoked and its own time lasts, for
    /// whomever holds it, and allows what was told.
    pub(super) async fn holds(&mut self) -> TestCaseResult {
        let now = self.now();
        for line in &self.lines {
            for (token, scopes, ends) in &line.accesses {
                let reply = self.browser.with_token("/api/me", token).await;
                if line.model.dead || now >= *ends {
                    prop_assert_eq!(reply.status, 401, "{:?}", line.model);
                } else {
                    prop_assert_eq!(reply.body, format!("person user-1 scopes {scopes}"));
                    prop_assert!(scopes.is_subset(&line.model.allows));
                }
            }
        }
        Ok(())
    }
}

impl Line {
    /// One token has one successor, whoever asks and however often: there is one line.
    fn received(
        &mut self,
        number: usize,
        reply: &Reply,
        allows: &ScopeSet,
        ends: u64,
    ) -> TestCaseResult {
        let (refresh, access) = (reply.text("refresh_token"), reply.text("access_token"));
        if let Some(known) = self.tokens.get(number + 1) {
            prop_assert_eq!(&refresh, known, "two successors of {}", number);
        } else {
            prop_assert!(!self.tokens.contains(&refresh), "an old token came back");
            self.tokens.push(refresh);
        }
        prop_assert_eq!(reply.text("scope"), allows.as_str());
        prop_assert!(self.accesses.iter().all(|(known, ..)| *known != access));
        self.accesses.push((access, allows.clone(), ends));
        Ok(())
    }
}

fn refreshing<'a>(token: &'a str, scope: &'a str) -> Vec<(&'static str, &'a str)> {
    let mut pairs = vec![("grant_type", "refresh_token"), ("refresh_token", token)];
    if !scope.is_empty() {
        pairs.push(("scope", scope));
    }
    pairs
}

async fn send(mut browser: Browser, client: &str, pairs: &[(&str, &str)]) -> Reply {
    if client == "web" {
        browser.token(client, pairs).await
    } else {
        browser.public_token(client, pairs).await
    }
}
