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
    Convert(Convert),
    Label(Label),
}

/// As what a marking is read.
#[derive(Debug, ClapArgs)]
pub(crate) struct ReadAs {
    /// The scheme: a name, or a file with an entry that is one; if not said, tlp for what begins with TLP: or PAP:,
    /// au for the mark of an e-mail, else us
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
/// With --label it is a file: a label or a clearance of STANAG 4774, or a document with attributes of IC-ISM, of which
/// the banner is explained, and who its access profiles say needs to know. Under au, the subject or the header of an
/// e-mail is read too: `caveat marking explain --scheme au "[SEC=SECRET, CAVEAT=RI:AUSTEO]"`.
///
/// With --json, and without TEXT or --label, each line of standard input is an object with `marking` and, where need
/// be, `scheme`, `form`, `originator` and `dated`, and one line answers each, in their order (docs/formats/marking.md).
///
/// Exit status: 0 the marking is valid; 1 it is not, or a line could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// The marking
    #[arg(required_unless_present_any = ["json", "label"], conflicts_with = "label")]
    pub(crate) text: Option<String>,

    /// A label file in XML, or - for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) label: Option<PathBuf>,

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
/// With --portion, what is typed first is no file but the banner, and it is compared with the marks of its portions:
/// `caveat marking check "SECRET//NOFORN" --portion "S//NF" --portion U`.
///
/// With --label, files in XML are checked: labels and clearances of STANAG 4774, and documents with attributes of
/// IC-ISM, whose banner is compared with their portions and with their access profiles.
///
/// With --json each line is an object with `marking` and, where need be, `scheme` and `form`, and one line answers
/// each, in their order (docs/formats/marking.md).
///
/// Exit status: 0 every marking is valid, perhaps with warnings; 1 one is not, or a line could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// The file, or - for standard input; with --portion, the banner
    #[arg(default_value = "-", value_name = "FILE|BANNER", conflicts_with = "labels")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) read_as: ReadAs,

    /// A label file in XML; as often as there are files
    #[arg(long = "label", value_name = "FILE", conflicts_with = "portions")]
    pub(crate) labels: Vec<PathBuf>,

    /// The mark of a portion, with or without its parentheses; as often as there are portions
    #[arg(long = "portion", value_name = "MARK")]
    pub(crate) portions: Vec<String>,

    /// Why the whole is classified higher than its portions
    #[arg(long, value_name = "REASON", requires = "portions")]
    pub(crate) compilation: Option<String>,

    /// Of when the information is
    #[arg(long, value_name = "DATE", requires = "portions")]
    pub(crate) dated: Option<String>,

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
/// With --label, labels of STANAG 4774 make the one label of what is made of them; of one document with attributes of
/// IC-ISM, its portions make the banner.
///
/// With --json, and without PORTION or --label, each line of standard input is an object with `portions` and, where
/// need be, `scheme` (us, ism or nato), `dated`, `rel`, `today` and `policy`, and one line answers each, in their order
/// (docs/formats/marking.md).
///
/// Exit status: 0 there is a banner, and nothing is wrong with the portions; 1 something is, or a line could not be
/// read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Rollup {
    /// The marks of the portions, with or without their parentheses
    #[arg(value_name = "PORTION", required_unless_present_any = ["json", "labels"], conflicts_with = "labels")]
    pub(crate) portions: Vec<String>,

    /// A label file in XML; as often as there are labels
    #[arg(long = "label", value_name = "FILE")]
    pub(crate) labels: Vec<PathBuf>,

    /// Of when the information is: it decides on release where a portion says nothing of it
    #[arg(long, value_name = "DATE")]
    pub(crate) dated: Option<String>,

    /// The list that REL stands for in a portion, as USA, GBR
    #[arg(long, value_name = "LIST")]
    pub(crate) rel: Option<String>,

    /// From which day 25 years count, where no portion of a document says when it is declassified; if not said, today
    #[arg(long, value_name = "DATE")]
    pub(crate) today: Option<String>,

    /// A security policy in JSON, under which labels are joined; if not said, NATO's, or what the labels say themselves
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,

    /// Print JSON (docs/formats/marking-rollup.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write a marking under another scheme, where somebody has said which level counts as which.
///
/// Only what is recorded is converted: an equivalence of exactly that level, said by the authority of the scheme in
/// which it counts, one way, and not chained. Every other word is kept where the other scheme has the same word with
/// the same meaning; what is lost is named. Recorded are the equivalences in the program (schemes/equivalences.toml),
/// those of --with, and, with --recorded, those of the register in the place of the program's.
///
/// What comes out is how one marks one's own copy. The marking as its owner wrote it stays, and its caveats stand.
///
/// With --json and without TEXT, each line of standard input is an object with `marking`, `to` and, where need be,
/// `scheme`, `form` and `dated`, and one line answers each, in their order (docs/formats/marking.md).
///
/// Exit status: 0 it is converted; 1 it is not, or a line could not be read.
#[derive(Debug, ClapArgs)]
pub(crate) struct Convert {
    /// The marking
    #[arg(required_unless_present = "json")]
    pub(crate) text: Option<String>,

    /// The scheme under which it is to be written
    #[arg(long, value_name = "NAME", required_unless_present = "json")]
    pub(crate) to: Option<String>,

    #[command(flatten)]
    pub(crate) read_as: ReadAs,

    /// A file of entries that say which level counts as which (docs/formats/scenario.md), and of schemes
    #[arg(long, value_name = "FILE")]
    pub(crate) with: Option<PathBuf>,

    /// Go by what the register records, and not by what the program has
    #[arg(long)]
    pub(crate) recorded: bool,

    /// When what is recorded is to be in force; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    /// Of when the information is; if not said, the strictest reading holds
    #[arg(long, value_name = "DATE")]
    pub(crate) dated: Option<String>,

    /// Print JSON (docs/formats/marking-convert.schema.json) instead of text
    #[arg(long)]
    pub(crate) json: bool,
}

/// Write a marking as a label: the file of a standard, or the line of an e-mail.
///
/// What is written is read back before it is printed. What a marking cannot be written for is an error, and nothing is
/// printed.
///
/// Exit status: 0 it is written; 1 it is not.
#[derive(Debug, ClapArgs)]
pub(crate) struct Label {
    /// The marking
    pub(crate) text: String,

    /// As what it is written
    #[arg(long = "as", value_name = "LABEL")]
    pub(crate) target: LabelAs,

    /// Where a US marking stands; if not said, told by its parentheses
    #[arg(long)]
    pub(crate) form: Option<FormArg>,

    /// What a label of STANAG 4774 is to the information
    #[arg(long, value_name = "KIND", default_value = "originator")]
    pub(crate) kind: KindArg,

    /// When it was labelled; if not said, now
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<String>,

    /// When somebody is to look at a label of STANAG 4774 again, which must be said
    #[arg(long, value_name = "DATE")]
    pub(crate) review: Option<String>,

    /// The mail address of who labels; the header of an e-mail must have it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) by: Option<String>,
}

/// What a marking is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LabelAs {
    /// NATO's marking as a confidentiality label in XML
    #[value(name = "stanag-4774")]
    Stanag4774,
    /// A US marking as attributes of IC-ISM, on an element in XML
    Ism,
    /// An Australian marking as the mark in an e-mail's subject
    AuSubject,
    /// An Australian marking as an e-mail's header
    AuHeader,
}

/// What a label is to the information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum KindArg {
    /// Of whoever originated the information: it is never overwritten
    Originator,
    /// The same in another policy
    Alternative,
    /// Of the metadata itself
    Metadata,
}

impl From<FormArg> for Form {
    fn from(form: FormArg) -> Self {
        match form {
            FormArg::Banner => Self::Banner,
            FormArg::Portion => Self::Portion,
        }
    }
}
