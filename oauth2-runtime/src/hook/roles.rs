//! The getters that the attribute prints, one a role: each is the only place that needs the hook.

use super::{ClientCredentials, Clients, Login, Policy, TokenFormat, Users};

macro_rules! roles {
    ($($(#[$doc:meta])* $has:ident, $getter:ident -> $role:ident;)*) => {$(
        $(#[$doc])*
        pub trait $has {
            /// Lends what plays the role.
            fn $getter(&self) -> &impl $role;
        }
    )*};
}

roles! {
    /// Who plays `clients`.
    HasClients, clients -> Clients;
    /// Who plays `login`.
    HasLogin, login -> Login;
    /// Who plays `users` for grant `password`.
    HasUsers, users -> Users;
    /// Who plays `users` for `login(form)`.
    HasFormUsers, form_users -> LoginFormUsers;
    /// Who plays `client_credentials`.
    HasClientCredentials, client_credentials -> ClientCredentials;
    /// Who plays `policy`.
    HasPolicy, policy -> Policy;
    /// Who plays `tokens`.
    HasTokenFormat, tokens -> TokenFormat;
}

/// [`Users`] under the name of `login(form)`, for the sake of its compile error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have the hook `validate_user`, which `login(form)` needs",
    label = "this page needs `Users::validate_user`",
    note = "write the hook:\n\nimpl Users for {Self} {{\n    async fn validate_user(&self, username: &str, password: &str) -> HookResult<Option<Subject>> {{\n        todo!()\n    }}\n}}\n\nor put the mark `#[oauth2(users)]` on a field that has it\n(a type of another crate gets the hook in a struct of your own round it)"
)]
pub trait LoginFormUsers: Users {}

impl<T: Users + ?Sized> LoginFormUsers for T {}
