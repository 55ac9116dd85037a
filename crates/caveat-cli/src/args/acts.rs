//! What is recorded.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

/// Record entries from files: all of them, or none.
///
/// The files hold entries as a scenario does (docs/formats/scenario.md), in TOML or JSON, one file after another. An
/// entry without a date is of now, and one without a speaker is said by who keeps the register.
#[derive(Debug, ClapArgs)]
pub(crate) struct Record {
    /// The files, or - for standard input
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,

    /// What they are written in; if not said, told by the name, else by the first character
    #[arg(long)]
    pub(crate) format: Option<Format>,

    /// Say what would be recorded, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// An id of this command: repeated under the same id, it records nothing more
    #[arg(long, value_name = "ID")]
    pub(crate) command_id: Option<String>,

    /// Who speaks where an entry does not say; if not said, who keeps the register
    #[arg(long = "as", value_name = "PARTY", env = "CAVEAT_AS", hide_env_values = true)]
    pub(crate) speaker: Option<String>,
}

/// What a file of entries is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// `[[entry]]` tables
    Toml,
    /// An object, a list of objects, or an object on each line
    Json,
}

/// Who speaks, and when.
#[derive(Debug, ClapArgs)]
pub(crate) struct Said {
    /// Who speaks; if not said, who keeps the register
    #[arg(long = "as", value_name = "PARTY", env = "CAVEAT_AS", hide_env_values = true)]
    pub(crate) speaker: Option<String>,

    /// When it was said; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    /// A name for the entry
    #[arg(long, value_name = "SLUG")]
    pub(crate) id: Option<String>,

    /// An id of this command: repeated under the same id, it records nothing more
    #[arg(long, value_name = "ID")]
    pub(crate) command_id: Option<String>,
}

/// Record an owner's consent.
///
/// It lifts caveats of whoever says it (--as), for these items, their parts and what was made of them, and for
/// everyone within the recipients. Exit status: 0 recorded, also where it has no effect; what it does is printed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Grant {
    /// The items
    #[arg(required = true, value_name = "ITEM")]
    pub(crate) items: Vec<String>,

    /// To whom
    #[arg(long, value_name = "PARTY,…", required = true, value_delimiter = ',')]
    pub(crate) to: Vec<String>,

    /// Which caveats: kinds (audience, level, purpose, …), names of caveats, or everything; if not said, audiences
    #[arg(long, value_name = "KIND|CAVEAT,…", value_delimiter = ',')]
    pub(crate) lifts: Vec<String>,

    /// Only for these purposes
    #[arg(long, value_name = "PURPOSE,…", value_delimiter = ',')]
    pub(crate) purpose: Vec<String>,

    /// Only to be shown or told
    #[arg(long, conflicts_with = "given")]
    pub(crate) shown: bool,

    /// Only to be given
    #[arg(long)]
    pub(crate) given: bool,

    /// From when it has effect; if not said, from when it is said
    #[arg(long, value_name = "DATE")]
    pub(crate) from: Option<String>,

    /// The first instant at which it has effect no more: a bare date is not included; `end of 2026` is
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,

    /// For these items alone, without parts and what was made of them
    #[arg(long)]
    pub(crate) this_item_only: bool,

    /// The recipients may not count as having been given it by the owner
    #[arg(long)]
    pub(crate) recipient_only: bool,

    /// Only where the source is not named
    #[arg(long)]
    pub(crate) unattributed: bool,

    /// Only to recipients that have accepted these terms
    #[arg(long, value_name = "TERMS,…", value_delimiter = ',')]
    pub(crate) bound: Vec<String>,

    /// It lapses when these terms are revised
    #[arg(long, value_name = "TERMS")]
    pub(crate) rests_on: Option<String>,

    /// The request that it answers
    #[arg(long, value_name = "REQUEST")]
    pub(crate) answers: Option<String>,

    #[command(flatten)]
    pub(crate) said: Said,
}

/// Record an owner's no.
///
/// Earlier grants on these items end for everyone within the recipients. Grants on what was made of them do not.
#[derive(Debug, ClapArgs)]
pub(crate) struct Refuse {
    /// The items
    #[arg(required = true, value_name = "ITEM")]
    pub(crate) items: Vec<String>,

    /// To whom
    #[arg(long, value_name = "PARTY,…", required = true, value_delimiter = ',')]
    pub(crate) to: Vec<String>,

    /// The request that it answers
    #[arg(long, value_name = "REQUEST")]
    pub(crate) answers: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,

    #[command(flatten)]
    pub(crate) said: Said,
}

/// Take back grants and sanitisations, from then on.
///
/// What was shared before stays shared: `caveat who` says who has it.
#[derive(Debug, ClapArgs)]
pub(crate) struct Revoke {
    /// The grants and sanitisations: names, positions, or opaque ids
    #[arg(required = true, value_name = "GRANT")]
    pub(crate) grants: Vec<String>,

    /// For these recipients; if not said, for all
    #[arg(long, value_name = "PARTY,…", value_delimiter = ',')]
    pub(crate) to: Vec<String>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,

    #[command(flatten)]
    pub(crate) said: Said,
}

/// Destroy words and names of entries; the entries and every proof stay.
///
/// Names, titles, quotations and free texts of the entries are destroyed for ever, and what they introduced goes by
/// its opaque id from then on. That it was done, by whom and why, is an entry itself. No answer changes. Backups are
/// not reached.
#[derive(Debug, ClapArgs)]
pub(crate) struct Erase {
    /// The entries: names, positions, or opaque ids
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,

    /// Why, and on what authority
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: String,

    /// Leave the names by which parties, items and acts go
    #[arg(long)]
    pub(crate) keep_names: bool,

    /// Who has it done: who keeps the register, or who speaks in all of the entries
    #[arg(long = "as", value_name = "PARTY", env = "CAVEAT_AS", hide_env_values = true)]
    pub(crate) speaker: Option<String>,
}
