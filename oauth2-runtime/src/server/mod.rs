//! From a struct to a server: settings are checked once, then endpoints are mounted by the grants.

mod administration;
mod build;
mod mount;
mod sweeper;
#[cfg(feature = "testing")]
mod testing;

pub use build::BuildServer;
