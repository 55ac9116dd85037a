//! The instants from which on an entry has effect, or has none any more.

use serde::Serialize;

use crate::caveat::Caveat;
use crate::entry::{Body, Entry};
use crate::time::Instant;

/// How an answer is another by an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// It is known from there on.
    Recorded,
    /// It, or something in it, has effect from then on.
    Begins,
    /// It, or something in it, has effect until then.
    Ends,
    /// It bears on the answer, and no date in it says why just then: a house rule.
    Bears,
}

/// Goes through every instant of an entry that an answer may depend on.
pub(super) fn each(entry: &mut Entry, visit: &mut dyn FnMut(How, &mut Instant)) {
    visit(How::Begins, &mut entry.on);
    let until = match &mut entry.body {
        Body::Relation(fact) => &mut fact.until,
        Body::Clearance(fact) | Body::Accreditation(fact) => &mut fact.until,
        Body::ReadIn(fact) => &mut fact.until,
        Body::Equivalence(fact) => &mut fact.until,
        Body::Acceptance(fact) => &mut fact.until,
        Body::Power(power) => &mut power.until,
        Body::Delegation(power) => &mut power.until,
        Body::Grant(grant) => {
            visit(How::Begins, &mut grant.during.from);
            &mut grant.during.until
        }
        Body::Key(key) => &mut key.until,
        Body::Request(request) => {
            request.deadline.iter_mut().for_each(|deadline| visit(How::Begins, deadline));
            &mut request.until
        }
        Body::Item(item) => return item.caveats.iter_mut().for_each(|caveat| of_caveat(caveat, visit)),
        Body::Terms(terms) => return terms.caveats.iter_mut().for_each(|caveat| of_caveat(caveat, visit)),
        Body::Caveat(further) => return of_caveat(&mut further.caveat, visit),
        _ => return,
    };
    until.iter_mut().for_each(|until| visit(How::Ends, until));
}

fn of_caveat(caveat: &mut Caveat, visit: &mut dyn FnMut(How, &mut Instant)) {
    caveat.from.iter_mut().for_each(|from| visit(How::Begins, from));
    let until = caveat.until.iter_mut().filter_map(|until| until.instant.as_mut());
    until.for_each(|until| visit(How::Ends, until));
}

/// The instants, each with what it is.
pub(super) fn of(entry: &Entry) -> Vec<(How, Instant)> {
    let mut found = Vec::new();
    each(&mut entry.clone(), &mut |how, instant| found.push((how, *instant)));
    found
}

/// The entry as if what it says of that instant were of the next one; nothing where it says nothing of it.
pub(super) fn later(entry: &Entry, at: Instant) -> Option<Entry> {
    let mut entry = entry.clone();
    let mut moved = false;
    each(&mut entry, &mut |_, instant| {
        if *instant == at {
            *instant = at.just_after();
            moved = true;
        }
    });
    moved.then_some(entry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::caveat::{Test, Until};
    use crate::entry::{Grant, Item, Relation, Terms};
    use crate::party::RelationKind;
    use crate::time::{Interval, Position};

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    fn entry(body: Body) -> Entry {
        let by = "a".parse().unwrap();
        Entry { position: Position(1), on: at("2025-01-01"), recorded: at("2024-01-01"), by, id: None, body }
    }

    fn caveat() -> Caveat {
        let until = Until { instant: Some(at("2025-03-01")), event: None };
        Caveat { from: Some(at("2025-02-01")), until: Some(until), ..Caveat::new(Test::Unattributed) }
    }

    fn shown(body: Body) -> Vec<String> {
        of(&entry(body)).into_iter().map(|(how, instant)| format!("{how:?} {instant}")).collect()
    }

    #[test]
    fn bounds_are_found_wherever_they_stand() {
        let relation = Relation {
            kind: RelationKind::Serves,
            who: "a".parse().unwrap(),
            of: "b".parse().unwrap(),
            until: Some(at("2025-03-01")),
        };
        assert_eq!(shown(Body::Relation(relation)), ["Begins 2025-01-01", "Ends 2025-03-01"]);
        let terms = Terms {
            id: "t".parse().unwrap(),
            caveats: vec![caveat(), caveat()],
            silence: None,
            revises: None,
            name: None,
        };
        let of_caveat = ["Begins 2025-02-01", "Ends 2025-03-01"];
        let expected = [&["Begins 2025-01-01"][..], &of_caveat, &of_caveat].concat();
        assert_eq!(shown(Body::Terms(terms)), expected);
        let grant = Grant {
            items: vec!["i".parse().unwrap()],
            to: vec!["b".parse().unwrap()],
            lifts: Default::default(),
            purposes: Default::default(),
            modes: Default::default(),
            during: Interval::from(at("2025-04-01")),
            this_item_only: false,
            recipient_only: false,
            unattributed: false,
            bound: Vec::new(),
            rests_on: None,
            answers: None,
        };
        assert_eq!(shown(Body::Grant(Box::new(grant))), ["Begins 2025-01-01", "Begins 2025-04-01"]);
    }

    #[test]
    fn what_is_said_of_an_instant_is_put_off_and_nothing_else() {
        let item = Item {
            id: "i".parse().unwrap(),
            originator: "a".parse().unwrap(),
            relay: None,
            title: None,
            marking: None,
            scheme: None,
            caveats: vec![caveat()],
            free: false,
            terms: Vec::new(),
            agreements: Vec::new(),
            sources: Vec::new(),
            parts: Vec::new(),
            facts: Default::default(),
            dated: Some(at("2025-03-01")),
            content: None,
        };
        let before = entry(Body::Item(Box::new(item)));
        assert_eq!(later(&before, at("2025-05-01")), None);
        let after = later(&before, at("2025-03-01")).unwrap();
        let shown: Vec<String> = of(&after).iter().map(|(how, at)| format!("{how:?} {at}")).collect();
        assert_eq!(shown, ["Begins 2025-01-01", "Begins 2025-02-01", "Ends 2025-03-01T00:00:00.000000001Z"]);
        // The date of the information is no bound of anything.
        let Body::Item(item) = after.body else { panic!("{after:?}") };
        assert_eq!(item.dated, Some(at("2025-03-01")));
    }
}
