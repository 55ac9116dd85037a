//! The published data, and the codes that the source names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use caveat_marking::us::read::Form;
use serde_json::Value;

/// The folder of the crate.
pub(crate) fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of test data.
pub(crate) fn data(name: &str) -> String {
    let path = folder().join("tests/data").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file of test data with a value in each line.
pub(crate) fn values(name: &str) -> Vec<Value> {
    data(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A text in a value, if there is one.
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Every code of a marking that is written in the source.
pub(crate) fn codes_in_source() -> BTreeSet<String> {
    codes_in_folder().into_iter().filter(|code| !is_of_document(code)).collect()
}

/// Every code of a document that is written in the source.
pub(crate) fn document_codes_in_source() -> BTreeSet<String> {
    codes_in_folder().into_iter().filter(|code| is_of_document(code)).collect()
}

fn is_of_document(code: &str) -> bool {
    ["us-doc-", "us-ism-", "us-rollup-"].iter().any(|prefix| code.starts_with(prefix))
}

fn codes_in_folder() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for path in sources(&folder().join("src")) {
        let source = fs::read_to_string(&path).unwrap();
        // What stands behind `mod tests` names codes that it expects, and defines none.
        let source = source.split("#[cfg(test)]").next().unwrap();
        for piece in source.split('"').filter(|piece| is_code(piece)) {
            codes.insert(piece.to_owned());
        }
    }
    codes
}

fn is_code(piece: &str) -> bool {
    piece.starts_with("us-") && piece.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found
}

/// A form as the data names it.
pub(crate) fn form(name: &str) -> Form {
    match name {
        "banner" => Form::Banner,
        "portion" => Form::Portion,
        other => panic!("no form: {other}"),
    }
}

/// Markings of the manual that are in none of the files: H.3 p. 57, H.4 p. 64, 85, 91, H.6 p. 108, 118, H.7 p. 127, H.8
/// p. 133, 135, 139, 162, H.9 p. 172, 177, 185, 191.
const MORE: [(Form, &str); 17] = [
    (Form::Portion, "//JOINT S AUS USA//REL TO USA, AUS"),
    (Form::Portion, "S//HCS-O//OC/NF"),
    (Form::Banner, "SECRET//TK"),
    (Form::Portion, "S//RD-SG 20//NF"),
    (Form::Banner, "UNCLASSIFIED//DOE UCNI"),
    (Form::Banner, "TOP SECRET//BOHEMIA//FGI AUS CAN DEU NATO//NOFORN"),
    (Form::Banner, "TOP SECRET//TK//RSEN/REL TO USA, ACGU"),
    (Form::Portion, "U//FOUO"),
    (Form::Banner, "SECRET//ORCON-USGOV"),
    (Form::Portion, "TS//NF/FISA"),
    (Form::Portion, "S//NF//XD"),
    (Form::Banner, "UNCLASSIFIED//SBU/SSI"),
    (Form::Banner, "UNCLASSIFIED//LES NOFORN"),
    (Form::Portion, "U//LES-NF"),
    (Form::Banner, "SECRET//REL TO USA, ACGU//SSI"),
    (Form::Portion, "S//USA/CAN/GBR EYES ONLY"),
    (Form::Banner, "SECRET//TFNI//REL TO USA, ACGU"),
];

/// Every marking that the manual writes, with its form. What it flags as a slip is not among them.
pub(crate) fn correct() -> Vec<(Form, String)> {
    let mut all = Vec::new();
    let mut add = |form, text: Option<&str>| {
        if let Some(text) = text
            && !all.contains(&(form, text.to_owned()))
        {
            all.push((form, text.to_owned()));
        }
    };
    for pair in values("us/syntax.jsonl") {
        add(Form::Banner, text(&pair, "banner"));
        add(Form::Portion, text(&pair, "portion"));
    }
    for (form, text) in MORE {
        add(form, Some(text));
    }
    for document in values("us/rollup.jsonl") {
        add(Form::Banner, text(&document, "banner"));
        for portion in document["portions"].as_array().unwrap() {
            add(Form::Portion, portion.as_str());
        }
    }
    all
}
