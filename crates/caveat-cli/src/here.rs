//! What the program learns from the machine: where the register is, and what time it is.

use std::path::{Path, PathBuf};

use caveat::time::Instant;
use caveat_register::{OnRollback, Place, Register};
use jiff::Timestamp;

use crate::args;
use crate::date::{self, Bound};
use crate::failure::{Failure, Typed};
use crate::report;

/// Where, and when.
#[derive(Debug)]
pub(crate) struct Here {
    register: Option<PathBuf>,
    keeper: Option<PathBuf>,
    on_rollback: OnRollback,
    now: Timestamp,
}

impl Here {
    /// What is said by the arguments and the clock.
    pub(crate) fn of(place: args::Place) -> Self {
        let on_rollback = if place.accept_rollback { OnRollback::Accept } else { OnRollback::Refuse };
        Self { register: place.register, keeper: place.keeper, on_rollback, now: whole_second() }
    }

    /// What the clock says at this moment, which may be long after the program began.
    pub(crate) fn clock() -> Instant {
        date::instant(whole_second())
    }

    /// The instant at which the program began.
    pub(crate) fn now(&self) -> Instant {
        date::instant(self.now)
    }

    /// Where the register is.
    pub(crate) fn place(&self) -> Result<Place, Failure> {
        let register = match &self.register {
            Some(file) => file.clone(),
            None => home("XDG_DATA_HOME", ".local/share", "--register")?.join("caveat/register.caveat"),
        };
        let keeper = match &self.keeper {
            Some(folder) => folder.clone(),
            None => home("XDG_CONFIG_HOME", ".config", "--keeper")?.join("caveat"),
        };
        Ok(Place { register, keeper })
    }

    /// Puts the register back from a copy.
    pub(crate) fn restore(&self, file: &Path) -> Result<Register, Failure> {
        let watched = &mut report::progress();
        let register = Register::restore(file, &self.place()?, self.on_rollback, self.now(), watched)?;
        Ok(telling_of_version(register))
    }

    /// Opens the register.
    pub(crate) fn open(&self) -> Result<Register, Failure> {
        let watched = &mut report::progress();
        let register = Register::open_watched(&self.place()?, self.on_rollback, self.now(), watched)?;
        Ok(telling_of_version(register))
    }

    /// Reads a date that was typed, and says how it was read where that is not plain; nothing where none was typed.
    pub(crate) fn date(
        &self,
        flag: &'static str,
        typed: Option<&str>,
        bound: Bound,
    ) -> Result<Option<Instant>, Failure> {
        let Some(text) = typed else { return Ok(None) };
        match date::read(text, self.now, bound) {
            Ok(read) => {
                if let Some(note) = read.note {
                    report::note(&format!("{flag}: {note}"));
                }
                Ok(Some(read.instant))
            }
            Err(wrong) => {
                let typed = Typed::one(flag, text).within(wrong.span);
                Err(Failure::typed(typed, wrong.message).maybe_hint(wrong.hint.as_deref()))
            }
        }
    }
}

/// The register, which says when its file is brought to another version; opening it may have done so already.
fn telling_of_version(mut register: Register) -> Register {
    let tell = |copy: &Path| {
        report::note(&format!(
            "the register's file was brought to the version of this program; `{}` is it as it was before, until \
             `caveat check` has found that everything holds",
            copy.display()
        ));
    };
    register.migrated().into_iter().for_each(tell);
    register.when_migrated(tell);
    register.while_migrated(|| Box::new(report::progress()));
    // A command has one, to its end.
    register.end_with_process();
    register
}

/// What the clock says. Entries are of whole seconds: nobody writes down more.
fn whole_second() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_second(now.as_second()).unwrap_or(now)
}

/// A folder of the user's, as the XDG Base Directory Specification has it.
fn home(variable: &str, below: &str, flag: &str) -> Result<PathBuf, Failure> {
    let named = std::env::var_os(variable).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let home = || std::env::var_os("HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    named.or_else(|| Some(home()?.join(below))).ok_or_else(|| {
        Failure::failed(format!("neither `{variable}` nor `HOME` says where your files are"))
            .hint(format!("say it with `{flag}`"))
    })
}
