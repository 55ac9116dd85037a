//! A security policy as it is asked with: its classifications in their order, and what labels of others count as.

use std::path::Path;

use caveat::json::{self, Json};
use caveat_marking::nato::Value;
use caveat_marking::nato::dominant::{ClassificationRule, Equivalence, SecurityPolicy};
use caveat_marking::nato::label::{Information, Policy};

use super::super::object::{Object, text};
use crate::command::input;
use crate::failure::Failure;

/// Under which policy labels are joined.
pub(super) struct Under {
    pub(super) policy: SecurityPolicy,
    /// Whether somebody gave it, or the program has it.
    pub(super) known: Known,
}

/// What is known of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// All of it that there is to know.
    Whole,
    /// Only what the labels themselves say.
    ByItsLabels,
}

/// The policy of a file of JSON.
pub(super) fn from_file(path: &Path) -> Result<SecurityPolicy, Failure> {
    let bytes = input::file(path)?;
    let wrong = |message: String| Failure::failed(format!("`{}`: {message}", path.display()));
    let written =
        str::from_utf8(&bytes).map_err(|error| wrong(format!("byte {}: no UTF-8", error.valid_up_to())))?;
    let json =
        json::parse(written).map_err(|error| wrong(format!("byte {}: {}", error.at, error.message)))?;
    policy(json).map_err(|message| wrong(message).hint("docs/formats/marking.md says what a policy has"))
}

/// A policy: `{"policy":"ACME","classifications":["PUBLIC",{"name":"SECRET","requires":["Releasable To"]}],
/// "equivalences":[{"policy":"MOCK","classification":"SECRET","counts_as":"SECRET"}]}`, the lowest first.
pub(super) fn policy(json: Json) -> Result<SecurityPolicy, String> {
    let mut object = Object::of("`policy`", json)?;
    let within = |message: String| format!("`policy`: {message}");
    object.knows(&["policy", "classifications", "equivalences"]).map_err(within)?;
    let name = object.required("policy").map_err(within)?;
    let classifications = object.required_list("classifications").map_err(within)?.into_iter();
    let classifications: Vec<ClassificationRule> =
        classifications.enumerate().map(|(at, json)| classification(at, json)).collect::<Result<_, _>>()?;
    let equivalences = object.list("equivalences").map_err(within)?.unwrap_or_default().into_iter();
    let equivalences: Vec<Equivalence> =
        equivalences.enumerate().map(|(at, json)| equivalence(at, json)).collect::<Result<_, _>>()?;
    if classifications.is_empty() {
        return Err(within("`classifications` is empty".to_owned()));
    }
    for (at, one) in classifications.iter().enumerate() {
        if classifications.iter().take(at).any(|other| other.name == one.name) {
            return Err(within(format!("`{}` stands among the classifications twice", one.name)));
        }
    }
    let has = |name: &Value| classifications.iter().any(|one| one.name == *name);
    if let Some(one) = equivalences.iter().find(|one| !has(&one.counts_as)) {
        return Err(within(format!("`{}` is none of its classifications", one.counts_as)));
    }
    Ok(SecurityPolicy { policy: Policy::named(&name), classifications, equivalences })
}

/// The policy that labels are under, where none is given: NATO's if one of them is NATO's; else that of the first, as
/// far as they say it themselves.
pub(super) fn of_labels(labels: &[Information]) -> Under {
    let nato = Under { policy: SecurityPolicy::nato(), known: Known::Whole };
    let Some(first) = labels.first() else { return nato };
    if labels.iter().any(|label| label.policy.is_nato()) {
        return nato;
    }
    let alike = |label: &Information| {
        label.policy.agrees_with(&first.policy) && label.classification == first.classification
    };
    // Of several classifications, or policies, nobody here can tell how they stand to each other.
    let alone = labels.iter().all(alike).then_some(&first.classification);
    let rule = |name: &Value| ClassificationRule::named(name.as_str());
    let policy = SecurityPolicy {
        policy: first.policy.clone(),
        classifications: alone.map(rule).into_iter().collect(),
        equivalences: Vec::new(),
    };
    Under { policy, known: Known::ByItsLabels }
}

fn classification(at: usize, json: Json) -> Result<ClassificationRule, String> {
    let what = format!("classification {at} of `policy`");
    let within = |message: String| format!("{what}: {message}");
    let rule = match json {
        Json::Text(name) => ClassificationRule::named(&name),
        json => {
            let mut object = Object::of(&what, json)?;
            object.knows(&["name", "requires", "excludes"]).map_err(within)?;
            let name = object.required("name").map_err(within)?;
            let mut tags = |key: &str| {
                let tags = object.list(key)?.unwrap_or_default().into_iter();
                tags.map(|tag| Ok(Value::new(&text(key, tag)?))).collect::<Result<Vec<_>, String>>()
            };
            let (requires, excludes) = (tags("requires").map_err(within)?, tags("excludes").map_err(within)?);
            ClassificationRule { requires, excludes, ..ClassificationRule::named(&name) }
        }
    };
    if rule.name.is_empty() {
        return Err(within("it has no name".to_owned()));
    }
    Ok(rule)
}

fn equivalence(at: usize, json: Json) -> Result<Equivalence, String> {
    let what = format!("equivalence {at} of `policy`");
    let within = |message: String| format!("{what}: {message}");
    let mut object = Object::of(&what, json)?;
    object.knows(&["policy", "classification", "counts_as"]).map_err(within)?;
    Ok(Equivalence {
        policy: Policy::named(&object.required("policy").map_err(within)?),
        classification: Value::new(&object.required("classification").map_err(within)?),
        counts_as: Value::new(&object.required("counts_as").map_err(within)?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<SecurityPolicy, String> {
        policy(json::parse(text).unwrap())
    }

    #[test]
    fn a_policy_is_read() {
        let text = r#"{"policy":"ACME","classifications":["PUBLIC",{"name":"SECRET","requires":["Releasable To"]}],
            "equivalences":[{"policy":"MOCK","classification":"HIGH","counts_as":"secret"}]}"#;
        let policy = read(text).unwrap();
        assert_eq!(policy.classifications.len(), 2);
        assert_eq!(policy.classifications[1].requires, [Value::new("Releasable To")]);
        assert_eq!(policy.equivalences[0].counts_as, Value::new("SECRET"));
    }

    #[test]
    fn what_is_wrong_with_a_policy_is_said() {
        for (text, said) in [
            ("7", "`policy` is no object"),
            ("{}", "`policy`: `policy` is missing"),
            (r#"{"policy":"A"}"#, "`policy`: `classifications` is missing"),
            (r#"{"policy":"A","classifications":[]}"#, "`policy`: `classifications` is empty"),
            (r#"{"policy":"A","classifications":[""]}"#, "classification 0 of `policy`: it has no name"),
            (r#"{"policy":"A","classifications":[7]}"#, "classification 0 of `policy` is no object"),
            (
                r#"{"policy":"A","classifications":["X","x"]}"#,
                "`policy`: `x` stands among the classifications twice",
            ),
            (r#"{"policy":"A","classifications":[{"name":"X","require":[]}]}"#, "did you mean `requires`?"),
            (
                r#"{"policy":"A","classifications":["X"],"equivalences":[{"policy":"B","classification":"Y"}]}"#,
                "equivalence 0 of `policy`: `counts_as` is missing",
            ),
            (
                concat!(
                    r#"{"policy":"A","classifications":["X"],"equivalences":"#,
                    r#"[{"policy":"B","classification":"Y","counts_as":"Z"}]}"#
                ),
                "`policy`: `Z` is none of its classifications",
            ),
        ] {
            let found = read(text).unwrap_err();
            assert!(found.contains(said), "{text}: {found}");
        }
    }
}
