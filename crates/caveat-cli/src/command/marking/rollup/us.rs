//! The banner of portions of the United States.

use std::collections::BTreeSet;

use caveat_marking::country::Code;
use caveat_marking::problem::{Severity, are_harmless};
use caveat_marking::us;
use caveat_marking::us::marking::{Control, Level, Marking};
use caveat_marking::us::read::Form;
use caveat_marking::us::rollup::{Options, Portion, Unmarked, rollup};
use jiff::civil::Date;

use super::remark;
use crate::report::{Found, all_harmless};

/// What is said beside the portions.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    /// Of when the information is. Without it, what says nothing of release says nothing in the banner.
    pub(super) dated: Option<Date>,
    /// The list that `REL` stands for.
    pub(super) list: Vec<Code>,
}

/// A banner, if there is one, and what is wrong with its portions.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) banner: Option<String>,
    pub(super) problems: Vec<Found>,
}

impl Made {
    /// Whether there is a banner, and nothing is wrong.
    pub(super) fn holds(&self) -> bool {
        self.banner.is_some() && all_harmless(&self.problems)
    }
}

/// Makes the banner of portions. Of one that cannot be read nobody knows what it would have to say.
pub(super) fn roll_up(portions: &[String], stated: &Stated) -> Made {
    let mut problems = Vec::new();
    let mut read = Vec::new();
    for (at, text) in portions.iter().enumerate() {
        let examined = us::examine(text, Some(Form::Portion));
        problems.extend(examined.problems.into_iter().map(|problem| Found::in_text(Some(at), problem)));
        let portion = |marking| Portion { marking, dated: stated.dated, declassify_on: None };
        read.extend(examined.reading.marking.map(portion));
    }
    if read.len() < portions.len() {
        return Made { banner: None, problems };
    }
    let unmarked = if stated.dated.is_some() { Unmarked::TakesDefault } else { Unmarked::SaysNothing };
    let made = rollup(&read, &Options { list: stated.list.clone(), unmarked, ..Options::default() });
    for found in made.problems {
        let at = found.portion;
        let whole = 0..portions.get(at).map_or(0, String::len);
        problems.push(Found::in_text(Some(at), remark(found, whole, "CAPCO 2016 D.2")));
    }
    problems.sort_by_key(|told| (told.portion, told.problem.span.start));
    Made { banner: Some(made.banner.banner()), problems }
}

/// The list of a REL TO: `USA, GBR`.
pub(super) fn list(text: &str) -> Result<Vec<Code>, String> {
    let examined = us::examine(&format!("SECRET//REL TO {text}"), Some(Form::Banner));
    let wrong = examined.problems.iter().find(|problem| problem.severity == Severity::Error);
    if let Some(problem) = wrong {
        return Err(problem.message.clone());
    }
    let nothing_else = |marking: &Marking| {
        let controls = BTreeSet::from([Control::RelTo]);
        let alone = Marking { controls, rel_to: marking.rel_to.clone(), ..Marking::of(Level::Secret) };
        *marking == alone && !marking.rel_to.is_empty()
    };
    let marking = examined.reading.marking.filter(nothing_else);
    let marking = marking.filter(|_| examined.reading.block.is_none() && are_harmless(&examined.problems));
    marking.map(|marking| marking.rel_to).ok_or_else(|| format!("`{text}` is no list of REL TO"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Option<String> {
        let list = list(text).ok()?;
        Some(list.iter().map(Code::as_str).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_list_is_read() {
        assert_eq!(codes("USA, GBR").as_deref(), Some("USA GBR"));
        assert_eq!(codes("USA, AUS, NATO").as_deref(), Some("USA AUS NATO"));
    }

    #[test]
    fn what_is_no_list_alone_is_none() {
        for text in ["", "XQZ", "USA, GBR//NOFORN", "USA, GBR/ORCON", "NOFORN", "USA, GBR\nClassified By: x"]
        {
            assert_eq!(codes(text), None, "{text}");
        }
    }

    fn banner(portions: &[&str]) -> Option<String> {
        let portions: Vec<String> = portions.iter().map(|text| (*text).to_owned()).collect();
        roll_up(&portions, &Stated::default()).banner
    }

    #[test]
    fn of_what_cannot_be_read_there_is_no_banner() {
        assert_eq!(banner(&["TS//NF", "(U)"]).as_deref(), Some("TOP SECRET//NOFORN"));
        assert_eq!(banner(&["TS//NF", "HELLO"]), None);
        assert_eq!(banner(&["", "(U)"]), None);
    }
}
