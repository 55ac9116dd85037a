//! Typed access to the fields of a table. What is wrong is reported and read as nothing; whoever reads a whole table
//! asks at the end whether anything was.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use crate::entry::InCapacity;
use crate::id::{IdError, Identifier, PartyId, SchemeId, is_built_in};
use crate::ledger::{Refused, Step, nearest};
use crate::marking::{Reader, Ready};
use crate::read::problem::Problem;
use crate::read::story::MAX_PROBLEMS;
use crate::read::tree::{Node, Table, Value};
use crate::scheme::Scheme;
use crate::set::Set;
use crate::time::{Instant, Position, Span};
use crate::words::Words;

/// What is taken for a text's identifiers, where others stand for them.
pub(super) type Names<'t> = &'t dyn Fn(&str) -> Option<Arc<str>>;

/// How a text is read.
#[derive(Clone, Default)]
pub(super) struct Manner<'t> {
    /// Whether it is JSON: what to write is then said in JSON.
    pub(super) json: bool,
    /// When every entry of the text was recorded, where not the text says so.
    pub(super) recorded: Option<Instant>,
    /// Who speaks where an entry has to say who does.
    pub(super) by: Option<PartyId>,
    /// Where an entry is read back as it was kept: everything is said, and identifiers are looked up.
    pub(super) kept: Option<Names<'t>>,
    /// The position of the last entry before those of the text.
    pub(super) after: Position,
}

/// A text being read, and what is wrong with it so far.
pub(super) struct Reading<'t> {
    text: &'t str,
    pub(super) manner: Manner<'t>,
    problems: RefCell<Vec<Problem>>,
    /// How often something was wrong, whether or not it was reported.
    faults: Cell<usize>,
    /// Names of entries that could not be read: that others cannot refer to them is not reported again.
    lost: RefCell<BTreeSet<String>>,
    /// Where the entries stand, from the first on.
    pub(super) places: RefCell<Vec<Range<usize>>>,
    /// Where each name is given to an entry, the last one to take it.
    named: RefCell<BTreeMap<String, Range<usize>>>,
    /// What is worth a look in an entry that is read all the same, by its position.
    pub(super) doubts: RefCell<Vec<(Position, Problem)>>,
    /// What is made of the words of each scheme by which a marking was read.
    ready: RefCell<BTreeMap<SchemeId, Option<Arc<Ready>>>>,
}

impl<'t> Reading<'t> {
    pub(super) fn new(text: &'t str, problems: Vec<Problem>, manner: Manner<'t>) -> Self {
        let faults = Cell::new(problems.len());
        let problems = RefCell::new(problems);
        Self {
            text,
            manner,
            problems,
            faults,
            lost: RefCell::default(),
            places: RefCell::default(),
            named: RefCell::default(),
            doubts: RefCell::default(),
            ready: RefCell::default(),
        }
    }

    /// What reads the markings of a scheme, made ready once. `None` where it reads none.
    pub(super) fn reader<'s>(&self, scheme: &'s Scheme) -> Option<Reader<'s>> {
        let mut made = self.ready.borrow_mut();
        let ready = made.entry(scheme.id.clone()).or_insert_with(|| Ready::of(scheme).map(Arc::new));
        ready.clone().map(|ready| Reader::with(scheme, ready))
    }

    pub(super) fn report(&self, problem: Problem) {
        self.faults.set(self.faults.get() + 1);
        self.problems.borrow_mut().push(problem.within(self.text));
    }

    /// Remembers what is worth a look in an entry that is read all the same.
    pub(super) fn doubt(&self, position: Position, problem: Problem) {
        self.doubts.borrow_mut().push((position, problem.within(self.text)));
    }

    /// How a field is written.
    pub(super) fn assign(&self, key: &str, value: &str) -> String {
        if self.manner.json { format!("\"{key}\": {value}") } else { format!("{key} = {value}") }
    }

    /// What a value is, as a noun with its article.
    fn noun(&self, value: &Value<'_>) -> &'static str {
        match value {
            Value::Table(_) => self.table_noun(),
            value => value.noun(),
        }
    }

    fn table_noun(&self) -> &'static str {
        if self.manner.json { "an object" } else { "a table" }
    }

    /// The identifier that a word stands for: itself, but for those that were kept under others.
    fn meant<I: Identifier>(&self, word: &str) -> Result<I, IdError> {
        let (Some(names), Some(kind)) = (self.manner.kept, I::NAMED) else { return word.parse() };
        match names(word) {
            Some(name) if !is_built_in(kind, word) => I::sharing(name),
            _ => word.parse(),
        }
    }

    /// How often something was wrong until now.
    pub(super) fn faults(&self) -> usize {
        self.faults.get()
    }

    pub(super) fn reported(&self) -> usize {
        self.problems.borrow().len()
    }

    /// What was reported, in the order of the text, as far as anybody reads it.
    pub(super) fn finish(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| problem.span.start);
        problems.truncate(MAX_PROBLEMS);
        problems
    }

    /// Remembers the names of an entry that could not be read.
    pub(super) fn lose(&self, names: impl IntoIterator<Item = String>) {
        self.lost.borrow_mut().extend(names);
    }

    /// Remembers where an entry takes its name.
    pub(super) fn name(&self, node: &Node<'_>) {
        if let Some(name) = node.as_text() {
            self.named.borrow_mut().insert(name.to_owned(), self.inner(node));
        }
    }

    fn is_lost(&self, name: &str) -> bool {
        let lost = self.lost.borrow();
        // A caveat without an id is named by its item.
        lost.contains(name) || lost.iter().any(|lost| name.strip_prefix(lost.as_str()).is_some_and(dotted))
    }

    /// The characters of a value; of a text those inside its quotes.
    pub(super) fn inner(&self, node: &Node<'_>) -> Range<usize> {
        match (&node.value, self.verbatim(node)) {
            (Value::Text(text), Some(start)) if !text.is_empty() => start..start + text.len(),
            _ => node.span.clone(),
        }
    }

    /// Where a text begins inside its quotes, if every character stands for itself there.
    fn verbatim(&self, node: &Node<'_>) -> Option<usize> {
        let raw = self.text.get(node.span.clone())?;
        let quotes = raw.len().checked_sub(node.as_text()?.len())? / 2;
        let inner = raw.get(quotes..raw.len() - quotes)?;
        (Some(inner) == node.as_text()).then_some(node.span.start + quotes)
    }

    /// The characters from `at` on, as many as `length` bytes, of a text.
    pub(super) fn part(&self, node: &Node<'_>, at: usize, length: usize) -> Range<usize> {
        match self.verbatim(node) {
            Some(start) if length > 0 => start + at..start + at + length,
            _ => self.inner(node),
        }
    }

    /// Reports what the ledger refused of a table, at the field that it names.
    pub(super) fn refuse(&self, table: &Table<'_>, place: &Range<usize>, refused: Refused) {
        let node = resolve(table, &refused.at);
        let word = node.and_then(Node::as_text).map(|text| text.strip_prefix(NATIONALS).unwrap_or(text));
        let span = match node {
            Some(node) => {
                let inner = self.inner(node);
                let skip =
                    node.as_text().filter(|text| text.starts_with(NATIONALS)).map_or(0, |_| NATIONALS.len());
                inner.start + skip..inner.end
            }
            None => place.clone(),
        };
        let mut problem = Problem { message: refused.message, span, hint: refused.hint, notes: Vec::new() };
        if let Some(position) = refused.see {
            match self.place_of(position) {
                Some(first) => problem = problem.note(first, "recorded here"),
                None => problem.message.push_str(&format!(" (see {position})")),
            }
        }
        match word {
            Some(word) if refused.unknown => self.report_unless_lost(word, problem),
            _ => self.report(problem),
        }
    }

    /// Reports that a name is not known, unless because its own entry could not be read.
    pub(super) fn report_unless_lost(&self, name: &str, problem: Problem) {
        if self.is_lost(name) {
            self.faults.set(self.faults.get() + 1);
            return;
        }
        let later = self.named.borrow().get(name).filter(|later| later.start > problem.span.start).cloned();
        self.report(match later {
            Some(later) => problem.note(later, "recorded only here").hint("move that entry before this one"),
            None => problem,
        });
    }

    fn place_of(&self, position: Position) -> Option<Range<usize>> {
        let index = position.0.checked_sub(self.manner.after.0)?.checked_sub(1)?;
        let index = usize::try_from(index).ok()?;
        self.places.borrow().get(index).cloned()
    }
}

/// Before the party whose nationals are in an audience.
pub(super) const NATIONALS: &str = "nationals of ";

fn dotted(rest: &str) -> bool {
    rest.starts_with('.')
}

/// The node that steps lead to; the last one on the way where they lead further than the text does, and nothing where
/// the first is missing.
fn resolve<'n>(table: &'n Table<'n>, steps: &[Step]) -> Option<&'n Node<'n>> {
    let (Step::Field(first), rest) = steps.split_first()? else { return None };
    let mut node = table.get(first)?;
    for step in rest {
        let next = match (step, &node.value) {
            (Step::Field(name), Value::Table(table)) => table.get(name),
            (Step::Index(index), Value::List(nodes)) => nodes.get(*index),
            (Step::Element(word), Value::List(nodes)) => {
                nodes.iter().find(|node| node.as_text() == Some(word))
            }
            _ => None,
        };
        node = next.unwrap_or(node);
    }
    Some(node)
}

/// Reads a value of one type.
pub(super) type Read<T> = fn(&Reading<'_>, &Node<'_>) -> Option<T>;

/// A table being read field by field.
pub(super) struct Fields<'a> {
    pub(super) reading: &'a Reading<'a>,
    pub(super) table: &'a Table<'a>,
    /// Where to point for what is missing.
    pub(super) place: Range<usize>,
    /// What the table is, as in *a grant*.
    what: &'a str,
    /// Every name that was asked for, so that one mistaken for it can be corrected.
    asked: RefCell<Vec<&'static str>>,
    /// Which of the first fields were found, by their bits.
    found: Cell<u64>,
    /// Whether what the table is to be is in doubt, so that no field can be called strange.
    doubtful: Cell<bool>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(
        reading: &'a Reading<'a>,
        table: &'a Table<'a>,
        place: Range<usize>,
        what: &'a str,
    ) -> Self {
        let (asked, found) = (RefCell::default(), Cell::new(0));
        Self { reading, table, place, what, asked, found, doubtful: Cell::new(false) }
    }

    /// A field's node, if it is there.
    pub(super) fn get(&self, name: &'static str) -> Option<&'a Node<'a>> {
        // Nobody typed what was kept.
        if self.reading.manner.kept.is_none() {
            self.asked.borrow_mut().push(name);
        }
        let index = self.table.index_of(name)?;
        self.found.set(self.found.get() | bit(index));
        self.table.fields.get(index).map(|field| &field.node)
    }

    /// A field, if it is there.
    pub(super) fn one<T>(&self, name: &'static str, read: Read<T>) -> Option<T> {
        read(self.reading, self.get(name)?)
    }

    /// A field that must be there.
    pub(super) fn required<T>(&self, name: &'static str, read: Read<T>) -> Option<T> {
        self.must_have(name);
        self.one(name, read)
    }

    /// A list, or one value alone; empty where it is left out.
    pub(super) fn many<T>(&self, name: &'static str, read: Read<T>) -> Vec<T> {
        let elements = self.get(name).map_or(&[][..], Node::elements);
        elements.iter().filter_map(|node| read(self.reading, node)).collect()
    }

    /// A list that must be there.
    pub(super) fn required_many<T>(&self, name: &'static str, read: Read<T>) -> Vec<T> {
        self.must_have(name);
        self.many(name, read)
    }

    /// A list in which the order says nothing and nothing stands twice.
    pub(super) fn set<T: Ord>(&self, name: &'static str, read: Read<T>) -> Set<T> {
        // A text may list as many as it has room for.
        let mut set = BTreeSet::new();
        for node in self.get(name).map_or(&[][..], Node::elements) {
            if let Some(value) = read(self.reading, node)
                && !set.insert(value)
            {
                let message = format!("`{}` is listed twice", node.as_text().unwrap_or_default());
                self.reading.report(Problem::new(self.reading.inner(node), message).hint("name it once"));
            }
        }
        set.into()
    }

    /// True or false; false where it is left out.
    pub(super) fn flag(&self, name: &'static str) -> bool {
        self.one(name, boolean).unwrap_or(false)
    }

    /// One of some words.
    pub(super) fn word<T: Copy>(
        &self,
        name: &'static str,
        what: &str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        word(self.reading, self.get(name)?, what, words)
    }

    pub(super) fn must_have(&self, name: &'static str) {
        if self.get(name).is_none() {
            let problem = Problem::new(self.place.clone(), format!("`{name}` is missing in {}", self.what));
            self.reading.report(problem.hint(format!("add `{}`", self.reading.assign(name, "…"))));
        }
    }

    /// What the table is to be is in doubt: no field of it is called strange.
    pub(super) fn doubt(&self) {
        self.doubtful.set(true);
    }

    /// Reports the fields that nobody asked for.
    pub(super) fn finish(&self) {
        if self.doubtful.get() {
            return;
        }
        let asked = self.asked.borrow();
        let is_found = |index| self.found.get() & bit(index) != 0;
        for (_, field) in self.table.fields.iter().enumerate().filter(|(index, _)| !is_found(*index)) {
            // A field may be asked for more than once.
            let asked: BTreeSet<_> = asked.iter().copied().collect();
            let message = format!("there is no field `{}` in {}", field.key, self.what);
            let problem = Problem::new(field.key_span.clone(), message);
            self.reading.report(match nearest(&field.key, asked.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean `{near}`?")),
                None if asked.is_empty() => problem,
                None => problem.hint(format!("the fields are {}", listed(asked.iter().copied()))),
            });
        }
    }
}

/// The bit of a field by its index. Beyond the last there are none: no kind has as many fields, so that one of them is
/// strange whatever stands there.
fn bit(index: usize) -> u64 {
    u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index)).unwrap_or(0)
}

/// Words in a list, as prose.
pub(super) fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{word}`")).collect();
    words.join(", ")
}

/// A text; `what` it is to be is said where it is none.
pub(super) fn text<'n>(reading: &Reading<'_>, node: &'n Node<'n>, what: &str) -> Option<&'n str> {
    let text = node.as_text();
    if text.is_none() {
        let hint = match node.value {
            Value::List(_) => "name one alone",
            Value::Table(_) => "write it alone, without the braces",
            _ => "put it in quotes",
        };
        mistaken(reading, node, &format!("{what} in quotes"), hint);
    }
    text
}

fn mistaken(reading: &Reading<'_>, node: &Node<'_>, expected: &str, hint: &str) {
    if !matches!(node.value, Value::Broken) {
        let message = format!("{expected} is expected here, not {}", reading.noun(&node.value));
        reading.report(Problem::new(node.span.clone(), message).hint(hint));
    }
}

/// An identifier, or a name of a scheme's own.
pub(super) fn id<I: Identifier>(reading: &Reading<'_>, node: &Node<'_>) -> Option<I> {
    id_in(reading, node, text(reading, node, "an id")?, 0)
}

/// An identifier in a text, from a byte of it on.
pub(super) fn id_in<I: Identifier>(
    reading: &Reading<'_>,
    node: &Node<'_>,
    word: &str,
    offset: usize,
) -> Option<I> {
    match reading.meant::<I>(word) {
        Ok(id) => Some(id),
        Err(error) => {
            reading.report(bad_id::<I>(
                reading.part(node, offset + error.at, bad_length(word, &error)),
                word,
                &error,
            ));
            None
        }
    }
}

/// An identifier that stands as a key.
pub(super) fn key<I: Identifier>(reading: &Reading<'_>, key: &str, span: &Range<usize>) -> Option<I> {
    let error = match reading.meant::<I>(key) {
        Ok(id) => return Some(id),
        Err(error) => error,
    };
    reading.report(bad_id::<I>(span.clone(), key, &error));
    None
}

fn bad_length(word: &str, error: &IdError) -> usize {
    word.get(error.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

fn bad_id<I: Identifier>(span: Range<usize>, word: &str, error: &IdError) -> Problem {
    let problem = Problem::new(span, error.message.clone());
    let slug = word.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-");
    let mended = [word.trim().to_owned(), slug].into_iter().find(|word| word.parse::<I>().is_ok());
    // What takes spaces is a name of a scheme's own, with a spelling of its own.
    let is_name = "A B".parse::<I>().is_ok();
    problem.hint(match mended {
        Some(mended) => format!("write `{mended}`"),
        None if is_name => {
            "a name is what people read: it is short, and has no control characters".to_owned()
        }
        None => "ids are lower-case letters, digits, `-`, `_` and `.`".to_owned(),
    })
}

/// Words for people.
pub(super) fn words(reading: &Reading<'_>, node: &Node<'_>) -> Option<Words> {
    if let Value::Erased = node.value {
        return Some(Words::erased());
    }
    match Words::new(text(reading, node, "a text")?) {
        Ok(words) => Some(words),
        Err(error) => {
            let problem = Problem::new(reading.inner(node), error.to_string());
            reading.report(problem.hint("leave it out, or say it in a few words"));
            None
        }
    }
}

/// A text that is kept as it stands.
pub(super) fn verbatim(reading: &Reading<'_>, node: &Node<'_>) -> Option<String> {
    text(reading, node, "a text").map(str::to_owned)
}

const DATES: &str = "write `2017-05-10`, or `2017-05-10T14:30:00Z`";

/// A date or an instant, or a text that is one.
pub(super) fn instant(reading: &Reading<'_>, node: &Node<'_>) -> Option<Instant> {
    match &node.value {
        Value::Instant(instant) => Some(*instant),
        Value::Text(text) => match text.parse() {
            Ok(instant) => Some(instant),
            Err(error) => {
                reading.report(Problem::new(reading.inner(node), format!("{error}")).hint(DATES));
                None
            }
        },
        _ => {
            mistaken(reading, node, "a date", DATES);
            None
        }
    }
}

/// A length of time.
pub(super) fn span(reading: &Reading<'_>, node: &Node<'_>) -> Option<Span> {
    match text(reading, node, "a length of time")?.parse() {
        Ok(span) => Some(span),
        Err(error) => {
            let hint = "write a whole number and `days`, `hours`, `minutes` or `seconds`, as in `7 days`";
            reading.report(Problem::new(reading.inner(node), error.to_string()).hint(hint));
            None
        }
    }
}

/// True or false.
pub(super) fn boolean(reading: &Reading<'_>, node: &Node<'_>) -> Option<bool> {
    match node.value {
        Value::Boolean(boolean) => Some(boolean),
        _ => {
            let quoted = node.as_text().is_some_and(|text| matches!(text, "true" | "false"));
            let hint = if quoted { "leave out the quotes" } else { "write `true` or `false`" };
            mistaken(reading, node, "`true` or `false`", hint);
            None
        }
    }
}

/// One of some words.
pub(super) fn word<T: Copy>(
    reading: &Reading<'_>,
    node: &Node<'_>,
    what: &str,
    words: &[(&'static str, T)],
) -> Option<T> {
    let written = text(reading, node, what)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == written) {
        return Some(*value);
    }
    let hint = match nearest(written, words.iter().map(|(word, _)| *word)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", listed(words.iter().map(|(word, _)| *word))),
    };
    reading.report(Problem::new(reading.inner(node), format!("`{written}` is not {what}")).hint(hint));
    None
}

/// A table; `what` it is, and with which fields it is written, is said where it is none.
pub(super) fn table<'n>(
    reading: &Reading<'_>,
    node: &'n Node<'n>,
    what: &str,
    written: &[(&str, &str)],
) -> Option<&'n Table<'n>> {
    table_or(reading, node, what, || {
        let fields: Vec<_> = written.iter().map(|(key, value)| reading.assign(key, value)).collect();
        format!("{{ {} }}", fields.join(", "))
    })
}

/// A table; `what` it is, and how it is written, is said where it is none.
pub(super) fn table_or<'n>(
    reading: &Reading<'_>,
    node: &'n Node<'n>,
    what: &str,
    written: impl FnOnce() -> String,
) -> Option<&'n Table<'n>> {
    let table = node.as_table();
    if table.is_none() && !matches!(node.value, Value::Broken) {
        let message = format!("{what} is {}, not {}", reading.table_noun(), reading.noun(&node.value));
        reading.report(Problem::new(node.span.clone(), message).hint(format!("write `{}`", written())));
    }
    table
}

/// A party, or a party in a capacity.
pub(super) fn in_capacity(reading: &Reading<'_>, node: &Node<'_>) -> Option<InCapacity> {
    let Some(table) = node.as_table() else {
        return id(reading, node).map(|party| InCapacity { party, capacity: None });
    };
    let fields = Fields::new(reading, table, node.span.clone(), "a party with its capacity");
    let (party, capacity) = (fields.required("party", id), fields.one("in_capacity", id));
    fields.finish();
    Some(InCapacity { party: party?, capacity })
}
