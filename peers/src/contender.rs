//! An engine with its questions ready, whatever its type: held to the oracle, and put to work.

use std::hint::black_box;
use std::io::Write;

use crate::Fault;
use crate::engine::Engine;
use crate::questions::{Listed, Questions};
use crate::turns::Worker;
use crate::world::World;

/// Everything that is asked, with the answers.
#[derive(Debug)]
pub struct Asking {
    /// The world it is asked about.
    pub world: World,
    /// The sets of single questions.
    pub sets: Vec<Questions>,
    /// The lists.
    pub lists: Vec<Listed>,
}

/// An engine that can be compared with others.
pub trait Contender {
    /// What it is called.
    fn name(&self) -> &str;

    /// Holds every answer of the engine to the oracle's, and says so.
    ///
    /// # Errors
    ///
    /// If one of them differs, or the engine fails.
    fn verify(&mut self, asking: &Asking, out: &mut dyn Write) -> Result<(), Fault>;

    /// One pass through this set of questions, as work. `None` if there is no such set.
    fn decide<'a>(&'a mut self, asking: &'a Asking, set: usize) -> Option<Worker<'a>>;

    /// This list, as work. `None` if there is no such list.
    fn list<'a>(&'a mut self, asking: &'a Asking, list: usize) -> Option<Worker<'a>>;
}

/// The engine `E`, ready to be asked.
///
/// # Errors
///
/// If the engine does not take the world or a question.
pub fn enter<E: Engine + 'static>(asking: &Asking) -> Result<Box<dyn Contender>, Fault> {
    entered(E::NAME.to_owned(), E::prepare(&asking.world)?, asking)
}

/// This engine, ready to be asked, under a name of its own.
///
/// # Errors
///
/// If the engine does not take a question.
pub fn entered<E: Engine + 'static>(
    name: String,
    engine: E,
    asking: &Asking,
) -> Result<Box<dyn Contender>, Fault> {
    let ready =
        |set: &Questions| set.asked.iter().map(|asked| engine.question(asked.party, asked.item)).collect();
    let sets = asking.sets.iter().map(ready).collect::<Result<_, _>>()?;
    Ok(Box::new(Entered { name, engine, sets, out: Vec::new() }))
}

struct Entered<E: Engine> {
    name: String,
    engine: E,
    sets: Vec<Vec<E::Question>>,
    out: Vec<u32>,
}

impl<E: Engine> Contender for Entered<E> {
    fn name(&self) -> &str {
        &self.name
    }

    fn verify(&mut self, asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
        let mut explains = false;
        for (set, ready) in asking.sets.iter().zip(&self.sets) {
            explains |= verify_set(&self.name, &mut self.engine, set, ready)?;
        }
        for listed in &asking.lists {
            self.engine.list(listed.party, &mut self.out)?;
            verify_list(&self.name, &self.out, listed)?;
        }
        let why = if explains { ", and names every condition that failed" } else { "" };
        writeln!(out, "- {}: every answer and every list agrees{why}", self.name)?;
        out.flush()?;
        Ok(())
    }

    fn decide<'a>(&'a mut self, asking: &'a Asking, set: usize) -> Option<Worker<'a>> {
        let (expected, ready) = (asking.sets.get(set)?.permitted(), self.sets.get(set)?);
        let engine = &mut self.engine;
        let work = move || {
            let mut permitted = 0;
            for question in ready {
                permitted += usize::from(black_box(engine.may(black_box(question))?));
            }
            same_many(permitted, expected)
        };
        Some(Worker { name: self.name.clone(), work: Box::new(work), units: ready.len() })
    }

    fn list<'a>(&'a mut self, asking: &'a Asking, list: usize) -> Option<Worker<'a>> {
        let listed = asking.lists.get(list)?;
        let (engine, out) = (&mut self.engine, &mut self.out);
        let work = move || {
            engine.list(black_box(listed.party), black_box(out))?;
            same_many(black_box(&*out).len(), listed.items.len())
        };
        Some(Worker { name: self.name.clone(), work: Box::new(work), units: 1 })
    }
}

/// Whether the engine gave an account of any denial.
fn verify_set<E: Engine>(
    name: &str,
    engine: &mut E,
    set: &Questions,
    ready: &[E::Question],
) -> Result<bool, Fault> {
    let mut explains = false;
    for (asked, question) in set.asked.iter().zip(ready) {
        let (party, item, right) = (asked.party, asked.item, asked.failed.is_empty());
        if engine.may(question)? != right {
            let (says, not) = if right { ("denies", "permits") } else { ("permits", "denies") };
            return Err(format!(
                "{name} {says} party {party} item {item} ({}), and the oracle {not} it: {:?} fail",
                set.name, asked.failed
            )
            .into());
        }
        let Some(failed) = engine.failed(question)? else { continue };
        explains = true;
        if failed != asked.failed {
            return Err(format!(
                "{name} denies party {party} item {item} ({}) for {failed:?}, and the oracle for {:?}",
                set.name, asked.failed
            )
            .into());
        }
    }
    Ok(explains)
}

fn verify_list(name: &str, list: &[u32], listed: &Listed) -> Result<(), Fault> {
    if list == listed.items {
        return Ok(());
    }
    let first = list.iter().zip(&listed.items).position(|(is, should)| is != should);
    let first = first.unwrap_or_else(|| list.len().min(listed.items.len()));
    Err(format!(
        "{name} lists for party {} ({}), at place {first}, {:?}, and the oracle {:?}",
        listed.party,
        listed.name,
        list.get(first),
        listed.items.get(first)
    )
    .into())
}

fn same_many(permitted: usize, expected: usize) -> Result<(), Fault> {
    if permitted == expected {
        Ok(())
    } else {
        Err(format!("{permitted} are permitted while timed, and {expected} before").into())
    }
}
