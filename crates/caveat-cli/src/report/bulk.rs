//! The same question of many: a line for each, as it is answered, and the counts.

use std::io::{Result, Write as _};

use caveat::answer::Named;
use caveat::bulk::{Counts, Gist, Manner, Missing, Prospect};
use caveat::caveat::Mode;
use caveat::entry::InCapacity;
use caveat::id::{ItemId, Purpose};
use caveat::time::Position;
use serde::Serialize;

use super::paint::{BAD, DIM, GOOD, MIXED, STRONG, in_one_line, painted};
use crate::args::{Many, OutcomeArg};

/// Prints lines, those that are asked for.
pub(crate) struct Lines<'a> {
    args: &'a Many,
}

#[derive(Serialize)]
struct Line<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    item: Option<&'a ItemId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<&'a [Named]>,
    #[serde(flatten)]
    gist: &'a Gist,
}

#[derive(Serialize)]
struct Last {
    counts: CountsOutput,
}

#[derive(Serialize)]
struct CountsOutput {
    all: usize,
    prospects: serde_json::Map<String, serde_json::Value>,
    missing: Vec<Missing>,
    ledger_at: Position,
}

impl<'a> Lines<'a> {
    pub(crate) fn of(args: &'a Many) -> Self {
        Self { args }
    }

    /// What is asked.
    pub(crate) fn head(&mut self, title: &str) -> Result<()> {
        if self.args.json {
            return Ok(());
        }
        let mut out = anstream::stdout().lock();
        writeln!(out, "{}\n", painted(STRONG, title))?;
        out.flush()
    }

    pub(crate) fn item(&mut self, item: &ItemId, gist: &Gist) -> Result<()> {
        self.line(item.as_str(), &Line { item: Some(item), to: None, gist })
    }

    /// A recipient, with its chain where that tells its capacity.
    pub(crate) fn recipient(&mut self, to: &[Named], is_one_of_several: bool, gist: &Gist) -> Result<()> {
        let told = if is_one_of_several { to } else { to.get(..1).unwrap_or(to) };
        let name = told.iter().map(recipient).collect::<Vec<_>>().join(", of ");
        self.line(&name, &Line { item: None, to: Some(to), gist })
    }

    fn line(&mut self, name: &str, line: &Line<'_>) -> Result<()> {
        let is_asked_for = |outcome: &OutcomeArg| is_of(*outcome, line.gist.prospect);
        if !self.args.outcome.is_empty() && !self.args.outcome.iter().any(is_asked_for) {
            return Ok(());
        }
        let mut out = anstream::stdout().lock();
        if self.args.json {
            serde_json::to_writer(&mut out, line)?;
            writeln!(out)?;
        } else {
            let (word, style) = word(line.gist.prospect);
            let (word, rest) = (painted(style, &format!("{word:<16}")), rest(line.gist));
            let name = if rest.is_empty() { name.to_owned() } else { format!("{name:<24}  {rest}") };
            writeln!(out, "  {word}  {name}")?;
        }
        out.flush()
    }

    /// How many came to what, and whose consent is missing.
    pub(crate) fn end(&mut self, counts: &Counts, ledger_at: Position) -> Result<()> {
        let mut out = anstream::stdout().lock();
        if self.args.json {
            let of = |(name, prospect): &(&str, Prospect)| ((*name).to_owned(), counts.of(*prospect).into());
            let prospects = Prospect::ALL.iter().map(of).collect();
            let (all, missing) = (counts.all(), counts.missing());
            let counts = CountsOutput { all, prospects, missing, ledger_at };
            serde_json::to_writer(&mut out, &Last { counts })?;
            writeln!(out)?;
            return out.flush();
        }
        let of = |(_, prospect): &(&str, Prospect)| match counts.of(*prospect) {
            0 => None,
            count => Some(format!("{count} {}", word(*prospect).0)),
        };
        let came: Vec<String> = Prospect::ALL.iter().filter_map(of).collect();
        match counts.all() {
            0 => writeln!(out, "  nothing to answer for")?,
            all => writeln!(out, "\n  {all} asked: {}", came.join(", "))?,
        }
        let missing = counts.missing();
        if !missing.is_empty() {
            let missing = missing.iter().map(|missing| format!("{} {}", missing.owner, missing.count));
            writeln!(out, "  missing: {}", missing.collect::<Vec<_>>().join(", "))?;
        }
        writeln!(out, "\n  {}", painted(DIM, &format!("ledger at {ledger_at}")))?;
        out.flush()
    }
}

fn recipient(named: &Named) -> String {
    match named {
        Named::Party(party) => party.to_string(),
        Named::Concealed { concealed_behind } => format!("somebody reached through {concealed_behind}"),
    }
}

fn is_of(outcome: OutcomeArg, prospect: Prospect) -> bool {
    let denied = [Prospect::NeedsConsent, Prospect::NeedsRight, Prospect::Never, Prospect::NotHeld]
        .contains(&prospect);
    match outcome {
        OutcomeArg::Permitted => prospect == Prospect::Permitted,
        OutcomeArg::NeedsConsent => prospect == Prospect::NeedsConsent,
        OutcomeArg::ByRightAlone => prospect == Prospect::ByRightAlone,
        OutcomeArg::ByConsentAlone => prospect == Prospect::ByConsentAlone,
        OutcomeArg::NeedsRight => prospect == Prospect::NeedsRight,
        OutcomeArg::Never => prospect == Prospect::Never,
        OutcomeArg::NotHeld => prospect == Prospect::NotHeld,
        OutcomeArg::Unanswerable => prospect == Prospect::Unanswerable,
        OutcomeArg::Denied => denied,
    }
}

fn word(prospect: Prospect) -> (&'static str, anstyle::Style) {
    match prospect {
        Prospect::Permitted => ("permitted", GOOD),
        Prospect::NeedsConsent => ("needs consent", MIXED),
        Prospect::ByRightAlone => ("by right alone", MIXED),
        Prospect::ByConsentAlone => ("by consent alone", MIXED),
        Prospect::NeedsRight => ("needs right", MIXED),
        Prospect::Never => ("never", BAD),
        Prospect::NotHeld => ("not held", BAD),
        Prospect::Unanswerable => ("no answer", BAD),
    }
}

/// Who is missing, and why or how long.
fn rest(gist: &Gist) -> String {
    let missing = gist.missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let missing = match gist.prospect {
        Prospect::NotHeld | Prospect::Unanswerable => String::new(),
        Prospect::Never => missing,
        _ if missing.is_empty() => missing,
        _ => format!("of {missing}"),
    };
    let because = gist.because.as_deref().map(in_one_line).unwrap_or_default();
    let wait = gist.wait_until.map(|until| format!("or wait until {until}")).unwrap_or_default();
    let told = [missing, because, wait].into_iter().filter(|part| !part.is_empty());
    told.collect::<Vec<_>>().join(" · ")
}

/// The answer in a few words.
pub(super) fn in_words(gist: &Gist) -> String {
    let rest = rest(gist);
    let word = word(gist.prospect).0;
    match rest {
        rest if rest.is_empty() => word.to_owned(),
        rest if rest.starts_with("of ") => format!("{word} {rest}"),
        rest => format!("{word}: {rest}"),
    }
}

/// What is asked about every item.
pub(crate) fn what_title(manner: &Manner, to: &[InCapacity]) -> String {
    let to: Vec<&str> = to.iter().map(|who| who.party.as_str()).collect();
    format!("What may {} {} to {}{}?", manner.actor.party, verb(manner), to.join(", "), further(manner))
}

/// What is asked about every party.
pub(crate) fn who_may_title(manner: &Manner, item: &ItemId) -> String {
    format!("To whom may {} {} {item}{}?", manner.actor.party, verb(manner), further(manner))
}

pub(super) fn verb(manner: &Manner) -> &'static str {
    match manner.mode {
        Mode::Showing => "show",
        Mode::Giving => "give",
    }
}

pub(super) fn further(manner: &Manner) -> String {
    let purposes: Vec<&str> = manner.purposes.iter().map(Purpose::as_str).collect();
    let purposes = if purposes.is_empty() { String::new() } else { format!(" for {}", purposes.join(", ")) };
    let unnamed = if manner.unattributed { ", the source unnamed" } else { "" };
    format!("{purposes}{unnamed}, as of {}", manner.on)
}
