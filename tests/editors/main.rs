//! What an editor with rust-analyzer offers and shows, driven over its protocol: `./test editors`.

#[cfg(test)]
mod completion;
#[cfg(test)]
mod definition;
#[cfg(test)]
mod diagnostics;
#[cfg(test)]
mod editor;
#[cfg(test)]
mod hover;
#[cfg(test)]
mod lsp;
#[cfg(test)]
mod members;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod subject;
