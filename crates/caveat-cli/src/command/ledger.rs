//! `caveat ledger`: checkpoints, export and keys.

use caveat_register::Signing;

use super::{printed, sign, told_of};
use crate::args::{Export, RotateKey, Signer};
use crate::failure::Failure;
use crate::here::Here;
use crate::report;
use crate::status::Status;

/// Writes the tree as plain files.
pub(crate) fn export(args: &Export, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    if register.is_writable() {
        sign(&mut register);
    }
    let exported = register.export(&args.dir, &mut report::progress())?;
    printed(report::exported(&exported, &args.dir), Status::Done)
}

/// Signs what is not signed yet.
pub(crate) fn checkpoint(here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let signed = register.sign()?;
    printed(report::checkpoint(&signed, &register.key()), Status::Done)
}

/// Has another key sign.
pub(crate) fn rotate_key(args: RotateKey, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let old = register.key();
    let recorded = register.rotate(signing(args.signer), here.now())?;
    Ok(told_of(report::rotated(&register, &recorded, &old)))
}

/// Who is to sign.
pub(super) fn signing(signer: Signer) -> Signing {
    match (signer.signer, signer.signer_key) {
        (Some(command), Some(key)) => Signing::Command { command, key },
        _ => Signing::NewKey { file: signer.key },
    }
}
