//! An answer as a person reads it: the outcome, the two halves, what became of each caveat, the ways to a yes.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::{Result, Write};

use anstyle::Style;
use caveat::answer::{ChangeTold, Decided, GroundTold, HalfTold, Named, NeedTold, ReportTold};
use caveat::decide::{Half, Outcome, Side, StateKind};
use caveat::entry::Stance;
use caveat::time::Position;

use super::paint::{BAD, DIM, GOOD, MIXED, in_one_line, painted};

/// Prints a decision as far as the asker may know it.
pub(super) fn decided(out: &mut impl Write, told: &Decided) -> Result<()> {
    headline(out, told)?;
    writeln!(out)?;
    if !told.possession.held {
        writeln!(out, "  holds it  no: {}", told.possession.text)?;
    }
    half(out, "right", &told.right, told, Side::Own)?;
    half(out, "consent", &told.consent, told, Side::Other)?;
    ways(out, told)?;
    if !told.alternatives.is_empty() {
        writeln!(out, "\n  could go now instead\n    {}", joined(&told.alternatives, ", "))?;
    }
    reports(out, &told.reports)?;
    let foot = format!("{} · ledger at {} · as of {}", grounds(told), told.ledger_at, told.question.on);
    writeln!(out)?;
    wrapped(&foot, 2, 110).try_for_each(|line| writeln!(out, "{}", painted(DIM, &line)))
}

/// The entries that show the states themselves, and how many more these rest on.
fn grounds(told: &Decided) -> String {
    let direct: BTreeSet<Position> =
        told.grounds.iter().flat_map(|ground| ground.cites.iter().copied()).collect();
    let more = told.cited.iter().filter(|position| !direct.contains(position)).count();
    let direct: Vec<String> = direct.iter().map(ToString::to_string).collect();
    match (direct.is_empty(), more) {
        (true, _) => format!("grounds: {more} entries"),
        (false, 0) => format!("grounds {}", direct.join(" ")),
        (false, 1) => format!("grounds {} and 1 entry that they rest on", direct.join(" ")),
        (false, _) => format!("grounds {} and {more} entries that they rest on", direct.join(" ")),
    }
}

fn headline(out: &mut impl Write, told: &Decided) -> Result<()> {
    let (style, word) = match told.outcome {
        Outcome::Permitted => (GOOD, "PERMITTED"),
        Outcome::ByRightAlone => (MIXED, "BY RIGHT ALONE"),
        Outcome::ByConsentAlone => (MIXED, "BY CONSENT ALONE"),
        Outcome::Denied => (BAD, "DENIED"),
    };
    writeln!(out, "{}    {}", painted(style, word), plainly(told))
}

/// The outcome in plain words.
fn plainly(told: &Decided) -> String {
    let side = joined(&told.right.owners, ", ");
    let others = joined(&told.consent.standing, ", ");
    match told.outcome {
        Outcome::Permitted => match (told.right.half, told.consent.half) {
            (Half::Yes, Half::Yes) => {
                format!("by the authority of {side}, and with the consent of all others")
            }
            (Half::Yes, _) => format!("by the authority of {side}; nobody else has a caveat on it"),
            (_, Half::Yes) => "every caveat on it is met or was lifted by its owner".to_owned(),
            _ => "no caveat stands in the way".to_owned(),
        },
        Outcome::ByRightAlone => {
            format!("lawful for {side}; {others} {} not agreed", has(&told.consent.standing))
        }
        Outcome::ByConsentAlone => format!("the others agree; {side} has not authorised it"),
        Outcome::Denied if !told.possession.held => "the actor does not hold it".to_owned(),
        Outcome::Denied if told.awaits_consent_only => {
            format!("until {others} {}", agrees(&told.consent.standing))
        }
        Outcome::Denied => {
            let mut standing = told.right.standing.clone();
            standing.extend(
                told.consent.standing.iter().filter(|owner| !told.right.standing.contains(owner)).cloned(),
            );
            format!("caveats of {} stand", joined(&standing, ", "))
        }
    }
}

fn has(owners: &[Named]) -> &'static str {
    if owners.len() == 1 { "has" } else { "have" }
}

fn agrees(owners: &[Named]) -> &'static str {
    if owners.len() == 1 { "agrees" } else { "agree" }
}

fn joined<T: Display>(list: &[T], separator: &str) -> String {
    list.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
}

/// One half: whose it is, and what became of each caveat.
fn half(out: &mut impl Write, name: &str, half: &HalfTold, told: &Decided, side: Side) -> Result<()> {
    let owners = if half.owners.is_empty() { "nobody else".to_owned() } else { joined(&half.owners, ", ") };
    let verdict = match half.half {
        Half::Yes => painted(GOOD, "yes"),
        Half::No => painted(BAD, "no"),
        Half::NotInQuestion => painted(DIM, "not in question"),
    };
    writeln!(out, "  {name:<9} {owners}: {verdict}")?;
    let rows = rows(told, side);
    let width = rows.iter().map(|row| row.asks.chars().count()).max().unwrap_or(0).min(44);
    let several_owners = half.owners.len() > 1;
    for row in &rows {
        let (style, state) = match row.state {
            StateKind::Met => (Style::new(), "met"),
            StateKind::Lifted => (GOOD, "lifted"),
            StateKind::Standing => (BAD, "STANDS"),
            StateKind::Undetermined => (BAD, "UNCLEAR"),
        };
        let owner = if several_owners { format!("{} · ", row.owner) } else { String::new() };
        let recipients = row.only_for.as_ref().map(|to| format!(" · for {to}")).unwrap_or_default();
        let state = painted(style, &format!("{state:<8}"));
        writeln!(out, "    {state} {:<width$}   {owner}{}{recipients}", row.asks, row.text)?;
    }
    Ok(())
}

/// What became of a caveat, alike for several recipients.
struct Row<'a> {
    asks: String,
    owner: &'a Named,
    state: StateKind,
    text: String,
    /// The recipients, where it is not the same for all.
    only_for: Option<String>,
}

fn rows(told: &Decided, side: Side) -> Vec<Row<'_>> {
    let mut groups: Vec<(String, &GroundTold, Vec<String>)> = Vec::new();
    for ground in told.grounds.iter().filter(|ground| ground.side == side) {
        // Who reads markings knows the word, and `marking explain` says what it asks.
        let asks = ground.word.as_ref().unwrap_or(&ground.asks);
        let asks = match ground.on_item == told.question.item {
            true => asks.clone(),
            false => format!("{asks} (of {})", ground.on_item),
        };
        let asks = in_one_line(&asks);
        let recipient = ground.recipient.first().map(ToString::to_string).unwrap_or_default();
        let alike = |(known, first, _): &&mut (String, &GroundTold, Vec<String>)| {
            *known == asks
                && first.owner == ground.owner
                && first.state == ground.state
                && first.text == ground.text
        };
        match groups.iter_mut().find(alike) {
            Some((.., recipients)) if recipients.contains(&recipient) => {}
            Some((.., recipients)) => recipients.push(recipient),
            None => groups.push((asks, ground, vec![recipient])),
        }
    }
    let all = told.question.to.len();
    groups
        .into_iter()
        .map(|(asks, ground, recipients)| Row {
            asks,
            owner: &ground.owner,
            state: ground.state,
            text: in_one_line(&ground.text),
            only_for: (recipients.len() < all).then(|| recipients.join(", ")),
        })
        .collect()
}

/// What would make it permitted: every line of it.
fn ways(out: &mut impl Write, told: &Decided) -> Result<()> {
    if !told.possession.held {
        return writeln!(
            out,
            "\n  to make it permitted\n    the actor must first receive it from who may disclose it"
        );
    }
    if told.ways.is_empty() {
        return Ok(());
    }
    let mut groups: Vec<(&NeedTold, String, Vec<String>)> = Vec::new();
    for need in &told.ways {
        let changes = need.changes.iter().map(change).collect::<Vec<_>>().join("\n      or ");
        // An item dated after the instant asked about states its caveats only then: no act of before lifts them.
        let changes =
            if changes.is_empty() { "nothing would do at that instant".to_owned() } else { changes };
        let recipient = need.recipient.to_string();
        let alike = |(first, known, _): &&mut (&NeedTold, String, Vec<String>)| {
            first.owner == need.owner
                && first.asks == need.asks
                && first.word == need.word
                && *known == changes
        };
        match groups.iter_mut().find(alike) {
            Some((.., recipients)) if recipients.contains(&recipient) => {}
            Some((.., recipients)) => recipients.push(recipient),
            None => groups.push((need, changes, vec![recipient])),
        }
    }
    let heading =
        if groups.len() == 1 { "to make it permitted" } else { "to make it permitted, all of these" };
    writeln!(out, "\n  {heading}")?;
    for (need, changes, recipients) in groups {
        writeln!(
            out,
            "    {} · for {}",
            in_one_line(need.word.as_ref().unwrap_or(&need.asks)),
            recipients.join(", ")
        )?;
        writeln!(out, "      {changes}")?;
    }
    Ok(())
}

fn change(change: &ChangeTold) -> String {
    match change {
        ChangeTold::Grant { ask, speakers } => {
            let can = speakers.iter().map(|speaker| match &speaker.power {
                Some((power, entry)) => format!("{} can answer ({entry}: {power})", speaker.party),
                None => format!("{} can answer, above it", speaker.party),
            });
            let can: Vec<String> = can.collect();
            let can = if can.is_empty() { String::new() } else { format!(" · {}", can.join(", ")) };
            match ask {
                Named::Party(party) => format!("ask {party}{can}"),
                Named::Concealed { concealed_behind } => format!("ask through {concealed_behind}"),
            }
        }
        ChangeTold::Clearance { level, scheme } => format!("a clearance at {level} or above ({scheme})"),
        ChangeTold::ReadIn { code, scheme } => format!("a read-in to {code} ({scheme})"),
        ChangeTold::Acceptance { terms } => format!("acceptance of {terms}"),
        ChangeTold::Later { at } => format!("wait until {at}"),
    }
}

/// Disclosures that are only reported, and what is said of them.
fn reports(out: &mut impl Write, reports: &[ReportTold]) -> Result<()> {
    for report in reports {
        match &report.power {
            Some(power) => writeln!(out, "\n  said of {power} ({}); it decides nothing here", report.entry)?,
            None => {
                writeln!(out, "\n  reported of {} ({}); it decides nothing here", report.on, report.entry)?
            }
        }
        for statement in &report.statements {
            let says = match statement.stance {
                Stance::Asserts => "asserts it",
                Stance::Denies => "denies it",
                Stance::Declines => "declines to confirm it",
            };
            writeln!(out, "    {} {says} ({}, {})", statement.by, statement.entry, statement.on)?;
        }
    }
    Ok(())
}

/// Breaks a text into lines of some width, each indented.
fn wrapped(text: &str, indent: usize, width: usize) -> impl Iterator<Item = String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(format!("{}{word}", " ".repeat(indent))),
        }
    }
    lines.into_iter()
}
