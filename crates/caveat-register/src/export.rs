//! The ledger as plain files that anybody's tools verify (C2SP tlog-tiles), and that tell nothing but commitments.

use std::fs;
use std::path::{Path, PathBuf};

use caveat_tlog::{Tile, entries, tiles_of};

use crate::commitment;
use crate::error::{Error, ErrorKind};
use crate::evidence::of_tree;
use crate::hashes::Stored;
use crate::place;
use crate::progress::Progress;
use crate::register::Register;
use crate::sign::read_checkpoint;
use crate::store;

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exported {
    /// Over how many entries the exported checkpoint is.
    pub size: u64,
    /// How many files were written: full tiles that were there already are left as they are.
    pub files: usize,
    /// The key that verifies the checkpoint.
    pub key: String,
}

impl Register {
    /// Writes the tree under the last checkpoint into a folder: `checkpoint`, the tiles, and the data of the leaves.
    /// A folder that holds an earlier export of the same register is brought up to date. It tells how far it has come.
    ///
    /// # Errors
    /// Where there is no checkpoint, the folder holds something else, or it cannot be written.
    pub fn export(&self, folder: &Path, progress: &mut dyn FnMut(Progress)) -> Result<Exported, Error> {
        let (size, note) = self.last_signed()?;
        let there = self.exported_before(folder, size)?;
        let mut files = 0;
        for tile in tiles_of(size) {
            files += usize::from(self.write_tile(folder, tile, there)?);
            if tile.level() == 0 {
                let done = tile.index() * u64::from(Tile::FULL) + u64::from(tile.width());
                progress(Progress { done, of: size });
            }
        }
        // Last: a reader who sees the checkpoint finds everything under it.
        replace(&folder.join("checkpoint"), note.as_bytes())?;
        Ok(Exported {
            size,
            files: files + 1,
            key: self.state.key_at(size).map_or_else(String::new, |key| key.to_string()),
        })
    }

    /// Over how many entries the export is that the folder holds; 0 where it holds none.
    fn exported_before(&self, folder: &Path, size: u64) -> Result<u64, Error> {
        let refuse = |message: String| {
            Err(Error::new(ErrorKind::Refused, message).hinted("export into a new or an empty folder"))
        };
        let Some(note) = place::read(&folder.join("checkpoint"))? else {
            // An export that was cut off has tiles and no checkpoint.
            let others = fs::read_dir(folder)
                .is_ok_and(|mut files| files.any(|file| !file.is_ok_and(|file| file.file_name() == "tile")));
            return if others { refuse(format!("`{}` holds other files", folder.display())) } else { Ok(0) };
        };
        let checkpoint = match read_checkpoint(&note) {
            Ok(checkpoint) if checkpoint.origin() == self.origin() => checkpoint,
            _ => return refuse(format!("`{}` holds the export of another log", folder.display())),
        };
        let before = checkpoint.size();
        let goes_on = before <= size
            && caveat_tlog::root(before, &Stored::of(&self.connection)?).map_err(of_tree)?
                == checkpoint.root();
        if goes_on {
            return Ok(before);
        }
        refuse(format!("`{}` holds the export of a history that was given up", folder.display()))
    }

    /// Writes a tile, and at the lowest level the data of its leaves, unless it is there with an export over
    /// `before` entries. Returns whether it was written.
    fn write_tile(&self, folder: &Path, tile: Tile, before: u64) -> Result<bool, Error> {
        let first = tile.index() * u64::from(Tile::FULL);
        let path = folder.join(tile.path());
        let there = |path: &PathBuf| path.is_file();
        let entries_path = folder.join(tile.entries_path());
        let is_there = there(&path) && (tile.level() > 0 || there(&entries_path));
        if is_there && Tile::within(before, tile.level(), tile.index()) == Some(tile) {
            return Ok(false);
        }
        let hashes = Stored::of(&self.connection)?.served(tile)?;
        replace(&path, &Tile::encode(&hashes))?;
        if tile.level() == 0 {
            let last = first + u64::from(tile.width());
            let leaves = (first..last).map(|position| self.leaf(position)).collect::<Result<Vec<_>, _>>()?;
            let bundle = entries::encode(&leaves)
                .map_err(|error| Error::new(ErrorKind::Refused, error.to_string()))?;
            replace(&entries_path, &bundle)?;
        }
        Ok(true)
    }

    fn leaf(&self, position: u64) -> Result<[u8; 33], Error> {
        let row = store::row(&self.connection, position)?;
        let row = row.ok_or_else(|| Error::damaged(None, format!("entry #{position} is missing")))?;
        Ok(commitment::leaf(&row.nonce, row.bytes.as_bytes()))
    }
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let new = place::beside(path, ".new");
        fs::write(&new, bytes)?;
        fs::rename(&new, path)
    };
    write().map_err(|error| Error::io("write", path, &error))
}
