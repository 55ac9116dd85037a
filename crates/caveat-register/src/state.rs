//! What a register holds, as read: the one road from bytes on the disk to a ledger.
//!
//! An entry that is being recorded takes the same road, so that nothing is ever written that cannot be read back.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use caveat::entry::{Body, Entry};
use caveat::id::{Named, PartyId};
use caveat::ledger::Ledger;
use caveat::snapshot::{Packed, Packer, Unpacker};
use caveat::time::Position;
use caveat_tlog::{Edge, Hash, VerifierKey, leaf_hash};

use crate::commitment::{self, Opening, Salt};
use crate::error::{Error, ErrorKind};
use crate::names::{Listed, Names};
use crate::opaque::OpaqueId;
use crate::own::{Own, OwnEntry, pack_words_of, unpack_words_of};
use crate::reading::{self, Told, unread};

/// An entry as it lies on the disk.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) position: u64,
    pub(crate) nonce: Salt,
    pub(crate) bytes: String,
    /// The words that are still there, in the order of their numbers.
    pub(crate) words: Vec<(usize, Opening)>,
}

impl Row {
    /// The hash of its leaf.
    pub(crate) fn leaf(&self) -> Hash {
        leaf_hash(&commitment::leaf(&self.nonce, self.bytes.as_bytes()))
    }
}

/// Numbers of words by the position of their entry.
pub(crate) type WordsOf = BTreeMap<Position, BTreeSet<usize>>;

/// The root of a complete subtree: of how many leaves, as a power of two; its number among those; the hash.
pub(crate) type Complete = (u8, u64, Hash);

/// What a register holds, up to a position.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) ledger: Ledger,
    pub(crate) edge: Edge,
    pub(crate) names: Names,
    /// The opaque id of each entry, by position.
    pub(crate) ids: Vec<OpaqueId>,
    pub(crate) own: BTreeMap<Position, Arc<OwnEntry>>,
    /// The first entry that each command wrote, and how many it wrote.
    pub(crate) commands: HashMap<String, (Position, u64)>,
    /// Words that are not there.
    pub(crate) missing: WordsOf,
    /// Words that were erased, as the erasures say, and by which.
    pub(crate) erased: BTreeMap<(Position, usize), Position>,
    /// The root at each of these sizes, once it is reached.
    pub(crate) watched: BTreeMap<u64, Option<Hash>>,
}

/// Why an entry was not taken in.
#[derive(Debug)]
pub(crate) enum Untaken {
    /// It does not fit those before it.
    Refused { message: String, hint: Option<String> },
    /// It does not hold.
    Fault(Error),
}

impl From<Error> for Untaken {
    fn from(error: Error) -> Self {
        Self::Fault(error)
    }
}

impl Untaken {
    /// As a fault of what lies on the disk.
    pub(crate) fn on_disk(self, position: Position) -> Error {
        match self {
            Self::Fault(error) => error,
            Self::Refused { message, .. } => {
                Error::damaged(position, format!("entry {position} does not fit those before it: {message}"))
            }
        }
    }
}

impl State {
    pub(crate) fn new() -> Self {
        Self {
            ledger: Ledger::new(),
            edge: Edge::new(),
            names: Names::default(),
            ids: Vec::new(),
            own: BTreeMap::new(),
            commands: HashMap::new(),
            missing: BTreeMap::new(),
            erased: BTreeMap::new(),
            watched: BTreeMap::new(),
        }
    }

    /// The position that the next entry takes.
    pub(crate) fn next(&self) -> Position {
        Position(self.edge.size())
    }

    /// Takes in the next entry; tells each subtree that it completes. Where it is refused nothing is changed.
    pub(crate) fn take_in(&mut self, row: &Row, complete: &mut impl FnMut(Complete)) -> Result<(), Untaken> {
        let position = self.follows(row)?;
        let opened = reading::open(row)?;
        let by = |opaque: &str| party(self.slug(opaque).map_or(opaque, AsRef::as_ref));
        if let Some(own) = OwnEntry::read(&opened.fields, &by) {
            self.take_own(position, own.map_err(|message| unread(position, &message))?)?;
            self.grow(row, opened.missing, complete);
            return Ok(());
        }
        goes_on(position)?;
        let called = |opaque: &str| self.slug(opaque).map(Arc::clone).or_else(|| self.slug_of_made(opaque));
        let told = opened.entry(&self.ledger, &called)?;
        self.take(row, told, complete)
    }

    /// Takes in the next entry, as it was read of its row.
    pub(crate) fn take(
        &mut self,
        row: &Row,
        told: Told,
        complete: &mut impl FnMut(Complete),
    ) -> Result<(), Untaken> {
        let position = self.follows(row)?;
        let Told { entry, introduced, command, missing } = told;
        goes_on(position)?;
        let is_given = |(kind, opaque, slug): (Named, OpaqueId, Option<&Arc<str>>)| {
            self.slug_of(opaque).is_some() || slug.is_some_and(|slug| self.opaque(kind, slug).is_some())
        };
        if introduced.iter().any(is_given) {
            return Err(unread(position, "it gives a name that is given already").into());
        }
        let opaque = |kind, id: &str| introduced.opaque(kind, id).or_else(|| self.opaque(kind, id));
        let id = own_id(&entry, &opaque).ok_or_else(|| unread(position, "it has no id"))?;
        self.ledger
            .push(entry)
            .map_err(|refused| Untaken::Refused { message: refused.message, hint: refused.hint })?;
        // INVARIANT: from here on nothing is refused.
        introduced.into_names(&mut self.names, position, id);
        self.ids.push(id);
        if let Some((id, entries)) = command {
            self.commands.insert(id, (position, entries));
        }
        self.grow(row, missing, complete);
        Ok(())
    }

    /// The position of a row, where it is the next one.
    fn follows(&self, row: &Row) -> Result<Position, Error> {
        let position = Position(row.position);
        if position == self.next() {
            return Ok(position);
        }
        let message = format!("entry {} is missing, and entry {position} is there", self.next());
        Err(Error::damaged(self.next(), message))
    }

    /// The tree, and what is missing, with one more row.
    fn grow(&mut self, row: &Row, missing: BTreeSet<usize>, complete: &mut impl FnMut(Complete)) {
        if !missing.is_empty() {
            self.missing.insert(Position(row.position), missing);
        }
        self.edge.push(row.leaf(), &mut |height, number, hash| complete((height, number, hash)));
        if let Some(root) = self.watched.get_mut(&self.edge.size()) {
            *root = Some(self.edge.root());
        }
    }

    fn take_own(&mut self, position: Position, entry: OwnEntry) -> Result<(), Error> {
        let founds = matches!(entry.own, Own::Founded { .. });
        if founds != (position == Position(0)) {
            return Err(Error::damaged(position, "a register is founded once, by its first entry"));
        }
        let id = OpaqueId::read(&entry.id).ok_or_else(|| unread(position, "it has no id"))?;
        if let Own::Founded { we, .. } = &entry.own {
            // The party is named before its own entry, the next one, says what it is called.
            let we = OpaqueId::read(we.as_str());
            we.into_iter().for_each(|we| self.names.take_entry(we, 1));
        }
        self.take_erased(position, &entry);
        self.names.take_entry(id, position.0);
        self.ids.push(id);
        self.own.insert(position, Arc::new(entry));
        Ok(())
    }

    fn take_erased(&mut self, position: Position, entry: &OwnEntry) {
        let Own::Erased { of, .. } = &entry.own else { return };
        for (entry, numbers) in of {
            self.erased.extend(numbers.iter().map(|number| ((*entry, *number), position)));
        }
    }

    /// Holds the words that are not there against what was erased.
    pub(crate) fn reconcile(&self) -> Result<(), Error> {
        let missing =
            self.missing.iter().flat_map(|(at, numbers)| numbers.iter().map(|number| (*at, *number)));
        let missing: BTreeSet<_> = missing.collect();
        if let Some((position, number)) = missing.iter().find(|words| !self.erased.contains_key(words)) {
            let message = format!(
                "words {number} of entry {position} are gone, and no entry says that they were erased"
            );
            return Err(Error::damaged(*position, message));
        }
        if let Some((position, number)) = self.erased.keys().find(|words| !missing.contains(words)) {
            let message = format!("words {number} of entry {position} were erased, and are there");
            return Err(Error::damaged(*position, message));
        }
        Ok(())
    }

    /// How the register was founded.
    pub(crate) fn founding(&self) -> Result<(&str, PartyId), Error> {
        match self.own.get(&Position(0)).map(|entry| &entry.own) {
            // Who *we* are was named by an opaque id: what it is called was said by the entry behind it.
            Some(Own::Founded { origin, we, .. }) => {
                Ok((origin, party(self.slug(we.as_str()).map_or(we.as_str(), AsRef::as_ref))))
            }
            _ => Err(Error::new(ErrorKind::NotARegister, "the register has no founding")),
        }
    }

    /// The keys that signed, each with the size of the tree from which on it did.
    pub(crate) fn keys(&self) -> Vec<(u64, VerifierKey)> {
        let key = |(position, entry): (&Position, &Arc<OwnEntry>)| match &entry.own {
            // Each was parsed when its entry was read.
            Own::Founded { key, .. } | Own::Rotated { key, .. } => Some((position.0 + 1, key.parse().ok()?)),
            _ => None,
        };
        self.own.iter().filter_map(key).collect()
    }

    /// The key that signs a tree of that size.
    pub(crate) fn key_at(&self, size: u64) -> Option<VerifierKey> {
        self.keys().into_iter().take_while(|(from, _)| *from <= size).last().map(|(_, key)| key)
    }

    /// The opaque id of the entry at a position.
    pub(crate) fn id_at(&self, position: Position) -> Option<OpaqueId> {
        self.ids.get(usize::try_from(position.0).ok()?).copied()
    }
}

/// Whether an entry of the model may stand there.
fn goes_on(position: Position) -> Result<(), Error> {
    if position > Position(0) { Ok(()) } else { Err(unread(position, "a register begins with its founding")) }
}

/// The opaque id of an entry: that of what it defines, or its own.
fn own_id(entry: &Entry, opaque: &impl Fn(Named, &str) -> Option<OpaqueId>) -> Option<OpaqueId> {
    let name = entry.name()?;
    opaque(defines(&entry.body), name).or_else(|| OpaqueId::read(name))
}

/// The kind of what an entry's name names.
fn defines(body: &Body) -> Named {
    match body {
        Body::Party(_) => Named::Party,
        Body::Scheme(_) => Named::Scheme,
        Body::Terms(_) => Named::Terms,
        Body::Agreement(_) => Named::Agreement,
        Body::Rule(_) => Named::Rule,
        Body::Power(_) | Body::Delegation(_) => Named::Power,
        Body::Item(_) => Named::Item,
        Body::Caveat(_) => Named::Caveat,
        _ => Named::Entry,
    }
}

/// A party by a name that was checked when it was recorded.
fn party(name: &str) -> PartyId {
    name.parse().unwrap_or_else(|_| PartyId::public())
}

/// All but the tree: what is read of the ledger goes by the root that is found of it.
impl Packed for State {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.count(self.ids.len());
        self.ids.iter().for_each(|id| id.pack(to));
        self.names.pack(&self.ids, to);
        self.ledger.pack(to);
        self.own.pack(to);
        let mut commands: Vec<_> = self.commands.iter().collect();
        commands.sort_unstable_by_key(|(_, (first, _))| *first);
        to.count(commands.len());
        for (command, (first, count)) in commands {
            to.alone(command);
            to.number(first.0);
            to.number(*count);
        }
        pack_words_of(&self.missing, to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let count = from.count()?;
        let mut ids = Vec::with_capacity(count);
        for _ in 0..count {
            ids.push(OpaqueId::unpack(from)?);
        }
        let listed = Listed::unpack(from)?;
        // Neither waits for the other.
        let (names, ledger) = std::thread::scope(|scope| {
            let names = scope.spawn(|| listed.names(&ids));
            let ledger = Ledger::unpack(from);
            (names.join(), ledger)
        });
        let mut state = Self { names: names.ok()?, ids, ledger: ledger?, ..Self::new() };
        let own: BTreeMap<Position, Arc<OwnEntry>> = Packed::unpack(from)?;
        own.iter().for_each(|(position, entry)| state.take_erased(*position, entry));
        state.own = own;
        let commands = from.count()?;
        state.commands.reserve(commands);
        for _ in 0..commands {
            let command = from.alone()?.to_owned();
            state.commands.insert(command, (Position(from.number()?), from.number()?));
        }
        state.missing = unpack_words_of(from)?;
        Some(state)
    }
}
