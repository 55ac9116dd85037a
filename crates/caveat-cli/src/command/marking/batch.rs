//! Markings for programs: an object on each line, and a line for each answer, in their order.

use std::path::Path;

use caveat::id::PartyId;
use caveat::json::{self, Json};
use caveat::marking::Form;
use caveat::time::Instant;

use super::lines::{Line, Lines};
use crate::command::input;
use crate::failure::Failure;
use crate::names::nearest;
use crate::report;
use crate::status::Status;

/// What a line asks.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) marking: String,
    pub(super) scheme: Option<String>,
    pub(super) form: Option<Form>,
    pub(super) originator: Option<PartyId>,
    pub(super) dated: Option<Instant>,
}

/// A line of JSON, and whether what it tells of is as it should be.
pub(super) type Answered = (String, bool);

/// Answers each line, also where one of them cannot be read; that is its answer then.
pub(super) fn batch(
    path: &Path,
    fields: &[&str],
    answer: &mut dyn FnMut(&Asked) -> Result<Answered, String>,
) -> Result<Status, Failure> {
    let (mut lines, mut out) = (Lines::of(path)?, report::JsonLines::new());
    let mut status = Status::Done;
    while let Some(line) = lines.next().map_err(|error| input::unread(path, &error))? {
        let number = line.number;
        let answered = asked(&line, fields)
            .and_then(|asked| answer(&asked).map_err(|message| Place { at: None, message }));
        let (text, holds) = answered
            .unwrap_or_else(|Place { at, message }| (report::line_error_json(number, at, &message), false));
        if !holds {
            status = Status::Failed;
        }
        // Nobody reads what goes to a pipe that is closed.
        out.print(&text, lines.waits()).map_err(|_| Failure::told(Status::Failed))?;
    }
    out.end().map_err(|_| Failure::told(Status::Failed))?;
    Ok(status)
}

/// What is wrong with a line, and at which byte of it where that can be said.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    at: Option<usize>,
    message: String,
}

fn asked(line: &Line, fields: &[&str]) -> Result<Asked, Place> {
    let text = line.text().map_err(|no_text| Place { at: no_text.at, message: no_text.message })?;
    let json = json::parse(text).map_err(|error| Place { at: Some(error.at), message: error.message })?;
    of_json(json, fields).map_err(|message| Place { at: None, message })
}

fn of_json(json: Json, fields: &[&str]) -> Result<Asked, String> {
    let Json::Object(members) = json else { return Err("the line is no object".to_owned()) };
    let mut asked = Asked::default();
    let mut marked = false;
    for (key, value) in members {
        if !fields.contains(&key.as_str()) {
            return Err(match nearest(&key, fields.iter().copied()) {
                Some(near) => format!("no field is called `{key}`: did you mean `{near}`?"),
                None => format!("no field is called `{key}`: there are {}", fields.join(", ")),
            });
        }
        let text = match value {
            Json::Text(text) => text,
            Json::Null if key != "marking" => continue,
            _ => return Err(format!("`{key}` is no text")),
        };
        match key.as_str() {
            "marking" => (asked.marking, marked) = (text, true),
            "scheme" => asked.scheme = Some(text),
            "form" => asked.form = Some(form(&text)?),
            "originator" => {
                asked.originator = Some(text.parse().map_err(|error| format!("`originator`: {error}"))?);
            }
            _ => asked.dated = Some(text.parse().map_err(|error| format!("`dated`: {error}"))?),
        }
    }
    if marked { Ok(asked) } else { Err("`marking` is missing".to_owned()) }
}

fn form(text: &str) -> Result<Form, String> {
    match text {
        "banner" => Ok(Form::Banner),
        "portion" => Ok(Form::Portion),
        _ => Err(format!("`form` is `{text}`, and can be banner or portion")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 5] = ["marking", "scheme", "form", "originator", "dated"];

    fn read(text: &str) -> Result<Asked, String> {
        of_json(json::parse(text).unwrap(), &FIELDS)
    }

    #[test]
    fn fields_are_read() {
        let text =
            r#"{"marking":"S","form":"portion","scheme":null,"originator":"dia","dated":"2015-01-01"}"#;
        let asked = Asked {
            marking: "S".to_owned(),
            scheme: None,
            form: Some(Form::Portion),
            originator: Some("dia".parse().unwrap()),
            dated: Some("2015-01-01".parse().unwrap()),
        };
        assert_eq!(read(text), Ok(asked));
    }

    #[test]
    fn what_is_wrong_with_them_is_said() {
        let wrong = [
            ("[]", "the line is no object"),
            ("\"SECRET\"", "the line is no object"),
            ("{}", "`marking` is missing"),
            (r#"{"marking":null}"#, "`marking` is no text"),
            (r#"{"marking":7}"#, "`marking` is no text"),
            (r#"{"marking":"S","form":"page"}"#, "`form` is `page`, and can be banner or portion"),
            (r#"{"marking":"S","form":true}"#, "`form` is no text"),
            (r#"{"makring":"S"}"#, "no field is called `makring`: did you mean `marking`?"),
            (
                r#"{"marking":"S","dated":"yesterday"}"#,
                "`dated`: `yesterday` is neither a date nor an instant",
            ),
            (
                r#"{"marking":"S","originator":"The DIA"}"#,
                "`originator`: `T` is upper case: identifiers are lower case",
            ),
        ];
        for (text, message) in wrong {
            assert_eq!(read(text), Err(message.to_owned()), "{text}");
        }
    }
}
