//! No false alarms: what the manual and ODNI's documents write is valid.

use caveat_marking::problem::Severity;
use caveat_marking::us::examine;
use caveat_marking::us::read::Form;

use crate::published::correct;

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
