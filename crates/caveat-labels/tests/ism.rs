//! Attributes of IC-ISM in documents, read and written.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use caveat_labels::ism::{Document, read_document, write_attributes, write_element};
use caveat_labels::{MAX_BYTES, MAX_DOCUMENT_DEPTH, Unwritable};
use caveat_marking::problem::Severity;
use caveat_marking::us::document::{About, compare_attributes};
use caveat_marking::us::ism::{Attributes, from_attributes, to_attributes};
use caveat_marking::us::marking::{Level, Marking};
use proptest::prelude::*;

const FILES: [(&str, &str, usize); 4] = [
    ("OC-Example1.xml", include_str!("data/OC-Example1.xml"), 4),
    ("PUBSTearLineExample.xml", include_str!("data/PUBSTearLineExample.xml"), 211),
    ("RevisionRecall-01-IC-TDF-TDO.xml", include_str!("data/RevisionRecall-01-IC-TDF-TDO.xml"), 9),
    ("RogersRangers.xml", include_str!("data/RogersRangers.xml"), 47),
];

fn read(file: &str) -> Document {
    let read = read_document(file.as_bytes());
    assert!(read.problems.iter().all(|problem| problem.code == "ism-no-resource"), "{:?}", read.problems);
    read.value.unwrap()
}

fn codes(file: &str) -> Vec<&'static str> {
    read_document(file.as_bytes()).problems.iter().map(|problem| problem.code).collect()
}

/// An element with these attributes, and the namespace.
fn with(attributes: &str, content: &str) -> String {
    format!("<a xmlns:ism=\"urn:us:gov:ic:ism\" {attributes}>{content}</a>")
}

#[test]
fn every_marked_element_is_found_where_it_stands() {
    for (name, file, marked) in FILES {
        let document = read(file);
        let said = |element: &&caveat_labels::ism::Element| element.attributes.contains_key("classification");
        assert_eq!(document.elements.iter().filter(said).count(), marked, "{name}");
        assert_eq!(document.portions().count() + 1, document.elements.len(), "{name}");
        for element in &document.elements {
            let tag = file.get(element.span.clone()).unwrap();
            assert!(
                tag.starts_with('<') && tag.ends_with('>') && tag.contains(&element.name),
                "{name}: {tag}"
            );
            assert!(element.attributes.values().all(|value| tag.contains(value.as_str())), "{name}: {tag}");
        }
    }
}

/// Their banners are those of their portions. ORCON without a portion that has it is only a warning: the example is a
/// list of agencies, and has no more than one portion.
#[test]
fn published_documents_agree_with_themselves() {
    for (name, file, _) in FILES {
        let document = read(file);
        let banner = &document.resource().unwrap().attributes;
        let portions: Vec<Attributes> = document.portions().map(|one| one.attributes.clone()).collect();
        let told: Vec<_> =
            compare_attributes(banner, &portions).into_iter().map(|one| (one.severity, one.code)).collect();
        match name {
            "OC-Example1.xml" => assert_eq!(told, [(Severity::Warning, "us-doc-control-claimed")]),
            _ => assert_eq!(told, [], "{name}"),
        }
    }
}

#[test]
fn a_portion_that_the_banner_lacks_is_told_by_its_place_and_an_excluded_one_is_not() {
    let article = |of_portion: &str| {
        let banner = "ism:resourceElement='true' ism:createDate='2026-01-01' ism:compliesWith='USGov USIC'
            ism:classification='U' ism:ownerProducer='USA'";
        let portion = "ism:classification='C' ism:ownerProducer='USA' ism:disseminationControls='NF'";
        with(
            banner,
            &format!("<p ism:classification='U' ism:ownerProducer='USA'/><p {portion}{of_portion}/>"),
        )
    };
    let compared = |file: &str| {
        let document = read(file);
        let portions: Vec<Attributes> = document.portions().map(|one| one.attributes.clone()).collect();
        (compare_attributes(&document.resource().unwrap().attributes, &portions), document)
    };
    let file = article("");
    let (told, document) = compared(&file);
    let higher = told.iter().find(|one| one.code == "us-doc-level-missing").unwrap();
    let at = match higher.about {
        About::Portion(at) => at,
        About::Banner => higher.because.unwrap(),
    };
    let portion = document.portions().nth(at).unwrap();
    assert!(file.get(portion.span.clone()).unwrap().starts_with("<p ism:classification='C'"));
    let (told, document) = compared(&article(" ism:excludeFromRollup='true'"));
    assert!(told.iter().all(|one| one.code != "us-doc-level-missing"), "{told:?}");
    assert!(document.elements[2].is_excluded() && !document.elements[1].is_excluded());
    let (told, _) = compared(&article(" ism:excludeFromRollup='false'"));
    assert!(told.iter().any(|one| one.code == "us-doc-level-missing"), "{told:?}");
}

#[test]
fn the_first_resource_element_is_the_banner() {
    let inner = "<b ism:resourceElement='1' ism:classification='S'/><c ism:resourceElement='true'/>";
    let document = read(&with("ism:resourceElement='false'", inner));
    assert_eq!(document.resource().unwrap().name, "b");
    let names: Vec<&str> = document.portions().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["a", "c"]);
    assert_eq!(codes(&with("ism:resourceElement='yes'", "")), ["ism-no-resource"]);
    assert_eq!(codes("<a/>"), ["ism-no-resource"]);
}

#[test]
fn a_portion_mark_is_read_where_it_stands() {
    for (content, mark) in [
        ("(U) Rangers", "U"),
        ("\n  (S//NF) Rangers", "S//NF"),
        ("<b>(S//REL TO USA, GBR)</b> Rangers", "S//REL TO USA, GBR"),
        ("<!-- (C) -->(U) Rangers", "U"),
        ("é (S//NFF) of a wrong word", ""),
        ("(S//NFF) of a wrong word", "S//NFF"),
        ("(see below)", ""),
        ("(U.S. forces)", ""),
        ("(U", ""),
        ("()", ""),
        ("U) Rangers", ""),
        ("Rangers (U)", ""),
        ("", ""),
        ("<b ism:classification='U'>(U)</b>", ""),
        ("(<b>U</b>)", ""),
    ] {
        let file = with("ism:classification='U'", content);
        let found = read(&file).elements[0].mark.clone();
        assert_eq!(found.as_ref().map_or("", |mark| mark.text.as_str()), mark, "{content}");
        if let Some(found) = found {
            assert_eq!(file.get(found.span).unwrap(), format!("({mark})"));
        }
    }
}

#[test]
fn every_attribute_is_kept_and_none_of_another_namespace() {
    let file =
        "<a xmlns:x='urn:us:gov:ic:ism' xmlns:o='urn:o' x:classification=' S ' x:colour='red' o:joint='true'
        classification='U'/>";
    let expected = [("classification", " S "), ("colour", "red")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(read(file).elements[0].attributes, Attributes::from(expected));
    let none = "<a xmlns:x='urn:us:gov:ic:ismcat' x:classification='S'/>";
    assert_eq!(read(none).elements, []);
    // A marking of a version that is not read is not passed over.
    let other = "<a xmlns:x='urn:us:gov:ic:ism:v2' x:classification='S'/>";
    let read = read_document(other.as_bytes());
    assert_eq!((read.value, read.problems[1].code), (None, "ism-namespace"));
}

#[test]
fn what_is_no_document_is_none() {
    for (file, code) in [
        ("", "ism-malformed"),
        ("SECRET", "ism-malformed"),
        ("<a", "ism-malformed"),
        ("<a x='&b;'/>", "ism-malformed"),
        ("<a i:classification='U'/>", "ism-malformed"),
        ("<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'><a/>", "ism-document-type"),
        ("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "ism-document-type"),
        ("<?xml version='1.0' encoding='UTF-16'?><a/>", "ism-encoding"),
    ] {
        let read = read_document(file.as_bytes());
        assert_eq!(read.value, None, "{file}");
        assert_eq!(codes(file), [code], "{file}");
    }
    assert_eq!(read_document(b"<a>\xff</a>").value, None);
}

#[test]
fn a_document_is_bounded() {
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    assert_eq!(codes(&deep(MAX_DOCUMENT_DEPTH)), ["ism-no-resource"]);
    assert_eq!(codes(&deep(MAX_DOCUMENT_DEPTH + 1)), ["ism-nesting"]);
    assert_eq!(codes(&format!("<a>{}</a>", "x".repeat(MAX_BYTES))), ["ism-too-large"]);
    assert_eq!(codes(&format!("<a>{}</a>", "<a/>".repeat(30_000))), ["ism-too-large"]);
    let marked = "<p ism:classification='S'>(S//NF) x</p>".repeat(6_000);
    let open = "(".repeat(MAX_BYTES - 200);
    for file in [with("", &marked), with("ism:classification='S'", &open)] {
        let begun = Instant::now();
        assert_eq!(codes(&file), ["ism-no-resource"]);
        assert!(begun.elapsed() < Duration::from_millis(2_000), "{:?}", begun.elapsed());
    }
}

#[test]
fn attributes_are_written_in_their_order() {
    let mut marking = Marking::of(Level::Secret);
    marking.controls.extend([caveat_marking::us::marking::Control::Noforn]);
    let mut attributes = to_attributes(&marking);
    attributes.insert("zeal".to_owned(), "a \"<&>\" b".to_owned());
    attributes.insert("resourceElement".to_owned(), "true".to_owned());
    let expected = " ism:resourceElement=\"true\" ism:classification=\"S\" ism:ownerProducer=\"USA\" \
        ism:disseminationControls=\"NF\" ism:zeal=\"a &quot;&lt;&amp;&gt;&quot; b\"";
    assert_eq!(write_attributes(&attributes).unwrap(), expected);
    for wrong in ["", "a b", "a=\"\" b", "1a", "a:b", "é", "a>"] {
        let attributes = Attributes::from([(wrong.to_owned(), "x".to_owned())]);
        assert_eq!(write_attributes(&attributes), Err(Unwritable::Name(wrong.to_owned())));
    }
    let attributes = Attributes::from([("classification".to_owned(), "S\0".to_owned())]);
    assert_eq!(write_attributes(&attributes), Err(Unwritable::Character('\0')));
    assert_eq!(write_element(&Attributes::new(), "\u{1}"), Err(Unwritable::Character('\u{1}')));
}

#[test]
fn published_attributes_are_written_and_read_back() {
    for (name, file, _) in FILES {
        for element in read(file).elements {
            let written = write_element(&element.attributes, "").unwrap();
            assert_eq!(read(&written).elements[0].attributes, element.attributes, "{name}: {written}");
            let marking = from_attributes(&element.attributes).marking;
            if let Some(marking) = marking {
                let again = read(&write_element(&to_attributes(&marking), "").unwrap());
                assert_eq!(from_attributes(&again.elements[0].attributes).marking, Some(marking), "{name}");
            }
        }
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(
        attributes in prop::collection::btree_map("[a-zA-Z][a-zA-Z0-9_-]{0,8}", "\\PC{0,8}[ \t\r\n<>&\"']{0,3}", 1..6),
        content in "\\PC{0,12}",
    ) {
        let written = write_element(&attributes, &content).unwrap();
        let elements = read(&written).elements;
        prop_assert_eq!(&elements[0].attributes, &attributes);
    }

    #[test]
    fn no_bytes_are_too_much_for_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let read = read_document(&bytes);
        prop_assert!(read.value.is_some() || !read.problems.is_empty());
    }
}
