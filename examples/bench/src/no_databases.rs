//! Says what to build for the stores that are kept elsewhere.

use std::error::Error;

/// No store but memory is in this build.
pub(crate) async fn serve_on(_: &str, store: &str, _: &str, _: bool) -> Result<(), Box<dyn Error>> {
    Err(format!("for `{store}`, build with `--features databases`").into())
}
