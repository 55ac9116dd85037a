//! Documents with a few bytes changed: nothing panics, every place is within the file, and what limits who may have a
//! document is not lost in silence.

use caveat_labels::ism::{read_document, write_element};
use caveat_labels::ntk::{check, read_access};
use caveat_labels::{Kind, kind, read_clearance, read_label};
use caveat_marking::problem::{Problem, are_harmless};
use proptest::prelude::*;
use proptest::sample::{Index, select};

const FILES: [&str; 3] = [
    include_str!("data/OC-Example1.xml"),
    include_str!("data/RevisionRecall-01-IC-TDF-TDO.xml"),
    "<l:originatorConfidentialityLabel xmlns:l='urn:nato:stanag:4774:confidentialitymetadatalabel:1:0' \
    ReviewDateTime='2031-01-01T00:00:00Z'><l:ConfidentialityInformation><l:PolicyIdentifier>NATO\
    </l:PolicyIdentifier><l:Classification>SECRET</l:Classification><l:Category Type='PERMISSIVE' TagName='Context'>\
    <l:GenericValue>NATO</l:GenericValue></l:Category></l:ConfidentialityInformation>\
    <l:CreationDateTime>2026-01-01T00:00:00Z</l:CreationDateTime></l:originatorConfidentialityLabel>",
];

/// What is put in the place of some bytes.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        prop::collection::vec(any::<u8>(), 0..4),
        select(vec![
            "<",
            ">",
            "'",
            "\"",
            "&",
            "&lt;",
            "]]>",
            "<!--",
            "-->",
            "/>",
            "</",
            "<a>",
            "ntk:",
            "ism:",
            "é",
            " ",
            "urn:us:gov:ic:ntk",
            "RequiresAnyOf",
            "AccessProfile",
            "originator",
            "oc",
            "xd",
            "true",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ]
}

/// A file in which some bytes are taken out or changed for others.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let change = (any::<Index>(), 0_usize..20, pieces());
    (select(FILES.to_vec()), prop::collection::vec(change, 1..4)).prop_map(|(file, changes)| {
        let mut bytes = file.as_bytes().to_vec();
        for (at, length, piece) in changes {
            let at = at.index(bytes.len() + 1);
            let end = (at + length).min(bytes.len());
            bytes.splice(at..end, piece);
        }
        bytes
    })
}

fn all_within(file: &[u8], problems: &[Problem]) {
    for problem in problems {
        assert!(problem.span.start <= problem.span.end && problem.span.end <= file.len(), "{problem:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn a_file_never_panics_a_reader(file in mutated()) {
        kind(&file);
        all_within(&file, &read_label(&file).problems);
        all_within(&file, &read_clearance(&file).problems);
        let (document, access) = (read_document(&file), read_access(&file));
        all_within(&file, &document.problems);
        all_within(&file, &access.problems);
        prop_assert_eq!(document.value.is_some(), are_harmless(&document.problems));
        prop_assert_eq!(access.value.is_some(), are_harmless(&access.problems));
        if let (Some(document), Some(access)) = (document.value, access.value) {
            all_within(&file, &check(&document, &access));
            for element in &document.elements {
                let Ok(written) = write_element(&element.attributes, "") else { continue };
                let read = read_document(written.as_bytes()).value.unwrap();
                prop_assert_eq!(&read.elements[0].attributes, &element.attributes);
            }
        }
    }
}

/// An element of a profile that is called otherwise is an error, or it says nothing that limits anybody.
#[test]
fn no_part_of_a_profile_is_passed_over() {
    let whole = read_access(FILES[0].as_bytes()).value.unwrap();
    let names = [
        "Access",
        "RequiresAnyOf",
        "AccessProfileList",
        "AccessProfile",
        "AccessPolicy",
        "AccessProfileValue",
    ];
    for name in names {
        let mut file = FILES[0].to_owned();
        for behind in [" ", ">", "\n"] {
            file = file.replace(&format!("ntk:{name}{behind}"), &format!("ntk:{name}X{behind}"));
        }
        assert_ne!(file, FILES[0], "{name}");
        assert_eq!(read_access(file.as_bytes()).value, None, "{name}");
        let moved = FILES[0].replace("urn:us:gov:ic:ntk\"", "urn:us:gov:ic:ntk:2\"");
        assert_eq!(read_access(moved.as_bytes()).value, None);
    }
    let bare =
        FILES[0].replace("<ntk:ProfileDes>urn:us:gov:ic:ntk:profile:agencydissem</ntk:ProfileDes>", "");
    let read = read_access(bare.as_bytes()).value.unwrap();
    assert_eq!(read.all.len(), whole.all.len());
}

#[test]
fn the_files_are_what_they_are_taken_for() {
    let kinds = FILES.map(|file| kind(file.as_bytes()));
    assert_eq!(kinds, [Kind::Document, Kind::Document, Kind::Label]);
    assert!(read_label(FILES[2].as_bytes()).value.is_some());
    assert_eq!(read_access(FILES[0].as_bytes()).value.unwrap().all.len(), 1);
}
