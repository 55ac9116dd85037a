//! Powers and delegations: a delegation says nothing wider than any power above it.

use crate::caveat::Kind;
use crate::entry::{Delegation, Lifts, Power, Recordable, Scope};
use crate::id::PowerId;
use crate::ledger::AnyPower;
use crate::ledger::check::{Check, Checked};
use crate::ledger::refused::{At, Refused};

/// The most powers that may stand above a delegation.
const MAX_LINKS: usize = 100;

impl<'a> AnyPower<'a> {
    /// What it covers, at the most.
    pub fn scope(self) -> &'a Scope {
        match self {
            Self::Founded(power) => &power.scope,
            Self::Delegated(delegation) => &delegation.scope,
        }
    }

    fn id(self) -> &'a PowerId {
        match self {
            Self::Founded(power) => &power.id,
            Self::Delegated(delegation) => &delegation.id,
        }
    }

    fn until(self) -> Option<crate::time::Instant> {
        match self {
            Self::Founded(power) => power.until,
            Self::Delegated(delegation) => delegation.until,
        }
    }
}

impl<'a> Check<'a> {
    pub(super) fn founded(&self, power: &Power) -> Checked {
        self.unused("power", &self.ledger.index.powers, Some(&power.id), &At::Entry.field("power"))?;
        self.somebody(&power.of, "never holds a power", &At::Entry.field("of"))?;
        self.somebody(&power.owner, "never owns caveats", &At::Entry.field("for"))?;
        self.scope(&power.scope)?;
        self.ends_later(power.until)
    }

    pub(super) fn delegation(&self, it: &Delegation) -> Checked {
        let at = At::Entry.field("parent");
        self.unused("power", &self.ledger.index.powers, Some(&it.id), &At::Entry.field("delegation"))?;
        if it.parent == it.id {
            let message = format!("`{}` cannot be delegated from itself", it.id);
            return Err(at.refuse(message).hint("name the power it comes from"));
        }
        self.known_power(&it.parent, &at)?;
        self.somebody(&it.of, "never holds a power", &At::Entry.field("of"))?;
        self.scope(&it.scope)?;
        self.ends_later(it.until)?;
        self.powers_above(it)?.into_iter().try_for_each(|above| self.no_wider(it, above))
    }

    fn scope(&self, scope: &Scope) -> Checked {
        let nothing = Lifts::Kinds(crate::set::Set::new());
        if scope.lifts == nothing && scope.records.is_empty() {
            return Err(At::Entry
                .refuse("this power can neither lift nor record anything")
                .hint("say what it `lifts` or `records`"));
        }
        if let Some((scheme, level)) = &scope.up_to {
            let at = At::Entry.field("up_to");
            self.level(scheme, level, &at.field("scheme"), &at.field("level"))?;
        }
        self.each(&scope.items, &At::Entry.field("items"), |item, at| self.known_item(item, at))?;
        self.each(&scope.to, &At::Entry.field("to"), |party, at| self.any_party(party, at))
    }

    /// The parent, its parent, and so on.
    fn powers_above(&self, it: &Delegation) -> Result<Vec<AnyPower<'a>>, Refused> {
        let mut above = Vec::new();
        let mut next = self.ledger.power(&it.parent);
        while let Some(power) = next {
            above.push(power);
            next = match power {
                AnyPower::Founded(_) => None,
                AnyPower::Delegated(delegation) => self.ledger.power(&delegation.parent),
            };
            if above.len() > MAX_LINKS {
                let message = format!("`{}` would be delegated over more than {MAX_LINKS} powers", it.id);
                return Err(At::Entry
                    .field("parent")
                    .refuse(message)
                    .hint("delegate from a power further up"));
            }
        }
        Ok(above)
    }

    fn no_wider(&self, it: &Delegation, above: AnyPower<'_>) -> Checked {
        self.lifts_no_more(it, above)?;
        self.records_no_more(it, above)?;
        self.reaches_no_higher(it, above)?;
        let (scope, wide) = (&it.scope, above.scope());
        let id = above.id();
        for (field, says, may) in
            [("by_act", scope.by_act, wide.by_act), ("delegable", scope.delegable, wide.delegable)]
        {
            if says && !may {
                let message = format!("`{id}` is not `{field}`, and nothing delegated from it is");
                return Err(At::Entry.field(field).refuse(message).hint(format!("leave `{field}` out")));
            }
        }
        match (it.until, above.until()) {
            (Some(until), Some(end)) if until > end => Err(At::Entry
                .field("until")
                .refuse(format!("`{}` would last until `{until}`, and `{id}` ends at `{end}`", it.id))
                .hint("a delegation ends no later than what it comes from")),
            _ => Ok(()),
        }
    }

    fn lifts_no_more(&self, it: &Delegation, above: AnyPower<'_>) -> Checked {
        let at = At::Entry.field("lifts");
        let hint = "a delegation lifts no more than what it comes from";
        let Lifts::Kinds(may) = &above.scope().lifts else { return Ok(()) };
        let Lifts::Kinds(says) = &it.scope.lifts else {
            return Err(at.refuse(format!("`{}` does not lift everything", above.id())).hint(hint));
        };
        match says.iter().find(|kind| !may.contains(kind)) {
            Some(kind) => {
                let word = word(&Kind::ALL, kind);
                Err(at.element(word).refuse(format!("`{}` does not lift `{word}`", above.id())).hint(hint))
            }
            None => Ok(()),
        }
    }

    fn records_no_more(&self, it: &Delegation, above: AnyPower<'_>) -> Checked {
        let may = &above.scope().records;
        match it.scope.records.iter().find(|what| !may.contains(what)) {
            Some(what) => {
                let word = word(&Recordable::ALL, what);
                let refused = At::Entry
                    .field("records")
                    .element(word)
                    .refuse(format!("`{}` does not record `{word}`", above.id()));
                Err(refused.hint("a delegation records no more than what it comes from"))
            }
            None => Ok(()),
        }
    }

    fn reaches_no_higher(&self, it: &Delegation, above: AnyPower<'_>) -> Checked {
        let (Some((scheme, level)), Some((same, limit))) = (&it.scope.up_to, &above.scope().up_to) else {
            return Ok(());
        };
        if scheme != same || level == limit {
            return Ok(());
        }
        match self.ledger.scheme(scheme) {
            Some(known) if known.levels.at_or_above(level, limit) => Err(At::Entry
                .field("up_to")
                .field("level")
                .refuse(format!("`{level}` is above `{limit}`, up to which `{}` reaches", above.id()))
                .hint("a delegation reaches no higher than what it comes from")),
            _ => Ok(()),
        }
    }
}

fn word<T: PartialEq>(all: &[(&'static str, T)], value: &T) -> &'static str {
    all.iter().find(|(_, each)| each == value).map_or("", |(word, _)| word)
}
