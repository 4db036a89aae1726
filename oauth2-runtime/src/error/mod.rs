//! The three errors by audience: the client's, the store's and the builder's, and the hook's cause.
//!
//! RFC 6749 §4.1.2.1 and §5.2 name the codes. Descriptions are fixed phrases; input is never echoed.

pub(crate) mod refusal;

use http::StatusCode;
use refusal::Refusal;
use std::fmt;
use std::time::Duration;

/// The cause behind an error: kept for the log, never shown to a client.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident = $wire:literal, $status:ident;)*) => {
        /// An error code of the wire, with the status that carries it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// The code as it stands in `error=`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $wire,)* }
            }

            /// The status of a reply that carries this code.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$name => StatusCode::$status,)* }
            }
        }
    };
}

error_codes! {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest = "invalid_request", BAD_REQUEST;
    /// The client is unknown, or did not prove who it is.
    InvalidClient = "invalid_client", UNAUTHORIZED;
    /// The code, the refresh token or the person's password is not good.
    InvalidGrant = "invalid_grant", BAD_REQUEST;
    /// This client may not use this grant.
    UnauthorizedClient = "unauthorized_client", BAD_REQUEST;
    /// The grant type is unknown or switched off.
    UnsupportedGrantType = "unsupported_grant_type", BAD_REQUEST;
    /// The response type is unknown or switched off.
    UnsupportedResponseType = "unsupported_response_type", BAD_REQUEST;
    /// A scope is unknown, malformed or more than this client may have.
    InvalidScope = "invalid_scope", BAD_REQUEST;
    /// The person, or the application, said no.
    AccessDenied = "access_denied", FORBIDDEN;
    /// The server failed.
    ServerError = "server_error", INTERNAL_SERVER_ERROR;
    /// The server cannot answer now.
    TemporarilyUnavailable = "temporarily_unavailable", SERVICE_UNAVAILABLE;
}

/// A refusal or a failure as a client may see it, with what only the log may see.
#[derive(Debug)]
pub struct OAuthError(Kind);

#[derive(Debug)]
enum Kind {
    /// A row of the table of refusals, and how long to wait before the next try.
    Refused(&'static Refusal, Option<Duration>),
    /// A hook or a store could not answer.
    Failed {
        code: ErrorCode,
        status: StatusCode,
        source: BoxError,
    },
}

impl OAuthError {
    pub(crate) const fn refused(row: &'static Refusal) -> Self {
        Self(Kind::Refused(row, None))
    }

    /// The same refusal, of a caller who may try again later.
    pub(crate) fn retry_after(self, wait: Duration) -> Self {
        match self.0 {
            Kind::Refused(row, _) => Self(Kind::Refused(row, Some(wait))),
            Kind::Failed { .. } => self,
        }
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        match &self.0 {
            Kind::Refused(row, _) => row.code,
            Kind::Failed { code, .. } => *code,
        }
    }

    /// The status of the reply.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match &self.0 {
            Kind::Refused(row, _) => row.status,
            Kind::Failed { status, .. } => *status,
        }
    }

    /// The fixed phrase.
    #[must_use]
    pub const fn description(&self) -> &'static str {
        match &self.0 {
            Kind::Refused(row, _) => row.description,
            Kind::Failed { .. } => "the server failed",
        }
    }

    /// When the caller may try again, if waiting helps.
    #[must_use]
    pub fn wait(&self) -> Option<Duration> {
        match &self.0 {
            Kind::Refused(_, wait) => *wait,
            Kind::Failed { code, .. } => {
                (*code == ErrorCode::TemporarilyUnavailable).then_some(Duration::from_secs(1))
            }
        }
    }

    /// The row of the table; none where something failed.
    pub(crate) const fn refusal(&self) -> Option<&'static Refusal> {
        match &self.0 {
            Kind::Refused(row, _) => Some(row),
            Kind::Failed { .. } => None,
        }
    }

    fn failed(code: ErrorCode, status: StatusCode, source: BoxError) -> Self {
        Self(Kind::Failed {
            code,
            status,
            source,
        })
    }
}

impl fmt::Display for OAuthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.code().as_str(), self.description())
    }
}

impl std::error::Error for OAuthError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Refused(..) => None,
            Kind::Failed { source, .. } => Some(&**source),
        }
    }
}

/// A hook failed: 500 `server_error`, or 503: `temporarily_unavailable` when it is busy, `server_error`
/// when a store failed in it.
impl From<HookError> for OAuthError {
    fn from(error: HookError) -> Self {
        if error.busy {
            let code = ErrorCode::TemporarilyUnavailable;
            return Self::failed(code, code.status(), error.cause);
        }
        match error.cause.downcast::<StoreError>() {
            Ok(store) => Self::from(*store),
            Err(cause) => {
                let code = ErrorCode::ServerError;
                Self::failed(code, code.status(), cause)
            }
        }
    }
}

/// A store failed: 503 `server_error`.
impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        let status = StatusCode::SERVICE_UNAVAILABLE;
        Self::failed(ErrorCode::ServerError, status, Box::new(error))
    }
}

/// What a hook answers: the value, or a failure whose text goes to the log alone.
pub type HookResult<T> = Result<T, HookError>;

/// A hook could not decide. Any `std` error becomes one by `?`; a text by [`HookError::msg`].
///
/// The client sees 500 `server_error` and a correlation id; the cause is in the log beside that id.
/// A [`StoreError`] stays what it is: 503. It is for failures: a polite "no" is `Ok(None)`.
pub struct HookError {
    cause: BoxError,
    busy: bool,
}

impl HookError {
    /// A failure told in words.
    pub fn msg(text: impl Into<String>) -> Self {
        Self {
            cause: text.into().into(),
            busy: false,
        }
    }

    /// Too much waits to be answered now: the client sees 503 `temporarily_unavailable` and may try
    /// again.
    #[must_use]
    pub fn busy() -> Self {
        Self {
            cause: "too many requests wait for this hook".into(),
            busy: true,
        }
    }
}

impl<E: std::error::Error + Send + Sync + 'static> From<E> for HookError {
    fn from(error: E) -> Self {
        Self {
            cause: Box::new(error),
            busy: false,
        }
    }
}

impl fmt::Debug for HookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.cause, f)
    }
}

impl fmt::Display for HookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.cause, f)
    }
}

/// A store could not answer: 503 `server_error` outside, the boxed cause in the log.
#[derive(Debug)]
pub struct StoreError(BoxError);

impl StoreError {
    /// Wraps the cause, a driver's error or a text.
    pub fn new(cause: impl Into<BoxError>) -> Self {
        Self(cause.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the store failed")
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&*self.0)
    }
}

/// Everything that is wrong with a configuration, found in one go when a provider or a client is
/// built.
#[derive(Default, PartialEq, Eq)]
pub struct ConfigError {
    faults: Vec<String>,
}

impl ConfigError {
    /// One fault.
    #[must_use]
    pub fn new(fault: impl Into<String>) -> Self {
        Self {
            faults: vec![fault.into()],
        }
    }

    /// Every fault, one sentence each.
    #[must_use]
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    pub(crate) fn push(&mut self, fault: impl Into<String>) {
        self.faults.push(fault.into());
    }

    pub(crate) fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.faults.is_empty() {
            Ok(value)
        } else {
            Err(self)
        }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to mend in the configuration:", self.faults.len())?;
        self.faults
            .iter()
            .try_for_each(|fault| write!(f, "\n- {fault}"))
    }
}

/// As [`fmt::Display`], because `main` prints what it returns in this form.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for ConfigError {}
