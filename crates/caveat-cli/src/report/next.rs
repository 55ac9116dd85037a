//! What to do next where the answer is not yes.

use std::collections::{BTreeMap, BTreeSet};

use caveat::answer::{ChangeTold, Decided, Named};
use caveat::caveat::Mode;
use caveat::decide::{ChangeKind, Decision};
use caveat::id::{CaveatId, ItemId, PartyId};

/// For an owner and an item: each recipient, with the caveats that have to be lifted for it.
type Missing = BTreeMap<(PartyId, ItemId), BTreeMap<PartyId, BTreeSet<CaveatId>>>;

/// The commands that record what is missing once it is there. An owner who is concealed is not named: there is no
/// command for its consent but the relay's to give.
pub(crate) fn next(decision: &Decision, told: &Decided) -> Vec<String> {
    let mut missing = Missing::new();
    for (need, changes) in told.ways.iter().zip(decision.ways().by_need()) {
        for (change, shown) in changes.into_iter().zip(&need.changes) {
            let (
                ChangeKind::Grant { owner, item, to, lifts, .. },
                ChangeTold::Grant { ask: Named::Party(_), .. },
            ) = (change.kind(), shown)
            else {
                continue;
            };
            let of_owner = missing.entry((owner.clone(), item.clone())).or_default();
            of_owner.entry(to.clone()).or_default().insert(lifts.clone());
        }
    }
    let further = further(decision);
    missing.into_iter().flat_map(|((owner, item), needs)| commands(&owner, &item, needs, &further)).collect()
}

/// One command for the recipients that need the same.
fn commands(
    owner: &PartyId,
    item: &ItemId,
    needs: BTreeMap<PartyId, BTreeSet<CaveatId>>,
    further: &str,
) -> Vec<String> {
    let mut alike: BTreeMap<BTreeSet<CaveatId>, Vec<PartyId>> = BTreeMap::new();
    for (to, lifts) in needs {
        alike.entry(lifts).or_default().push(to);
    }
    let command = |(lifts, to): (BTreeSet<CaveatId>, Vec<PartyId>)| {
        format!("caveat grant {item} --to {} --lifts {}{further} --as {owner}", joined(&to), joined(&lifts))
    };
    alike.into_iter().map(command).collect()
}

/// No wider than what was asked.
fn further(decision: &Decision) -> String {
    let question = decision.question();
    let mut further = String::new();
    if !question.purposes.is_empty() {
        further = format!(" --purpose {}", joined(&question.purposes));
    }
    further + if question.mode == Mode::Showing { " --shown" } else { "" }
}

fn joined<'a, T: ToString + 'a>(list: impl IntoIterator<Item = &'a T>) -> String {
    list.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}
