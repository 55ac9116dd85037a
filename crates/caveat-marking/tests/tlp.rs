//! TLP as people and machines write it, and as they get it wrong.

use caveat_marking::problem::Severity;
use caveat_marking::tlp::{self, Label, Marking, Pap, Part};
use proptest::prelude::*;

/// Every machine tag of the taxonomies `tlp` (version 10) and `PAP` (version 3), and what it says.
const TAGS: [(&str, &str); 13] = [
    ("tlp:red", "TLP:RED"),
    ("tlp:amber", "TLP:AMBER"),
    ("tlp:amber+strict", "TLP:AMBER+STRICT"),
    ("tlp:green", "TLP:GREEN"),
    ("tlp:white", "TLP:CLEAR"),
    ("tlp:clear", "TLP:CLEAR"),
    ("tlp:ex:chr", "TLP:EX:CHR"),
    ("tlp:unclear", "tlp:unclear"),
    ("PAP:RED", "PAP:RED"),
    ("PAP:AMBER", "PAP:AMBER"),
    ("PAP:GREEN", "PAP:GREEN"),
    ("PAP:CLEAR", "PAP:CLEAR"),
    ("PAP:WHITE", "PAP:CLEAR"),
];

#[test]
fn every_machine_tag_is_read() {
    for (tag, said) in TAGS {
        assert_eq!(tlp::read(tag).marking.unwrap().print(), said, "{tag}");
    }
}

#[test]
fn what_is_right_has_no_problem() {
    let mut right: Vec<String> = Label::ALL.iter().map(|label| label.as_str().to_owned()).collect();
    right.extend(Label::ALL.iter().map(|label| label.as_str().to_lowercase()));
    let whole = [
        "TLP:RED PAP:AMBER",
        "TLP:AMBER+STRICT PAP:RED TLP:EX:CHR",
        "tlp:green tlp:ex:chr",
        "  TLP:RED\n",
        "TLP:RED\nPAP:RED",
        "PAP:RED TLP:RED",
        "tlp:amber PAP:GREEN",
    ];
    right.extend(whole.map(str::to_owned));
    for text in right {
        let examined = tlp::examine(&text);
        assert_eq!(examined.problems, [], "{text}");
        assert!(examined.is_valid() && examined.canonical.is_some(), "{text}");
    }
}

/// As people type it: what it says, and the code of the one problem, which is a warning.
const AS_TYPED: [(&str, &str, &str); 22] = [
    ("tlp amber strict", "TLP:AMBER+STRICT", "tlp-spelling"),
    ("TLP: AMBER", "TLP:AMBER", "tlp-spelling"),
    ("TLP-AMBER", "TLP:AMBER", "tlp-spelling"),
    ("TLP AMBER", "TLP:AMBER", "tlp-spelling"),
    ("Tlp:Red", "TLP:RED", "tlp-spelling"),
    ("Amber+Strict", "TLP:AMBER+STRICT", "tlp-spelling"),
    ("amber_strict", "TLP:AMBER+STRICT", "tlp-spelling"),
    ("TLP:AMBER-STRICT", "TLP:AMBER+STRICT", "tlp-spelling"),
    ("TLP:AMBER + STRICT", "TLP:AMBER+STRICT", "tlp-spelling"),
    ("TLP:AMBER (STRICT", "TLP:AMBER+STRICT", "tlp-spelling"),
    ("red", "TLP:RED", "tlp-spelling"),
    ("TLP=GREEN", "TLP:GREEN", "tlp-spelling"),
    ("TLP：CLEAR", "TLP:CLEAR", "tlp-spelling"),
    ("TLP–RED", "TLP:RED", "tlp-spelling"),
    ("TLP:WHITE", "TLP:CLEAR", "tlp-white"),
    ("tlp:white", "TLP:CLEAR", "tlp-white"),
    ("TLP:RED PAP:WHITE", "TLP:RED PAP:CLEAR", "pap-white"),
    ("TLP:RED pap-red", "TLP:RED PAP:RED", "pap-spelling"),
    ("TLP:RED EX:CHR", "TLP:RED TLP:EX:CHR", "tlp-spelling"),
    ("TLP:RED, PAP:RED", "TLP:RED PAP:RED", "tlp-separator"),
    ("TLP:RED // PAP:RED", "TLP:RED PAP:RED", "tlp-separator"),
    ("TLP:RED TLP:RED", "TLP:RED", "tlp-repeated"),
];

#[test]
fn what_people_type_is_understood_and_mended() {
    for (typed, said, code) in AS_TYPED {
        let examined = tlp::examine(typed);
        let codes: Vec<_> = examined.problems.iter().map(|problem| problem.code).collect();
        assert_eq!(codes, [code], "{typed}");
        assert!(examined.is_valid(), "{typed}");
        assert_eq!(examined.canonical.as_deref(), Some(said), "{typed}");
        assert_eq!(tlp::fix(typed), (said.to_owned(), vec![]), "{typed}");
    }
    let (fixed, left) = tlp::fix("[tlp amber] (pap:white), Amber;");
    assert_eq!((fixed.as_str(), left), ("TLP:AMBER PAP:CLEAR", vec![]));
}

/// What is no marking, the code of its first error, and what is kept of it.
const WRONG: [(&str, &str, &str); 24] = [
    ("", "tlp-empty", ""),
    (" :: ", "tlp-empty", ""),
    ("TLP:PURPLE", "tlp-unknown", "TLP:PURPLE"),
    ("TLP", "tlp-unknown", "TLP"),
    ("TLP:", "tlp-unknown", "TLP"),
    ("TLP:AMBRE", "tlp-unknown", "TLP:AMBRE"),
    ("TLPAMBER", "tlp-unknown", "TLPAMBER"),
    ("tlp:unclear", "tlp-unclear", "tlp:unclear"),
    ("unclear", "tlp-unclear", "unclear"),
    ("TLP:RED TLP:GREEN", "tlp-several", "TLP:RED, TLP:GREEN"),
    ("TLP:GREEN TLP:RED", "tlp-several", "TLP:RED, TLP:GREEN"),
    ("RED/AMBER", "tlp-several", "TLP:RED, TLP:AMBER"),
    ("TLP:AMBER TLP:AMBER+STRICT", "tlp-several", "TLP:AMBER+STRICT, TLP:AMBER"),
    ("TLP:CLEAR, TLP:CLEAR, TLP:RED", "tlp-several", "TLP:RED, TLP:CLEAR"),
    ("TLP:RED PAP:RED PAP:GREEN", "pap-several", "TLP:RED PAP:RED, PAP:GREEN"),
    ("TLP:GREEN+STRICT", "tlp-unknown", "TLP:GREEN, STRICT"),
    ("STRICT, TLP:AMBER", "tlp-unknown", "TLP:AMBER, STRICT"),
    ("not TLP:CLEAR", "tlp-unknown", "TLP:CLEAR, not"),
    ("TLP:CLEAR except acme", "tlp-unknown", "TLP:CLEAR, except acme"),
    ("TLP:СLEAR", "tlp-unknown", "TLP:СLEAR"),
    ("PAP:RED", "tlp-no-label", "PAP:RED"),
    ("TLP:EX:CHR", "tlp-no-label", "TLP:EX:CHR"),
    ("TLP:CLEAR PAP:PURPLE", "tlp-unknown", "TLP:CLEAR, PAP:PURPLE"),
    ("SECRET//NOFORN", "tlp-unknown", "SECRET//NOFORN"),
];

#[test]
fn what_is_wrong_is_an_error_and_is_kept() {
    for (typed, code, kept) in WRONG {
        let examined = tlp::examine(typed);
        let first = examined.problems.iter().find(|problem| problem.severity == Severity::Error);
        assert_eq!(first.map(|problem| problem.code), Some(code), "{typed}");
        assert!(!examined.is_valid(), "{typed}");
        let marking = examined.reading.marking;
        assert_eq!(marking.map(|marking| marking.print()).unwrap_or_default(), kept, "{typed}");
        let (fixed, left) = tlp::fix(typed);
        assert!(left.iter().any(|problem| problem.code == code), "mended to `{fixed}`");
    }
}

#[test]
fn a_near_miss_is_told_the_label_but_not_made_into_it() {
    for (typed, near) in [
        ("TLP:AMBRE", "TLP:AMBER"),
        ("TLPAMBERSTRICT", "TLP:AMBER+STRICT"),
        ("TLP:GREN", "TLP:GREEN"),
        ("rde", "TLP:RED"),
        ("PAP:AMBRE", "PAP:AMBER"),
    ] {
        let problems = tlp::read(typed).problems;
        let mend = problems.iter().find_map(|problem| problem.mend.as_ref()).map(|mend| mend.text.as_str());
        assert_eq!(mend, Some(near), "{typed}");
        assert_eq!(tlp::fix(typed).0, typed);
    }
    for typed in ["tlp:unclear", "UNCLEAR", "confidential"] {
        assert!(tlp::read(typed).problems.iter().all(|problem| problem.mend.is_none()), "{typed}");
    }
}

#[test]
fn tokens_say_where_what_stands() {
    let text = "tlp: red | PAP:AMBER nonsense";
    let typed = |token: tlp::Token| (text.get(token.span).unwrap_or_default().to_owned(), token.part);
    let tokens: Vec<_> = tlp::read(text).tokens.into_iter().map(typed).collect();
    let expected = [
        ("tlp: red", Part::Label(Label::Red)),
        ("PAP:AMBER", Part::Pap(Pap::Amber)),
        ("nonsense", Part::Unknown),
    ];
    assert_eq!(tokens, expected.map(|(text, part)| (text.to_owned(), part)));
}

#[test]
fn labels_order_by_how_narrow_they_are() {
    assert!(Label::ALL.is_sorted() && Pap::ALL.is_sorted());
    assert!(Label::Amber < Label::AmberStrict && Label::AmberStrict < Label::Red);
}

#[test]
fn a_text_that_is_far_too_long_is_one_error() {
    for long in ["TLP:RED ".repeat(12_500), "é".repeat(50_000), "TLP".repeat(40_000)] {
        let reading = tlp::read(&long);
        assert_eq!(reading.problems.len(), 1);
        assert_eq!(reading.problems[0].code, "tlp-too-long");
        assert_eq!(reading.marking.unwrap().unknown, [long.trim()]);
    }
}

/// Pieces that come near to being something, put together at random.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(vec![
            "TLP", "tlp", "PAP", "RED", "Amber", "STRICT", "GREEN", "CLEAR", "WHITE", "EX", "CHR", "unclear",
            "TLP:RED", "TLP:AMBER+STRICT", "PAP:GREEN", "tlp:ex:chr", "foo", "ß", "İ", "é",
        ]),
        8 => prop::sample::select(vec![":", " ", ", ", ";", "+", "-", "/", "//", " (", ") ", "\n", "—", ""]),
    ];
    prop_oneof![
        4 => prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()),
        1 => ".{0,40}",
    ]
}

fn marking() -> impl Strategy<Value = Marking> {
    let label = prop::option::of(prop::sample::select(Label::ALL.to_vec()));
    let pap = prop::option::of(prop::sample::select(Pap::ALL.to_vec()));
    let unknown = prop::collection::vec("[a-z]{8}( [a-z]{8})?", 0..3);
    (label, pap, any::<bool>(), unknown)
        .prop_map(|(label, pap, chatham_house, unknown)| Marking { label, pap, chatham_house, unknown })
        .prop_filter("says something", |marking| *marking != Marking::default())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn what_is_printed_is_read_back(marking in marking()) {
        prop_assert_eq!(tlp::read(&marking.print()).marking, Some(marking));
    }

    #[test]
    fn what_was_read_is_printed_and_read_back(text in typed()) {
        if let Some(marking) = tlp::read(&text).marking {
            prop_assert_eq!(tlp::read(&marking.print()).marking, Some(marking));
        }
    }

    #[test]
    fn nothing_typed_is_dropped(text in typed()) {
        let reading = tlp::read(&text);
        let mut left = text.clone();
        for token in reading.tokens.iter().rev() {
            left.replace_range(token.span.clone(), "");
        }
        prop_assert!(!left.chars().any(char::is_alphanumeric), "`{}` of `{}`", left, text);
        let kept: usize = reading.tokens.iter().filter(|token| token.part == Part::Unknown).count();
        let unknown = reading.marking.map_or(0, |marking| marking.unknown.len());
        prop_assert!(kept <= unknown);
    }

    #[test]
    fn a_fix_widens_nothing(text in typed()) {
        let before = tlp::examine(&text);
        let (fixed, left) = tlp::fix(&text);
        let after = tlp::examine(&fixed);
        prop_assert_eq!(&left, &after.problems);
        prop_assert_eq!(after.reading.marking, before.reading.marking);
        prop_assert_eq!(left.iter().all(|problem| problem.severity == Severity::Error), true, "{:?}", left);
    }

    #[test]
    fn every_span_is_on_the_borders_of_characters(text in typed()) {
        let reading = tlp::read(&text);
        for problem in &reading.problems {
            prop_assert!(text.get(problem.span.clone()).is_some());
            if let Some(mend) = &problem.mend {
                prop_assert!(text.get(mend.span.clone()).is_some());
            }
        }
    }
}
