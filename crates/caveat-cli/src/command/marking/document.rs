//! A banner against its portions, as text or as attributes of IC-ISM.

use caveat::json::Json;
use caveat_marking::problem::Problem;
use caveat_marking::us::document::{About, AttributeDisagreement, Stated, compare, compare_attributes};
use caveat_marking::us::ism::{Attributes, from_attributes};
use caveat_marking::us::read::Form;
use caveat_marking::us::{self, Examined};
use jiff::civil::Date;

use super::batch::Answered;
use super::object::{self, Object};
use crate::report::{self, Found};

/// The scheme whose markings are attributes.
const ISM: &str = "ism";

/// Whether a line asks about a document: it has portions, or its marking is attributes.
pub(super) fn is_asked(json: &Json) -> bool {
    let Json::Object(fields) = json else { return false };
    let has_portions = fields.get("portions").is_some_and(|portions| *portions != Json::Null);
    has_portions || fields.get("scheme") == Some(&Json::text(ISM))
}

/// Answers a line.
pub(super) fn answer(json: Json) -> Result<Answered, String> {
    let mut line = Object::of("the line", json)?;
    let scheme = line.text("scheme")?;
    match scheme.as_deref() {
        None | Some("us") => of_texts(line),
        Some(ISM) => of_attributes(line),
        Some(other) => {
            Err(format!("portions of `{other}` are not compared with a banner: there are us, ism"))
        }
    }
}

fn of_texts(mut line: Object) -> Result<Answered, String> {
    line.knows(&["marking", "portions", "compilation", "dated"])?;
    let marking = line.required("marking")?;
    let texts = object::portions(line.required_list("portions")?)?;
    let compilation = line.text("compilation")?;
    let dated: Option<Date> = line.parsed("dated")?;
    let compared = texts_compared(&marking, &texts, &Stated { compilation: compilation.as_deref(), dated });
    Ok(answered(compared.canonical, &compared.told))
}

/// A banner that was compared with its portions.
pub(super) struct Compared {
    /// The banner in its canonical form, where it can be read.
    pub(super) canonical: Option<String>,
    /// What is wrong, in the order of the portions, the banner first.
    pub(super) told: Vec<Found>,
}

impl Compared {
    /// Whether the banner can be read, and nothing is an error.
    pub(super) fn is_valid(&self) -> bool {
        self.canonical.is_some() && report::all_harmless(&self.told)
    }
}

/// Compares a banner with its portions, each a text, and checks each by itself.
pub(super) fn texts_compared(marking: &str, texts: &[String], stated: &Stated<'_>) -> Compared {
    let banner = us::examine(marking, Some(Form::Banner));
    let portions: Vec<Examined> = texts.iter().map(|text| us::examine(text, Some(Form::Portion))).collect();
    let mut told = in_texts(None, &banner.problems);
    for (at, portion) in portions.iter().enumerate() {
        told.extend(in_texts(Some(at), &portion.problems));
    }
    let readings: Vec<_> = portions.into_iter().map(|portion| portion.reading).collect();
    for one in compare(&banner.reading, &readings, stated) {
        let found = Found { because: one.because, ..Found::in_text(portion_of(one.about), one.problem) };
        if !told.contains(&found) {
            told.push(found);
        }
    }
    told.sort_by_key(|found| (found.portion, found.problem.span.start));
    Compared { canonical: banner.canonical, told }
}

fn of_attributes(mut line: Object) -> Result<Answered, String> {
    line.knows(&["marking", "portions", "compilation"])?;
    let marking = line.value("marking").ok_or("`marking` is missing")?;
    let mut banner = object::attributes("`marking`", marking)?;
    let portions = object::portions_attributes(line.list("portions")?.unwrap_or_default())?;
    if let Some(reason) = line.text("compilation")? {
        banner.insert("compilationReason".to_owned(), reason);
    }
    let compared = attributes_compared(&banner, &portions);
    Ok(answered(compared.canonical, &compared.told))
}

/// Compares the attributes of a banner with those of its portions, and checks each by itself.
pub(super) fn attributes_compared(banner: &Attributes, portions: &[Attributes]) -> Compared {
    let (canonical, mut told) = alone(None, banner);
    for (at, portion) in portions.iter().enumerate() {
        told.extend(alone(Some(at), portion).1);
    }
    told.extend(compare_attributes(banner, portions).into_iter().map(disagreement));
    told.sort_by_key(|found| found.portion);
    Compared { canonical, told }
}

/// A set of attributes as text, and what is wrong with it by itself.
fn alone(portion: Option<usize>, attributes: &Attributes) -> (Option<String>, Vec<Found>) {
    let encoded = from_attributes(attributes);
    let unread = encoded.problems.iter().filter(|problem| !problem.is_of_text()).map(|problem| {
        let message = format!("{}=`{}`: {}", problem.attribute, problem.value, problem.message);
        Found::of_whole(portion, Problem::error("us-ism-attribute", 0..0, message, "ISM 2022-DEC"))
    });
    let mut told: Vec<Found> = unread.collect();
    let Some(marking) = encoded.marking else { return (None, told) };
    let form = if portion.is_some() { Form::Portion } else { Form::Banner };
    let text = marking.print(form);
    let problems = us::examine(&text, Some(form)).problems;
    told.extend(problems.into_iter().map(|problem| Found::of_whole(portion, problem)));
    (Some(text), told)
}

fn disagreement(one: AttributeDisagreement) -> Found {
    let message = match one.attribute {
        "" => one.message,
        attribute => format!("{attribute}: {}", one.message),
    };
    let problem = Problem {
        code: one.code,
        severity: one.severity,
        message,
        span: 0..0,
        source: one.source,
        mend: None,
    };
    Found { because: one.because, ..Found::of_whole(portion_of(one.about), problem) }
}

fn in_texts(portion: Option<usize>, problems: &[Problem]) -> Vec<Found> {
    problems.iter().map(|problem| Found::in_text(portion, problem.clone())).collect()
}

fn portion_of(about: About) -> Option<usize> {
    match about {
        About::Banner => None,
        About::Portion(at) => Some(at),
    }
}

/// What was found, as one line of JSON.
pub(super) fn compared_json(compared: &Compared) -> String {
    answered(compared.canonical.clone(), &compared.told).0
}

fn answered(canonical: Option<String>, told: &[Found]) -> Answered {
    let valid = canonical.is_some() && report::all_harmless(told);
    let answer = report::answer_json([
        ("canonical", canonical.map_or(Json::Null, Json::text)),
        ("problems", report::told_json(told)),
        ("valid", Json::Bool(valid)),
    ]);
    (answer, valid)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer_to(line: &str) -> Result<Answered, String> {
        let json = caveat::json::parse(line).unwrap();
        assert!(is_asked(&json), "{line}");
        answer(json)
    }

    #[test]
    fn a_banner_that_says_what_its_portions_do_is_valid() {
        for line in [
            r#"{"marking":"TOP SECRET//NOFORN","portions":["TS//NF","(U)"]}"#,
            r#"{"marking":"SECRET//REL TO USA, GBR","portions":["S//REL","S//REL TO USA, GBR"]}"#,
            r#"{"marking":"TOP SECRET//NOFORN","portions":["S//NF"],"compilation":"the two together"}"#,
            r#"{"scheme":"ism","marking":{"classification":"U","ownerProducer":"USA"},"portions":[]}"#,
        ] {
            let (answer, valid) = answer_to(line).unwrap();
            assert!(valid, "{line}: {answer}");
        }
    }

    #[test]
    fn a_banner_that_does_not_is_told() {
        for (line, code) in [
            (r#"{"marking":"SECRET//NOFORN","portions":["TS//NF"]}"#, "us-doc-"),
            (r#"{"marking":"TOP SECRET//NOFORN","portions":["S//NF"]}"#, "us-doc-"),
            (r#"{"marking":"SECRET//REL TO USA, GBR","portions":["S//NF"]}"#, "us-doc-"),
            (r#"{"marking":"SECRET//NOFORN","portions":["S//NOFRN"]}"#, "\"portion\":0"),
            (r#"{"marking":"HELLO","portions":["S//NF"]}"#, "us-no-classification"),
            (
                concat!(
                    r#"{"scheme":"ism","marking":{"classification":"U","ownerProducer":"USA"},"#,
                    r#""portions":[{"classification":"S","ownerProducer":"USA"}]}"#,
                ),
                "us-doc-",
            ),
        ] {
            let (answer, valid) = answer_to(line).unwrap();
            assert!(!valid && answer.contains(code), "{line}: {answer}");
        }
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for (line, message) in [
            (r#"{"marking":"S","portions":7}"#, "`portions` is no list"),
            (r#"{"marking":"S","portions":[7]}"#, "portion 0 is no text"),
            (r#"{"portions":["S"]}"#, "`marking` is missing"),
            (r#"{"marking":"S","portions":["S"],"scheme":"uk"}"#, "portions of `uk`"),
            (r#"{"marking":"S","portions":["S"],"reason":"x"}"#, "no field is called `reason`"),
            (r#"{"scheme":"ism","marking":"S"}"#, "`marking` is no object of attributes"),
            (r#"{"marking":"S","portions":["S"],"dated":"soon"}"#, "`dated`"),
        ] {
            let said = answer_to(line).unwrap_err();
            assert!(said.contains(message), "{line}: {said}");
        }
    }
}
