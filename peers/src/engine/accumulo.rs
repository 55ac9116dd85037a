//! `accumulo-access`: a label of tokens on each item, parsed once, against the tokens of a party.

use std::collections::HashSet;

use accumulo_access::{AuthorizationExpression, Lexer, Parser};

use super::{Engine, at};
use crate::Fault;
use crate::world::{Item, World};

/// A party holds a token for its nation, for its level and each below, for each compartment and for each consent.
///
/// A label says nothing of time: expiry is looked at here, before the label.
#[derive(Debug)]
pub struct Accumulo {
    now: i64,
    parties: Vec<HashSet<String>>,
    items: Vec<Labelled>,
}

#[derive(Debug)]
struct Labelled {
    label: AuthorizationExpression,
    expires: i64,
}

impl Engine for Accumulo {
    const NAME: &'static str = "accumulo-access, parsed once";
    type Question = (usize, usize);

    fn prepare(world: &World) -> Result<Self, Fault> {
        let items = world.items.iter().enumerate().map(|(position, item)| {
            Ok(Labelled { label: parse(&label(position, item))?, expires: item.expires })
        });
        let items = items.collect::<Result<_, Fault>>()?;
        let mut parties: Vec<HashSet<String>> = world
            .parties
            .iter()
            .map(|party| {
                let levels = (0..=party.level).map(|level| format!("L{level}"));
                let compartments = party.compartments.iter().map(|compartment| format!("C{compartment}"));
                levels.chain(compartments).chain([format!("N{}", party.nation)]).collect()
            })
            .collect();
        for consent in &world.consents {
            if let Some(tokens) = parties.get_mut(consent.party) {
                tokens.insert(format!("I{}", consent.item));
            }
        }
        Ok(Self { now: world.now, parties, items })
    }

    fn question(&self, party: usize, item: usize) -> Result<(usize, usize), Fault> {
        at(&self.parties, party)?;
        at(&self.items, item)?;
        Ok((party, item))
    }

    fn may(&mut self, question: &(usize, usize)) -> Result<bool, Fault> {
        let item = at(&self.items, question.1)?;
        Ok(self.now < item.expires && item.label.evaluate(at(&self.parties, question.0)?))
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        let tokens = at(&self.parties, party)?;
        for (position, item) in (0..).zip(&self.items) {
            if self.now < item.expires && item.label.evaluate(tokens) {
                out.push(position);
            }
        }
        Ok(())
    }
}

/// What is quickest to refuse stands first: the nations are a long disjunction.
fn label(position: usize, item: &Item) -> String {
    let mut label = format!("L{}", item.level);
    for compartment in &item.compartments {
        label.push_str(&format!("&C{compartment}"));
    }
    if item.originator_controlled {
        label.push_str(&format!("&I{position}"));
    }
    let nations: Vec<String> = item.releasable_to.iter().map(|nation| format!("N{nation}")).collect();
    format!("{label}&({})", nations.join("|"))
}

fn parse(label: &str) -> Result<AuthorizationExpression, Fault> {
    Parser::new(Lexer::new(label)).parse().map_err(|error| format!("the label {label}: {error:?}").into())
}
