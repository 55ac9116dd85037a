//! What a check of the register found.

use std::borrow::Cow;
use std::io::{Result, Write};

use caveat::time::Position;
use caveat_register::{Checked, Earlier, Fault, Sealed};
use serde::Serialize;

use super::paint::{BAD, GOOD, painted};

type Found = std::result::Result<Checked, Fault>;

/// Prints what was found.
pub(crate) fn checked(found: &Found) -> Result<()> {
    let mut out = anstream::stdout().lock();
    match found {
        Ok(checked) => holds(&mut out, checked)?,
        Err(fault) => {
            writeln!(out, "{}    {fault}", painted(BAD, "DOES NOT HOLD"))?;
            writeln!(out, "\n  that means: {}", fault.meaning)?;
            if let Some(hint) = what_to_do(fault) {
                writeln!(out, "  what to do: {hint}")?;
            }
        }
    }
    out.flush()
}

/// Who has just run the check is not told to.
fn what_to_do(fault: &Fault) -> Option<&str> {
    let hint = fault.hint.as_deref()?;
    let rest = hint.strip_prefix("run `caveat check`, which says what still holds; then ");
    Some(rest.unwrap_or(hint))
}

fn holds(out: &mut impl Write, checked: &Checked) -> Result<()> {
    let Checked { entries, erased, root, signed, checkpoints, kept, sealed, snapshot, earlier } = checked;
    writeln!(out, "{}    {entries} entries, read, hashed and folded anew", painted(GOOD, "HOLDS"))?;
    writeln!(out, "\n  root        {root}")?;
    match entries - signed.min(entries) {
        0 => {
            writeln!(out, "  signed      all of them; {checkpoints} checkpoints in the register, all verify")?
        }
        1 => writeln!(out, "  signed      all but the last; `caveat ledger checkpoint` signs it")?,
        more => {
            writeln!(out, "  signed      all but the last {more}; `caveat ledger checkpoint` signs them")?
        }
    }
    match kept {
        Some(size) => writeln!(out, "  kept apart  a checkpoint over {size} entries, which these continue")?,
        None => {
            writeln!(out, "  kept apart  no checkpoint: an older copy put back here would not be noticed")?
        }
    }
    match sealed {
        Sealed::Intact => writeln!(out, "  file        to the byte the one that was closed here last")?,
        Sealed::Unknown => writeln!(out, "  file        no seal here tells whether every byte is as it was")?,
    }
    if let Some(size) = snapshot {
        writeln!(out, "  snapshot    of {size} entries, and what they fold to")?;
    }
    if *erased > 0 {
        writeln!(out, "  erased      {erased} texts, each said by an entry")?;
    }
    match earlier {
        Some(Earlier::Removed(copy)) => {
            writeln!(out, "  before      `{}` was removed: all that it holds is here", copy.display())?
        }
        Some(Earlier::Left(copy, why)) => {
            writeln!(out, "  before      `{}` was left: {why}", copy.display())?
        }
        None => {}
    }
    Ok(())
}

#[derive(Serialize)]
struct Holds<'a> {
    version: u32,
    holds: bool,
    entries: u64,
    erased: usize,
    root: String,
    signed: u64,
    checkpoints: usize,
    kept: Option<u64>,
    sealed: Option<bool>,
    snapshot: Option<u64>,
    earlier: Option<Before<'a>>,
}

/// The copy of what was there before the file was brought to its version.
#[derive(Serialize)]
struct Before<'a> {
    copy: Cow<'a, str>,
    removed: bool,
    why: Option<&'a str>,
}

impl<'a> Before<'a> {
    fn of(earlier: &'a Earlier) -> Self {
        match earlier {
            Earlier::Removed(copy) => Self { copy: copy.to_string_lossy(), removed: true, why: None },
            Earlier::Left(copy, why) => Self { copy: copy.to_string_lossy(), removed: false, why: Some(why) },
        }
    }
}

#[derive(Serialize)]
struct Fails<'a> {
    version: u32,
    holds: bool,
    position: Option<Position>,
    message: &'a str,
    meaning: &'a str,
    hint: Option<&'a str>,
}

/// Prints what was found as one JSON document (`docs/formats/check.schema.json`).
pub(crate) fn checked_json(found: &Found) -> Result<()> {
    match found {
        Ok(checked) => super::document(&Holds {
            version: 1,
            holds: true,
            entries: checked.entries,
            erased: checked.erased,
            root: checked.root.to_string(),
            signed: checked.signed,
            checkpoints: checked.checkpoints,
            kept: checked.kept,
            sealed: match checked.sealed {
                Sealed::Intact => Some(true),
                Sealed::Unknown => None,
            },
            snapshot: checked.snapshot,
            earlier: checked.earlier.as_ref().map(Before::of),
        }),
        Err(fault) => super::document(&Fails {
            version: 1,
            holds: false,
            position: fault.position,
            message: &fault.message,
            meaning: &fault.meaning,
            hint: what_to_do(fault),
        }),
    }
}
