//! Opaque ids and the slugs that people call them by.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use caveat::id::Named;

/// Which opaque id a slug stands for, and the reverse. A slug is unique among ids of its kind.
#[derive(Debug, Default)]
pub(crate) struct Names {
    opaque: BTreeMap<Named, HashMap<Arc<str>, Arc<str>>>,
    slug: HashMap<Arc<str>, Arc<str>>,
    /// Every opaque id in use, with the position it first stood at.
    taken: HashMap<Arc<str>, u64>,
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
        let opaque: Arc<str> = opaque.into();
        let slug: Arc<str> = slug.into();
        self.opaque.entry(kind).or_default().insert(Arc::clone(&slug), Arc::clone(&opaque));
        self.slug.insert(opaque, slug);
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
