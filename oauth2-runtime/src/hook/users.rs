//! The role that checks a person's password, for grant `password` and for `login(form)`.

use crate::error::HookResult;
use crate::model::Subject;
use std::future::Future;

/// Knows people's passwords. Needed by `password` and by `login(form)`; mark: `#[oauth2(users)]`.
///
/// ```
/// use oauth2_runtime::prelude::*;
///
/// struct People;
///
/// impl Users for People {
///     async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {
///         let good = username == "alice" && password == "wonderland"; // a slow hash, in earnest
///         Ok(good.then(|| Subject::new("user-1").named("Alice")))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the hook `validate_user`, which the grant `password` needs",
    label = "this grant needs `Users::validate_user`",
    note = "write the hook:\n\nimpl Users for {Self} {{\n    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {{\n        todo!()\n    }}\n}}\n\nor put the mark `#[oauth2(users)]` on a field that has it\n(a type of another crate gets the hook in a struct of your own round it)\n(`login(form)`, where it is on, needs it too)"
)]
pub trait Users {
    /// The person of this name and password, or `None`. Both arrive exactly as typed.
    ///
    /// Spend the same time on an unknown name as on a wrong password. `None` answers
    /// `invalid_grant` at the token endpoint, and shows the login page again.
    #[doc(alias("validateUser", "exchangePasswordForToken"))]
    fn validate_user(
        &self,
        username: &str,
        password: &str,
    ) -> impl Future<Output = HookResult<Option<Subject>>> + Send;
}
