//! What markings mean, word by word, as one reads it.
#![expect(clippy::unwrap_used, reason = "a story that does not parse is a failed test")]

use std::fmt::Write as _;

use caveat::caveat::Caveat;
use caveat::id::SchemeId;
use caveat::marking::{Dates, Marked, understand};
use caveat::read::Format;
use caveat::scenario::Scenario;
use caveat::scheme::Scheme;
use caveat::time::Instant;

const STORY: &str = r#"
    entry = [
        { party = "united-states", kind = "state" },
        { party = "united-kingdom", kind = "state" },
        { party = "germany", kind = "state" },
        { party = "five-eyes", kind = "community" },
        { party = "nato", kind = "community" },
        { party = "canada", kind = "state" },
        { party = "disclosure-office", kind = "office" },
        { party = "first", kind = "body" },
        { party = "isac", kind = "community" },
        { scheme = "us", authority = "united-states", levels = ["CONFIDENTIAL", "SECRET", "TOP SECRET"], reads = "us",
          parties = { USA = "united-states", GBR = "united-kingdom", DEU = "germany", FVEY = "five-eyes",
                      CAN = "canada", NATO = "nato", RELIDO = "disclosure-office" } },
        { party = "kfor", kind = "community" },
        { party = "sweden", kind = "state" },
        { scheme = "nato", authority = "nato", reads = "nato", compartments = ["ATOMAL", "BOHEMIA"],
          levels = ["NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET"],
          parties = { USA = "united-states", GBR = "united-kingdom", DEU = "germany", KFOR = "kfor",
                      Sweden = "sweden", Acme = "first" } },
        { scheme = "nato-labels", authority = "nato", reads = "nato", levels = ["UNCLASSIFIED", "SECRET"],
          parties = { NATO = "five-eyes" } },
        { scheme = "tlp", authority = "first", reads = "tlp", parties = { "TLP:GREEN" = "isac" } },
        { scheme = "tlp-alone", authority = "first", reads = "tlp" },
    ]
"#;

fn scheme(id: &str) -> Scheme {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let id: SchemeId = id.parse().unwrap();
    scenario.ledger.scheme(&id).unwrap().clone()
}

/// Each caveat on a line: its word, what it asks, whose it is where that is said, and when it ends.
fn told(scheme: &Scheme, text: &str, dated: Option<&str>) -> String {
    let dated: Option<Instant> = dated.map(|dated| dated.parse().unwrap());
    let dates = Dates { dated, marked: "2024-06-01".parse().unwrap() };
    let understood = understand(scheme, text, dates).unwrap();
    let mut told = format!("{text}\n");
    for marked in &understood.marked {
        writeln!(told, "  {}", line(marked)).unwrap();
    }
    for (word, why) in &understood.carried {
        writeln!(told, "  {word}: {why}").unwrap();
    }
    told
}

fn line(marked: &Marked) -> String {
    let Caveat { owners, test, from, until, modes, .. } = &marked.caveat;
    let mut line = format!("{} [{}]: {test}", marked.word, marked.slug);
    if let caveat::caveat::Test::Level(scheme, _) | caveat::caveat::Test::Compartment(scheme, _) = test {
        write!(line, " ({scheme})").unwrap();
    }
    if !owners.is_empty() {
        write!(line, ", of {owners:?}").unwrap();
    }
    if marked.of_originator {
        write!(line, ", of the originator").unwrap();
    }
    if let Some(from) = from {
        write!(line, ", from {from}").unwrap();
    }
    if let Some(until) = until.as_ref().and_then(|until| until.instant) {
        write!(line, ", until {until}").unwrap();
    }
    if !modes.is_empty() {
        write!(line, ", for {modes:?}").unwrap();
    }
    if !marked.releasers.is_empty() {
        write!(line, ", released by {:?}", marked.releasers).unwrap();
    }
    line
}

#[test]
fn markings_of_the_united_states() {
    let us = scheme("us");
    let texts = [
        "UNCLASSIFIED",
        "UNCLASSIFIED//FOUO",
        "SECRET",
        "SECRET//NOFORN",
        "SECRET//REL TO USA, FVEY",
        "SECRET//REL TO USA, CAN, GBR/RELIDO",
        "SECRET//REL TO USA, GBR/DISPLAY ONLY DEU",
        "SECRET//DISPLAY ONLY DEU",
        "(S//REL)",
        "SECRET//REL TO USA, ACGU",
        "TOP SECRET//HCS-P/SI-G ABCD/TK//ORCON/NOFORN",
        "CONFIDENTIAL//SI//REL TO USA, GBR",
        "SECRET//SAR-BP-123//NOFORN",
        "SECRET//RD-CNWDI//NOFORN",
        "SECRET//FRD-SIGMA 14//REL TO USA, GBR",
        "//GBR SECRET//REL TO USA, GBR",
        "//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR",
        "//NATO SECRET//ATOMAL",
        "//NATO RESTRICTED",
        "(//FGI S//NF)",
        "SECRET//FGI DEU GBR//REL TO USA, DEU, GBR",
        "SECRET//FGI//NOFORN",
        "SECRET//RSEN/ORCON-USGOV/IMCON/NOFORN/PROPIN//EXDIS",
        "SECRET//NOFORN//NODIS",
        "UNCLASSIFIED//SBU",
        "UNCLASSIFIED//NOFORN//LES NOFORN/SSI",
        "SECRET//NOFORN//XYZZY",
        "SECRET//NOFORN\nReason: 1.4(c)\nDeclassify On: 20301231",
        "SECRET//NOFORN\nDeclassify On: 25X1, 20551231",
        "SECRET//NOFORN\nDeclassify On: End of the exercise",
        "TOP SECRET//NOFORN\nDowngrade To: CONFIDENTIAL On: 20200101\nDeclassify On: 20301231",
        "SECRET//NOFORN\nDowngrade To: UNCLASSIFIED On: 20200101\nDeclassify On: 20301231",
    ];
    let told: Vec<String> = texts.iter().map(|text| told(&us, text, Some("2015-03-01"))).collect();
    insta::assert_snapshot!(told.join("\n"));
}

/// Each token of the page on these markings, with what it means; `UPDATE_DOCS=1` takes over what it is.
#[test]
fn the_page_says_what_the_markings_of_the_united_states_mean() {
    const BEGIN: &str = "```text means\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/us.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (block, after) = rest.split_once("```").unwrap();
    let us = scheme("us");
    let examples = block.lines().filter(|line| !line.starts_with(' ') && !line.is_empty());
    let told: Vec<String> = examples.map(|text| told(&us, text, Some("2015-03-01"))).collect();
    let told = told.join("\n");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, format!("{before}{BEGIN}{told}```{after}")).unwrap();
    } else {
        assert_eq!(block, told, "take it over with UPDATE_DOCS=1, and read the difference");
    }
}

/// What is not known of the date is read in the strictest way.
#[test]
fn the_date_of_the_information_decides_what_is_not_said() {
    let us = scheme("us");
    let dates = [None, Some("2009-12-31"), Some("2010-06-26"), Some("2010-06-27"), Some("2010-06-28")];
    let mut all = String::new();
    for dated in dates {
        for text in ["SECRET", "SECRET//REL TO USA, GBR", "SECRET//ORCON/NOFORN"] {
            writeln!(all, "{}: {}", dated.unwrap_or("undated"), told(&us, text, dated)).unwrap();
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn labels_of_the_traffic_light_protocol() {
    let mut all = String::new();
    for id in ["tlp", "tlp-alone"] {
        let tlp = scheme(id);
        for text in [
            "TLP:CLEAR",
            "TLP:WHITE",
            "TLP:GREEN",
            "TLP:AMBER",
            "tlp amber strict",
            "TLP:RED",
            "TLP:AMBER PAP:RED",
            "tlp:ex:chr",
            "TLP:BLUE",
            "TLP:GREEN TLP:RED",
            "PAP:AMBER",
        ] {
            writeln!(all, "{id}: {}", told(&tlp, text, None)).unwrap();
        }
    }
    insta::assert_snapshot!(all);
}

#[test]
fn markings_of_nato() {
    let mut all = String::new();
    let nato = scheme("nato");
    for text in [
        "NATO UNCLASSIFIED",
        "NATO RESTRICTED",
        "NATO SECRET",
        "COSMIC TOP SECRET BOHEMIA",
        "(CTSA)",
        "NATO/KFOR CONFIDENTIAL",
        "NATO/EAPC CONFIDENTIAL",
        "NATO RESTRICTED Releasable to Sweden, Germany",
        "NATO RESTRICTED Releasable to Japan",
        "NATO RESTRICTED Releasable to KFOR, Acme",
        "NATO/KFOR SECRET Releasable to Sweden",
        "NATO/KFOR SECRET NATO, Sweden Only",
        "NATO SECRET UK, USA, Canada Only",
        "NATO SECRET Japan, Canada Only",
        "NATO SECRET UK, USA Only Releasable to Sweden",
        "NATO UNCLASSIFIED Releasable to Sweden – STAFF",
        "NATO SECRET CRYPTO",
        "NATO SECRET NOFORN",
        "COSMIC SECRET",
        "NATO/ATLANTIS SECRET",
        "SECRET",
    ] {
        writeln!(all, "{}", told(&nato, text, Some("2015-03-01"))).unwrap();
    }
    for text in ["NATO UNCLASSIFIED", "NATO SECRET", "NATO CONFIDENTIAL Releasable to Sweden"] {
        writeln!(all, "nato-labels: {}", told(&scheme("nato-labels"), text, None)).unwrap();
    }
    insta::assert_snapshot!(all);
}

/// Whatever is typed: what nobody can read, nobody meets.
#[test]
fn what_cannot_be_read_is_met_by_nobody() {
    use caveat::caveat::Test;
    for id in ["us", "tlp", "nato"] {
        let scheme = scheme(id);
        for text in ["", " ", "//", "???", "SECRET//", "SECRT//NOFORN", "TLP:", "🦀", "SECRET//NOFRON", "TOP"]
        {
            let dates = Dates { dated: None, marked: Instant::BEGINNING };
            let marked = understand(&scheme, text, dates).unwrap().marked;
            let closed = marked.iter().any(|one| matches!(one.caveat.test, Test::Nobody(_)));
            let understood = text == "SECRET//" && id == "us";
            assert!(closed || understood, "{id} reads {text:?} as {marked:?}");
        }
    }
}

/// A concealed source is named nowhere.
#[test]
fn a_concealed_source_is_not_named() {
    let us = scheme("us");
    for text in ["SECRET//FGI//NOFORN", "(//FGI S//NF)", "SECRET//FGI//REL TO USA, GBR"] {
        let told = told(&us, text, Some("2015-03-01"));
        assert!(!told.contains("germany") && !told.contains("DEU"), "{told}");
    }
}

/// A scheme that is shipped.
fn shipped(id: &str) -> Scheme {
    let file = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemes/{}.toml"), id);
    caveat::read::schemes(&std::fs::read(file).unwrap(), Format::Toml).unwrap().remove(0)
}

#[test]
fn markings_of_the_schemes_that_are_data() {
    let texts: [(&str, &[&str]); 5] = [
        (
            "uk",
            &[
                "OFFICIAL",
                "OFFICIAL - FOR PUBLIC RELEASE",
                "OFFICIAL-SENSITIVE - RECIPIENTS ONLY - PERSONAL DATA",
                "UK SECRET - UK/US EYES ONLY",
                "SECRET - HMG USE ONLY",
                "OFFICIAL-SENSITIVE - EMBARGOED UNTIL 2027-01-31",
                "SECRET - EMBARGOED",
                "TOP SECRET - THRESHER",
                "HMG USE ONLY",
            ],
        ),
        (
            "eu",
            &[
                "SECRET UE/EU SECRET",
                "EU CONFIDENTIAL - RELEASABLE TO Norway, Switzerland",
                "R-UE/EU-R - RELEASABLE TO Atlantis",
            ],
        ),
        (
            "au",
            &[
                "PROTECTED//AUSTEO",
                "SECRET//REL AUS/GBR/USA",
                "SECRET//ORCON",
                "PROTECTED//EXPIRES=2027-07-01//DOWNTO=OFFICIAL",
                "PROTECTED//EXPIRES=2027-07-01//DOWNTO=UNOFFICIAL",
                "UNOFFICIAL",
            ],
        ),
        ("nz", &["IN-CONFIDENCE//STAFF", "SECRET//NZEO", "SECRET//REL TO NZL, GBR"]),
        (
            "company",
            &[
                "PUBLIC",
                "INTERNAL",
                "CONFIDENTIAL - Globex ONLY",
                "CONFIDENTIAL - DO NOT ATTRIBUTE",
                "SECRET",
            ],
        ),
    ];
    let mut all = String::new();
    for (id, texts) in texts {
        let scheme = shipped(id);
        for text in texts {
            writeln!(all, "{id}: {}", told(&scheme, text, Some("2024-03-01"))).unwrap();
        }
    }
    insta::assert_snapshot!(all);
}
