//! One entry: its kind, what all kinds have in common, and what the page on the format leaves to be understood.

use std::ops::Range;

use crate::entry::{Body, Entry};
use crate::id::{EntryId, PartyId};
use crate::ledger::{Ledger, nearest};
use crate::read::fields::{Fields, Reading, id, instant, listed};
use crate::read::problem::Problem;
use crate::read::tree::{Node, Table, Value};
use crate::read::{acts, scheme, standing};
use crate::time::{Instant, Position};

/// What an entry follows.
#[derive(Clone, Copy)]
pub(super) struct Before<'a> {
    pub(super) ledger: &'a Ledger,
    /// The position that it takes.
    pub(super) position: Position,
    /// The instant of the entry before, and when that was recorded.
    pub(super) last: Option<(Instant, Instant)>,
}

/// An entry as far as it could be read.
pub(super) struct Read {
    pub(super) entry: Option<Entry>,
    pub(super) on: Instant,
    pub(super) recorded: Instant,
    /// Where to point for the entry as a whole.
    pub(super) place: Range<usize>,
}

/// What an entry says, and who naturally says it.
pub(super) struct Said {
    pub(super) body: Body,
    pub(super) by: Option<PartyId>,
}

impl Said {
    pub(super) fn by(by: &PartyId, body: Body) -> Option<Self> {
        Some(Self { body, by: Some(by.clone()) })
    }

    pub(super) fn by_nobody_else(body: Body) -> Option<Self> {
        Some(Self { body, by: None })
    }
}

/// A kind of entry, told by a key.
struct Kind {
    key: &'static str,
    what: &'static str,
    /// How other entries call it.
    name: Name,
    /// Whether it holds over time: `from` is then the same as `on`.
    fact: bool,
    /// Whether somebody naturally speaks where `by` is left out.
    voice: bool,
    read: fn(&Fields<'_>, &Before<'_>, Instant) -> Option<Said>,
}

/// How other entries call an entry.
#[derive(PartialEq)]
enum Name {
    /// By its key, an id of a type of its own.
    Own,
    /// By its key, the id of an act.
    Key,
    /// By its `id`, if it has one.
    Id,
}

impl Kind {
    const fn own(
        key: &'static str,
        what: &'static str,
        read: fn(&Fields<'_>, &Before<'_>, Instant) -> Option<Said>,
    ) -> Self {
        Self { key, what, name: Name::Own, fact: false, voice: true, read }
    }

    const fn act(
        key: &'static str,
        what: &'static str,
        read: fn(&Fields<'_>, &Before<'_>, Instant) -> Option<Said>,
    ) -> Self {
        Self { key, what, name: Name::Key, fact: false, voice: false, read }
    }

    const fn fact(
        key: &'static str,
        what: &'static str,
        read: fn(&Fields<'_>, &Before<'_>, Instant) -> Option<Said>,
    ) -> Self {
        Self { key, what, name: Name::Id, fact: true, voice: true, read }
    }

    const fn without_voice(self) -> Self {
        Self { voice: false, ..self }
    }

    const fn with_voice(self) -> Self {
        Self { voice: true, ..self }
    }

    const fn named_by_id(self) -> Self {
        Self { name: Name::Id, ..self }
    }
}

const KINDS: [Kind; 28] = [
    Kind::own("party", "a party", standing::party),
    Kind::fact("relation", "a relation", standing::relation),
    Kind::own("scheme", "a scheme", scheme::scheme),
    Kind::fact("clearance", "a clearance", standing::clearance),
    Kind::fact("accreditation", "an accreditation", standing::accreditation),
    Kind::fact("read_in", "a read-in", standing::read_in),
    Kind::fact("equivalence", "an equivalence", standing::equivalence),
    Kind::own("terms", "terms", standing::terms).without_voice(),
    Kind::own("agreement", "an agreement", standing::agreement),
    Kind::fact("acceptance", "an acceptance", standing::acceptance),
    Kind::own("rule", "a rule", standing::rule).without_voice(),
    Kind::own("power", "a power", standing::power),
    Kind::own("delegation", "a delegation", standing::delegation).without_voice(),
    Kind::act("ending", "an ending", standing::ending).named_by_id(),
    Kind::own("item", "an item", acts::item),
    Kind::own("caveat", "a caveat", acts::further).without_voice(),
    Kind::act("grant", "a grant", acts::grant),
    Kind::act("refusal", "a refusal", acts::refusal),
    Kind::act("revocation", "a revocation", acts::revocation),
    Kind::act("remark", "a remark", acts::remark),
    Kind::act("sanitisation", "a sanitisation", acts::sanitisation),
    Kind::act("disclosure", "a disclosure", acts::disclosure).with_voice(),
    Kind::act("acknowledgement", "an acknowledgement", acts::acknowledgement).named_by_id().with_voice(),
    Kind::act("event", "an event", acts::event).named_by_id(),
    Kind::act("statement", "a statement", acts::statement),
    Kind::fact("key", "a key", standing::key),
    Kind::act("request", "a request", acts::request),
    Kind::act("delivery", "a delivery", acts::delivery).named_by_id(),
];

/// The kinds whose keys begin with each letter, by their bits.
#[expect(clippy::indexing_slicing, reason = "the compiler does it")]
const BEGINNING: [u32; 26] = {
    let (mut beginning, mut nth) = ([0; 26], 0);
    while nth < KINDS.len() {
        beginning[(KINDS[nth].key.as_bytes()[0] - b'a') as usize] |= 1 << nth;
        nth += 1;
    }
    beginning
};

/// The kind that a key tells, if it tells one: every field of every entry is asked.
fn kind_of(key: &str) -> Option<&'static Kind> {
    let letter = key.bytes().next()?.checked_sub(b'a')?;
    let mut left = *BEGINNING.get(usize::from(letter))?;
    while left != 0 {
        let kind = KINDS.get(usize::try_from(left.trailing_zeros()).ok()?)?;
        if kind.key == key {
            return Some(kind);
        }
        left &= left - 1;
    }
    None
}

/// Kinds whose key is also a field of other kinds, with those.
const ALSO_FIELDS: [(&str, &[&str]); 2] = [
    ("scheme", &["clearance", "accreditation", "read_in", "equivalence", "remark", "caveat", "item"]),
    ("rule", &["caveat"]),
];

/// Reads an entry that follows others.
pub(super) fn entry(
    reading: &Reading<'_>,
    table: &Table<'_>,
    header: &Range<usize>,
    before: &Before<'_>,
) -> Read {
    let faults = reading.faults();
    let Some(kind) = kind(reading, table, header) else {
        reading.lose(lost_names(table));
        return unread(before, header.clone());
    };
    let place = match table.field(kind.key) {
        Some(field) if field.node.as_text().is_some_and(|text| !text.is_empty()) => {
            reading.inner(&field.node)
        }
        Some(field) => field.key_span.clone(),
        None => header.clone(),
    };
    let fields = Fields::new(reading, table, place.clone(), kind.what);
    let (on, recorded) = times(&fields, kind, before);
    let by = fields.one("by", id);
    let name = name(&fields, kind);
    let said = (kind.read)(&fields, before, on);
    let spoken_for = kind.voice || reading.manner.by.is_some();
    if !spoken_for || reading.manner.kept.is_some() {
        fields.must_have("by");
    }
    fields.finish();
    let otherwise = || reading.manner.by.clone();
    let speaks = said.and_then(|said| Some((by.or(said.by).or_else(otherwise)?, said.body)));
    let entry =
        speaks.map(|(by, body)| Entry { position: before.position, on, recorded, by, id: name, body });
    let entry = entry.filter(|_| reading.faults() == faults);
    if entry.is_none() {
        reading.lose(lost_names(table));
    }
    Read { entry, on, recorded, place }
}

pub(super) fn unread(before: &Before<'_>, place: Range<usize>) -> Read {
    let (on, recorded) = before.last.unwrap_or((Instant::BEGINNING, Instant::BEGINNING));
    Read { entry: None, on, recorded, place }
}

/// Whether the key names a kind.
pub(super) fn is_kind(key: &str) -> bool {
    kind_of(key).is_some()
}

/// The names by which others may call an entry, so far as it has them.
pub(super) fn lost_names(table: &Table<'_>) -> Vec<String> {
    let names = names(table).into_iter().filter_map(Node::as_text);
    names.map(str::to_owned).collect()
}

/// Where an entry takes its names. Of an entry whose kind is not known, any text may be one.
pub(super) fn names<'n>(table: &'n Table<'n>) -> Vec<&'n Node<'n>> {
    let kinds: Vec<_> = KINDS.iter().filter(|kind| table.field(kind.key).is_some()).collect();
    let is_name = |key: &str| match kinds.as_slice() {
        [] => true,
        kinds => key == "id" || kinds.iter().any(|kind| kind.key == key && kind.name != Name::Id),
    };
    table.fields.iter().filter(|field| is_name(&field.key)).map(|field| &field.node).collect()
}

/// What other entries call it. What is kept may have been made by other means than a text, and then may have an id
/// besides its name, or none where a text has to give one.
fn name(fields: &Fields<'_>, kind: &Kind) -> Option<EntryId> {
    let kept = fields.reading.manner.kept.is_some();
    match kind.name {
        Name::Own if !kept => None,
        Name::Own | Name::Id => fields.one("id", id),
        Name::Key => match fields.get(kind.key) {
            Some(Node { value: Value::Boolean(true), .. }) if kept => None,
            _ => fields.one(kind.key, id),
        },
    }
}

fn times(fields: &Fields<'_>, kind: &Kind, before: &Before<'_>) -> (Instant, Instant) {
    let manner = &fields.reading.manner;
    if manner.kept.is_some() {
        fields.must_have("on");
        fields.must_have("recorded");
    }
    let on = fields.one("on", instant);
    let from = if kind.fact { fields.one("from", instant) } else { None };
    if let (true, Some(from), true) =
        (kind.fact, fields.table.field("from"), fields.table.field("on").is_some())
    {
        let message = format!("`from` and `on` are one and the same in {}", kind.what);
        fields.reading.report(Problem::new(from.key_span.clone(), message).hint("keep one of them"));
    }
    let on = from.or(on).or(before.last.map(|(on, _)| on)).unwrap_or(Instant::BEGINNING);
    if let Some(recorded) = manner.recorded {
        if let (Some(_), Some(field)) = (fields.get("recorded"), fields.table.field("recorded")) {
            let message = "when an entry was recorded is not said in it";
            let problem = Problem::new(field.key_span.clone(), message);
            fields.reading.report(problem.hint("leave it out: the register says when it recorded something"));
        }
        return (on, recorded);
    }
    let recorded = fields.one("recorded", instant);
    let since = before.last.map_or(on, |(_, recorded)| recorded.max(on));
    (on, recorded.unwrap_or(since))
}

/// Tells the kind of an entry by its key.
fn kind(reading: &Reading<'_>, table: &Table<'_>, header: &Range<usize>) -> Option<&'static Kind> {
    let keys = || table.fields.iter().filter(|field| is_kind(&field.key));
    let is_field = |key: &str| {
        let of = ALSO_FIELDS.iter().find(|(also, _)| *also == key).map_or(&[][..], |(_, kinds)| kinds);
        !of.is_empty() && keys().any(|other| of.contains(&other.key.as_ref()))
    };
    let mut telling = keys().filter(|field| !is_field(&field.key));
    match (telling.next(), telling.next()) {
        (None, _) => reading.report(no_kind(table, header)),
        (Some(one), None) => return kind_of(&one.key),
        (Some(one), Some(other)) => {
            let message =
                format!("an entry is of one kind, and this one names `{}` and `{}`", one.key, other.key);
            let problem = Problem::new(other.key_span.clone(), message).note(one.key_span.clone(), "the one");
            reading
                .report(problem.hint("write an entry for each, or correct the field that names the other"));
        }
    }
    None
}

fn no_kind(table: &Table<'_>, header: &Range<usize>) -> Problem {
    let known = || KINDS.iter().map(|kind| kind.key);
    let near = table.fields.iter().find_map(|field| Some((field, nearest(&field.key, known())?)));
    match near {
        Some((field, near)) => {
            let message = format!("`{}` is no kind of entry, and no other key names one", field.key);
            Problem::new(field.key_span.clone(), message).hint(format!("did you mean `{near}`?"))
        }
        None => Problem::new(header.clone(), "no key of this entry names its kind")
            .hint(format!("give it one of {}", listed(known()))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_told_by_its_key() {
        for kind in &KINDS {
            assert_eq!(kind_of(kind.key).map(|found| found.key), Some(kind.key));
        }
        for key in ["", "Party", "part", "partyy", "zeal", "\u{e9}vent", "_", "{"] {
            assert!(!is_kind(key), "{key}");
        }
    }

    #[test]
    fn no_two_kinds_have_one_key() {
        let keys: std::collections::BTreeSet<_> = KINDS.iter().map(|kind| kind.key).collect();
        assert_eq!(keys.len(), KINDS.len());
    }
}
