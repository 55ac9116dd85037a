//! A recall: notices to holders, and how it stands.

use std::io::{Result, Write};

use caveat::answer::Named;
use caveat::caveat::Mode;
use caveat::entry::Recalled;
use caveat::facts::{Facts, How};
use caveat::id::{ItemId, PartyId};
use caveat::recall::{Holding, Lasting, Origin, Standing, State, Word};
use caveat::time::{Instant, Position};
use serde::Serialize;

use super::paint::{BAD, DIM, GOOD, MIXED, STRONG, in_one_line, painted};

/// A recall, with what names its parties as they may be named.
struct Told<'a> {
    standing: &'a Standing,
    facts: &'a Facts,
}

impl Told<'_> {
    fn name(&self, party: &PartyId, item: &ItemId) -> Named {
        match self.facts.relay_of(party, self.standing.items.iter().chain([item])) {
            Some(relay) => Named::Concealed { concealed_behind: relay.clone() },
            None => Named::Party(party.clone()),
        }
    }

    fn shown(&self, party: &PartyId, item: &ItemId) -> String {
        match self.name(party, item) {
            Named::Party(party) => party.to_string(),
            Named::Concealed { concealed_behind } => format!("somebody reached through {concealed_behind}"),
        }
    }

    fn lasting(&self, lasting: &Lasting) -> String {
        match lasting {
            Lasting::Seen { party, item, on, entry } => {
                format!("{} saw {item} on {on} ({entry})", self.shown(party, item))
            }
            Lasting::WentTo { party, item, entry } => {
                format!("{item} went to {} ({entry}): who has it now is not known", self.shown(party, item))
            }
            Lasting::Kept { party, item, entry } => {
                format!("{} keeps {item}, and says so ({entry})", self.shown(party, item))
            }
            Lasting::Derived { item, originator, entry } => {
                format!("{item} exists, which {} made of it ({entry})", self.shown(originator, item))
            }
            Lasting::Reported { party, item, from, entry } => format!(
                "{} is said to have passed {item} to {} ({entry}): nobody who took part recorded it",
                self.shown(from, item),
                self.shown(party, item)
            ),
        }
    }
}

/// Prints a notice for each holder that has to act, from each who disclosed it to them; then what is not undone.
pub(crate) fn notices(standing: &Standing, facts: &Facts) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let told = Told { standing, facts };
    let open: Vec<&Holding> = standing.holdings.iter().filter(|holding| holding.state.is_open()).collect();
    let mut pairs: Vec<(&PartyId, &PartyId)> = Vec::new();
    for holding in &open {
        let pair = (&holding.holder, &holding.notified_by);
        if !pairs.contains(&pair) {
            pairs.push(pair);
        }
    }
    for (holder, from) in pairs {
        let theirs: Vec<&&Holding> =
            open.iter().filter(|holding| (&holding.holder, &holding.notified_by) == (holder, from)).collect();
        notice(&mut out, &told, holder, from, &theirs)?;
    }
    if open.is_empty() {
        writeln!(out, "\nnobody else holds it, as far as is recorded")?;
    }
    not_undone(&mut out, &told)?;
    let how = format!("`caveat recalled {}` says how it stands", standing.caveat);
    writeln!(out, "\n{}", painted(DIM, &how))?;
    out.flush()
}

/// A notice tells a holder of its own holdings alone, and of who gave them.
fn notice(
    out: &mut impl Write,
    told: &Told<'_>,
    holder: &PartyId,
    from: &PartyId,
    holdings: &[&&Holding],
) -> Result<()> {
    let Some(first) = holdings.first() else { return Ok(()) };
    let (to, by) = (told.shown(holder, &first.through), told.shown(from, &first.through));
    writeln!(out, "\n{}", painted(STRONG, &format!("To {to}, from {by}")))?;
    for holding in holdings {
        writeln!(out, "  {}", had(holding, &by))?;
    }
    writeln!(out, "  Please {}", please(&told.standing.asks.to, told.standing))?;
    if let Some(deadline) = told.standing.asks.deadline {
        writeln!(out, "  Please let us know before {deadline} what you did.")?;
    } else {
        writeln!(out, "  Please let us know what you did.")?;
    }
    if let Some(reason) = &told.standing.asks.reason {
        writeln!(out, "  The reason: {}", in_one_line(reason.as_str()))?;
    }
    writeln!(out, "  If you passed it on, please ask the same of those to whom you did. Thank you.")
}

fn had(holding: &Holding, by: &str) -> String {
    let (item, on) = (&holding.through, holding.on);
    let what = match holding.origin {
        Origin::Recalled if holding.through == holding.item => "It is recalled",
        Origin::Recalled => "A part of it is recalled",
        Origin::Derived => "Something it was made of is recalled",
    };
    match &holding.how {
        How::Received { mode: Mode::Showing, .. } => format!("On {on}, {by} showed you {item}. {what}."),
        How::Received { .. } | How::Reported { .. } => format!("On {on}, {by} gave you {item}. {what}."),
        How::Originated => format!("You made {item} on {on}. {what}."),
    }
}

fn please(asks: &Recalled, standing: &Standing) -> String {
    match (asks, &standing.asks.replacement) {
        (Recalled::Return, _) => "return every copy, keep none, and pass it on to nobody.".to_owned(),
        (Recalled::Destroy, _) => "destroy every copy, and pass it on to nobody.".to_owned(),
        (Recalled::Replace, Some(item)) => format!("use {item} in its place, and pass it on to nobody."),
        (Recalled::Narrow | Recalled::Replace, _) => {
            "keep it to those for whom it is from now on, and pass it on to nobody else.".to_owned()
        }
    }
}

fn not_undone(out: &mut impl Write, told: &Told<'_>) -> Result<()> {
    if told.standing.lasting.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{}", painted(BAD, "What this does not undo"))?;
    told.standing
        .lasting
        .iter()
        .try_for_each(|lasting| writeln!(out, "  {}", in_one_line(&told.lasting(lasting))))
}

/// Prints how a recall stands, for a person.
pub(crate) fn recalled(standing: &Standing, facts: &Facts, on: Instant) -> Result<()> {
    let mut out = anstream::stdout().lock();
    let told = Told { standing, facts };
    let items: Vec<&str> = standing.items.iter().map(ItemId::as_str).collect();
    let title = format!("The recall {} of {}, as of {on}", standing.caveat, items.join(", "));
    writeln!(out, "{}", painted(STRONG, &title))?;
    let deadline = standing.asks.deadline.map(|deadline| format!(", before {deadline}")).unwrap_or_default();
    let asks = Recalled::ALL.iter().find(|(_, to)| *to == standing.asks.to).map_or("", |(word, _)| word);
    let by = standing.items.first().map(|item| told.shown(&standing.by, item)).unwrap_or_default();
    writeln!(out, "  by {by} on {} ({}): to {asks}{deadline}\n", standing.on, standing.entry)?;
    if standing.holdings.is_empty() {
        writeln!(out, "  nobody else came to hold it, as far as is recorded")?;
    }
    for holding in &standing.holdings {
        writeln!(out, "    {:<12}  {}", state(holding.state), held(&told, holding))?;
    }
    not_undone(&mut out, &told)?;
    let open = standing.holdings.iter().filter(|holding| holding.state.is_open()).count();
    let sum = match open {
        0 => painted(GOOD, "nothing is waited for"),
        1 => painted(MIXED, "1 acknowledgement is waited for"),
        _ => painted(MIXED, &format!("{open} acknowledgements are waited for")),
    };
    writeln!(out, "\n{sum}")?;
    out.flush()
}

fn held(told: &Told<'_>, holding: &Holding) -> String {
    let holder = told.shown(&holding.holder, &holding.through);
    let from = told.shown(&holding.notified_by, &holding.through);
    let what = match holding.origin {
        Origin::Recalled if holding.through == holding.item => holding.through.to_string(),
        Origin::Recalled => format!("{}, within {}", holding.item, holding.through),
        Origin::Derived if holding.through == holding.item => format!("{}, made of it", holding.through),
        Origin::Derived => format!("{}, made of it, within {}", holding.item, holding.through),
    };
    let came = match &holding.how {
        How::Originated => format!("originated on {}", holding.on),
        How::Received { mode, .. } => format!("{} by {from} on {}", verb(*mode), holding.on),
        How::Reported { mode, .. } => {
            format!("said to have been {} by {from} on {}", verb(*mode), holding.on)
        }
    };
    let said = match holding.said {
        Some(Word { fate, on, entry }) => {
            let word = caveat::entry::Fate::ALL.iter().find(|(_, known)| *known == fate);
            format!("; {} on {on} ({entry})", word.map_or("", |(word, _)| word))
        }
        None if holding.state.is_open() => format!("; {from} has to notify it"),
        None => String::new(),
    };
    format!("{holder}: {what}, {came} ({}){said}", holding.since)
}

fn verb(mode: Mode) -> &'static str {
    match mode {
        Mode::Showing => "shown",
        Mode::Giving => "given",
    }
}

fn state(state: State) -> &'static str {
    match state {
        State::Awaiting => "awaiting",
        State::Overdue => "OVERDUE",
        State::Done => "done",
        State::DoneOtherwise => "otherwise",
        State::Kept => "kept",
        State::GivenUpBefore => "gone before",
        State::OutOfReach => "out of reach",
        State::Reported => "reported",
    }
}

#[derive(Serialize)]
struct Output<'a> {
    version: u32,
    recall: &'a str,
    entry: Position,
    by: Named,
    on: Instant,
    as_of: Instant,
    items: &'a [ItemId],
    to: Recalled,
    replacement: Option<&'a ItemId>,
    deadline: Option<Instant>,
    holdings: Vec<HoldingOutput<'a>>,
    lasting: Vec<LastingOutput>,
}

#[derive(Serialize)]
struct HoldingOutput<'a> {
    holder: Named,
    item: &'a ItemId,
    through: &'a ItemId,
    origin: Origin,
    how: &'static str,
    mode: Option<Mode>,
    on: Instant,
    since: Position,
    notified_by: Named,
    said: Option<Word>,
    state: State,
}

#[derive(Serialize)]
struct LastingOutput {
    what: &'static str,
    entry: Position,
    sentence: String,
}

/// Prints how a recall stands as one JSON document (`docs/formats/recalled.schema.json`).
pub(crate) fn recalled_json(standing: &Standing, facts: &Facts, as_of: Instant) -> Result<()> {
    let told = Told { standing, facts };
    let by = match standing.items.first() {
        Some(item) => told.name(&standing.by, item),
        None => Named::Party(standing.by.clone()),
    };
    super::document(&Output {
        version: 1,
        recall: standing.caveat.as_str(),
        entry: standing.entry,
        by,
        on: standing.on,
        as_of,
        items: &standing.items,
        to: standing.asks.to,
        replacement: standing.asks.replacement.as_ref(),
        deadline: standing.asks.deadline,
        holdings: standing.holdings.iter().map(|holding| output(&told, holding)).collect(),
        lasting: standing.lasting.iter().map(|lasting| lasting_output(&told, lasting)).collect(),
    })
}

fn output<'a>(told: &Told<'_>, holding: &'a Holding) -> HoldingOutput<'a> {
    let (how, mode) = match &holding.how {
        How::Originated => ("originated", None),
        How::Received { mode, .. } => ("received", Some(*mode)),
        How::Reported { mode, .. } => ("reported", Some(*mode)),
    };
    HoldingOutput {
        holder: told.name(&holding.holder, &holding.through),
        item: &holding.item,
        through: &holding.through,
        origin: holding.origin,
        how,
        mode,
        on: holding.on,
        since: holding.since,
        notified_by: told.name(&holding.notified_by, &holding.through),
        said: holding.said,
        state: holding.state,
    }
}

fn lasting_output(told: &Told<'_>, lasting: &Lasting) -> LastingOutput {
    let (what, entry) = match lasting {
        Lasting::Seen { entry, .. } => ("seen", *entry),
        Lasting::WentTo { entry, .. } => ("went-to", *entry),
        Lasting::Kept { entry, .. } => ("kept", *entry),
        Lasting::Derived { entry, .. } => ("derived", *entry),
        Lasting::Reported { entry, .. } => ("reported", *entry),
    };
    LastingOutput { what, entry, sentence: told.lasting(lasting) }
}
