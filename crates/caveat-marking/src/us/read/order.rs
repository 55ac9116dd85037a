//! What the entries are to one another: their separators, their order, and what stands twice.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), A.6, D.1 and Table 4.

use crate::country;
use crate::problem::Problem;
use crate::us::marking::{Category, Holder};
use crate::us::read::Part;
use crate::us::read::draft::{Draft, Entry, Kind, Place};
use crate::us::read::{nearest, program};
use crate::us::register::SYNTAX;

/// Decides what is a control system that is not published, gives every unknown entry a category, and says what is wrong
/// between entries.
pub(super) fn check(draft: &mut Draft<'_>) {
    let categories = categories(draft);
    unknown(draft, &categories);
    separators(draft, &categories);
    order(draft, &categories);
}

/// The category of each entry: of an unknown one, that of what it is beside, or else the next that could stand there.
///
/// Three letters or digits are a control system beside others, and behind the classification or other control systems.
/// Beside another category, or behind it, they are unknown.
fn categories(draft: &mut Draft<'_>) -> Vec<Category> {
    let mut categories: Vec<Category> = Vec::with_capacity(draft.entries.len());
    for (index, behind) in known_behind(&draft.entries).into_iter().enumerate() {
        let Some(entry) = draft.entries.get(index).copied() else { continue };
        let before = categories.last().copied();
        let beside = before.filter(|category| entry.slashes() == 1 && takes_unknown(*category)).or(behind);
        let category = match entry.kind {
            Kind::Known(place) => place.category,
            Kind::Further => Category::Classification,
            Kind::Unknown | Kind::Unpublished => beside.unwrap_or(after(before)),
        };
        if matches!(entry.kind, Kind::Unpublished) {
            unpublished(draft, index, category);
        }
        categories.push(category);
    }
    categories
}

fn unpublished(draft: &mut Draft<'_>, index: usize, category: Category) {
    let Some(cut) = draft.entries.get(index).map(|entry| entry.cut) else { return };
    let kind = if category == Category::Sci {
        let name = program::sci(draft, cut);
        Kind::Known(Place { category, rank: 0, name })
    } else {
        Kind::Unknown
    };
    if let Some(entry) = draft.entries.get_mut(index) {
        entry.kind = kind;
    }
}

/// For each entry, what is known to stand behind it and single slashes.
fn known_behind(entries: &[Entry<'_>]) -> Vec<Option<Category>> {
    let mut behind = Vec::with_capacity(entries.len());
    let mut next: Option<Category> = None;
    for entry in entries.iter().rev() {
        behind.push(next);
        let own = entry.place().map(|place| place.category).filter(|category| takes_unknown(*category));
        next = own.or(next).filter(|_| entry.slashes() == 1);
    }
    behind.reverse();
    behind
}

/// Nothing unknown is put beside a classification or a special access program, where it could be taken for another.
fn takes_unknown(category: Category) -> bool {
    !matches!(category, Category::Classification | Category::Sap)
}

fn after(before: Option<Category>) -> Category {
    match before {
        None | Some(Category::Classification | Category::Sci) => Category::Sci,
        Some(Category::Sap) => Category::AtomicEnergy,
        Some(Category::AtomicEnergy) => Category::Foreign,
        Some(Category::Foreign) => Category::Dissemination,
        Some(Category::Dissemination | Category::NonIc) => Category::NonIc,
    }
}

fn unknown(draft: &mut Draft<'_>, categories: &[Category]) {
    for (index, category) in categories.iter().enumerate() {
        let Some(entry) = draft.entries.get(index).filter(|entry| matches!(entry.kind, Kind::Unknown)) else {
            continue;
        };
        let cut = entry.cut;
        draft.unknown(*category, cut.text);
        draft.token(cut, *category, Part::Unknown(*category));
        if draft.classification.is_none() && index == 0 {
            // What it should have been is said where the classification is missed.
            continue;
        }
        let problem = match country::find(cut.text) {
            Some(country) => Problem::error(
                "us-country",
                draft.span(cut.range()),
                format!("`{}` ({}) stands alone: it belongs into a list", cut.text, country.name),
                SYNTAX,
            ),
            None => {
                let what = format!("`{}` is no known marking", cut.text);
                let problem = Problem::error("us-unknown", draft.span(cut.range()), what, SYNTAX);
                match nearest::marking(cut.text, draft.form) {
                    Some(near) => problem.mend(near),
                    None => problem,
                }
            }
        };
        draft.problems.push(problem);
    }
}

/// One slash between entries of a category, two between categories.
fn separators(draft: &mut Draft<'_>, categories: &[Category]) {
    let mut found = Vec::new();
    for (index, pair) in categories.windows(2).enumerate() {
        let (Some(one), Some(other)) = (draft.entries.get(index), draft.entries.get(index + 1)) else {
            continue;
        };
        let is_same = pair.first() == pair.last();
        let right = if is_same { "/" } else { "//" };
        // In front of a further special access program stands `SAR-`, which is said to be too much.
        if [one, other].into_iter().any(|entry| matches!(entry.kind, Kind::Further)) {
            continue;
        }
        let typed_at = draft.span(other.gap.range());
        let shown = draft.source.get(typed_at.clone()).unwrap_or_default();
        if other.slashes() > 2 {
            let what = format!("nothing stands between the slashes of `{shown}`");
            found.push(Problem::error("us-empty", typed_at, what, SYNTAX).mend(right));
        } else if other.gap.text != right {
            let what = if is_same {
                format!("`/`, not `{shown}`, stands within a category")
            } else {
                format!("`//`, not `{shown}`, stands between categories")
            };
            found.push(Problem::error("us-separator", typed_at, what, SYNTAX).mend(right));
        }
    }
    draft.problems.append(&mut found);
}

/// Categories in their order, and in each its entries, each once.
fn order(draft: &mut Draft<'_>, categories: &[Category]) {
    let mut highest: Option<(Category, Place<'_>)> = None;
    let mut found = Vec::new();
    let mut is_disordered = false;
    for (entry, category) in draft.entries.iter().zip(categories) {
        let Some(place) = entry.place() else { continue };
        match highest {
            Some((of, _)) if *category < of => {
                is_disordered = true;
                let what = format!("`{}` belongs in front of {}", entry.cut.text, words(of));
                found.push(Problem::error("us-order", draft.span(entry.cut.range()), what, SYNTAX));
            }
            Some((_, last)) if place < last && *category == last.category => {
                is_disordered = true;
                let what = format!("`{}` is out of order within its category", entry.cut.text);
                found.push(Problem::error("us-order", draft.span(entry.cut.range()), what, SYNTAX));
            }
            _ => highest = Some((*category, place)),
        }
    }
    if is_disordered {
        let (span, mend) = reordered(draft, categories);
        found = found.into_iter().map(|problem| problem.mend_at(span.clone(), mend.clone())).collect();
    }
    draft.problems.append(&mut found);
    twice(draft);
}

fn words(category: Category) -> &'static str {
    match category {
        Category::Classification => "the classification",
        Category::Sci => "SCI control systems",
        Category::Sap => "special access programs",
        Category::AtomicEnergy => "atomic energy markings",
        Category::Foreign => "foreign government information",
        Category::Dissemination => "dissemination controls",
        Category::NonIc => "markings of others than the intelligence community",
    }
}

/// The entries as they were typed, in the right order.
fn reordered(draft: &Draft<'_>, categories: &[Category]) -> (std::ops::Range<usize>, String) {
    let mut sorted: Vec<(Category, Option<Place<'_>>, &str)> = draft
        .entries
        .iter()
        .zip(categories)
        .map(|(entry, category)| (*category, entry.place(), draft.typed(entry.cut.range())))
        .collect();
    sorted.sort_by_key(|(category, place, _)| (*category, *place));
    let is_us = draft.classification.as_ref().is_none_or(|one| one.holder == Holder::Us);
    let mut text = String::from(if is_us { "" } else { "//" });
    let mut last = None;
    for (category, _, typed) in sorted {
        match last {
            None => {}
            Some(last) if last == category => text.push('/'),
            Some(_) => text.push_str("//"),
        }
        if category == Category::Sap && last != Some(Category::Sap) {
            text.push_str("SAR-");
        }
        text.push_str(typed);
        last = Some(category);
    }
    let whole = draft.span(0..draft.plain.text.len());
    (whole, text)
}

fn twice(draft: &mut Draft<'_>) {
    let mut found = Vec::new();
    for (index, entry) in draft.entries.iter().enumerate() {
        let Some(place) = entry.place().filter(|place| place.category != Category::Classification) else {
            continue;
        };
        let mut before = draft.entries.iter().take(index);
        let Some(first) = before.find(|one| one.place() == Some(place)) else { continue };
        let what = format!("`{}` stands twice", entry.cut.text);
        let problem = Problem::error("us-duplicate", draft.span(entry.cut.range()), what, SYNTAX);
        let with_slashes = draft.span(entry.gap.at..entry.cut.end());
        let is_same = first.cut.text == entry.cut.text && place.category != Category::Sap;
        found.push(if is_same { problem.mend_at(with_slashes, "") } else { problem });
    }
    draft.problems.append(&mut found);
}
