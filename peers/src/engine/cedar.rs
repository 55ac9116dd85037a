//! `cedar-policy`: entities, and one policy that permits.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    Response, RestrictedExpression,
};

use super::{AmongOthers, Engine, at};
use crate::Fault;
use crate::world::{Item, World};

const RULE: &str = r#"
    principal.level >= resource.level
    && context.now < resource.expires
    && resource.releasable_to.contains(principal.nation)
    && (!resource.originator_controlled || resource.consented.contains(principal))
    && principal.compartments.containsAll(resource.compartments)
"#;

/// Every condition in one policy, so that a denial gives no reason. `B` says what lies beside it.
#[derive(Debug)]
pub struct Cedar<B = Nothing>(Store, PhantomData<B>);

/// Policies that never apply.
pub trait Beside {
    /// What the engine is called with them beside it.
    const NAME: &'static str;
    /// What they are, in a few words.
    const WHAT: &'static str;

    /// One of them.
    fn policy(number: usize) -> String;
}

/// Nothing lies beside it.
#[derive(Debug)]
pub struct Nothing;

/// Policies for the items of other agreements, as the scope has it.
#[derive(Debug)]
pub struct ByScope;

/// Policies for the items of other agreements, as the first of their conditions has it.
#[derive(Debug)]
pub struct ByCondition;

impl<B: Beside> Engine for Cedar<B> {
    const NAME: &'static str = B::NAME;
    type Question = Request;

    fn prepare(world: &World) -> Result<Self, Fault> {
        Self::among(world, 0)
    }

    fn question(&self, party: usize, item: usize) -> Result<Request, Fault> {
        self.0.request(party, item)
    }

    fn may(&mut self, question: &Request) -> Result<bool, Fault> {
        self.0.may(question)
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        self.0.list(party, out)
    }
}

impl<B: Beside> AmongOthers for Cedar<B> {
    const OTHERS: &'static str = B::WHAT;

    fn among(world: &World, others: usize) -> Result<Self, Fault> {
        let mut policies =
            format!(r#"permit (principal, action == Action::"share", resource) when {{ {RULE} }};"#);
        for number in 0..others {
            policies.push_str(&B::policy(number));
        }
        Ok(Self(Store::new(world, &policies)?, PhantomData))
    }
}

impl Beside for Nothing {
    const NAME: &'static str = "cedar-policy";
    const WHAT: &'static str = "nothing";

    fn policy(_: usize) -> String {
        String::new()
    }
}

impl Beside for ByScope {
    const NAME: &'static str = "cedar-policy";
    const WHAT: &'static str = "policies with another agreement in their scope";

    fn policy(number: usize) -> String {
        format!(
            r#"permit (principal, action == Action::"share", resource in Agreement::"other {number}")
               when {{ {RULE} }};"#
        )
    }
}

impl Beside for ByCondition {
    const NAME: &'static str = "cedar-policy";
    const WHAT: &'static str = "policies with another agreement as the first of their conditions";

    fn policy(number: usize) -> String {
        format!(
            r#"permit (principal, action == Action::"share", resource)
               when {{ resource.agreement == "other {number}" && {RULE} }};"#
        )
    }
}

/// The world as entities, with some policies.
pub struct Store {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    parties: Vec<EntityUid>,
    items: Vec<EntityUid>,
    action: EntityUid,
    context: Context,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("policies", &self.policies).finish_non_exhaustive()
    }
}

impl Store {
    /// The world, to be judged by `policies`.
    ///
    /// # Errors
    ///
    /// If Cedar does not take them.
    pub fn new(world: &World, policies: &str) -> Result<Self, Fault> {
        let parties = uids("Party", world.parties.len())?;
        let items = uids("Item", world.items.len())?;
        let now = RestrictedExpression::new_long(world.now);
        Ok(Self {
            authorizer: Authorizer::new(),
            policies: PolicySet::from_str(policies)?,
            entities: Entities::from_entities(entities(world, &parties, &items)?, None)?,
            parties,
            items,
            action: uid("Action", "share")?,
            context: Context::from_pairs([("now".to_owned(), now)])?,
        })
    }

    /// The question whether `party` may have `item`.
    ///
    /// # Errors
    ///
    /// If either is not in the world.
    pub fn request(&self, party: usize, item: usize) -> Result<Request, Fault> {
        self.build(at(&self.parties, party)?, at(&self.items, item)?)
    }

    /// The answer.
    ///
    /// # Errors
    ///
    /// If a policy cannot be evaluated.
    pub fn may(&self, request: &Request) -> Result<bool, Fault> {
        Ok(self.respond(request)?.decision() == Decision::Allow)
    }

    /// The answer, with the policies that made it so.
    ///
    /// # Errors
    ///
    /// If a policy cannot be evaluated.
    pub fn respond(&self, request: &Request) -> Result<Response, Fault> {
        let response = self.authorizer.is_authorized(request, &self.policies, &self.entities);
        if let Some(error) = response.diagnostics().errors().next() {
            return Err(error.to_string().into());
        }
        Ok(response)
    }

    /// Every item that `party` may have: asked one by one.
    ///
    /// # Errors
    ///
    /// If there is no such party, or a policy cannot be evaluated.
    pub fn list(&self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        let party = at(&self.parties, party)?;
        for (position, item) in (0..).zip(&self.items) {
            if self.may(&self.build(party, item)?)? {
                out.push(position);
            }
        }
        Ok(())
    }

    fn build(&self, party: &EntityUid, item: &EntityUid) -> Result<Request, Fault> {
        let (action, context) = (self.action.clone(), self.context.clone());
        Ok(Request::new(party.clone(), action, item.clone(), context, None)?)
    }
}

fn entities(world: &World, parties: &[EntityUid], items: &[EntityUid]) -> Result<Vec<Entity>, Fault> {
    let agreement = uid("Agreement", "this")?;
    let mut consented: Vec<Vec<RestrictedExpression>> = vec![Vec::new(); world.items.len()];
    for consent in &world.consents {
        let party = RestrictedExpression::new_entity_uid(at(parties, consent.party)?.clone());
        if let Some(consented) = consented.get_mut(consent.item) {
            consented.push(party);
        }
    }
    let mut entities = vec![Entity::new_no_attrs(agreement.clone(), HashSet::new())];
    for (party, uid) in world.parties.iter().zip(parties) {
        let attributes = HashMap::from([
            ("nation".to_owned(), RestrictedExpression::new_string(nation(party.nation))),
            ("level".to_owned(), RestrictedExpression::new_long(party.level.into())),
            ("compartments".to_owned(), strings(&party.compartments, compartment)),
        ]);
        entities.push(Entity::new(uid.clone(), attributes, HashSet::new())?);
    }
    for ((item, uid), consented) in world.items.iter().zip(items).zip(consented) {
        let parents = HashSet::from([agreement.clone()]);
        entities.push(Entity::new(uid.clone(), attributes(item, consented), parents)?);
    }
    Ok(entities)
}

fn attributes(item: &Item, consented: Vec<RestrictedExpression>) -> HashMap<String, RestrictedExpression> {
    HashMap::from([
        ("agreement".to_owned(), RestrictedExpression::new_string("this".to_owned())),
        ("level".to_owned(), RestrictedExpression::new_long(item.level.into())),
        ("compartments".to_owned(), strings(&item.compartments, compartment)),
        ("releasable_to".to_owned(), strings(&item.releasable_to, nation)),
        ("originator_controlled".to_owned(), RestrictedExpression::new_bool(item.originator_controlled)),
        ("consented".to_owned(), RestrictedExpression::new_set(consented)),
        ("expires".to_owned(), RestrictedExpression::new_long(item.expires)),
    ])
}

fn strings(set: &BTreeSet<u8>, word: impl Fn(u8) -> String) -> RestrictedExpression {
    RestrictedExpression::new_set(set.iter().map(|member| RestrictedExpression::new_string(word(*member))))
}

fn nation(number: u8) -> String {
    format!("N{number}")
}

fn compartment(number: u8) -> String {
    format!("C{number}")
}

fn uids(kind: &str, many: usize) -> Result<Vec<EntityUid>, Fault> {
    (0..many).map(|position| uid(kind, &position.to_string())).collect()
}

fn uid(kind: &str, id: &str) -> Result<EntityUid, Fault> {
    Ok(EntityUid::from_type_name_and_id(EntityTypeName::from_str(kind)?, EntityId::new(id)))
}
