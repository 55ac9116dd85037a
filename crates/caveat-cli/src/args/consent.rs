//! What owners are asked, and what they answer.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};

use super::question::Question;

/// Tell the key that signs what you send, or register the key of a party.
///
/// Without arguments: prints your own public key, for others to register. With a party and its key: what it signs
/// from then on is believed to be by it. Ask for a key by another way than letters come: by telephone, or in person.
#[derive(Debug, ClapArgs)]
pub(crate) struct Key {
    /// Whose key it is
    #[arg(requires = "key")]
    pub(crate) party: Option<String>,

    /// Its public key, as its holder tells it
    pub(crate) key: Option<String>,

    /// The first instant at which nothing more is signed by it
    #[arg(long, value_name = "DATE", requires = "party")]
    pub(crate) until: Option<String>,

    /// A name for the entry, by which it can be ended
    #[arg(long, value_name = "SLUG", requires = "party")]
    pub(crate) id: Option<String>,
}

/// Ask the owners whose consent is missing: a letter and a signed file for each.
///
/// Who must be asked is found by asking the question. Each owner is asked for what it knows alone. The requests are
/// recorded; each file is for its owner's own caveat, which opens it (open), takes it in (receive) and answers it
/// (answer). Exit status: 0 asked, or nobody has to be asked.
#[derive(Debug, ClapArgs)]
pub(crate) struct Request {
    #[command(flatten)]
    pub(crate) question: Question,

    /// Ask these owners alone; if not said, everybody whose consent is missing
    #[arg(long, value_name = "PARTY,…", value_delimiter = ',')]
    pub(crate) of: Vec<String>,

    /// Until when the disclosure is wanted
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,

    /// By when you ask for an answer
    #[arg(long, value_name = "DATE")]
    pub(crate) deadline: Option<String>,

    /// The terms that say what silence means
    #[arg(long, value_name = "TERMS")]
    pub(crate) under: Option<String>,

    /// Why you ask, in words for the owner
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,

    /// Where the files go
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,

    /// Show whom you would ask and what, and record nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Take a request back: silence on it means nothing any more.
#[derive(Debug, ClapArgs)]
pub(crate) struct Withdraw {
    /// The request
    pub(crate) request: String,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,

    /// Where the letter goes that says so
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,
}

/// Show what a letter says, and whether it can be believed. Nothing is recorded.
#[derive(Debug, ClapArgs)]
pub(crate) struct Open {
    /// The file, or - for standard input
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) called: Called,
}

/// Record what a letter tells: that a request arrived, or what its owner answered.
///
/// The letter must be signed by a key that is registered for its writer. One that was read before adds nothing, and
/// is refused. Of a request that arrives, a letter for whoever asked says when: from then on silence is counted.
#[derive(Debug, ClapArgs)]
pub(crate) struct Receive {
    /// The file, or - for standard input
    pub(crate) file: PathBuf,

    /// Where the letter goes that says when a request arrived
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) called: Called,
}

/// Names that the two sides do not share.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Called {
    /// What the letter names by its first name goes by the second here
    #[arg(long, value_name = "THEIRS=OURS,…", value_delimiter = ',')]
    pub(crate) called: Vec<String>,
}

/// Answer a request that was received, and write the letter that says so.
///
/// A grant is of everything that was asked, or of less. An answer in time leaves nothing to silence for the items and
/// recipients that it names; a later one acts from when it is said.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("act").required(true).args(["grant", "refuse", "revoke"])))]
pub(crate) struct Answer {
    /// The request
    pub(crate) request: String,

    /// Consent
    #[arg(long)]
    pub(crate) grant: bool,

    /// Refuse
    #[arg(long)]
    pub(crate) refuse: bool,

    /// Take back an answer that granted it, or the grant by silence
    #[arg(long, value_name = "ANSWER")]
    pub(crate) revoke: Option<String>,

    /// These items alone; if not said, those asked for
    #[arg(long, value_name = "ITEM,…", value_delimiter = ',')]
    pub(crate) item: Vec<String>,

    /// To these alone; if not said, those asked for
    #[arg(long, value_name = "PARTY,…", value_delimiter = ',')]
    pub(crate) to: Vec<String>,

    /// For these purposes alone; if not said, those asked for
    #[arg(long, value_name = "PURPOSE,…", value_delimiter = ',', requires = "grant")]
    pub(crate) purpose: Vec<String>,

    /// Only to be shown or told
    #[arg(long, requires = "grant")]
    pub(crate) shown: bool,

    /// Only where the source is not named
    #[arg(long, requires = "grant")]
    pub(crate) unattributed: bool,

    /// Only to recipients that have accepted these terms
    #[arg(long, value_name = "TERMS,…", value_delimiter = ',', requires = "grant")]
    pub(crate) bound: Vec<String>,

    /// The first instant at which it has effect no more; if not said, that asked for
    #[arg(long, value_name = "DATE", requires = "grant")]
    pub(crate) until: Option<String>,

    /// For these items alone, without parts and what was made of them
    #[arg(long, requires = "grant")]
    pub(crate) this_item_only: bool,

    /// It lapses when these terms are revised
    #[arg(long, value_name = "TERMS", requires = "grant")]
    pub(crate) rests_on: Option<String>,

    /// Why, in words for whoever asked
    #[arg(long, value_name = "TEXT", conflicts_with = "grant")]
    pub(crate) reason: Option<String>,

    /// Where the letter goes
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) called: Called,
}

/// Write the letter about a request once more: what you ask, or all that you answered so far.
#[derive(Debug, ClapArgs)]
pub(crate) struct Letter {
    /// The request
    pub(crate) request: String,

    /// Where the letter goes
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) called: Called,
}
