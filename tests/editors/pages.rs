//! The pages that are typed; each has its cursor at `$0`.

/// A provider with these options, a store, and what follows it.
pub(crate) fn provider(options: &str, rest: &str) -> String {
    with_field(options, "#[oauth2(store)] store: MemoryStore", rest)
}

/// A provider with these options and this field.
pub(crate) fn with_field(options: &str, field: &str, rest: &str) -> String {
    format!(
        "use oauth2_runtime::prelude::*;

#[oauth2_provider({options})]
pub struct Demo {{
    {field},
}}

{rest}
"
    )
}

/// An impl of this role, with this inside.
pub(crate) fn role(role: &str, inside: &str) -> String {
    format!(
        "use oauth2_runtime::prelude::*;\n\npub struct Demo;\n\nimpl {role} for Demo {{{inside}}}\n"
    )
}

/// The hooks of `grants(code, password)`.
pub(crate) const HOOKS: &str = "impl Clients for Demo {
    async fn find_client(&self, _: &str) -> HookResult<Option<Client>> {
        Ok(None)
    }
}

impl Login for Demo {
    async fn current_user(&self, _: &Parts) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}

impl Users for Demo {
    async fn validate_user(&self, _: &str, _: &str) -> HookResult<Option<Subject>> {
        Ok(None)
    }
}
";
