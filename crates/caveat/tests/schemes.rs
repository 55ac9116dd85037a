//! Schemes, and what is said under them.
#![expect(clippy::unwrap_used, reason = "a story that does not parse is a failed test")]

use std::sync::Arc;

use caveat::decide::Outcome;
use caveat::question::NoJudge;
use caveat::scenario::Scenario;

fn outcomes(story: &str) -> Vec<Outcome> {
    let scenario = Scenario::read(story.as_bytes()).unwrap();
    let answers = scenario.asks.iter().map(|ask| ask.put(&scenario, Arc::new(NoJudge)).decision);
    answers.map(|decision| decision.unwrap().outcome()).collect()
}

/// Whoever sets up a register records its schemes today, and clearances that people have held for years.
#[test]
fn a_clearance_that_is_older_than_its_schemes_entry_counts() {
    let story = r#"
        entry = [
            { party = "norland", kind = "state" },
            { party = "clerk", kind = "person" },
            { relation = "serves", who = "clerk", of = "norland" },
            { party = "archive", kind = "body" },
            { relation = "organ", who = "archive", of = "norland" },
            { scheme = "levels", authority = "norland", levels = ["LOW", "HIGH"], on = 2026-01-01 },
            { clearance = "HIGH", scheme = "levels", who = "clerk", from = 2020-01-01 },
            { item = "paper", originator = "archive", on = 2026-02-01, caveats = [
                { level = "HIGH", scheme = "levels" },
            ] },
        ]

        [[ask]]
        actor = "archive"
        item = "paper"
        to = "clerk"
        on = 2026-03-01
    "#;
    assert_eq!(outcomes(story), [Outcome::Permitted]);
}

/// NATO's scheme as it is shipped, with whom it names; a paper of 2015 with a marking, and who asks for it: an ally's
/// office, that of a nation that joined later, that of a partner, each cleared.
fn papers_of_nato(marking: &str) -> Vec<Outcome> {
    let shipped = include_str!("../../../schemes/nato.toml");
    let named = shipped.lines().skip_while(|line| *line != "[entry.parties]").skip(1);
    let states = named
        .filter_map(|line| line.split('"').nth(1))
        .filter(|name| !["eapc", "kfor", "european-union"].contains(name));
    let mut story = String::new();
    for state in states {
        story.push_str(&format!("[[entry]]\nparty = \"{state}\"\nkind = \"state\"\n"));
    }
    for community in ["nato", "eapc", "kfor", "european-union"] {
        story.push_str(&format!("[[entry]]\nparty = \"{community}\"\nkind = \"community\"\n"));
    }
    story.push_str(shipped);
    for (state, from) in [("germany", "1955-05-06"), ("sweden", "2024-03-07")] {
        story.push_str(&format!(
            "[[entry]]\nrelation = \"member\"\nwho = \"{state}\"\nof = \"nato\"\nfrom = {from}\n"
        ));
    }
    for state in ["germany", "sweden", "japan"] {
        story.push_str(&format!(
            "[[entry]]\nparty = \"{state}-office\"\nkind = \"body\"\n\
             [[entry]]\nrelation = \"organ\"\nwho = \"{state}-office\"\nof = \"{state}\"\n\
             [[entry]]\naccreditation = \"NATO SECRET\"\nscheme = \"nato\"\nwho = \"{state}-office\"\n"
        ));
    }
    story.push_str(&format!(
        "[[entry]]\nparty = \"staff\"\nkind = \"body\"\n\
         [[entry]]\nrelation = \"member\"\nwho = \"staff\"\nof = \"nato\"\nfrom = 1951-01-01\n\
         [[entry]]\nparty = \"registry\"\nkind = \"body\"\n\
         [[entry]]\nitem = \"paper\"\noriginator = \"staff\"\ndated = 2015-03-01\non = 2025-01-01\n\
         marking = \"{marking}\"\nscheme = \"nato\"\n\
         [[entry]]\ndisclosure = \"filed\"\nof = \"paper\"\nactor = \"staff\"\nto = \"registry\"\non = 2025-01-02\n"
    ));
    for state in ["germany", "sweden", "japan"] {
        story.push_str(&format!(
            "[[ask]]\nactor = \"registry\"\nitem = \"paper\"\nto = \"{state}-office\"\non = 2026-03-01\n"
        ));
    }
    outcomes(&story)
}

/// Whoever joins is not given what was made before, unless it is released to them.
#[test]
fn the_scheme_of_nato_as_it_is_shipped() {
    let (yes, no) = (true, false);
    for (marking, expected) in [
        ("NATO SECRET", [yes, no, no]),
        ("NATO UNCLASSIFIED", [yes, no, no]),
        ("NATO SECRET Releasable to Sweden", [yes, yes, no]),
        ("NATO SECRET Releasable to Sweden, Japan", [yes, yes, yes]),
        ("NATO SECRET Germany Only", [yes, no, no]),
        ("NATO SECRET UK Only", [no, no, no]),
        ("NATO SECRET ATOMAL", [no, no, no]),
        ("COSMIC TOP SECRET", [no, no, no]),
        ("NATO SECRET Releasable to Sweden NOFORN", [no, no, no]),
    ] {
        let given =
            papers_of_nato(marking).iter().map(|outcome| *outcome == Outcome::Permitted).collect::<Vec<_>>();
        assert_eq!(given, expected, "{marking}");
    }
}

/// No scheme is taken for granted: whoever records one would then say what the papers of others mean.
#[test]
fn a_marking_without_a_scheme_is_met_by_nobody() {
    use caveat::ledger::Ledger;
    use caveat::read::{Arrival, Format, entries};
    use caveat::time::Instant;

    let story = r#"
        entry = [
            { party = "stranger", kind = "body" },
            { party = "archive", kind = "body" },
            { party = "reader", kind = "body" },
            { scheme = "tlp", authority = "stranger", reads = "tlp" },
            { item = "paper", originator = "archive", marking = "TLP:CLEAR" },
            { disclosure = "given", of = "paper", actor = "archive", to = "stranger" },
        ]
    "#;
    let ask = "\n[[ask]]\nactor = \"stranger\"\nitem = \"paper\"\nto = \"reader\"\non = 2026-03-01\n";
    assert_eq!(outcomes(&format!("{story}{ask}")), [Outcome::Denied]);
    let with_scheme = story.replace("\"TLP:CLEAR\"", "\"TLP:CLEAR\", scheme = \"tlp\"");
    assert_eq!(outcomes(&format!("{with_scheme}{ask}")), [Outcome::Permitted]);
    let arrival = Arrival { on: Instant::BEGINNING, recorded: None, by: None };
    let told = entries(story.as_bytes(), Format::Toml, &Ledger::new(), &arrival).unwrap();
    let doubts: Vec<_> = told.iter().flat_map(|told| &told.doubts).collect();
    assert_eq!(doubts.len(), 1);
    assert!(doubts[0].hint.as_ref().is_some_and(|hint| hint.contains("scheme = \"tlp\"")), "{doubts:?}");
}
