//! An empty impl of a role is filled in by the fix "Implement missing members", and hook by hook.
//!
//! What cannot be had: rust-analyzer copies a hook as its trait declares it, `fn .. -> impl Future`,
//! and only completion writes `async fn`. `Store` is declared by `async_trait`, so its verbs come in
//! that macro's long form. With `#[async_trait]` on the impl nothing is offered, neither for an
//! empty impl nor for a method begun: to rust-analyzer that impl is only the macro's input.

use crate::editor::editor;
use crate::pages::role;

const MISSING_MEMBERS: &str = "Implement missing members";

/// Each role with a required hook, and the hook as the fix writes it.
const HOOKS: [(&str, &str, &str); 5] = [
    (
        "Clients",
        "find_client",
        "(&self, client_id: &str) -> impl Future<Output = HookResult<Option<Client>>> + Send",
    ),
    (
        "Login",
        "current_user",
        "(&self, request: &Parts) -> impl Future<Output = HookResult<Option<Subject>>> + Send",
    ),
    (
        "Users",
        "validate_user",
        "(&self, username: &str, password: &str) \
         -> impl Future<Output = HookResult<Option<Subject>>> + Send",
    ),
    (
        "ClientCredentials",
        "authorize_client",
        "(&self, client: &Client, requested: &ScopeSet) \
         -> impl Future<Output = HookResult<Option<Approval>>> + Send",
    ),
    (
        "TokenFormat",
        "mint",
        "(&self, proposed: &Proposed<'_>) \
         -> impl Future<Output = HookResult<Option<String>>> + Send",
    ),
];

#[test]
fn an_empty_impl_of_a_role_is_filled_with_its_hook() {
    for (name, hook, signature) in HOOKS {
        let fixed = editor().fix(&role(&format!("{name}$0"), ""), MISSING_MEMBERS);
        let fixed = fixed.unwrap_or_else(|| panic!("nothing is offered for `{name}`"));
        let wanted = format!("fn {hook}{signature} {{ todo!() }}");
        assert!(one_line(&fixed).contains(&wanted), "{wanted}\n{fixed}");
        assert_eq!(fixed.matches("fn ").count(), 1, "{fixed}");
    }
}

#[test]
fn an_empty_store_is_filled_with_every_verb() {
    let fixed = editor().fix(&role("Store$0", ""), MISSING_MEMBERS);
    let fixed = fixed.expect("nothing is offered for `Store`");
    for verb in ["claim_once", "take_code", "rotate_refresh", "purge_expired"] {
        assert!(fixed.contains(&format!("fn {verb}<")), "{verb}\n{fixed}");
    }
}

#[test]
fn a_role_without_a_required_hook_has_nothing_to_fill_in() {
    for name in ["Policy", "Pages"] {
        let fixed = editor().fix(&role(&format!("{name}$0"), ""), MISSING_MEMBERS);
        assert_eq!(fixed, None);
    }
}

#[test]
fn a_hook_begun_is_offered_as_async_fn() {
    for (name, hook, _) in HOOKS {
        let (begun, _) = hook.split_at(2);
        let page = role(name, &format!("\n    async fn {begun}$0\n"));
        let completed = editor().complete(&page, &format!("async fn {hook}("));
        let wanted = format!("async fn {hook}(&self, ");
        assert!(one_line(&completed).contains(&wanted), "{completed}");
    }
}

/// The text with single spaces, and signatures as if they fitted on a line.
fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    words.join(" ").replace("( ", "(").replace(", )", ")")
}
