//! The JSON front.

use crate::json::{Fault, Parsed, Spanned, Value as Kept, values};
use crate::read::entry::is_kind;
use crate::read::problem::Problem;
use crate::read::tree::{Field, Node, Table, Value};

/// What a text holds.
pub(super) enum File {
    /// A table as the whole of it, with the entries in a field.
    Table(Table<'static>),
    /// Entries.
    Entries(Vec<Node<'static>>),
}

/// The fields of a file that hold no entry.
const BESIDES: [&str; 3] = ["title", "story", "sources"];

/// What a JSON text holds. What JSON has and the tree has not (`null`, fractions) is reported to `problems` and broken
/// in the tree.
pub(super) fn file(text: &str, problems: &mut Vec<Problem>) -> Result<File, Problem> {
    let values = values(text).map_err(problem)?;
    let mut walk = Walk { text, problems };
    let mut nodes: Vec<_> = values.into_iter().map(|value| walk.node(value)).collect();
    let alone = if nodes.len() == 1 { nodes.pop() } else { None };
    Ok(match alone.map(|node| (node.span, node.value)) {
        Some((_, Value::List(entries))) => File::Entries(entries),
        Some((_, Value::Table(table))) if is_file(&table) => File::Table(table),
        Some((_, Value::Broken)) => File::Entries(Vec::new()),
        Some((span, value)) => File::Entries(vec![Node { span, value }]),
        None => File::Entries(nodes),
    })
}

/// Whether an object is a file: an entry has the key of its kind, or at least something that a file has not.
fn is_file(table: &Table<'_>) -> bool {
    let has = |key| table.field(key).is_some();
    let keys = || table.fields.iter().map(|field| field.key.as_ref());
    has("entry") || has("ask") || (!keys().any(is_kind) && keys().all(|key| BESIDES.contains(&key)))
}

fn problem(fault: Fault) -> Problem {
    Problem::new(fault.span, fault.message).hint(fault.hint)
}

struct Walk<'t> {
    text: &'t str,
    problems: &'t mut Vec<Problem>,
}

impl Walk<'_> {
    fn node(&mut self, spanned: Spanned) -> Node<'static> {
        let span = spanned.span;
        let mut broken = |what: &str, hint: &str| {
            let written = self.text.get(span.clone()).unwrap_or_default();
            self.problems.push(Problem::new(span.clone(), format!("`{written}` {what}")).hint(hint));
            Value::Broken
        };
        let value = match spanned.value {
            Parsed::Null => broken("says nothing", "leave the field out"),
            Parsed::Fraction => broken("is a fraction", "write a whole number, or a text in quotes"),
            Parsed::TooLarge => broken("is a number that is too large", "nothing counts as far as that"),
            Parsed::Bool(bool) => Value::Boolean(bool),
            Parsed::Integer(integer) => Value::Integer(integer),
            Parsed::Text(text) => Value::Text(text.into()),
            Parsed::List(values) => Value::List(values.into_iter().map(|value| self.node(value)).collect()),
            Parsed::Object(members) => {
                let fields = members.into_iter().map(|member| Field {
                    key: member.key.into(),
                    key_span: member.key_span,
                    node: self.node(member.value),
                });
                Value::Table(Table { fields: fields.collect() })
            }
        };
        Node { span, value }
    }
}

/// The tree of a value that stands in no text. What the tree has not is reported to `problems`.
pub(super) fn kept<'t>(json: Kept<'t>, problems: &mut Vec<Problem>) -> Node<'t> {
    let value = match json {
        Kept::Null => {
            problems.push(Problem::new(0..0, "`null` says nothing"));
            Value::Broken
        }
        Kept::Erased => Value::Erased,
        Kept::Bool(bool) => Value::Boolean(bool),
        Kept::Integer(integer) => Value::Integer(integer),
        Kept::Text(text) => Value::Text(text),
        Kept::List(values) => Value::List(values.into_iter().map(|value| kept(value, problems)).collect()),
        Kept::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| Field {
                key,
                key_span: 0..0,
                node: kept(value, problems),
            });
            Value::Table(Table { fields: fields.collect() })
        }
    };
    Node { span: 0..0, value }
}
