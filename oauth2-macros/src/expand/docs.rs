//! The table that the struct's rustdoc gains.

use super::summary::{Line, endpoints, hooks, options};
use crate::model::Provider;
use proc_macro2::TokenStream;
use quote::ToTokens as _;
use syn::{Attribute, parse_quote};

/// The doc lines that go below the author's own.
pub(super) fn table(provider: &Provider) -> Vec<Attribute> {
    let mut lines = vec![
        String::new(),
        "| OAuth 2.0 | |".to_owned(),
        "|---|---|".to_owned(),
    ];
    lines.extend(provider.grants.iter().map(|grant| {
        let legacy = if grant.row.legacy { ", legacy" } else { "" };
        let text = format!("{}{legacy}", grant.row.rfc);
        row("grant", grant.row.word, &text, grant.cfg.as_ref())
    }));
    lines.extend(
        endpoints(provider)
            .iter()
            .map(|line| coded("endpoint", line)),
    );
    lines.extend(
        hooks(provider)
            .iter()
            .map(|line| row("hook", &line.name, &line.value, line.cfg.as_ref())),
    );
    lines.extend(options(provider).iter().map(|line| coded("option", line)));
    lines.extend(provider.scopes.as_ref().map(|scopes| {
        let path = tight(&scopes.to_token_stream());
        // A type with parameters is no link.
        let link = if path.contains('<') {
            format!("`{path}`")
        } else {
            format!("[`{path}`]")
        };
        row("option", "scopes", &link, None)
    }));
    lines
        .into_iter()
        .map(|line| parse_quote!(#[doc = #line]))
        .collect()
}

/// A row whose value is set as code, unless it has some already.
fn coded(kind: &str, line: &Line) -> String {
    let value = &line.value;
    let text = if value.contains('`') {
        value.clone()
    } else {
        format!("`{value}`")
    };
    row(kind, &line.name, &text, line.cfg.as_ref())
}

fn row(kind: &str, name: &str, text: &str, cfg: Option<&TokenStream>) -> String {
    let when = cfg
        .map(|cfg| format!(", if `{}`", tight(cfg)))
        .unwrap_or_default();
    // A bar would end the cell.
    let text = format!("{text}{when}").replace('|', "\\|");
    format!("| {kind} `{name}` | {text} |")
}

/// Tokens as one writes them, without spaces round `::` and brackets.
fn tight(tokens: &TokenStream) -> String {
    let text = tokens.to_string();
    text.replace(" :: ", "::")
        .replace(":: ", "::")
        .replace(" (", "(")
        .replace(" ,", ",")
}
