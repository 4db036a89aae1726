//! The provider as its author means it: words resolved against the vocabulary, roles to players.

mod condition;
mod foreign;
mod grants;
mod lifetime;
mod marks;
mod object;
mod options;

pub(crate) use object::mend;

use crate::diagnostics::{Diagnostics, one_of};
use crate::parse::Input;
use crate::vocabulary::{self, GRANTS, LOGIN, Need, Role, USERS};
use proc_macro2::{Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Attribute, DeriveInput, Ident, LitStr, Member, Type};

/// Everything the attribute, the marks and the struct say.
pub(crate) struct Provider {
    /// The item, without our marks.
    pub(crate) item: DeriveInput,
    pub(crate) copies: Vec<Attribute>,
    /// Where the runtime is: `::oauth2_runtime` or the path of `crate =`.
    pub(crate) runtime: TokenStream,
    /// Where that is said.
    pub(crate) runtime_span: Span,
    /// The words of the options, in order, with repetitions.
    pub(crate) options: Vec<Word>,
    /// The word `grants`, or the string behind it: what every grant needs is asked for here.
    pub(crate) list: Span,
    pub(crate) grants: Vec<Grant>,
    /// Whether everything that asks for roles could be read, and nothing unread may have done so.
    pub(crate) grants_sound: bool,
    pub(crate) scopes: Option<Box<Type>>,
    pub(crate) issuer: Option<LitStr>,
    pub(crate) lifetimes: Vec<Lifetime>,
    pub(crate) paths: Vec<(Word, LitStr)>,
    /// The word `form` of `login(form)`.
    pub(crate) login_form: Option<Span>,
    pub(crate) allowed: Vec<Word>,
    pub(crate) pkce: Option<LitStr>,
    pub(crate) plays: Vec<(&'static Role, Span)>,
    pub(crate) marks: Vec<Mark>,
    /// Whether every mark could be read.
    pub(crate) marks_sound: bool,
    /// Marks inside a `cfg_attr`.
    pub(crate) hidden_marks: Vec<Attribute>,
}

/// A word of the user and where it stands.
pub(crate) struct Word {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// An enabled grant.
pub(crate) struct Grant {
    pub(crate) row: &'static vocabulary::Grant,
    pub(crate) span: Span,
    /// The predicate of its `#[cfg]`.
    pub(crate) cfg: Option<TokenStream>,
}

/// A lifetime as written and in seconds.
pub(crate) struct Lifetime {
    pub(crate) word: Ident,
    pub(crate) text: String,
    pub(crate) span: Span,
    pub(crate) seconds: u64,
}

/// One word in a field's `#[oauth2(..)]`.
pub(crate) struct Mark {
    pub(crate) meaning: Meaning,
    pub(crate) span: Span,
    pub(crate) member: Member,
    pub(crate) ty: Type,
    pub(crate) cfg: Option<TokenStream>,
}

/// What a mark says of its field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    Plays(&'static Role),
    Settings,
}

/// Who plays a role, and under which `#[cfg]`.
pub(crate) struct Player<'a> {
    pub(crate) cfg: Option<TokenStream>,
    pub(crate) who: Who<'a>,
}

pub(crate) enum Who<'a> {
    Field(&'a Mark),
    /// The struct; the span is that of the word which needs the role.
    Struct(Span),
    /// The runtime's own type of this name; with the span of the word which needs the role, where
    /// that type may be switched off.
    Stock(&'static str, Option<Span>),
}

/// Gives every parsed word its meaning.
pub(crate) fn provider(input: Input, found: &mut Diagnostics) -> Provider {
    let mut provider = Provider {
        item: input.item,
        copies: input.copies,
        runtime: quote!(::oauth2_runtime),
        runtime_span: Span::call_site(),
        options: Vec::new(),
        list: Span::call_site(),
        grants: Vec::new(),
        grants_sound: input.sound,
        scopes: None,
        issuer: None,
        lifetimes: Vec::new(),
        paths: Vec::new(),
        login_form: None,
        allowed: Vec::new(),
        pkce: None,
        plays: Vec::new(),
        marks: Vec::new(),
        marks_sound: input.marks_sound,
        hidden_marks: Vec::new(),
    };
    for entry in input.options {
        options::option(&mut provider, entry, found);
    }
    for field in input.marks {
        marks::field(&mut provider, field, found);
    }
    provider
}

impl Provider {
    /// The listed grants that ask for this role.
    pub(crate) fn grants_needing(&self, role: &Role) -> impl Iterator<Item = &Grant> {
        self.grants
            .iter()
            .filter(move |grant| grant.row.asks_for(role))
    }

    /// Whether anything listed asks for this role; `login(form)` asks `users` in place of `login`.
    pub(crate) fn needs(&self, role: &Role) -> bool {
        match role.need {
            Need::Field | Need::EveryGrant | Need::Optional(_) => true,
            Need::SomeGrants if self.login_form.is_some() && *role == LOGIN => false,
            Need::SomeGrants if self.login_form.is_some() && *role == USERS => true,
            Need::SomeGrants | Need::SignIn(_) => self.grants_needing(role).next().is_some(),
        }
    }

    /// Under which `#[cfg]` the role is asked for: `None` is always.
    pub(crate) fn asked_when(&self, role: &Role) -> Option<TokenStream> {
        match role.need {
            // The form is there whatever the grants are.
            Need::SignIn(_) if self.login_form.is_some() => None,
            Need::SomeGrants | Need::SignIn(_) => {
                any(self.grants_needing(role).map(|grant| &grant.cfg))
            }
            Need::Field | Need::EveryGrant | Need::Optional(_) => None,
        }
    }

    /// The fields marked for this role.
    pub(crate) fn marked(&self, meaning: Meaning) -> impl Iterator<Item = &Mark> {
        self.marks
            .iter()
            .filter(move |mark| mark.meaning == meaning)
    }

    /// Who plays the role: each marked field, and somebody else where none is compiled in.
    pub(crate) fn players(&self, role: &'static Role, asked_at: Span) -> Vec<Player<'_>> {
        let marked = || self.marked(Meaning::Plays(role));
        let mut players: Vec<_> = marked()
            .map(|mark| Player {
                cfg: mark.cfg.clone(),
                who: Who::Field(mark),
            })
            .collect();
        let Some(cfg) = otherwise(marked().map(|mark| &mark.cfg)) else {
            return players;
        };
        let declared = self.plays.iter().find(|(played, _)| *played == role);
        let who = match (&role.need, declared) {
            (_, Some((_, span))) => Who::Struct(*span),
            (Need::Optional(stock), None) => Who::Stock(stock, None),
            (Need::SignIn(stock), None) => Who::Stock(stock, Some(asked_at)),
            _ => Who::Struct(marked().next().map_or(asked_at, |mark| mark.span)),
        };
        players.push(Player { cfg, who });
        players
    }

    /// The words of the grants that ask for this role, for a message.
    pub(crate) fn words_needing(role: &Role) -> String {
        let grants = GRANTS.iter().filter(|grant| grant.asks_for(role));
        one_of(&grants.map(|grant| grant.word).collect::<Vec<_>>())
    }

    /// What asks for this role when it is on, for a message.
    pub(crate) fn needed_by(role: &Role) -> String {
        let form = if *role == USERS {
            " or to `login(form)`"
        } else {
            ""
        };
        format!("grant {}{form}", Self::words_needing(role))
    }

    /// The leading `use` of everything that is printed, under the word that says where it is.
    pub(crate) fn import(&self) -> TokenStream {
        let runtime = &self.runtime;
        quote_spanned!(self.runtime_span=> use #runtime::__private as __oauth2;)
    }

    /// Whether a legacy word is silenced by `allow(..)`.
    pub(crate) fn allows(&self, word: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed.text == word)
    }

    /// Whether a field holds what is known only at run time.
    pub(crate) fn has_settings(&self) -> bool {
        self.marked(Meaning::Settings).next().is_some()
    }

    pub(crate) fn lifetime(&self, word: &str) -> Option<&Lifetime> {
        self.lifetimes.iter().find(|lifetime| lifetime.word == word)
    }
}

impl Word {
    fn of(word: &Ident) -> Self {
        Self {
            text: word.to_string(),
            span: word.span(),
        }
    }
}

/// A type without the invisible groups of a macro's fragment, and without parentheses.
pub(crate) fn bare(mut ty: &Type) -> &Type {
    loop {
        ty = match ty {
            Type::Group(group) => &group.elem,
            Type::Paren(paren) => &paren.elem,
            plain => return plain,
        };
    }
}

/// When one of several things is compiled in: `None` is always.
pub(crate) fn any<'a>(cfgs: impl Iterator<Item = &'a Option<TokenStream>>) -> Option<TokenStream> {
    let cfgs: Vec<_> = cfgs.map(Option::as_ref).collect::<Option<_>>()?;
    match cfgs.as_slice() {
        [one] => Some((*one).clone()),
        many => Some(quote!(any(#(#many),*))),
    }
}

/// When none of several things is compiled in: the outer `None` is never, the inner one always.
#[expect(clippy::option_option, reason = "never and always are two answers")]
pub(crate) fn otherwise<'a>(
    cfgs: impl Iterator<Item = &'a Option<TokenStream>>,
) -> Option<Option<TokenStream>> {
    let mut cfgs = cfgs.peekable();
    if cfgs.peek().is_none() {
        return Some(None);
    }
    any(cfgs).map(|any| Some(quote!(not(#any))))
}

impl Meaning {
    /// The role, if the mark names one.
    pub(crate) fn role(self) -> Option<&'static Role> {
        match self {
            Self::Plays(role) => Some(role),
            Self::Settings => None,
        }
    }

    /// The word of the mark.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Plays(role) => role.mark,
            Self::Settings => vocabulary::SETTINGS,
        }
    }
}
