//! A tree of values with their places in the text. TOML's own spans do not reach inside tagged values; these do,
//! and a tree can come from another syntax too.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use crate::time::Instant;

/// A value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// Its place in the text.
    pub span: Range<usize>,
    /// The value.
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Boolean(bool),
    /// A date, or a date and time with its offset.
    Instant(Instant),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// What kind of value, for messages.
    pub fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Instant(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

/// A table, its fields in the order of the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Its place: its header, or its braces.
    pub span: Range<usize>,
    /// Each field's name, the name's place, and its value.
    pub fields: Vec<(String, Range<usize>, Node)>,
}

impl Table {
    /// The field's value.
    pub fn get(&self, name: &str) -> Option<&Node> {
        self.fields.iter().find(|(field, ..)| field == name).map(|(.., node)| node)
    }

    /// The place of the field's name.
    pub fn key_span(&self, name: &str) -> Option<Range<usize>> {
        self.fields.iter().find(|(field, ..)| field == name).map(|(_, span, _)| span.clone())
    }
}

/// Reads TOML.
///
/// # Errors
/// Where the text is not TOML, or holds a value that no field takes (a float, a local time).
pub fn toml(text: &str) -> Result<Table, Vec<Problem>> {
    let parsed = DeTable::parse(text).map_err(|error| vec![syntax(&error, text)])?;
    let mut problems = Vec::new();
    let span = parsed.span();
    let table = table(parsed.into_inner(), span, &mut problems);
    if problems.is_empty() { Ok(table) } else { Err(problems) }
}

fn syntax(error: &toml::de::Error, text: &str) -> Problem {
    let span = error.span().unwrap_or(text.len()..text.len());
    let message = error.message();
    if message.contains("duplicate key") {
        return Problem::new(span, "this field stands twice in one table").hint("keep one of the two");
    }
    if message.contains("recursion limit") {
        return Problem::new(span, "values are nested too deeply")
            .hint("a scenario needs no more than a few levels");
    }
    Problem::new(span, format!("not TOML: {}", message.lines().next().unwrap_or(message)))
}

fn table(from: DeTable<'_>, span: Range<usize>, problems: &mut Vec<Problem>) -> Table {
    let mut fields: Vec<(String, Range<usize>, Node)> = from
        .into_iter()
        .filter_map(|(key, value)| {
            let place = key.span();
            Some((key.into_inner().into_owned(), place, node(value, problems)?))
        })
        .collect();
    fields.sort_by_key(|(_, place, _)| place.start);
    Table { span, fields }
}

fn node(from: Spanned<DeValue<'_>>, problems: &mut Vec<Problem>) -> Option<Node> {
    let span = from.span();
    let value = match from.into_inner() {
        DeValue::String(text) => Value::Text(text.into_owned()),
        DeValue::Boolean(truth) => Value::Boolean(truth),
        DeValue::Array(list) => {
            Value::List(list.into_iter().filter_map(|value| node(value, problems)).collect())
        }
        DeValue::Table(inner) => Value::Table(table(inner, span.clone(), problems)),
        DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) => Value::Integer(number),
            Err(_) => {
                problems.push(Problem::new(span, "this number is too large"));
                return None;
            }
        },
        DeValue::Float(_) => {
            problems.push(Problem::new(span, "no field takes a fraction").hint("write a whole number"));
            return None;
        }
        DeValue::Datetime(written) => match written.to_string().replace(' ', "T").parse() {
            Ok(instant) => Value::Instant(instant),
            Err(error) => {
                let hint = "write a date (2017-05-10) or an instant with its offset (2017-05-10T14:30:00Z)";
                problems.push(Problem::new(span, format!("{error}")).hint(hint));
                return None;
            }
        },
    };
    Some(Node { span, value })
}
