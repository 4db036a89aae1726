//! The built-in pages as a type: what it shows is in the templates of feature `pages`.

/// The toolkit's own pages. Without feature `pages` they are switched off: this type does not
/// implement [`Pages`](super::Pages), and an application with a sign-in writes pages of its own.
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltInPages;
