//! Entries read alone, without a ledger in which the parties that they name are recorded.

use std::collections::BTreeSet;

use crate::entry::{Body, Entry, Party};
use crate::id::{Named, PartyId};
use crate::json::Json;
use crate::ledger::Ledger;
use crate::party::PartyKind;
use crate::read::entries::{Arrival, Format, entries_with, unchecked};
use crate::read::problem::Problem;
use crate::scheme::Scheme;
use crate::time::Instant;
use crate::words::Words;
use crate::write::{self, Scribe};

/// Reads the schemes of a file of entries as if every party that the file names were recorded. Nothing else is
/// supposed: what else a scheme names has to stand in the file.
///
/// # Errors
/// Everything that is wrong with the file, in the order of its text.
pub fn schemes(bytes: &[u8], format: Format) -> Result<Vec<Scheme>, Vec<Problem>> {
    let ledger = alone(bytes, format, Ledger::new(), &[])?;
    Ok(ledger.schemes().cloned().collect())
}

/// Reads a file of entries behind those of a ledger, as if every party that it names were recorded, and these schemes
/// with the parties that they name. A scheme of the file stands in the place of one of the same id, and a party that is
/// recorded already is not recorded again.
///
/// # Errors
/// Everything that is wrong with the file, in the order of its text.
pub fn alone(
    bytes: &[u8],
    format: Format,
    mut ledger: Ledger,
    schemes: &[Scheme],
) -> Result<Ledger, Vec<Problem>> {
    let file = unchecked(bytes, format, &ledger);
    let is_own = |scheme: &&Scheme| {
        let same = |entry: &Entry| matches!(&entry.body, Body::Scheme(own) if own.id == scheme.id);
        file.iter().any(same)
    };
    for entry in file.iter().filter(|entry| matches!(entry.body, Body::Party(_))) {
        suppose(&mut ledger, entry.by.clone(), entry.body.clone());
    }
    for scheme in schemes.iter().filter(|scheme| !is_own(scheme)) {
        suppose_scheme(&mut ledger, scheme);
    }
    // Who speaks in an entry that does not say so follows from the schemes, also from those of the file.
    let mut with_own = ledger.clone();
    for entry in &file {
        if let Body::Scheme(scheme) = &entry.body {
            suppose_scheme(&mut with_own, scheme);
        }
    }
    for party in unrecorded(&unchecked(bytes, format, &with_own)) {
        suppose_party(&mut ledger, party);
    }
    let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
    let supposed = ledger.clone();
    let is_new = |id: &PartyId| !supposed.has_party(id);
    for told in entries_with(bytes, format, &ledger, &arrival, &is_new)? {
        // The reader has pushed it to a ledger like this one.
        let _ = ledger.push(told.entry);
    }
    Ok(ledger)
}

/// A ledger with these schemes and the parties that they name, where they are not recorded in it.
pub fn with_schemes(mut ledger: Ledger, schemes: &[Scheme]) -> Ledger {
    schemes.iter().for_each(|scheme| suppose_scheme(&mut ledger, scheme));
    ledger
}

fn suppose_scheme(ledger: &mut Ledger, scheme: &Scheme) {
    let body = Body::Scheme(Box::new(scheme.clone()));
    let entry = supposed(ledger, scheme.authority.clone(), body.clone());
    for party in unrecorded(&[entry]) {
        suppose_party(ledger, party);
    }
    suppose(ledger, scheme.authority.clone(), body);
}

/// A party is taken for a state: only that has nationals whom a marking may speak of.
fn suppose_party(ledger: &mut Ledger, id: PartyId) {
    let party = Party { id: id.clone(), kind: PartyKind::State, name: None, relay: None };
    suppose(ledger, id, Body::Party(party));
}

/// What is recorded already is refused, and so is what is wrong: that is told where it stands.
fn suppose(ledger: &mut Ledger, by: PartyId, body: Body) {
    let entry = supposed(ledger, by, body);
    let _ = ledger.push(entry);
}

fn supposed(ledger: &Ledger, by: PartyId, body: Body) -> Entry {
    let (on, recorded) = (Instant::BEGINNING, Instant::BEGINNING);
    Entry { position: ledger.next_position(), on, recorded, by, id: None, body }
}

/// The parties that entries name and none of them records.
fn unrecorded(entries: &[Entry]) -> BTreeSet<PartyId> {
    let mut parties = Parties::default();
    for entry in entries {
        write::entry(entry, &mut parties);
    }
    let mut named = parties.named;
    for entry in entries {
        if let Body::Party(party) = &entry.body {
            named.remove(&party.id);
        }
    }
    named
}

/// Notes down every party that is written.
#[derive(Default)]
struct Parties {
    named: BTreeSet<PartyId>,
}

impl Scribe for Parties {
    fn id(&mut self, kind: Named, id: &str) -> String {
        if kind == Named::Party {
            self.named.extend(id.parse::<PartyId>());
        }
        id.to_owned()
    }

    fn words(&mut self, _: &Words) -> Json {
        Json::Null
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEME: &str = r#"
        [[entry]]
        scheme = "house"
        authority = "acme"
        levels = ["OPEN", "CLOSED"]
        reads = "words"
        parties = { Globex = "globex" }

        [[entry.marks]]
        mark = "OPEN"
        free = true

        [[entry.marks]]
        mark = "CLOSED"
        caveats = [{ level = "CLOSED", scheme = "house" }, { audience = ["labs"], owner = "board" }]

        [[entry.marks]]
        mark = "FOR {parties}"
        caveats = [{ audience = ["{parties}"] }]
    "#;

    fn read(text: &str) -> Result<Vec<Scheme>, Vec<String>> {
        let schemes = schemes(text.as_bytes(), Format::Toml);
        schemes.map_err(|problems| problems.into_iter().map(|problem| problem.message).collect())
    }

    #[test]
    fn parties_need_not_be_recorded() {
        let schemes = read(SCHEME).unwrap();
        assert_eq!(schemes.iter().map(|scheme| scheme.id.as_str()).collect::<Vec<_>>(), ["house"]);
    }

    #[test]
    fn nationals_are_those_of_a_state() {
        let nationals = SCHEME.replace("[\"labs\"]", "[\"nationals of norland\"]");
        assert_eq!(read(&nationals).unwrap().len(), 1);
        let recorded = format!("[[entry]]\nparty = \"norland\"\nkind = \"body\"\n{nationals}");
        assert_eq!(read(&recorded).unwrap_err(), ["`norland` is no state, and has no nationals"]);
    }

    #[test]
    fn parties_may_be_recorded() {
        let text = format!("[[entry]]\nparty = \"acme\"\nkind = \"body\"\n{SCHEME}");
        assert_eq!(read(&text).unwrap(), read(SCHEME).unwrap());
    }

    #[test]
    fn what_else_is_named_has_to_stand_there() {
        let bound = SCHEME.replace("{ audience = [\"labs\"], owner = \"board\" }", "{ bound = \"nda\" }");
        assert_eq!(read(&bound).unwrap_err(), ["no terms `nda` are recorded"]);
        let level = SCHEME.replace("level = \"CLOSED\"", "level = \"SHUT\"");
        assert_eq!(read(&level).unwrap_err(), ["this scheme has no level `SHUT`"]);
    }

    #[test]
    fn what_is_known_is_known_behind_it_too() {
        let known = schemes(SCHEME.as_bytes(), Format::Toml).unwrap();
        let counts = r#"
            [[entry]]
            party = "acme"
            kind = "body"

            [[entry]]
            scheme = "labs"
            authority = "labs"
            levels = ["LOW"]

            [[entry]]
            equivalence = "LOW"
            scheme = "labs"
            counts_as = "OPEN"
            counts_in = "house"
        "#;
        let read = |text: &str, known: &[Scheme]| alone(text.as_bytes(), Format::Toml, Ledger::new(), known);
        let ledger = read(counts, &known).unwrap();
        assert_eq!(ledger.schemes().count(), 2);
        let last = ledger.entries().last().unwrap();
        assert!(matches!(last.body, Body::Equivalence(_)) && last.by.as_str() == "acme", "{last:?}");
        assert_eq!(read(counts, &[]).unwrap_err()[0].message, "no scheme `house` is recorded");
        let of_another = counts.replace("equivalence =", "by = \"vendor\"\nequivalence =");
        assert_eq!(read(&of_another, &known).unwrap().entries().last().unwrap().by.as_str(), "vendor");
        let twice = format!("{counts}\n[[entry]]\nparty = \"acme\"\nkind = \"body\"\n");
        assert!(read(&twice, &known).is_ok());
        // One's own scheme stands in the place of the one that is known.
        let own = format!("{}{counts}", SCHEME.replace("\"OPEN\"", "\"WIDE\""));
        assert_eq!(read(&own, &known).unwrap_err()[0].message, "scheme `house` has no level `OPEN`");
        assert_eq!(with_schemes(ledger.clone(), &known).entries().len(), ledger.entries().len());
    }

    #[test]
    fn a_file_that_is_none_says_so() {
        assert_eq!(read("").unwrap_err(), ["there is no entry in the file"]);
        assert_eq!(read("[[entry]]\nscheme = ").unwrap_err().len(), 1);
        assert_eq!(schemes(b"\xff", Format::Toml).unwrap_err().len(), 1);
        assert_eq!(read("[[entry]]\nparty = \"a\"\nkind = \"body\"\n"), Ok(Vec::new()));
    }
}
