//! The parser: strict JSON, every value with its place.

use std::ops::Range;

use crate::json::{MAX_DEPTH, MAX_INTEGER};

/// A value and its place.
#[derive(Debug)]
pub(crate) struct Spanned {
    pub(crate) span: Range<usize>,
    pub(crate) value: Parsed,
}

/// What a text can hold. Numbers that are not kept are told apart, so that a reader can go on behind them.
#[derive(Debug)]
pub(crate) enum Parsed {
    Null,
    Bool(bool),
    Integer(i64),
    Fraction,
    TooLarge,
    Text(String),
    List(Vec<Spanned>),
    Object(Vec<Member>),
}

/// A key and its value.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_span: Range<usize>,
    pub(crate) value: Spanned,
}

/// Where a text is not JSON.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) span: Range<usize>,
    pub(crate) message: String,
    pub(crate) hint: &'static str,
}

type Outcome<T> = Result<T, Fault>;

/// Reads one value and nothing else.
pub(crate) fn value(text: &str) -> Outcome<Spanned> {
    let mut parser = Parser::of(text)?;
    let value = parser.value()?;
    parser.space();
    if parser.peek().is_some() { Err(parser.goes_on()) } else { Ok(value) }
}

/// Reads one value, or several objects of which each begins a line.
pub(crate) fn values(text: &str) -> Outcome<Vec<Spanned>> {
    let mut parser = Parser::of(text)?;
    let mut values = Vec::new();
    loop {
        let value = parser.value()?;
        let (end, is_object) = (value.span.end, matches!(value.value, Parsed::Object(_)));
        values.push(value);
        parser.space();
        let new_line = text.get(end..parser.at).is_some_and(|between| between.contains('\n'));
        match parser.peek() {
            None => return Ok(values),
            Some(b'{') if is_object && new_line => {}
            Some(_) => return Err(parser.goes_on()),
        }
    }
}

const A_NUMBER: &str = "write a whole number, as in `1`, or a text in quotes";

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    /// At the first value.
    fn of(text: &'t str) -> Outcome<Self> {
        let mut parser = Self { text, at: 0, depth: 0 };
        if text.starts_with('\u{feff}') {
            let span = 0..'\u{feff}'.len_utf8();
            let hint = "save the file as UTF-8 without one";
            return Err(Fault { span, message: "the file begins with a byte order mark".to_owned(), hint });
        }
        parser.space();
        Ok(parser)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// A fault about the character at which the parser stands.
    fn fault(&self, message: impl Into<String>, hint: &'static str) -> Fault {
        let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let end = self.at + next.map_or(0, char::len_utf8);
        Fault { span: self.at..end, message: message.into(), hint }
    }

    /// The word or the number at which the parser stands.
    fn word(&self) -> &'t str {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let of_a_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '.');
        rest.split(|c: char| !of_a_word(c)).next().unwrap_or_default()
    }

    fn goes_on(&self) -> Fault {
        if let Some(fault) = self.comment() {
            return fault;
        }
        let hint = "write a list of entries, or each as an object on a line of its own";
        self.fault("the text goes on behind its value", hint)
    }

    fn comment(&self) -> Option<Fault> {
        let rest = self.text.get(self.at..)?;
        let begins = ["//", "/*", "#"].iter().find(|begin| rest.starts_with(**begin))?;
        let span = self.at..self.at + begins.len();
        let hint = "leave it out, or write the file in TOML";
        Some(Fault { span, message: "JSON has no comments".to_owned(), hint })
    }

    fn value(&mut self) -> Outcome<Spanned> {
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Parsed::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => self.literal()?,
        };
        Ok(Spanned { span: start..self.at, value })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Outcome<Parsed>) -> Outcome<Parsed> {
        if self.depth == MAX_DEPTH {
            let message = format!("brackets nested more than {MAX_DEPTH} deep");
            return Err(self.fault(message, "nothing in an entry is nested so deeply"));
        }
        self.depth += 1;
        self.at += 1;
        self.space();
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Outcome<Parsed> {
        let mut values = Vec::new();
        if self.take(b']') {
            return Ok(Parsed::List(values));
        }
        loop {
            values.push(self.value()?);
            self.space();
            if self.take(b']') {
                return Ok(Parsed::List(values));
            }
            self.comma(b']', "the list", "write `]`")?;
        }
    }

    fn object(&mut self) -> Outcome<Parsed> {
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Parsed::Object(members));
        }
        loop {
            members.push(self.member()?);
            self.space();
            if self.take(b'}') {
                return unique(members).map(Parsed::Object);
            }
            self.comma(b'}', "the object", "write `}`")?;
        }
    }

    /// The comma between two values, which another value follows.
    fn comma(&mut self, close: u8, what: &str, hint: &'static str) -> Outcome<()> {
        match self.peek() {
            None => return Err(self.fault(format!("{what} is not closed"), hint)),
            Some(other @ (b']' | b'}')) => {
                return Err(self.fault(format!("{what} is closed by `{}`", char::from(other)), hint));
            }
            Some(_) => {}
        }
        let comma = self.at;
        if !self.take(b',') {
            let comment = self.comment();
            return Err(comment.unwrap_or_else(|| {
                self.fault("a comma is missing before this", "write `,` between one value and the next")
            }));
        }
        self.space();
        match self.peek() {
            None => Err(self.fault(format!("{what} is not closed"), hint)),
            Some(byte) if byte == close => {
                let message = "nothing follows this comma".to_owned();
                Err(Fault { span: comma..comma + 1, message, hint: "leave the last comma out" })
            }
            Some(_) => Ok(()),
        }
    }

    fn member(&mut self) -> Outcome<Member> {
        let start = self.at;
        if self.peek() != Some(b'"') {
            return Err(self.no_key());
        }
        let key = self.string()?;
        let key_span = start..self.at;
        self.space();
        if !self.take(b':') {
            return Err(match self.peek() {
                None => self.fault("a key without a value", "write `\"key\": value`"),
                Some(b'=') => self.fault("`=` stands where `:` is expected", "write `\"key\": value`"),
                Some(_) => self.fault("a `:` is missing behind the key", "write `\"key\": value`"),
            });
        }
        self.space();
        if matches!(self.peek(), Some(b',' | b'}' | b']')) {
            return Err(self.fault("a value is missing behind `:`", "write the value"));
        }
        Ok(Member { key, key_span, value: self.value()? })
    }

    fn no_key(&self) -> Fault {
        if self.peek().is_none() {
            return self.fault("the object is not closed", "write `}`");
        }
        if let Some(fault) = self.comment() {
            return fault;
        }
        match self.word() {
            "" => self.fault("a key is expected here", "write `\"key\": value`"),
            word => Fault {
                span: self.at..self.at + word.len(),
                message: format!("the key `{word}` stands without quotes"),
                hint: "write `\"key\": value`",
            },
        }
    }

    fn literal(&mut self) -> Outcome<Parsed> {
        let word = self.word();
        let value = match word {
            "null" => Parsed::Null,
            "true" => Parsed::Bool(true),
            "false" => Parsed::Bool(false),
            _ => return Err(self.no_value(word)),
        };
        self.at += word.len();
        Ok(value)
    }

    fn no_value(&self, word: &str) -> Fault {
        match self.peek() {
            None if self.at == 0 || self.text.trim().is_empty() => {
                self.fault("there is nothing in it", "write an entry, `{ \"party\": … }`, or a list of them")
            }
            None => self.fault("the text ends where a value is expected", "write the value"),
            Some(b'\'') => self.fault("a text stands in double quotes", "write `\"…\"`"),
            Some(b',') => self.fault("a value is missing before this comma", "leave the comma out"),
            _ if word.is_empty() => self.comment().unwrap_or_else(|| {
                self.fault("no value begins like this", "a text stands in double quotes, a list in brackets")
            }),
            _ => {
                let (span, message) = (self.at..self.at + word.len(), format!("`{word}` is no value"));
                let hint = match word.to_ascii_lowercase().as_str() {
                    "true" | "false" | "null" => "write it in lower case",
                    "entry" | "ask" if self.text.starts_with("[[") => "this looks like TOML: say that it is",
                    "nan" | "infinity" => A_NUMBER,
                    word if word.starts_with(['+', '.']) => A_NUMBER,
                    _ => "a text stands in double quotes: write `\"…\"`",
                };
                Fault { span, message, hint }
            }
        }
    }

    fn number(&mut self) -> Outcome<Parsed> {
        let word = self.word();
        let fault = Fault {
            span: self.at..self.at + word.len(),
            message: format!("`{word}` is no number"),
            hint: A_NUMBER,
        };
        self.at += word.len();
        match kind_of_number(word) {
            None => Err(fault),
            Some(Number::Fraction) => Ok(Parsed::Fraction),
            Some(Number::Whole) => Ok(match word.parse::<i64>() {
                Ok(integer) if integer.unsigned_abs() <= MAX_INTEGER.unsigned_abs() => {
                    Parsed::Integer(integer)
                }
                _ => Parsed::TooLarge,
            }),
        }
    }

    /// A text, from its opening quote.
    fn string(&mut self) -> Outcome<String> {
        let open = self.at;
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
            let (as_it_is, _) = rest.split_at_checked(plain.unwrap_or(rest.len())).unwrap_or_default();
            text.push_str(as_it_is);
            self.at += as_it_is.len();
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                None => {
                    let message = "the text is not closed".to_owned();
                    return Err(Fault { span: open..open + 1, message, hint: "close the quotes" });
                }
                Some(b'\n' | b'\r') => {
                    let message = "the text is not closed on its line";
                    return Err(self.fault(message, "close the quotes, or write `\\n` for a new line"));
                }
                Some(control) => {
                    let message = format!("`\\u{control:04x}` stands bare in a text");
                    return Err(self.fault(message, "leave it out, or write its escape"));
                }
            }
        }
    }

    fn escape(&mut self) -> Outcome<char> {
        let start = self.at;
        self.at += 1;
        let plain = match self.peek() {
            Some(c @ (b'"' | b'\\' | b'/')) => char::from(c),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(start),
            _ => {
                let next = self.text.get(self.at..).and_then(|rest| rest.chars().next());
                let span = start..self.at + next.map_or(0, char::len_utf8);
                let shown = next.map(|c| c.escape_debug().to_string()).unwrap_or_default();
                let message = format!("`\\{shown}` is no escape");
                return Err(Fault { span, message, hint: "write `\\\\` for a backslash" });
            }
        };
        self.at += 1;
        Ok(plain)
    }

    /// A character by its number, or by the two halves of a surrogate pair.
    fn unicode(&mut self, start: usize) -> Outcome<char> {
        let first = self.unit(start)?;
        if let Some(c) = char::from_u32(first) {
            return Ok(c);
        }
        let half = Fault {
            span: start..self.at,
            message: format!("`\\u{first:04x}` is half a character"),
            hint: "write the character itself, or both its halves",
        };
        let is_pair = (0xd800..0xdc00).contains(&first)
            && self.text.get(self.at..).is_some_and(|rest| rest.starts_with("\\u"));
        if !is_pair {
            return Err(half);
        }
        let next = self.at;
        self.at += 1;
        let second = self.unit(next)?;
        if !(0xdc00..0xe000).contains(&second) {
            return Err(half);
        }
        char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)).ok_or(half)
    }

    /// Four hexadecimal digits behind `u`.
    fn unit(&mut self, start: usize) -> Outcome<u32> {
        self.at += 1;
        let digits = self.text.get(self.at..self.at + 4);
        let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            let message = "`\\u` is not followed by four hexadecimal digits".to_owned();
            return Err(Fault { span: start..self.at, message, hint: "write the character itself" });
        };
        self.at += 4;
        Ok(unit)
    }
}

/// Refuses a key that is given twice.
fn unique(members: Vec<Member>) -> Outcome<Vec<Member>> {
    // As a canonical text has them.
    if members.is_sorted_by(|one, other| one.key < other.key) {
        return Ok(members);
    }
    let mut sorted: Vec<&Member> = members.iter().collect();
    sorted.sort_by_key(|member| (&member.key, member.key_span.start));
    let twice = sorted.windows(2).find_map(|pair| match pair {
        [one, other] if one.key == other.key => Some(*other),
        _ => None,
    });
    match twice {
        Some(Member { key, key_span, .. }) => {
            let message = format!("`{key}` is given twice");
            Err(Fault { span: key_span.clone(), message, hint: "keep one of them; each entry is an object" })
        }
        None => Ok(members),
    }
}

enum Number {
    Whole,
    Fraction,
}

/// What a word is by the grammar of numbers, if it is one.
fn kind_of_number(word: &str) -> Option<Number> {
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = word.strip_prefix('-').unwrap_or(word);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let leads_with_zero = whole.len() > 1 && whole.starts_with('0');
    let is_number = all_digits(whole)
        && !leads_with_zero
        && fraction.is_none_or(all_digits)
        && exponent.is_none_or(all_digits);
    let is_whole = fraction.is_none() && exponent.is_none();
    is_number.then_some(if is_whole { Number::Whole } else { Number::Fraction })
}
