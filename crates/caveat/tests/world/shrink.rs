//! Worlds as a strategy: drawn by their seed, shrunk by what is in them.

use std::collections::BTreeSet;

use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::{Asked, World};

/// Any world.
pub(crate) fn worlds() -> Worlds {
    Worlds(None)
}

/// The world of a seed.
pub(crate) fn world_of(seed: u64) -> Worlds {
    Worlds(Some(seed))
}

/// Worlds: any, or that of a seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Worlds(Option<u64>);

impl Strategy for Worlds {
    type Tree = Shrinking;
    type Value = World;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let seed = match self.0 {
            Some(seed) => seed,
            None => u64::from(proptest::num::u32::ANY.new_tree(runner)?.current()),
        };
        Ok(Shrinking::of(World::from_seed(seed)))
    }
}

/// One thing that a world might do without.
#[derive(Debug, Clone)]
enum Less {
    /// All questions but this one.
    OnlyQuestion(usize),
    /// Entries from one index to another.
    Entries(usize, usize),
    /// A recipient of a question.
    Recipient(usize, usize),
}

/// A world on its way to being as small as it can.
#[derive(Debug, Clone)]
pub(crate) struct Shrinking {
    now: World,
    /// What it was before the last step.
    before: Option<World>,
    /// How many entries are dropped at once.
    chunk: usize,
    /// What is still to be tried at this size.
    todo: Vec<Less>,
    /// Whether a step at this size was kept.
    progress: bool,
}

impl Shrinking {
    fn of(world: World) -> Self {
        let chunk = world.entries.len().div_ceil(2).max(1);
        let mut todo: Vec<Less> = Vec::new();
        todo.extend(chunks(&world, chunk));
        todo.extend((0..world.asked.len()).map(Less::OnlyQuestion));
        Self { now: world, before: None, chunk, todo, progress: false }
    }

    fn next_round(&mut self) -> bool {
        if self.chunk > 1 {
            self.chunk = self.chunk.div_ceil(2);
        } else if !self.progress {
            return false;
        }
        self.progress = false;
        self.todo = chunks(&self.now, self.chunk);
        let recipients = |(index, one): (usize, &Asked)| {
            let all = 0..one.question.to.len();
            all.map(|nth| Less::Recipient(index, nth)).collect::<Vec<_>>()
        };
        self.todo.extend(self.now.asked.iter().enumerate().flat_map(recipients));
        true
    }
}

/// Dropped from the front, tried from the back: what comes late is what others need least.
fn chunks(world: &World, size: usize) -> Vec<Less> {
    let starts = (0..world.entries.len()).step_by(size);
    starts.map(|start| Less::Entries(start, start + size)).collect()
}

fn less(world: &World, step: &Less) -> Option<World> {
    match step {
        Less::OnlyQuestion(index) => {
            let one = world.asked.get(*index).filter(|_| world.asked.len() > 1)?.clone();
            Some(World { asked: vec![one], ..world.clone() })
        }
        Less::Entries(from, to) => {
            let dropped: BTreeSet<usize> = (*from..(*to).min(world.entries.len())).collect();
            (!dropped.is_empty()).then(|| world.without(&dropped))
        }
        Less::Recipient(index, nth) => {
            let mut fewer = world.clone();
            let to = &mut fewer.asked.get_mut(*index)?.question.to;
            if to.len() < 2 || *nth >= to.len() {
                return None;
            }
            to.remove(*nth);
            Some(fewer)
        }
    }
}

impl ValueTree for Shrinking {
    type Value = World;

    fn current(&self) -> World {
        self.now.clone()
    }

    fn simplify(&mut self) -> bool {
        // The last step was kept, if there was one.
        self.progress |= self.before.take().is_some();
        loop {
            while let Some(step) = self.todo.pop() {
                if let Some(smaller) = less(&self.now, &step) {
                    self.before = Some(std::mem::replace(&mut self.now, smaller));
                    return true;
                }
            }
            if !self.next_round() {
                return false;
            }
        }
    }

    fn complicate(&mut self) -> bool {
        match self.before.take() {
            Some(before) => {
                self.now = before;
                true
            }
            None => false,
        }
    }
}
