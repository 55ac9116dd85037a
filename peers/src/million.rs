//! Ten million items that carry ten thousand distinct labels between them, and one party that asks for all of them.

use std::hint::black_box;
use std::io::Write;
use std::ops::Range;

use crate::Fault;
use crate::contender::Asking;
use crate::engine::caveat::{Crowded, InSets};
use crate::engine::cedar::Cedar;
use crate::engine::columns::{Cleared, Columns, unconsented};
use crate::engine::{Engine, at, mask};
use crate::oracle::Oracle;
use crate::random::Random;
use crate::turns::{Scale, Table, Worker, compare};
use crate::world::World;

/// How many items there are.
const MANY: usize = 10_000_000;
const SEED: u64 = 4;

/// Each item of the crowd carries what one item of the world does: its label, its expiry and its consents.
#[derive(Debug)]
pub struct Crowd {
    /// For each item, the position in the world of the one whose label it carries.
    pub labels: Vec<u16>,
}

/// What a party may have of the crowd: a bit for each item, the first in the lowest bit, or ranges in order.
#[derive(Debug, Default)]
pub struct Releasable {
    /// By 64 items.
    pub bits: Vec<u64>,
    /// No two of them touch.
    pub ranges: Vec<Range<u32>>,
}

/// A way to answer for the whole crowd.
pub trait Scan: Sized {
    /// What it is called.
    fn name() -> String;

    /// The way with the world and the crowd in it; `party` will be asked for. Not timed. It may not keep the answer.
    ///
    /// # Errors
    ///
    /// If it does not take them.
    fn prepare(world: &World, crowd: &Crowd, party: usize) -> Result<Self, Fault>;

    /// What `party` may have, in place of what is in `out`. Timed.
    ///
    /// # Errors
    ///
    /// If it fails.
    fn scan(&mut self, party: usize, out: &mut Releasable) -> Result<(), Fault>;
}

/// Holds each way to the oracle, then times each, for the middling party.
///
/// # Errors
///
/// If one of them does not agree, or fails.
pub fn run(asking: &Asking, out: &mut dyn Write) -> Result<(), Fault> {
    let crowd = Crowd::generate(asking.world.items.len())?;
    let sorted = crowd.sorted();
    let listed = asking.lists.get(1).ok_or("there is no list")?;
    // Consents are given for items, not for labels: here nobody gave one.
    let world = World { consents: Vec::new(), ..asking.world.clone() };
    let oracle = Oracle::new(&world);
    let may: Vec<bool> =
        (0..world.items.len()).map(|label| oracle.failed(listed.party, label).is_empty()).collect();
    writeln!(out, "## Ten million items of ten thousand labels\n")?;
    let trial = Trial { world: &world, crowd: &crowd, party: listed.party, may: &may };
    let workers = vec![
        trial.enter::<Plain>(out)?,
        trial.enter::<Interned<Columns, u8>>(out)?,
        trial.enter::<Interned<Columns, u64>>(out)?,
        trial.enter::<Interned<Cedar, u8>>(out)?,
        Trial { crowd: &sorted, ..trial }.enter::<Grouped<Columns>>(out)?,
        trial.enter::<Crowded>(out)?,
        Trial { crowd: &sorted, ..trial }.enter::<InSets>(out)?,
    ];
    writeln!(out)?;
    let title = format!("Ten million items for one party ({})", listed.name);
    let baseline = Interned::<Cedar, u8>::name();
    compare(Table { title: &title, unit: "answer", scale: Scale::Milli, baseline: &baseline }, workers, out)
}

impl Crowd {
    /// Any of so many labels for each item.
    fn generate(labels: usize) -> Result<Self, Fault> {
        let mut random = Random::new(SEED);
        let end = u32::from(u16::try_from(labels)?);
        let labels = (0..MANY).map(|_| u16::try_from(random.below(end))).collect::<Result<_, _>>()?;
        Ok(Self { labels })
    }

    /// The same items, those of one label beside each other.
    fn sorted(&self) -> Self {
        let mut labels = self.labels.clone();
        labels.sort_unstable();
        Self { labels }
    }
}

/// What a way is tried on.
#[derive(Clone, Copy)]
struct Trial<'a> {
    world: &'a World,
    crowd: &'a Crowd,
    party: usize,
    /// By label, whether the party may have what carries it, says the oracle.
    may: &'a [bool],
}

impl<'a> Trial<'a> {
    /// A way of which every answer is right, as work.
    fn enter<S: Scan + 'a>(self, out: &mut dyn Write) -> Result<Worker<'a>, Fault> {
        let mut way = S::prepare(self.world, self.crowd, self.party)?;
        let mut answer = Releasable::default();
        way.scan(self.party, &mut answer)?;
        let expected = self.expected();
        if answer.as_bits() != expected {
            return Err(format!("{} and the oracle do not agree on the ten million", S::name()).into());
        }
        writeln!(out, "- {}: every item agrees", S::name())?;
        let work = move || {
            way.scan(black_box(self.party), black_box(&mut answer))?;
            black_box(&answer);
            Ok(())
        };
        Ok(Worker { name: S::name(), work: Box::new(work), units: 1 })
    }

    fn expected(&self) -> Vec<u64> {
        let chunks = self.crowd.labels.chunks(64);
        chunks
            .map(|labels| {
                let may =
                    labels.iter().map(|label| self.may.get(usize::from(*label)).is_some_and(|may| *may));
                may.enumerate().fold(0, |word, (bit, may)| word | u64::from(may) << bit)
            })
            .collect()
    }
}

impl Releasable {
    /// The bits, whichever of the two it is.
    fn as_bits(&self) -> Vec<u64> {
        if self.ranges.is_empty() {
            return self.bits.clone();
        }
        let mut bits = vec![0_u64; MANY.div_ceil(64)];
        for position in self.ranges.iter().cloned().flatten() {
            if let Some(word) = bits.get_mut(position as usize / 64) {
                *word |= 1 << (position % 64);
            }
        }
        bits
    }
}

/// Every field of every item in a column.
struct Plain {
    now: i64,
    who: Cleared,
    levels: Vec<u8>,
    compartments: Vec<u64>,
    releasable_to: Vec<u64>,
    expires: Vec<i64>,
    unconsented: Vec<u64>,
}

impl Scan for Plain {
    fn name() -> String {
        "bits by hand, a column for each field; bits out".to_owned()
    }

    fn prepare(world: &World, crowd: &Crowd, party: usize) -> Result<Self, Fault> {
        let mut plain = Self {
            now: world.now,
            who: Cleared::of(world, party)?,
            levels: Vec::with_capacity(MANY),
            compartments: Vec::with_capacity(MANY),
            releasable_to: Vec::with_capacity(MANY),
            expires: Vec::with_capacity(MANY),
            unconsented: vec![0; MANY.div_ceil(64)],
        };
        let unconsented = unconsented(world);
        let unconsented = at(&unconsented, party)?;
        for (position, label) in crowd.labels.iter().enumerate() {
            let label = usize::from(*label);
            let item = at(&world.items, label)?;
            plain.levels.push(item.level);
            plain.compartments.push(mask(&item.compartments));
            plain.releasable_to.push(mask(&item.releasable_to));
            plain.expires.push(item.expires);
            let missing = at(unconsented, label / 64)? >> (label % 64) & 1;
            if let Some(word) = plain.unconsented.get_mut(position / 64) {
                *word |= missing << (position % 64);
            }
        }
        Ok(plain)
    }

    fn scan(&mut self, _party: usize, out: &mut Releasable) -> Result<(), Fault> {
        out.bits.clear();
        let fields = self
            .levels
            .chunks(64)
            .zip(self.compartments.chunks(64))
            .zip(self.releasable_to.chunks(64))
            .zip(self.expires.chunks(64))
            .zip(&self.unconsented);
        let (who, now) = (self.who, self.now);
        out.bits.extend(fields.map(|((((levels, compartments), releasable_to), expires), unconsented)| {
            who.of_64(levels, compartments, releasable_to, expires, now) & !unconsented
        }));
        Ok(())
    }
}

/// Every label decided once by `E`, and looked up for each item in a table of `T`.
struct Interned<E, T> {
    engine: E,
    labels: Vec<u16>,
    may: Vec<u32>,
    table: Vec<T>,
}

/// A table of one answer for each of 65,536 labels.
trait Lookup: Copy + Default {
    /// What its entries are.
    const WHAT: &'static str;
    /// How many entries it has.
    const LEN: usize;

    /// Sets the answer for a label to yes.
    fn permit(table: &mut [Self], label: u32);

    /// The answers for up to 64 items, the first in the lowest bit.
    fn of_64(table: &[Self], labels: &[u16]) -> u64;
}

impl Lookup for u8 {
    const WHAT: &'static str = "a byte";
    const LEN: usize = 1 << 16;

    fn permit(table: &mut [Self], label: u32) {
        if let Some(entry) = table.get_mut(label as usize) {
            *entry = 1;
        }
    }

    #[inline]
    fn of_64(table: &[Self], labels: &[u16]) -> u64 {
        let Some(table) = table.first_chunk::<{ 1 << 16 }>() else { return 0 };
        labels.iter().enumerate().fold(0, |word, (bit, label)| {
            word | u64::from(table.get(usize::from(*label)).copied().unwrap_or(0)) << bit
        })
    }
}

impl Lookup for u64 {
    const WHAT: &'static str = "a bit";
    const LEN: usize = 1 << 10;

    fn permit(table: &mut [Self], label: u32) {
        if let Some(entry) = table.get_mut(label as usize / 64) {
            *entry |= 1 << (label % 64);
        }
    }

    #[inline]
    fn of_64(table: &[Self], labels: &[u16]) -> u64 {
        let Some(table) = table.first_chunk::<{ 1 << 10 }>() else { return 0 };
        labels.iter().enumerate().fold(0, |word, (bit, label)| {
            let entry = table.get(usize::from(*label) / 64).copied().unwrap_or(0);
            word | (entry >> (label % 64) & 1) << bit
        })
    }
}

impl<E: Engine, T: Lookup> Scan for Interned<E, T> {
    fn name() -> String {
        format!("{}, each label once, then {} an item; bits out", E::NAME, T::WHAT)
    }

    fn prepare(world: &World, crowd: &Crowd, _party: usize) -> Result<Self, Fault> {
        let table = vec![T::default(); T::LEN];
        Ok(Self { engine: E::prepare(world)?, labels: crowd.labels.clone(), may: Vec::new(), table })
    }

    fn scan(&mut self, party: usize, out: &mut Releasable) -> Result<(), Fault> {
        self.engine.list(party, &mut self.may)?;
        self.table.fill(T::default());
        for label in &self.may {
            T::permit(&mut self.table, *label);
        }
        out.bits.clear();
        out.bits.extend(self.labels.chunks(64).map(|labels| T::of_64(&self.table, labels)));
        Ok(())
    }
}

/// Items of one label lie beside each other: the answer is ranges, one for each label or run of labels.
struct Grouped<E> {
    engine: E,
    /// By label, where its items end; those of the first begin at 0.
    ends: Vec<u32>,
    may: Vec<u32>,
}

impl<E: Engine> Scan for Grouped<E> {
    fn name() -> String {
        format!("{}, each label once, items grouped by label; ranges out", E::NAME)
    }

    fn prepare(world: &World, crowd: &Crowd, _party: usize) -> Result<Self, Fault> {
        let mut ends = vec![0_u32; world.items.len()];
        for label in &crowd.labels {
            if let Some(many) = ends.get_mut(usize::from(*label)) {
                *many += 1;
            }
        }
        let mut end = 0;
        for many in &mut ends {
            end += *many;
            *many = end;
        }
        Ok(Self { engine: E::prepare(world)?, ends, may: Vec::new() })
    }

    fn scan(&mut self, party: usize, out: &mut Releasable) -> Result<(), Fault> {
        self.engine.list(party, &mut self.may)?;
        out.ranges.clear();
        for &label in &self.may {
            let end = *at(&self.ends, label as usize)?;
            let start = label.checked_sub(1).and_then(|before| self.ends.get(before as usize)).copied();
            let start = start.unwrap_or(0);
            match out.ranges.last_mut() {
                Some(last) if last.end == start => last.end = end,
                _ => out.ranges.push(start..end),
            }
        }
        Ok(())
    }
}
