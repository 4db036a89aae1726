//! How an authorization response travels (OAuth 2.0 Multiple Response Type Encoding Practices,
//! OAuth 2.0 Form Post Response Mode).

/// How an authorization response travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ResponseMode {
    Query,
    Fragment,
    /// By a page with a form, which the person sends on.
    FormPost,
}

impl ResponseMode {
    /// Its name in requests and in the metadata.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Fragment => "fragment",
            Self::FormPost => "form_post",
        }
    }
}
