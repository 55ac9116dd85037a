//! Identifiers, each a type of its own, so that a party is never passed where an item is meant.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::Serialize;

/// The longest identifier, in bytes.
pub const MAX_ID: usize = 100;

/// Why a text is no identifier; `at` is the byte offset of the first offending character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError {
    /// Byte offset of the first offending character.
    pub at: usize,
    /// What is wrong, as a fragment.
    pub message: String,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for IdError {}

/// Checks a slug: lower-case letters, digits, `-`, `_` and `.`, beginning with a letter or a digit.
fn check_slug(text: &str) -> Result<(), IdError> {
    let fault = |at, message: String| Err(IdError { at, message });
    match text.bytes().next() {
        None => return fault(0, "an identifier cannot be empty".into()),
        Some(b'-' | b'_' | b'.') => {
            return fault(0, "an identifier begins with a letter or a digit".into());
        }
        Some(_) => {}
    }
    if text.len() > MAX_ID {
        return fault(MAX_ID, format!("an identifier has at most {MAX_ID} characters"));
    }
    // What is allowed has one byte each, so that the first byte that is not begins a character.
    let allowed = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    let strange = text.bytes().position(|byte| !allowed(byte));
    match strange.and_then(|at| Some((at, text.get(at..)?.chars().next()?))) {
        Some((at, c)) if c.is_ascii_uppercase() => {
            fault(at, format!("`{c}` is upper case: identifiers are lower case"))
        }
        Some((at, c)) => fault(at, format!("`{}` cannot stand in an identifier", c.escape_debug())),
        None => Ok(()),
    }
}

/// Checks a name in a scheme's own vocabulary (a level, a compartment, a fact key): printable, trimmed.
fn check_name(text: &str) -> Result<(), IdError> {
    let fault = |at, message: String| Err(IdError { at, message });
    if text.is_empty() {
        return fault(0, "a name cannot be empty".into());
    }
    if text.len() > MAX_ID {
        return fault(MAX_ID, format!("a name has at most {MAX_ID} characters"));
    }
    if text.trim() != text {
        let at = if text.trim_start() == text { text.trim_end().len() } else { 0 };
        return fault(at, "a name neither begins nor ends with a space".into());
    }
    match text.char_indices().find(|(_, c)| c.is_control()) {
        Some((at, c)) => fault(at, format!("`{}` cannot stand in a name", c.escape_debug())),
        None => Ok(()),
    }
}

/// How identifiers are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Slug,
    Name,
}

impl Form {
    fn check(self, text: &str) -> Result<(), IdError> {
        match self {
            Self::Slug => check_slug(text),
            Self::Name => check_name(text),
        }
    }
}

/// A text that was looked at once, so that it need not be for each identifier that it stands for.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    text: Arc<str>,
    form: Option<Form>,
}

impl Checked {
    pub(crate) fn new(text: &str) -> Self {
        let form = [Form::Slug, Form::Name].into_iter().find(|form| form.check(text).is_ok());
        Self { text: text.into(), form }
    }

    pub(crate) fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// Whether it was found to be spelt so. A slug is a name as well.
    fn is(&self, form: Form) -> bool {
        self.form.is_some_and(|found| found == form || found == Form::Slug)
    }
}

/// What an identifier names, where a reader of a register may come to know it by another: opaque ones stand in the
/// place of these. Levels, compartments and everything else in a scheme's own spelling are not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A party. The public has no other name.
    Party,
    /// An item.
    Item,
    /// A caveat, by the name given to it or by the one made from its item's.
    Caveat,
    /// An act or a fact.
    Entry,
    /// A power, founded or delegated.
    Power,
    /// A scheme.
    Scheme,
    /// Terms.
    Terms,
    /// An agreement.
    Agreement,
    /// A house rule.
    Rule,
    /// An event that caveats may wait for.
    Event,
    /// A purpose.
    Purpose,
    /// The key of a fact.
    Fact,
}

/// An identifier of any type.
pub(crate) trait Identifier: FromStr<Err = IdError> {
    /// What it names, where another may stand in its place.
    const NAMED: Option<Named>;

    /// The text.
    fn text(&self) -> &str;

    /// The identifier that a text is, which it shares.
    ///
    /// # Errors
    /// Where it is not spelt as one.
    fn sharing(text: Arc<str>) -> Result<Self, IdError>;

    /// The identifier that a text is, if it is spelt as one.
    fn of(checked: &Checked) -> Option<Self>;
}

/// Whether an identifier is the same in every register: the public.
pub(crate) fn is_built_in(kind: Named, text: &str) -> bool {
    kind == Named::Party && text == PartyId::PUBLIC
}

macro_rules! id_type {
    ($(#[$doc:meta])* $name:ident, $noun:literal, $form:expr, $named:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// What the identifier names, as a noun for messages.
            pub const NOUN: &'static str = $noun;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The text, as it is shared.
            pub fn shared(&self) -> &Arc<str> {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                $form.check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl Identifier for $name {
            const NAMED: Option<Named> = $named;

            fn text(&self) -> &str {
                self.as_str()
            }

            fn sharing(text: Arc<str>) -> Result<Self, IdError> {
                $form.check(&text)?;
                Ok(Self(text))
            }

            fn of(checked: &Checked) -> Option<Self> {
                checked.is($form).then(|| Self(Arc::clone(&checked.text)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id_type!(/// A party: a person, an office, a body, a state, a community, or the public.
    PartyId, "party", Form::Slug, Some(Named::Party));
id_type!(/// An item of information.
    ItemId, "item", Form::Slug, Some(Named::Item));
id_type!(/// A caveat: stated on an item, by terms, or added later.
    CaveatId, "caveat", Form::Slug, Some(Named::Caveat));
id_type!(/// An act or a fact that other entries refer to: a grant, a disclosure, a relation with an `id`.
    EntryId, "entry", Form::Slug, Some(Named::Entry));
id_type!(/// A power, founded or delegated.
    PowerId, "power", Form::Slug, Some(Named::Power));
id_type!(/// A scheme of levels and compartments.
    SchemeId, "scheme", Form::Slug, Some(Named::Scheme));
id_type!(/// Terms that an agreement or an item puts information under.
    TermsId, "terms", Form::Slug, Some(Named::Terms));
id_type!(/// An agreement between parties.
    AgreementId, "agreement", Form::Slug, Some(Named::Agreement));
id_type!(/// A house rule.
    RuleId, "rule", Form::Slug, Some(Named::Rule));
id_type!(/// Something that happens and that a caveat may wait for.
    EventId, "event", Form::Slug, Some(Named::Event));
id_type!(/// A purpose that information is shared for.
    Purpose, "purpose", Form::Slug, Some(Named::Purpose));
id_type!(/// A level in a scheme, in the scheme's own spelling.
    Level, "level", Form::Name, None);
id_type!(/// A compartment's code in a scheme, in the scheme's own spelling.
    Compartment, "compartment", Form::Name, None);
id_type!(/// A key of the fact that an item tells (`ipv4:192.0.2.1`).
    FactKey, "fact key", Form::Name, Some(Named::Fact));

impl PartyId {
    /// The public: everybody is within it. It needs no entry.
    pub const PUBLIC: &'static str = "public";

    /// The public.
    pub fn public() -> Self {
        Self(Self::PUBLIC.into())
    }

    /// Whether this is the public.
    pub fn is_public(&self) -> bool {
        self.as_str() == Self::PUBLIC
    }
}

impl CaveatId {
    /// The id of the caveat that stands `nth` (from 1) among those stated on an item, where none was given.
    pub fn nth_on_item(item: &ItemId, nth: usize) -> Self {
        Self(format!("{item}.{nth}").into())
    }

    /// The id of the caveat that stands `nth` (from 1) in terms, as borne by an item.
    pub fn nth_of_terms(item: &ItemId, terms: &TermsId, nth: usize) -> Self {
        Self(format!("{item}.{terms}.{nth}").into())
    }

    /// The id of the caveat that an unmarked item bears.
    pub fn unmarked(item: &ItemId) -> Self {
        Self(format!("{item}.unmarked").into())
    }

    /// The id of a caveat that an item's marking means, by what it is called behind the item's name.
    pub fn of_marking(item: &ItemId, slug: &str) -> Self {
        Self(format!("{item}.marking.{slug}").into())
    }

    /// The id of the caveat that a marking which no scheme reads bears.
    pub fn unread(item: &ItemId) -> Self {
        Self(format!("{item}.unread").into())
    }
}
