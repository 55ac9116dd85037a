//! The same question of many.

use clap::{Args as ClapArgs, ValueEnum};

use super::{Known, Manner, To};

/// Say of every item that the actor holds whether it may go to them now.
///
/// One line for each item, as it is decided, and at the end how many came to what and whose consent is missing.
///
/// permitted: it may go. needs-consent: others have to agree, and could. needs-right: our own side has to lift caveats,
/// and could. by-right-alone: lawful for us, against another owner's terms. by-consent-alone: they agree, and we lack
/// the authority. never: something stands that nothing would clear, or of which its owner says that nobody may, without
/// end. `caveat ask` shows the grounds of each.
///
/// Nothing is recorded. Exit status: 0, whatever the answers; 1 where there are none.
#[derive(Debug, ClapArgs)]
pub(crate) struct What {
    #[command(flatten)]
    pub(crate) to: To,

    #[command(flatten)]
    pub(crate) manner: Manner,

    #[command(flatten)]
    pub(crate) many: Many,

    /// Who asks, in [PARTY=]CAPACITY of --in-capacity where it has several: told of no item that it may not know
    #[arg(long = "as", value_name = "PARTY", env = "CAVEAT_AS", hide_env_values = true)]
    pub(crate) asker: Option<String>,
}

/// Say of every party whether the item may go to it now.
///
/// One line for each party, and for one that acts in several capacities a line for each of them; a community stands for
/// its members. What the lines say is told by `caveat what --help`. It is for who keeps the register; a party that is
/// concealed appears as its relay.
///
/// Nothing is recorded. Exit status: 0, whatever the answers; 1 where there are none.
#[derive(Debug, ClapArgs)]
pub(crate) struct WhoMay {
    /// The item
    pub(crate) item: String,

    /// Only parties of these kinds
    #[arg(long, value_name = "KIND,…", value_delimiter = ',')]
    pub(crate) kind: Vec<Kind>,

    #[command(flatten)]
    pub(crate) manner: Manner,

    #[command(flatten)]
    pub(crate) many: Many,
}

/// What is common to both.
#[derive(Debug, ClapArgs)]
pub(crate) struct Many {
    /// As of when it is asked; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    #[command(flatten)]
    pub(crate) known: Known,

    /// Print only what comes to this; all are counted
    #[arg(long, value_name = "OUTCOME,…", value_delimiter = ',')]
    pub(crate) outcome: Vec<OutcomeArg>,

    /// Print a line of JSON for each (docs/formats/bulk.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// What kind of party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Person,
    Office,
    Body,
    State,
    Community,
}

/// What an answer comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutcomeArg {
    Permitted,
    NeedsConsent,
    ByRightAlone,
    ByConsentAlone,
    NeedsRight,
    Never,
    NotHeld,
    Unanswerable,
    /// needs-consent, needs-right, never and not-held
    Denied,
}

/// Say what changed in the answers between two times, and by which entries.
///
/// Give --known twice for what was recorded by then, or --on twice for as of when it is asked; the earlier one first.
/// Every change on the way is told, also where the outcome is the same and others have to be asked; each with the entry
/// that was recorded there, or that begins or ends just then. It is for who keeps the register.
///
/// Exit status: 0, whether or not something changed.
#[derive(Debug, ClapArgs)]
pub(crate) struct Diff {
    /// What; if not said, every item that the actor holds
    #[arg(long, value_name = "ITEM")]
    pub(crate) item: Option<String>,

    #[command(flatten)]
    pub(crate) to: To,

    #[command(flatten)]
    pub(crate) manner: Manner,

    /// As of when it is asked; if not said, now. Twice, to compare two instants
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Vec<String>,

    /// By what was recorded then: a date, or the position of the last entry known. Twice, to compare what was known
    #[arg(long, value_name = "DATE|POSITION")]
    pub(crate) known: Vec<String>,

    /// Print a line of JSON for each change (docs/formats/diff.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}
