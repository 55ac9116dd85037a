//! Label files: what is right is read, and what is wrong is pointed at.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::time::{Duration, Instant};

use caveat_labels::{MAX_BYTES, MAX_DEPTH, Read, read_clearance, read_label, write_clearance, write_label};
use caveat_marking::nato::label::{IdType, LabelKind};
use caveat_marking::nato::policy::check;
use caveat_marking::nato::{Value, print};
use caveat_marking::problem::Severity;

const ORIGINATOR: &str = include_str!("files/originator.xml");
const ALTERNATIVE: &str = include_str!("files/alternative.xml");
const CLEARANCE: &str = include_str!("files/clearance.xml");

#[test]
fn a_label_is_read() {
    let read = read_label(ORIGINATOR.as_bytes());
    assert_eq!(read.problems, []);
    let label = read.value.unwrap();
    assert_eq!(check(&label), []);
    assert_eq!((label.kind, label.id.as_deref()), (LabelKind::Originator, Some("label-1")));
    assert_eq!(label.stated.created.to_string(), "2026-09-26T12:00:00Z");
    assert_eq!(label.stated.originator.as_ref().map(|one| one.kind), Some(IdType::Rfc822Name));
    let mut information = label.stated.information.clone();
    assert_eq!(information.privacy_mark.take().as_deref(), Some("Not before the & of the talks"));
    assert_eq!(print(&information).as_deref(), Some("NATO RESTRICTED Releasable to Sweden"));
    let later = label.at("2030-01-01T00:00:00Z".parse().unwrap());
    assert_eq!(print(&later.information).as_deref(), Some("NATO UNCLASSIFIED"));
}

#[test]
fn a_label_of_another_policy_and_without_a_prefix_is_read() {
    let read = read_label(ALTERNATIVE.as_bytes());
    assert_eq!(read.problems, []);
    let label = read.value.unwrap();
    assert_eq!(label.kind, LabelKind::Alternative);
    assert_eq!(label.stated.information.classification, Value::new("internal"));
    assert_eq!(check(&label), []);
}

#[test]
fn a_clearance_is_read_and_admits() {
    let read = read_clearance(CLEARANCE.as_bytes());
    assert_eq!(read.problems, []);
    let (clearance, label) = (read.value.unwrap(), read_label(ORIGINATOR.as_bytes()).value.unwrap());
    assert_eq!(clearance.admits(&label.stated.information), Ok(()));
    let later = label.at("2030-01-01T00:00:00Z".parse().unwrap());
    assert!(clearance.admits(&later.information).is_err(), "the successor is not released");
}

#[test]
fn what_is_written_is_read_back() {
    for file in [ORIGINATOR, ALTERNATIVE] {
        let label = read_label(file.as_bytes()).value.unwrap();
        let written = write_label(&label).unwrap();
        let again = read_label(written.as_bytes());
        assert_eq!((again.value, again.problems), (Some(label), vec![]), "{written}");
    }
    let clearance = read_clearance(CLEARANCE.as_bytes()).value.unwrap();
    let written = write_clearance(&clearance).unwrap();
    assert_eq!(read_clearance(written.as_bytes()).value, Some(clearance));
}

/// The label on the page on formats is one.
#[test]
fn the_example_on_the_page_is_a_label() {
    let page = include_str!("../../../docs/formats/nato.md");
    let example = page.split("```xml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let read = read_label(example.as_bytes());
    assert_eq!(read.problems, []);
    let label = read.value.unwrap();
    assert_eq!(check(&label), []);
    assert_eq!(print(&label.stated.information).as_deref(), Some("NATO RESTRICTED Releasable to Sweden"));
}

/// The codes of the problems, and the characters that they are about.
fn told<T>(file: &str, read: &Read<T>) -> Vec<(&'static str, String)> {
    let typed = |span: std::ops::Range<usize>| file.get(span).unwrap().to_owned();
    let errors = read.problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.map(|problem| (problem.code, typed(problem.span.clone()))).collect()
}

/// What is replaced in the label, by what, the code of the one error, and what it points at.
const WRONG: [(&str, &str, &str, &str); 33] = [
    ("slab:originatorConfidentialityLabel", "slab:Label", "stanag-root", "<slab:Label"),
    (
        "slab:originatorConfidentialityLabel",
        "slab:ConfidentialityLabel",
        "stanag-root",
        "<slab:ConfidentialityLabel",
    ),
    (
        "xmlns:slab=\"urn:nato:stanag:4774",
        "xmlns:slab=\"urn:nato:stanag:4775",
        "stanag-namespace",
        "<slab:orig",
    ),
    (
        ":confidentialitymetadatalabel:1:0\"\n    xmlns",
        ":confidentialitymetadatalabel:1:1\"\n    xmlns",
        "stanag-namespace",
        "<slab:orig",
    ),
    (
        "<slab:Classification>RESTRICTED</slab:Classification>",
        "",
        "stanag-missing",
        "<slab:ConfidentialityInformation>",
    ),
    (
        "<slab:PolicyIdentifier URI=\"urn:oid:1.3.26.1.3.1\">NATO</slab:PolicyIdentifier>",
        "",
        "stanag-missing",
        "<slab:ConfidentialityInformation>",
    ),
    (
        "<slab:CreationDateTime>2026-09-26T14:00:00+02:00</slab:CreationDateTime>",
        "",
        "stanag-missing",
        "<slab:orig",
    ),
    (
        "<slab:SuccessionDateTime>2030-01-01T00:00:00Z</slab:SuccessionDateTime>",
        "",
        "stanag-missing",
        "<slab:SuccessionHandling>",
    ),
    (" TagName=\"Releasable To\"", "", "stanag-missing", "<slab:Category Type"),
    (
        "Type=\"PERMISSIVE\" TagName=\"Releasable To\"",
        "TagName=\"Releasable To\"",
        "stanag-missing",
        "<slab:Category TagName",
    ),
    (" IDType=\"rfc822Name\"", "", "stanag-missing", "<slab:OriginatorID>"),
    ("IDType=\"rfc822Name\"", "IDType=\"RFC822\"", "stanag-id-type", "RFC822"),
    (
        "Type=\"PERMISSIVE\" TagName=\"Releasable To\"",
        "Type=\"permissive\" TagName=\"Releasable To\"",
        "stanag-type",
        "permissive",
    ),
    (
        "Type=\"PERMISSIVE\" TagName=\"Releasable To\"",
        "Type=\"OPEN\" TagName=\"Releasable To\"",
        "stanag-type",
        "OPEN",
    ),
    ("TagName=\"Releasable To\"", "TagName=\" \"", "stanag-empty", " "),
    (
        "<slab:GenericValue>SWE</slab:GenericValue>",
        "<slab:IntegerValue>7</slab:IntegerValue>",
        "stanag-value",
        "<slab:IntegerValue>",
    ),
    (
        "<slab:GenericValue>SWE</slab:GenericValue>",
        "<slab:BitStringValue>1</slab:BitStringValue>",
        "stanag-value",
        "<slab:BitStringValue>",
    ),
    (
        "<slab:GenericValue>SWE</slab:GenericValue>",
        "<GenericValue>SWE</GenericValue>",
        "stanag-unknown",
        "<GenericValue>",
    ),
    ("<slab:GenericValue>SWE</slab:GenericValue>", "SWE", "stanag-text", ""),
    ("<slab:Classification>RESTRICTED", "<slab:Classification>", "stanag-empty", "<slab:Classification>"),
    (
        "<slab:Classification>",
        "<slab:Classification URI=\"urn:oid:1\">",
        "stanag-classification-uri",
        "urn:oid:1",
    ),
    ("<slab:Classification>RESTRICTED", "<slab:Classification>RES<b/>TRICTED", "stanag-unknown", "<b/>"),
    (
        "</slab:PrivacyMark>",
        "</slab:PrivacyMark><x:Limit xmlns:x=\"urn:x\">us</x:Limit>",
        "stanag-unknown",
        "<x:Limit xmlns:x=\"urn:x\">",
    ),
    (
        "</slab:PrivacyMark>",
        "</slab:PrivacyMark><slab:PrivacyMark/>",
        "stanag-repeated",
        "<slab:PrivacyMark/>",
    ),
    ("</slab:OriginatorID>", "</slab:OriginatorID><slab:Category/>", "stanag-unknown", "<slab:Category/>"),
    (
        "2026-09-26T14:00:00+02:00",
        "2026-09-26",
        "stanag-date",
        "<slab:CreationDateTime>2026-09-26</slab:CreationDateTime>",
    ),
    (
        "2026-09-26T14:00:00+02:00",
        "2026-09-26T14:00:00",
        "stanag-date",
        "<slab:CreationDateTime>2026-09-26T14:00:00</slab:CreationDateTime>",
    ),
    ("ReviewDateTime=\"2031-09-26T00:00:00Z\"", "ReviewDateTime=\"soon\"", "stanag-date", "soon"),
    ("encoding=\"UTF-8\"", "encoding=\"UTF-16\"", "stanag-encoding", "UTF-16"),
    ("</slab:ConfidentialityInformation>", "</slab:Category>", "stanag-malformed", "<"),
    ("&amp;", "&nbsp;", "stanag-malformed", "&"),
    ("author@example.org", "\u{1}", "stanag-malformed", "\u{1}"),
    ("<!-- A", "<!DOCTYPE a><!-- A", "stanag-document-type", "<!DOCTYPE"),
];

#[test]
fn what_is_wrong_is_pointed_at_and_half_a_label_is_none() {
    for (right, wrong, code, at) in WRONG {
        let every = right == "slab:originatorConfidentialityLabel";
        let file =
            if every { ORIGINATOR.replace(right, wrong) } else { ORIGINATOR.replacen(right, wrong, 1) };
        assert_ne!(file, ORIGINATOR, "{right}");
        let read = read_label(file.as_bytes());
        let told = told(&file, &read);
        assert_eq!(told.len(), 1, "{wrong}: {told:?}");
        assert_eq!(told[0].0, code, "{wrong}: {told:?}");
        assert!(told[0].1.starts_with(at), "{wrong}: {told:?}");
        assert_eq!(read.value, None, "{wrong}");
    }
}

#[test]
fn what_restricts_nothing_is_only_told() {
    for (right, other, codes) in [
        ("Id=\"label-1\"", "Colour=\"red\"", &["stanag-attribute"][..]),
        (
            "</slab:CreationDateTime>\n  <slab:Succ",
            "</slab:CreationDateTime><x xmlns=\"urn:x\"/>\n  <slab:Succ",
            &["stanag-unknown"],
        ),
    ] {
        let read = read_label(ORIGINATOR.replacen(right, other, 1).as_bytes());
        assert_eq!(read.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), codes);
        assert!(read.value.is_some());
    }
    let unreviewed =
        read_label(ALTERNATIVE.replace("ReviewDateTime=\"2031-09-26T00:00:00Z\"", "").as_bytes());
    assert_eq!(unreviewed.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["stanag-review"]);
    assert!(unreviewed.value.is_some());
}

#[test]
fn a_wrong_clearance_is_none() {
    for (right, wrong, code) in [
        ("sclr:ConfidentialityClearance", "slab:ConfidentialityClearance", "stanag-namespace"),
        ("sclr:ConfidentialityClearance", "sclr:Clearance", "stanag-root"),
        ("sclr:ClassificationList", "slab:ClassificationList", "stanag-missing"),
        ("slab:Classification>", "sclr:Classification>", "stanag-missing"),
        ("<slab:PolicyIdentifier>NATO</slab:PolicyIdentifier>", "", "stanag-missing"),
        ("'PERMISSIVE'", "'OPEN'", "stanag-type"),
        ("GenericValue", "IntegerValue", "stanag-value"),
    ] {
        let file = CLEARANCE.replace(right, wrong);
        let read = read_clearance(file.as_bytes());
        assert!(told(&file, &read).iter().any(|(found, _)| *found == code), "{wrong}: {:?}", read.problems);
        assert_eq!(read.value, None);
    }
    assert_eq!(read_clearance(ORIGINATOR.as_bytes()).value, None);
    assert_eq!(read_label(CLEARANCE.as_bytes()).value, None);
}

/// A file that would become gigabytes, or reach out of the machine, is refused where it begins to.
#[test]
fn nothing_expands_and_nothing_is_fetched() {
    let mut laughs = "<!DOCTYPE lolz [<!ENTITY lol0 \"lol\">".to_owned();
    for level in 1..12 {
        let one = format!("&lol{};", level - 1);
        laughs.push_str(&format!("<!ENTITY lol{level} \"{}\">", one.repeat(10)));
    }
    laughs.push_str("]><lolz>&lol11;</lolz>");
    let outside = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>";
    let fetched = "<!DOCTYPE a SYSTEM \"http://example.org/a.dtd\"><a/>";
    let quadratic =
        format!("<!DOCTYPE a [<!ENTITY x \"{}\">]><a>{}</a>", "x".repeat(50_000), "&x;".repeat(10_000));
    for file in [laughs.as_str(), outside, fetched, &quadratic] {
        let begun = Instant::now();
        let read = read_label(file.as_bytes());
        assert_eq!(told(file, &read), [("stanag-document-type", "<!DOCTYPE".to_owned())]);
        assert!(begun.elapsed() < Duration::from_millis(100));
    }
}

#[test]
fn a_file_is_bounded() {
    let deep = |depth: usize| format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth));
    let code = |file: &str| read_label(file.as_bytes()).problems.first().map(|problem| problem.code);
    assert_eq!(code(&deep(MAX_DEPTH)), Some("stanag-root"));
    assert_eq!(code(&deep(MAX_DEPTH + 1)), Some("stanag-nesting"));
    let (long, many) = ("x".repeat(MAX_BYTES), "<a/>".repeat(30_000));
    let attributes: String = (0..20_000).map(|number| format!(" a{number}=''")).collect();
    let namespaces: String = (0..9_000).map(|number| format!(" xmlns:n{number}='u{number}'")).collect();
    for file in [
        format!("<a>{long}</a>"),
        format!("<a>{many}</a>"),
        format!("<a{attributes}/>"),
        format!("<a{namespaces}>{}</a>", "<b/>".repeat(5_000)),
        "<a>".repeat(80_000),
        "<".repeat(MAX_BYTES),
        "&".repeat(MAX_BYTES),
    ] {
        let begun = Instant::now();
        let read = read_label(file.as_bytes());
        assert!(read.value.is_none() && !read.problems.is_empty());
        assert!(begun.elapsed() < Duration::from_millis(2_000), "{:?} for {}", begun.elapsed(), file.len());
    }
}

#[test]
fn bytes_that_are_no_text_are_no_label() {
    let mut bytes = ORIGINATOR.as_bytes().to_vec();
    bytes[100] = 0xff;
    let read = read_label(&bytes);
    assert_eq!(read.value, None);
    assert_eq!(
        read.problems.iter().map(|one| (one.code, one.span.clone())).collect::<Vec<_>>(),
        [("stanag-encoding", 100..101)]
    );
    for wrong in [&b""[..], b" ", b"SECRET", b"\xff\xfe<\0a\0", b"{\"a\": 1}"] {
        let read = read_label(wrong);
        assert!(read.value.is_none() && !read.problems.is_empty());
    }
}
