//! What a user is told of a text that is wrong, as lines that a person can read.

use std::fmt::Write as _;
use std::ops::Range;

use caveat::read::Problem;

/// The place, what stands there, the message and the hint.
pub(crate) fn render(listing: &mut String, text: &[u8], problem: &Problem) {
    writeln!(listing, "  {}: {}", shown(text, &problem.span), problem.message).unwrap();
    for note in &problem.notes {
        writeln!(listing, "    {}: {}", shown(text, &note.span), note.message).unwrap();
    }
    if let Some(hint) = &problem.hint {
        writeln!(listing, "    hint: {hint}").unwrap();
    }
}

fn shown(text: &[u8], span: &Range<usize>) -> String {
    let before = &text[..span.start];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let begin = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let column = String::from_utf8_lossy(&before[begin..]).chars().count() + 1;
    let pointed = String::from_utf8_lossy(&text[span.clone()]).escape_debug().to_string();
    let pointed = match pointed.char_indices().nth(60) {
        Some((cut, _)) => format!("{}…", &pointed[..cut]),
        None => pointed,
    };
    format!("{line}:{column} «{pointed}»")
}
