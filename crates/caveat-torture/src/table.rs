//! The table: what was done how often, and what came of it.

use std::fmt;

/// One line of it.
#[derive(Debug)]
pub(crate) struct Row {
    /// What was done, and to what.
    pub(crate) what: String,
    pub(crate) is_control: bool,
    /// How often.
    pub(crate) times: u64,
    /// What was seen besides.
    pub(crate) seen: String,
    /// How often something was wrong that must not be: of a control, it has to be.
    pub(crate) wrong: u64,
    /// The first thing that was.
    pub(crate) first: Option<String>,
    /// Why it was left out.
    pub(crate) left_out: Option<String>,
}

impl Row {
    pub(crate) const HEAD: &'static str =
        "| what is done | times | wrong | seen | verdict |\n|---|---:|---:|---|---|";

    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            is_control: false,
            times: 0,
            seen: String::new(),
            wrong: 0,
            first: None,
            left_out: None,
        }
    }

    pub(crate) fn control(self) -> Self {
        Self { is_control: true, ..self }
    }

    /// The rig itself does not work.
    pub(crate) fn failed(rig: &str, why: &str) -> Self {
        Self { times: 1, wrong: 1, first: Some(why.to_owned()), ..Self::new(rig) }
    }

    pub(crate) fn left_out(rig: &str, why: &str) -> Self {
        Self { left_out: Some(why.to_owned()), ..Self::new(rig) }
    }

    /// Counts one more, wrong or not.
    pub(crate) fn count(&mut self, found: Result<(), String>) {
        self.times += 1;
        if let Err(why) = found {
            self.wrong += 1;
            self.first.get_or_insert(why);
        }
    }

    /// What must not happen did not; of a control, it did.
    pub(crate) fn is_well(&self) -> bool {
        self.left_out.is_some() || (self.times > 0 && (self.wrong > 0) == self.is_control)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, is_control, times, seen, wrong, first, left_out } = self;
        let what = if *is_control { format!("control: {what}") } else { what.clone() };
        if let Some(why) = left_out {
            return write!(f, "| {what} | | | {why} | left out |");
        }
        let verdict = match (is_control, self.is_well()) {
            (false, true) => "holds".to_owned(),
            (true, true) => "caught".to_owned(),
            (true, false) => "NOT CAUGHT".to_owned(),
            (false, false) if *times == 0 => "NOT DONE".to_owned(),
            (false, false) => format!("WRONG: {}", first.as_deref().unwrap_or_default()),
        };
        write!(f, "| {what} | {times} | {wrong} | {seen} | {verdict} |")
    }
}
