//! The resource server: who may pass (RFC 6750).

mod bearer;
mod challenge;
mod layer;
mod verify;

pub use bearer::Bearer;
pub use layer::{RequireScopes, RequireScopesService};
