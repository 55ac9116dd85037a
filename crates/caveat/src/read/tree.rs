//! A tree of values that remembers where in the text each stands.

use std::borrow::Cow;
use std::ops::Range;

use crate::time::Instant;

/// A value and its place.
#[derive(Debug, Clone)]
pub(super) struct Node<'t> {
    pub(super) span: Range<usize>,
    pub(super) value: Value<'t>,
}

/// What a text can hold.
#[derive(Debug, Clone)]
pub(super) enum Value<'t> {
    Text(Cow<'t, str>),
    Integer(i64),
    Boolean(bool),
    Instant(Instant),
    List(Vec<Node<'t>>),
    Table(Table<'t>),
    /// Words that were destroyed. No text holds them.
    Erased,
    /// Something that was reported already: it is read as nothing, in silence.
    Broken,
}

/// Fields in the order of the text.
#[derive(Debug, Clone, Default)]
pub(super) struct Table<'t> {
    pub(super) fields: Vec<Field<'t>>,
}

/// A key and its value.
#[derive(Debug, Clone)]
pub(super) struct Field<'t> {
    pub(super) key: Cow<'t, str>,
    pub(super) key_span: Range<usize>,
    pub(super) node: Node<'t>,
}

impl<'t> Node<'t> {
    pub(super) fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_table(&self) -> Option<&Table<'t>> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The elements of a list; a value that stands alone is a list of one.
    pub(super) fn elements(&self) -> &[Self] {
        match &self.value {
            Value::List(nodes) => nodes,
            _ => std::slice::from_ref(self),
        }
    }

    /// Where the last character belonging to it ends. A table under a header has the header's span alone, and its
    /// fields follow.
    pub(super) fn end(&self) -> usize {
        let inner = match &self.value {
            Value::List(nodes) => nodes.iter().map(Self::end).max(),
            Value::Table(table) => {
                table.fields.iter().map(|field| field.node.end().max(field.key_span.end)).max()
            }
            _ => None,
        };
        inner.unwrap_or(0).max(self.span.end)
    }
}

impl Value<'_> {
    /// What it is, as a noun with its article.
    pub(super) fn noun(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Integer(_) => "a number",
            Self::Boolean(_) => "true or false",
            Self::Instant(_) => "a date",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
            Self::Erased => "words that were erased",
            Self::Broken => "nothing",
        }
    }
}

impl<'t> Table<'t> {
    /// Where the field of a key stands.
    pub(super) fn index_of(&self, key: &str) -> Option<usize> {
        // Most keys differ in their first letter, which is asked without a call.
        let first = key.as_bytes().first();
        self.fields.iter().position(|field| field.key.as_bytes().first() == first && field.key == key)
    }

    pub(super) fn field(&self, key: &str) -> Option<&Field<'t>> {
        self.fields.get(self.index_of(key)?)
    }

    pub(super) fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.field(key).map(|field| &field.node)
    }
}
