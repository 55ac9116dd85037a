//! What keeps the register: its beginning, its checkpoints, its keys.

use std::io::{Result, Write};
use std::path::Path;

use caveat::entry::Party;
use caveat::party::PartyKind;
use caveat_register::{Copied, Exported, Place, Recorded, Register, Signed};

use super::paint::{DIM, GOOD, STRONG, painted};

/// Asks something on the terminal.
pub(crate) fn prompt(question: &str, otherwise: Option<&str>) {
    let mut err = anstream::stderr().lock();
    let otherwise = match otherwise {
        None | Some("") => String::new(),
        Some(otherwise) => format!(" [{otherwise}]"),
    };
    let _ = write!(err, "{}{otherwise} ", painted(STRONG, question));
    let _ = err.flush();
}

/// Prints where the new register is, and what to keep.
pub(crate) fn founded(register: &Register, we: &Party, place: &Place) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let kind = PartyKind::ALL.iter().find(|(_, kind)| *kind == we.kind).map_or("", |(word, _)| word);
    let name = we.name.as_ref().map(|name| format!(" “{name}”")).unwrap_or_default();
    let keeper = place.keeper.join(register.id_at(caveat::time::Position(0)).unwrap_or_default());
    writeln!(out, "{}    {}", painted(GOOD, "STARTED"), place.register.display())?;
    writeln!(out, "\n  we      {}{name}: {kind}", we.id)?;
    writeln!(out, "  origin  {}", register.origin())?;
    writeln!(out, "  key     {}", register.key())?;
    writeln!(out, "          {}", painted(DIM, "give it to whoever is to check what you prove"))?;
    writeln!(out, "  keeper  {}", keeper.display())?;
    writeln!(
        out,
        "          {}",
        painted(DIM, "the signing key and the last checkpoint: keep a copy apart from the register")
    )?;
    out.flush()
}

/// Prints the signed note, and the key that verifies it.
pub(crate) fn checkpoint(signed: &Signed, key: &str) -> Result<()> {
    let mut out = anstream::stdout().lock();
    write!(out, "{}", signed.note)?;
    out.flush()?;
    let mut err = anstream::stderr().lock();
    writeln!(err, "over {} entries; the key that verifies it is\n  {key}", signed.size)
}

/// Prints what was copied.
pub(crate) fn backed_up(copied: &Copied, file: &Path) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let Copied { entries, root, signed } = copied;
    writeln!(out, "copied {entries} entries to {}, and read them there", file.display())?;
    writeln!(out, "  root    {root}")?;
    writeln!(out, "  signed  the first {signed}")?;
    writeln!(out, "  the keys are not in it; keep a copy of the keeper's folder elsewhere")?;
    out.flush()
}

/// Prints what was put back.
pub(crate) fn restored(register: &Register, place: &Place) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let entries = register.last().0 + 1;
    writeln!(out, "put back {entries} entries at {}", place.register.display())?;
    out.flush()
}

/// Prints what was exported.
pub(crate) fn exported(exported: &Exported, folder: &Path) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let files = if exported.files == 1 { "1 file".to_owned() } else { format!("{} files", exported.files) };
    let Exported { size, key, .. } = exported;
    writeln!(out, "exported {size} entries as commitments to {}: {files} written", folder.display())?;
    writeln!(out, "  caveat verify {} --key {key}", folder.display())?;
    out.flush()
}

/// Prints that another key signs.
pub(crate) fn rotated(register: &Register, recorded: &Recorded, old: &str) -> Result<()> {
    super::recorded(register, recorded)?;
    let mut out = anstream::stdout().lock();
    writeln!(out, "  old key  {old}")?;
    writeln!(out, "  new key  {}", register.key())?;
    out.flush()
}

/// Prints how many pages were written.
pub(crate) fn pages(count: usize, folder: &Path) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "wrote {count} pages to {}", folder.display())?;
    out.flush()
}

/// Prints that a witness has cosigned.
pub(crate) fn witnessed(key: &str, size: u64) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let name = key.split('+').next().unwrap_or_default();
    writeln!(
        out,
        "{}    {name} has cosigned the checkpoint over {size} entries",
        painted(GOOD, "WITNESSED")
    )?;
    writeln!(out, "  what is proven from now on carries its signature; whoever checks gives its key too:")?;
    writeln!(out, "  --key {key}")?;
    out.flush()
}
