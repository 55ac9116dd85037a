//! Writes XML.

use std::fmt;

/// Why a file cannot be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unwritable {
    /// A character that XML cannot have.
    Character(char),
    /// Something that must be said is empty: its element.
    Empty(&'static str),
    /// A name that no attribute can have.
    Name(String),
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "`{}` cannot stand in XML", c.escape_unicode()),
            Self::Empty(element) => write!(f, "`{element}` would be empty"),
            Self::Name(name) => write!(f, "`{name}` is no name of an attribute"),
        }
    }
}

impl std::error::Error for Unwritable {}

/// A file on its way.
pub(crate) struct Writer {
    text: String,
    open: Vec<&'static str>,
}

/// Attributes: name and value.
pub(crate) type Attributes<'a> = &'a [(&'static str, Option<&'a str>)];

impl Writer {
    pub(crate) fn new() -> Self {
        Self { text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Begins an element that has others in it.
    pub(crate) fn begin(&mut self, name: &'static str, attributes: Attributes<'_>) -> Result<(), Unwritable> {
        self.start(name, attributes)?;
        self.text.push_str(">\n");
        self.open.push(name);
        Ok(())
    }

    pub(crate) fn end(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.text.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element with text in it.
    pub(crate) fn element(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        content: &str,
    ) -> Result<(), Unwritable> {
        self.start(name, attributes)?;
        let content = escaped(content)?;
        self.text.push_str(&format!(">{content}</{name}>\n"));
        Ok(())
    }

    /// An element whose text says something.
    pub(crate) fn some(
        &mut self,
        name: &'static str,
        attributes: Attributes<'_>,
        content: &str,
    ) -> Result<(), Unwritable> {
        if content.trim().is_empty() {
            return Err(Unwritable::Empty(name));
        }
        self.element(name, attributes, content)
    }

    pub(crate) fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.end();
        }
        self.text
    }

    fn start(&mut self, name: &str, attributes: Attributes<'_>) -> Result<(), Unwritable> {
        self.indent();
        self.text.push('<');
        self.text.push_str(name);
        for (attribute, value) in attributes {
            if let Some(value) = value {
                let value = escaped(value)?;
                self.text.push_str(&format!(" {attribute}=\"{value}\""));
            }
        }
        Ok(())
    }

    fn indent(&mut self) {
        self.text.push_str(&"  ".repeat(self.open.len()));
    }
}

/// A text as it stands in an element or in an attribute.
pub(crate) fn escaped(text: &str) -> Result<String, Unwritable> {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' => escaped.push_str(&format!("&#{};", u32::from(c))),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => return Err(Unwritable::Character(c)),
            c => escaped.push(c),
        }
    }
    Ok(escaped)
}
