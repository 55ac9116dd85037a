//! Other engines on one world, timed in turns. See the readme beside this crate.

pub mod random;
pub mod world;
pub mod oracle;
pub mod questions;
pub mod engine;
pub mod turns;
pub mod machine;
pub mod contender;
pub mod million;
pub mod memory;
pub mod policies;

use std::io::Write;

use crate::contender::{Asking, Contender, enter};
use crate::engine::accumulo::Accumulo;
use crate::engine::casbin::Casbin;
use crate::engine::caveat::{Caveat, Decide, WithGrounds};
use crate::engine::cedar::Cedar;
use crate::engine::cedar_why::CedarWhy;
use crate::engine::columns::Columns;
use crate::engine::regorus::Regorus;
use crate::engine::scalar::Scalar;
use crate::oracle::{Condition, Oracle};
use crate::turns::{Scale, Table, Worker, compare};
use crate::world::World;

/// Why a run ends without its tables.
pub type Fault = Box<dyn std::error::Error>;

/// The row that the others are compared with.
const BASELINE: &str = "cedar-policy";
/// Of the world, and of each set of questions.
const SEEDS: [u64; 3] = [1, 2, 3];

/// The engines that are compared. A further one is a file in `engine/`, and a line here.
fn engines(asking: &Asking) -> Result<Vec<Box<dyn Contender>>, Fault> {
    Ok(vec![
        enter::<Cedar>(asking)?,
        enter::<CedarWhy>(asking)?,
        enter::<Casbin>(asking)?,
        enter::<Regorus>(asking)?,
        enter::<Accumulo>(asking)?,
        enter::<Scalar>(asking)?,
        enter::<Columns>(asking)?,
        enter::<Caveat>(asking)?,
        enter::<WithGrounds>(asking)?,
        enter::<Decide>(asking)?,
    ])
}

/// Makes the world and does `what` is said: `verify`, `decide`, `list`, `million`, `policies`, `memory` or `all`. The tables are
/// written to `out`, in Markdown.
///
/// # Errors
///
/// If it is none of these, an engine fails, does not take the world or disagrees with the oracle, or nothing can be
/// written.
pub fn run(what: &str, out: &mut dyn Write) -> Result<(), Fault> {
    if !["verify", "decide", "list", "million", "policies", "memory", "all"].contains(&what) {
        return Err("say what: verify, decide, list, million, policies, memory or all".into());
    }
    let wants = |part| what == part || what == "all";
    writeln!(out, "{}\n", machine::describe())?;
    let asking = ask()?;
    describe(&asking, out)?;
    if wants("verify") || wants("decide") || wants("list") {
        let mut engines = engines(&asking)?;
        verify(&mut engines, &asking, out)?;
        if wants("decide") {
            decide(&mut engines, &asking, out)?;
        }
        if wants("list") {
            list(&mut engines, &asking, out)?;
        }
    }
    if wants("million") {
        million::run(&asking, out)?;
    }
    if what == "memory" {
        memory::run(&asking.world, out)?;
    }
    if wants("policies") {
        policies::run(&asking, out)?;
    }
    Ok(())
}

fn ask() -> Result<Asking, Fault> {
    let [world, uniform, near_miss] = SEEDS;
    let world = World::generate(world);
    let oracle = Oracle::new(&world);
    let sets =
        vec![questions::near_miss(&world, &oracle, near_miss)?, questions::uniform(&world, &oracle, uniform)];
    let lists = questions::lists(&world, &oracle);
    Ok(Asking { world, sets, lists })
}

fn describe(asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
    let world = &asking.world;
    let controlled = world.items.iter().filter(|item| item.originator_controlled).count();
    writeln!(
        out,
        "{} parties; {} items, {controlled} of them originator-controlled; {} consents\n",
        world.parties.len(),
        world.items.len(),
        world.consents.len()
    )?;
    for set in &asking.sets {
        let permitted = set.permitted();
        let alone = Condition::ALL.map(|condition| format!("{} {condition}", set.denied_by_only(condition)));
        let alone = alone.join(", ");
        let many = set.asked.len();
        writeln!(
            out,
            "- {}: {many} questions, {permitted} permitted; denied by one alone: {alone}",
            set.name
        )?;
    }
    for list in &asking.lists {
        writeln!(out, "- list, {}: party {}, {} items", list.name, list.party, list.items.len())?;
    }
    writeln!(out)?;
    Ok(())
}

fn verify(engines: &mut [Box<dyn Contender>], asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
    writeln!(out, "## Agreement with the oracle\n")?;
    for engine in engines {
        engine.verify(asking, out)?;
    }
    writeln!(out)?;
    Ok(())
}

fn decide(engines: &mut [Box<dyn Contender>], asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
    writeln!(out, "## One decision\n")?;
    for (position, set) in asking.sets.iter().enumerate() {
        let workers: Vec<Worker<'_>> =
            engines.iter_mut().filter_map(|engine| engine.decide(asking, position)).collect();
        let title = format!("One decision, {}", set.name);
        let table = Table { title: &title, unit: "decision", scale: Scale::Nano, baseline: BASELINE };
        compare(table, workers, out)?;
    }
    Ok(())
}

fn list(engines: &mut [Box<dyn Contender>], asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
    writeln!(out, "## Everything that one party may have\n")?;
    for (position, listed) in asking.lists.iter().enumerate() {
        let workers: Vec<Worker<'_>> =
            engines.iter_mut().filter_map(|engine| engine.list(asking, position)).collect();
        let title = format!("One list of {} items, {}", asking.world.items.len(), listed.name);
        let table = Table { title: &title, unit: "list", scale: Scale::Micro, baseline: BASELINE };
        compare(table, workers, out)?;
    }
    Ok(())
}
