//! Roles behind `Arc`, `Box`, `&'static` and `dyn`: forwarding, and one object-safe twin a role.

use super::{ClientCredentials, Clients, Login, Policy, TokenFormat, Users};
use crate::error::HookResult;
use crate::model::{Approval, Client, ConsentRequest, Decision, Proposed, ScopeSet, Subject};
use async_trait::async_trait;
use http::request::Parts;
use std::future::Future;
use std::sync::Arc;

macro_rules! role {
    ($role:ident, $twin:ident, $doc:literal, async {
        $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*
    } plain {
        $(fn $plain:ident($($plain_arg:ident: $plain_type:ty),*) -> $plain_out:ty;)*
    }) => {
        role!(@forward $role, Arc<T>, { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });
        role!(@forward $role, Box<T>, { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });
        role!(@forward $role, &'static T, { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });

        #[doc = $doc]
        #[async_trait]
        pub trait $twin: Send + Sync {
            $(
                #[doc(hidden)]
                async fn $name(&self, $($arg: $type),*) -> HookResult<$out>;
            )*
            $(
                #[doc(hidden)]
                fn $plain(&self, $($plain_arg: $plain_type),*) -> $plain_out;
            )*
        }

        #[async_trait]
        impl<T: $role + Send + Sync> $twin for T {
            $(async fn $name(&self, $($arg: $type),*) -> HookResult<$out> {
                $role::$name(self, $($arg),*).await
            })*
            $(fn $plain(&self, $($plain_arg: $plain_type),*) -> $plain_out {
                $role::$plain(self, $($plain_arg),*)
            })*
        }

        role!(@object $role, $twin, dyn $twin, { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });
        role!(@object #[diagnostic::do_not_recommend] $role, $twin, dyn $twin + Send, { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });
        role!(@object #[diagnostic::do_not_recommend] $role, $twin, dyn $twin + Sync, { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });
        role!(@object $role, $twin, dyn $twin + Send + Sync,
            { $(fn $name($($arg: $type),*) -> $out;)* }
            { $(fn $plain($($plain_arg: $plain_type),*) -> $plain_out;)* });
    };
    (@object $(#[$hidden:meta])? $role:ident, $twin:ident, $object:ty, {
        $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*
    } {
        $(fn $plain:ident($($plain_arg:ident: $plain_type:ty),*) -> $plain_out:ty;)*
    }) => {
        // Hidden ones are no help in the list of who plays a role.
        $(#[$hidden])?
        impl $role for $object {
            $(async fn $name(&self, $($arg: $type),*) -> HookResult<$out> {
                $twin::$name(self, $($arg),*).await
            })*
            $(fn $plain(&self, $($plain_arg: $plain_type),*) -> $plain_out {
                $twin::$plain(self, $($plain_arg),*)
            })*
        }
    };
    (@forward $role:ident, $outer:ty, {
        $(fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty;)*
    } {
        $(fn $plain:ident($($plain_arg:ident: $plain_type:ty),*) -> $plain_out:ty;)*
    }) => {
        impl<T: $role + ?Sized> $role for $outer {
            $(fn $name(&self, $($arg: $type),*) -> impl Future<Output = HookResult<$out>> + Send {
                (**self).$name($($arg),*)
            })*
            $(fn $plain(&self, $($plain_arg: $plain_type),*) -> $plain_out {
                (**self).$plain($($plain_arg),*)
            })*
        }
    };
}

role!(Clients, DynClients, "[`Clients`] as an object: `Arc<dyn DynClients>` plays the role.", async {
    fn find_client(client_id: &str) -> Option<Client>;
    fn validate_client(client: &Client, secret: &str) -> bool;
} plain {
    fn weak_clients() -> Vec<String>;
});

role!(Login, DynLogin, "[`Login`] as an object: `Arc<dyn DynLogin>` plays the role.", async {
    fn current_user(request: &Parts) -> Option<Subject>;
} plain {
    fn login_redirect(return_to: &str) -> String;
    fn switch_account(return_to: &str) -> Option<String>;
});

role!(Users, DynUsers, "[`Users`] as an object: `Arc<dyn DynUsers>` plays the role.", async {
    fn validate_user(username: &str, password: &str) -> Option<Subject>;
} plain {});

role!(
    ClientCredentials,
    DynClientCredentials,
    "[`ClientCredentials`] as an object: `Arc<dyn DynClientCredentials>` plays the role.",
    async {
        fn authorize_client(client: &Client, requested: &ScopeSet) -> Option<Approval>;
    } plain {}
);

role!(Policy, DynPolicy, "[`Policy`] as an object: `Arc<dyn DynPolicy>` plays the role.", async {
    fn auto_approve(request: &ConsentRequest<'_>) -> Decision;
    fn approve(proposed: &Proposed<'_>) -> Option<Approval>;
} plain {});

role!(
    TokenFormat,
    DynTokenFormat,
    "[`TokenFormat`] as an object: `Arc<dyn DynTokenFormat>` plays the role.",
    async {
        fn mint(proposed: &Proposed<'_>) -> Option<String>;
    } plain {}
);
