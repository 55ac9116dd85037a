//! Opaque ids and the slugs that people call them by.

use std::collections::HashMap;

use caveat::id::Named;

/// Which opaque id a slug stands for, and the reverse. A slug is unique among ids of its kind.
#[derive(Debug, Default)]
pub(crate) struct Names {
    opaque: HashMap<Named, HashMap<String, String>>,
    slug: HashMap<String, String>,
    /// Every opaque id in use, with the position it first stood at.
    taken: HashMap<String, u64>,
}

impl Names {
    /// Takes in an opaque id that an entry introduces.
    pub(crate) fn take(&mut self, opaque: &str, position: u64) {
        self.taken.entry(opaque.to_owned()).or_insert(position);
    }

    pub(crate) fn is_taken(&self, opaque: &str) -> bool {
        self.taken.contains_key(opaque)
    }

    /// Says what an opaque id is called.
    pub(crate) fn call(&mut self, kind: Named, opaque: &str, slug: &str) {
        self.opaque.entry(kind).or_default().insert(slug.to_owned(), opaque.to_owned());
        self.slug.insert(opaque.to_owned(), slug.to_owned());
    }

    pub(crate) fn opaque(&self, kind: Named, slug: &str) -> Option<&str> {
        self.opaque.get(&kind)?.get(slug).map(String::as_str)
    }

    /// How an id is written: by its opaque id, or as it is where it has no slug.
    pub(crate) fn written<'a>(&'a self, kind: Named, id: &'a str) -> &'a str {
        self.opaque(kind, id).unwrap_or(id)
    }

    pub(crate) fn slug(&self, opaque: &str) -> Option<&str> {
        self.slug.get(opaque).map(String::as_str)
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
