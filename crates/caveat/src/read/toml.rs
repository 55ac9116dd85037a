//! The TOML front.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue, Error};

use crate::read::problem::Problem;
use crate::read::tree::{Field, Node, Table, Value};
use crate::time::Instant;

/// How deep brackets and braces may be nested.
const MAX_DEPTH: usize = 16;

/// How many dots a key may have.
const MAX_DOTS: usize = 8;

/// The tree of a TOML text. What TOML has and the tree has not (fractions, times without a date) is reported to
/// `problems` and broken in the tree.
pub(super) fn tree(text: &str, problems: &mut Vec<Problem>) -> Result<Table<'static>, Problem> {
    shallow(text)?;
    let root = DeTable::parse(text).map_err(|error| syntax(text, &error))?;
    let mut walk = Walk { text, problems };
    Ok(walk.table(root.into_inner()))
}

/// Refuses deep nesting before anything recursive sees the text: the parser bounds brackets and dotted keys, but not
/// their product, on which dropping its tree overflows the stack.
fn shallow(text: &str) -> Result<(), Problem> {
    let refuse = |at: usize, message: String| {
        Problem::new(at..at + 1, message).hint("nothing in a scenario is nested so deeply")
    };
    let (mut depth, mut dots) = (0_usize, 0_usize);
    let mut rest = Scan { bytes: text.as_bytes(), at: 0 };
    while let Some((at, byte)) = rest.next_outside_strings() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'.' => dots += 1,
            _ => {}
        }
        if matches!(byte, b'\n' | b'=' | b',' | b'[' | b']' | b'{' | b'}') {
            dots = 0;
        }
        if depth > MAX_DEPTH {
            return Err(refuse(at, format!("brackets nested more than {MAX_DEPTH} deep")));
        }
        if dots > MAX_DOTS {
            return Err(refuse(at, format!("a key of more than {MAX_DOTS} dots")));
        }
    }
    Ok(())
}

/// A walk over the bytes outside strings and comments.
struct Scan<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl Scan<'_> {
    fn next_outside_strings(&mut self) -> Option<(usize, u8)> {
        loop {
            let at = self.at;
            let byte = self.bump()?;
            match byte {
                b'#' => self.skip_comment(),
                b'"' | b'\'' => self.skip_string(byte),
                _ => return Some((at, byte)),
            }
        }
    }

    fn bump(&mut self) -> Option<u8> {
        let byte = self.bytes.get(self.at).copied();
        self.at += usize::from(byte.is_some());
        byte
    }

    fn sees(&self, count: usize, byte: u8) -> bool {
        let ahead = self.bytes.get(self.at..self.at + count);
        ahead.is_some_and(|ahead| ahead.iter().all(|each| *each == byte))
    }

    fn skip_comment(&mut self) {
        while self.bytes.get(self.at).is_some_and(|byte| *byte != b'\n') {
            self.at += 1;
        }
    }

    /// Skips a string whose opening quote was read. One without three quotes ends with its line at the latest.
    fn skip_string(&mut self, quote: u8) {
        let long = self.sees(2, quote);
        if long {
            self.at += 2;
        }
        while let Some(byte) = self.bump() {
            match byte {
                b'\\' if quote == b'"' => self.at += 1,
                b'\n' if !long => return,
                _ if byte != quote => {}
                _ if !long => return,
                _ if self.sees(2, quote) => {
                    self.at += 2;
                    // Two further quotes may belong to the string.
                    for _ in 0..2 {
                        self.at += usize::from(self.sees(1, quote));
                    }
                    return;
                }
                _ => {}
            }
        }
    }
}

/// A syntax error, in our words where the parser's are too much its own.
fn syntax(text: &str, error: &Error) -> Problem {
    let span = widened(text, error.span().unwrap_or(0..0));
    let problem = |message: &str, hint: &str| Problem::new(span.clone(), message).hint(hint);
    let message = error.message();
    match message.split(',').next().unwrap_or(message) {
        "duplicate key" => {
            let key = text.get(span.clone()).unwrap_or_default();
            problem(
                &format!("`{key}` is given twice"),
                "keep one of them; `[[entry]]` and `[[ask]]` begin a new one",
            )
        }
        "string values must be quoted"
            if text.get(span.start..).is_none_or(|rest| rest.trim_start().is_empty()) =>
        {
            problem("a value is missing behind `=`", "write the value")
        }
        "string values must be quoted" => problem("a text stands in quotes", "write `\"…\"`"),
        "key with no value" => problem("a key without a value", "write `key = value`"),
        "invalid basic string" | "invalid literal string" if span.is_empty() => problem(
            "the text is not closed on its line",
            "close the quotes, or write `\"\"\"` for several lines",
        ),
        "unclosed array" => problem("the list is not closed", "write `]`"),
        "invalid unquoted key" => {
            let key = text.get(span.clone()).unwrap_or_default();
            problem(
                &format!("`{key}` cannot stand in a key"),
                "a key is of plain letters, digits, `-` and `_`",
            )
        }
        "unexpected key or value" => problem("the line goes on behind its value", "begin a new line"),
        _ => Problem::new(span, message).hint("the text is not TOML here: https://toml.io says what is"),
    }
}

/// The word at an empty span inside a line: the parser marks the gap before what it did not expect.
fn widened(text: &str, span: Range<usize>) -> Range<usize> {
    let rest = text.get(span.end..).unwrap_or_default();
    let word = rest.split(char::is_whitespace).next().unwrap_or_default();
    if span.is_empty() { span.start..span.start + word.len() } else { span }
}

struct Walk<'t> {
    text: &'t str,
    problems: &'t mut Vec<Problem>,
}

impl Walk<'_> {
    fn table(&mut self, table: DeTable<'_>) -> Table<'static> {
        let field = |(key, value): (Spanned<_>, Spanned<_>)| {
            let key_span = key.span();
            let key: std::borrow::Cow<'_, str> = key.into_inner();
            Field { key: key.into_owned().into(), key_span, node: self.node(value) }
        };
        let mut fields: Vec<_> = table.into_iter().map(field).collect();
        fields.sort_by_key(|field| field.key_span.start);
        Table { fields }
    }

    fn node(&mut self, value: Spanned<DeValue<'_>>) -> Node<'static> {
        let span = value.span();
        let value = match value.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned().into()),
            DeValue::Integer(integer) => self.integer(&span, &integer),
            DeValue::Float(_) => {
                self.broken(&span, "a fraction", "write a whole number, or a text in quotes")
            }
            DeValue::Boolean(boolean) => Value::Boolean(boolean),
            DeValue::Datetime(datetime) => {
                self.instant(&span, &datetime.to_string(), datetime.date.is_some())
            }
            DeValue::Array(array) => Value::List(array.into_iter().map(|value| self.node(value)).collect()),
            DeValue::Table(table) => Value::Table(self.table(table)),
        };
        Node { span, value }
    }

    fn integer(&mut self, span: &Range<usize>, integer: &DeInteger<'_>) -> Value<'static> {
        match i64::from_str_radix(integer.as_str(), integer.radix()) {
            Ok(integer) => Value::Integer(integer),
            Err(_) => self.broken(span, "a number that is too large", "nothing counts as far as that"),
        }
    }

    fn instant(&mut self, span: &Range<usize>, text: &str, dated: bool) -> Value<'static> {
        let advice = "write a date, `2017-05-10`, or an instant with its offset, `2017-05-10T14:30:00Z`";
        if !dated {
            return self.broken(span, "a time without a date", advice);
        }
        match text.parse::<Instant>() {
            Ok(instant) => Value::Instant(instant),
            Err(error) => {
                self.problems.push(Problem::new(span.clone(), error.to_string()).hint(advice));
                Value::Broken
            }
        }
    }

    fn broken(&mut self, span: &Range<usize>, what: &str, hint: &str) -> Value<'static> {
        let written = self.text.get(span.clone()).unwrap_or_default();
        self.problems.push(Problem::new(span.clone(), format!("`{written}` is {what}")).hint(hint));
        Value::Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Result<Table<'static>, Problem>, Vec<Problem>) {
        let mut problems = Vec::new();
        (tree(text, &mut problems), problems)
    }

    #[test]
    fn fields_stand_in_the_order_of_the_text() {
        let table = read("b = 1\na = [2017-05-10, \"x\"]\n").0.unwrap();
        let keys: Vec<_> =
            table.fields.iter().map(|field| (field.key.as_ref(), field.key_span.clone())).collect();
        assert_eq!(keys, [("b", 0..1), ("a", 6..7)]);
        assert_eq!(table.get("a").unwrap().elements()[1].span, 23..26);
        assert_eq!(table.get("a").unwrap().end(), 27);
    }

    #[test]
    fn what_the_tree_has_not_is_reported_and_broken() {
        let (table, problems) =
            read("a = 1.5\nb = 07:30:00\nc = 2017-05-10T07:30:00\nd = 99999999999999999999\n");
        assert!(table.unwrap().fields.iter().all(|field| matches!(field.node.value, Value::Broken)));
        let spans: Vec<_> = problems.iter().map(|problem| problem.span.clone()).collect();
        assert_eq!(spans, [4..7, 12..20, 25..44, 49..69]);
    }

    #[test]
    fn depth_is_counted_outside_strings() {
        let quoted = format!("a = '{0}'\nb = \"\\\"{0}\"\nc = \"\"\"\n{0}\"\"\"\"\n# {0}\n", "[".repeat(40));
        assert!(read(&quoted).0.is_ok());
        let hidden = format!("a = [\"\"\"x\"\"\"\", {}", "[".repeat(40));
        assert_eq!(read(&hidden).0.unwrap_err().message, "brackets nested more than 16 deep");
    }
}
