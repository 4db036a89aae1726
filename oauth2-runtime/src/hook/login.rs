//! The role of an application with a login of its own: who is at this browser.

use crate::error::HookResult;
use crate::model::Subject;
use http::request::Parts;
use std::future::Future;

/// Knows who is signed in. Needed by `code` and `implicit` unless `login(form)` is on; mark:
/// `#[oauth2(login)]`.
///
/// ```
/// use oauth2_runtime::prelude::*;
///
/// struct Sessions;
///
/// impl Login for Sessions {
///     async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {
///         // A middleware in front put the person into the request's extensions.
///         Ok(request.extensions.get::<Subject>().cloned())
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the hook `current_user`, which the grants `code` and `implicit` need",
    label = "this grant needs `Login::current_user`",
    note = "write the hook:\n\nimpl Login for {Self} {{\n    async fn current_user(&self, request: &Parts) -> HookResult<Option<Subject>> {{\n        todo!()\n    }}\n}}\n\nor put the mark `#[oauth2(login)]` on a field that has it\n(a type of another crate gets the hook in a struct of your own round it)\nor let the toolkit show a login page: `login(form)` in the attribute"
)]
pub trait Login {
    /// The person signed in to the application, or `None`: the browser is then sent to
    /// [`Login::login_redirect`].
    ///
    /// `request` is the head of the request: method, URI, headers, extensions.
    #[doc(alias("deserializeUser", "ensureLoggedIn"))]
    fn current_user(
        &self,
        request: &Parts,
    ) -> impl Future<Output = HookResult<Option<Subject>>> + Send;

    /// Where a browser without a login is sent. Provided: `/login?return_to=..`.
    ///
    /// `return_to` is the path and query of the authorization request on this origin, percent-encoded
    /// so that it can stand behind `?return_to=` as it is. After the login, send the browser to its
    /// decoded value. Accept nothing but your authorization endpoint's path followed by `?`, or you
    /// forward people anywhere.
    ///
    /// ```
    /// # use oauth2_runtime::prelude::*;
    /// # struct Sessions;
    /// impl Login for Sessions {
    /// #   async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> { Ok(None) }
    ///     fn login_redirect(&self, return_to: &str) -> String {
    ///         format!("/sign-in?then={return_to}")
    ///     }
    /// }
    /// ```
    fn login_redirect(&self, return_to: &str) -> String {
        format!("/login?return_to={return_to}")
    }

    /// Where the consent page's "use another account" leads: a page of yours that asks for a login
    /// although somebody is signed in. `return_to` is as in [`Login::login_redirect`]. Provided:
    /// none, and the page has no such link.
    fn switch_account(&self, return_to: &str) -> Option<String> {
        let _ = return_to;
        None
    }
}
