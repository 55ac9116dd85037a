//! `regorus`: the rule in Rego, compiled for its register machine.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use regorus::Value;
use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;

use super::{Engine, at};
use crate::Fault;
use crate::world::World;

/// `object.subset` is one builtin over both sets: Rego has no quicker way to compare them.
const POLICY: &str = r"
package sharing

default may := false

may if {
    party := data.parties[input.party]
    item := data.items[input.item]
    party.level >= item.level
    data.now < item.expires
    item.releasable_to[party.nation]
    object.subset(party.compartments, item.compartments)
    consented(item, input.party)
}

list := [position |
    party := data.parties[input.party]
    some position, item in data.items
    party.level >= item.level
    data.now < item.expires
    item.releasable_to[party.nation]
    object.subset(party.compartments, item.compartments)
    consented(item, input.party)
]

consented(item, _) if not item.originator_controlled
consented(item, party) if item.consented[party]
";

const MAY: &str = "data.sharing.may";
const LIST: &str = "data.sharing.list";

/// Parties and items as arrays in the data; the question names positions.
pub struct Regorus {
    decider: RegoVM,
    lister: RegoVM,
    parties: usize,
    items: usize,
}

impl fmt::Debug for Regorus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Regorus").finish_non_exhaustive()
    }
}

impl Engine for Regorus {
    const NAME: &'static str = "regorus, compiled";
    type Question = Value;

    fn prepare(world: &World) -> Result<Self, Fault> {
        let data = data(world)?;
        Ok(Self {
            decider: machine(MAY, data.clone())?,
            lister: machine(LIST, data)?,
            parties: world.parties.len(),
            items: world.items.len(),
        })
    }

    fn question(&self, party: usize, item: usize) -> Result<Value, Fault> {
        if party < self.parties && item < self.items {
            Ok(object([("party", party.into()), ("item", item.into())]))
        } else {
            Err(format!("there is no party {party} or no item {item}").into())
        }
    }

    fn may(&mut self, question: &Value) -> Result<bool, Fault> {
        self.decider.set_input(question.clone());
        Ok(*self.decider.execute()?.as_bool()?)
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        self.lister.set_input(object([("party", party.into())]));
        for position in self.lister.execute()?.as_array()?.iter() {
            out.push(position.as_u32()?);
        }
        Ok(())
    }
}

fn machine(rule: &'static str, data: Value) -> Result<RegoVM, Fault> {
    let mut engine = regorus::Engine::new();
    engine.add_policy("sharing.rego".to_owned(), POLICY.to_owned())?;
    let compiled = engine.compile_with_entrypoint(&rule.into())?;
    let program = Compiler::compile_from_policy(&compiled, &[rule])?;
    let mut machine = RegoVM::new_with_policy(compiled);
    machine.load_program(program);
    machine.set_max_instructions(usize::MAX);
    machine.set_data(data)?;
    Ok(machine)
}

fn data(world: &World) -> Result<Value, Fault> {
    let mut consented = vec![BTreeSet::new(); world.items.len()];
    for consent in &world.consents {
        if let Some(consented) = consented.get_mut(consent.item) {
            consented.insert(consent.party.into());
        }
    }
    let parties: Vec<Value> = world
        .parties
        .iter()
        .map(|party| {
            object([
                ("nation", nation(party.nation)),
                ("level", u32::from(party.level).into()),
                ("compartments", set(&party.compartments, compartment)),
            ])
        })
        .collect();
    let items: Vec<Value> = (0..world.items.len())
        .zip(consented)
        .map(|(position, consented)| {
            let item = at(&world.items, position)?;
            Ok(object([
                ("level", u32::from(item.level).into()),
                ("compartments", set(&item.compartments, compartment)),
                ("releasable_to", set(&item.releasable_to, nation)),
                ("originator_controlled", item.originator_controlled.into()),
                ("consented", consented.into()),
                ("expires", item.expires.into()),
            ]))
        })
        .collect::<Result<_, Fault>>()?;
    Ok(object([("now", world.now.into()), ("parties", parties.into()), ("items", items.into())]))
}

fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    fields.into_iter().map(|(key, value)| (key.into(), value)).collect::<BTreeMap<Value, Value>>().into()
}

fn set(members: &BTreeSet<u8>, word: impl Fn(u8) -> Value) -> Value {
    members.iter().map(|member| word(*member)).collect::<BTreeSet<Value>>().into()
}

fn nation(number: u8) -> Value {
    format!("N{number}").into()
}

fn compartment(number: u8) -> Value {
    format!("C{number}").into()
}
