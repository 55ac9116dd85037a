//! What a question is made of.

use std::path::PathBuf;

use clap::Args as ClapArgs;

/// A question about one item.
#[derive(Debug, ClapArgs)]
pub(crate) struct Question {
    /// What
    #[arg(long, value_name = "ITEM")]
    pub(crate) item: String,

    #[command(flatten)]
    pub(crate) to: To,

    #[command(flatten)]
    pub(crate) manner: Manner,
}

/// Whom it would go to.
#[derive(Debug, ClapArgs)]
pub(crate) struct To {
    /// To whom
    #[arg(long, value_name = "PARTY,…", required = true, value_delimiter = ',')]
    pub(crate) to: Vec<String>,
}

/// How it would be disclosed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Manner {
    /// Who would disclose it; if not said, who keeps the register
    #[arg(long, value_name = "PARTY")]
    pub(crate) actor: Option<String>,

    /// The capacity that the actor, or a party named, acts in; for each that has several
    #[arg(long, value_name = "[PARTY=]CAPACITY")]
    pub(crate) in_capacity: Vec<String>,

    /// For which purposes
    #[arg(long, value_name = "PURPOSE,…", value_delimiter = ',')]
    pub(crate) purpose: Vec<String>,

    /// It is shown or told, and they keep no copy
    #[arg(long, conflicts_with = "given")]
    pub(crate) shown: bool,

    /// They keep a copy; so if nothing is said
    #[arg(long)]
    pub(crate) given: bool,

    /// The source will not be named
    #[arg(long)]
    pub(crate) unattributed: bool,
}

/// What was recorded when.
#[derive(Debug, ClapArgs)]
pub(crate) struct Known {
    /// By what was recorded then: a date, or the position of the last entry known, as in 12 or '#12'
    #[arg(long, value_name = "DATE|POSITION")]
    pub(crate) known: Option<String>,
}

/// An item, or a fact.
#[derive(Debug, ClapArgs)]
#[group(required = true, multiple = false)]
pub(crate) struct What {
    /// What
    #[arg(long, value_name = "ITEM")]
    pub(crate) item: Option<String>,

    /// The fact, by its key, whatever item tells it: of those that the actor holds, the one that may go is answered
    /// for, or else the one for which the fewest have to agree; and no other is told of
    #[arg(long, value_name = "KEY")]
    pub(crate) fact: Option<String>,
}

/// Ask whether something may be shown or given, by whose right and with whose consent.
///
/// Nothing is recorded. Exit status: 0 permitted, 3 denied, 4 by right alone, 5 by consent alone; 1 where there is no
/// answer, 2 where the question is put wrongly.
#[derive(Debug, ClapArgs)]
pub(crate) struct Ask {
    #[command(flatten)]
    pub(crate) what: What,

    #[command(flatten)]
    pub(crate) to: To,

    #[command(flatten)]
    pub(crate) manner: Manner,

    /// As of when it is asked; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    #[command(flatten)]
    pub(crate) known: Known,

    /// Answer as if the entries of this file (TOML or JSON) were recorded too
    #[arg(long, value_name = "FILE")]
    pub(crate) suppose: Option<PathBuf>,

    /// Who asks, in [PARTY=]CAPACITY of --in-capacity where it has several: told no more than they may know
    #[arg(long = "as", value_name = "PARTY", env = "CAVEAT_AS", hide_env_values = true)]
    pub(crate) asker: Option<String>,

    /// Show the letters that would ask whose consent is missing; `caveat request` sends them
    #[arg(long, conflicts_with_all = ["json", "asker", "suppose", "known", "on", "fact"])]
    pub(crate) request: bool,

    /// Print JSON (docs/formats/ask.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Decide, and record the disclosure, in one act.
///
/// The question is answered as of now, on everything recorded; if it is permitted the disclosure is recorded before
/// anybody else can record something, and then it may be made. If it is not, nothing is recorded, and the exit status
/// is that of the answer: 3 denied, 4 by right alone, 5 by consent alone.
#[derive(Debug, ClapArgs)]
pub(crate) struct Share {
    #[command(flatten)]
    pub(crate) question: Question,

    /// Record it even though the answer is not yes; it is recorded as such, with the reason
    #[arg(long, requires = "reason")]
    pub(crate) against_answer: bool,

    /// Why it is made against the answer
    #[arg(long, value_name = "TEXT", requires = "against_answer")]
    pub(crate) reason: Option<String>,

    /// Where and how it is made
    #[arg(long, value_name = "TEXT")]
    pub(crate) setting: Option<String>,

    /// A name for the disclosure
    #[arg(long, value_name = "SLUG")]
    pub(crate) id: Option<String>,

    /// Share although an entry was recorded later than now: the clock is right, and the one of then was wrong
    #[arg(long)]
    pub(crate) clock_is_right: bool,

    /// An id of this command: repeated under the same id, it records nothing more
    #[arg(long, value_name = "ID")]
    pub(crate) command_id: Option<String>,
}
