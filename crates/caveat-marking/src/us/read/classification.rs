//! The first part of a marking: whose the classification is, and how high.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), H.1 to H.3, and its appendices A and B.

use crate::country;
use crate::problem::Problem;
use crate::us::marking::{Category, Classification, Code, Holder, Level, NatoControl};
use crate::us::print;
use crate::us::read::Part;
use crate::us::read::cut::{Cut, Piece};
use crate::us::read::draft::{Draft, Entry, Kind};
use crate::us::read::list::{self, List};
use crate::us::register::{self, ACTIVITIES, Form, Mark, SYNTAX};

const CATEGORY: Category = Category::Classification;

/// The levels as banners and portions have them, longer ones first.
const LEVELS: [(&str, Level, Form); 10] = [
    ("TOP SECRET", Level::TopSecret, Form::Banner),
    ("SECRET", Level::Secret, Form::Banner),
    ("CONFIDENTIAL", Level::Confidential, Form::Banner),
    ("RESTRICTED", Level::Restricted, Form::Banner),
    ("UNCLASSIFIED", Level::Unclassified, Form::Banner),
    ("TS", Level::TopSecret, Form::Portion),
    ("S", Level::Secret, Form::Portion),
    ("C", Level::Confidential, Form::Portion),
    ("R", Level::Restricted, Form::Portion),
    ("U", Level::Unclassified, Form::Portion),
];

/// Levels as people type them.
const SLIPS: [(&str, Level); 8] = [
    ("TOPSECRET", Level::TopSecret),
    ("TOP-SECRET", Level::TopSecret),
    ("TOP_SECRET", Level::TopSecret),
    ("T S", Level::TopSecret),
    ("UNCLASS", Level::Unclassified),
    ("UNCLAS", Level::Unclassified),
    ("CONF", Level::Confidential),
    ("SEC", Level::Secret),
];

/// NATO's levels with a control in one word, as they were written before.
const OLD_FORMS: [(&str, Level, NatoControl); 4] = [
    ("CTSA", Level::TopSecret, NatoControl::Atomal),
    ("NSAT", Level::Secret, NatoControl::Atomal),
    ("NCA", Level::Confidential, NatoControl::Atomal),
    ("CTS-B", Level::TopSecret, NatoControl::Bohemia),
];

/// A level with the words that say it.
#[derive(Clone, Copy)]
struct Words<'a> {
    cut: Cut<'a>,
    level: Level,
    form: Form,
}

/// Reads a classification, if the piece is one. Where there is one already, it is one too many.
pub(super) fn read<'a>(draft: &mut Draft<'a>, piece: Piece<'a>, after: &[Piece<'a>]) -> Option<usize> {
    let further = draft.classification.is_some();
    let begun = draft.tokens.len();
    let (classification, taken) = us(draft, piece, further)
        .map(|found| (found, 0))
        .or_else(|| nato(draft, piece, further).map(|found| (found, 0)))
        .or_else(|| joint(draft, piece, after))
        .or_else(|| foreign(draft, piece, further).map(|found| (found, 0)))?;
    let end =
        taken.checked_sub(1).and_then(|last| after.get(last)).map_or(piece.cut.end(), |last| last.cut.end());
    let cut = draft.cut(piece.cut.at..end);
    if further {
        draft.tokens.truncate(begun);
        one_too_many(draft, cut, piece.gap, classification);
    } else {
        slashes(draft, piece, &classification);
        draft.entry(cut, piece.gap, CATEGORY, 0, "");
        draft.classification = Some(classification);
    }
    Some(taken)
}

/// Whether a piece behind a classification would be read as a further one.
pub(super) fn is_one(cut: Cut<'_>) -> bool {
    let is_joint = || {
        let rest = cut.strip_prefix("JOINT ");
        rest.is_some_and(|rest| words(rest).is_some() || leading_level(rest).is_some())
    };
    let is_foreign =
        || trailing_level(cut).is_some_and(|(holders, _)| holders.text == "FGI" || are_codes(holders, false));
    level(cut.text).is_some()
        || nato_level(with_control(cut).0, false).is_some()
        || is_joint()
        || is_foreign()
}

/// Whether a word says a level.
pub(super) fn is_level(word: &str) -> bool {
    level(word).is_some()
}

/// Keeps a further classification as what it is, and the higher of two levels of the United States as the level.
fn one_too_many<'a>(draft: &mut Draft<'a>, cut: Cut<'a>, gap: Cut<'a>, further: Classification) {
    let first = draft.cut(
        draft
            .entries
            .iter()
            .find(|entry| matches!(entry.kind, Kind::Known(place) if place.category == CATEGORY))
            .map_or(0..0, |entry| entry.cut.range()),
    );
    let mut kept = cut.text;
    if let Some(classification) = &mut draft.classification
        && classification.holder == Holder::Us
        && further.holder == Holder::Us
        && further.level > classification.level
    {
        kept = print::level(classification.level, draft.form);
        classification.level = further.level;
    }
    let what = format!("`{}` after `{}`: a marking has one classification", cut.text, first.text);
    draft.error("us-two-classifications", cut, what, None);
    draft.token(cut, CATEGORY, Part::Unknown(CATEGORY));
    draft.entries.push(Entry { cut, gap, kind: Kind::Further });
    draft.unknown(CATEGORY, kept);
}

/// Two slashes stand in front of a classification that is not the United States' alone, and of no other.
fn slashes(draft: &mut Draft<'_>, piece: Piece<'_>, classification: &Classification) {
    if !draft.entries.is_empty() {
        return;
    }
    let at = draft.span(piece.cut.range()).start;
    let start = draft.span(piece.gap.at..piece.cut.end()).start;
    let typed = draft.source.get(start..at).unwrap_or_default();
    let problem = match (classification.holder == Holder::Us, piece.gap.text) {
        (true, "") | (false, "//") => return,
        (true, _) => Problem::error(
            "us-leading",
            start..at,
            format!(
                "`{typed}` does not stand in front of `{}`, which is of the United States alone",
                piece.cut.text
            ),
            SYNTAX,
        )
        .mend(""),
        (false, "") => {
            let what = format!(
                "`//` stands in front of `{}`, which is not of the United States alone",
                piece.cut.text
            );
            Problem::warning("us-leading", draft.span(piece.cut.range()), what, SYNTAX).mend_at(at..at, "//")
        }
        (false, _) => {
            let what = format!("`//`, not `{typed}`, stands in front of such a classification");
            Problem::warning("us-leading", start..at, what, SYNTAX).mend("//")
        }
    };
    draft.problems.push(problem);
}

/// `TOP SECRET`, `TS`
fn us(draft: &mut Draft<'_>, piece: Piece<'_>, further: bool) -> Option<Classification> {
    let cut = piece.cut;
    let found = level(cut.text).map(|(level, form)| (level, form != draft.form));
    let slip = || SLIPS.iter().find(|(slip, _)| *slip == cut.text).map(|(_, level)| (*level, false));
    let (level, is_other_form) = found.or_else(|| if further { None } else { slip() })?;
    if !further {
        draft.wording(cut, print::level(level, draft.form), is_other_form);
        if level == Level::Restricted {
            let what = format!("`{}` is no level of the United States", cut.text);
            draft.error("us-restricted", cut, what, None);
        }
    }
    draft.token(cut, CATEGORY, Part::Level);
    Some(Classification { holder: Holder::Us, level })
}

/// `COSMIC TOP SECRET`, `CTS`, `NATO KFOR SECRET`, `NKFORS`, and the old forms with a control in them.
fn nato(draft: &mut Draft<'_>, piece: Piece<'_>, further: bool) -> Option<Classification> {
    let whole = piece.cut;
    // COSMIC, CTS, NATO, NS: most pieces begin with no such letter, and are told apart at once.
    if !whole.text.starts_with(['C', 'N']) {
        return None;
    }
    let (cut, control) = with_control(whole);
    let (word, level, activity) =
        nato_level(cut, piece.slashes() >= 2 && draft.entries.is_empty() && !further)?;
    let classification = Classification { holder: Holder::Nato(activity), level: level.level };
    draft.token(word, CATEGORY, Part::HolderWord);
    draft.token(level.cut, CATEGORY, Part::Level);
    if further {
        return Some(classification);
    }
    let right = |form| print::classification_of(&classification, form).trim_start_matches('/').to_owned();
    let (wanted, other) = match draft.form {
        Form::Banner => (right(Form::Banner), right(Form::Portion)),
        Form::Portion => (right(Form::Portion), right(Form::Banner)),
    };
    let Some((control, control_cut)) = control else {
        draft.wording(whole, &wanted, whole.text == other);
        return Some(classification);
    };
    draft.token(control_cut, Category::Foreign, Part::Nato(control));
    draft.marking.nato.insert(control);
    let mend = format!("{wanted}//{}", print::spelled(Mark::Nato(control), draft.form));
    draft.warning("us-retired", whole, format!("`{}` is written `{mend}`", whole.text), mend.clone());
    Some(classification)
}

/// A control at the end of NATO's level, as it was written before.
fn with_control(whole: Cut<'_>) -> (Cut<'_>, Option<(NatoControl, Cut<'_>)>) {
    for (old, level, control) in OLD_FORMS {
        if whole.text == old {
            let length = if level == Level::TopSecret { "CTS".len() } else { "NS".len() };
            let (cut, control_cut) = whole.split_at(length);
            let control_cut = control_cut.strip_prefix("-").unwrap_or(control_cut);
            return (cut, Some((control, control_cut)));
        }
    }
    for (name, control) in
        [("ATOMAL", NatoControl::Atomal), ("BALK", NatoControl::Balk), ("BOHEMIA", NatoControl::Bohemia)]
    {
        let before = whole.strip_suffix(name).and_then(|cut| cut.strip_suffix(" ").or(cut.strip_suffix("-")));
        if let Some(cut) = before {
            return (cut, Some((control, whole.split_at(whole.text.len() - name.len()).1)));
        }
    }
    (whole, None)
}

/// The words in front of the level, the level, and the activity.
fn nato_level(cut: Cut<'_>, led: bool) -> Option<(Cut<'_>, Words<'_>, Option<String>)> {
    if let Some(after) = cut.strip_prefix("COSMIC ") {
        let words = words(after).filter(|words| words.level == Level::TopSecret)?;
        return Some((cut.split_at("COSMIC".len()).0, words, None));
    }
    if cut.text == "CTS" {
        let (word, level) = cut.split_at(1);
        return Some((word, words(level)?, None));
    }
    if let Some(after) = cut.strip_prefix("NATO ") {
        if let Some(words) = words(after) {
            return Some((cut.split_at("NATO".len()).0, words, None));
        }
        let (activity, level) = after.rsplit_once(' ')?;
        let words = words(level).filter(|words| words.level != Level::TopSecret)?;
        if !activity.is_word() {
            return None;
        }
        let word = cut.split_at(activity.end() - cut.at).0;
        return Some((word, words, Some(long_activity(activity.text)?.to_owned())));
    }
    let after = cut.strip_prefix("N").filter(|after| after.is_word())?;
    let (activity, level) = after.split_at(after.text.len() - 1);
    let words = words(level)?;
    let word = cut.split_at(1 + activity.text.len()).0;
    if activity.text.is_empty() {
        return Some((word, words, None));
    }
    let long = long_activity(activity.text)?;
    let is_known = country::known(long) || (led && !is_published(cut.text));
    is_known.then(|| (word, words, Some(long.to_owned())))
}

/// Whether a word is a marking of its own: `NODIS` is no activity `ODI`.
fn is_published(word: &str) -> bool {
    register::find(word).is_some()
}

/// An activity by its whole name. No name is of one letter, and none makes up another marking: `NATO TOP SECRET`,
/// `NODIS`.
fn long_activity(name: &str) -> Option<&str> {
    let long = ACTIVITIES.iter().find(|(_, short)| *short == name).map(|(long, _)| *long);
    long.or(Some(name).filter(|name| name.len() > 1 && !matches!(*name, "TOP" | "ODI")))
}

/// `JOINT SECRET CAN GBR USA`
fn joint<'a>(
    draft: &mut Draft<'a>,
    piece: Piece<'a>,
    after: &[Piece<'a>],
) -> Option<(Classification, usize)> {
    let rest = piece.cut.strip_prefix("JOINT ")?;
    let (level, codes) = match words(rest) {
        Some(words) => (words, rest.split_at(rest.text.len()).1),
        None => leading_level(rest)?,
    };
    let further = draft.classification.is_some();
    draft.token(piece.cut.split_at("JOINT".len()).0, CATEGORY, Part::HolderWord);
    draft.token(level.cut, CATEGORY, Part::Level);
    if further {
        return Some((Classification { holder: Holder::Joint(Vec::new()), level: level.level }, 0));
    }
    draft.wording(level.cut, print::level(level.level, draft.form), level.form != draft.form);
    let taken = if codes.text.is_empty() { 0 } else { list::absorbed(after) };
    let codes = list::extended(draft, codes, after, taken);
    let found = list::codes(draft, codes, List::Joint);
    check_joint(draft, piece.cut, level, codes, &found);
    Some((Classification { holder: Holder::Joint(found), level: level.level }, taken))
}

fn check_joint(draft: &mut Draft<'_>, whole: Cut<'_>, level: Words<'_>, codes: Cut<'_>, found: &[Code]) {
    if level.level == Level::Restricted {
        let what = format!("`{}` is no level that the United States share", level.cut.text);
        draft.error("us-restricted", level.cut, what, None);
    }
    let has_usa = found.iter().any(|code| code.as_str() == "USA");
    if found.is_empty() {
        if draft.form == Form::Banner {
            let what = "a banner names all whose classification it is".to_owned();
            draft.error("us-joint", whole, what, None);
        }
    } else if !has_usa {
        let mut all = found.to_vec();
        all.push(Code::new("USA"));
        all.sort();
        let what = format!("`{}` is without `USA`, which stands in every joint marking", codes.text);
        draft.error("us-joint", codes, what, Some(list::written(&all, " ")));
    } else if found.len() < 2 {
        draft.error("us-joint", codes, format!("`{}` shares with nobody", whole.text), None);
    }
}

/// `GBR SECRET`, `DEU S`, `FGI S`
fn foreign(draft: &mut Draft<'_>, piece: Piece<'_>, further: bool) -> Option<Classification> {
    if !piece.cut.text.contains(' ') {
        return None;
    }
    let (holders, level) = trailing_level(piece.cut)?;
    let right = print::level(level.level, draft.form);
    if holders.text == "FGI" {
        draft.token(holders, CATEGORY, Part::HolderWord);
        draft.token(level.cut, CATEGORY, Part::Level);
        draft.wording(level.cut, right, level.form != draft.form);
        return Some(Classification { holder: Holder::Concealed, level: level.level });
    }
    let is_led = piece.slashes() >= 2 && draft.entries.is_empty() && !further;
    if !are_codes(holders, is_led) {
        return None;
    }
    if further {
        return Some(Classification { holder: Holder::Foreign(Vec::new()), level: level.level });
    }
    if matches!(holders.text, "USA" | "US") {
        let what = format!("`{}` is not written for the United States alone", holders.text);
        let gap = draft.cut(holders.at..level.cut.at);
        draft.error("us-holder", gap, what, Some(String::new()));
        draft.token(level.cut, CATEGORY, Part::Level);
        return Some(Classification { holder: Holder::Us, level: level.level });
    }
    let found = list::codes(draft, holders, List::Holder);
    draft.token(level.cut, CATEGORY, Part::Level);
    draft.wording(level.cut, right, level.form != draft.form);
    Some(Classification { holder: Holder::Foreign(found), level: level.level })
}

/// Whether all words are codes. Behind two slashes one that nobody knows was meant for a code.
fn are_codes(holders: Cut<'_>, is_led: bool) -> bool {
    let could_be = is_led && holders.is_word() && (2..=4).contains(&holders.text.len());
    could_be || holders.split(' ').all(|word| list::is_code(word.text))
}

/// The level that some text says in the manual's words.
fn level(text: &str) -> Option<(Level, Form)> {
    // No level has another length.
    if !matches!(text.len(), 1 | 2 | 6 | 10 | 12) {
        return None;
    }
    LEVELS.iter().find(|(words, ..)| *words == text).map(|(_, level, form)| (*level, *form))
}

fn words(cut: Cut<'_>) -> Option<Words<'_>> {
    level(cut.text).map(|(level, form)| Words { cut, level, form })
}

/// The level at the beginning, and what follows it.
fn leading_level(cut: Cut<'_>) -> Option<(Words<'_>, Cut<'_>)> {
    LEVELS.iter().find_map(|(text, level, form)| {
        let after = cut.strip_prefix(text)?.strip_prefix(" ")?;
        let level = Words { cut: cut.split_at(text.len()).0, level: *level, form: *form };
        Some((level, after))
    })
}

/// What stands before the level at the end, and the level.
fn trailing_level(cut: Cut<'_>) -> Option<(Cut<'_>, Words<'_>)> {
    LEVELS.iter().find_map(|(text, level, form)| {
        let before = cut.strip_suffix(text)?.strip_suffix(" ")?;
        let level = Words { cut: cut.split_at(cut.text.len() - text.len()).1, level: *level, form: *form };
        Some((before, level))
    })
}

/// The words by which a level may have been meant, for whoever looks for the nearest.
pub(super) fn level_words() -> impl Iterator<Item = (&'static str, Level)> {
    LEVELS.iter().filter(|(.., form)| *form == Form::Banner).map(|(words, level, _)| (*words, *level))
}
