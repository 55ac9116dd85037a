//! What people type, with the word that is said on it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]

use caveat_marking::problem::Severity;
use caveat_marking::us::marking::{Category, Marking};
use caveat_marking::us::read::{Form, Part, Reading, read};

const WARNING: Severity = Severity::Warning;
const ERROR: Severity = Severity::Error;

/// Reads a text in which exactly one thing is wrong, and gives back the text that it should have been.
fn mended(text: &str, code: &str, severity: Severity, typed: &str) -> Option<String> {
    let problems = read(text, None).problems;
    let [problem] = problems.as_slice() else { panic!("`{text}` has not one problem: {problems:#?}") };
    assert_eq!((problem.code, problem.severity), (code, severity), "{text}");
    assert_eq!(text.get(problem.span.clone()), Some(typed), "{text}");
    let mend = problem.mend.as_ref()?;
    let (before, after) = (text.get(..mend.span.start)?, text.get(mend.span.end..)?);
    Some(format!("{before}{}{after}", mend.text))
}

fn check(severity: Severity, rows: &[(&str, &str, &str, &str)]) {
    for (text, code, typed, right) in rows {
        let found = mended(text, code, severity, typed);
        assert_eq!(found.as_deref().unwrap_or(""), *right, "{text}");
        let again = read(right, None);
        assert!(right.is_empty() || again.problems.is_empty(), "{right}: {:?}", again.problems);
        assert!(
            right.is_empty()
                || again.marking == read(text, None).marking
                || *code == "us-retired"
                || severity == ERROR
        );
    }
}

#[test]
fn what_is_typed_otherwise_is_a_warning() {
    check(
        WARNING,
        &[
            ("secret//noforn", "us-case", "secret//noforn", "SECRET//NOFORN"),
            ("Secret//NOFORN", "us-case", "ecret", "SECRET//NOFORN"),
            ("SECRET //NOFORN", "us-space", " ", "SECRET//NOFORN"),
            ("SECRET//SI/ TK", "us-space", " ", "SECRET//SI/TK"),
            ("TOP  SECRET", "us-space", "  ", "TOP SECRET"),
            ("TOP\u{a0}SECRET", "us-space", "\u{a0}", "TOP SECRET"),
            ("SECRET//REL TO\tUSA, GBR", "us-space", "\t", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA,GBR", "us-space", ",", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA , GBR", "us-space", " ", "SECRET//REL TO USA, GBR"),
            ("TOP SECRET//SI -G", "us-space", " ", "TOP SECRET//SI-G"),
            ("TOP SECRET//SI–G", "us-character", "–", "TOP SECRET//SI-G"),
            ("SECRET／／NOFORN", "us-character", "／／", "SECRET//NOFORN"),
            ("SECRET//NO\u{200b}FORN", "us-character", "\u{200b}", "SECRET//NOFORN"),
            ("SECRET//NOFORN//", "us-trailing", "//", "SECRET//NOFORN"),
            ("SECRET//NOFORN.", "us-trailing", ".", "SECRET//NOFORN"),
            ("SECRET//REL TO USA, GBR,", "us-trailing", ",", "SECRET//REL TO USA, GBR"),
            ("(S//NF", "us-bracket", "", "(S//NF)"),
            ("(S//NF))", "us-bracket", "))", "(S//NF)"),
            ("TS//NOFORN", "us-form", "TS", "TOP SECRET//NOFORN"),
            ("SECRET//NF", "us-form", "NF", "SECRET//NOFORN"),
            ("SECRET//DSEN", "us-form", "DSEN", "SECRET//DEA SENSITIVE"),
            ("SECRET//RD-SG 14", "us-form", "SG", "SECRET//RD-SIGMA 14"),
            ("//DEU S", "us-form", "S", "//DEU SECRET"),
            ("//CTS", "us-form", "CTS", "//COSMIC TOP SECRET"),
            ("//NKFORS", "us-form", "NKFORS", "//NATO KFOR SECRET"),
            ("//NIS", "us-form", "NIS", "//NATO ISAF SECRET"),
            ("(SECRET//NF)", "us-form", "SECRET", "(S//NF)"),
            ("(S//NOFORN)", "us-form", "NOFORN", "(S//NF)"),
            ("(S//RISK SENSITIVE)", "us-form", "RISK SENSITIVE", "(S//RS)"),
            ("(//NATO SECRET)", "us-form", "NATO SECRET", "(//NS)"),
            ("(TS//SI-GAMMA)", "us-form", "GAMMA", "(TS//SI-G)"),
            ("(S//SPECIAL ACCESS REQUIRED-BP)", "us-form", "SPECIAL ACCESS REQUIRED-", "(S//SAR-BP)"),
            ("TOPSECRET//NOFORN", "us-spelling", "TOPSECRET", "TOP SECRET//NOFORN"),
            ("TOP-SECRET", "us-spelling", "TOP-SECRET", "TOP SECRET"),
            ("UNCLASS//FOUO", "us-spelling", "UNCLASS", "UNCLASSIFIED//FOUO"),
            ("SECRET//NO FORN", "us-spelling", "NO FORN", "SECRET//NOFORN"),
            ("SECRET//OR-CON", "us-spelling", "OR-CON", "SECRET//ORCON"),
            ("SECRET//RELTO USA, GBR", "us-spelling", "RELTO", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL USA, GBR", "us-spelling", "REL", "SECRET//REL TO USA, GBR"),
            ("SECRET//DISPLAYONLY AFG", "us-spelling", "DISPLAYONLY", "SECRET//DISPLAY ONLY AFG"),
            ("SECRET//SAR BP", "us-spelling", "SAR ", "SECRET//SAR-BP"),
            ("SECRET//RAW FISA", "us-spelling", "RAW FISA", "SECRET//RAWFISA"),
            ("UNCLASSIFIED//LES-NOFORN", "us-spelling", "LES-NOFORN", "UNCLASSIFIED//LES NOFORN"),
            ("SECRET//RD-N", "us-spelling", "N", "SECRET//RD-CNWDI"),
            ("//NATO TOP SECRET", "us-spelling", "NATO TOP SECRET", "//COSMIC TOP SECRET"),
            ("COSMIC TOP SECRET//BOHEMIA", "us-leading", "COSMIC TOP SECRET", "//COSMIC TOP SECRET//BOHEMIA"),
            ("GBR SECRET", "us-leading", "GBR SECRET", "//GBR SECRET"),
            ("/GBR SECRET", "us-leading", "/", "//GBR SECRET"),
            ("(JOINT S//REL)", "us-leading", "JOINT S", "(//JOINT S//REL)"),
            ("//CTSA", "us-retired", "CTSA", "//COSMIC TOP SECRET//ATOMAL"),
            ("(//NSAT//NF)", "us-retired", "NSAT", "(//NS//ATOMAL//NF)"),
            ("(//NCA)", "us-retired", "NCA", "(//NC//ATOMAL)"),
            ("(//CTS-B)", "us-retired", "CTS-B", "(//CTS//BOHEMIA)"),
            ("//NATO SECRET ATOMAL", "us-retired", "NATO SECRET ATOMAL", "//NATO SECRET//ATOMAL"),
            ("SECRET//REL TO USA, ISAF", "us-retired", "ISAF", ""),
            ("(TS//EYES)", "us-retired", "EYES", ""),
            ("SECRET//USA/GBR EYES ONLY", "us-retired", "USA/GBR EYES ONLY", "SECRET//REL TO USA, GBR"),
        ],
    );
}

#[test]
fn a_nickname_is_written_by_its_initials_in_a_portion() {
    let text = "(S//SAR-BUTTER POPCORN)";
    let right = mended(text, "us-form", WARNING, "BUTTER POPCORN");
    assert_eq!(right.as_deref(), Some("(S//SAR-BP)"));
    let named = |text| marking(text).sap.first().map(|program| program.name.clone());
    assert_eq!(named(text).as_deref(), Some("BUTTER POPCORN"), "what was typed is kept");
    assert_eq!(marking("SECRET//SAR-BUTTER POPCORN").portion(), "S//SAR-BP");
    assert_eq!(marking("SECRET//SAR-MULTIPLE PROGRAMS").portion(), "S//SAR-MULTIPLE PROGRAMS");
    // Initials that are a marking, or those of another program, would not be told apart.
    assert_eq!(marking("SECRET//SAR-NORTHERN FOX").portion(), "S//SAR-NORTHERN FOX");
    assert_eq!(marking("SECRET//SAR-BIG POND/BUTTER POPCORN").portion(), "S//SAR-BIG POND/BUTTER POPCORN");
}

#[test]
fn what_breaks_the_manual_s_rules_is_an_error() {
    check(
        ERROR,
        &[
            ("SECRET/NOFORN", "us-separator", "/", "SECRET//NOFORN"),
            ("SECRET//ORCON//NOFORN", "us-separator", "//", "SECRET//ORCON/NOFORN"),
            ("SECRET//SI//TK", "us-separator", "//", "SECRET//SI/TK"),
            ("UNCLASSIFIED/FOUO", "us-separator", "/", "UNCLASSIFIED//FOUO"),
            ("SECRET,//NOFORN", "us-separator", ",//", "SECRET//NOFORN"),
            ("SECRET//REL TO USA/GBR", "us-separator", "/", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA GBR", "us-separator", " ", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA AND GBR", "us-separator", " AND ", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA & GBR", "us-separator", " & ", "SECRET//REL TO USA, GBR"),
            ("SECRET//FGI DEU, GBR", "us-separator", ", ", "SECRET//FGI DEU GBR"),
            ("SECRET//FGI DEU/GBR", "us-separator", "/", "SECRET//FGI DEU GBR"),
            ("//JOINT SECRET CAN, USA", "us-separator", ", ", "//JOINT SECRET CAN USA"),
            ("SECRET////NOFORN", "us-empty", "////", "SECRET//NOFORN"),
            ("TOP SECRET//SI///TK", "us-empty", "///", "TOP SECRET//SI/TK"),
            ("SECRET//,//NOFORN", "us-empty", "//,//", "SECRET//NOFORN"),
            ("SECRET//NOFORN//SI", "us-order", "SI", "SECRET//SI//NOFORN"),
            ("SECRET//NOFORN/ORCON", "us-order", "ORCON", "SECRET//ORCON/NOFORN"),
            ("TOP SECRET//TK/SI", "us-order", "SI", "TOP SECRET//SI/TK"),
            ("TOP SECRET//SI/123", "us-order", "123", "TOP SECRET//123/SI"),
            ("TOP SECRET//SI-NK-EU", "us-order", "EU", "TOP SECRET//SI-EU-NK"),
            ("TOP SECRET//SI-G EFGH ABCD", "us-order", "ABCD", "TOP SECRET//SI-G ABCD EFGH"),
            ("SECRET//SAR-CA/BP", "us-order", "BP", "SECRET//SAR-BP/CA"),
            ("SECRET//FRD/RD", "us-order", "RD", "SECRET//RD/FRD"),
            ("UNCLASSIFIED//SSI/LES", "us-order", "LES", "UNCLASSIFIED//LES/SSI"),
            ("NOFORN//SECRET", "us-order", "SECRET", "SECRET//NOFORN"),
            ("SECRET//REL TO GBR, USA", "us-order", "USA", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA, GBR, CAN", "us-order", "CAN", "SECRET//REL TO USA, CAN, GBR"),
            ("SECRET//REL TO USA, FVEY, GBR", "us-order", "GBR", "SECRET//REL TO USA, GBR, FVEY"),
            ("SECRET//FGI GBR DEU", "us-order", "DEU", "SECRET//FGI DEU GBR"),
            ("SECRET//FGI NATO GBR", "us-order", "GBR", "SECRET//FGI GBR NATO"),
            ("//JOINT SECRET USA GBR", "us-order", "GBR", "//JOINT SECRET GBR USA"),
            ("SECRET//DISPLAY ONLY IRQ, AFG", "us-order", "AFG", "SECRET//DISPLAY ONLY AFG, IRQ"),
            ("SECRET//RD-SIGMA 18 14", "us-sigma", "SIGMA 18 14", "SECRET//RD-SIGMA 14 18"),
            ("SECRET//RD-SIGMA 14, 18", "us-sigma", "SIGMA 14, 18", "SECRET//RD-SIGMA 14 18"),
            ("SECRET//RD-SIGMA-14-18", "us-sigma", "SIGMA-14-18", "SECRET//RD-SIGMA 14 18"),
            ("SECRET//RD-SIGMA", "us-sigma", "SIGMA", ""),
            ("SECRET//FRD-CNWDI", "us-cnwdi", "CNWDI", ""),
            ("SECRET//NOFORN/NOFORN", "us-duplicate", "NOFORN", "SECRET//NOFORN"),
            ("SECRET//REL TO USA, GBR, GBR", "us-duplicate", ", GBR", "SECRET//REL TO USA, GBR"),
            ("TOP SECRET//SI-G ABCD ABCD", "us-duplicate", " ABCD", "TOP SECRET//SI-G ABCD"),
            ("TOP SECRET//SI-NK-NK", "us-duplicate", "-NK", "TOP SECRET//SI-NK"),
            ("SECRET//RD/RD-CNWDI", "us-duplicate", "RD-CNWDI", ""),
            ("SECRET//REL TO USA, GBR/REL TO USA, CAN", "us-duplicate", "REL TO USA, CAN", ""),
            ("SECRET//SAR-BP/SAR-CA", "us-sar", "SAR-", "SECRET//SAR-BP/CA"),
            ("SECRET//NOFRON", "us-unknown", "NOFRON", "SECRET//NOFORN"),
            ("SECRET//RELIDOO", "us-unknown", "RELIDOO", "SECRET//RELIDO"),
            ("SECRET//LAW ENFORCMENT SENSITIVE", "us-unknown", "LAW ENFORCMENT SENSITIVE", "SECRET//LES"),
            ("SECRET//WNINTEL", "us-unknown", "WNINTEL", ""),
            ("SECRET//ABCD", "us-unknown", "ABCD", ""),
            ("SECRET//ABC/NOFORN", "us-unknown", "ABC", ""),
            ("SECRET//NOFORN/ABC", "us-unknown", "ABC", ""),
            ("TOP SECRET//SI-GAMA", "us-unknown", "GAMA", "TOP SECRET//SI-G"),
            ("TOP SECRET//SI-G-ABCD", "us-unknown", "ABCD", "TOP SECRET//SI-G ABCD"),
            ("TOP SECRET//SI-G ABC", "us-length", "ABC", ""),
            ("TOP SECRET//HCS-P ABCDEFG", "us-length", "ABCDEFG", ""),
            ("SECRET//GBR//NOFORN", "us-country", "GBR", ""),
            ("SECRET//REL TO USA, XYZ", "us-unknown-country", "XYZ", ""),
            ("SECRET//REL TO USA, UK", "us-unknown-country", "UK", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA, CANADA", "us-unknown-country", "CANADA", "SECRET//REL TO USA, CAN"),
            ("SECRET//REL TO USA, FVYE", "us-unknown-country", "FVYE", "SECRET//REL TO USA, FVEY"),
            ("SECRET//REL TO USA, UN", "us-unknown-country", "UN", ""),
            ("SECRET//FGI USA", "us-unknown-country", "USA", ""),
            ("//XYZ SECRET", "us-unknown-country", "XYZ", ""),
            ("SECRET//REL TO GBR", "us-usa", "GBR", "SECRET//REL TO USA, GBR"),
            ("SECRET//REL TO USA", "us-list", "REL TO USA", ""),
            ("SECRET//REL", "us-list", "REL", ""),
            ("SECRET//REL TO", "us-list", "REL TO", ""),
            ("(S//REL TO)", "us-list", "REL TO", "(S//REL)"),
            ("SECRET//DISPLAY ONLY", "us-list", "DISPLAY ONLY", ""),
            ("//JOINT SECRET USA", "us-joint", "USA", ""),
            ("//JOINT SECRET CAN GBR", "us-joint", "CAN GBR", "//JOINT SECRET CAN GBR USA"),
            ("//JOINT SECRET", "us-joint", "JOINT SECRET", ""),
            ("RESTRICTED//NOFORN", "us-restricted", "RESTRICTED", ""),
            ("//JOINT RESTRICTED GBR USA", "us-restricted", "RESTRICTED", ""),
            ("//SECRET//NOFORN", "us-leading", "//", "SECRET//NOFORN"),
            ("USA SECRET", "us-holder", "USA ", "SECRET"),
            ("SECRET//TOP SECRET", "us-two-classifications", "TOP SECRET", ""),
            ("SECRET//GBR SECRET", "us-two-classifications", "GBR SECRET", ""),
            ("SECERT//NOFORN", "us-no-classification", "SECERT", "SECRET//NOFORN"),
            ("NOFORN", "us-no-classification", "NOFORN", ""),
            ("SI/TK//NOFORN", "us-no-classification", "SI", ""),
            ("", "us-no-classification", "", ""),
            ("  (  ) ", "us-no-classification", "", ""),
            ("//", "us-no-classification", "", ""),
            ("SECRET//SI(//NOFORN", "us-bracket", "(", "SECRET//SI//NOFORN"),
        ],
    );
}

fn marking(text: &str) -> Marking {
    read(text, None).marking.unwrap()
}

#[test]
fn a_list_is_never_widened_by_how_it_is_typed() {
    for (text, list) in [
        // Andorra only where it stands as a code does.
        ("SECRET//REL TO USA, AND, AUS", vec!["USA", "AND", "AUS"]),
        ("SECRET//REL TO USA, AND", vec!["USA", "AND"]),
        ("SECRET//REL TO USA, AUS AND CAN", vec!["USA", "AUS", "CAN"]),
        ("SECRET//REL TO USA, AND AUS", vec!["USA", "AUS"]),
        // Of two lists, what is in both.
        ("SECRET//REL TO USA, AUS, GBR/REL TO USA, CAN, GBR", vec!["USA", "GBR"]),
        ("SECRET//REL TO USA, GBR NOFORN", vec!["USA", "GBR", "NOFORN"]),
        ("SECRET//REL TO USA, GBR/USA/CAN EYES ONLY", vec!["USA", "GBR"]),
        ("SECRET//GBR/REL TO USA, CAN", vec!["USA", "CAN"]),
    ] {
        let list: Vec<String> = list.into_iter().map(str::to_owned).collect();
        let found: Vec<String> = marking(text).rel_to.iter().map(ToString::to_string).collect();
        assert_eq!(found, list, "{text}");
    }
}

#[test]
fn of_two_levels_the_higher_counts_and_neither_is_lost() {
    for (text, printed) in [
        ("SECRET//TOP SECRET//NOFORN", "TOP SECRET/SECRET//NOFORN"),
        ("TOP SECRET//SECRET//NOFORN", "TOP SECRET/SECRET//NOFORN"),
        ("SECRET//GBR TOP SECRET", "SECRET/GBR TOP SECRET"),
    ] {
        assert_eq!(marking(text).banner(), printed);
        assert_eq!(marking(printed), marking(text));
    }
}

#[test]
fn what_nobody_knows_is_kept_where_it_stood() {
    for (text, category, printed) in [
        ("SECRET//FOOBAR//NOFORN", Category::Sci, "SECRET//FOOBAR//NOFORN"),
        ("SECRET//NOFORN/FOOBAR", Category::Dissemination, "SECRET//FOOBAR/NOFORN"),
        ("SECRET//NOFORN//FOO BAR", Category::NonIc, "SECRET//NOFORN//FOO BAR"),
        ("SECRET//RD/FOOBAR//NOFORN", Category::AtomicEnergy, "SECRET//FOOBAR/RD//NOFORN"),
        ("SECRET//FGI DEU/FOOBAR", Category::Foreign, "SECRET//FOOBAR/FGI DEU"),
        ("SECRET//SAR-BP/FOOBAR//NOFORN", Category::Sap, "SECRET//SAR-BP/FOOBAR//NOFORN"),
    ] {
        let Reading { marking, tokens, .. } = read(text, None);
        let marking = marking.unwrap();
        assert_eq!(marking.banner(), printed, "{text}");
        let is_program = category == Category::Sap;
        assert_eq!(
            marking.unknown.iter().map(|one| one.category).collect::<Vec<_>>(),
            if is_program { vec![] } else { vec![category] }
        );
        let found = tokens.iter().any(|token| token.part == Part::Unknown(category));
        assert_eq!(found, !is_program, "{text}");
    }
}

#[test]
fn tokens_say_what_they_are() {
    let text = "(TS//SI-G ABCD//SAR-BP-1//RD-CNWDI-SG 14//FGI DEU//OC/REL TO USA, GBR//LES-NF)";
    let reading = read(text, None);
    assert_eq!(reading.problems, []);
    let shown: Vec<String> = reading
        .tokens
        .iter()
        .map(|token| format!("{} {:?}", text.get(token.span.clone()).unwrap(), token.part))
        .collect();
    assert_eq!(
        shown,
        [
            "TS Level",
            "SI Program(Sci, \"SI\")",
            "G Compartment(Sci, \"SI\", \"G\")",
            "ABCD Sub(Sci, \"SI\", \"G\", \"ABCD\")",
            "BP Program(Sap, \"BP\")",
            "1 Compartment(Sap, \"BP\", \"1\")",
            "RD Rd",
            "CNWDI Cnwdi",
            "14 Sigma(14)",
            "FGI Fgi",
            "DEU FgiSource(Code(\"DEU\"))",
            "OC Control(Orcon)",
            "REL TO Control(RelTo)",
            "USA RelTo(Code(\"USA\"))",
            "GBR RelTo(Code(\"GBR\"))",
            "LES-NF NonIc(LesNf)",
        ]
    );
    let text = "//NATO KFOR SECRET//ATOMAL//NOFORN";
    let shown: Vec<&str> =
        read(text, None).tokens.iter().map(|token| text.get(token.span.clone()).unwrap()).collect();
    assert_eq!(shown, ["NATO KFOR", "SECRET", "ATOMAL", "NOFORN"]);
}

#[test]
fn a_banner_may_go_on_in_the_next_line() {
    let reading = read("\n  SECRET//REL TO USA,\n  GBR, NZL\n", None);
    assert_eq!(reading.marking.unwrap().banner(), "SECRET//REL TO USA, GBR, NZL");
    assert_eq!(reading.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["us-space"]);
    assert_eq!(reading.block, None);
}

#[test]
fn a_form_may_be_asked_for() {
    assert_eq!(read("S//NF", Some(Form::Portion)).problems, []);
    assert_eq!(read("(S//NF)", Some(Form::Portion)).problems, []);
    let codes =
        |text, form| read(text, Some(form)).problems.iter().map(|problem| problem.code).collect::<Vec<_>>();
    assert_eq!(codes("(SECRET//NOFORN)", Form::Banner), ["us-bracket", "us-bracket"]);
    assert_eq!(codes("[S//NF]", Form::Portion), ["us-bracket", "us-bracket"]);
}

/// Whatever the length, little is said and little is done.
#[test]
fn long_texts_are_an_error_at_once() {
    for scrap in
        ["/", "A", "SI-", "SECRET//", "(", "é", "中//", "GBR, ", "\u{200b}", "USA/", "SAR-", "-", "1 ", " "]
    {
        for length in [100_000, 8_000] {
            let text = format!("SECRET//REL TO USA, {}", scrap.repeat(length / scrap.len()));
            for form in [Form::Banner, Form::Portion] {
                let reading = read(&text, Some(form));
                assert!(!reading.problems.is_empty(), "{scrap}");
                assert!(reading.problems.len() <= 100, "{scrap}: {}", reading.problems.len());
                let is_long = text.trim_end_matches(['/', ' ', ',', '(']).len() > 8 * 1024;
                let told = reading.problems.iter().any(|problem| problem.code == "us-too-long");
                assert_eq!(told, is_long, "{scrap}");
                assert_eq!(reading.marking.is_none(), is_long, "{scrap}");
            }
        }
    }
    let many = read(&format!("SECRET//{}", "FOOBAR/".repeat(1000)), None).problems;
    assert_eq!(many.len(), 100);
    assert_eq!(many.last().map(|problem| problem.code), Some("us-too-many"));
    let lines = read(&format!("SECRET\n{}", "Declassify On: X\n".repeat(6000)), None);
    assert_eq!(lines.problems.len(), 100);
}

#[test]
fn what_a_fuzzer_found_comes_back() {
    for (form, text) in [
        (Form::Banner, "//JOINT SECRET GBRKAZ: CAN//REL TO USA, CAN, GBR"),
        (Form::Banner, "SECRET//SI/BALK//T/B/NOF/ATOMAL/V'/F:GI NATO//NC"),
        (Form::Banner, "//NF//NATO TOP S"),
        (Form::Portion, "S/(((/(FGI C.R\nREL"),
        (Form::Banner, "SECRET//SAR-SAR-BP-DEF 123/SDA-12/1"),
        (Form::Banner, "SECRET/SI//EYES ONLYREL TO USA, FVEY"),
        (Form::Banner, "U//REL TO UNATOSA,– FVEY"),
        (Form::Banner, "SECRET//USA/FISA/GBR EYES ONLY"),
        (Form::Portion, "S/SAR-BP/CA/NF S//NF"),
    ] {
        // Some are no marking at all.
        let Some(marking) = read(text, Some(form)).marking else { continue };
        let printed = marking.print(form);
        assert_eq!(read(&printed, Some(form)).marking, Some(marking), "{text} as {printed}");
    }
}
