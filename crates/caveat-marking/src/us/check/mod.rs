//! Whether a marking may be as it is: what its parts ask of one another.
//!
//! What is wrong with the text itself (order, separators, spelling) is for the reader to say. Here every rule has a
//! code, a source and the place that breaks it. Where the manual (CAPCO 2016) and the rules of ISM 2022-DEC contradict
//! each other, the manual is followed.

mod rule;
mod seen;
mod lines;
mod lists;
mod systems;
mod sci;
mod sap;
mod atomic_energy;
mod foreign;
mod joint;
mod nato;
mod release;
mod dissemination;
mod non_ic;
mod block;

pub use rule::Rule;

use crate::problem::Problem;
use crate::us::read::Reading;

/// Every rule, class by class in the order of the categories.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    let classes: [&[Rule]; 10] = [
        sci::RULES,
        sap::RULES,
        atomic_energy::RULES,
        foreign::RULES,
        joint::RULES,
        nato::RULES,
        release::RULES,
        dissemination::RULES,
        non_ic::RULES,
        block::RULES,
    ];
    classes.into_iter().flatten()
}

/// What the parts of a marking that was read from a text ask of one another, and do not have.
pub fn check(text: &str, reading: &Reading) -> Vec<Problem> {
    rules().flat_map(|rule| rule.problems(text, reading)).collect()
}
