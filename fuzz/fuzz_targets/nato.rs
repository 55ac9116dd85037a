//! A marking of NATO never panics; what was understood is printed and read back; and no fix changes what is meant.
#![no_main]

use caveat_marking::nato;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = nato::read(text);
    if let Some(canonical) = &reading.canonical {
        assert_eq!(nato::read(canonical).marking, reading.marking);
    }
    let (fixed, _) = nato::fix(text);
    assert_eq!(nato::read(&fixed).marking, reading.marking);
});
