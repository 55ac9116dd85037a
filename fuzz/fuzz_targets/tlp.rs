//! TLP never panics; what was read is printed and read back; and no fix changes what is meant.
#![no_main]

use caveat_marking::tlp;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let reading = tlp::read(text);
    let Some(marking) = reading.marking else { return };
    let again = tlp::read(&marking.print()).marking;
    assert_eq!(again.as_ref(), Some(&marking));
    let (fixed, _) = tlp::fix(text);
    assert_eq!(tlp::read(&fixed).marking, Some(marking));
});
