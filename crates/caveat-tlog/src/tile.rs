//! Tiles: up to 256 hashes of one level, the files of which a tree is served (<https://c2sp.org/tlog-tiles>).

use std::fmt;
use std::str::FromStr;

use crate::form::{Malformed, malformed};
use crate::hash::Hash;

/// The place of a tile: its level, its index within the level, and how many hashes it has.
///
/// A tile of fewer than 256 hashes is partial: it stands at the right edge of a tree and is in time replaced by a wider
/// one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

impl Tile {
    /// The width of a full tile.
    pub const FULL: u16 = 256;

    /// A tile of 1 to 256 hashes at a level of 0 to 63.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, Malformed> {
        if level > 63 {
            return malformed("the tile's level is above 63");
        }
        if width == 0 || width > Self::FULL {
            return malformed("the tile's width is not 1 to 256");
        }
        Ok(Self { level, index, width })
    }

    /// The tile that stands at this place in a tree of `size` leaves, as wide as it is there.
    pub fn within(size: u64, level: u8, index: u64) -> Option<Self> {
        let hashes = size.checked_shr(8 * u32::from(level))?;
        let width = hashes.checked_sub(index.checked_mul(256)?)?.min(256) as u16;
        (width > 0).then_some(Self { level, index, width })
    }

    /// The level: 0 for leaf hashes, `l` for the roots of subtrees of 256^l leaves.
    pub fn level(self) -> u8 {
        self.level
    }

    /// The index within the level.
    pub fn index(self) -> u64 {
        self.index
    }

    /// How many hashes it has, 1 to 256.
    pub fn width(self) -> u16 {
        self.width
    }

    /// Whether it has fewer than 256 hashes.
    pub fn is_partial(self) -> bool {
        self.width < Self::FULL
    }

    /// Where it is served: `tile/0/x001/x234/067`, or `tile/0/x001/x234/067.p/8` for a partial one.
    pub fn path(self) -> String {
        format!("tile/{}/{}", self.level, self.place())
    }

    /// Where the entries are served whose leaf hashes are in the tile of level 0 at this place.
    pub fn entries_path(self) -> String {
        format!("tile/entries/{}", self.place())
    }

    /// Reads what [`Tile::path`] writes, and nothing else.
    pub fn parse(path: &str) -> Result<Self, Malformed> {
        let Some(rest) = path.strip_prefix("tile/") else {
            return malformed("the path does not begin with `tile/`");
        };
        let Some((level, place)) = rest.split_once('/') else {
            return malformed("the path does not say the tile's index");
        };
        let Ok(number @ 0..=63) = level.parse::<u8>() else {
            return malformed("the tile's level is not a number from 0 to 63");
        };
        Self::at(number, place, path, Self::path)
    }

    /// Reads what [`Tile::entries_path`] writes, and nothing else: a tile of level 0.
    pub fn parse_entries(path: &str) -> Result<Self, Malformed> {
        let Some(place) = path.strip_prefix("tile/entries/") else {
            return malformed("the path does not begin with `tile/entries/`");
        };
        Self::at(0, place, path, Self::entries_path)
    }

    fn place(self) -> String {
        let mut place = format!("{:03}", self.index % 1000);
        let mut rest = self.index / 1000;
        while rest > 0 {
            place = format!("x{:03}/{place}", rest % 1000);
            rest /= 1000;
        }
        if self.is_partial() {
            place.push_str(&format!(".p/{}", self.width));
        }
        place
    }

    fn at(level: u8, place: &str, path: &str, print: fn(Self) -> String) -> Result<Self, Malformed> {
        let (digits, width) = match place.split_once(".p/") {
            None => (place, Self::FULL),
            Some((digits, width)) => match width.parse() {
                Ok(width @ 1..=255) => (digits, width),
                _ => return malformed("the partial tile's width is not a number from 1 to 255"),
            },
        };
        let mut index: u64 = 0;
        for part in digits.split('/') {
            let part = part.strip_prefix('x').unwrap_or(part);
            let Ok(number @ 0..=999) = part.parse::<u64>() else {
                return malformed("the tile's index is not written in groups of three digits");
            };
            index = match index.checked_mul(1000).and_then(|index| index.checked_add(number)) {
                Some(index) => index,
                None => return malformed("the tile's index does not fit into 64 bits"),
            };
        }
        let tile = Self { level, index, width };
        if print(tile) != path {
            return malformed("the path is not the one spelling of the tile's place");
        }
        Ok(tile)
    }

    /// The bytes of a tile: its hashes, one behind the other.
    pub fn encode(hashes: &[Hash]) -> Vec<u8> {
        hashes.iter().flat_map(|hash| hash.0).collect()
    }

    /// The hashes in the bytes of this tile: as many as it is wide.
    pub fn decode(self, bytes: &[u8]) -> Result<Vec<Hash>, Malformed> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() != usize::from(self.width) || !rest.is_empty() {
            let needed = 32 * usize::from(self.width);
            return malformed(format!("the tile has {} bytes, not {needed}", bytes.len()));
        }
        Ok(hashes.iter().map(|bytes| Hash(*bytes)).collect())
    }
}

impl fmt::Display for Tile {
    /// Prints [`Tile::path`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())
    }
}

impl FromStr for Tile {
    type Err = Malformed;

    fn from_str(path: &str) -> Result<Self, Malformed> {
        Self::parse(path)
    }
}

/// Every tile of a tree of `size` leaves, by level and index: the full ones, and the partial one of each level.
pub fn tiles_of(size: u64) -> impl Iterator<Item = Tile> {
    tiles_between(0, size)
}

/// Every tile of the tree of `new` leaves that is not one of the tree of `old` leaves: what to write when it has grown.
pub fn tiles_between(old: u64, new: u64) -> impl Iterator<Item = Tile> {
    (0..8).flat_map(move |level: u8| {
        let (before, hashes) = (old >> (8 * level), new >> (8 * level));
        let until = if hashes > before { hashes.div_ceil(256) } else { 0 };
        (before / 256..until).filter_map(move |index| Tile::within(new, level, index))
    })
}
