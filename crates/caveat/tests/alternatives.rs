//! What could go instead of an item that may not.
#![allow(clippy::unwrap_used, reason = "a test says what is wrong by failing")]

mod told;

use told::{SENT, decision, story};

/// The alternatives to data that the desk may not give to the partner, where it was sent something else of an ally's.
fn alternatives(data: &str, others: &str) -> Vec<String> {
    let entries = format!(
        r#"
    {{ party = "ally", kind = "body" }},
    {{ item = "notes", originator = "owner", free = true }},
    {{ disclosure = "shared", of = "notes", actor = "owner", to = "ally" }},
    {{ item = "digest", originator = "ally", sources = ["notes"], free = true }},
    {{ item = "data", originator = "owner", caveats = [{{ audience = ["desk"] }}] {data} }},
    {SENT}
    {others}"#
    );
    let decision = decision(&story(&entries, ""));
    decision.alternatives().iter().map(ToString::to_string).collect()
}

/// Another item that the desk was sent, free for everybody.
fn other(originator: &str, fields: &str) -> String {
    format!(
        r#"
    {{ item = "other", originator = "{originator}", free = true {fields} }},
    {{ disclosure = "also", of = "other", actor = "{originator}", to = "desk" }},"#
    )
}

const TOLD: &str = r#", facts = ["it-happened"]"#;

#[test]
fn what_somebody_else_tells_of_the_same_could_go_instead() {
    assert_eq!(alternatives(TOLD, &other("ally", TOLD)), ["other"]);
    assert_eq!(alternatives(TOLD, &other("ally", r#", facts = ["so-did-this", "it-happened"]"#)), ["other"]);
    let from_elsewhere = format!("{TOLD}, sources = [\"digest\"]");
    assert_eq!(alternatives(TOLD, &other("ally", &from_elsewhere)), ["other"]);
}

#[test]
fn what_tells_of_something_else_could_not() {
    assert!(alternatives(TOLD, &other("ally", r#", facts = ["so-did-this"]"#)).is_empty());
    assert!(alternatives(TOLD, &other("ally", "")).is_empty());
    assert!(alternatives("", &other("ally", TOLD)).is_empty());
}

#[test]
fn what_the_same_originator_tells_could_not() {
    assert!(alternatives(TOLD, &other("owner", TOLD)).is_empty());
}

/// It would be the same source that is given away.
#[test]
fn what_has_a_source_in_common_could_not() {
    let data = format!("{TOLD}, sources = [\"notes\"]");
    for source in ["notes", "digest"] {
        let fields = format!("{TOLD}, sources = [\"{source}\"]");
        assert!(alternatives(&data, &other("ally", &fields)).is_empty(), "{source}");
    }
    assert_eq!(alternatives(&data, &other("ally", TOLD)), ["other"]);
}

#[test]
fn what_is_not_held_or_may_not_go_either_could_not() {
    let not_sent = format!(r#"{{ item = "other", originator = "ally", free = true {TOLD} }},"#);
    assert!(alternatives(TOLD, &not_sent).is_empty());
    let restricted = other("ally", TOLD).replace("free = true", r#"caveats = [{ audience = ["desk"] }]"#);
    assert!(alternatives(TOLD, &restricted).is_empty());
}

/// Of an item that is not known yet nothing can be given.
#[test]
fn what_is_recorded_of_a_later_day_could_not() {
    let later = other("ally", TOLD).replace("free = true", "on = 2030-02-02, free = true");
    assert!(alternatives(TOLD, &later).is_empty());
}
