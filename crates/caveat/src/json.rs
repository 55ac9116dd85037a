//! JSON: a small value, its one canonical text, and the one parser.
//!
//! The canonical text is that of RFC 8785: fields in the order of the UTF-16 code units of their keys, no space, the
//! shortest escapes. Of numbers there are only whole ones, as far as every reader of JSON keeps them exactly.

mod members;
mod plain;
mod text;

use std::borrow::Cow;
use std::fmt;

pub use members::Members;
pub(crate) use text::{Fault, Parsed, Spanned, values};

/// The largest number in either direction: beyond it, readers that count in floating point are no longer exact.
pub const MAX_INTEGER: i64 = (1 << 53) - 1;

/// How deep brackets and braces may be nested.
pub const MAX_DEPTH: usize = 16;

/// How many bytes most entries have at most.
const MOST_ENTRIES: usize = 512;

/// A JSON value without fractions. Its texts may stand in the one that it was read from: most of what is ever read is
/// looked at once, and a copy of every key would cost more than all the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'t> {
    /// Nothing.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number. One beyond [`MAX_INTEGER`] in either direction is printed, and never parsed.
    Integer(i64),
    /// A text.
    Text(Cow<'t, str>),
    /// Words that were destroyed: never parsed; in the canonical text it reads `null`.
    Erased,
    /// A list.
    List(Vec<Self>),
    /// Values by their keys.
    Object(Members<'t>),
}

/// A JSON value whose texts are its own.
pub type Json = Value<'static>;

/// Why a text is not JSON as it is read here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonError {
    /// The byte at which it goes wrong.
    pub at: usize,
    /// What is wrong, as a fragment.
    pub message: String,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for JsonError {}

impl From<Fault> for JsonError {
    fn from(fault: Fault) -> Self {
        Self { at: fault.span.start, message: fault.message }
    }
}

/// Reads a text that is one value and nothing else.
///
/// # Errors
/// Where it is not JSON, a key is given twice, a number is not whole or beyond [`MAX_INTEGER`], or it is nested more
/// than [`MAX_DEPTH`] deep.
pub fn parse(text: &str) -> Result<Json, JsonError> {
    read(text).map(Value::into_owned)
}

/// The same; the texts of the value are those that stand there, so far as nothing in them is escaped.
///
/// # Errors
/// As there.
pub fn read(text: &str) -> Result<Value<'_>, JsonError> {
    match plain::value(text) {
        Some(value) => Ok(value),
        None => json(text::value(text)?),
    }
}

fn json(spanned: Spanned) -> Result<Json, JsonError> {
    let at = spanned.span.start;
    Ok(match spanned.value {
        Parsed::Null => Json::Null,
        Parsed::Bool(bool) => Json::Bool(bool),
        Parsed::Integer(integer) => Json::Integer(integer),
        Parsed::Fraction => return Err(JsonError { at, message: "the number is not whole".to_owned() }),
        Parsed::TooLarge => return Err(JsonError { at, message: "the number is too large".to_owned() }),
        Parsed::Text(text) => Json::text(text),
        Parsed::List(values) => Json::List(values.into_iter().map(json).collect::<Result<_, _>>()?),
        Parsed::Object(members) => {
            let field = |member: text::Member| Ok((member.key, json(member.value)?));
            Json::Object(members.into_iter().map(field).collect::<Result<_, JsonError>>()?)
        }
    })
}

impl<'t> Value<'t> {
    /// A text of its own.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(Cow::Owned(text.into()))
    }

    /// The same with texts of its own.
    pub fn into_owned(self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(bool) => Json::Bool(bool),
            Self::Integer(integer) => Json::Integer(integer),
            Self::Text(text) => Json::Text(Cow::Owned(text.into_owned())),
            Self::Erased => Json::Erased,
            Self::List(values) => Json::List(values.into_iter().map(Value::into_owned).collect()),
            Self::Object(members) => Json::Object(members.into_owned()),
        }
    }

    /// The canonical text (RFC 8785).
    pub fn canonical(&self) -> String {
        let mut text = String::with_capacity(MOST_ENTRIES);
        self.print(&mut text);
        text
    }

    fn print(&self, to: &mut String) {
        match self {
            Self::Null | Self::Erased => to.push_str("null"),
            Self::Bool(true) => to.push_str("true"),
            Self::Bool(false) => to.push_str("false"),
            Self::Integer(integer) => to.push_str(&integer.to_string()),
            Self::Text(text) => quote(text, to),
            Self::List(values) => {
                to.push('[');
                for (index, value) in values.iter().enumerate() {
                    to.push_str(if index == 0 { "" } else { "," });
                    value.print(to);
                }
                to.push(']');
            }
            Self::Object(members) => print_members(members, to),
        }
    }
}

fn print_members(members: &Members<'_>, to: &mut String) {
    // Plain letters are in that order already.
    if members.keys().all(|key| key.is_ascii()) {
        return print_in_order(members.iter(), to);
    }
    let mut members: Vec<_> = members.iter().collect();
    members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
    print_in_order(members.into_iter(), to);
}

fn print_in_order<'m>(members: impl Iterator<Item = (&'m str, &'m Value<'m>)>, to: &mut String) {
    to.push('{');
    for (index, (key, value)) in members.enumerate() {
        to.push_str(if index == 0 { "" } else { "," });
        quote(key, to);
        to.push(':');
        value.print(to);
    }
    to.push('}');
}

fn quote(text: &str, to: &mut String) {
    to.push('"');
    let mut rest = text;
    // What stands for itself is copied as it is, up to what does not.
    while let Some((plain, escaped)) = rest
        .bytes()
        .position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))
        .and_then(|at| rest.split_at_checked(at))
    {
        to.push_str(plain);
        let mut escaped = escaped.chars();
        if let Some(c) = escaped.next() {
            escape(c, to);
        }
        rest = escaped.as_str();
    }
    to.push_str(rest);
    to.push('"');
}

fn escape(c: char, to: &mut String) {
    match c {
        '\u{8}' => to.push_str("\\b"),
        '\t' => to.push_str("\\t"),
        '\n' => to.push_str("\\n"),
        '\u{c}' => to.push_str("\\f"),
        '\r' => to.push_str("\\r"),
        control if control < ' ' => to.push_str(&format!("\\u{:04x}", u32::from(control))),
        c => to.extend(['\\', c]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_stand_in_the_order_of_their_code_units() {
        // The example of RFC 8785, 3.2.3: a surrogate pair stands before a character of the private use area.
        let text =
            "{\"\u{20ac}\":1,\"\\r\":2,\"\u{fb33}\":3,\"1\":4,\"\u{1f600}\":5,\"\u{80}\":6,\"\u{f6}\":7}";
        let canonical =
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(parse(text).unwrap().canonical(), canonical);
    }

    #[test]
    fn escapes_are_the_shortest() {
        let text = r#"["\u0008\u0009\u000A\u000c\u000D\u001F\u0022\u005C\/\u007f\u00e9\ud83d\ude00"]"#;
        let canonical = "[\"\\b\\t\\n\\f\\r\\u001f\\\"\\\\/\u{7f}\u{e9}\u{1f600}\"]";
        assert_eq!(parse(text).unwrap().canonical(), canonical);
    }

    #[test]
    fn what_was_erased_reads_null() {
        assert_eq!(Json::List(vec![Json::Erased, Json::Null]).canonical(), "[null,null]");
    }

    #[test]
    fn numbers_are_whole_and_exact() {
        assert_eq!(parse(" -9007199254740991 "), Ok(Json::Integer(-MAX_INTEGER)));
        assert_eq!(parse("-0").unwrap().canonical(), "0");
        for text in ["9007199254740992", "1.0", "1e2", "99999999999999999999999"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
