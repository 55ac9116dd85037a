//! Whatever is read, nothing panics, all spans are in the text, and what is printed reads as the same.
#![no_main]

use caveat_marking::us::marking::Marking;
use caveat_marking::us::read::{Form, Reading, read};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for form in [None, Some(Form::Banner), Some(Form::Portion)] {
        let reading = read(text, form);
        check_spans(text, &reading);
        let Some(marking) = &reading.marking else { continue };
        comes_back(marking, reading.form, text);
        if let Some(block) = &reading.block {
            let once = block.print(&marking.banner());
            let again = read(&once, None).block.map(|block| block.print(&marking.banner()));
            assert_eq!(again, Some(once));
        }
    }
});

fn check_spans(text: &str, reading: &Reading) {
    let tokens = reading.tokens.iter().map(|token| &token.span);
    let problems = reading.problems.iter().map(|problem| &problem.span);
    let mends = reading.problems.iter().filter_map(|problem| problem.mend.as_ref()).map(|mend| &mend.span);
    for span in tokens.chain(problems).chain(mends) {
        assert!(text.get(span.clone()).is_some(), "{span:?} is no part of {text:?}");
    }
}

fn comes_back(marking: &Marking, form: Form, text: &str) {
    let once = marking.print(form);
    let again = read(&once, Some(form)).marking;
    assert_eq!(again.as_ref().map(|marking| marking.print(form)), Some(once), "after {text:?}");
    // In a portion a program's name of several words is written by its initials.
    let is_short = form == Form::Portion && marking.sap.iter().any(|program| program.name.contains(' '));
    if !is_short {
        assert_eq!(again.as_ref(), Some(marking), "after {text:?}");
    }
}
