//! The terms that an item is under, in the version of when it was received.

use std::sync::Arc;

use super::Facts;
use super::support::Support;
use crate::entry::{Body, Entry, Item, Terms};
use crate::id::{ItemId, TermsId};
use crate::time::Position;

impl Facts {
    /// The terms an item is under, each once: its own, then those of its agreements. With each, whether they
    /// are the originator's word.
    pub(super) fn terms_of<'a>(
        &'a self,
        item: &'a Item,
    ) -> Vec<(&'a Arc<Entry>, &'a Terms, bool, Option<Position>)> {
        let mut found: Vec<(&Arc<Entry>, &Terms, bool, Option<Position>)> = Vec::new();
        let mut add = |id: &TermsId, party_to: bool, agreement: Option<Position>| {
            let Some(entry) = self.index.terms.get(id) else { return };
            let Body::Terms(terms) = &entry.body else { return };
            let of_originator = party_to || entry.by == item.originator;
            match found.iter_mut().find(|(_, known, ..)| known.id == terms.id) {
                Some((.., known, _)) => *known |= of_originator,
                None => found.push((entry, terms, of_originator, agreement)),
            }
        };
        item.terms.iter().for_each(|id| add(id, false, None));
        for entry in item.agreements.iter().filter_map(|id| self.index.agreements.get(id)) {
            if let Body::Agreement(agreement) = &entry.body {
                let version = self.version(&agreement.terms, &item.id);
                add(version, agreement.between.contains(&item.originator), Some(entry.position));
            }
        }
        found
    }

    /// The version of an agreement's terms when the item was received: revised by entries that stood before it, in
    /// the ledger and in time.
    fn version<'a>(&'a self, terms: &'a TermsId, item: &ItemId) -> &'a TermsId {
        let Some(received) = self.item_entry(item) else { return terms };
        let before = |revision: &&(Arc<Entry>, Support)| {
            revision.0.position < received.position && revision.0.moment() < received.moment()
        };
        let mut version = terms;
        // Terms revise only what was recorded before them, so this ends.
        while let Some((entry, _)) =
            self.index.revisions.get(version).and_then(|all| all.iter().rfind(before))
        {
            let Body::Terms(revision) = &entry.body else { break };
            version = &revision.id;
        }
        version
    }

    /// Every revision of the terms that counts, of these again, and so on.
    pub(crate) fn revisions_of<'a>(&'a self, terms: &'a TermsId) -> Vec<&'a (Arc<Entry>, Support)> {
        let mut found = Vec::new();
        let mut open = vec![terms];
        while let Some(next) = open.pop() {
            for revision in self.index.revisions.get(next).into_iter().flatten() {
                if let Body::Terms(revised) = &revision.0.body {
                    found.push(revision);
                    open.push(&revised.id);
                }
            }
        }
        found
    }
}
