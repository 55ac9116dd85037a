//! A document with attributes of IC-ISM and access profiles never panics a reader; every place is within the file, and
//! attributes that were read are written and read back.
#![no_main]

use caveat_labels::ism::{read_document, write_element};
use caveat_labels::ntk::{check, read_access};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    let (document, access) = (read_document(file), read_access(file));
    for problem in document.problems.iter().chain(&access.problems) {
        assert!(problem.span.start <= problem.span.end && problem.span.end <= file.len());
    }
    let Some(document) = document.value else { return };
    for element in &document.elements {
        if let Ok(written) = write_element(&element.attributes, "") {
            let read = read_document(written.as_bytes()).value.expect("what was written is read");
            assert_eq!(read.elements.first().map(|one| &one.attributes), Some(&element.attributes));
        }
    }
    if let Some(access) = access.value {
        check(&document, &access);
    }
});
