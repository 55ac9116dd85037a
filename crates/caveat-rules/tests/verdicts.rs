//! Verdicts of house rules, over a small ledger that is really folded and decided.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a decision without its ground is a failed test"
)]

use std::sync::Arc;

use caveat::caveat::{Caveat, Mode, Test};
use caveat::decide::{Outcome, StateKind, decide};
use caveat::entry::{Body, Entry, InCapacity, Item, Party, Relation, Rule};
use caveat::facts::Facts;
use caveat::id::PartyId;
use caveat::party::{PartyKind, RelationKind};
use caveat::question::Question;
use caveat::time::{Instant, Position};
use caveat_rules::{CedarJudge, RuleError, check};

fn id<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

fn party(name: &str, kind: PartyKind) -> Body {
    Body::Party(Party { id: id(name), kind, name: None, relay: None })
}

fn ledger(policy: &str) -> Vec<Arc<Entry>> {
    let item = Item {
        id: id("draft"),
        originator: id("desk"),
        relay: None,
        title: None,
        marking: None,
        scheme: None,
        caveats: vec![Caveat::new(Test::Rule(id("house")))],
        free: false,
        terms: vec![],
        agreements: vec![],
        sources: vec![],
        parts: vec![],
        facts: [id("topic:budget")].into(),
        dated: Some(id("2024-01-01")),
        content: None,
    };
    let bodies = [
        ("desk", party("desk", PartyKind::Body)),
        ("press", party("press", PartyKind::Body)),
        ("anna", party("anna", PartyKind::Person)),
        (
            "press",
            Body::Relation(Relation {
                kind: RelationKind::Serves,
                who: id("anna"),
                of: id("press"),
                until: None,
            }),
        ),
        ("desk", Body::Rule(Rule { id: id("house"), policy: policy.to_owned() })),
        ("desk", Body::Item(Box::new(item))),
    ];
    let entry = |(index, (by, body)): (usize, (&str, Body))| {
        let on: Instant = id("2024-01-01");
        let position = Position(index as u64 + 1);
        Arc::new(Entry { position, on, recorded: on, by: id(by), id: None, body })
    };
    bodies.into_iter().enumerate().map(entry).collect()
}

/// What becomes of the rule's caveat when the desk gives the draft to Anna of the press. The desk owns it, and
/// gives it itself: so a rule that stands shows as *lifted* by the desk's own act. A colleague asks instead.
fn state(policy: &str, mode: Mode, purposes: &[&str]) -> StateKind {
    let mut entries = ledger(policy);
    let on: Instant = id("2024-01-01");
    for (by, body) in [
        ("clerk", party("clerk", PartyKind::Person)),
        (
            "desk",
            Body::Relation(Relation {
                kind: RelationKind::Serves,
                who: id("clerk"),
                of: id("desk"),
                until: None,
            }),
        ),
    ] {
        let position = Position(entries.len() as u64 + 1);
        entries.push(Arc::new(Entry { position, on, recorded: on, by: id(by), id: None, body }));
    }
    let facts = Facts::fold(&entries, Position::LAST, Arc::new(CedarJudge::default()));
    let question = Question {
        actor: InCapacity::from(id::<PartyId>("clerk")),
        item: id("draft"),
        to: vec![InCapacity::from(id::<PartyId>("anna"))],
        purposes: purposes.iter().map(|purpose| id(purpose)).collect(),
        mode,
        unattributed: false,
        on: id("2024-03-01"),
    };
    let decision = decide(&question, &facts).unwrap();
    assert_eq!(decision.grounds().len(), 1);
    assert_eq!(decision.outcome() == Outcome::Permitted, !decision.grounds()[0].state().stands());
    decision.grounds()[0].state().kind()
}

#[test]
fn a_rule_that_does_not_match_is_met() {
    let rule = r#"forbid (principal == Party::"bob", action, resource);"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Met);
}

#[test]
fn a_rule_sees_the_chain_of_the_recipient() {
    let rule = r#"forbid (principal in Party::"press", action, resource);"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Standing);
}

#[test]
fn a_rule_sees_the_mode() {
    let rule = r#"forbid (principal, action == Action::"giving", resource);"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Standing);
    assert_eq!(state(rule, Mode::Showing, &[]), StateKind::Met);
}

#[test]
fn a_rule_sees_purposes_facts_and_dates() {
    let rule = r#"forbid (principal, action, resource)
        when { resource.facts.contains("topic:budget") && context.on < datetime("2024-04-01") }
        unless { context.purposes.contains("correction") };"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Standing);
    assert_eq!(state(rule, Mode::Giving, &["correction"]), StateKind::Met);
}

#[test]
fn a_rule_sees_the_actor_in_its_chain() {
    let rule = r#"forbid (principal, action, resource) when { context.actor in Party::"desk" };"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Standing);
}

#[test]
fn a_rule_that_errs_is_undetermined() {
    let rule = r#"forbid (principal, action, resource) when { context.missing == 1 };"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Undetermined);
}

#[test]
fn a_rule_that_cannot_be_read_is_undetermined() {
    assert_eq!(state("forbid everything", Mode::Giving, &[]), StateKind::Undetermined);
}

#[test]
fn a_forbid_that_matches_outweighs_one_that_errs() {
    let rule = r#"forbid (principal, action, resource) when { context.missing == 1 };
        forbid (principal, action, resource);"#;
    assert_eq!(state(rule, Mode::Giving, &[]), StateKind::Standing);
}

#[test]
fn wrong_rules_are_told_apart() {
    assert!(matches!(check("forbid everything"), Err(RuleError::Unreadable(_))));
    assert_eq!(check("permit (principal, action, resource);"), Err(RuleError::Permits));
    assert_eq!(check("// nothing"), Err(RuleError::Empty));
    assert_eq!(check("forbid (principal == ?principal, action, resource);"), Err(RuleError::Empty));
}
