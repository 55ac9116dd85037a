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
            fields.insert(key, self.value()?);
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
        let length = rest.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::json::Json;

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
