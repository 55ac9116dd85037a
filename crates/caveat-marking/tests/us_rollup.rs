//! Banners from portions: the manual's documents, its rules one by one, and what holds for all documents.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

mod markings;

use std::collections::BTreeSet;

use caveat_marking::country;
use caveat_marking::us::block::{DeclassifyOn, Until};
use caveat_marking::us::marking::{Code, Control, Holder, Level, Marking, NonIc};
use caveat_marking::us::read::{Form, read};
use caveat_marking::us::rollup::{Options, Portion, RolledUp, Unmarked, rollup};
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

fn portion(text: &str) -> Portion {
    let marking = read(text, Some(Form::Portion)).marking.unwrap();
    Portion { marking, dated: None, declassify_on: None }
}

fn rolled(texts: &[&str]) -> RolledUp {
    rollup(&texts.iter().map(|text| portion(text)).collect::<Vec<_>>(), &Options::default())
}

/// Where the manual departs from its own rules.
const SLIPS: [(&str, &str); 1] = [(
    "capco-013",
    "the co-owner GBR lacks in the list of FGI, and the members of ISAF, which are not published, count",
)];

#[test]
fn the_manual_s_documents_have_the_manual_s_banners() {
    let mut checked = 0;
    for line in include_str!("data/us/rollup.jsonl").lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let id = row["id"].as_str().unwrap();
        if SLIPS.iter().any(|(slip, _)| *slip == id) {
            continue;
        }
        checked += 1;
        let expected = read(row["banner"].as_str().unwrap(), Some(Form::Banner)).marking.unwrap();
        let portions: Vec<Portion> =
            row["portions"].as_array().unwrap().iter().map(|text| portion(text.as_str().unwrap())).collect();
        // What a portion leaves to its banner is taken from it.
        let list = [expected.rel_to.clone(), expected.eyes.clone()].concat();
        let owners = match &expected.classification.holder {
            Holder::Joint(owners) => owners.clone(),
            _ => Vec::new(),
        };
        let rolled = rollup(&portions, &Options { list, owners, ..Options::default() });
        assert_eq!(rolled.banner.banner(), expected.banner(), "{id}: {}", row["portions"]);
        assert_eq!(rolled.problems, []);
    }
    assert_eq!(checked, 49);
}

#[test]
fn each_rule_of_table_3_decides() {
    for (rule, portions, banner) in [
        (1, vec!["S//NF", "TS//NF"], "TOP SECRET//NOFORN"),
        (2, vec!["S//NF", "S//REL TO USA, GBR"], "SECRET//NOFORN"),
        (2, vec!["S//NF", "S//RELIDO"], "SECRET//NOFORN"),
        (2, vec!["S//NF", "S//DISPLAY ONLY AFG"], "SECRET//NOFORN"),
        (2, vec!["S//NF", "S"], "SECRET//NOFORN"),
        (2, vec!["U//SBU-NF", "S//NF"], "SECRET//NOFORN"),
        (2, vec!["U//LES-NF", "S//NF"], "SECRET//NOFORN//LES"),
        (0, vec!["U//LES-NF", "S"], "SECRET//NOFORN//LES"),
        (0, vec!["U//SBU-NF", "S//REL TO USA, GBR"], "SECRET//NOFORN"),
        (0, vec!["U//LES-NF", "S//REL TO USA, GBR"], "SECRET//NOFORN//LES"),
        (9, vec!["S//REL TO USA, GBR", "S//REL TO USA, CAN"], "SECRET//NOFORN"),
        (10, vec!["S//REL TO USA, GBR", "S//RELIDO"], "SECRET//NOFORN"),
        (11, vec!["S//REL TO USA, GBR", "S//DISPLAY ONLY AFG"], "SECRET//NOFORN"),
        (12, vec!["S//REL TO USA, GBR", "S"], "SECRET//NOFORN"),
        (13, vec!["S//REL TO USA, GBR", "S//USA/CAN EYES ONLY"], "SECRET//NOFORN"),
        (16, vec!["S//REL TO USA, GBR/RELIDO", "S"], "SECRET//NOFORN"),
        (17, vec!["S//RELIDO", "S"], "SECRET//NOFORN"),
        (18, vec!["S//RELIDO", "S//DISPLAY ONLY AFG"], "SECRET//NOFORN"),
        (19, vec!["S//DISPLAY ONLY AFG", "S"], "SECRET//NOFORN"),
        (20, vec!["S//DISPLAY ONLY AFG", "S//DISPLAY ONLY IRQ"], "SECRET//NOFORN"),
        (21, vec!["S//REL TO USA, CAN, GBR", "S//REL TO USA, GBR"], "SECRET//REL TO USA, GBR"),
        (22, vec!["S//REL TO USA, CAN, GBR", "S//USA/GBR EYES ONLY"], "SECRET//REL TO USA, GBR"),
        (21, vec!["S//REL TO USA, FVEY", "S//REL TO USA, CAN, DEU"], "SECRET//REL TO USA, CAN"),
        (21, vec!["S//REL TO USA, FVEY", "S//REL TO USA, FVEY"], "SECRET//REL TO USA, FVEY"),
        (21, vec!["S//REL TO USA, FVEY", "S//REL TO USA, ACGU"], "SECRET//REL TO USA, AUS, CAN, GBR"),
        (21, vec!["S//REL TO USA, GBR/RELIDO", "S//REL TO USA, GBR"], "SECRET//REL TO USA, GBR"),
        (
            21,
            vec!["S//REL TO USA, GBR/RELIDO", "S//REL TO USA, GBR/RELIDO"],
            "SECRET//REL TO USA, GBR/RELIDO",
        ),
        (24, vec!["S//RELIDO", "TS//RELIDO"], "TOP SECRET//RELIDO"),
        (24, vec!["S//RELIDO", "S//REL TO USA, GBR/RELIDO"], "SECRET//RELIDO"),
        (25, vec!["S//DISPLAY ONLY AFG, IRQ", "S//DISPLAY ONLY IRQ"], "SECRET//DISPLAY ONLY IRQ"),
        (26, vec!["S//REL TO USA, AFG", "S//DISPLAY ONLY AFG, IRQ"], "SECRET//DISPLAY ONLY AFG"),
        (
            27,
            vec!["S//REL TO USA, IRQ/DISPLAY ONLY AFG", "S//REL TO USA, IRQ, KWT/DISPLAY ONLY AFG"],
            "SECRET//REL TO USA, IRQ/DISPLAY ONLY AFG",
        ),
    ] {
        let rolled = rolled(&portions);
        // 0: one of those whose number is not told.
        assert_eq!(
            (rolled.rule.unwrap_or(0), rolled.banner.banner().as_str()),
            (rule, banner),
            "{portions:?}"
        );
    }
}

#[test]
fn what_is_not_about_release_is_gathered() {
    for (portions, banner) in [
        (vec![], "UNCLASSIFIED"),
        (vec!["U", "U"], "UNCLASSIFIED"),
        (vec!["C", "S", "U"], "SECRET"),
        (vec!["TS//SI-G ABCD//OC/NF", "TS//SI-G DEFG/TK//NF"], "TOP SECRET//SI-G ABCD DEFG/TK//ORCON/NOFORN"),
        (vec!["TS//SAR-BP-1//NF", "TS//SAR-AP/BP-2//NF"], "TOP SECRET//SAR-AP/BP-1-2//NOFORN"),
        (vec!["S//RD//NF", "S//FRD-SG 14//NF", "S//TFNI//NF"], "SECRET//RD-SIGMA 14//NOFORN"),
        (vec!["S//FRD//NF", "S//TFNI//NF"], "SECRET//FRD//NOFORN"),
        (vec!["U//DCNI", "U//UCNI"], "UNCLASSIFIED//DOD UCNI/DOE UCNI"),
        (vec!["U//DCNI", "S//REL TO USA, GBR"], "SECRET//NOFORN"),
        (vec!["S//OC/NF", "S//OC-USGOV/NF"], "SECRET//ORCON/NOFORN"),
        (vec!["S//OC-USGOV/NF"], "SECRET//ORCON-USGOV/NOFORN"),
        (vec!["U//FOUO", "U"], "UNCLASSIFIED//FOUO"),
        (vec!["U//FOUO", "U//NF"], "UNCLASSIFIED//FOUO/NOFORN"),
        (vec!["U//FOUO", "U//PR"], "UNCLASSIFIED//PROPIN"),
        (vec!["U//FOUO", "S//NF"], "SECRET//NOFORN"),
        (vec!["S//NF//XD", "S//NF//ND"], "SECRET//NOFORN//NODIS"),
        (vec!["U//DS", "U//SBU"], "UNCLASSIFIED//LIMDIS/SBU"),
        (vec!["U//FISA"], "UNCLASSIFIED//FISA"),
        (vec!["U//FISA", "S//RELIDO"], "SECRET//RELIDO/FISA"),
        (vec!["//DEU S//REL TO USA, DEU", "//DEU C//REL TO USA, DEU"], "//DEU SECRET//REL TO USA, DEU"),
        (vec!["//DEU R", "U"], "CONFIDENTIAL//FGI DEU"),
        (vec!["//DEU S//NF", "S//FGI GBR//NF"], "SECRET//FGI DEU GBR//NOFORN"),
        (vec!["//DEU S//NF", "//FGI S//NF"], "SECRET//FGI//NOFORN"),
        (vec!["//FGI S//NF"], "SECRET//FGI//NOFORN"),
        (vec!["//NS//ATOMAL//NF", "//CTS//NF"], "//COSMIC TOP SECRET//ATOMAL//NOFORN"),
        (vec!["//NS//ATOMAL//NF", "S//NF"], "SECRET//ATOMAL//FGI NATO//NOFORN"),
        (vec!["//NKFORS//NF", "S//NF"], "SECRET//FGI KFOR NATO//NOFORN"),
        (
            vec!["//JOINT S GBR USA//REL TO USA, GBR", "S//REL TO USA, GBR"],
            "SECRET//FGI GBR//REL TO USA, GBR",
        ),
    ] {
        assert_eq!(rolled(&portions).banner.banner(), banner, "{portions:?}");
    }
}

#[test]
fn what_is_not_known_is_released_to_nobody_and_said() {
    for (portions, banner, code) in [
        (vec!["S//REL", "S//REL TO USA, GBR"], "SECRET//NOFORN", "us-rollup-list"),
        (vec!["S//EYES"], "SECRET//NOFORN", "us-rollup-list"),
        (vec!["S//REL TO USA, GBR", "U//FOOBAR"], "SECRET//FOOBAR//NOFORN", "us-rollup-unknown"),
        (vec!["//JOINT S//REL TO USA, GBR"], "SECRET//FGI//REL TO USA, GBR", "us-rollup-owners"),
    ] {
        let rolled = rolled(&portions);
        assert_eq!(rolled.banner.banner(), banner, "{portions:?}");
        assert_eq!(rolled.problems.iter().map(|remark| remark.code).collect::<Vec<_>>(), [code]);
    }
}

#[test]
fn what_says_nothing_counts_by_its_date() {
    let young = Some(date(2010, 6, 28));
    let old = Some(date(2010, 6, 27));
    let of = |text: &str, dated: Option<Date>| Portion { dated, ..portion(text) };
    for (portions, says_nothing, takes_default) in [
        (vec![of("S", young)], "SECRET", "SECRET//RELIDO"),
        (vec![of("S//SI", young)], "SECRET//SI", "SECRET//SI//RELIDO"),
        (vec![of("S", old)], "SECRET", "SECRET//NOFORN"),
        (vec![of("S", None)], "SECRET", "SECRET//NOFORN"),
        (vec![of("S//PR", young)], "SECRET//PROPIN", "SECRET//NOFORN/PROPIN"),
        (vec![of("S//RD", young)], "SECRET//RD", "SECRET//RD//NOFORN"),
        (vec![of("S//FGI DEU", young)], "SECRET//FGI DEU", "SECRET//FGI DEU//NOFORN"),
        (vec![of("S", young), of("S//RELIDO", None)], "SECRET//RELIDO", "SECRET//RELIDO"),
        (vec![of("S", old), of("S//RELIDO", None)], "SECRET//NOFORN", "SECRET//NOFORN"),
        (vec![of("S", young), of("S//REL TO USA, GBR", None)], "SECRET//NOFORN", "SECRET//NOFORN"),
        (
            vec![of("U", None), of("S//REL TO USA, GBR", None)],
            "SECRET//REL TO USA, GBR",
            "SECRET//REL TO USA, GBR",
        ),
    ] {
        for (unmarked, banner) in
            [(Unmarked::SaysNothing, says_nothing), (Unmarked::TakesDefault, takes_default)]
        {
            let options = Options { unmarked, ..Options::default() };
            assert_eq!(rollup(&portions, &options).banner.banner(), banner, "{portions:?}");
        }
    }
}

#[test]
fn the_longest_declassification_counts() {
    let day = |year| DeclassifyOn::Date(date(year, 1, 1));
    let exempt = |code: &str, year| DeclassifyOn::Exemption {
        code: code.to_owned(),
        until: Some(Until::Date(date(year, 1, 1))),
    };
    let human = || DeclassifyOn::Exemption { code: "50X1-HUM".to_owned(), until: None };
    let bare = || DeclassifyOn::Exemption { code: "25X3".to_owned(), until: None };
    let event = || DeclassifyOn::Event("End of the exercise".to_owned());
    let legacy = || DeclassifyOn::Legacy("OADR".to_owned());
    let unreadable = || DeclassifyOn::Unreadable("?".to_owned());
    let since = Some(date(2000, 1, 1));
    for (said, expected) in [
        (vec![Some(day(2030)), Some(day(2040))], Some(day(2040))),
        (vec![Some(event()), Some(day(2026))], Some(day(2026))),
        (vec![Some(event())], Some(event())),
        (vec![Some(exempt("25X1", 2050)), Some(day(2060))], Some(exempt("25X1", 2050))),
        (vec![Some(exempt("25X5", 2050)), Some(exempt("25X1", 2050))], Some(exempt("25X1", 2050))),
        (vec![Some(exempt("25X5", 2051)), Some(exempt("25X1", 2050))], Some(exempt("25X5", 2051))),
        (vec![Some(DeclassifyOn::Imagery), Some(exempt("25X1", 2050))], Some(DeclassifyOn::Imagery)),
        (vec![Some(DeclassifyOn::Imagery), Some(exempt("50X6", 2070))], Some(exempt("50X6", 2070))),
        (vec![Some(human()), Some(exempt("50X6", 2070))], Some(human())),
        (vec![Some(legacy())], Some(day(2025))),
        (vec![None], Some(day(2025))),
        (vec![Some(bare())], Some(exempt("25X3", 2050))),
        (vec![Some(unreadable()), Some(human())], None),
    ] {
        let portions: Vec<Portion> = said
            .into_iter()
            .map(|declassify_on| Portion { dated: since, declassify_on, ..portion("S//NF") })
            .collect();
        let rolled = rollup(&portions, &Options::default());
        assert_eq!(rolled.declassify_on, expected, "{portions:?}");
        assert_eq!(rolled.problems.len(), usize::from(expected.is_none()));
    }
    for (text, expected) in [
        ("S//RD//NF", "N/A to RD portions. See source list for NSI portions."),
        ("//NS//ATOMAL//NF", "N/A to NATO portions. See source list for NSI portions."),
        ("S//FRD//FGI NATO//NF", "N/A to FRD/NATO portions. See source list for NSI portions."),
    ] {
        let portions = [Portion { declassify_on: Some(human()), ..portion(text) }];
        let found = rollup(&portions, &Options::default()).declassify_on;
        assert_eq!(found, Some(DeclassifyOn::NotApplicable(expected.to_owned())));
    }
    assert_eq!(rolled(&["S//NF"]).declassify_on, None, "without a date nobody can tell");
    assert_eq!(rolled(&["U"]).declassify_on, None);
}

/// Those who may receive what has a marking, and those who may see it, among countries.
fn released(marking: &Marking) -> (BTreeSet<Code>, BTreeSet<Code>) {
    let of = |codes: &[Code]| -> BTreeSet<Code> {
        let is_decomposable = |code: &Code| Options::default().decomposable.contains(code);
        let members = codes
            .iter()
            .filter(|code| is_decomposable(code))
            .flat_map(|code| country::members(code.as_str()).unwrap())
            .filter(|code| code.as_str() != "USA");
        codes.iter().chain(members).filter(|code| code.as_str() != "USA").cloned().collect()
    };
    let receive: BTreeSet<Code> = of(&[marking.rel_to.clone(), marking.eyes.clone()].concat());
    let see = receive.union(&of(&marking.display_only)).cloned().collect();
    (receive, see)
}

/// Whether a portion says anything of release: what is unclassified and does not, follows its banner.
fn is_asked(marking: &Marking) -> bool {
    let controls = [
        Control::Noforn,
        Control::RelTo,
        Control::Relido,
        Control::Eyes,
        Control::DisplayOnly,
        Control::Fisa,
        Control::RawFisa,
    ];
    let non_ic = [NonIc::LesNf, NonIc::SbuNf, NonIc::Exdis, NonIc::Nodis];
    marking.classification.level > Level::Unclassified
        || controls.into_iter().any(|control| marking.has(control))
        || non_ic.into_iter().any(|non_ic| marking.non_ic.contains(&non_ic))
        || !marking.unknown.is_empty()
}

/// Few codes, so that lists meet.
fn list() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("USA, CAN, GBR"), 3 => Just("USA, GBR"), 2 => Just("USA, FVEY"), 1 => Just("USA, ACGU"),
        1 => Just("USA, JPN, NATO"), 1 => Just("USA, GBR, NATO"), 1 => Just("USA, DEU"),
    ]
    .prop_map(str::to_owned)
}

/// Portions that say something of release, or nothing, in all ways.
fn about_release() -> impl Strategy<Value = Portion> {
    let rel = || list().prop_map(|list| format!("REL TO {list}"));
    let display = || list().prop_map(|list| format!("DISPLAY ONLY {}", list.trim_start_matches("USA, ")));
    let said = prop_oneof![
        Just(String::new()),
        Just("//NF".to_owned()),
        Just("//RELIDO".to_owned()),
        rel().prop_map(|rel| format!("//{rel}")),
        rel().prop_map(|rel| format!("//{rel}")),
        rel().prop_map(|rel| format!("//{rel}/RELIDO")),
        display().prop_map(|display| format!("//{display}")),
        (rel(), display()).prop_map(|(rel, display)| format!("//{rel}/{display}")),
        list().prop_map(|list| format!("//{} EYES ONLY", list.replace(", ", "/"))),
        Just("//FISA".to_owned()),
        Just("//OC/NF".to_owned()),
        Just("//PR".to_owned()),
        Just("//LES-NF".to_owned()),
        Just("//SBU-NF".to_owned()),
        Just("//NF//XD".to_owned()),
        Just("//FOOBAR".to_owned()),
        Just("//UCNI".to_owned()),
    ];
    let level = proptest::sample::select(vec!["U", "U", "S", "S", "S", "TS", "//DEU S", "//FGI C"]);
    let dated = prop_oneof![Just(None), Just(Some(date(2009, 1, 1))), Just(Some(date(2019, 1, 1)))];
    (level, said, dated)
        .prop_map(|(level, said, dated)| Portion { dated, ..portion(&format!("{level}{said}")) })
}

fn any_portion() -> impl Strategy<Value = Portion> {
    let made_up = markings::marking(Form::Portion).prop_map(|marking| Portion {
        marking,
        dated: None,
        declassify_on: None,
    });
    prop_oneof![3 => about_release(), 1 => made_up]
}

fn options() -> impl Strategy<Value = Options> {
    let unmarked = prop_oneof![Just(Unmarked::SaysNothing), Just(Unmarked::TakesDefault)];
    unmarked.prop_map(|unmarked| Options { unmarked, ..Options::default() })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_further_portion_never_releases_further(
        portions in vec(any_portion(), 1..5),
        further in any_portion(),
        options in options(),
    ) {
        let before = rollup(&portions, &options).banner;
        let after = rollup(&[portions.clone(), vec![further]].concat(), &options).banner;
        let ((before_receive, before_see), (receive, see)) = (released(&before), released(&after));
        // Where nothing was asked, nothing was kept from anybody.
        if portions.iter().any(|portion| is_asked(&portion.marking)) {
            prop_assert!(receive.is_subset(&before_receive), "{} became {}", before.banner(), after.banner());
            prop_assert!(see.is_subset(&before_see), "{} became {}", before.banner(), after.banner());
        }
        prop_assert!(after.classification.level >= before.classification.level);
    }

    #[test]
    fn no_banner_releases_what_a_portion_does_not(portions in vec(any_portion(), 1..5), options in options()) {
        let banner = rollup(&portions, &options).banner;
        let (receive, see) = released(&banner);
        for portion in portions.iter().filter(|portion| is_asked(&portion.marking)) {
            let of_portion = released(&portion.marking);
            prop_assert!(receive.is_subset(&of_portion.0), "{}", banner.banner());
            prop_assert!(see.is_subset(&of_portion.1), "{}", banner.banner());
        }
    }

    #[test]
    fn the_banner_of_a_banner_is_the_same(portions in vec(any_portion(), 1..5), options in options()) {
        let banner = rollup(&portions, &options).banner;
        let again = rollup(&[Portion { marking: banner.clone(), dated: None, declassify_on: None }], &options);
        prop_assert_eq!(again.banner.banner(), banner.banner());
        prop_assert_eq!(again.banner, banner);
    }

    #[test]
    fn order_and_repetition_of_portions_do_not_matter(portions in vec(any_portion(), 1..5), options in options()) {
        let banner = rollup(&portions, &options).banner;
        let mut turned = portions.clone();
        turned.reverse();
        turned.extend(portions);
        prop_assert_eq!(rollup(&turned, &options).banner, banner);
    }

    #[test]
    fn what_is_rolled_up_can_be_read(portions in vec(any_portion(), 1..5), options in options()) {
        let banner = rollup(&portions, &options).banner;
        let text = banner.banner();
        prop_assert_eq!(read(&text, Some(Form::Banner)).marking, Some(banner), "{}", text);
    }
}
