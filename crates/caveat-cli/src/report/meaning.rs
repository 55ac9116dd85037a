//! What a marking means, as a table: the word, the caveat, whose it is, and what a recipient must hold.

use std::io::{Result, Write};

use caveat::caveat::{Audience, Caveat, Mode, RelativeAudience, Test};
use caveat::id::PartyId;
use caveat::marking::{Marked, Understood};
use caveat::scheme::Scheme;

use super::paint::{BAD, DIM, STRONG, in_one_line, painted};

/// The widest columns: the word, the caveat, the owner, what is asked.
const WIDEST: [usize; 4] = [26, 30, 16, 40];

const HEADINGS: [&str; 4] = ["word", "means", "whose", "a recipient must"];

/// Whose a caveat is: those it names; else the scheme's authority for a level or a compartment; else the originator of
/// the item, who is called `otherwise` where nobody says who it is.
pub(super) fn owners<'a>(
    marked: &'a Marked,
    scheme: &'a Scheme,
    originator: Option<&'a PartyId>,
    otherwise: &'a str,
) -> Vec<&'a str> {
    let named: Vec<&str> = marked.caveat.owners.iter().map(PartyId::as_str).collect();
    let of_scheme =
        named.is_empty() && !marked.of_originator && marked.caveat.test.scheme() == Some(&scheme.id);
    if of_scheme {
        return vec![scheme.authority.as_str()];
    }
    let of_originator = named.is_empty() || marked.of_originator;
    let originator = originator.map_or(otherwise, PartyId::as_str);
    named.into_iter().chain(of_originator.then_some(originator)).collect()
}

/// Prints what a marking means.
pub(super) fn meaning(
    out: &mut impl Write,
    scheme: &Scheme,
    understood: &Understood,
    originator: Option<&PartyId>,
) -> Result<()> {
    if understood.marked.is_empty() {
        writeln!(out, "  it restricts nobody")?;
    } else {
        caveats(out, scheme, &understood.marked, originator)?;
    }
    if understood.carried.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n  carried along, and not decided")?;
    carried(out, &understood.carried)
}

/// Prints caveats as a table.
pub(super) fn caveats(
    out: &mut impl Write,
    scheme: &Scheme,
    marked: &[Marked],
    originator: Option<&PartyId>,
) -> Result<()> {
    let rows: Vec<Row> = marked.iter().map(|marked| row(marked, scheme, originator)).collect();
    table(out, &rows)
}

/// Prints words that are not decided, each with the reason.
pub(super) fn carried(out: &mut impl Write, carried: &[(String, String)]) -> Result<()> {
    let width = carried.iter().map(|(word, _)| word.chars().count()).max().unwrap_or(0);
    for (word, reason) in carried {
        let (word, reason) = (in_one_line(word), in_one_line(reason));
        writeln!(out, "    {word:<width$}  {}", painted(DIM, &reason))?;
    }
    Ok(())
}

struct Row {
    cells: [String; 4],
    /// Whether nobody meets it.
    is_closed: bool,
}

fn row(marked: &Marked, scheme: &Scheme, originator: Option<&PartyId>) -> Row {
    let owners = owners(marked, scheme, originator, "the originator").join(", ");
    let mut asks = asks(&marked.caveat.test);
    if !marked.releasers.is_empty() {
        asks.push_str(&format!("; or have it released by {}", listed(&marked.releasers, " or ")));
    }
    let word = if marked.word.trim().is_empty() { "(nothing)" } else { &marked.word };
    let cells = [word.to_owned(), means(&marked.caveat), owners, asks];
    Row {
        cells: cells.map(|cell| in_one_line(&cell)),
        is_closed: matches!(marked.caveat.test, Test::Nobody(_)),
    }
}

/// The caveat as one says it, with when it is in force.
fn means(caveat: &Caveat) -> String {
    let mut text = says(&caveat.test);
    for mode in &caveat.modes {
        text.push_str(match mode {
            Mode::Showing => ", for showing",
            Mode::Giving => ", for giving",
        });
    }
    if let Some(from) = caveat.from {
        text.push_str(&format!(", from {from}"));
    }
    if let Some(until) = caveat.until.as_ref() {
        let instant = until.instant.map(|instant| instant.to_string());
        let event = until.event.as_ref().map(|event| event.event.to_string());
        let ends: Vec<String> = instant.into_iter().chain(event).collect();
        text.push_str(&format!(", until {}", ends.join(" or ")));
    }
    text
}

fn says(test: &Test) -> String {
    match test {
        Test::Nobody(_) => "nobody".to_owned(),
        Test::Relative(audience) => {
            let affiliates = if audience.affiliates { " and its affiliates" } else { "" };
            let clients = if audience.clients { ", and its clients" } else { "" };
            format!("the organisation that was given it{affiliates}{clients}")
        }
        Test::Any(tests) => tests.iter().map(says).collect::<Vec<_>>().join("; or "),
        test => test.to_string(),
    }
}

/// What a recipient must hold.
fn asks(test: &Test) -> String {
    match test {
        Test::Level(_, level) => format!("be cleared for {level} or above"),
        Test::Compartment(_, code) => format!("be read in to {code}"),
        Test::Audience(audience) => within(audience),
        Test::Relative(audience) => inside(*audience),
        Test::Purpose(purposes) => format!("have it for {}", listed(purposes, " or ")),
        Test::Unattributed => "get it without the name of its source".to_owned(),
        Test::Bound(terms) => format!("have accepted {terms}"),
        Test::Rule(rule) => format!("not be forbidden it by house rule {rule}"),
        Test::Any(tests) => tests.iter().map(asks).collect::<Vec<_>>().join("; or "),
        Test::Nobody(Some(reason)) => format!("ask the owner: {}", reason.as_str()),
        Test::Nobody(None) => "ask the owner".to_owned(),
    }
}

fn within(audience: &Audience) -> String {
    match audience.members.as_slice() {
        [one] => format!("be within {one}"),
        members => format!("be within one of {}", listed(members, ", ")),
    }
}

fn inside(audience: RelativeAudience) -> String {
    let affiliates = if audience.affiliates { " and its affiliates" } else { "" };
    let clients = if audience.clients { ", or be its client" } else { "" };
    format!("be in the organisation of those whom the owner gave it to{affiliates}{clients}")
}

fn listed<T: ToString>(list: impl IntoIterator<Item = T>, between: &str) -> String {
    list.into_iter().map(|one| one.to_string()).collect::<Vec<_>>().join(between)
}

fn table(out: &mut impl Write, rows: &[Row]) -> Result<()> {
    let mut widths = HEADINGS.map(|heading| heading.chars().count());
    for row in rows {
        for ((width, widest), cell) in widths.iter_mut().zip(WIDEST).zip(&row.cells) {
            *width = (*width).max(cell.chars().count().min(widest));
        }
    }
    let headings: Vec<String> =
        HEADINGS.iter().zip(widths).map(|(heading, width)| format!("{heading:<width$}")).collect();
    writeln!(out, "  {}", painted(DIM, headings.join("  ").trim_end()))?;
    for row in rows {
        let mut cells: Vec<std::vec::IntoIter<String>> =
            row.cells.iter().zip(widths).map(|(cell, width)| wrapped(cell, width).into_iter()).collect();
        loop {
            let line: Vec<Option<String>> = cells.iter_mut().map(Iterator::next).collect();
            if line.iter().all(Option::is_none) {
                break;
            }
            writeln!(out, "  {}", line_of(&line, &widths, row.is_closed))?;
        }
    }
    Ok(())
}

fn line_of(cells: &[Option<String>], widths: &[usize; 4], is_closed: bool) -> String {
    let last = cells.iter().rposition(|cell| cell.as_ref().is_some_and(|cell| !cell.is_empty()));
    let cells = cells.iter().zip(widths).enumerate().take(last.map_or(0, |last| last + 1));
    let painted_cells: Vec<String> = cells
        .map(|(index, (cell, width))| {
            let cell = cell.as_deref().unwrap_or_default();
            // What ends the line is not filled up.
            let width = if Some(index) == last { 0 } else { *width };
            let filled = format!("{cell:<width$}");
            match index {
                0 => painted(STRONG, &filled),
                1 if is_closed => painted(BAD, &filled),
                _ => filled,
            }
        })
        .collect();
    painted_cells.join("  ")
}

/// Breaks a text into lines of some width; a word that is longer is broken too.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() && word.chars().count() <= width => line.push_str(word),
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => broken(word, width, &mut lines),
        }
    }
    lines
}

/// A word on lines of its own, as many as it needs.
fn broken(word: &str, width: usize, lines: &mut Vec<String>) {
    let mut rest = word;
    while !rest.is_empty() {
        let end = rest.char_indices().nth(width).map_or(rest.len(), |(end, _)| end);
        let (piece, after) = rest.split_at(end);
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(piece),
            _ => lines.push(piece.to_owned()),
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_are_broken_between_words() {
        assert_eq!(wrapped("one two three", 7), ["one two", "three"]);
        assert_eq!(wrapped("one", 7), ["one"]);
        assert_eq!(wrapped("", 7), [""]);
    }

    #[test]
    fn a_word_that_is_too_long_is_broken_too() {
        assert_eq!(wrapped("a abcdefghij b", 4), ["a", "abcd", "efgh", "ij b"]);
        assert_eq!(wrapped("ääääää", 4), ["ääää", "ää"]);
    }
}
