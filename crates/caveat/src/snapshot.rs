//! A ledger as bytes from which it is there again at once: what was checked when it was pushed is not checked again.
//!
//! INVARIANT: this is the other way to a [`Ledger`], and the only one beside [`Ledger::push`]. Whoever reads one knows
//! that these are the bytes that were written here of a ledger, and of which: nothing in them says so
//! (`docs/decisions/0027-a-snapshot-beside-the-ledger.md`).
//!
//! A number takes seven bits of each byte, the lowest first, and all but the last byte have the eighth. A text that may
//! stand in many places, as identifiers do, is written where it stands first, and is a number elsewhere. All else is
//! written one behind the other, in the order of `entries.rs`. The same ledger is always the same bytes.

mod entries;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::entry::Entry;
use crate::id::{Checked, Identifier};
use crate::ledger::{Ledger, Room};
use crate::set::Set;
use crate::time::{Instant, Interval, Position, Span};
use crate::words::Words;

/// How deep lists stand within lists: more than any entry has.
const DEPTH: u8 = 16;

/// How long a list is for which room is made before it is read.
const LONG: usize = 64;

/// Something that is written into a snapshot and is the same when it is read from there.
pub trait Packed: Sized {
    /// Writes it.
    fn pack<'a>(&'a self, to: &mut Packer<'a>);

    /// Reads it; `None` where these are not the bytes of one.
    fn unpack(from: &mut Unpacker<'_>) -> Option<Self>;
}

/// The bytes of a snapshot, as they are written.
#[derive(Debug, Default)]
pub struct Packer<'a> {
    bytes: Vec<u8>,
    /// The number of each text that was written.
    texts: HashMap<&'a str, u64>,
}

impl<'a> Packer<'a> {
    /// Writes a number.
    pub fn number(&mut self, mut number: u64) {
        loop {
            let [low, ..] = number.to_le_bytes();
            number >>= 7;
            if number == 0 {
                return self.bytes.push(low & 0x7f);
            }
            self.bytes.push(low | 0x80);
        }
    }

    /// Writes how many there are of something.
    pub fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// Writes a text that stands here alone.
    pub fn alone(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// Writes a text that may stand in many places.
    pub fn text(&mut self, text: &'a str) {
        let next = self.texts.len() as u64;
        let number = *self.texts.entry(text).or_insert(next);
        self.number(number);
        if number == next {
            self.alone(text);
        }
    }

    /// The bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// The bytes of a snapshot, as far as they were not read.
pub struct Unpacker<'b> {
    rest: &'b [u8],
    texts: Vec<Checked>,
    depth: u8,
    watch: &'b mut dyn FnMut(usize),
}

impl<'b> Unpacker<'b> {
    /// From bytes. As they are read, `watch` hears how many are left.
    pub fn new(bytes: &'b [u8], watch: &'b mut dyn FnMut(usize)) -> Self {
        Self { rest: bytes, texts: Vec::new(), depth: 0, watch }
    }

    /// Whether all of it was read.
    pub fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads a number.
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// Reads how many there are of something, each of which takes a byte at least.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok().filter(|count| *count <= self.rest.len())
    }

    /// Reads a text that stands here alone.
    pub fn alone(&mut self) -> Option<&'b str> {
        let count = self.count()?;
        let (text, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        str::from_utf8(text).ok()
    }

    /// Reads a text that may stand in many places.
    pub fn text(&mut self) -> Option<Arc<str>> {
        self.checked().map(|checked| Arc::clone(checked.text()))
    }

    fn identifier<I: Identifier>(&mut self) -> Option<I> {
        I::of(self.checked()?)
    }

    fn checked(&mut self) -> Option<&Checked> {
        let number = usize::try_from(self.number()?).ok()?;
        if number == self.texts.len() {
            let text = Checked::new(self.alone()?);
            self.texts.push(text);
        }
        self.texts.get(number)
    }

    fn list<T: Packed>(&mut self) -> Option<Vec<T>> {
        let count = self.count()?;
        self.depth += 1;
        if self.depth > DEPTH {
            return None;
        }
        // What is no list may claim to be a long one.
        let mut list = Vec::with_capacity(count.min(LONG));
        for _ in 0..count {
            list.push(T::unpack(self)?);
        }
        self.depth -= 1;
        Some(list)
    }
}

impl Packed for Ledger {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        let Room { entries, ids, parties, items } = Room::of(self.entries());
        [entries, ids, parties, items].into_iter().for_each(|count| to.count(count));
        self.entries().iter().for_each(|entry| entry.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let [entries, ids, parties, items] = [from.count()?, from.count()?, from.count()?, from.count()?];
        if ids.max(parties).max(items) > entries {
            return None;
        }
        let room = Room { entries, ids, parties, items };
        let (mut ledger, mut found) = (Self::new(), Room::default());
        ledger.reserve(room);
        for _ in 0..room.entries {
            // Indexed while it is at hand: to come back to each takes as long as to read it.
            let entry: Arc<Entry> = Packed::unpack(from)?;
            found.add(&entry);
            ledger.push_checked(entry);
            (from.watch)(from.rest.len());
        }
        (found == room).then_some(ledger)
    }
}

impl Packed for u64 {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(*self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.number()
    }
}

impl Packed for u32 {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.number()?.try_into().ok()
    }
}

impl Packed for bool {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(u64::from(*self));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.number()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for String {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.alone(self);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.alone().map(str::to_owned)
    }
}

impl Packed for Words {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.alone(if self.is_erased() { "" } else { self.as_str() });
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        match from.alone()? {
            "" => Some(Self::erased()),
            text => Self::new(text).ok(),
        }
    }
}

impl Packed for Position {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(self.0);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.number().map(Self)
    }
}

impl Packed for Instant {
    /// The seconds, so that those near 1970 are short on either side of it, with a bit that says whether there are
    /// nanoseconds behind them.
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        let (second, nanosecond) = self.parts();
        let folded = (second << 1 ^ second >> 63).cast_unsigned();
        to.number(folded << 1 | u64::from(nanosecond != 0));
        if nanosecond != 0 {
            to.number(u64::from(nanosecond.cast_unsigned()));
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        let number = from.number()?;
        let folded = number >> 1;
        let second = (folded >> 1).cast_signed() ^ -(folded & 1).cast_signed();
        let nanosecond = if number & 1 == 0 { 0 } else { u32::try_from(from.number()?).ok()?.cast_signed() };
        Self::of_parts(second, nanosecond)
    }
}

impl Packed for Interval {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        self.from.pack(to);
        self.until.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self { from: Packed::unpack(from)?, until: Packed::unpack(from)? })
    }
}

impl Packed for Span {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(u64::from(self.in_seconds()));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        u32::unpack(from).map(Self::seconds)
    }
}

impl<T: Packed> Packed for Option<T> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.number(u64::from(self.is_some()));
        if let Some(some) = self {
            some.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some(if bool::unpack(from)? { Some(T::unpack(from)?) } else { None })
    }
}

impl<T: Packed> Packed for Box<T> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        self.as_ref().pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        T::unpack(from).map(Self::new)
    }
}

impl<T: Packed> Packed for Arc<T> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        self.as_ref().pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        T::unpack(from).map(Self::new)
    }
}

impl<T: Packed> Packed for Vec<T> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.count(self.len());
        self.iter().for_each(|element| element.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.list()
    }
}

impl<T: Packed + Ord> Packed for Set<T> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.count(self.len());
        self.iter().for_each(|element| element.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.list().map(Self::from)
    }
}

impl<T: Packed + Ord> Packed for BTreeSet<T> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.count(self.len());
        self.iter().for_each(|element| element.pack(to));
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        // They are few, and stand in their order.
        let mut set = Self::new();
        for element in from.list()? {
            set.insert(element);
        }
        Some(set)
    }
}

impl<A: Packed, B: Packed> Packed for (A, B) {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        self.0.pack(to);
        self.1.pack(to);
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

impl<K: Packed + Ord, V: Packed> Packed for BTreeMap<K, V> {
    fn pack<'a>(&'a self, to: &mut Packer<'a>) {
        to.count(self.len());
        for (key, value) in self {
            key.pack(to);
            value.pack(to);
        }
    }

    fn unpack(from: &mut Unpacker<'_>) -> Option<Self> {
        from.list().map(Self::from_iter)
    }
}
