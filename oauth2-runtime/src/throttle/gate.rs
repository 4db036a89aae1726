//! What is counted where: passwords, client secrets and tokens that somebody tries.

use super::{Budget, Budgets, Throttling, Told};
use crate::clock::Timestamp;
use crate::error::{OAuthError, refusal};
use std::future::Future;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
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
    /// Each is longer than the one before: by its length memory tells one from another.
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

const _: () = assert!(
    Kind::Token.word().len() < Kind::Secret.word().len()
        && Kind::Secret.word().len() < Kind::Address.word().len()
        && Kind::Address.word().len() < Kind::Password.word().len()
        && Kind::Password.word().len() < Kind::PasswordAtOnce.word().len()
);

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

/// What is tried, in the caller's keeping: a future that was handed over would be kept here twice.
type Check<'a, T> = Pin<&'a mut (dyn Future<Output = Result<T, OAuthError>> + Send)>;

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
        check: Check<'_, T>,
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
        for budgets in [&at_once, &budgets] {
            if let Some(wait) = told!(self.throttle.wait(budgets, self.now)) {
                return Err(refusal::too_many_passwords().retry_after(wait));
            }
        }
        told!(self.throttle.count(&at_once, self.now));
        let answer = check.await;
        told!(self.throttle.give_back(&at_once, self.now));
        match told!(self.judge(&budgets, &answer)) {
            Some(wait) => Err(refusal::too_many_passwords().retry_after(wait)),
            None => answer,
        }
    }

    /// Lets a client's secret be tried, unless there were too many wrong ones.
    pub(crate) async fn secret<T>(
        &self,
        client_id: &str,
        check: Check<'_, T>,
    ) -> Result<T, OAuthError> {
        let budgets = self.by_name(Kind::Secret, client_id);
        if let Some(wait) = told!(self.throttle.wait(&budgets, self.now)) {
            return Err(refusal::too_many_secrets().retry_after(wait));
        }
        let answer = check.await;
        match told!(self.judge(&budgets, &answer)) {
            Some(wait) => Err(refusal::too_many_secrets().retry_after(wait)),
            None => answer,
        }
    }

    /// Lets a client name a token; whether there is one is the answer.
    pub(crate) async fn token(
        &self,
        client_id: &str,
        check: Check<'_, bool>,
    ) -> Result<bool, OAuthError> {
        let budgets = Budgets::one(budget(Kind::Token, client_id, self.address, TOKENS));
        if let Some(wait) = told!(self.throttle.wait(&budgets, self.now)) {
            return Err(refusal::too_many_tokens().retry_after(wait));
        }
        let known = check.await?;
        if !known {
            told!(self.throttle.count(&budgets, self.now));
        }
        Ok(known)
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

    /// A refusal counts; what failed for another reason does not. Where others of a burst have
    /// failed too often meanwhile, right and wrong are told alike, so that no burst tells more than
    /// one try after the other would.
    fn judge<'b, T>(
        &'b self,
        budgets: &'b Budgets<'_>,
        answer: &Result<T, OAuthError>,
    ) -> Told<'b, Option<Duration>> {
        match answer {
            Err(error) if error.refusal().is_none() => Told::Now(None),
            Err(_) => self.throttle.count(budgets, self.now),
            Ok(_) => self.throttle.wait(budgets, self.now),
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
