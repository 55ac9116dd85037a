//! Caveats: one test, and what goes with it.

use crate::caveat::{
    Audience, AudienceMember, Caveat, Dated, Kind, Mode, RelativeAudience, Selector, Test, Until, UntilEvent,
};
use crate::id::CaveatId;
use crate::ledger::nearest;
use crate::read::fields::{Fields, NATIONALS, Reading, id, id_in, instant, listed, table, text, word, words};
use crate::read::problem::Problem;
use crate::read::tree::{Node, Value};

type ReadTest = fn(&Fields<'_>) -> Option<Test>;

/// The keys that name a test, with what is read of it.
const TESTS: [(&str, ReadTest); 10] = [
    ("level", level),
    ("compartment", compartment),
    ("audience", audience),
    ("relative", relative),
    ("purpose", |fields| Some(Test::Purpose(fields.set("purpose", id)))),
    ("unattributed", unattributed),
    ("bound", |fields| fields.one("bound", id).map(Test::Bound)),
    ("rule", |fields| fields.one("rule", id).map(Test::Rule)),
    ("any", any),
    ("nobody", nobody),
];

/// Fields that go with some tests alone.
const PARTS: [(&str, &[&str]); 4] = [
    ("scheme", &["level", "compartment"]),
    ("membership_at", &["audience"]),
    ("affiliates", &["relative"]),
    ("rebases", &["relative"]),
];

/// A list of caveats.
pub(super) fn caveats(fields: &Fields<'_>, name: &'static str) -> Vec<Caveat> {
    fields.many(name, |reading, node| {
        let table = table(reading, node, "a caveat", &[("audience", "…")])?;
        let fields = Fields::new(reading, table, node.span.clone(), "a caveat");
        let (id, caveat) = (fields.one("id", id), caveat(&fields));
        fields.finish();
        Some(Caveat { id, ..caveat? })
    })
}

/// The fields of a caveat, but for its id.
pub(super) fn caveat(fields: &Fields<'_>) -> Option<Caveat> {
    let test = test(fields);
    let owners = fields.many("owner", id);
    let from = fields.one("from", instant);
    let dated = Dated { from: fields.one("dated_from", instant), until: fields.one("dated_until", instant) };
    let (instant, event) = (fields.one("until", instant), fields.one("until_event", until_event));
    let until = (instant.is_some() || event.is_some()).then_some(Until { instant, event });
    let modes = fields.set("modes", mode);
    Some(Caveat { id: None, owners, test: test?, from, until, modes, dated })
}

fn until_event(reading: &Reading<'_>, node: &Node<'_>) -> Option<UntilEvent> {
    let Some(table) = node.as_table() else {
        return id(reading, node).map(|event| UntilEvent { event, by: Vec::new() });
    };
    let fields = Fields::new(reading, table, node.span.clone(), "`until_event`");
    let (event, by) = (fields.required("event", id), fields.many("by", id));
    fields.finish();
    Some(UntilEvent { event: event?, by })
}

/// Exactly one test.
fn test(fields: &Fields<'_>) -> Option<Test> {
    let keys = fields.table.fields.iter().filter(|field| TESTS.iter().any(|(key, _)| *key == field.key));
    let keys: Vec<_> = keys.collect();
    match keys.as_slice() {
        [] => fields.reading.report(no_test(fields)),
        [one] => {
            let (_, read) = TESTS.iter().find(|(key, _)| *key == one.key)?;
            no_strangers(fields, &one.key);
            return read(fields);
        }
        [one, other, ..] => {
            let message =
                format!("a caveat has one test, and this one has `{}` and `{}`", one.key, other.key);
            let problem = Problem::new(other.key_span.clone(), message).note(one.key_span.clone(), "the one");
            fields.reading.report(problem.hint("state two caveats, or offer a choice with `any`"));
        }
    }
    fields.doubt();
    None
}

/// Reports fields that go with another test.
fn no_strangers(fields: &Fields<'_>, test: &str) {
    for (name, tests) in PARTS {
        if let (Some(field), false) = (fields.table.field(name), tests.contains(&test)) {
            fields.get(name);
            let with = tests.iter().map(|test| format!("`{test}`")).collect::<Vec<_>>().join(" or ");
            let problem = Problem::new(field.key_span.clone(), format!("`{name}` does not go with `{test}`"));
            fields.reading.report(problem.hint(format!("it goes with {with}")));
        }
    }
}

fn no_test(fields: &Fields<'_>) -> Problem {
    let known = || TESTS.iter().map(|(key, _)| *key);
    let known_besides =
        ["id", "owner", "from", "until", "until_event", "modes", "scheme", "dated_from", "dated_until"];
    let strange = fields.table.fields.iter().filter(|field| !known_besides.contains(&field.key.as_ref()));
    let misspelt = strange.filter_map(|field| Some((field, nearest(&field.key, known())?))).next();
    match misspelt {
        Some((field, near)) => {
            let message = format!("`{}` is no test of a caveat", field.key);
            Problem::new(field.key_span.clone(), message).hint(format!("did you mean `{near}`?"))
        }
        None => Problem::new(fields.place.clone(), "this caveat asks nothing")
            .hint(format!("give it one of {}", listed(known()))),
    }
}

fn level(fields: &Fields<'_>) -> Option<Test> {
    let (level, scheme) = (fields.one("level", id), fields.required("scheme", id));
    Some(Test::Level(scheme?, level?))
}

fn compartment(fields: &Fields<'_>) -> Option<Test> {
    let (code, scheme) = (fields.one("compartment", id), fields.required("scheme", id));
    Some(Test::Compartment(scheme?, code?))
}

fn audience(fields: &Fields<'_>) -> Option<Test> {
    let members = fields.many("audience", member);
    let membership_at = fields.one("membership_at", instant);
    Some(Test::Audience(Audience { members, membership_at }))
}

fn member(reading: &Reading<'_>, node: &Node<'_>) -> Option<AudienceMember> {
    let written = text(reading, node, "a party's id")?;
    let (party, offset) = match written.strip_prefix(NATIONALS) {
        Some(party) => (party, NATIONALS.len()),
        None => (written, 0),
    };
    Some(AudienceMember { party: id_in(reading, node, party, offset)?, nationals: offset > 0 })
}

fn relative(fields: &Fields<'_>) -> Option<Test> {
    let words = [("organisation", false), ("organisation and clients", true)];
    let clients = fields.word("relative", "an audience relative to who passes it on", &words);
    let affiliates = fields.flag("affiliates");
    let rebases = fields.one("rebases", count).unwrap_or(0);
    Some(Test::Relative(RelativeAudience { clients: clients?, affiliates, rebases }))
}

fn count(reading: &Reading<'_>, node: &Node<'_>) -> Option<u32> {
    let count = match node.value {
        Value::Integer(count) => u32::try_from(count).ok(),
        _ => None,
    };
    if count.is_none() && !matches!(node.value, Value::Broken) {
        let problem = Problem::new(node.span.clone(), "a number of hops counts from 0");
        let written = reading.assign("rebases", "1");
        reading.report(problem.hint(format!("write a whole number, as in `{written}`")));
    }
    count
}

fn unattributed(fields: &Fields<'_>) -> Option<Test> {
    only_true(fields, "unattributed");
    fields.flag("unattributed").then_some(Test::Unattributed)
}

fn nobody(fields: &Fields<'_>) -> Option<Test> {
    if let Some(Node { value: Value::Boolean(_), .. }) = fields.get("nobody") {
        only_true(fields, "nobody");
        return Some(Test::Nobody(None));
    }
    fields.one("nobody", words).map(|reason| Test::Nobody(Some(reason)))
}

/// A test that is not asked for is left out, so that a caveat always asks something.
fn only_true(fields: &Fields<'_>, name: &'static str) {
    if let Some(Node { value: Value::Boolean(false), span }) = fields.table.get(name) {
        let written = |value| fields.reading.assign(name, value);
        let problem = Problem::new(span.clone(), format!("`{}` asks nothing", written("false")));
        let hint = format!("write `{}`, or leave the caveat out", written("true"));
        fields.reading.report(problem.hint(hint));
    }
}

fn any(fields: &Fields<'_>) -> Option<Test> {
    let tests = fields.many("any", |reading, node| {
        let table = table(reading, node, "a test in `any`", &[("audience", "…")])?;
        let fields = Fields::new(reading, table, node.span.clone(), "a test in `any`");
        let test = test(&fields);
        fields.finish();
        test
    });
    Some(Test::Any(tests))
}

/// A mode.
pub(super) fn mode(reading: &Reading<'_>, node: &Node<'_>) -> Option<Mode> {
    word(reading, node, "a mode", &Mode::ALL)
}

/// A kind of caveat, everything, or a caveat's id.
pub(super) fn selector(reading: &Reading<'_>, node: &Node<'_>) -> Option<Selector> {
    let written = text(reading, node, "a kind of caveat or a caveat's id")?;
    if written == "everything" {
        return Some(Selector::Everything);
    }
    match Kind::ALL.iter().find(|(word, _)| *word == written) {
        Some((_, kind)) => Some(Selector::Kind(*kind)),
        None => id::<CaveatId>(reading, node).map(Selector::Caveat),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_its_test() {
        let tests: BTreeSet<_> = TESTS.iter().map(|(key, _)| *key).collect();
        assert!(Kind::ALL.iter().all(|(word, _)| tests.contains(word)));
    }
}
