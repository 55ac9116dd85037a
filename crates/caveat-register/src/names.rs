//! Opaque ids and the slugs that people call them by, as far as the entries themselves do not tell.
//!
//! What an entry defines is called what the entry says: of that it is kept only where the entry stands. What none
//! defines (a purpose, an event, a caveat on an item) is kept here. `naming` looks in both.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use caveat::id::Named;
use caveat::snapshot::{Packed as _, Packer, Unpacker};

use crate::opaque::OpaqueId;

/// What the entries do not tell of names.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Where the entries stand that are called otherwise than by their opaque id.
    entries: HashMap<OpaqueId, u64>,
    /// What no entry defines, by its opaque id.
    others: HashMap<OpaqueId, Other>,
    /// The opaque ids of these, by what they are called. A slug is unique among names of its kind.
    called: BTreeMap<Named, HashMap<Arc<str>, OpaqueId>>,
}

/// Something that no entry defines.
#[derive(Debug, Clone)]
struct Other {
    /// Where it stood first.
    position: u64,
    /// What it is called, as far as that was not erased.
    slug: Option<(Named, Arc<str>)>,
}

/// The kinds of names as they are written.
const KINDS: [(&str, Named); 12] = [
    ("agreement", Named::Agreement),
    ("caveat", Named::Caveat),
    ("entry", Named::Entry),
    ("event", Named::Event),
    ("fact", Named::Fact),
    ("item", Named::Item),
    ("party", Named::Party),
    ("power", Named::Power),
    ("purpose", Named::Purpose),
    ("rule", Named::Rule),
    ("scheme", Named::Scheme),
    ("terms", Named::Terms),
];

/// The kind of names that is written so.
pub(crate) fn kind_called(word: &str) -> Option<Named> {
    KINDS.iter().find(|(written, _)| *written == word).map(|(_, kind)| *kind)
}

/// How a kind of names is written.
pub(crate) fn kind_written(kind: Named) -> &'static str {
    KINDS.iter().find(|(_, named)| *named == kind).map_or("entry", |(written, _)| written)
}

impl Names {
    /// Takes in the opaque id of an entry that is called otherwise.
    pub(crate) fn take_entry(&mut self, opaque: OpaqueId, position: u64) {
        self.entries.insert(opaque, position);
    }

    /// Takes in the opaque id of something that no entry defines, and what it is called.
    pub(crate) fn take_other(&mut self, opaque: OpaqueId, position: u64, slug: Option<(Named, Arc<str>)>) {
        if let Some((kind, slug)) = &slug {
            self.called.entry(*kind).or_default().insert(Arc::clone(slug), opaque);
        }
        self.others.insert(opaque, Other { position, slug });
    }

    /// Where the entry stands that has an opaque id and is called otherwise.
    pub(crate) fn entry(&self, opaque: OpaqueId) -> Option<u64> {
        self.entries.get(&opaque).copied()
    }

    /// Where something first stood that no entry defines.
    pub(crate) fn other(&self, opaque: OpaqueId) -> Option<u64> {
        self.others.get(&opaque).map(|other| other.position)
    }

    /// What something is called that no entry defines.
    pub(crate) fn slug(&self, opaque: OpaqueId) -> Option<&Arc<str>> {
        self.others.get(&opaque)?.slug.as_ref().map(|(_, slug)| slug)
    }

    /// The opaque id of something that no entry defines.
    pub(crate) fn opaque(&self, kind: Named, slug: &str) -> Option<OpaqueId> {
        self.called.get(&kind)?.get(slug).copied()
    }

    /// Where those first stood whose opaque ids begin so, and that no entry defines.
    pub(crate) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = u64> {
        let others = self.others.iter().filter(move |(opaque, _)| opaque.begins(prefix));
        others.map(|(_, other)| other.position)
    }

    /// Writes them, beside the opaque ids of all entries by position.
    pub(crate) fn pack<'a>(&'a self, ids: &[OpaqueId], to: &mut Packer<'a>) {
        let named = ids.iter().zip(0..).filter(|(id, position)| self.entry(**id) == Some(*position));
        let named: Vec<u64> = named.map(|(_, position)| position).collect();
        to.count(named.len());
        let mut last = 0;
        for position in named {
            to.number(position - last);
            last = position;
        }
        let mut others: Vec<_> = self.others.iter().collect();
        others.sort_unstable_by_key(|(opaque, other)| (other.position, *opaque));
        to.count(others.len());
        for (opaque, other) in others {
            opaque.pack(to);
            to.number(other.position);
            let kind = |(kind, _): &(Named, _)| KINDS.iter().position(|(_, known)| known == kind);
            to.count(other.slug.as_ref().and_then(kind).unwrap_or(KINDS.len()));
            if let Some((_, slug)) = &other.slug {
                to.text(slug);
            }
        }
    }
}

/// Names as they are written: the tables are made of these.
#[derive(Debug)]
pub(crate) struct Listed {
    named: Vec<u64>,
    others: Vec<(OpaqueId, Other)>,
}

impl Listed {
    /// Reads them.
    pub(crate) fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let (mut named, mut last) = (Vec::new(), 0_u64);
        for _ in 0..from.count()? {
            last = last.checked_add(from.number()?)?;
            named.push(last);
        }
        let mut others = Vec::new();
        for _ in 0..from.count()? {
            let (opaque, position) = (OpaqueId::unpack(from)?, from.number()?);
            let slug = match KINDS.get(usize::try_from(from.number()?).ok()?) {
                Some((_, kind)) => Some((*kind, from.text()?)),
                None => None,
            };
            others.push((opaque, Other { position, slug }));
        }
        Some(Self { named, others })
    }

    /// The names, with the opaque ids of all entries by position.
    pub(crate) fn names(self, ids: &[OpaqueId]) -> Names {
        let mut names = Names::default();
        names.entries.reserve(self.named.len());
        for position in self.named {
            let id = usize::try_from(position).ok().and_then(|position| ids.get(position));
            names.entries.extend(id.map(|id| (*id, position)));
        }
        for (opaque, Other { position, slug }) in self.others {
            names.take_other(opaque, position, slug);
        }
        names
    }
}
