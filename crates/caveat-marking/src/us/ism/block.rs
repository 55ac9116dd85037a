//! The classification authority block as attributes, and back.

use jiff::civil::Date;

use super::Attributes;
use super::from::Reader;
use crate::us::block::{Block, DeclassifyOn, Until};
use crate::us::marking::Marking;

/// What the attributes say of a block. The exemption of RD, FRD, TFNI and of what is NATO's is written in a block with
/// the names of what is in the marking.
pub(super) fn from_attributes(reader: &mut Reader, marking: Option<&Marking>) -> Option<Block> {
    let original = reader.take("classifiedBy");
    let derivative = reader.take("derivativelyClassifiedBy");
    if let (Some(original), Some(_)) = (&original, &derivative) {
        reader.report("classifiedBy", original, "stands beside derivativelyClassifiedBy");
    }
    let block = Block {
        classified_by: derivative.or(original),
        derived_from: reader.take("derivedFrom"),
        reason: reader.take("classificationReason"),
        declassify_on: declassify_on(reader, marking),
        ..Block::default()
    };
    (block != Block::default()).then_some(block)
}

fn declassify_on(reader: &mut Reader, marking: Option<&Marking>) -> Option<DeclassifyOn> {
    let date = date(reader);
    let exception = reader.value("declassException").map(|value| value.trim().to_owned());
    let Some(exception) = exception.filter(|value| !value.is_empty()) else {
        let event = || reader.take("declassEvent").map(DeclassifyOn::Event);
        return date.map(DeclassifyOn::Date).or_else(event);
    };
    if exception.contains(char::is_whitespace) {
        reader.report("declassException", &exception, super::OF_SEVERAL);
        return None;
    }
    reader.take("declassException");
    let until = date.map(Until::Date).or_else(|| reader.take("declassEvent").map(Until::Event));
    let not_applicable = |what: &str| {
        DeclassifyOn::NotApplicable(format!("N/A to {what} portions. See source list for NSI portions."))
    };
    Some(match exception.as_str() {
        "AEA" => not_applicable(&data(marking)),
        "NATO" => not_applicable("NATO"),
        "NATO-AEA" => not_applicable(&format!("{} and NATO", data(marking))),
        "25X1-EO-12951" => DeclassifyOn::Imagery,
        code => DeclassifyOn::Exemption { code: code.to_owned(), until },
    })
}

fn date(reader: &mut Reader) -> Option<Date> {
    let value = reader.value("declassDate")?.trim().to_owned();
    let date = value.parse().ok();
    match date {
        Some(_) => drop(reader.take("declassDate")),
        None => reader.report("declassDate", &value, "is no date"),
    }
    date
}

/// What of the Atomic Energy Act a marking has.
fn data(marking: Option<&Marking>) -> String {
    let energy = marking.map(|marking| &marking.atomic_energy);
    let parts = [
        (energy.is_some_and(|energy| energy.rd.is_some()), "RD"),
        (energy.is_some_and(|energy| energy.frd.is_some()), "FRD"),
        (energy.is_some_and(|energy| energy.tfni), "TFNI"),
    ];
    let there: Vec<_> = parts.iter().filter(|(is_there, _)| *is_there).map(|(_, name)| *name).collect();
    if there.is_empty() { "RD/FRD/TFNI".to_owned() } else { there.join("/") }
}

/// A block as attributes. It is a derivative one if it names a source.
pub(super) fn to_attributes(block: &Block) -> Attributes {
    let mut attributes = Attributes::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            attributes.insert(name.to_owned(), value);
        }
    };
    let is_derivative = block.derived_from.is_some();
    put(if is_derivative { "derivativelyClassifiedBy" } else { "classifiedBy" }, block.classified_by.clone());
    put("derivedFrom", block.derived_from.clone());
    put("classificationReason", block.reason.clone());
    let (exception, until) = match &block.declassify_on {
        None => (None, None),
        Some(DeclassifyOn::Date(date)) => (None, Some(Until::Date(*date))),
        Some(DeclassifyOn::Event(event)) => (None, Some(Until::Event(event.clone()))),
        Some(DeclassifyOn::Exemption { code, until }) => (Some(code.clone()), until.clone()),
        Some(DeclassifyOn::Imagery) => (Some("25X1-EO-12951".to_owned()), None),
        Some(DeclassifyOn::NotApplicable(text)) => (Some(exemption(text).to_owned()), None),
        // An instruction of an earlier order, or one that nobody can read, is kept as an event.
        Some(DeclassifyOn::Legacy(text) | DeclassifyOn::Unreadable(text)) => {
            (None, Some(Until::Event(text.clone())))
        }
    };
    put("declassException", exception);
    match until {
        Some(Until::Date(date)) => put("declassDate", Some(date.to_string())),
        Some(Until::Event(event)) => put("declassEvent", Some(event)),
        None => {}
    }
    attributes
}

fn exemption(text: &str) -> &'static str {
    let words = || text.split(|char: char| !char.is_ascii_alphanumeric()).map(str::to_ascii_uppercase);
    let has_data = words().any(|word| matches!(word.as_str(), "RD" | "FRD" | "TFNI"));
    match (has_data, words().any(|word| word == "NATO")) {
        (true, true) => "NATO-AEA",
        (false, true) => "NATO",
        _ => "AEA",
    }
}
