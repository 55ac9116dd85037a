//! What holds for every label and marking.

use caveat_marking::nato::clearance::Clearance;
use caveat_marking::nato::dominant::{SecurityPolicy, dominant};
use caveat_marking::nato::label::{Category, CategoryType, Information, Policy};
use caveat_marking::nato::names::Names;
use caveat_marking::nato::policy::{Level, check_information};
use caveat_marking::nato::{self, Value};
use caveat_marking::problem::{Severity, are_harmless};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

const CONTEXTS: [&str; 6] = ["NATO", "EAPC", "KFOR", "GEORGIA", "RESOLUTE SUPPORT", "ISAF"];
const WHO: [&str; 10] = ["NATO", "SWE", "GBR", "USA", "GNB", "BIH", "KOR", "ISAF", "RESOLUTE SUPPORT", "CIV"];
const SENSITIVE: [&str; 4] = ["ATOMAL", "BOHEMIA", "SIOP", "SIOP ESI"];
const ADMINISTRATIVE: [&str; 3] = ["STAFF", "MEDICAL", "PERSONAL"];

fn some(of: &'static [&'static str]) -> impl Strategy<Value = Option<Vec<Value>>> {
    let values = subsequence(of.to_vec(), 1..=of.len().min(4)).prop_shuffle();
    prop::option::of(values.prop_map(|values| values.into_iter().map(Value::new).collect()))
}

/// A label that NATO's policy allows.
fn valid() -> impl Strategy<Value = Information> {
    let parts = (some(&WHO), some(&WHO), some(&SENSITIVE), some(&ADMINISTRATIVE));
    (select(Level::ALL.to_vec()), select(CONTEXTS.to_vec()), parts).prop_map(
        |(level, context, (only, released, sensitive, administrative))| {
            let context = Value::new(context);
            let released = released.map(|released| {
                [context.clone()]
                    .into_iter()
                    .chain(released.into_iter().filter(|one| *one != context))
                    .collect()
            });
            let released = released.filter(|released: &Vec<Value>| released.len() > 1);
            let releasable = released.is_some().then(|| Value::new("Releasable"));
            let administrative = administrative.filter(|_| level == Level::Unclassified);
            let context = Some([context].into_iter().chain(releasable).collect::<Vec<_>>());
            let categories = [
                ("Releasable To", CategoryType::Permissive, released),
                ("Context", CategoryType::Permissive, context),
                ("Only", CategoryType::Permissive, only),
                ("Additional Sensitivity", CategoryType::Restrictive, sensitive),
                ("Administrative", CategoryType::Informative, administrative),
            ];
            let category =
                |(tag, kind, values): (&str, _, Option<Vec<Value>>)| Some(Category::new(tag, kind, values?));
            Information {
                policy: Policy::named("NATO"),
                classification: Value::new(level.as_str()),
                privacy_mark: None,
                categories: categories.into_iter().filter_map(category).collect(),
            }
        },
    )
}

/// A label of any kind, with what makes it none.
fn any_label() -> impl Strategy<Value = Information> {
    let kind = || select(CategoryType::ALL.to_vec());
    let tag = select(vec!["Context", "Releasable To", "Only", "Additional Sensitivity", "Colour"]);
    let value = select(vec!["NATO", "nato", "EAPC", "Releasable", "SWE", "GBR", "ATOMAL", ""]);
    let category = (tag, kind(), prop::collection::vec(value, 0..4))
        .prop_map(|(tag, kind, values)| Category::new(tag, kind, values.into_iter().map(Value::new)));
    (valid(), prop::collection::vec(category, 0..4), any::<bool>()).prop_map(|(mut label, more, instead)| {
        if instead {
            label.categories.clear();
        }
        label.categories.extend(more);
        label
    })
}

fn labels() -> impl Strategy<Value = Vec<Information>> {
    prop_oneof![
        prop::collection::vec(valid(), 1..4),
        prop::collection::vec(any_label(), 1..4),
        // Those that differ in one thing only.
        (any_label(), prop::collection::vec(any_label(), 1..3)).prop_map(|(label, others)| {
            let other =
                others.into_iter().map(|other| Information { categories: other.categories, ..label.clone() });
            [label.clone()].into_iter().chain(other).collect()
        }),
    ]
}

/// A clearance as they are given: with a classification, all beneath it.
fn clearance() -> impl Strategy<Value = Clearance> {
    let values = || subsequence(WHO.to_vec(), 0..=WHO.len());
    let context = subsequence(vec!["NATO", "EAPC", "KFOR", "Releasable"], 0..=4);
    let parts = (context, values(), values(), subsequence(SENSITIVE.to_vec(), 0..=4));
    (1..=5_usize, parts).prop_map(|(up_to, (context, released, only, sensitive))| {
        let category =
            |tag, kind, values: Vec<&str>| Category::new(tag, kind, values.into_iter().map(Value::new));
        Clearance {
            policy: Policy::named("NATO"),
            classifications: Level::ALL.iter().take(up_to).map(|level| Value::new(level.as_str())).collect(),
            categories: vec![
                category("Context", CategoryType::Permissive, context),
                category("Releasable To", CategoryType::Permissive, released),
                category("Only", CategoryType::Permissive, only),
                category("Additional Sensitivity", CategoryType::Restrictive, sensitive),
            ],
        }
    })
}

/// Pieces that come near to being something, put together at random.
fn typed() -> impl Strategy<Value = String> {
    let piece = select(vec![
        "NATO",
        "COSMIC",
        "SECRET",
        "TOP",
        "UNCLASSIFIED",
        "/EAPC",
        "ATOMAL",
        "SIOP",
        "ESI",
        "Sweden",
        "UK",
        "Japan",
        "Bosnia and Herzegovina",
        "Guinea",
        "Bissau",
        "Only",
        "Releasable",
        "to",
        "REL TO",
        "STAFF",
        "and",
        "NS",
        "(",
        ")",
        "foo",
        "ß",
        "İ",
        "é",
    ]);
    let gap = select(vec![" ", " ", " ", ", ", " – ", "-", "/", "//", "\n", "(", ""]);
    let pieces = prop::collection::vec((piece, gap), 0..14);
    let pieces =
        pieces.prop_map(|pieces| pieces.into_iter().map(|(piece, gap)| format!("{piece}{gap}")).collect());
    prop_oneof![
        3 => pieces.clone(),
        3 => pieces.prop_map(|text: String| format!("NATO SECRET {text}")),
        1 => ".{0,60}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn what_is_printed_is_read_back(label in valid()) {
        prop_assert!(are_harmless(&check_information(&label)));
        let text = nato::print(&label).unwrap();
        let reading = nato::read(&text);
        prop_assert!(reading.is_valid(), "{}: {:?}", text, reading.problems);
        let marking = reading.marking.unwrap();
        prop_assert_eq!(marking.information, Some(label), "{}", text);
        prop_assert!(marking.unknown.is_empty());
    }

    #[test]
    fn what_can_be_printed_is_read_back(label in any_label()) {
        if let Some(text) = nato::print(&label) {
            prop_assert_eq!(nato::read(&text).marking.unwrap().information, Some(label), "{}", text);
        }
    }

    #[test]
    fn what_was_read_and_understood_is_printed_and_read_back(text in typed()) {
        let reading = nato::read(&text);
        if let Some(canonical) = reading.canonical {
            let again = nato::read(&canonical);
            prop_assert_eq!(again.marking, reading.marking);
            prop_assert_eq!(again.canonical, Some(canonical));
        } else if reading.is_valid() {
            prop_assert!(false, "{} is valid and cannot be printed", text);
        }
    }

    #[test]
    fn nothing_typed_is_dropped(text in typed()) {
        let reading = nato::read(&text);
        let mut left = text.clone();
        for token in reading.tokens.iter().rev() {
            left.replace_range(token.span.clone(), "");
        }
        prop_assert!(!left.chars().any(char::is_alphanumeric), "`{}` of `{}`", left, text);
        prop_assert!(reading.canonical.is_some() || !reading.is_valid());
    }

    #[test]
    fn a_fix_changes_nothing_that_is_meant(text in typed()) {
        let (fixed, left) = nato::fix(&text);
        prop_assert_eq!(nato::read(&fixed).marking, nato::read(&text).marking);
        prop_assert_eq!(left, nato::read(&fixed).problems);
    }

    #[test]
    fn every_span_is_on_the_borders_of_characters(text in typed()) {
        for problem in nato::read_with(&text, &Names::with(["foo"])).problems {
            prop_assert!(text.get(problem.span.clone()).is_some());
            if let Some(mend) = &problem.mend {
                prop_assert!(text.get(mend.span.clone()).is_some());
            }
            prop_assert!(problem.severity == Severity::Warning || !problem.message.is_empty());
        }
    }

    #[test]
    fn a_dominant_label_never_widens(labels in labels(), clearance in clearance()) {
        let found = dominant(&labels, &SecurityPolicy::nato());
        if labels.iter().any(|label| clearance.admits(label).is_err()) {
            prop_assert!(found.admits(&clearance).is_err(), "{:?}", found);
        }
        if let Some(label) = found.settled() {
            prop_assert!(are_harmless(&check_information(label)));
        }
    }

    #[test]
    fn a_dominant_label_is_the_same_in_any_order(labels in labels().prop_flat_map(|labels| {
        (Just(labels.clone()), Just(labels).prop_shuffle())
    })) {
        let policy = SecurityPolicy::nato();
        prop_assert_eq!(dominant(&labels.0, &policy), dominant(&labels.1, &policy));
    }

    #[test]
    fn a_label_twice_is_that_label(label in valid(), times in 1..4_usize) {
        let found = dominant(&vec![label.clone(); times], &SecurityPolicy::nato());
        let own = Information { policy: Policy::nato(), ..label };
        prop_assert_eq!(found.settled(), Some(&own));
        prop_assert_eq!(found.held, []);
    }

    #[test]
    fn a_dominant_label_takes_up_what_it_is_made_of(labels in prop::collection::vec(valid(), 1..4)) {
        let policy = SecurityPolicy::nato();
        if let Some(label) = dominant(&labels, &policy).settled() {
            let again: Vec<Information> = labels.iter().chain([label]).cloned().collect();
            let again = dominant(&again, &policy);
            prop_assert_eq!(again.settled(), Some(label));
        }
    }
}
