//! No false alarms: what the manual and ODNI's documents write is valid.

use caveat_marking::problem::Severity;
use caveat_marking::us::examine;
use caveat_marking::us::read::Form;

use serde_json::Value;

use crate::published::{correct, data, text};

/// Markings that the manual prints and its own rules forbid, with the code and the reason.
const SLIPS: [(&str, &str, &str); 0] = [];

/// The codes of the errors in a text.
fn errors(text: &str, form: Form) -> Vec<&'static str> {
    let problems = examine(text, Some(form)).problems;
    problems.iter().filter(|one| one.severity == Severity::Error).map(|one| one.code).collect()
}

#[test]
fn every_marking_of_the_manual_is_free_of_errors() {
    let mut wrong = Vec::new();
    for (form, text) in correct() {
        let slip = SLIPS.iter().find(|(slip, _, _)| *slip == text);
        let expected: Vec<_> = slip.iter().map(|(_, code, _)| *code).collect();
        let found = errors(&text, form);
        if found != expected {
            wrong.push(format!("`{text}`: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_plain_is_free_of_any_problem() {
    let banners = [
        "SECRET",
        "SECRET//SI",
        "TOP SECRET//SI-ECRU",
        "UNCLASSIFIED//PROPIN",
        "UNCLASSIFIED//DISPLAY ONLY IRQ",
        "UNCLASSIFIED//SBU/SSI",
        "SECRET//REL TO USA, FVEY//LES",
        "SECRET//REL TO USA, ACGU//SSI",
        "SECRET//ORCON/REL TO USA, GBR",
        "SECRET//ORCON-USGOV/NOFORN",
        "SECRET//HCS-P//ORCON-USGOV/NOFORN",
        "CONFIDENTIAL//SI//NOFORN",
        "TOP SECRET//IMCON/REL TO USA, AUS, CAN, GBR, NZL",
        "TOP SECRET//BOHEMIA//FGI AUS CAN DEU NATO//NOFORN",
        "//JOINT SECRET GBR USA//FGI NZL//REL TO USA, GBR",
        "//NATO SECRET",
        "//NATO RESTRICTED",
        "//GBR RESTRICTED//REL TO USA, GBR",
    ];
    let portions = [
        "S",
        "(S)",
        "S//REL",
        "S//REL/RELIDO",
        "U//PR",
        "//GBR R//NF",
        "//FGI S//NF",
        "//FGI TS",
        "S//FGI AUS GBR",
        "//CAN GBR S",
        "//NS//ATOMAL//OC",
        "U//FOUO/NF",
        "U//SBU-NF",
        "C//LES-NF",
        "S//NF//ND",
    ];
    let all = banners.map(|text| (text, Form::Banner)).into_iter();
    for (text, form) in all.chain(portions.map(|text| (text, Form::Portion))) {
        let examined = examine(text, Some(form));
        assert!(examined.is_valid() && examined.problems.is_empty(), "`{text}`: {:?}", examined.problems);
    }
}

/// Where a marking of the register may stand, in a banner and in a portion.
const FRAMES: [(&str, &str); 12] = [
    ("{}", "{}"),
    ("//{}", "//{}"),
    ("TOP SECRET//{}", "TS//{}"),
    ("TOP SECRET//{}//NOFORN", "TS//{}//NF"),
    ("TOP SECRET//NOFORN//{}", "TS//NF//{}"),
    ("UNCLASSIFIED//{}", "U//{}"),
    ("UNCLASSIFIED//NOFORN//{}", "U//NF//{}"),
    ("TOP SECRET//SI-{}//ORCON/NOFORN", "TS//SI-{}//OC/NF"),
    ("TOP SECRET//HCS-{}//ORCON/NOFORN", "TS//HCS-{}//OC/NF"),
    ("TOP SECRET//TK-{}//NOFORN", "TS//TK-{}//NF"),
    ("TOP SECRET//RD-{}//NOFORN", "TS//RD-{}//NF"),
    ("//COSMIC TOP SECRET//{}", "//CTS//{}"),
];

/// Rows that have a list or a number, or need a compartment, with one.
const FILLED: [(&str, &str); 11] = [
    ("[USA, LIST]", "USA, GBR"),
    ("USA/[LIST]", "USA/GBR"),
    ("FGI [LIST]", "FGI GBR"),
    ("ONLY [LIST]", "ONLY GBR"),
    ("[LIST]", "GBR USA//REL TO USA, GBR"),
    ("RESERVE", "RSV-ABC"),
    ("[PROGRAM IDENTIFIER abbreviation]", "BP"),
    ("[PROGRAM IDENTIFIER]", "BP"),
    ("[NAC Activity]", "KFOR"),
    ("SIGMA [#]", "RD-SIGMA 14"),
    ("SG [#]", "RD-SG 14"),
];

#[test]
fn every_marking_of_the_register_can_stand_somewhere() {
    let register: Vec<Value> = serde_json::from_str(&data("us/register.json")).unwrap();
    let mut wrong = Vec::new();
    for row in register {
        let spellings = [("title", Form::Banner), ("abbreviation", Form::Banner), ("portion", Form::Portion)];
        for (key, form) in spellings {
            let Some(spelling) = text(&row, key) else { continue };
            // Of alternatives, and with what is said about them, the first.
            let first = spelling.split(" or ").next().unwrap().split(" (").next().unwrap();
            let first = first.trim_matches(|c: char| "*()".contains(c));
            let first = if key == "portion" && spelling.starts_with('(') {
                spelling.trim_matches(['(', ')'])
            } else {
                first
            };
            let mut filled = first.replace('*', "");
            for (gap, with) in FILLED {
                filled = filled.replace(gap, with);
            }
            if filled.contains('[') || is_a_reference(&filled) {
                continue;
            }
            let stands = FRAMES.iter().any(|(banner, portion)| {
                let frame = if form == Form::Banner { banner } else { portion };
                errors(&frame.replace("{}", &filled), form).is_empty()
            });
            if !stands {
                wrong.push(format!("`{filled}`, the {key}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A row that is no marking, but says where the markings are, or how long the names of others.
fn is_a_reference(title: &str) -> bool {
    title.contains("efer to") || title.contains("Marking") || title.starts_with("XXX")
}
