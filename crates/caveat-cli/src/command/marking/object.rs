//! An object of JSON that asks something: its fields, each taken once.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use caveat::json::{Json, Members};
use caveat::marking::Form;
use caveat_marking::us::ism::Attributes;

use crate::names::nearest;

/// An object whose fields are taken one by one.
#[derive(Debug)]
pub(super) struct Object {
    fields: Members<'static>,
}

impl Object {
    /// The object that a value is; `what` is what people call it.
    pub(super) fn of(what: &str, json: Json) -> Result<Self, String> {
        match json {
            Json::Object(fields) => Ok(Self { fields }),
            _ => Err(format!("{what} is no object")),
        }
    }

    /// Refuses fields that there are not.
    pub(super) fn knows(&self, known: &[&str]) -> Result<(), String> {
        let Some(key) = self.fields.keys().find(|key| !known.contains(key)) else { return Ok(()) };
        Err(match nearest(key, known.iter().copied()) {
            Some(near) => format!("no field is called `{key}`: did you mean `{near}`?"),
            None => format!("no field is called `{key}`: there are {}", known.join(", ")),
        })
    }

    /// A field that says something.
    pub(super) fn value(&mut self, key: &str) -> Option<Json> {
        self.fields.remove(key).filter(|value| *value != Json::Null)
    }

    /// A text.
    pub(super) fn text(&mut self, key: &str) -> Result<Option<String>, String> {
        self.value(key).map(|value| text(key, value)).transpose()
    }

    /// A text that must be there.
    pub(super) fn required(&mut self, key: &str) -> Result<String, String> {
        let value = self.fields.remove(key).ok_or_else(|| format!("`{key}` is missing"))?;
        text(key, value)
    }

    /// A text that stands for something.
    pub(super) fn parsed<T: FromStr<Err: Display>>(&mut self, key: &str) -> Result<Option<T>, String> {
        let text = self.text(key)?;
        text.map(|text| text.parse().map_err(|error| format!("`{key}`: {error}"))).transpose()
    }

    /// Where a marking stands.
    pub(super) fn form(&mut self) -> Result<Option<Form>, String> {
        Ok(match self.text("form")?.as_deref() {
            None => None,
            Some("banner") => Some(Form::Banner),
            Some("portion") => Some(Form::Portion),
            Some(other) => return Err(format!("`form` is `{other}`, and can be banner or portion")),
        })
    }

    /// A list.
    pub(super) fn list(&mut self, key: &str) -> Result<Option<Vec<Json>>, String> {
        match self.value(key) {
            None => Ok(None),
            Some(Json::List(values)) => Ok(Some(values)),
            Some(_) => Err(format!("`{key}` is no list")),
        }
    }

    /// A list that must be there.
    pub(super) fn required_list(&mut self, key: &str) -> Result<Vec<Json>, String> {
        self.list(key)?.ok_or_else(|| format!("`{key}` is missing"))
    }
}

/// The text that a value is; `what` is the name of its field.
pub(super) fn text(what: &str, value: Json) -> Result<String, String> {
    match value {
        Json::Text(text) => Ok(text.into_owned()),
        _ => Err(format!("`{what}` is no text")),
    }
}

/// Texts, each a portion of a document.
pub(super) fn portions(values: Vec<Json>) -> Result<Vec<String>, String> {
    let portion = |(at, value)| match value {
        Json::Text(text) => Ok(text.into_owned()),
        _ => Err(format!("portion {at} is no text")),
    };
    values.into_iter().enumerate().map(portion).collect()
}

/// Attributes by their names; `what` is what people call them.
pub(super) fn attributes(what: &str, value: Json) -> Result<Attributes, String> {
    let Json::Object(fields) = value else { return Err(format!("{what} is no object of attributes")) };
    let attribute = |(name, value): (Cow<'_, str>, Json)| match value {
        Json::Text(text) => Ok((name.into_owned(), text.into_owned())),
        _ => Err(format!("`{name}` of {what} is no text")),
    };
    fields.into_iter().map(attribute).collect()
}

/// Attributes of each portion of a document.
pub(super) fn portions_attributes(values: Vec<Json>) -> Result<Vec<Attributes>, String> {
    values.into_iter().enumerate().map(|(at, value)| attributes(&format!("portion {at}"), value)).collect()
}
