//! Schemes read alone, without a ledger in which the parties that they name are recorded.

use std::collections::BTreeSet;

use crate::entry::{Body, Entry, Party};
use crate::id::{Named, PartyId};
use crate::json::Json;
use crate::ledger::Ledger;
use crate::party::PartyKind;
use crate::read::entries::{Arrival, Format, entries, unchecked};
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
    let mut ledger = Ledger::new();
    for party in unrecorded(&unchecked(bytes, format)) {
        let entry = party_entry(party, &ledger);
        // One that is refused is missed where it is named.
        let _ = ledger.push(entry);
    }
    let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
    let told = entries(bytes, format, &ledger, &arrival)?;
    let schemes = told.into_iter().filter_map(|told| match told.entry.body {
        Body::Scheme(scheme) => Some(scheme),
        _ => None,
    });
    Ok(schemes.collect())
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

fn party_entry(id: PartyId, ledger: &Ledger) -> Entry {
    // A state: only that has nationals whom a marking may speak of.
    let party = Party { id: id.clone(), kind: PartyKind::State, name: None, relay: None };
    Entry {
        position: ledger.next_position(),
        on: Instant::BEGINNING,
        recorded: Instant::BEGINNING,
        by: id,
        id: None,
        body: Body::Party(party),
    }
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
    fn a_file_that_is_none_says_so() {
        assert_eq!(read("").unwrap_err(), ["there is no entry in the file"]);
        assert_eq!(read("[[entry]]\nscheme = ").unwrap_err().len(), 1);
        assert_eq!(schemes(b"\xff", Format::Toml).unwrap_err().len(), 1);
        assert_eq!(read("[[entry]]\nparty = \"a\"\nkind = \"body\"\n"), Ok(Vec::new()));
    }
}
