//! What an archive takes of memory, and how long its answers take: ten million items, a hundred thousand parties, a
//! million consents to single items.

use std::fs;
use std::io::Write;
use std::time::Instant as Clock;

use caveat::archive::Archive;
use caveat::facts::Facts;

use crate::Fault;
use crate::engine::at;
use crate::engine::caveat::{Likeness, Told, manner, recipient};
use crate::random::Random;
use crate::world::{Party, World};

const ITEMS: usize = 10_000_000;
const PARTIES: usize = 100_000;
const CONSENTS: usize = 1_000_000;
/// To how many parties the originator of an item consents that has such.
const CONSENTS_EACH: usize = 50;
/// How many compartments each party is read in to: each is an entry.
const COMPARTMENTS_EACH: usize = 3;
const SEED: u64 = 5;

/// Builds it, and says what it took.
///
/// # Errors
///
/// If it cannot be built.
pub fn run(world: &World, out: &mut dyn Write) -> Result<(), Fault> {
    let mut random = Random::new(SEED);
    let like = |number: usize| -> Result<Party, Fault> {
        let mut party = at(&world.parties, number % world.parties.len())?.clone();
        party.compartments = party.compartments.into_iter().take(COMPARTMENTS_EACH).collect();
        Ok(party)
    };
    let parties = (0..PARTIES).map(like).collect::<Result<_, _>>()?;
    let world = World { parties, consents: Vec::new(), ..world.clone() };
    let (begin, before) = (Clock::now(), peak()?);
    let facts = facts(&world, &mut random)?;
    writeln!(
        out,
        "- {PARTIES} parties, {CONSENTS} consents folded: {:.1} s, peak {} MiB",
        seconds(begin),
        peak()?
    )?;
    let likeness = Likeness::of(&world.items)?;
    let labels = u32::try_from(world.items.len())?;
    let own = CONSENTS / CONSENTS_EACH;
    let begin = Clock::now();
    let crowd = (own..ITEMS).filter_map(|number| likeness.like(random.below(labels) as usize, number).ok());
    let archive = Archive::streamed(facts, manner(&world)?, crowd).map_err(|why| why.to_string())?;
    let (sets, apart) = archive.shape();
    writeln!(
        out,
        "- {} items in {sets} sets, {apart} of them decided by themselves: {:.1} s, peak {} MiB, {before} before",
        archive.len(),
        seconds(begin),
        peak()?
    )?;
    for party in [1, 500, 99_999] {
        let begin = Clock::now();
        let to = archive.recipients(&[recipient(party)?]).map_err(|why| why.to_string())?;
        let ready = seconds(begin);
        let begin = Clock::now();
        let many = archive.permitted(&to).count();
        let listed = seconds(begin);
        let begin = Clock::now();
        let groups = archive.permitted_groups(&to);
        let grouped = seconds(begin);
        let same = groups.count(&archive) == many;
        writeln!(
            out,
            "- party {party}: ready in {:.2} ms, {many} items as bits in {:.2} ms, as sets in {:.3} ms{}",
            ready * 1e3,
            listed * 1e3,
            grouped * 1e3,
            if same { "" } else { ", and the two do not agree" }
        )?;
    }
    Ok(())
}

/// Everybody, and the items to which consents were given, with these.
fn facts(world: &World, random: &mut Random) -> Result<Facts, Fault> {
    let mut told = Told::without_items(world)?;
    let parties = u32::try_from(PARTIES)?;
    let controlled: Vec<_> = world.items.iter().filter(|item| item.originator_controlled).collect();
    for number in 0..CONSENTS / CONSENTS_EACH {
        let to: Vec<usize> = (0..CONSENTS_EACH).map(|_| random.below(parties) as usize).collect();
        told.with_consents(number, at(&controlled, number % controlled.len())?, to)?;
    }
    let entries = told.into_entries();
    Ok(Facts::of(&entries))
}

fn seconds(begin: Clock) -> f64 {
    begin.elapsed().as_secs_f64()
}

/// The most that this process had in memory so far, in MiB.
fn peak() -> Result<u64, Fault> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = line.and_then(|line| line.split_whitespace().next()).ok_or("no VmHWM")?.parse()?;
    Ok(kib / 1024)
}
