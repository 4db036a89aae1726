//! Servers beside each other over loopback, each on a core of its own: the CPU time of a request
//! as a ratio to the handlers that are written by hand, taken inside each round.

mod client;
mod load;
mod process;

pub use load::{Sample, fill, load};
pub use process::Process;

/// The one in the middle.
#[must_use]
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or_default()
}
