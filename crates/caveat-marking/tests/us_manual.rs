//! What the manual prints reads without an error, and what its register lists is known.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "test data that cannot be read is a failed test"
)]

mod corpus;

use caveat_marking::problem::Severity;
use caveat_marking::us::marking::{Control, Level, Marking, NonIc};
use caveat_marking::us::read::{Form, read};
use caveat_marking::us::register::{COMPARTMENTS, Mark, ROWS};
use serde_json::Value;

/// What the manual has that was retired since: a word on it is right.
const RETIRED: [&str; 2] = ["ISAF", "EYES"];

#[test]
fn every_example_of_the_manual_is_right() {
    for (form, text) in corpus::printed() {
        let reading = read(&text, Some(form));
        for problem in &reading.problems {
            let typed = text.get(problem.span.clone()).unwrap();
            let is_retired = RETIRED.iter().any(|word| typed.contains(word)) && problem.code == "us-retired";
            assert!(is_retired && problem.severity == Severity::Warning, "{text}: {problem:?}");
        }
        let marking = reading.marking.unwrap();
        assert_eq!(marking.unknown, [], "{text}");
        assert_eq!(read(&marking.print(form), Some(form)).marking.as_ref(), Some(&marking), "{text}");
    }
}

#[test]
fn most_examples_are_printed_as_they_stand() {
    // The others are spelled out, where the register has an abbreviation; one repeats a compartment.
    let printed = corpus::printed();
    let other: Vec<&str> = printed
        .iter()
        .filter(|(form, text)| read(text, Some(*form)).marking.unwrap().print(*form) != *text)
        .map(|(_, text)| text.as_str())
        .collect();
    assert_eq!(
        other,
        [
            "TOP SECRET//SI-GAMMA/TALENT KEYHOLE//RISK SENSITIVE/ORIGINATOR CONTROLLED/NOFORN",
            "TOP SECRET//HCS-P JJJ-P DDDD//ORCON/NOFORN",
            "TS//HCS-P JJJ-P DDDD//OC/NF",
            "TOP SECRET//HCS-P/LMN//SPECIAL ACCESS REQUIRED-BUTTER POPCORN//NOT RELEASABLE TO FOREIGN NATIONALS",
            "SECRET//FORMERLY RESTRICTED DATA//NOFORN",
            "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
            "UNCLASSIFIED//LAW ENFORCEMENT SENSITIVE",
            "UNCLASSIFIED//LAW ENFORCEMENT SENSITIVE NOFORN",
        ]
    );
}

/// Rows that tell of a syntax, and list no words.
fn is_words(text: &str) -> bool {
    !text.contains(['[', '(', '*'])
}

#[test]
fn every_marking_of_the_register_is_known() {
    let rows: Vec<Value> = serde_json::from_str(include_str!("data/us/register.json")).unwrap();
    assert_eq!(rows.len(), 80);
    let mut checked = 0;
    for row in &rows {
        let words = |column: &str| row[column].as_str().filter(|text| is_words(text));
        let (Some(title), Some(portion)) = (words("title"), words("portion")) else { continue };
        let banner = words("abbreviation").unwrap_or(title);
        let category = row["category"].as_str().unwrap();
        if title.starts_with("NATO") || title.starts_with("COSMIC") || title.starts_with("SIGMA") {
            continue;
        }
        checked += 1;
        if let Some(known) = ROWS.iter().find(|known| known.title == title || known.banner == title) {
            assert_eq!((known.banner, known.portion), (banner, portion), "{title}");
            continue;
        }
        let is_beneath = COMPARTMENTS.iter().any(|(_, long, short)| title == *long && portion == *short)
            || matches!(title, "O" | "P" | "CRITICAL NUCLEAR WEAPON DESIGN INFORMATION");
        assert!(is_beneath, "{category}: {title}");
    }
    assert!(checked > 40, "only {checked} rows have words");
}

#[test]
fn each_spelling_of_a_marking_is_the_same_marking() {
    for row in ROWS {
        let (Mark::Control(_) | Mark::NonIc(_) | Mark::Sci(_) | Mark::Nato(_)) = row.mark else { continue };
        if matches!(row.mark, Mark::Control(Control::RelTo | Control::Eyes | Control::DisplayOnly)) {
            continue;
        }
        let banner = format!("SECRET//{}", row.banner);
        let marking = read(&banner, Some(Form::Banner)).marking.unwrap();
        for (form, level, words, is_right) in [
            (Form::Banner, "SECRET", row.title, true),
            (Form::Banner, "SECRET", row.banner, true),
            (Form::Banner, "SECRET", row.portion, row.portion == row.banner || row.portion == row.title),
            (Form::Portion, "S", row.portion, true),
            (Form::Portion, "S", row.title, row.title == row.portion),
        ] {
            let text = format!("{level}//{words}");
            let reading = read(&text, Some(form));
            assert_eq!(reading.marking.as_ref(), Some(&marking), "{text}");
            let codes: Vec<&str> = reading.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, if is_right { vec![] } else { vec!["us-form"] }, "{text}");
        }
    }
}

/// The combinations of attributes in ODNI's example documents (ISM.XML, example instances), as portion marks.
#[test]
fn what_odni_s_example_documents_carry_is_right() {
    for text in [
        "U",
        "S//TFNI//OC/NF",
        "S//RELIDO",
        "C//RELIDO",
        "S//OC/NF",
        "TS//SI-G/TK//RD-CNWDI//OC/NF//ND",
        "TS//SI//RELIDO/FISA",
        "TS//SI-G/TK//RD-CNWDI//OC/NF",
        "S//NF",
        "S//FRD//OC/NF",
        "U//DS",
        "U//FOUO",
        "U//NF//ND",
        "U//PR",
        "S//NF//XD",
        "S//REL TO USA, FVEY",
    ] {
        let reading = read(&format!("({text})"), None);
        assert_eq!(reading.problems, [], "{text}");
        assert_eq!(reading.marking.unwrap().portion(), text);
    }
    assert_eq!(read("UNCLASSIFIED", None).marking, Some(Marking::of(Level::Unclassified)));
}

#[test]
fn what_only_ism_lists_is_known() {
    let text = "TOP SECRET//BUR-BLG/HCS-X/KLM-R/MVL//RAWFISA/EXEMPT FROM ICD501 DISCOVERY/WAIVED//NNPI";
    let reading = read(text, None);
    assert_eq!(reading.problems, []);
    let marking = reading.marking.unwrap();
    assert_eq!(marking.banner(), text);
    assert!(marking.has(Control::RawFisa) && marking.non_ic.contains(&NonIc::Nnpi));
    let reading = read("TOP SECRET//KLAMATH-R/MARVEL//NOFORN", None);
    assert_eq!(reading.problems, []);
    assert_eq!(reading.marking.unwrap().banner(), "TOP SECRET//KLM-R/MVL//NOFORN");
}
