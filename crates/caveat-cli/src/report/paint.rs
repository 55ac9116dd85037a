//! Colours. The streams drop them where there is no terminal, or where `NO_COLOR` asks for none.

use anstyle::{AnsiColor, Color, Style};

pub(super) const STRONG: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GOOD: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Green)));
pub(super) const MIXED: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Yellow)));
pub(super) const BAD: Style = Style::new().bold().fg_color(Some(Color::Ansi(AnsiColor::Red)));

/// The text in that style.
pub(super) fn painted(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// Words come from anybody: nothing in them breaks the line, turns it around or speaks to the terminal.
pub(super) fn in_one_line(text: &str) -> String {
    let harmless = |c: char| {
        if c.is_control() || turns(c) { ' ' } else { c }
    };
    text.chars().map(harmless).collect()
}

/// Whether a character turns the line around for whoever reads it.
pub(super) fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
