//! What holds for every label and every file.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use caveat_labels::{Unwritable, read_clearance, read_label, write_clearance, write_label};
use caveat_marking::nato::Value;
use caveat_marking::nato::clearance::Clearance;
use caveat_marking::nato::label::{
    Category, CategoryType, IdType, Information, Label, LabelKind, OriginatorId, Policy, Stated, Succession,
};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Words that make trouble in XML.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[A-Za-z<>&\"'\\] ]{1,12}",
        1 => select(vec!["]]>", "&amp;", "<!-- x", "\r\n", "a\u{85}b", "\u{2028}", "é中🦀", "--", "\t x"])
            .prop_map(str::to_owned),
        1 => "[^\u{0}-\u{1f}\u{fffe}\u{ffff}]{1,20}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    words().prop_map(|text| Value::new(&format!("x{text}")))
}

fn policy() -> impl Strategy<Value = Policy> {
    (value(), prop::option::of(words())).prop_map(|(identifier, uri)| Policy { identifier, uri })
}

fn category() -> impl Strategy<Value = Category> {
    let kind = select(CategoryType::ALL.to_vec());
    (value(), kind, prop::option::of(words()), prop::collection::vec(value(), 0..4))
        .prop_map(|(tag, kind, uri, values)| Category { tag, kind, uri, values })
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (-30_000_000_000_i64..200_000_000_000, 0..1_000_000_000_i32)
        .prop_map(|(second, nanosecond)| Timestamp::new(second, nanosecond).unwrap())
}

fn stated() -> impl Strategy<Value = Stated> {
    let information = (policy(), value(), prop::option::of(words()), prop::collection::vec(category(), 0..4))
        .prop_map(|(policy, classification, privacy_mark, categories)| Information {
            policy,
            classification,
            privacy_mark,
            categories,
        });
    let originator = (select(IdType::ALL.to_vec()), value())
        .prop_map(|(kind, name)| OriginatorId { kind, name: name.as_str().to_owned() });
    (information, prop::option::of(originator), instant(), prop::option::of(instant())).prop_map(
        |(information, originator, created, review)| Stated { information, originator, created, review },
    )
}

fn label() -> impl Strategy<Value = Label> {
    let succession = (instant(), stated()).prop_map(|(at, successor)| Succession { at, successor });
    (select(LabelKind::ALL.to_vec()), prop::option::of("[a-z]{1,8}"), stated(), prop::option::of(succession))
        .prop_map(|(kind, id, stated, succession)| Label { kind, id, stated, succession })
}

fn clearance() -> impl Strategy<Value = Clearance> {
    (policy(), prop::collection::vec(value(), 1..5), prop::collection::vec(category(), 0..4))
        .prop_map(|(policy, classifications, categories)| Clearance { policy, classifications, categories })
}

/// What stands in the place of something else: the joints of XML.
const SCRAPS: [&str; 26] = [
    "<",
    ">",
    "&",
    "\"",
    "'",
    "/",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE a [",
    "<!ENTITY x \"y\">",
    "&x;",
    "&#0;",
    "&#x10ffff;",
    "<?xml ",
    "?>",
    "xmlns=\"\"",
    "xmlns:slab=\"urn:x\"",
    "slab:",
    "\u{0}",
    "\u{feff}",
    "é",
    "<slab:Category/>",
    "\u{fffe}",
];

#[derive(Debug, Clone)]
enum Change {
    Byte(Index, u8),
    Scrap(Index, &'static str),
    Out(Index, Index),
    Twice(Index, Index),
    Cut(Index),
}

fn change() -> impl Strategy<Value = Change> {
    let at = || any::<Index>();
    prop_oneof![
        (at(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        (at(), select(SCRAPS.to_vec())).prop_map(|(at, scrap)| Change::Scrap(at, scrap)),
        (at(), at()).prop_map(|(from, to)| Change::Out(from, to)),
        (at(), at()).prop_map(|(from, to)| Change::Twice(from, to)),
        at().prop_map(Change::Cut),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            return bytes;
        }
        let place = |index: &Index| index.index(bytes.len());
        // Pieces of a size at which something else than the whole is left.
        let piece = |from: &Index, to: &Index| place(from)..(place(from) + 1 + to.index(40)).min(bytes.len());
        match change {
            Change::Byte(at, byte) => {
                let at = place(at);
                bytes[at] = *byte;
            }
            Change::Scrap(at, scrap) => {
                let at = place(at);
                bytes.splice(at..at, scrap.bytes());
            }
            Change::Out(from, to) => {
                bytes.drain(piece(from, to));
            }
            Change::Twice(from, to) => {
                let piece = piece(from, to);
                let again = bytes[piece.clone()].to_vec();
                bytes.splice(piece.start..piece.start, again);
            }
            Change::Cut(at) => bytes.truncate(place(at)),
        }
    }
    bytes
}

const FILES: [&str; 3] = [
    include_str!("files/originator.xml"),
    include_str!("files/alternative.xml"),
    include_str!("files/clearance.xml"),
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_label_that_is_written_is_read_back(label in label()) {
        let written = write_label(&label).unwrap();
        let read = read_label(written.as_bytes());
        prop_assert_eq!(read.value, Some(label), "{} {:?}", written, read.problems);
    }

    #[test]
    fn a_clearance_that_is_written_is_read_back(clearance in clearance()) {
        let written = write_clearance(&clearance).unwrap();
        let read = read_clearance(written.as_bytes());
        prop_assert_eq!(read.value, Some(clearance), "{} {:?}", written, read.problems);
    }

    #[test]
    fn what_xml_cannot_have_is_not_written(
        mut label in label(),
        c in select(vec!['\0', '\u{8}', '\u{1f}', '\u{fffe}']),
    ) {
        label.stated.information.privacy_mark = Some(format!("a{c}b"));
        prop_assert_eq!(write_label(&label), Err(Unwritable::Character(c)));
        label.stated.information.classification = Value::new("");
        prop_assert_eq!(write_label(&label), Err(Unwritable::Empty("slab:Classification")));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn whatever_is_done_to_a_file_it_is_read_without_a_panic(
        file in select(FILES.to_vec()),
        changes in prop::collection::vec(change(), 1..5),
    ) {
        let bytes = changed(file.as_bytes().to_vec(), &changes);
        let (label, clearance) = (read_label(&bytes), read_clearance(&bytes));
        for problem in label.problems.iter().chain(&clearance.problems) {
            prop_assert!(bytes.get(problem.span.clone()).is_some(), "{:?}", problem);
            if let Ok(text) = str::from_utf8(&bytes) {
                prop_assert!(text.get(problem.span.clone()).is_some(), "{:?}", problem);
            }
        }
        prop_assert!(label.value.is_some() || !label.problems.is_empty());
        prop_assert!(clearance.value.is_some() || !clearance.problems.is_empty());
        if let Some(label) = label.value {
            let written = write_label(&label).unwrap();
            prop_assert_eq!(read_label(written.as_bytes()).value, Some(label));
        }
    }
}
