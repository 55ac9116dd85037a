//! What keeps the register, and what others check.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand};

/// Start a register: its file, its key, and the party that keeps it.
///
/// On a terminal it asks for what is not given. The folder of the keeper holds the key and the last checkpoint: keep a
/// copy of it apart from the register.
#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// Who keeps it: a short name in lower-case letters, digits and hyphens
    #[arg(long, value_name = "SLUG")]
    pub(crate) we: Option<String>,

    /// What we are: person, office, body, state or community; if not said, a body
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,

    /// What people call us
    #[arg(long, value_name = "TEXT")]
    pub(crate) name: Option<String>,

    /// What its checkpoints call the register, like cert.example.org/register; if not said, an opaque id
    #[arg(long, value_name = "ORIGIN")]
    pub(crate) origin: Option<String>,

    #[command(flatten)]
    pub(crate) signer: Signer,
}

/// Who signs.
#[derive(Debug, ClapArgs)]
pub(crate) struct Signer {
    /// Make the key in this file, which must not exist; if not said, in the keeper's folder
    #[arg(long, value_name = "FILE", conflicts_with = "signer")]
    pub(crate) key: Option<PathBuf>,

    /// Have this command sign: it reads the text and prints one signature line (C2SP signed-note)
    #[arg(long, value_name = "COMMAND", requires = "signer_key")]
    pub(crate) signer: Option<String>,

    /// The verifier key of that command
    #[arg(long, value_name = "VKEY", requires = "signer")]
    pub(crate) signer_key: Option<String>,
}

/// Read, hash and fold everything anew, and name the first entry that does not hold.
///
/// Exit status: 0 everything holds; 1 something does not.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// Print JSON (docs/formats/check.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Copy the register into a file, while others may go on recording.
///
/// The copy is of one moment, and is read whole before it gets its name. It holds every word, and no key: whoever has
/// it can read everything and sign nothing. Keep a copy of the keeper's folder elsewhere.
#[derive(Debug, ClapArgs)]
pub(crate) struct Backup {
    /// The file, which must not exist
    pub(crate) file: PathBuf,
}

/// Put the register back from a copy, where there is none.
///
/// A copy that is older than what was signed here is refused, unless you go on with it knowingly (`--accept-rollback`),
/// which is recorded.
#[derive(Debug, ClapArgs)]
pub(crate) struct Restore {
    /// The copy; it stays as it is
    pub(crate) file: PathBuf,
}

/// Write evidence of entries, for somebody else to check without this register.
///
/// What the evidence tells is a disclosure: it opens the words of the entries named, and what the parties and items in
/// them are called, unless you say otherwise. It tells nothing of other entries but their number.
#[derive(Debug, ClapArgs)]
pub(crate) struct Prove {
    /// The entries: names, positions, or opaque ids
    #[arg(required = true, value_name = "ENTRY")]
    pub(crate) entries: Vec<String>,

    /// Write to this file, which must not exist; if not said, to standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Tell what things are called, and no other words
    #[arg(long, conflicts_with = "bare")]
    pub(crate) without_words: bool,

    /// Tell neither words nor names
    #[arg(long)]
    pub(crate) bare: bool,
}

/// Check evidence, or an exported ledger, and say what it proves.
///
/// No register and no network is needed. Exit status: 0 everything in it holds; 1 something does not, and then it
/// proves nothing.
#[derive(Debug, ClapArgs)]
pub(crate) struct Verify {
    /// The evidence, - for standard input, or the folder of an export
    #[arg(value_name = "BUNDLE|DIR")]
    pub(crate) what: PathBuf,

    /// A verifier key that you have from elsewhere: the register's, or a witness's
    #[arg(long, value_name = "VKEY")]
    pub(crate) key: Vec<String>,

    /// Print JSON (docs/formats/verify.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Checkpoints, export and keys.
#[derive(Debug, ClapArgs)]
pub(crate) struct Ledger {
    #[command(subcommand)]
    pub(crate) verb: LedgerVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum LedgerVerb {
    Export(Export),
    /// Sign what is not signed yet, and print the checkpoint and the key that verifies it
    Checkpoint,
    RotateKey(RotateKey),
    Witness(Witness),
}

/// Write the tree as plain files that anybody's tools verify (C2SP tlog-tiles).
///
/// The files tell commitments alone: no entry, no name, no word. An earlier export in the folder is brought up to
/// date.
#[derive(Debug, ClapArgs)]
pub(crate) struct Export {
    /// The folder
    pub(crate) dir: PathBuf,
}

/// Have another key sign from now on.
///
/// The next checkpoint is signed by both keys, so that whoever has the old one can go on with the new one. Where the
/// old key can sign no more, the new one stands by itself, and whoever has the old one has to be given the new one.
#[derive(Debug, ClapArgs)]
pub(crate) struct RotateKey {
    #[command(flatten)]
    pub(crate) signer: Signer,
}

/// Have a witness cosign the checkpoint (C2SP tlog-witness).
///
/// A witness signs only what goes on from what it saw before: with its signature nobody can be shown another history
/// without both of us. It is sent sizes and hashes, and nothing else.
#[derive(Debug, ClapArgs)]
pub(crate) struct Witness {
    /// Where the witness is asked: what stands before `/add-checkpoint`
    pub(crate) url: String,

    /// The verifier key of the witness, which you have from them
    #[arg(long, value_name = "VKEY", required = true)]
    pub(crate) witness_key: String,
}
