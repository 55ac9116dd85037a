//! Opaque ids and the slugs that people call them by.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use caveat::id::Named;
use caveat::snapshot::{Packer, Unpacker};

/// Which opaque id a slug stands for, and the reverse. A slug is unique among ids of its kind.
#[derive(Debug, Default)]
pub(crate) struct Names {
    opaque: BTreeMap<Named, HashMap<Arc<str>, Arc<str>>>,
    slug: HashMap<Arc<str>, Arc<str>>,
    /// What is called so, in the order in which it was.
    called: Vec<Called>,
    /// Every opaque id in use, with the position it first stood at.
    taken: HashMap<Arc<str>, u64>,
}

/// What an opaque id is called.
#[derive(Debug)]
struct Called {
    kind: Named,
    opaque: Arc<str>,
    slug: Arc<str>,
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
    /// Takes in an opaque id that an entry introduces, and returns it as it is kept.
    pub(crate) fn take(&mut self, opaque: &str, position: u64) -> Arc<str> {
        if let Some((opaque, _)) = self.taken.get_key_value(opaque) {
            return Arc::clone(opaque);
        }
        let opaque: Arc<str> = opaque.into();
        self.taken.insert(Arc::clone(&opaque), position);
        opaque
    }

    pub(crate) fn is_taken(&self, opaque: &str) -> bool {
        self.taken.contains_key(opaque)
    }

    /// Says what an opaque id is called.
    pub(crate) fn call(&mut self, kind: Named, opaque: &str, slug: &str) {
        self.take_called(Called { kind, opaque: opaque.into(), slug: slug.into() });
    }

    fn take_called(&mut self, called: Called) {
        let (opaque, slug) = (Arc::clone(&called.opaque), Arc::clone(&called.slug));
        self.opaque.entry(called.kind).or_default().insert(Arc::clone(&slug), Arc::clone(&opaque));
        self.slug.insert(opaque, slug);
        self.called.push(called);
    }

    pub(crate) fn opaque(&self, kind: Named, slug: &str) -> Option<&str> {
        self.opaque.get(&kind)?.get(slug).map(AsRef::as_ref)
    }

    /// How an id is written: by its opaque id, or as it is where it has no slug.
    pub(crate) fn written<'a>(&'a self, kind: Named, id: &'a str) -> &'a str {
        self.opaque(kind, id).unwrap_or(id)
    }

    pub(crate) fn slug(&self, opaque: &str) -> Option<&str> {
        self.slug.get(opaque).map(AsRef::as_ref)
    }

    /// Where an opaque id first stood.
    pub(crate) fn position(&self, opaque: &str) -> Option<u64> {
        self.taken.get(opaque).copied()
    }

    /// Where the opaque ids that begin so first stood. Looks through all of them: for what people type.
    pub(crate) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = u64> {
        let taken = self.taken.iter().filter(move |(opaque, _)| opaque.starts_with(prefix));
        taken.map(|(_, position)| *position)
    }
}

/// Names as they are written into a snapshot: the tables are made of this.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The ids that first stood elsewhere than with the entry of which they are the id.
    taken: Vec<(Arc<str>, u64)>,
    called: Vec<Called>,
}

impl Names {
    /// Writes them, beside the ids of all entries by position.
    pub(crate) fn pack<'a>(&'a self, ids: &[Arc<str>], to: &mut Packer<'a>) {
        let is_id = |position: u64, opaque| {
            usize::try_from(position).is_ok_and(|position| ids.get(position) == Some(opaque))
        };
        let elsewhere = self.taken.iter().filter(|(opaque, position)| !is_id(**position, opaque));
        let mut taken: Vec<_> = elsewhere.map(|(opaque, position)| (*position, opaque)).collect();
        taken.sort_unstable();
        to.count(taken.len());
        for (position, opaque) in taken {
            to.number(position);
            to.text(opaque);
        }
        to.count(self.called.len());
        for called in &self.called {
            to.count(KINDS.iter().position(|(_, kind)| *kind == called.kind).unwrap_or(KINDS.len()));
            to.text(&called.opaque);
            to.text(&called.slug);
        }
    }
}

impl Listed {
    /// Reads them.
    pub(crate) fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let mut taken = Vec::new();
        for _ in 0..from.count()? {
            let position = from.number()?;
            taken.push((from.text()?, position));
        }
        let count = from.count()?;
        let mut called = Vec::with_capacity(count);
        for _ in 0..count {
            let (_, kind) = *KINDS.get(usize::try_from(from.number()?).ok()?)?;
            called.push(Called { kind, opaque: from.text()?, slug: from.text()? });
        }
        Some(Self { taken, called })
    }

    /// The names, with the ids of all entries by position.
    pub(crate) fn names(self, ids: &[Arc<str>]) -> Names {
        let mut names = Names::default();
        names.taken.reserve(ids.len() + self.taken.len());
        names.taken.extend(self.taken);
        for (id, position) in ids.iter().zip(0..) {
            names.taken.entry(Arc::clone(id)).or_insert(position);
        }
        for (_, kind) in KINDS {
            let count = self.called.iter().filter(|called| called.kind == kind).count();
            names.opaque.entry(kind).or_default().reserve(count);
        }
        names.slug.reserve(self.called.len());
        names.called.reserve(self.called.len());
        self.called.into_iter().for_each(|called| names.take_called(called));
        names
    }
}
