//! Control systems and special access programs, each with what is beneath it.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), A.6, H.4, H.5 and Table 4: a hyphen in front of a
//! compartment, a space in front of a sub-compartment, numbers before letters at every level.

use crate::country;
use crate::problem::Problem;
use crate::us::marking::{self, Category, Compartment, Program};
use crate::us::print;
use crate::us::read::Part;
use crate::us::read::cut::Cut;
use crate::us::read::draft::Draft;
use crate::us::register::{self, COMPARTMENTS, Form, Mark, SYNTAX};

/// How long a name may be that is not published.
const SYSTEM: usize = 3;
const COMPARTMENT: usize = 3;
const SUB: usize = 6;
const GAMMA_SUB: usize = 4;

/// Compartments that are published without a long name (Table 4; ISM 2022-DEC `CVEnumISMSCIControls`).
const SHORT: [(&str, &str); 7] =
    [("BUR", "BLG"), ("BUR", "DTP"), ("BUR", "WRG"), ("HCS", "O"), ("HCS", "P"), ("HCS", "X"), ("KLM", "R")];

/// Whether a piece is a control system that is published, or has the form of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum System {
    Published(&'static str),
    Unpublished,
}

/// The control system that a piece begins with.
pub(super) fn system(cut: Cut<'_>) -> Option<System> {
    let head = head(cut).text;
    let published = register::find(head).map(|row| row.mark);
    if let Some(Mark::Sci(name)) = published {
        return Some(System::Published(name));
    }
    let is_other = head.len() == SYSTEM && head.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_taken = head == "SAR" || published.is_some();
    let is_country = head.len() == cut.text.len() && country::known(head);
    (is_other && !is_taken && !is_country).then_some(System::Unpublished)
}

/// The name of a program, in front of the first hyphen.
fn head(cut: Cut<'_>) -> Cut<'_> {
    cut.split_once('-').map_or(cut, |(head, _)| head)
}

/// Whether all that is beneath a program has a name.
pub(super) fn is_whole(cut: Cut<'_>) -> bool {
    cut.text
        .split(['-', ' '])
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Reads a control system.
pub(super) fn sci<'a>(draft: &mut Draft<'a>, cut: Cut<'a>) -> &'a str {
    let head = head(cut);
    let (name, mark) = match system(head) {
        Some(System::Published(name)) => (name, Some(Mark::Sci(name))),
        _ => (head.text, None),
    };
    if let Some(mark) = mark {
        draft.spelling(head, mark);
    }
    draft.token(head, Category::Sci, Part::Program(Category::Sci, name.to_owned()));
    let program = beneath(draft, cut, name, Category::Sci);
    marking::merge(&mut draft.marking.sci, program);
    // A published name lives longer than any text.
    name
}

/// Reads a special access program, without `SAR-`.
pub(super) fn sap<'a>(draft: &mut Draft<'a>, cut: Cut<'a>) -> &'a str {
    let head = head(cut);
    draft.token(head, Category::Sap, Part::Program(Category::Sap, head.text.to_owned()));
    let program = beneath(draft, cut, head.text, Category::Sap);
    marking::merge(&mut draft.marking.sap, program);
    head.text
}

/// What is beneath a program.
fn beneath(draft: &mut Draft<'_>, cut: Cut<'_>, name: &str, category: Category) -> Program {
    let mut program = Program { name: name.to_owned(), compartments: Vec::new() };
    let mut disordered: Vec<Cut<'_>> = Vec::new();
    let mut last: Option<Cut<'_>> = None;
    for part in cut.split('-').skip(1) {
        let (typed, subs) = part.split_once(' ').map_or((part, None), |(name, subs)| (name, Some(subs)));
        let short = compartment(draft, typed, name, category, last);
        draft.token(typed, category, Part::Compartment(category, name.to_owned(), short.to_owned()));
        let at = program.compartments.partition_point(|one| one.name.as_str() < short);
        let is_again = program.compartments.get(at).is_some_and(|one| one.name == short);
        if is_again {
            again(draft, part, name, subs.is_some());
        } else {
            if at < program.compartments.len() && is_possible(typed, name, category) {
                disordered.push(typed);
            }
            let new = Compartment { name: short.to_owned(), subs: Vec::new() };
            program.compartments.insert(at, new);
        }
        let mut last_sub = "";
        for sub in subs.iter().flat_map(|subs| subs.split(' ')) {
            check_sub(draft, sub, name, short, category);
            let part = Part::Sub(category, name.to_owned(), short.to_owned(), sub.text.to_owned());
            draft.token(sub, category, part);
            if sub.text < last_sub {
                disordered.push(sub);
            }
            last_sub = sub.text;
            if let Some(compartment) = program.compartments.get_mut(at) {
                match compartment.subs.binary_search_by(|one| one.as_str().cmp(sub.text)) {
                    Ok(_) => twice(draft, sub),
                    Err(at) => compartment.subs.insert(at, sub.text.to_owned()),
                }
            }
        }
        last = Some(part);
    }
    order(draft, cut, &program, &disordered);
    program
}

/// The short name of a compartment.
fn compartment<'a>(
    draft: &mut Draft<'_>,
    typed: Cut<'a>,
    system: &str,
    category: Category,
    last: Option<Cut<'_>>,
) -> &'a str {
    if category != Category::Sci {
        return typed.text;
    }
    let of_system = COMPARTMENTS.iter().filter(|(of, ..)| *of == system);
    for (_, long, short) in of_system.clone() {
        if typed.text == *long || typed.text == *short {
            let is_other_form = typed.text == *long;
            if is_other_form && draft.form == Form::Portion {
                draft.wording(typed, short, true);
            }
            return short;
        }
    }
    if is_possible(typed, system, category) {
        return typed.text;
    }
    let what = format!("`{}` is no known compartment of `{system}`", typed.text);
    let near = of_system.clone().find(|(_, long, short)| {
        strsim::damerau_levenshtein(long, typed.text) <= 2
            || strsim::damerau_levenshtein(short, typed.text) == 1
    });
    let mut problem = Problem::error("us-unknown", draft.span(typed.range()), what, SYNTAX);
    if let Some((.., short)) = near {
        problem = problem.mend(*short);
    } else if last.is_some_and(|last| matches!(last.text, "G" | "GAMMA")) && typed.text.len() == GAMMA_SUB {
        // As the attributes of ISM have it: `SI-G-ABCD`.
        problem = problem.mend_at(draft.span(typed.at - 1..typed.at), " ");
    }
    draft.problems.push(problem);
    typed.text
}

/// Whether a compartment is published, or has the length of one that is not.
fn is_possible(typed: Cut<'_>, system: &str, category: Category) -> bool {
    let is_published = SHORT.iter().any(|(of, short)| *of == system && *short == typed.text)
        || COMPARTMENTS
            .iter()
            .any(|(of, long, short)| *of == system && (*long == typed.text || *short == typed.text));
    category != Category::Sci || is_published || typed.text.len() <= COMPARTMENT
}

fn check_sub(draft: &mut Draft<'_>, sub: Cut<'_>, system: &str, compartment: &str, category: Category) {
    if category != Category::Sci {
        return;
    }
    let length = sub.text.len();
    if (system, compartment) == ("SI", "G") && length != GAMMA_SUB {
        let what = format!("`{}` has {length} characters: beneath `SI-G` there are {GAMMA_SUB}", sub.text);
        draft.error("us-length", sub, what, None);
    } else if length > SUB {
        let what = format!("`{}` has {length} characters: a sub-compartment has at most {SUB}", sub.text);
        draft.error("us-length", sub, what, None);
    }
}

/// A compartment that is named again. The manual does so for `HCS-P JJJ-P DDDD`, and nowhere else.
fn again(draft: &mut Draft<'_>, part: Cut<'_>, system: &str, has_subs: bool) {
    if system == "HCS" && has_subs {
        return;
    }
    let name = part.text.split(' ').next().unwrap_or_default();
    let whole = draft.cut(part.at - 1..part.end());
    let name_alone = draft.cut(part.at - 1..part.at + name.len());
    let what = format!("`{name}` stands twice beneath `{system}`");
    let problem = Problem::error("us-duplicate", draft.span(whole.range()), what, SYNTAX);
    // Its sub-compartments are kept only where they follow those of the first.
    draft.problems.push(if has_subs { problem } else { problem.mend_at(draft.span(name_alone.range()), "") });
}

fn twice(draft: &mut Draft<'_>, sub: Cut<'_>) {
    let what = format!("`{}` stands twice beneath its compartment", sub.text);
    draft.error("us-duplicate", draft.cut(sub.at - 1..sub.end()), what, Some(String::new()));
}

fn order(draft: &mut Draft<'_>, cut: Cut<'_>, program: &Program, disordered: &[Cut<'_>]) {
    for typed in disordered {
        let what = format!("`{}` is out of order: numbers come first, then the alphabet", typed.text);
        let mut mend = String::new();
        print::beneath(&mut mend, program, head(cut).text);
        let problem = Problem::error("us-order", draft.span(typed.range()), what, SYNTAX);
        draft.problems.push(problem.mend_at(draft.span(cut.range()), mend));
    }
}

/// Adds a control system with nothing beneath it.
pub(super) fn add(draft: &mut Draft<'_>, name: &str) {
    marking::merge(&mut draft.marking.sci, Program { name: name.to_owned(), compartments: Vec::new() });
}
