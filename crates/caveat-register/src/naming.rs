//! What opaque ids are called, and the reverse: by the entries that define it, and by the names of what none defines.
//! A caveat that was given no name has one that is made from its item's.

use std::sync::Arc;

use caveat::entry::Entry;
use caveat::id::{CaveatId, Named};
use caveat::time::Position;

use crate::opaque::OpaqueId;
use crate::state::State;

impl State {
    /// What an opaque id is called, where it has a slug.
    pub(crate) fn slug(&self, opaque: &str) -> Option<&Arc<str>> {
        self.slug_of(OpaqueId::read(opaque)?)
    }

    /// The same of an id.
    pub(crate) fn slug_of(&self, opaque: OpaqueId) -> Option<&Arc<str>> {
        let defined = || {
            let name = self.ledger.at(Position(self.names.entry(opaque)?))?.shared_name()?;
            Some(name).filter(|name| OpaqueId::read(name) != Some(opaque))
        };
        // Most of what is named is defined by an entry.
        defined().or_else(|| self.names.slug(opaque))
    }

    /// The opaque id that a slug stands for. A slug is unique among names of its kind.
    pub(crate) fn opaque(&self, kind: Named, slug: &str) -> Option<OpaqueId> {
        let defined = || self.id_at(self.ledger.defining(kind, slug)?.position);
        defined().or_else(|| self.names.opaque(kind, slug))
    }

    /// How an id is written: by its opaque id, or as it is where it has no slug.
    pub(crate) fn written(&self, kind: Named, id: &str) -> String {
        self.opaque(kind, id).map_or_else(|| id.to_owned(), |opaque| opaque.to_string())
    }

    /// Where an opaque id first stood.
    pub(crate) fn first_stood(&self, opaque: &str) -> Option<Position> {
        let id = OpaqueId::read(opaque);
        let named = id.and_then(|id| self.names.other(id).or_else(|| self.names.entry(id))).map(Position);
        // What has no slug is called by its opaque id.
        named.or_else(|| self.ledger.named(opaque).into_iter().min())
    }

    /// Where the opaque ids that begin so first stood. Looks through all of them: for what people type.
    pub(crate) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = Position> {
        let ids = self.ids.iter().filter(move |id| id.begins(prefix));
        let of_entries = ids.filter_map(|id| self.first_stood(&id.to_string()));
        of_entries.chain(self.names.beginning(prefix).map(Position))
    }

    /// The name of a caveat made from its item's as it is written, and that of any other that has an opaque id.
    pub(crate) fn written_name(&self, kind: Named, id: &str) -> Option<String> {
        let made = || match kind {
            Named::Caveat => self.opaque_of_made(id),
            _ => None,
        };
        self.opaque(kind, id).map(|opaque| opaque.to_string()).or_else(made)
    }

    /// What a caveat's name that is made from its item's is, made of opaque ids.
    fn opaque_of_made(&self, slug: &str) -> Option<String> {
        let slug: CaveatId = slug.parse().ok()?;
        let stating = self.ledger.stating(&slug)?;
        self.made(stating).into_iter().find(|(name, _)| *name == slug).map(|(_, opaque)| opaque)
    }

    /// The name of a caveat that is made of opaque ids, the first of which is its item's.
    pub(crate) fn slug_of_made(&self, opaque: &str) -> Option<Arc<str>> {
        let (item, _) = opaque.split_once('.')?;
        let stating = self.ledger.at(self.first_stood(item)?)?;
        let made = self.made(stating).into_iter().find(|(_, name)| name == opaque);
        made.map(|(slug, _)| Arc::clone(slug.shared()))
    }

    /// The names of the caveats that an entry states, and what they are made of opaque ids.
    fn made(&self, stating: &Entry) -> Vec<(CaveatId, String)> {
        self.ledger.caveat_names(&stating.body, &|kind, id| self.written(kind, id))
    }
}
