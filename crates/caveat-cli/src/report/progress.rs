//! How far something is, on a terminal and nowhere else.

use std::io::{IsTerminal as _, Write as _};
use std::time::{Duration, Instant};

/// Nothing is shown of what takes no longer.
const PATIENCE: Duration = Duration::from_secs(1);

/// It is drawn anew no sooner.
const PAUSE: Duration = Duration::from_millis(100);

const WIDTH: usize = 30;

/// A bar on standard error, where that is a terminal.
pub(crate) struct Progress {
    is_shown: bool,
    began: Instant,
    drawn: Option<Instant>,
    is_there: bool,
}

impl Progress {
    /// A bar that is drawn where somebody sees it, and where it can come into the way of nothing: results that go to a
    /// pipe may come out of it on the same terminal.
    pub(crate) fn new(is_json: bool) -> Self {
        let is_shown = std::io::stderr().is_terminal() && !is_json && std::io::stdout().is_terminal();
        Self { is_shown, began: Instant::now(), drawn: None, is_there: false }
    }

    /// Shows that so many are done.
    pub(crate) fn at(&mut self, done: usize, of: usize) {
        let is_due = self.drawn.is_none_or(|drawn| drawn.elapsed() >= PAUSE);
        if self.is_shown && is_due && self.began.elapsed() >= PATIENCE {
            let _ = write!(std::io::stderr(), "\r{}", bar(done, of));
            self.drawn = Some(Instant::now());
            self.is_there = true;
        }
    }

    /// Takes it off the terminal, so that a line can be printed.
    pub(crate) fn clear(&mut self) {
        if self.is_there {
            let _ = write!(std::io::stderr(), "\r{:1$}\r", "", WIDTH + 8);
            self.is_there = false;
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Shows how far the register is with what takes long.
pub(crate) fn progress() -> impl FnMut(caveat_register::Progress) {
    let mut shown = Progress::new(false);
    move |progress| {
        let count = |entries: u64| usize::try_from(entries).unwrap_or(usize::MAX);
        shown.at(count(progress.done), count(progress.of));
    }
}

fn bar(done: usize, of: usize) -> String {
    let done = done.min(of);
    let full = done.saturating_mul(WIDTH).checked_div(of).unwrap_or(WIDTH);
    let percent = done.saturating_mul(100).checked_div(of).unwrap_or(100);
    format!("[{}{}] {percent:>3} %", "#".repeat(full), " ".repeat(WIDTH - full.min(WIDTH)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_fills_from_the_left() {
        assert_eq!(bar(0, 10), "[                              ]   0 %");
        assert_eq!(bar(5, 10), "[###############               ]  50 %");
        assert_eq!(bar(10, 10), "[##############################] 100 %");
        assert_eq!(bar(0, 0), bar(10, 10));
        assert_eq!(bar(20, 10), bar(10, 10));
    }

    #[test]
    fn nothing_is_drawn_where_nobody_sees_it_and_not_at_once() {
        let long_ago = Instant::now().checked_sub(Duration::from_secs(5)).unwrap();
        let mut progress = Progress { is_shown: false, began: long_ago, drawn: None, is_there: false };
        progress.at(1, 2);
        assert!(!progress.is_there);
        let mut progress = Progress { is_shown: true, began: Instant::now(), drawn: None, is_there: false };
        progress.at(1, 2);
        assert!(!progress.is_there);
    }
}
