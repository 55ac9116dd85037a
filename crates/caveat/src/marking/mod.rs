//! What a marking means: the caveats, and whose they are.
//!
//! The text is read by the crate `caveat-marking`, which knows no party; here each word becomes the caveats that it
//! means. Every scheme has one table for that, which one can read: `us` for the United States, `nato` for NATO,
//! `tlp` for the Traffic Light Protocol, and the scheme's own words for all others. What nobody knows becomes a
//! caveat that nobody meets: nothing that is written on the page is dropped. What a document asks beside its marking,
//! by lists of who needs to know, becomes caveats in `ntk`.

mod convert;
mod data;
mod label;
mod nato;
mod ntk;
mod reader;
mod tlp;
mod us;

use caveat_marking::problem::Problem;

use crate::caveat::{Audience, AudienceMember, Caveat, RelativeAudience, Test, Until};
use crate::id::PartyId;
use crate::scheme::Scheme;
use crate::time::Instant;
use crate::words::Words;

pub use convert::{Converted, NoLevel, convert, level_of};
pub(crate) use data::grammar;
pub use label::{of_attributes, of_label};
pub use ntk::access;
pub(crate) use reader::Ready;
pub use reader::{Examined, Form, Reader};

/// The longest marking that is read, in characters: a banner with its classification authority block.
pub const MAX_MARKING: usize = 1000;

/// The dates by which a marking is understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dates {
    /// The date of the information. Where it is not known, the strictest reading holds.
    pub dated: Option<Instant>,
    /// When the marking was put on it: who was in a community then, is who it means.
    pub marked: Instant,
}

/// One caveat that a marking means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marked {
    /// The marking's own word for it: `NOFORN`, `REL TO USA, GBR`. What the word does not say itself stands in
    /// brackets: `(no decision on foreign disclosure)`.
    pub word: String,
    /// What it is called behind its item's name: `noforn`.
    pub slug: String,
    /// The caveat. One that names no owner belongs to the scheme's authority if it is a level or a compartment, else
    /// to the item's originator.
    pub caveat: Caveat,
    /// Whether the item's originator owns it, or owns it too: always where it names no owner and is neither a level nor
    /// a compartment.
    pub of_originator: bool,
    /// Who may release it to a recipient without owning it: whom RELIDO trusts with that.
    pub releasers: Vec<PartyId>,
}

/// A marking that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Understood {
    /// The caveats, in the order of the marking.
    pub marked: Vec<Marked>,
    /// What is carried along and not decided: words without a caveat, each with a reason.
    pub carried: Vec<(String, String)>,
    /// What is wrong with the text.
    pub problems: Vec<Problem>,
    /// The marking as it is kept; `None` where it cannot be read at all.
    pub canonical: Option<String>,
}

/// Reads a marking under a scheme. `None` where the scheme reads no markings.
///
/// A marking that cannot be read, or of which a word is not known, means at least one caveat that nobody meets.
pub fn understand(scheme: &Scheme, text: &str, dates: Dates) -> Option<Understood> {
    Some(Reader::new(scheme)?.understand(text, None, dates))
}

/// A marking in the form in which it is kept, where the scheme can read it and knows every word of it.
pub fn canonical(scheme: &Scheme, text: &str) -> Option<String> {
    kept(scheme, text)?.0
}

/// The same with what is wrong with the text. `None` where the scheme reads no markings.
pub fn kept(scheme: &Scheme, text: &str) -> Option<(Option<String>, Vec<Problem>)> {
    Some(Reader::new(scheme)?.kept(text))
}

impl Marked {
    fn new(word: impl Into<String>, test: Test) -> Self {
        let word = word.into();
        let caveat = Caveat::new(test);
        Self { slug: slug(&word), word, caveat, of_originator: false, releasers: Vec::new() }
    }

    fn called(mut self, slug: &str) -> Self {
        slug.clone_into(&mut self.slug);
        self
    }

    fn until(mut self, instant: Option<Instant>) -> Self {
        self.caveat.until = ending(instant);
        self
    }

    /// A word that nobody knows, or a text that nobody can read: nobody meets it.
    fn unreadable(word: &str, why: &str) -> Self {
        Self::new(word, nobody(why))
    }
}

impl Understood {
    /// What cannot be read at all: it is kept, and nobody meets it.
    fn nothing(text: &str, problems: Vec<Problem>) -> Self {
        let unread = Marked::unreadable(text.trim(), "the marking cannot be read").called("unread");
        Self { marked: vec![unread], carried: Vec::new(), problems, canonical: None }
    }
}

/// An end at an instant, if there is one.
fn ending(instant: Option<Instant>) -> Option<Until> {
    instant.map(|instant| Until { instant: Some(instant), event: None })
}

fn nobody(why: &str) -> Test {
    Test::Nobody(Words::new(why).ok())
}

/// An audience of these parties; nobody, where there is none of them.
fn audience(named: impl IntoIterator<Item = AudienceMember>, membership_at: Option<Instant>) -> Test {
    let mut members: Vec<AudienceMember> = Vec::new();
    for member in named {
        if !members.contains(&member) {
            members.push(member);
        }
    }
    if members.is_empty() {
        return nobody("nobody recorded here is meant by it");
    }
    Test::Audience(Audience { members, membership_at })
}

/// A party as one of an audience, without its nationals.
fn member(party: PartyId) -> AudienceMember {
    AudienceMember { party, nationals: false }
}

/// The own organisation of those whom the owner gave it to.
fn own_organisation() -> Test {
    Test::Relative(RelativeAudience { clients: false, affiliates: false, rebases: 0 })
}

/// A name made from a word: lower-case letters and digits, with hyphens between.
fn slug(word: &str) -> String {
    let mut slug = String::new();
    for c in word.chars() {
        match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let end = slug.trim_end_matches('-').len().min(MAX_SLUG);
    slug.truncate(end);
    if slug.is_empty() { "word".to_owned() } else { slug }
}

/// The longest name that is made from a word.
const MAX_SLUG: usize = 40;

/// Gives caveats that would be called the same names of their own: the second is `…-2`.
fn name_apart(marked: &mut [Marked]) {
    let mut taken: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for one in marked {
        let mut nth = 1_u32;
        let plain = one.slug.clone();
        while !taken.insert(one.slug.clone()) {
            nth = nth.saturating_add(1);
            one.slug = format!("{plain}-{nth}");
        }
    }
}
