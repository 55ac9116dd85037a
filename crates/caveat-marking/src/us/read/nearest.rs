//! The marking that somebody may have meant.

use crate::us::print;
use crate::us::read::classification;
use crate::us::register::{Form, Mark, ROWS};

/// Longer words are not looked at: nobody meant a marking by them.
const LONGEST: usize = 60;

/// The published marking that is nearest to a word, as a form has it, where there is one.
pub(super) fn marking(word: &str, form: Form) -> Option<&'static str> {
    let names = ROWS.iter().filter(|row| !matches!(row.mark, Mark::Level(_))).flat_map(|row| {
        [row.title, row.banner, row.portion].map(|name| (name, print::spelled(row.mark, form)))
    });
    nearest(word, names)
}

/// The level that is nearest to a word, as a form has it.
pub(super) fn level(word: &str, form: Form) -> Option<&'static str> {
    nearest(word, classification::level_words().map(|(words, level)| (words, print::level(level, form))))
}

/// What stands for the nearest of some names, if no other is as near.
fn nearest(word: &str, names: impl Iterator<Item = (&'static str, &'static str)>) -> Option<&'static str> {
    if word.len() > LONGEST {
        return None;
    }
    let far = match word.chars().count() {
        0..=3 => return None,
        4..=5 => 1,
        6..=11 => 2,
        _ => 3,
    };
    let mut best: Option<(usize, &str)> = None;
    let mut is_only = true;
    for (name, answer) in names.filter(|(name, _)| name.len() > 3 && name.len().abs_diff(word.len()) <= far) {
        let distance = strsim::damerau_levenshtein(word, name);
        match best {
            _ if distance > far => {}
            Some((least, other)) if distance == least => is_only &= other == answer,
            Some((least, _)) if distance > least => {}
            _ => {
                best = Some((distance, answer));
                is_only = true;
            }
        }
    }
    best.filter(|(_, answer)| is_only && *answer != word).map(|(_, answer)| answer)
}
