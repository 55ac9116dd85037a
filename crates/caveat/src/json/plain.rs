//! Reading what is written canonically, without the places of its values: most of what is ever read is what was kept.
//!
//! Of whatever is not written so (a space, another order of keys, an escape) nothing is said here: the parser of all
//! texts reads it, and says what is wrong with it.

use std::borrow::Cow;

use super::{MAX_DEPTH, MAX_INTEGER, Members, Value};

/// The value of a text that is canonical but for what escapes would say. `None` of any other.
pub(super) fn value(text: &str) -> Option<Value<'_>> {
    let mut plain = Plain { text, at: 0, depth: 0 };
    let value = plain.value()?;
    (plain.at == text.len()).then_some(value)
}

struct Plain<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Plain<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    fn value(&mut self) -> Option<Value<'t>> {
        match self.peek()? {
            b'"' => self.string().map(|text| Value::Text(Cow::Borrowed(text))),
            b'{' => self.nested(Self::object),
            b'[' => self.nested(Self::list),
            b't' => self.word("true", Value::Bool(true)),
            b'f' => self.word("false", Value::Bool(false)),
            b'n' => self.word("null", Value::Null),
            _ => self.integer(),
        }
    }

    fn word(&mut self, word: &str, value: Value<'t>) -> Option<Value<'t>> {
        self.text.get(self.at..)?.starts_with(word).then_some(())?;
        self.at += word.len();
        // Whatever goes on behind it is no comma and no bracket, and ends the reading there.
        Some(value)
    }

    fn nested(&mut self, read: fn(&mut Self) -> Option<Value<'t>>) -> Option<Value<'t>> {
        (self.depth < MAX_DEPTH).then_some(())?;
        self.depth += 1;
        self.at += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn list(&mut self) -> Option<Value<'t>> {
        let mut values = Vec::new();
        if self.peek()? == b']' {
            self.at += 1;
            return Some(Value::List(values));
        }
        loop {
            values.push(self.value()?);
            match self.next()? {
                b',' => {}
                b']' => return Some(Value::List(values)),
                _ => return None,
            }
        }
    }

    fn object(&mut self) -> Option<Value<'t>> {
        let mut fields = if self.depth == 1 { Members::with_room() } else { Members::new() };
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(Value::Object(fields));
        }
        let mut before: Option<&str> = None;
        loop {
            let key = self.string()?;
            // Of keys that ascend none stands twice.
            (before.is_none_or(|before| before < key) && self.next()? == b':').then_some(())?;
            before = Some(key);
            fields.put_last(key, self.value()?);
            match self.next()? {
                b',' => {}
                b'}' => return Some(Value::Object(fields)),
                _ => return None,
            }
        }
    }

    /// A text in which every character stands for itself.
    fn string(&mut self) -> Option<&'t str> {
        (self.next()? == b'"').then_some(())?;
        let rest = self.text.get(self.at..)?;
        let length = plain_bytes(rest.as_bytes());
        let (text, _) = rest.split_at_checked(length)?;
        self.at += length;
        (self.next()? == b'"').then_some(text)
    }

    fn integer(&mut self) -> Option<Value<'t>> {
        let rest = self.text.get(self.at..)?;
        let end = rest.bytes().position(|byte| matches!(byte, b',' | b']' | b'}')).unwrap_or(rest.len());
        let (word, _) = rest.split_at_checked(end)?;
        let digits = word.strip_prefix('-').unwrap_or(word);
        let is_whole =
            digits.bytes().all(|byte| byte.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        let integer: i64 = word.parse().ok().filter(|_| is_whole)?;
        (integer.unsigned_abs() <= MAX_INTEGER.unsigned_abs()).then_some(())?;
        self.at += end;
        Some(Value::Integer(integer))
    }
}

/// How many bytes stand for themselves in a text before the first that does not: a quote, a backslash, or a control
/// character. Eight are looked at at once, since keys and ids are most of what is ever read.
fn plain_bytes(text: &[u8]) -> usize {
    let (eights, rest) = text.as_chunks::<8>();
    for (nth, eight) in eights.iter().enumerate() {
        let strange = strange_bytes(u64::from_le_bytes(*eight));
        if strange != 0 {
            return nth * 8 + strange.trailing_zeros() as usize / 8;
        }
    }
    let strange = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    text.len() - rest.len() + strange.unwrap_or(rest.len())
}

/// The highest bit of each byte that does not stand for itself, up to the first of them: those behind it may be wrong.
const fn strange_bytes(eight: u64) -> u64 {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHS: u64 = ONES << 7;
    // A byte is zero where taking one from it borrows, and its own highest bit is not set.
    const fn zeros(eight: u64) -> u64 {
        eight.wrapping_sub(ONES) & !eight
    }
    let controls = eight.wrapping_sub(ONES * 0x20) & !eight;
    (controls | zeros(eight ^ (ONES * b'"' as u64)) | zeros(eight ^ (ONES * b'\\' as u64))) & HIGHS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

    #[test]
    fn a_text_stands_for_itself_up_to_the_first_byte_that_does_not() {
        for length in 0..20 {
            for before in [b' ', b'a', 0x7f, 0x80, 0xa0, 0xff, b'!', b'#', b'[', b']'] {
                let text = vec![before; length];
                assert_eq!(plain_bytes(&text), length, "{before}");
                for at in 0..length {
                    for byte in 0..=u8::MAX {
                        let mut text = text.clone();
                        text[at] = byte;
                        let stands = !matches!(byte, b'"' | b'\\' | 0..0x20);
                        assert_eq!(plain_bytes(&text), if stands { length } else { at }, "{before} {byte}");
                    }
                }
            }
        }
    }

    /// What the parser of all texts says.
    fn parsed(text: &str) -> Option<Json> {
        super::super::json(super::super::text::value(text).ok()?).ok()
    }

    #[test]
    fn what_is_canonical_is_read_as_any_text_is() {
        let texts = [
            r#"{"a":[],"b":{},"c":[1,-2,0,true,false,null],"d":"é\u007f","e":{"f":[{"g":"x"}]}}"#
                .replace("\\u007f", "\u{7f}"),
            "9007199254740991".to_owned(),
            "-9007199254740991".to_owned(),
            "\"\"".to_owned(),
            format!("{}{}", "[".repeat(MAX_DEPTH), "]".repeat(MAX_DEPTH)),
        ];
        for text in texts {
            let read = value(&text);
            assert!(read.is_some(), "{text}");
            assert_eq!(read, parsed(&text), "{text}");
        }
    }

    #[test]
    fn nothing_is_read_that_is_not_read_as_any_text_is() {
        let text = r#"{"a":[],"b":{"x":"y"},"c":[1,-20,0,true,false,null],"d":"é","e":{"f":[{"g":"x"}]}}"#;
        let put = [
            "", " ", "\"", "\\", ",", ":", "{", "}", "[", "]", "0", "1", "-", "+", ".", "e", "t", "\u{1}",
            "é", "\u{feff}",
        ];
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            for put in put {
                for end in [at, (at + c.len_utf8()).min(text.len())] {
                    let changed = [text.split_at(at).0, put, text.split_at(end).1].concat();
                    if let Some(read) = value(&changed) {
                        assert_eq!(Some(read), parsed(&changed), "{changed}");
                    }
                }
            }
        }
        for text in [
            "",
            "00",
            "-",
            "-0",
            "+1",
            "01",
            "1.0",
            "1e2",
            "9007199254740992",
            "truex",
            "nul",
            "{\"a\":1,\"a\":2}",
        ] {
            assert!(value(text).is_none_or(|read| Some(read) == parsed(text)), "{text}");
        }
        let deep = format!("{}{}", "[".repeat(MAX_DEPTH + 1), "]".repeat(MAX_DEPTH + 1));
        assert_eq!(value(&deep), None);
    }
}
