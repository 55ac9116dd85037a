//! Markings as they are written on the page.

use std::path::PathBuf;

use caveat::marking::Form;
use clap::{Args as ClapArgs, Subcommand, ValueEnum};

/// Say what markings mean, check them, mend them, and make the banner of portions.
///
/// No register is needed. Schemes that the program has: us (with NATO), tlp (with PAP), eu, uk, au, nz, and company, an
/// example.
#[derive(Debug, ClapArgs)]
pub(crate) struct Marking {
    #[command(subcommand)]
    pub(crate) verb: MarkingVerb,
}

#[derive(Debug, Subcommand)]
pub(crate) enum MarkingVerb {
    Explain(Explain),
    Check(Check),
    Fix(Fix),
    Rollup(Rollup),
}

/// As what a marking is read.
#[derive(Debug, ClapArgs)]
pub(crate) struct ReadAs {
    /// The scheme: a name, or a file with an entry that is one; if not said, tlp for what begins with TLP: or PAP:,
    /// else us
    #[arg(long, value_name = "NAME|FILE")]
    pub(crate) scheme: Option<String>,

    /// Where a US marking stands; if not said, told by its parentheses
    #[arg(long)]
    pub(crate) form: Option<FormArg>,
}

/// Where a US marking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormArg {
    /// At the top and the bottom of a page
    Banner,
    /// In front of a portion
    Portion,
}

/// Say what a marking means: each caveat, whose it is, and what a recipient must hold.
///
/// What is wrong with the marking goes to standard error. What nobody can read means that nobody may have it.
///
/// With --json and without TEXT, each line of standard input is an object with `marking` and, where need be, `scheme`,
/// `form`, `originator` and `dated`, and one line answers each, in their order (docs/formats/marking.md).
///
/// Exit status: 0 the marking is valid; 1 it is not, or a line could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// The marking
    #[arg(required_unless_present = "json")]
    pub(crate) text: Option<String>,

    #[command(flatten)]
    pub(crate) read_as: ReadAs,

    /// Whose information it is
    #[arg(long, value_name = "PARTY")]
    pub(crate) originator: Option<String>,

    /// Of when the information is; if not said, the strictest reading holds
    #[arg(long, value_name = "DATE")]
    pub(crate) dated: Option<String>,

    /// Print JSON (docs/formats/marking-explain.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Check markings, one a line, and point at what is wrong.
///
/// Blank lines are passed over. What is wrong goes to standard error, with the rule that is broken and how to mend it.
///
/// With --json each line is an object with `marking` and, where need be, `scheme` and `form`, and one line answers
/// each, in their order (docs/formats/marking.md).
///
/// Exit status: 0 every marking is valid, perhaps with warnings; 1 one is not, or a line could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// The file, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) read_as: ReadAs,

    /// Read and print JSON (docs/formats/marking-check.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Mend markings, one a line: everything that can be mended without a guess.
///
/// The file is replaced by the mended one as a whole, or stays as it was; what is read from standard input goes to
/// standard output. What cannot be mended stays, and is told on standard error.
///
/// With --json each line is an object with `marking` and, where need be, `scheme` and `form`, one line answers each, in
/// their order (docs/formats/marking.md), and no file is changed.
///
/// Exit status: 0 every marking is valid now; 1 something is left that is not, or a line could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Fix {
    /// The file, or - for standard input
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,

    /// List what would be mended, and change nothing
    #[arg(long, conflicts_with = "json")]
    pub(crate) dry_run: bool,

    #[command(flatten)]
    pub(crate) read_as: ReadAs,

    /// Read and print JSON (docs/formats/marking-fix.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Make the banner of a document from the marks of its portions.
///
/// A banner never releases more than each of its portions does. Of a portion that cannot be read there is none.
///
/// With --json and without PORTION, each line of standard input is an object with `portions` and, where need be,
/// `scheme` (us, ism or nato), `dated`, `rel` and `today`, and one line answers each, in their order
/// (docs/formats/marking.md).
///
/// Exit status: 0 there is a banner, and nothing is wrong with the portions; 1 something is, or a line could not be
/// read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Rollup {
    /// The marks of the portions, with or without their parentheses
    #[arg(value_name = "PORTION", required_unless_present = "json")]
    pub(crate) portions: Vec<String>,

    /// Of when the information is: it decides on release where a portion says nothing of it
    #[arg(long, value_name = "DATE")]
    pub(crate) dated: Option<String>,

    /// The list that REL stands for in a portion, as USA, GBR
    #[arg(long, value_name = "LIST")]
    pub(crate) rel: Option<String>,

    /// Print JSON (docs/formats/marking-rollup.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Banner => Self::Banner,
            FormArg::Portion => Self::Portion,
        }
    }
}
