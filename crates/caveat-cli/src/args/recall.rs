//! What is called back, and what is due.

use std::path::PathBuf;

use clap::{ArgGroup, Args as ClapArgs};

use super::Said;

/// Call an item back: nobody may pass it on from then on, and every holder is asked to act.
///
/// Prints a notice for each holder, to be sent by whoever disclosed it to them, and what no recall undoes. A notice
/// names the holder's own copy and who gave it them, and no other holder. `caveat recalled` says later how it stands.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("asks").required(true).args(["return_", "destroy", "narrow", "replace_by"])))]
pub(crate) struct Recall {
    /// The items; what contains them and what was made of them is called back with them, but not their parts
    #[arg(required = true, value_name = "ITEM")]
    pub(crate) items: Vec<String>,

    /// Ask for it to be returned
    #[arg(long = "return")]
    pub(crate) return_: bool,

    /// Ask for it to be destroyed
    #[arg(long)]
    pub(crate) destroy: bool,

    /// Let it be kept, and passed on to these alone
    #[arg(long, value_name = "PARTY,…", value_delimiter = ',')]
    pub(crate) narrow: Vec<String>,

    /// Ask for this item to be used in its place
    #[arg(long, value_name = "ITEM")]
    pub(crate) replace_by: Option<String>,

    /// By when you ask for an acknowledgement
    #[arg(long, value_name = "DATE")]
    pub(crate) deadline: Option<String>,

    /// Why, in words for every holder
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,

    #[command(flatten)]
    pub(crate) said: Said,

    /// Print JSON (docs/formats/recalled.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Say how a recall stands: who has what, who has to notify them, what they answered, and what it does not undo.
#[derive(Debug, ClapArgs)]
pub(crate) struct Recalled {
    /// The recall
    #[arg(value_name = "RECALL")]
    pub(crate) recall: String,

    /// As of when; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    /// Print JSON (docs/formats/recalled.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Record what a holder says became of an item.
///
/// It is the word of whoever says it (--as), on its own copy, with all its parts. Only who returned or destroyed it
/// holds it no longer.
#[derive(Debug, ClapArgs)]
#[command(group(ArgGroup::new("fate").required(true)
    .args(["returned", "destroyed", "narrowed", "replaced", "kept", "received"])))]
pub(crate) struct Acknowledge {
    /// The item
    pub(crate) item: String,

    /// It was returned
    #[arg(long)]
    pub(crate) returned: bool,

    /// It was destroyed
    #[arg(long)]
    pub(crate) destroyed: bool,

    /// It is kept as the recall asks, and passed on to nobody else
    #[arg(long, requires = "recall")]
    pub(crate) narrowed: bool,

    /// Another is used in its place
    #[arg(long, requires = "recall")]
    pub(crate) replaced: bool,

    /// It is kept as it is
    #[arg(long, requires = "recall")]
    pub(crate) kept: bool,

    /// It arrived; to a recall, that the notice did
    #[arg(long)]
    pub(crate) received: bool,

    /// The recall that this answers
    #[arg(long, value_name = "RECALL")]
    pub(crate) recall: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,

    #[command(flatten)]
    pub(crate) said: Said,
}

/// List what needs attention: recalls and requests that wait, silence that will mean something, and what ends soon.
///
/// What is overdue is listed until it is settled. A party that is concealed appears as its relay.
#[derive(Debug, ClapArgs)]
pub(crate) struct Due {
    /// As of when; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    /// How many days ahead
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u32).range(0..=36_500))]
    pub(crate) within: u32,

    /// Print JSON (docs/formats/due.schema.json) instead of text
    #[arg(long, conflicts_with = "ical")]
    pub(crate) json: bool,

    /// Write a calendar (RFC 5545) into a file, or to standard output for -; only a calendar is written over
    #[arg(long, value_name = "FILE")]
    pub(crate) ical: Option<PathBuf>,
}
