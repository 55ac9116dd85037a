//! A supplier recalls what a maker passed on and made something of.

use super::*;
use crate::scenario::Scenario;

const STORY: &str = r#"
[[entry]]
party = "supplier"
kind = "body"
on = 2025-01-01
[[entry]]
party = "maker"
kind = "body"
[[entry]]
party = "shop"
kind = "body"
[[entry]]
party = "press"
kind = "body"
[[entry]]
party = "circle"
kind = "community"
[[entry]]
item = "data"
originator = "supplier"
free = true
[[entry]]
disclosure = "sent"
of = "data"
actor = "supplier"
to = "maker"
on = 2025-01-02
[[entry]]
disclosure = "shown"
of = "data"
actor = "maker"
to = "shop"
mode = "showing"
on = 2025-01-03
[[entry]]
disclosure = "posted"
of = "data"
actor = "maker"
to = ["circle", "public"]
on = 2025-01-04
[[entry]]
item = "dossier"
originator = "maker"
parts = "data"
[[entry]]
item = "report"
originator = "maker"
sources = "dossier"
[[entry]]
disclosure = "filed"
of = "report"
actor = "maker"
to = "press"
on = 2025-01-05
[[entry]]
disclosure = "leak"
of = "data"
actor = "shop"
to = "press"
reported = true
by = "maker"
[[entry]]
caveat = "recall-1"
items = "data"
nobody = "recalled"
by = "supplier"
recall = "destroy"
deadline = 2025-03-01
on = 2025-02-01
"#;

fn standing(further: &str, on: &str) -> Option<Standing> {
    let scenario = Scenario::read(format!("{STORY}{further}").as_bytes()).unwrap();
    let facts = Facts::of(scenario.ledger.entries());
    Standing::of(&"recall-1".parse().unwrap(), &facts, on.parse().unwrap())
}

fn states(further: &str, on: &str) -> Vec<String> {
    let holdings = standing(further, on).unwrap().holdings;
    holdings
        .iter()
        .map(|holding| format!("{} {} {:?}", holding.holder, holding.through, holding.state))
        .collect()
}

fn says(fate: &str, who: &str, of: &str, rest: &str) -> String {
    let recall = "recall = \"recall-1\"\n";
    format!("[[entry]]\nacknowledgement = \"{fate}\"\nof = \"{of}\"\nwho = \"{who}\"\n{recall}{rest}\n")
}

#[test]
fn everybody_is_found_who_holds_it_what_contains_it_or_what_was_made_of_it() {
    assert_eq!(
        states("", "2025-02-02"),
        [
            "maker data Awaiting",
            "shop data Awaiting",
            "circle data Awaiting",
            "public data OutOfReach",
            "maker dossier Awaiting",
            "maker report Awaiting",
            "press report Awaiting",
            "press data Reported",
        ]
    );
}

#[test]
fn each_is_notified_by_who_disclosed_it_to_them() {
    let holdings = standing("", "2025-02-02").unwrap().holdings;
    let told: Vec<String> =
        holdings.iter().map(|holding| format!("{} tells {}", holding.notified_by, holding.holder)).collect();
    assert_eq!(told.first().unwrap(), "supplier tells maker");
    assert_eq!(told.get(1).unwrap(), "maker tells shop");
    assert_eq!(told.get(5).unwrap(), "supplier tells maker");
    assert_eq!(told.get(6).unwrap(), "maker tells press");
}

#[test]
fn a_recall_has_no_state_before_it_was_made_and_is_overdue_at_its_deadline() {
    assert_eq!(standing("", "2025-01-31"), None);
    assert!(states("", "2025-02-28").contains(&"shop data Awaiting".to_owned()));
    assert!(states("", "2025-03-01").contains(&"shop data Overdue".to_owned()));
}

#[test]
fn a_caveat_that_recalls_nothing_has_no_state() {
    let plain = "[[entry]]\ncaveat = \"plain\"\nitems = \"data\"\nnobody = \"x\"\nby = \"supplier\"\n";
    let scenario = Scenario::read(format!("{STORY}{plain}").as_bytes()).unwrap();
    let facts = Facts::of(scenario.ledger.entries());
    let of = |id: &str| Standing::of(&id.parse().unwrap(), &facts, "2026-01-01".parse().unwrap());
    assert_eq!((of("plain"), of("recall-2")), (None, None));
    assert_eq!(Standing::all(&facts, "2026-01-01".parse().unwrap()).len(), 1);
    assert_eq!(Standing::all(&facts, "2025-01-31".parse().unwrap()).len(), 0);
}

#[test]
fn what_a_holder_says_settles_its_own_copy_alone() {
    let destroyed = says("destroyed", "maker", "data", "on = 2025-02-03");
    let told = states(&destroyed, "2025-02-04");
    assert!(told.contains(&"maker data Done".to_owned()), "{told:?}");
    // What was made of it is another item, and the whole was not destroyed with its part's copy.
    assert!(told.contains(&"maker report Awaiting".to_owned()), "{told:?}");
    assert!(told.contains(&"shop data Awaiting".to_owned()), "{told:?}");
    assert!(states(&destroyed, "2025-02-02").contains(&"maker data Awaiting".to_owned()), "not yet said");
}

#[test]
fn the_last_word_counts_and_receipt_is_none() {
    let received = says("received", "shop", "data", "on = 2025-02-03");
    assert!(states(&received, "2025-02-04").contains(&"shop data Awaiting".to_owned()));
    let kept = received + &says("kept", "shop", "data", "on = 2025-02-05");
    assert!(states(&kept, "2025-02-06").contains(&"shop data Kept".to_owned()));
    let returned = kept.clone() + &says("returned", "shop", "data", "on = 2025-02-07");
    assert!(states(&returned, "2025-02-08").contains(&"shop data DoneOtherwise".to_owned()));
    let destroyed = kept + &says("destroyed", "shop", "data", "on = 2025-02-07");
    assert!(states(&destroyed, "2025-02-08").contains(&"shop data Done".to_owned()));
}

#[test]
fn nobody_else_speaks_for_a_holder() {
    let by_another = says("destroyed", "shop", "data", "by = \"maker\"\non = 2025-02-03");
    assert!(states(&by_another, "2025-02-04").contains(&"shop data Awaiting".to_owned()));
}

#[test]
fn who_gave_it_up_before_is_not_asked_again_unless_it_came_again() {
    let before =
        "[[entry]]\nacknowledgement = \"returned\"\nof = \"data\"\nwho = \"shop\"\non = 2025-01-20\n";
    assert!(states(before, "2025-02-02").contains(&"shop data GivenUpBefore".to_owned()));
    let again = "[[entry]]\ndisclosure = \"again\"\nof = \"data\"\nactor = \"maker\"\nto = \"shop\"\n";
    let again = format!("{before}{again}on = 2025-01-25\n");
    assert!(states(&again, "2025-02-02").contains(&"shop data Awaiting".to_owned()));
}

#[test]
fn a_disclosure_after_the_recall_makes_a_holder_like_any_other() {
    let later = "[[entry]]\ndisclosure = \"late\"\nof = \"data\"\nactor = \"maker\"\nto = \"press\"\n";
    let later = format!("{later}on = 2025-02-10\n");
    assert!(!states(&later, "2025-02-09").contains(&"press data Awaiting".to_owned()));
    assert!(states(&later, "2025-02-10").contains(&"press data Awaiting".to_owned()));
}

#[test]
fn what_cannot_be_undone_is_told() {
    let kept = says("kept", "maker", "data", "on = 2025-02-03");
    let lasting = standing(&kept, "2025-02-04").unwrap().lasting;
    let told: Vec<String> = lasting
        .iter()
        .map(|lasting| match lasting {
            Lasting::Seen { party, item, .. } => format!("{party} saw {item}"),
            Lasting::WentTo { party, item, .. } => format!("{item} went to {party}"),
            Lasting::Kept { party, item, .. } => format!("{party} keeps {item}"),
            Lasting::Derived { item, originator, .. } => format!("{originator} made {item}"),
            Lasting::Reported { party, item, from, .. } => {
                format!("{from} is said to have given {party} {item}")
            }
        })
        .collect();
    assert_eq!(
        told,
        [
            "shop saw data",
            "data went to circle",
            "data went to public",
            "maker keeps data",
            "maker keeps dossier",
            "maker made report",
            "shop is said to have given press data",
        ]
    );
}

#[test]
fn who_recalls_what_is_not_its_own_is_told_from_who_may() {
    let scenario = Scenario::read(STORY.as_bytes()).unwrap();
    let facts = Facts::of(scenario.ledger.entries());
    let on = "2025-02-01".parse().unwrap();
    let items = ["data".parse().unwrap(), "report".parse().unwrap()];
    let not_of = |by: &str| -> Vec<String> {
        not_originated(&items, &by.parse().unwrap(), &facts, on).map(ToString::to_string).collect()
    };
    assert_eq!(not_of("supplier"), ["report"]);
    assert_eq!(not_of("maker"), ["data"]);
    assert_eq!(not_of("shop"), ["data", "report"]);
}
