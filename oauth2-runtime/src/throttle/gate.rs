//! What is counted where: passwords, client secrets and tokens that somebody tries.

use super::{Budget, Budgets, Throttling, Told};
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use std::future::Future;
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;

/// Where the address is known: so many failures, and one more a minute.
const FAILURES: (u32, Duration) = (10, Duration::from_secs(60));

/// Ten times as many where only the name is, lest a stranger lock its owner out; and for all that
/// one address tries.
const FAILURES_OF_MANY: (u32, Duration) = (100, Duration::from_secs(6));

/// So many passwords of one account may be under way at once: each is counted beforehand here, and
/// given back.
const AT_ONCE: (u32, Duration) = (100, Duration::from_secs(1));

/// Unknown tokens that a client gives up: those of a large logout may be long gone.
const TOKENS: (u32, Duration) = (100, Duration::from_secs(1));

/// What fails.
#[derive(Clone, Copy)]
enum Kind {
    Token,
    Secret,
    Address,
    Password,
    PasswordAtOnce,
}

impl Kind {
    /// Each of another length: by that memory tells them apart.
    const fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Secret => "secret",
            Self::Address => "address",
            Self::Password => "password",
            Self::PasswordAtOnce => "password at once",
        }
    }
}

/// What the throttle says. No function: as a future of its own it would be carried through all that
/// follows.
macro_rules! told {
    ($told:expr) => {
        match $told {
            Told::Now(told) => told,
            Told::Later(asked) => asked.await?,
        }
    };
}

/// The throttle as one request meets it: from where, and when.
pub(crate) struct Gate<'a> {
    throttle: &'a Throttling,
    address: Option<IpAddr>,
    now: Timestamp,
}

impl<'a> Gate<'a> {
    pub(crate) fn new(throttle: &'a Throttling, address: Option<IpAddr>, now: Timestamp) -> Self {
        let address = address.map(network);
        Self {
            throttle,
            address,
            now,
        }
    }

    /// Lets a person's password be tried, unless there were too many wrong ones.
    pub(crate) async fn password<T>(
        &self,
        account: &str,
        check: impl Future<Output = Result<T, OAuthError>>,
    ) -> Result<T, OAuthError> {
        // Accounts are compared without regard to case by many an application; letter by letter, as
        // the last one of a word may have a form of its own.
        let account: String = account
            .trim()
            .chars()
            .flat_map(char::to_lowercase)
            .collect();
        let at_once = budget(Kind::PasswordAtOnce, &account, self.address, AT_ONCE);
        let at_once = Budgets::one(at_once);
        let budgets = self.by_name(Kind::Password, &account);
        self.admit(&at_once, refusal::too_many_passwords()).await?;
        self.admit(&budgets, refusal::too_many_passwords()).await?;
        told!(self.throttle.count(&at_once, self.now));
        let answer = check.await;
        told!(self.throttle.give_back(&at_once, self.now));
        let too_many = refusal::too_many_passwords();
        self.judge(&budgets, answer, too_many).await
    }

    /// Lets a client's secret be tried, unless there were too many wrong ones.
    pub(crate) async fn secret<T>(
        &self,
        client_id: &str,
        check: impl Future<Output = Result<T, OAuthError>>,
    ) -> Result<T, OAuthError> {
        let budgets = self.by_name(Kind::Secret, client_id);
        self.admit(&budgets, refusal::too_many_secrets()).await?;
        let answer = check.await;
        let too_many = refusal::too_many_secrets();
        self.judge(&budgets, answer, too_many).await
    }

    /// Lets a client name a token; whether there is one is what `known` says of the answer.
    pub(crate) async fn token<T>(
        &self,
        client_id: &str,
        known: impl FnOnce(&T) -> bool,
        check: impl Future<Output = Result<T, OAuthError>>,
    ) -> Result<T, OAuthError> {
        let budgets = Budgets::one(budget(Kind::Token, client_id, self.address, TOKENS));
        self.admit(&budgets, refusal::too_many_tokens()).await?;
        let answer = check.await?;
        if !known(&answer) {
            told!(self.throttle.count(&budgets, self.now));
        }
        Ok(answer)
    }

    /// By name and address, and by address; without one by name alone.
    fn by_name<'b>(&self, kind: Kind, name: &'b str) -> Budgets<'b> {
        let Some(address) = self.address else {
            return Budgets::one(budget(kind, name, None, FAILURES_OF_MANY));
        };
        Budgets::two(
            budget(kind, name, Some(address), FAILURES),
            budget(Kind::Address, "", Some(address), FAILURES_OF_MANY),
        )
    }

    async fn admit(&self, budgets: &Budgets<'_>, too_many: OAuthError) -> Result<(), OAuthError> {
        let wait = told!(self.throttle.wait(budgets, self.now));
        wait.map_or(Ok(()), |wait| Err(too_many.retry_after(wait)))
    }

    /// A refusal counts; what failed for another reason does not. Where others of a burst have
    /// failed too often meanwhile, right and wrong are told alike, so that no burst tells more than
    /// one try after the other would.
    async fn judge<T>(
        &self,
        budgets: &Budgets<'_>,
        answer: Result<T, OAuthError>,
        too_many: OAuthError,
    ) -> Result<T, OAuthError> {
        let told = match &answer {
            Err(error) if error.refusal().is_none() => return answer,
            Err(_) => self.throttle.count(budgets, self.now),
            Ok(_) => self.throttle.wait(budgets, self.now),
        };
        match told!(told) {
            Some(wait) => Err(too_many.retry_after(wait)),
            None => answer,
        }
    }
}

const fn budget(
    kind: Kind,
    name: &str,
    address: Option<IpAddr>,
    (most, each): (u32, Duration),
) -> Budget<'_> {
    Budget {
        kind: kind.word(),
        name,
        address,
        most,
        each,
    }
}

/// Whoever has an address of IPv6 has a network of 64 bits; an IPv4 one may be written as IPv6.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let network = u128::from(address) & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from(network))
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}
