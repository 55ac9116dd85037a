//! Whoever may not have a portion may not have the whole under the banner that is rolled up from its portions.
//!
//! Two computations are held against each other that know nothing of one another: what a banner says (the manual's
//! roll-up, on text alone) and what a marking asks of a person (its caveats). The program itself never decides by a
//! banner alone, for an item bears what its parts bear; but people do.
#![expect(clippy::unwrap_used, clippy::panic, reason = "what fails here fails the test")]
#![expect(clippy::print_stdout, reason = "how much was seen of the law is told")]

#[path = "../../caveat-marking/tests/markings/mod.rs"]
mod markings;

use std::cell::RefCell;
use std::collections::BTreeMap;

use caveat::caveat::{Mode, Test};
use caveat::marking::{Dates, Marked, understand};
use caveat::scenario::Scenario;
use caveat::scheme::Scheme;
use caveat_marking::country;
use caveat_marking::us::marking::{Code, Control, Fgi, Level, Marking, NonIc};
use caveat_marking::us::read::{Form, read};
use caveat_marking::us::rollup::{Options, Portion, Unmarked, rollup};
use jiff::civil::{Date, date};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestRunner;

/// FVEY is a party of its own here, and every other coalition its members.
const STORY: &str = r#"
    entry = [
        { party = "usa", kind = "state" },
        { party = "gbr", kind = "state" },
        { party = "can", kind = "state" },
        { party = "deu", kind = "state" },
        { party = "jpn", kind = "state" },
        { party = "fvey", kind = "community" },
        { scheme = "us", authority = "usa", levels = ["CONFIDENTIAL", "SECRET", "TOP SECRET"], reads = "us",
          parties = { USA = "usa", GBR = "gbr", CAN = "can", DEU = "deu", JPN = "jpn", FVEY = "fvey" } },
    ]
"#;

const COUNTRIES: [&str; 8] = ["usa", "usa", "usa", "usa", "gbr", "can", "deu", "jpn"];
const LEVELS: [&str; 3] = ["CONFIDENTIAL", "SECRET", "TOP SECRET"];

/// Where the manual's own rules let a banner ask less than a portion. Each is a departure from the law, and narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Exception {
    /// What is unclassified and says nothing of release follows its banner (CAPCO 2016, Table 2).
    FollowsItsBanner,
    /// A classified banner does not say LIMDIS: its level protects it (CAPCO 2016, template of LIMDIS).
    Limdis,
    /// FOUO stands in no banner that is classified or has another control, and SBU in none that is classified (CAPCO
    /// 2016, D.2 and their templates). Both ask more than the release beside them only where that is a co-owner's, or
    /// for showing alone.
    FouoOrSbu,
    /// RD absorbs FRD, and the numbers of its SIGMAs (CAPCO 2016, template of RD).
    SigmaOfRd,
    /// A concealed source conceals that another is NATO (CAPCO 2016, template of FGI).
    ConcealedNato,
    /// HCS or RESERVE without a compartment, beside one with: the banner has no place for the one without.
    BareBesideCompartment,
    /// `REL` without a list means the banner's, and no banner is known: alone it is for nobody.
    UnknownList,
}

/// What a person has of what a marking may ask.
#[derive(Debug, Clone)]
struct Recipient {
    country: &'static str,
    /// Whether of the government, and not only a national.
    government: bool,
    /// How many of the levels.
    cleared: usize,
    /// Whether of the own organisation of those to whom the originator gave it.
    insider: bool,
    read_in: ReadIn,
}

#[derive(Debug, Clone, Copy)]
enum ReadIn {
    All,
    /// To all but those on which this number falls.
    Most(u8),
    /// To all but this one.
    AllBut(&'static str),
    None,
}

#[derive(Debug)]
struct Document {
    portions: Vec<Portion>,
    options: Options,
}

/// A document's markings as caveats.
struct Meant {
    portions: Vec<(Marking, Vec<Marked>)>,
    banner: Marking,
    whole: Vec<Marked>,
}

impl Recipient {
    fn meets(&self, test: &Test) -> bool {
        match test {
            Test::Level(_, level) => {
                LEVELS.iter().take(self.cleared).any(|cleared| *cleared == level.as_str())
            }
            Test::Compartment(_, code) => self.is_read_in(code.as_str()),
            Test::Audience(audience) => {
                let within = |party: &str| self.government && is_within(self.country, party);
                audience.members.iter().any(|member| within(member.party.as_str()))
            }
            Test::Relative(_) => self.insider,
            Test::Any(tests) => tests.iter().any(|test| self.meets(test)),
            Test::Nobody(_) => false,
            other => panic!("no marking of the United States means {other:?}"),
        }
    }

    fn is_read_in(&self, code: &str) -> bool {
        match self.read_in {
            ReadIn::All => true,
            ReadIn::None => false,
            ReadIn::AllBut(other) => code != other,
            ReadIn::Most(number) => {
                let sum = code.bytes().fold(number, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
                sum % 5 != 0
            }
        }
    }

    /// What stands in the way.
    fn unmet<'a>(&self, marked: &'a [Marked], mode: Mode) -> Vec<&'a Marked> {
        let asks = |one: &&Marked| one.caveat.applies_to(mode) && !self.meets(&one.caveat.test);
        marked.iter().filter(asks).collect()
    }
}

fn is_within(country: &str, party: &str) -> bool {
    let code = Code::new(country.to_uppercase());
    let members = country::members(&party.to_uppercase()).unwrap_or_default();
    country == party || members.contains(&code)
}

fn scheme() -> Scheme {
    let story = Scenario::read(STORY.as_bytes()).unwrap();
    story.ledger.scheme(&"us".parse().unwrap()).unwrap().clone()
}

fn meaning(scheme: &Scheme, text: &str, dated: Option<Date>) -> Vec<Marked> {
    let dated = dated.map(|dated| dated.to_string().parse().unwrap());
    understand(scheme, text, Dates { dated, marked: "2024-06-01".parse().unwrap() }).unwrap().marked
}

/// The caveats of each portion and of the whole. The whole is as old as its oldest portion.
fn meant(scheme: &Scheme, document: &Document) -> Meant {
    let banner = rollup(&document.portions, &document.options).banner;
    let oldest = document.portions.iter().map(|portion| portion.dated).min().flatten();
    let portions = document.portions.iter().map(|portion| {
        let marking = filled(&portion.marking, &document.options.list);
        let marked = meaning(scheme, &format!("({})", marking.portion()), portion.dated);
        (marking, marked)
    });
    Meant { portions: portions.collect(), whole: meaning(scheme, &banner.banner(), oldest), banner }
}

/// With the list that it leaves to its banner, where that is known.
fn filled(marking: &Marking, list: &[Code]) -> Marking {
    let mut filled = marking.clone();
    for (control, codes) in [(Control::RelTo, &mut filled.rel_to), (Control::Eyes, &mut filled.eyes)] {
        if marking.has(control) && codes.is_empty() {
            *codes = list.to_vec();
        }
    }
    filled
}

/// Which rule of the manual lets the banner not ask this.
fn exception(portion: &Marking, unmet: &Marked, banner: &Marking) -> Option<Exception> {
    let word = unmet.word.as_str();
    let is_classified = banner.classification.level > Level::Unclassified;
    let says = [Control::Noforn, Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];
    let says_nothing = portion.classification.level == Level::Unclassified
        && !says.iter().any(|control| portion.has(*control))
        && matches!(unmet.caveat.test, Test::Audience(_));
    let bare = |name: &str| {
        let of = |marking: &Marking| marking.sci.iter().find(|program| program.name == name).cloned();
        let (here, there) = (of(portion), of(banner));
        here.is_some_and(|here| here.compartments.is_empty())
            && there.is_some_and(|there| !there.compartments.is_empty())
    };
    let sigma = word.strip_prefix("FRD-SIGMA ").and_then(|number| number.parse().ok());
    let absorbs = |number: u8| banner.atomic_energy.rd.as_ref().is_some_and(|rd| rd.sigma.contains(&number));
    let follows = [
        "(no decision on foreign disclosure)",
        "FOUO",
        "SBU",
        "LES",
        "SSI",
        "FISA",
        "RAWFISA",
        "DOD UCNI",
        "DOE UCNI",
    ];
    match word {
        "LIMDIS" => (is_classified && !banner.non_ic.contains(&NonIc::Limdis)).then_some(Exception::Limdis),
        "FOUO" if !says_nothing && !banner.has(Control::Fouo) => Some(Exception::FouoOrSbu),
        "SBU" if !says_nothing && is_classified => Some(Exception::FouoOrSbu),
        "NATO" if banner.fgi == Some(Fgi::Concealed) => Some(Exception::ConcealedNato),
        "HCS-P" if bare("HCS") => Some(Exception::BareBesideCompartment),
        "RSV" if bare("RSV") => Some(Exception::BareBesideCompartment),
        "REL TO" if portion.rel_to.is_empty() => Some(Exception::UnknownList),
        _ if sigma.is_some_and(absorbs) => Some(Exception::SigmaOfRd),
        _ if says_nothing && (follows.contains(&word) || word.starts_with("FGI")) => {
            Some(Exception::FollowsItsBanner)
        }
        _ => None,
    }
}

/// What was seen of the law.
#[derive(Debug, Default)]
struct Seen {
    documents: usize,
    allowed: usize,
    /// Refused by a portion and by the banner.
    refused: usize,
    /// Refused by the banner alone: it gathers what the portions ask.
    by_banner: usize,
    exceptions: BTreeMap<Exception, usize>,
    /// Which words of a portion the banner let go without a rule, each with its shortest example.
    broken: BTreeMap<String, String>,
}

/// Holds the law against one recipient.
fn judge(meant: &Meant, recipient: &Recipient, mode: Mode, seen: &mut Seen) {
    let refuses = !recipient.unmet(&meant.whole, mode).is_empty();
    let mut is_refused = false;
    for (portion, marked) in &meant.portions {
        for unmet in recipient.unmet(marked, mode) {
            is_refused = true;
            if refuses {
                continue;
            }
            if let Some(exception) = exception(portion, unmet, &meant.banner) {
                *seen.exceptions.entry(exception).or_default() += 1;
                continue;
            }
            let (portion, banner) = (portion.portion(), meant.banner.banner());
            let told = format!("({portion}) in {banner}: {recipient:?}, {mode:?}");
            let known = seen.broken.entry(unmet.word.clone()).or_insert_with(|| told.clone());
            if told.len() < known.len() {
                *known = told;
            }
        }
    }
    match (is_refused, refuses) {
        (true, true) => seen.refused += 1,
        (false, true) => seen.by_banner += 1,
        (false, false) => seen.allowed += 1,
        (true, false) => {}
    }
}

/// Portions as documents have them: little is asked of a person, and much is said of release.
fn of_documents() -> impl Strategy<Value = Portion> {
    let list =
        || select(vec!["USA, CAN, GBR", "USA, GBR", "USA, FVEY", "USA, ACGU", "USA, JPN, NATO", "USA, DEU"]);
    let rel = || list().prop_map(|list| format!("REL TO {list}"));
    let display = || list().prop_map(|list| format!("DISPLAY ONLY {}", list.trim_start_matches("USA, ")));
    let said = prop_oneof![
        4 => rel(),
        2 => rel().prop_map(|rel| format!("{rel}/RELIDO")),
        2 => display(),
        2 => (rel(), display()).prop_map(|(rel, display)| format!("{rel}/{display}")),
        2 => list().prop_map(|list| format!("{} EYES ONLY", list.replace(", ", "/"))),
        2 => rel().prop_map(|rel| format!("{rel}//DS")),
        2 => rel().prop_map(|rel| format!("PR/{rel}")),
        2 => rel().prop_map(|rel| format!("DSEN/{rel}")),
        12 => select(vec![
            "", "", "", "NF", "RELIDO", "REL", "FOUO", "FISA", "OC/NF", "OC-USGOV/NF", "PR", "LES", "LES-NF",
            "SBU", "SBU-NF", "DS", "SSI", "NNPI", "NF//XD", "NF//ND", "FOOBAR", "UCNI", "DCNI", "FGI DEU",
            "FGI NATO//REL TO USA, GBR", "FGI//NF", "FRD-SG 14", "FRD-SG 14//REL TO USA, GBR", "RD-SG 18",
            "RD-SG 14//REL TO USA, GBR", "SI", "SI-EU//NF", "HCS//NF", "HCS-O//NF", "SAR-BP//NF",
        ]).prop_map(str::to_owned),
    ];
    let level = select(vec![
        "U",
        "U",
        "S",
        "S",
        "S",
        "C",
        "TS",
        "//DEU S",
        "//GBR R",
        "//FGI C",
        "//NS",
        "//NR",
        "//CTS",
        "//JOINT S GBR USA",
        "//JOINT S",
    ]);
    let dated = select(vec![None, Some(date(2009, 1, 1)), Some(date(2019, 1, 1)), Some(date(2023, 1, 1))]);
    (level, said, dated).prop_map(|(level, said, dated)| {
        let text = if said.is_empty() { level.to_owned() } else { format!("{level}//{said}") };
        portion(&text, dated)
    })
}

fn portion(text: &str, dated: Option<Date>) -> Portion {
    Portion { marking: read(text, Some(Form::Portion)).marking.unwrap(), dated, declassify_on: None }
}

fn document() -> impl Strategy<Value = Document> {
    let made_up = (markings::marking(Form::Portion), select(vec![None, Some(date(2019, 1, 1))]))
        .prop_map(|(marking, dated)| Portion { marking, dated, declassify_on: None });
    let portion = prop_oneof![5 => of_documents(), 1 => made_up];
    let lists = vec![vec![], vec![Code::new("USA"), Code::new("GBR")]];
    let unmarked = select(vec![Unmarked::SaysNothing, Unmarked::TakesDefault]);
    (vec(portion, 1..5), select(lists), unmarked).prop_map(|(portions, list, unmarked)| Document {
        portions,
        options: Options { list, unmarked, ..Options::default() },
    })
}

fn recipient() -> impl Strategy<Value = Recipient> {
    let cleared = select(vec![0, 1, 2, 3, 3, 3]);
    let read_in = prop_oneof![
        3 => Just(ReadIn::All),
        2 => any::<u8>().prop_map(ReadIn::Most),
        1 => Just(ReadIn::None),
    ];
    let of = (select(COUNTRIES.to_vec()), proptest::bool::weighted(0.9), cleared, any::<bool>(), read_in);
    of.prop_map(|(country, government, cleared, insider, read_in)| Recipient {
        country,
        government,
        cleared,
        insider,
        read_in,
    })
}

#[test]
fn whoever_may_not_have_a_portion_may_not_have_the_whole() {
    let scheme = scheme();
    let seen = RefCell::new(Seen::default());
    let config = ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() };
    let cases = (document(), vec(recipient(), 8));
    let run = TestRunner::new(config).run(&cases, |(document, recipients)| {
        let meant = meant(&scheme, &document);
        let mut seen = seen.borrow_mut();
        seen.documents += 1;
        for recipient in &recipients {
            Mode::ALL.iter().for_each(|(_, mode)| judge(&meant, recipient, *mode, &mut seen));
        }
        Ok(())
    });
    run.unwrap();
    let seen = seen.into_inner();
    println!("{seen:#?}");
    assert!(seen.broken.is_empty(), "{:#?}", seen.broken);
    // It says nothing where all are refused, or none.
    assert!(seen.allowed > 5_000 && seen.refused > 50_000 && seen.by_banner > 1_000, "{seen:?}");
}

#[test]
fn every_exception_is_met_with() {
    let scheme = scheme();
    let usa = Recipient { country: "usa", government: true, cleared: 3, insider: true, read_in: ReadIn::All };
    let gbr = Recipient { country: "gbr", ..usa.clone() };
    let but = |code| Recipient { read_in: ReadIn::AllBut(code), ..usa.clone() };
    for (exception, portions, recipient) in [
        (Exception::FollowsItsBanner, vec!["U", "S//REL TO USA, GBR"], &gbr),
        (Exception::FollowsItsBanner, vec!["U//SBU", "S//REL TO USA, GBR"], &gbr),
        (Exception::FollowsItsBanner, vec!["U//FGI DEU", "S//REL TO USA, GBR"], &gbr),
        (Exception::Limdis, vec!["S//REL TO USA, GBR//DS"], &gbr),
        (Exception::FouoOrSbu, vec!["//JOINT S GBR USA//FOUO"], &gbr),
        (Exception::FouoOrSbu, vec!["//JOINT S GBR USA//SBU"], &gbr),
        (Exception::SigmaOfRd, vec!["S//RD-SG 14//NF", "S//FRD-SG 14//NF"], &but("FRD-SIGMA 14")),
        (Exception::ConcealedNato, vec!["//NS//NF", "//FGI S//NF"], &but("NATO")),
        (Exception::BareBesideCompartment, vec!["TS//HCS//NF", "TS//HCS-O//OC/NF"], &but("HCS-P")),
        (Exception::BareBesideCompartment, vec!["TS//RSV//NF", "TS//RSV-ABC//NF"], &but("RSV")),
        (Exception::UnknownList, vec!["S//REL"], &usa),
    ] {
        let young = Some(date(2019, 1, 1));
        let portions = portions.into_iter().map(|text| portion(text, young)).collect();
        let document = Document { portions, options: Options::default() };
        let mut seen = Seen::default();
        judge(&meant(&scheme, &document), recipient, Mode::Giving, &mut seen);
        assert_eq!(seen.exceptions.keys().collect::<Vec<_>>(), [&exception], "{document:?}");
        assert!(seen.broken.is_empty(), "{seen:?}");
    }
}

/// The third-agency rule holds for what is old. A whole that is dated by itself, and not by its oldest portion,
/// loses it (Executive Order 13526, section 4.1(i)).
#[test]
fn a_whole_that_is_younger_than_its_portion_does_not_say_that_it_is_old() {
    let scheme = scheme();
    let asks = |dated| meaning(&scheme, "SECRET//NOFORN", dated).iter().any(|one| one.slug == "third-agency");
    assert!(asks(Some(date(2009, 1, 1))) && asks(None));
    assert!(!asks(Some(date(2024, 1, 1))));
}

#[test]
fn a_banner_that_is_not_rolled_up_breaks_the_law() {
    let scheme = scheme();
    let young = Some(date(2019, 1, 1));
    let document = Document { portions: vec![portion("S//NF", young)], options: Options::default() };
    let mut meant = meant(&scheme, &document);
    meant.whole = meaning(&scheme, "SECRET//REL TO USA, GBR", young);
    let gbr = Recipient { country: "gbr", government: true, cleared: 3, insider: true, read_in: ReadIn::All };
    let mut seen = Seen::default();
    judge(&meant, &gbr, Mode::Giving, &mut seen);
    assert_eq!(seen.broken.keys().collect::<Vec<_>>(), ["NOFORN"]);
}
