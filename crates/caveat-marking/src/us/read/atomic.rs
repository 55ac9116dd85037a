//! Restricted Data and Formerly Restricted Data, with CNWDI and the numbers of SIGMA.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), H.6 and Table 4.

use std::collections::BTreeSet;

use crate::problem::Problem;
use crate::us::marking::{Category, RestrictedData};
use crate::us::print;
use crate::us::read::Part;
use crate::us::read::cut::Cut;
use crate::us::read::draft::Draft;
use crate::us::register::{Form, Mark, SYNTAX};

const CATEGORY: Category = Category::AtomicEnergy;

/// Splits what follows a hyphen from RD or FRD in front of it, where a piece begins with these.
pub(super) fn head(cut: Cut<'_>) -> Option<(Cut<'_>, Mark, Cut<'_>)> {
    let (head, beneath) = cut.split_once('-').unwrap_or((cut, cut.split_at(cut.text.len()).1));
    let mark = match head.text {
        "RD" | "RESTRICTED DATA" => Mark::Rd,
        "FRD" | "FORMERLY RESTRICTED DATA" => Mark::Frd,
        _ => return None,
    };
    let is_whole = beneath.text.is_empty() == (head.text.len() == cut.text.len());
    (is_whole && beneath.split('-').all(|part| beneath.text.is_empty() || is_part(part)))
        .then_some((head, mark, beneath))
}

fn is_part(part: Cut<'_>) -> bool {
    is_cnwdi(part) || sigma(part).is_some() || number(part.text).is_some()
}

fn is_cnwdi(part: Cut<'_>) -> bool {
    matches!(part.text, "CNWDI" | "N" | "CRITICAL NUCLEAR WEAPON DESIGN INFORMATION")
}

/// The word and the numbers of `SIGMA 14 18`.
fn sigma(part: Cut<'_>) -> Option<(Cut<'_>, Option<Cut<'_>>)> {
    let (word, numbers) = part.split_once(' ').map_or((part, None), |(word, numbers)| (word, Some(numbers)));
    let is_sigma = matches!(word.text, "SIGMA" | "SG");
    let are_numbers = numbers.is_none_or(|numbers| words(numbers).all(|word| number(word.text).is_some()));
    (is_sigma && are_numbers).then_some((word, numbers))
}

fn number(text: &str) -> Option<u8> {
    let is_plain = matches!(text.len(), 1 | 2) && !text.starts_with('0');
    text.parse().ok().filter(|_| is_plain && text.bytes().all(|byte| byte.is_ascii_digit()))
}

fn words(numbers: Cut<'_>) -> impl Iterator<Item = Cut<'_>> {
    numbers.split(' ').flat_map(|word| word.split(',')).filter(|word| !word.text.is_empty())
}

/// Reads RD or FRD with what is beneath it.
pub(super) fn read(draft: &mut Draft<'_>, head: Cut<'_>, mark: Mark, beneath: Cut<'_>) {
    draft.spelling(head, mark);
    draft.token(head, CATEGORY, if mark == Mark::Rd { Part::Rd } else { Part::Frd });
    let mut data = RestrictedData::default();
    if !beneath.text.is_empty() {
        parts(draft, mark, beneath, &mut data);
    }
    let slot = match mark {
        Mark::Rd => &mut draft.marking.atomic_energy.rd,
        _ => &mut draft.marking.atomic_energy.frd,
    };
    let all = slot.get_or_insert_default();
    all.cnwdi |= data.cnwdi;
    all.sigma.extend(data.sigma);
}

fn parts(draft: &mut Draft<'_>, mark: Mark, beneath: Cut<'_>, data: &mut RestrictedData) {
    let mut last = None;
    let mut is_right = true;
    let mut numbers_begun = false;
    for part in beneath.split('-') {
        if is_cnwdi(part) {
            is_right &= !data.cnwdi && !numbers_begun;
            data.cnwdi = true;
            cnwdi(draft, mark, part);
        } else if let Some((word, numbers)) = sigma(part) {
            is_right &= !numbers_begun && numbers.is_some();
            numbers_begun = true;
            let right = if draft.form == Form::Banner { "SIGMA" } else { "SG" };
            draft.wording(word, right, true);
            for number in numbers.into_iter().flat_map(words) {
                is_right &= sigma_number(draft, number, &mut last, &mut data.sigma);
            }
            is_right &= numbers.is_none_or(|numbers| !numbers.text.contains(','));
        } else {
            // As the attributes of ISM have it: `RD-SG-14`.
            is_right = false;
            sigma_number(draft, part, &mut last, &mut data.sigma);
        }
    }
    if !is_right {
        let mut right = String::new();
        print::data(&mut right, data, draft.form);
        let right = right.trim_start_matches('-').to_owned();
        let what = format!("`{}` is written `{right}`", beneath.text);
        draft.error("us-sigma", beneath, what, Some(right).filter(|right| !right.is_empty()));
    }
}

fn cnwdi(draft: &mut Draft<'_>, mark: Mark, part: Cut<'_>) {
    match part.text {
        "CNWDI" => {}
        "N" => draft.wording(part, "CNWDI", false),
        _ if draft.form == Form::Portion => draft.wording(part, "CNWDI", true),
        _ => {}
    }
    draft.token(part, CATEGORY, Part::Cnwdi);
    if mark == Mark::Frd {
        let what = "`CNWDI` is beneath `RD` alone".to_owned();
        draft.problems.push(Problem::error("us-cnwdi", draft.span(part.range()), what, SYNTAX));
    }
}

/// Reads a number, and tells whether it stands where it should.
fn sigma_number(
    draft: &mut Draft<'_>,
    cut: Cut<'_>,
    last: &mut Option<u8>,
    sigma: &mut BTreeSet<u8>,
) -> bool {
    let Some(number) = number(cut.text) else { return false };
    draft.token(cut, CATEGORY, Part::Sigma(number));
    let follows = last.is_none_or(|last| last < number);
    *last = Some(number);
    sigma.insert(number) && follows
}
