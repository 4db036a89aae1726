//! A struct like any other.

use oauth2_runtime::prelude::*;

struct Demo;

fn serve(demo: Demo) -> Result<axum::Router, ConfigError> {
    demo.router()
}

fn main() {}

//@ error E0599 | 8: router | fix a struct becomes one by `#[oauth2_provider(grants(code))]`
