//! Markings for programs: an object on each line, and a line for each answer, in their order.

use std::path::Path;

use caveat::id::PartyId;
use caveat::json::{self, Json};
use caveat::marking::Form;
use caveat::time::Instant;

use super::lines::{Line, Lines};
use super::object::Object;
use crate::command::input;
use crate::failure::Failure;
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
    each(path, &mut |json| answer(&asked(json, fields)?))
}

/// The same with the whole of what stands in a line.
pub(super) fn each(
    path: &Path,
    answer: &mut dyn FnMut(Json) -> Result<Answered, String>,
) -> Result<Status, Failure> {
    let (mut lines, mut out) = (Lines::of(path)?, report::JsonLines::new());
    let mut status = Status::Done;
    while let Some(line) = lines.next().map_err(|error| input::unread(path, &error))? {
        let number = line.number;
        let answered =
            value(&line).and_then(|json| answer(json).map_err(|message| Place { at: None, message }));
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

fn value(line: &Line) -> Result<Json, Place> {
    let text = line.text().map_err(|no_text| Place { at: no_text.at, message: no_text.message })?;
    json::parse(text).map_err(|error| Place { at: Some(error.at), message: error.message })
}

/// What a line asks about one marking.
pub(super) fn asked(json: Json, fields: &[&str]) -> Result<Asked, String> {
    let mut object = Object::of("the line", json)?;
    object.knows(fields)?;
    Ok(Asked {
        marking: object.required("marking")?,
        scheme: object.text("scheme")?,
        form: object.form()?,
        originator: object.parsed("originator")?,
        dated: object.parsed("dated")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 5] = ["marking", "scheme", "form", "originator", "dated"];

    fn read(text: &str) -> Result<Asked, String> {
        asked(json::parse(text).unwrap(), &FIELDS)
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
