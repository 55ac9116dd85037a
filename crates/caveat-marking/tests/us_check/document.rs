//! Banners against their portions: the documents that the manual prints, and an example of every rule.

use caveat_marking::problem::Severity;
use caveat_marking::us::document::{About, Disagreement, Stated, compare};
use caveat_marking::us::examine;
use caveat_marking::us::read::{Form, Reading, read};

use crate::published::{data, text, values};

/// A document as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Document {
    pub(crate) banner: String,
    pub(crate) portions: Vec<String>,
}

impl Document {
    /// The portions stand with ` | ` between them; `\n` ends a line of the banner.
    pub(crate) fn new(banner: &str, portions: &str) -> Self {
        let portions = portions.split(" | ").filter(|portion| !portion.is_empty());
        Self { banner: banner.replace("\\n", "\n"), portions: portions.map(str::to_owned).collect() }
    }

    pub(crate) fn readings(&self) -> (Reading, Vec<Reading>) {
        let portions = self.portions.iter().map(|portion| read(portion, Some(Form::Portion)));
        (read(&self.banner, Some(Form::Banner)), portions.collect())
    }

    pub(crate) fn compared(&self, stated: &Stated<'_>) -> Vec<Disagreement> {
        let (banner, portions) = self.readings();
        let all = compare(&banner, &portions, stated);
        for one in &all {
            let text = match one.about {
                About::Banner => &self.banner,
                About::Portion(at) => &self.portions[at],
            };
            let mend = one.problem.mend.as_ref().map(|mend| &mend.span);
            for span in [Some(&one.problem.span), mend].into_iter().flatten() {
                assert!(text.get(span.clone()).is_some(), "{self:?}: {one:?}");
            }
        }
        all
    }

    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.compared(&Stated::default()).iter().map(|one| one.problem.code).collect()
    }
}

/// The documents that the manual prints.
pub(crate) fn published() -> Vec<(String, Document)> {
    let document = |value: &serde_json::Value| {
        let portions = value["portions"].as_array().unwrap().iter();
        let portions = portions.map(|portion| portion.as_str().unwrap().to_owned()).collect();
        Document { banner: text(value, "banner").unwrap().to_owned(), portions }
    };
    let all = values("us/rollup.jsonl");
    all.iter().map(|value| (text(value, "id").unwrap().to_owned(), document(value))).collect()
}

/// Where the manual departs from itself, with what is said of it.
///
/// `capco-013` (H.3 p. 59) leaves out GBR, an owner of two of its portions, although p. 57 has every owner stand behind
/// FGI; and it takes GBR to be in ISAF, whose members are published nowhere.
const SLIPS: [(&str, &[&str]); 1] = [("capco-013", &["us-doc-fgi-missing", "us-doc-noforn-missing"])];

#[test]
fn no_document_of_the_manual_raises_an_alarm() {
    let mut wrong = Vec::new();
    for (id, document) in published() {
        let expected = SLIPS.iter().find(|(slip, _)| *slip == id).map_or(&[][..], |(_, codes)| codes);
        let found = document.compared(&Stated::default());
        let mut codes: Vec<_> = found.iter().map(|one| one.problem.code).collect();
        codes.sort();
        if codes != expected {
            wrong.push(format!("{id} {document:?}\n    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} documents of the manual, {} of them with a slip", published().len(), SLIPS.len());
}

/// A rule with what breaks it.
struct Example {
    rule: String,
    broken: Document,
    code: String,
    correct: Document,
}

fn examples() -> Vec<Example> {
    let lines = data("ism-documents-examples.tsv");
    let lines = lines.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [rule, banner, portions, code, correct, correct_portions] =
                fields.try_into().expect("six fields");
            Example {
                rule: rule.to_owned(),
                broken: Document::new(banner, portions),
                code: code.to_owned(),
                correct: Document::new(correct, correct_portions),
            }
        })
        .collect()
}

/// Every rule with the codes that are shown.
pub(crate) fn shown() -> impl Iterator<Item = (String, String)> {
    examples().into_iter().map(|example| (example.rule, example.code))
}

#[test]
fn every_example_breaks_its_rule_and_its_neighbour_does_not() {
    let mut wrong = Vec::new();
    for Example { rule, broken, code, correct } in examples() {
        let found = broken.codes();
        if !found.contains(&code.as_str()) {
            wrong.push(format!("{rule}: {broken:?} has {found:?}, and not {code}"));
        }
        let found = correct.compared(&Stated::default());
        if !found.is_empty() {
            wrong.push(format!("{rule}: {correct:?} has {found:?}"));
        }
        let banner = (&correct.banner, Form::Banner);
        let portions = correct.portions.iter().map(|portion| (portion, Form::Portion));
        for (text, form) in [banner].into_iter().chain(portions) {
            let examined = examine(text, Some(form));
            if !examined.is_valid() {
                wrong.push(format!("{rule}: `{text}` has {:?}", examined.problems));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_reason_for_compilation_raises_a_banner_and_narrows_it() {
    let reason = Stated { compilation: Some("together they show the plan"), ..Stated::default() };
    let none = Stated { compilation: Some("  "), ..Stated::default() };
    for (banner, portions, code) in [
        ("SECRET//NOFORN", "U//NF | C//NF", "us-doc-level-claimed"),
        ("SECRET//NOFORN", "U | U", "us-doc-level-claimed"),
        ("SECRET//SI//NOFORN", "S//NF", "us-doc-sci-claimed"),
        ("SECRET//REL TO USA, GBR", "S//REL TO USA, GBR, JPN", "us-doc-release-narrow"),
        ("SECRET//NOFORN", "S//REL TO USA, GBR", "us-doc-noforn-claimed"),
        ("UNCLASSIFIED//SSI", "U", "us-doc-non-ic-claimed"),
        ("SECRET//NOFORN", "", "us-doc-no-portions"),
    ] {
        let document = Document::new(banner, portions);
        let codes = |stated: &Stated<'_>| -> Vec<_> {
            document.compared(stated).iter().map(|one| one.problem.code).collect()
        };
        assert!(document.codes().contains(&code), "{document:?}: {:?}", document.codes());
        assert!(codes(&none).contains(&code), "{document:?}");
        assert_eq!(codes(&reason), [] as [&str; 0], "{document:?}");
    }
    // What lowers it, what widens it, and data under the Atomic Energy Act have no reason.
    for (banner, portions) in [
        ("SECRET//NOFORN", "TS//NF"),
        ("SECRET//REL TO USA, GBR", "S//NF"),
        ("SECRET//REL TO USA, GBR, JPN", "S//REL TO USA, GBR"),
        ("SECRET//RD//NOFORN", "S//NF"),
        ("SECRET//RELIDO", "S//REL TO USA, GBR"),
        ("SECRET//NOFORN", "S//SI//NF"),
    ] {
        let document = Document::new(banner, portions);
        assert!(is_wrong(&document.compared(&reason)), "{document:?}");
    }
}

pub(crate) fn is_wrong(found: &[Disagreement]) -> bool {
    found.iter().any(|one| one.problem.severity == Severity::Error)
}

#[test]
fn what_cannot_be_read_is_said_and_never_taken_for_nothing() {
    let document = Document::new("SECRET//SI//NOFORN", "S//NF | NOFRON | S//NF");
    let found = document.compared(&Stated::default());
    let about: Vec<_> = found.iter().map(|one| (one.about, one.problem.code)).collect();
    assert_eq!(about, [(About::Portion(1), "us-doc-portion-unread")], "SI may be in it");
    let document = Document::new("NOFORN", "S//NF");
    assert_eq!(document.codes(), ["us-doc-banner-unread"]);
    let document = Document::new("SECRET//NOFORN", "S//NF | S//XYZZY/NF");
    assert_eq!(document.codes(), ["us-doc-unknown"]);
}

#[test]
fn what_is_right_in_another_way_raises_no_alarm() {
    for (banner, portions) in [
        // RESTRICTED is no level of the United States.
        ("CONFIDENTIAL//FGI DEU//REL TO USA, DEU", "//DEU R//REL TO USA, DEU | U"),
        // What bears nothing stands in what others own too.
        ("//JOINT SECRET GBR USA//REL TO USA, GBR", "U | //JOINT S//REL | //JOINT U GBR USA//REL"),
        ("//NATO SECRET", "//NS | U"),
        // Nobody says anything of release.
        ("SECRET", "S | U | C"),
        ("SECRET//NOFORN", "S | U | C"),
        // EYES ONLY is marked anew as REL TO.
        ("SECRET//REL TO USA, CAN, GBR", "S//USA/CAN/GBR EYES ONLY | S//USA/AUS/CAN/GBR EYES ONLY"),
        ("TOP SECRET//SAR-MULTIPLE PROGRAMS//NOFORN", "TS//SAR-BP//NF | TS//SAR-XR//NF | TS//SAR-QQ-A//NF"),
        // Coalitions as their members, and members as their coalition.
        ("SECRET//REL TO USA, AUS, CAN, GBR", "S//REL TO USA, ACGU | S//REL TO USA, FVEY"),
        ("SECRET//REL TO USA, FVEY", "S//REL TO USA, AUS, CAN, GBR, NZL | S//REL TO USA, FVEY"),
        ("UNCLASSIFIED//NOFORN//SBU", "U//SBU-NF | U"),
        ("UNCLASSIFIED//SBU NOFORN", "U//SBU-NF | U//FOUO"),
    ] {
        let document = Document::new(banner, portions);
        assert_eq!(document.compared(&Stated::default()), [], "{document:?}");
    }
}

#[test]
fn a_date_says_what_is_meant_where_nothing_is_said() {
    let stated = |day: &str| Stated { dated: Some(day.parse().unwrap()), ..Stated::default() };
    let (young, old) = (stated("2015-01-01"), stated("2005-01-01"));
    for (banner, portions) in [("SECRET//RELIDO", "S | C | U"), ("SECRET//RELIDO", "S//RELIDO | S")] {
        let document = Document::new(banner, portions);
        assert_eq!(document.compared(&young), [], "{document:?}");
        assert!(is_wrong(&document.compared(&old)), "{document:?}");
        assert!(is_wrong(&document.compared(&Stated::default())), "{document:?}");
    }
    // What is caveated, foreign, or released to some is not RELIDO by its date.
    for (banner, portions) in [
        ("SECRET//IMCON/RELIDO", "S//IMC | S//RELIDO"),
        ("SECRET//FGI DEU//RELIDO", "//DEU S | S//RELIDO"),
        ("SECRET//REL TO USA, GBR", "S//REL TO USA, GBR | S"),
    ] {
        let document = Document::new(banner, portions);
        assert!(is_wrong(&document.compared(&young)), "{document:?}");
    }
}

#[test]
fn a_list_that_is_left_to_a_banner_without_one_is_about_the_portion() {
    for (banner, portions, at) in [
        ("SECRET//NOFORN", "S//NF | S//REL", 1),
        ("SECRET//NOFORN", "//JOINT S//REL", 0),
        ("SECRET//NOFORN", "S//EYES", 0),
    ] {
        let document = Document::new(banner, portions);
        let found = document.compared(&Stated::default());
        let about: Vec<_> = found.iter().map(|one| (one.about, one.problem.code)).collect();
        assert!(about.contains(&(About::Portion(at), "us-doc-list-open")), "{document:?}: {found:?}");
    }
}

#[test]
fn a_concealed_source_is_named_nowhere_in_what_is_said() {
    for (banner, portions) in [
        ("SECRET//FGI DEU//NOFORN", "S//FGI DEU//NF | //FGI S//NF"),
        ("SECRET//NOFORN", "//DEU S//NF | //FGI S//NF"),
        ("SECRET//FGI DEU//REL TO USA, CAN", "//DEU S//NF | //FGI S//NF | S//RD//NF"),
    ] {
        let found = Document::new(banner, portions).compared(&Stated::default());
        assert!(is_wrong(&found));
        for one in found {
            let mend = one.problem.mend.map(|mend| mend.text).unwrap_or_default();
            assert!(!one.problem.message.contains("DEU") && !mend.contains("DEU"), "{}", one.problem.message);
        }
    }
}

#[test]
fn a_mend_makes_the_banner_right_and_only_what_is_claimed_opens_it() {
    for (banner, portions, mended) in [
        ("SECRET//REL TO USA, GBR", "S//REL TO USA, GBR | TS//SI//NF", "TOP SECRET//SI//NOFORN"),
        ("SECRET//TK//NOFORN", "S//REL TO USA, GBR", "SECRET//REL TO USA, GBR"),
        ("SECRET//FGI DEU//NOFORN", "//FGI S//NF | S//NF", "SECRET//FGI//NOFORN"),
    ] {
        let document = Document::new(banner, portions);
        let found = document.compared(&Stated::default());
        let problems: Vec<_> = found.into_iter().map(|one| one.problem).collect();
        assert_eq!(caveat_marking::mend::make(banner, &problems), mended);
        let after = Document { banner: mended.to_owned(), ..document };
        assert_eq!(after.codes(), [] as [&str; 0]);
    }
    // It would leave out TK, NOFORN, what another portion may have, or what was compiled.
    let compiled = Stated { compilation: Some("together"), ..Stated::default() };
    for (banner, portions, stated) in [
        ("SECRET//TK//REL TO USA, GBR", "S//NF", Stated::default()),
        ("SECRET//NOFORN", "S//DSEN", Stated::default()),
        ("SECRET//TK//NOFORN", "S//NF/DSEN | NOFRON", Stated::default()),
        ("TOP SECRET//NOFORN", "S//SI//NF", compiled),
    ] {
        let found = Document::new(banner, portions).compared(&stated);
        let closing = found.iter().filter(|one| one.problem.code.ends_with("-missing"));
        assert!(closing.map(|one| one.problem.mend.is_none()).eq([true]), "{found:?}");
    }
}

#[test]
fn a_document_of_long_markings_is_compared_at_once() {
    let names = |from: usize| -> String {
        let names: Vec<String> = (from..from + 1000).map(|at| format!("A{at:04}")).collect();
        names.join("/")
    };
    let portions = (0..100).map(|at| format!("TS//SI/TK//SAR-{}//NF", names(at * 90))).collect();
    let document = Document { banner: format!("TOP SECRET//SAR-{}//NOFORN", names(0)), portions };
    let (banner, portions) = document.readings();
    let start = std::time::Instant::now();
    let found = compare(&banner, &portions, &Stated::default());
    assert!(start.elapsed() < std::time::Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(found.len() < 200 && is_wrong(&found), "{}", found.len());
}
