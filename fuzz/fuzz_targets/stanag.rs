//! A label file never panics; what was read is written and read back.
#![no_main]

use caveat_labels::{read_clearance, read_label, write_clearance, write_label};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|file: &[u8]| {
    if let Some(label) = read_label(file).value {
        let written = write_label(&label).expect("what was read can be written");
        assert_eq!(read_label(written.as_bytes()).value, Some(label));
    }
    if let Some(clearance) = read_clearance(file).value {
        let written = write_clearance(&clearance).expect("what was read can be written");
        assert_eq!(read_clearance(written.as_bytes()).value, Some(clearance));
    }
});
