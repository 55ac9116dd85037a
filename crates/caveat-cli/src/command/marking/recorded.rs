//! Which level counts as which: what is recorded of it, and by whom.

use std::path::Path;

use caveat::entry::{Body, Entry};
use caveat::facts::{Facts, InForce};
use caveat::id::{Level, SchemeId};
use caveat::ledger::Ledger;
use caveat::read::{self, Format};
use caveat::scheme::Scheme;
use caveat::time::{Instant, Moment, Position};

use super::schemes::Schemes;
use crate::command::input;
use crate::failure::Failure;
use crate::report;
use crate::status::Status;

/// The equivalences in the program, which somebody with the authority for them has published.
const SHIPPED: &str = include_str!("../../../../../schemes/equivalences.toml");

/// Schemes, and what is recorded of how they count in each other.
pub(super) struct Recorded {
    ledger: Ledger,
    facts: Facts,
}

/// What a level counts as in another scheme.
pub(super) enum Counts<'a> {
    /// As this level, by this entry.
    As(&'a Level, &'a Entry),
    /// As several, by these entries: somebody has to decide.
    Several(Vec<&'a Entry>),
    /// Nobody who may say so has said it. What was said that has no effect here, in plain words.
    Nothing(Vec<String>),
}

impl Recorded {
    /// Everything that is known: the schemes in the program, what a file says, and a register where one is given.
    pub(super) fn of(
        schemes: &Schemes,
        with: Option<&Path>,
        register: Option<&Ledger>,
    ) -> Result<Self, Failure> {
        let known = schemes.all();
        let behind = register.cloned().unwrap_or_default();
        let mut ledger = match with {
            Some(path) => from_file(path, behind, &known)?,
            None => read::with_schemes(behind, &known),
        };
        if register.is_none() {
            shipped(&mut ledger, &known);
        }
        let facts = Facts::of(ledger.entries());
        Ok(Self { ledger, facts })
    }

    /// Every scheme, in the order of their entries.
    pub(super) fn schemes(&self) -> impl Iterator<Item = &Scheme> {
        self.ledger.schemes()
    }

    /// What exactly this level counts as in another scheme, at an instant.
    pub(super) fn counts_as(&self, from: &Scheme, level: &Level, to: &Scheme, at: Instant) -> Counts<'_> {
        let at = Moment { instant: at, position: Position::LAST };
        let between =
            |one: &InForce<'_>| one.equivalence.scheme == from.id && one.equivalence.counts_in == to.id;
        let said: Vec<InForce<'_>> = self.facts.equivalences(at).filter(between).collect();
        let counting: Vec<&InForce<'_>> =
            said.iter().filter(|one| one.counts && one.equivalence.level == *level).collect();
        let Some(first) = counting.first() else {
            return Counts::Nothing(self.beside(from, level, to, &said, at));
        };
        let counts_as = &first.equivalence.counts_as;
        if counting.iter().any(|one| one.equivalence.counts_as != *counts_as) {
            return Counts::Several(counting.iter().map(|one| one.entry.as_ref()).collect());
        }
        Counts::As(counts_as, first.entry)
    }

    /// What was said that one could take for an equivalence of the level, and why it is none.
    fn beside(
        &self,
        from: &Scheme,
        level: &Level,
        to: &Scheme,
        said: &[InForce<'_>],
        at: Moment,
    ) -> Vec<String> {
        let mut told = Vec::new();
        for one in said.iter().filter(|one| !one.counts && one.equivalence.level == *level) {
            told.push(format!(
                "`{}` says that it counts as `{}`, and does not speak for `{}`",
                one.entry.by, one.equivalence.counts_as, to.authority
            ));
        }
        for one in said.iter().filter(|one| one.counts && one.equivalence.level != *level) {
            told.push(format!(
                "recorded is that `{}` counts as `{}`, which is another level",
                one.equivalence.level, one.equivalence.counts_as
            ));
        }
        let reverse = self.facts.equivalences(at).find(|one| {
            let back = one.equivalence;
            back.scheme == to.id && back.counts_in == from.id && back.counts_as == *level
        });
        told.extend(reverse.map(|one| {
            let back = &one.equivalence.level;
            format!(
                "recorded is the other way round, `{back}` of `{}` as `{level}`, which does not count",
                to.id
            )
        }));
        told
    }
}

fn from_file(path: &Path, behind: Ledger, known: &[Scheme]) -> Result<Ledger, Failure> {
    let bytes = input::file(path)?;
    let format = input::format(None, path, &bytes);
    read::alone(&bytes, format, behind, known).map_err(|problems| {
        report::problems(&path.display().to_string(), &bytes, &problems);
        Failure::told(Status::Failed)
    })
}

/// Adds what is in the program, where both schemes are those in the program: of others it says nothing.
fn shipped(ledger: &mut Ledger, known: &[Scheme]) {
    let Ok(shipped) = read::alone(SHIPPED.as_bytes(), Format::Toml, Ledger::new(), known) else { return };
    let is_shipped = |id: &SchemeId| {
        let scheme = known.iter().find(|scheme| scheme.id == *id);
        scheme.is_some() && ledger.scheme(id) == scheme
    };
    let said = shipped.entries().iter().filter(|entry| match &entry.body {
        Body::Equivalence(said) => is_shipped(&said.scheme) && is_shipped(&said.counts_in),
        _ => false,
    });
    let said: Vec<Entry> = said.map(|entry| Entry::clone(entry)).collect();
    for entry in said {
        let entry = Entry { position: ledger.next_position(), ..entry };
        // Of two schemes that are known, it cannot be refused.
        let _ = ledger.push(entry);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shipped_is_read_and_counts() {
        let schemes = Schemes::default();
        let recorded = Recorded::of(&schemes, None, None).unwrap();
        let written = SHIPPED.lines().filter(|line| line.starts_with("equivalence = ")).count();
        let at = Moment { instant: "2026-01-01".parse().unwrap(), position: Position::LAST };
        let counting = recorded.facts.equivalences(at).filter(|one| one.counts).count();
        assert!(written > 0);
        assert_eq!(counting, written);
    }

    #[test]
    fn every_shipped_equivalence_names_levels_in_one_order() {
        let recorded = Recorded::of(&Schemes::default(), None, None).unwrap();
        let at = Moment { instant: "2026-01-01".parse().unwrap(), position: Position::LAST };
        let all: Vec<InForce<'_>> = recorded.facts.equivalences(at).collect();
        let scheme = |id| recorded.ledger.scheme(id).unwrap();
        for one in &all {
            for other in &all {
                let (one, other) = (one.equivalence, other.equivalence);
                if (&one.scheme, &one.counts_in) == (&other.scheme, &other.counts_in)
                    && scheme(&one.scheme).levels.at_or_above(&one.level, &other.level)
                {
                    let there = scheme(&one.counts_in).levels.at_or_above(&one.counts_as, &other.counts_as);
                    assert!(there, "{one:?} {other:?}");
                }
            }
        }
    }
}
