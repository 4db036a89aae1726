//! Hostile input at every door and what holds of the answer: one place for the properties of
//! `flows` and for the fuzz targets.
//!
//! A door is a function of bytes that sends them in and panics when the answer is wrong. Each file
//! tells how its door reads them; `{code}`, `{ticket}` and the like stand for what is live.

mod basic;
mod change;
mod cookie;
mod form;
mod holds;
mod json_body;
mod kiosk;
mod login;
mod page;
mod params;
mod redirect;
mod scope;
mod sealed;
mod stage;
mod ticket;
mod token;

pub use basic::basic;
pub use change::{Change, changed, hold_query};
pub use cookie::cookie;
pub use holds::{holds, is_token_reply, stays};
pub use json_body::json_body;
pub use login::login;
pub use params::params;
pub use redirect::redirect;
pub use scope::scope;
pub use ticket::ticket;
pub use token::token;

/// Sends bytes in, and panics when the answer is wrong.
pub type Door = fn(&[u8]);

/// Every door by its name: a fuzz target and a folder of seeds have the same.
pub const DOORS: [(&str, Door); 9] = [
    ("basic", basic),
    ("cookie", cookie),
    ("json_body", json_body),
    ("login", login),
    ("params", params),
    ("redirect", redirect),
    ("scope", scope),
    ("ticket", ticket),
    ("token", token),
];

/// One of so many, chosen by a byte that seeds write as a digit.
fn choice(byte: u8, of: u8) -> u8 {
    byte.wrapping_sub(b'0') % of
}
