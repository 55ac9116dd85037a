//! What is looked up.

use clap::Args as ClapArgs;

use super::Known;

/// Say who holds an item, and how it came to them.
///
/// Those who returned or destroyed it are listed as such, and so are those of whom a disclosure is only reported: that
/// makes nobody a holder. A party that is concealed appears as its relay.
#[derive(Debug, ClapArgs)]
pub(crate) struct Who {
    /// The item
    pub(crate) item: String,

    /// As of when; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    #[command(flatten)]
    pub(crate) known: Known,

    /// Print JSON (docs/formats/who.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// List what is recorded, one line an entry.
///
/// It is for who keeps the register: parties that an answer conceals stand here by their names.
#[derive(Debug, ClapArgs)]
pub(crate) struct Log {
    /// Only what speaks of this party, item, or whatever else goes by the name
    #[arg(value_name = "ITEM|PARTY")]
    pub(crate) about: Option<String>,

    /// Only what was said at or after it
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,

    /// Only what was said before it
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,

    /// Only the last so many
    #[arg(short, value_name = "NUMBER")]
    pub(crate) number: Option<usize>,

    /// Print JSON (docs/formats/log.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show an entry with everything it says.
///
/// It is for who keeps the register: parties that an answer conceals stand here by their names. Words that were
/// destroyed stand as [erased], with the entry that says so.
#[derive(Debug, ClapArgs)]
pub(crate) struct Show {
    /// A name, a position (12 or '#12'), or an opaque id or its beginning
    pub(crate) id: String,

    /// Print JSON (docs/formats/log.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}
