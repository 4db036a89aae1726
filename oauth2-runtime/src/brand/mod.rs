//! How the pages look and speak: name, logo, colour and links of the application, and the texts of
//! each language.

mod colour;
mod look;
mod texts;

pub use look::Brand;
pub use texts::{Direction, Phrase, Texts};
