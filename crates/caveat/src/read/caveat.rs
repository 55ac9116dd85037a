//! Caveats and their tests, as written.

use super::fields::{Fields, FromNode};
use super::problem::Problem;
use super::tree::{Node, Table, Value};
use crate::caveat::{Audience, Caveat, RelativeAudience, Test, Until, UntilEvent};
use crate::words::Words;

/// The fields of which a caveat has exactly one.
const TESTS: [&str; 10] = [
    "level",
    "compartment",
    "audience",
    "relative",
    "purpose",
    "unattributed",
    "bound",
    "rule",
    "any",
    "nobody",
];

/// How far a relative audience reaches, as written.
const REACHES: [(&str, bool); 2] = [("organisation", false), ("organisation and clients", true)];

impl FromNode for Caveat {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let table = as_table(node, problems)?;
        let mut fields = Fields::new("a caveat", table, node.span.clone(), problems);
        let id = fields.optional("id");
        let caveat = caveat(&mut fields);
        fields.finish();
        Some(Self { id, ..caveat? })
    }
}

fn as_table<'n>(node: &'n Node, problems: &mut Vec<Problem>) -> Option<&'n Table> {
    match &node.value {
        Value::Table(table) => Some(table),
        other => {
            let message = format!("this is {}; a caveat is a table", other.noun());
            problems.push(Problem::new(node.span.clone(), message).hint("write `{ audience = [\"…\"] }`"));
            None
        }
    }
}

/// The fields of a caveat, its id apart.
pub(super) fn caveat(fields: &mut Fields<'_, '_>) -> Option<Caveat> {
    let owners = fields.list("owner");
    let test = test(fields);
    let from = fields.optional("from");
    let instant = fields.optional("until");
    let event = fields.optional("until_event");
    let modes = fields.set("modes");
    let until = (instant.is_some() || event.is_some()).then_some(Until { instant, event });
    Some(Caveat { id: None, owners, test: test?, from, until, modes })
}

/// Exactly one test.
fn test(fields: &mut Fields<'_, '_>) -> Option<Test> {
    let table = fields.table;
    let mut found = table.fields.iter().filter(|(name, ..)| TESTS.contains(&name.as_str()));
    let (first, second) = (found.next(), found.next());
    for name in TESTS {
        fields.node(name);
    }
    if let (Some((one, ..)), Some((two, place, _))) = (first, second) {
        let message = format!("a caveat has one test; this one has `{one}` and `{two}`");
        let hint = "make two caveats of it, or write `any = [ { … }, { … } ]` for alternatives";
        fields.problems.push(Problem::new(place.clone(), message).hint(hint));
        return None;
    }
    let Some((name, ..)) = first else {
        let message = format!("{} says nothing that a recipient must meet", fields.noun);
        let hint = format!("add one of {}", TESTS.map(|name| format!("`{name}`")).join(", "));
        fields.problems.push(Problem::new(fields.place.clone(), message).hint(hint));
        return None;
    };
    one_test(name, fields)
}

fn one_test(name: &str, fields: &mut Fields<'_, '_>) -> Option<Test> {
    match name {
        "level" => {
            let (scheme, level) = (fields.required("scheme"), fields.required("level"));
            Some(Test::Level(scheme?, level?))
        }
        "compartment" => {
            let (scheme, code) = (fields.required("scheme"), fields.required("compartment"));
            Some(Test::Compartment(scheme?, code?))
        }
        "audience" => {
            let members = fields.some("audience");
            let membership_at = fields.optional("membership_at");
            Some(Test::Audience(Audience { members, membership_at }))
        }
        "relative" => {
            let clients = fields.word("relative", &REACHES);
            let affiliates = fields.flag("affiliates");
            let rebases = fields.optional("rebases").unwrap_or(0);
            Some(Test::Relative(RelativeAudience { clients: clients?, affiliates, rebases }))
        }
        "purpose" => Some(Test::Purpose(fields.some("purpose").into_iter().collect())),
        "unattributed" => only_true("unattributed", fields).then_some(Test::Unattributed),
        "bound" => Some(Test::Bound(fields.required("bound")?)),
        "rule" => Some(Test::Rule(fields.required("rule")?)),
        "any" => {
            let alternatives: Vec<Alternative> = fields.some("any");
            Some(Test::Any(alternatives.into_iter().map(|alternative| alternative.0).collect()))
        }
        _ => Some(Test::Nobody(fields.required::<Words>("nobody").map(Some)?)),
    }
}

fn only_true(name: &'static str, fields: &mut Fields<'_, '_>) -> bool {
    let truth: Option<bool> = fields.required(name);
    if let (Some(false), Some(node)) = (truth, fields.table.get(name)) {
        let problem = Problem::new(node.span.clone(), format!("`{name} = false` asks nothing"));
        fields.problems.push(problem.hint("leave the caveat out"));
    }
    truth == Some(true)
}

/// One of alternatives: a table that holds just a test.
struct Alternative(Test);

impl FromNode for Alternative {
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let table = as_table(node, problems)?;
        let mut fields = Fields::new("an alternative", table, node.span.clone(), problems);
        let test = test(&mut fields);
        fields.finish();
        test.map(Self)
    }
}

impl FromNode for UntilEvent {
    /// An event, or `{ event, by }`.
    fn from_node(node: &Node, problems: &mut Vec<Problem>) -> Option<Self> {
        let Value::Table(table) = &node.value else {
            return FromNode::from_node(node, problems).map(|event| Self { event, by: Vec::new() });
        };
        let mut fields = Fields::new("an event that ends a caveat", table, node.span.clone(), problems);
        let (event, by) = (fields.required("event"), fields.list("by"));
        fields.finish();
        Some(Self { event: event?, by })
    }
}
