//! Writing letters: what is told, and what is said of what it names.

use caveat::caveat::{Kind as Asking, Test};
use caveat::consent::Needed;
use caveat::entry::{Body, Entry, Request};
use caveat::facts::Facts;
use caveat::id::{EntryId, ItemId, PartyId};
use caveat::json::Json;
use caveat::party::PartyKind;
use caveat::words::Words;
use caveat_tlog::{Hash, sha256};

use crate::dictionary::Dictionary;
use crate::envelope::{About, AboutCaveat, AboutItem, AboutParty, AboutTerms, Draft, Kind, Re};
use crate::key::PublicKey;

/// What stands for a request: the SHA-256 of its entry as its letter tells it, but for what each side has of its own:
/// when it was recorded, and by which names its caveats go.
pub fn digest(request: &Entry, names: &Dictionary) -> Hash {
    let mut told = names.tell(request);
    if let Json::Object(fields) = &mut told {
        fields.remove("recorded");
        fields.remove("lifts");
    }
    sha256(told.canonical().as_bytes())
}

/// How the letter to a concealed owner names it: as the relay through which it is reached.
pub fn behind(relay: Option<&PartyId>, owner: &PartyId) -> Dictionary {
    let mut names = Dictionary::default();
    if let Some(relay) = relay {
        // An owner and its relay are two names, so that this is the first note of either.
        let _ = names.note(relay.as_str(), owner.as_str());
    }
    names
}

/// The letter that asks for consent. It says nothing of an item but what who is asked knows it by, and names no
/// caveat and no owner but theirs.
pub fn asks(entry: &Entry, request: &Request, needed: &Needed, facts: &Facts, key: PublicKey) -> Draft {
    let names = behind(needed.relay.as_ref(), &needed.owner);
    let mut about = About::default();
    let of = needed.relay.as_ref().unwrap_or(&request.of);
    for party in [&entry.by, of].into_iter().chain(&request.to) {
        if let Some(told) = party_told(party, facts) {
            about.parties.insert(party.to_string(), told);
        }
    }
    for item in &request.items {
        about.items.insert(item.to_string(), item_told(item, facts));
    }
    for (caveat, test) in &needed.caveats {
        about.caveats.insert(caveat.to_string(), caveat_told(test));
    }
    if let Some((id, silence)) = facts.silence_under(request) {
        let told = AboutTerms { means: silence.means, after: silence.after };
        about.terms.insert(id.to_string(), told);
    }
    let entries = vec![names.tell(entry)];
    Draft { kind: Kind::Request, from: entry.by.clone(), key, re: None, entries, about }
}

/// A letter that answers a request, or takes it back. `entries` are all that was said on it so far, so that no letter
/// needs another to be read first.
pub fn tells(
    kind: Kind,
    re: (&EntryId, Hash),
    entries: &[&Entry],
    names: &Dictionary,
    from: &PartyId,
    key: PublicKey,
) -> Draft {
    let from = names.theirs(from.as_str()).parse().unwrap_or_else(|_| from.clone());
    let (id, request) = re;
    Draft {
        kind,
        from,
        key,
        re: Some(Re { id: id.clone(), request }),
        entries: entries.iter().map(|entry| names.tell(entry)).collect(),
        about: About::default(),
    }
}

fn party_told(party: &PartyId, facts: &Facts) -> Option<AboutParty> {
    let Body::Party(told) = &facts.party_entry(party)?.body else { return None };
    let kind = PartyKind::ALL.iter().find(|(_, kind)| *kind == told.kind).map_or("", |(word, _)| word);
    Some(AboutParty { kind: kind.to_owned(), name: told.name.clone().filter(|name| !name.is_erased()) })
}

fn item_told(item: &ItemId, facts: &Facts) -> AboutItem {
    let Some(item) = facts.item(item) else { return AboutItem::default() };
    AboutItem {
        title: item.title.clone().filter(|title| !title.is_erased()),
        marking: item.marking.clone(),
        dated: item.dated.map(|dated| dated.to_string()),
        content: item.content.clone(),
    }
}

fn caveat_told(test: &Test) -> AboutCaveat {
    let kind = Asking::ALL.iter().find(|(_, kind)| *kind == test.kind()).map_or("", |(word, _)| word);
    AboutCaveat { kind: kind.to_owned(), asks: Words::new(&test.to_string()).ok() }
}
