//! The fields of a table, typed: each is asked for once, and what nobody asked for is a problem.

use std::collections::BTreeSet;
use std::ops::Range;
use std::str::FromStr;

use super::problem::Problem;
use super::tree::{Node, Table, Value};
use crate::caveat::{AudienceMember, Kind, Mode, Selector};
use crate::entry::{InCapacity, Recordable};
use crate::id::{
    AgreementId, CaveatId, Compartment, EntryId, EventId, FactKey, IdError, ItemId, Level, PartyId, PowerId,
    Purpose, RuleId, SchemeId, TermsId,
};
use crate::ledger::nearest;
use crate::time::Instant;
use crate::words::Words;

/// A type that a value can be read as.
pub(crate) trait FromNode: Sized {
    /// Reads it, or says what is wrong.
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self>;
}

/// The fields of one table.
pub(crate) struct Fields<'n, 'p> {
    /// What the table is, with its article: `a grant`.
    pub(crate) noun: &'static str,
    pub(crate) table: &'n Table,
    /// Where to point when a field is missing.
    pub(crate) place: Range<usize>,
    pub(crate) problems: &'p mut Vec<Problem>,
    asked: Vec<&'static str>,
}

impl<'n, 'p> Fields<'n, 'p> {
    pub(crate) fn new(
        noun: &'static str,
        table: &'n Table,
        place: Range<usize>,
        problems: &'p mut Vec<Problem>,
    ) -> Self {
        Self { noun, table, place, problems, asked: Vec::new() }
    }

    /// The field's value, as it stands.
    pub(crate) fn node(&mut self, name: &'static str) -> Option<&'n Node> {
        self.asked.push(name);
        self.table.get(name)
    }

    /// The field, if it is there.
    pub(crate) fn optional<T: FromNode>(&mut self, name: &'static str) -> Option<T> {
        let node = self.node(name)?;
        T::from_node(node, self.problems)
    }

    /// The field, which must be there.
    pub(crate) fn required<T: FromNode>(&mut self, name: &'static str) -> Option<T> {
        if self.table.get(name).is_none() {
            self.asked.push(name);
            let message = format!("{} needs `{name}`", self.noun);
            self.problems.push(Problem::new(self.place.clone(), message).hint(format!("add `{name} = …`")));
            return None;
        }
        self.optional(name)
    }

    /// The field as a list; one value may stand alone.
    pub(crate) fn list<T: FromNode>(&mut self, name: &'static str) -> Vec<T> {
        let Some(node) = self.node(name) else { return Vec::new() };
        list(node, self.problems)
    }

    /// The field as a list that must be there and hold something.
    pub(crate) fn some<T: FromNode>(&mut self, name: &'static str) -> Vec<T> {
        let Some(node) = self.table.get(name) else {
            self.required::<bool>(name);
            return Vec::new();
        };
        if matches!(&node.value, Value::List(list) if list.is_empty()) {
            self.problems
                .push(Problem::new(node.span.clone(), format!("`{name}` of {} is empty", self.noun)));
        }
        self.list(name)
    }

    /// The field as a set.
    pub(crate) fn set<T: FromNode + Ord>(&mut self, name: &'static str) -> BTreeSet<T> {
        self.list(name).into_iter().collect()
    }

    /// True or false; false where it is not there.
    pub(crate) fn flag(&mut self, name: &'static str) -> bool {
        self.optional(name).unwrap_or(false)
    }

    /// One of some words.
    pub(crate) fn word<T: Copy>(&mut self, name: &'static str, words: &[(&str, T)]) -> Option<T> {
        let node = self.node(name)?;
        choice(node, words, self.problems)
    }

    /// Reports every field that nobody asked for.
    pub(crate) fn finish(self) {
        for (name, span, _) in &self.table.fields {
            if self.asked.contains(&name.as_str()) {
                continue;
            }
            let near = nearest(name, self.asked.iter().copied());
            let hint = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", listed(&self.asked)),
            };
            let message = format!("{} has no field `{name}`", self.noun);
            self.problems.push(Problem::new(span.clone(), message).hint(hint));
        }
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}

/// One value, or a list of them.
fn list<T: FromNode>(node: &Node, problems: &mut Vec<Problem>) -> Vec<T> {
    match &node.value {
        Value::List(list) => list.iter().filter_map(|node| T::from_node(node, problems)).collect(),
        _ => T::from_node(node, problems).into_iter().collect(),
    }
}

/// One of some words.
pub(crate) fn choice<T: Copy>(node: &Node, words: &[(&str, T)], problems: &mut Vec<Problem>) -> Option<T> {
    let text = as_text(node, problems)?;
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Some(*value);
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let hint = match nearest(text, known.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it is one of {}", listed(&known)),
    };
    problems.push(
        Problem::new(node.span.clone(), format!("`{text}` is not one of the words known here")).hint(hint),
    );
    None
}

fn as_text<'n>(node: &'n Node, problems: &mut Vec<Problem>) -> Option<&'n str> {
    match &node.value {
        Value::Text(text) => Some(text),
        other => {
            let message = format!("this is {}; a text is expected", other.noun());
            problems.push(Problem::new(node.span.clone(), message).hint("put it in quotation marks"));
            None
        }
    }
}

/// Reads an identifier, pointing at the first character that cannot stand in it.
fn identifier<T: FromStr<Err = IdError>>(node: &Node, noun: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let text = as_text(node, problems)?;
    match text.parse() {
        Ok(id) => Some(id),
        Err(error) => {
            // A plain string begins one byte behind its quotation mark; where it was written otherwise, the
            // whole of it is pointed at.
            let plain = node.span.len() == text.len() + 2;
            let first = text.get(error.at..).and_then(|rest| rest.chars().next());
            let span = match first {
                Some(first) if plain => {
                    let start = node.span.start + 1 + error.at;
                    start..start + first.len_utf8()
                }
                _ => node.span.clone(),
            };
            problems.push(Problem::new(span, format!("in the id of a {noun}, {error}")).hint(
                "ids are made of lower-case letters, digits, `-`, `_` and `.`; a name for people goes in words",
            ));
            None
        }
    }
}

macro_rules! from_node_ids {
    ($($id:ident),*) => {
        $(impl FromNode for $id {
            fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
                identifier(node, Self::NOUN, problems)
            }
        })*
    };
}

from_node_ids!(
    PartyId,
    ItemId,
    CaveatId,
    EntryId,
    PowerId,
    SchemeId,
    TermsId,
    AgreementId,
    RuleId,
    EventId,
    Purpose,
    Level,
    Compartment,
    FactKey
);

impl FromNode for String {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        as_text(node, problems).map(str::to_owned)
    }
}

impl FromNode for bool {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        match &node.value {
            Value::Boolean(truth) => Some(*truth),
            other => {
                let message = format!("this is {}; `true` or `false` is expected", other.noun());
                problems.push(Problem::new(node.span.clone(), message));
                None
            }
        }
    }
}

impl FromNode for u32 {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        match &node.value {
            Value::Integer(number) if u32::try_from(*number).is_ok() => u32::try_from(*number).ok(),
            other => {
                let message = format!("this is {}; a number from 0 on is expected", other.noun());
                problems.push(Problem::new(node.span.clone(), message));
                None
            }
        }
    }
}

impl FromNode for Instant {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let message = match &node.value {
            Value::Instant(instant) => return Some(*instant),
            Value::Text(text) => match text.parse() {
                Ok(instant) => return Some(instant),
                Err(error) => format!("{error}"),
            },
            other => format!("this is {}; a date is expected", other.noun()),
        };
        let hint = "write a date (2017-05-10) or an instant with its offset (2017-05-10T14:30:00Z)";
        problems.push(Problem::new(node.span.clone(), message).hint(hint));
        None
    }
}

impl FromNode for Words {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        match Words::new(as_text(node, problems)?) {
            Ok(words) => Some(words),
            Err(error) => {
                problems.push(Problem::new(node.span.clone(), format!("{error}")));
                None
            }
        }
    }
}

impl FromNode for Mode {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        choice(node, &Self::ALL, problems)
    }
}

impl FromNode for Kind {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        choice(node, &Self::ALL, problems)
    }
}

impl FromNode for Recordable {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        choice(node, &Self::ALL, problems)
    }
}

impl FromNode for Selector {
    /// A kind of caveat, `everything`, or a caveat's id.
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let text = as_text(node, problems)?;
        if text == "everything" {
            return Some(Self::Everything);
        }
        if let Some((_, kind)) = Kind::ALL.iter().find(|(word, _)| *word == text) {
            return Some(Self::Kind(*kind));
        }
        CaveatId::from_node(node, problems).map(Self::Caveat)
    }
}

impl FromNode for AudienceMember {
    /// A party, or `nationals of` a state.
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        const NATIONALS: &str = "nationals of ";
        let text = as_text(node, problems)?;
        let Some(state) = text.strip_prefix(NATIONALS) else {
            return PartyId::from_node(node, problems).map(|party| Self { party, nationals: false });
        };
        let plain = node.span.len() == text.len() + 2;
        let start = if plain { node.span.start + NATIONALS.len() } else { node.span.start };
        let rest = Node { span: start..node.span.end, value: Value::Text(state.to_owned()) };
        PartyId::from_node(&rest, problems).map(|party| Self { party, nationals: true })
    }
}

impl FromNode for InCapacity {
    /// A party, or `{ party, in_capacity }`.
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            return PartyId::from_node(node, problems).map(Self::from);
        };
        let mut fields = Fields::new("a party in a capacity", table, node.span.clone(), problems);
        let party = fields.required("party");
        let capacity = fields.optional("in_capacity");
        fields.finish();
        Some(Self { party: party?, capacity })
    }
}
