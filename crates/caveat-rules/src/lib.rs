//! House rules are Cedar policies. This crate supplies their verdicts, so that the core need not know Cedar.
//!
//! A rule can only forbid. It sees:
//!
//! | Cedar | is |
//! |---|---|
//! | `principal` | the recipient, `Party::"id"`, in the parties of its chain |
//! | `action` | `Action::"showing"` or `Action::"giving"` |
//! | `resource` | the item, `Item::"id"`: `originator`, `facts` (strings), `free`, `marked`; where known, `dated` |
//! | `context` | `actor` (in its chain), `purposes` (strings), `unattributed`, `on` |
//!
//! `originator` and `actor` are `Party`s, instants are Cedar `datetime`s. A rule never sees caveats or acts. One that
//! errs does not clear: it leaves its caveat undetermined, which stands.
//!
//! ```
//! let rule = r#"forbid (principal in Party::"press", action == Action::"giving", resource);"#;
//! assert!(caveat_rules::check(rule).is_ok());
//! assert!(caveat_rules::check("permit (principal, action, resource);").is_err());
//! ```

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex};

use caveat::entry::{Item, Rule};
use caveat::id::PartyId;
use caveat::question::{Chain, Judge, RuleRequest, Verdict};
use caveat::time::Instant;
use cedar_policy::{
    Authorizer, Context, Decision, Effect, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet,
    Request, RestrictedExpression,
};

/// What every request is permitted by, so that only a `forbid` can stop it.
const PERMIT_ALL: &str = "permit (principal, action, resource);";

/// Why a text is no house rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleError {
    /// It is not Cedar; the message is Cedar's own.
    Unreadable(String),
    /// It has a `permit`, which would have no effect.
    Permits,
    /// It has no policy.
    Empty,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(message) => write!(f, "the rule is not Cedar: {message}"),
            Self::Permits => f.write_str("a house rule can only forbid: its `permit` would have no effect"),
            Self::Empty => f.write_str("the rule has no policy"),
        }
    }
}

impl std::error::Error for RuleError {}

/// Checks that a text is a house rule: Cedar policies, all of which forbid.
///
/// # Errors
/// Where it is not Cedar, is empty, or has a `permit`.
pub fn check(policy: &str) -> Result<(), RuleError> {
    read(policy).map(|_| ())
}

fn read(policy: &str) -> Result<PolicySet, RuleError> {
    let rules: PolicySet = policy.parse().map_err(|error| RuleError::Unreadable(format!("{error}")))?;
    if rules.policies().any(|policy| policy.effect() == Effect::Permit) {
        return Err(RuleError::Permits);
    }
    if rules.policies().next().is_none() || rules.templates().next().is_some() {
        return Err(RuleError::Empty);
    }
    let permit: PolicySet = PERMIT_ALL.parse().map_err(|error| RuleError::Unreadable(format!("{error}")))?;
    let mut all = permit;
    all.merge(&rules, true).map_err(|error| RuleError::Unreadable(format!("{error}")))?;
    Ok(all)
}

/// Judges house rules with Cedar. Verdicts depend on the rule and the request alone; what is kept is only the
/// parsed text of rules.
#[derive(Default)]
pub struct CedarJudge {
    read: Mutex<HashMap<String, Option<Arc<PolicySet>>>>,
}

impl fmt::Debug for CedarJudge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CedarJudge")
    }
}

impl CedarJudge {
    fn policies(&self, rule: &Rule) -> Option<Arc<PolicySet>> {
        let mut read_before = self.read.lock().ok()?;
        let policies =
            read_before.entry(rule.policy.clone()).or_insert_with(|| read(&rule.policy).ok().map(Arc::new));
        policies.clone()
    }
}

impl Judge for CedarJudge {
    fn verdict(&self, rule: &Rule, request: &RuleRequest<'_>) -> Verdict {
        let Some(policies) = self.policies(rule) else { return Verdict::Errs };
        let Some((request, entities)) = cedar_request(request) else { return Verdict::Errs };
        let response = Authorizer::new().is_authorized(&request, &policies, &entities);
        if response.decision() == Decision::Deny {
            Verdict::Forbids
        } else if response.diagnostics().errors().next().is_some() {
            Verdict::Errs
        } else {
            Verdict::Clear
        }
    }
}

/// The request as Cedar sees it; `None` where Cedar cannot take it, which is doubt.
fn cedar_request(request: &RuleRequest<'_>) -> Option<(Request, Entities)> {
    let question = request.question;
    let recipient = uid("Party", request.recipient.party().as_str())?;
    let actor = uid("Party", request.actor.party().as_str())?;
    let action = uid("Action", &question.mode.to_string())?;
    let resource = uid("Item", request.item.id.as_str())?;
    let purposes = question.purposes.iter().map(|purpose| string(purpose.as_str()));
    let context = Context::from_pairs([
        ("actor".to_owned(), RestrictedExpression::new_entity_uid(actor)),
        ("purposes".to_owned(), RestrictedExpression::new_set(purposes)),
        ("unattributed".to_owned(), RestrictedExpression::new_bool(question.unattributed)),
        ("on".to_owned(), datetime(question.on)),
    ]);
    let mut parties: HashMap<PartyId, HashSet<EntityUid>> = HashMap::new();
    for chain in [request.recipient, request.actor] {
        add_chain(&mut parties, chain)?;
    }
    let mut entities = vec![item(&resource, request.item)?];
    for (party, above) in parties {
        entities.push(Entity::new_no_attrs(uid("Party", party.as_str())?, above));
    }
    let entities = Entities::from_entities(entities, None).ok()?;
    let request = Request::new(recipient, action, resource, context.ok()?, None).ok()?;
    Some((request, entities))
}

/// Puts each party of a chain in the next one above.
fn add_chain(parties: &mut HashMap<PartyId, HashSet<EntityUid>>, chain: &Chain) -> Option<()> {
    let mut above = chain.parties().iter().skip(1);
    for party in chain.parties() {
        let superiors = parties.entry(party.clone()).or_default();
        if let Some(superior) = above.next() {
            superiors.insert(uid("Party", superior.as_str())?);
        }
    }
    Some(())
}

fn item(resource: &EntityUid, item: &Item) -> Option<Entity> {
    let originator = uid("Party", item.originator.as_str())?;
    let facts = item.facts.iter().map(|fact| string(fact.as_str()));
    let mut attributes: HashMap<String, RestrictedExpression> = HashMap::from([
        ("originator".to_owned(), RestrictedExpression::new_entity_uid(originator)),
        ("facts".to_owned(), RestrictedExpression::new_set(facts)),
        ("free".to_owned(), RestrictedExpression::new_bool(item.free)),
        ("marked".to_owned(), RestrictedExpression::new_bool(item.marking.is_some())),
    ]);
    if let Some(dated) = item.dated {
        attributes.insert("dated".to_owned(), datetime(dated));
    }
    Entity::new(resource.clone(), attributes, HashSet::new()).ok()
}

fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    let kind: EntityTypeName = kind.parse().ok()?;
    Some(EntityUid::from_type_name_and_id(kind, EntityId::new(id)))
}

fn string(text: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(text.to_owned())
}

fn datetime(instant: Instant) -> RestrictedExpression {
    RestrictedExpression::new_datetime(instant.to_string())
}
