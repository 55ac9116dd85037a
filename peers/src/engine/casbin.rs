//! `casbin`: a matcher over attributes that the request carries.

use std::fmt;

use casbin::rhai::Dynamic;
use casbin::{CoreApi, DefaultModel, Enforcer};

use super::{Engine, at, mask};
use crate::Fault;
use crate::world::World;

/// The matcher's language has integers of 32 bits and no sets: each set comes as two masks of 32 bits.
const MODEL: &str = "
[request_definition]
r = now, pl, pc0, pc1, pn0, pn1, il, ic0, ic1, in0, in1, orcon, exp, ok

[policy_definition]
p = sub

[policy_effect]
e = some(where (p.eft == allow))

[matchers]
m = r.pl >= r.il && r.now < r.exp && (r.ic0 & r.pc0) == r.ic0 && (r.ic1 & r.pc1) == r.ic1 \
    && ((r.in0 & r.pn0) != 0 || (r.in1 & r.pn1) != 0) && (!r.orcon || r.ok)
";

/// The matcher sees levels, masks and instants; whether there is a consent is looked up before it is asked, as a
/// policy row for each consent would be gone through one by one.
pub struct Casbin {
    enforcer: Enforcer,
    /// By party: now, its level, and its sets as masks.
    parties: Vec<[Dynamic; 6]>,
    /// By item: its level, its sets as masks, whether its originator must consent, and when it expires.
    items: Vec<[Dynamic; 7]>,
    /// By item, then by party.
    consents: Vec<Vec<bool>>,
}

impl fmt::Debug for Casbin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Casbin").finish_non_exhaustive()
    }
}

impl Engine for Casbin {
    const NAME: &'static str = "casbin";
    type Question = Vec<Dynamic>;

    fn prepare(world: &World) -> Result<Self, Fault> {
        let now = i32::try_from(world.now)?;
        let parties = world.parties.iter().map(|party| {
            let ([c0, c1], [n0, n1]) = (halves(mask(&party.compartments)), halves(1 << party.nation));
            [now.into(), i32::from(party.level).into(), c0, c1, n0, n1]
        });
        let items = world.items.iter().map(|item| {
            let ([c0, c1], [n0, n1]) = (halves(mask(&item.compartments)), halves(mask(&item.releasable_to)));
            let expires = i32::try_from(item.expires)?;
            let orcon = item.originator_controlled;
            Ok([i32::from(item.level).into(), c0, c1, n0, n1, orcon.into(), expires.into()])
        });
        let mut consents = vec![Vec::new(); world.items.len()];
        for consent in &world.consents {
            if let Some(row) = consents.get_mut(consent.item) {
                row.resize(world.parties.len(), false);
                if let Some(consented) = row.get_mut(consent.party) {
                    *consented = true;
                }
            }
        }
        Ok(Self {
            enforcer: enforcer()?,
            parties: parties.collect(),
            items: items.collect::<Result<_, Fault>>()?,
            consents,
        })
    }

    fn question(&self, party: usize, item: usize) -> Result<Vec<Dynamic>, Fault> {
        let consented = at(&self.consents, item)?.get(party).copied().unwrap_or(false);
        let mut values = Vec::with_capacity(14);
        values.extend_from_slice(at(&self.parties, party)?);
        values.extend_from_slice(at(&self.items, item)?);
        values.push(consented.into());
        Ok(values)
    }

    fn may(&mut self, question: &Vec<Dynamic>) -> Result<bool, Fault> {
        Ok(self.enforcer.enforce(question.clone())?)
    }

    fn list(&mut self, party: usize, out: &mut Vec<u32>) -> Result<(), Fault> {
        out.clear();
        for (item, position) in (0..self.items.len()).zip(0..) {
            if self.enforcer.enforce(self.question(party, item)?)? {
                out.push(position);
            }
        }
        Ok(())
    }
}

/// There are no policy rows: the matcher alone decides.
fn enforcer() -> Result<Enforcer, Fault> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    Ok(runtime.block_on(async { Enforcer::new(DefaultModel::from_str(MODEL).await?, ()).await })?)
}

fn halves(mask: u64) -> [Dynamic; 2] {
    let [a, b, c, d, e, f, g, h] = mask.to_le_bytes();
    [i32::from_le_bytes([a, b, c, d]).into(), i32::from_le_bytes([e, f, g, h]).into()]
}
