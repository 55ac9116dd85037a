//! A grammar never panics; what was understood is printed and read back, and the rest is kept; and no fix changes what is meant.
#![no_main]

use std::sync::LazyLock;

use caveat_marking::words::{self, Grammar, Word};
use libfuzzer_sys::fuzz_target;

/// A word of each kind that there is.
static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| {
    let list = |text: &str| Word { list: "/".to_owned(), sorted: true, ..Word::mark(text) };
    let words = vec![
        Word::level("OFFICIAL"),
        Word { also: vec!["O-S".to_owned()], ..Word::level("OFFICIAL-SENSITIVE") },
        Word { also: vec!["S".to_owned()], ..Word::level("SECRET") },
        Word::level("TOP SECRET"),
        Word::mark("C:{text}"),
        list("{parties} USE ONLY"),
        list("{parties} EYES ONLY"),
        Word { first: Some("NZ".to_owned()), least: 2, ..Word::mark("REL TO {parties}") },
        Word::mark("EXPIRES={date}"),
        Word::mark("EXPIRES={text}"),
        Word::mark("DOWNTO={word}"),
    ];
    let parties = ["UK", "US", "NZ", "FIVE", "United Kingdom"].map(str::to_owned).to_vec();
    Grammar::new(" - ".to_owned(), words, parties).expect("the words go together")
});

fuzz_target!(|text: &str| {
    let reading = words::read(&GRAMMAR, text);
    let printed = words::print(&GRAMMAR, &reading);
    if reading.is_understood() {
        assert_eq!(words::print(&GRAMMAR, &words::read(&GRAMMAR, &printed)), printed);
    }
    assert!(reading.unknown.iter().all(|(unknown, _)| printed.contains(unknown)));
    let (fixed, _) = words::fix(&GRAMMAR, text);
    assert_eq!(words::print(&GRAMMAR, &words::read(&GRAMMAR, &fixed)), printed);
});
