//! What came of a disclosure.

use std::io::{Result, Write};

use caveat::answer::Decided;
use caveat::caveat::Mode;
use caveat::question::Question;
use caveat::time::Position;

use super::asked::restated;
use super::decided::decided;
use super::paint::{BAD, DIM, STRONG, painted};

/// A disclosure that was recorded.
pub(crate) struct Shared<'a> {
    pub(crate) told: &'a Decided,
    pub(crate) question: &'a Question,
    pub(crate) position: Position,
    pub(crate) id: &'a str,
    /// Whether it was recorded though the answer is not yes.
    pub(crate) against: bool,
    /// Whether it had been recorded before.
    pub(crate) again: bool,
}

/// Prints that a disclosure was recorded, and who has the item now.
pub(crate) fn shared(shared: &Shared<'_>) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}\n", painted(STRONG, &restated(&shared.told.question)))?;
    decided(&mut out, shared.told)?;
    writeln!(out)?;
    if shared.against {
        let loud = painted(BAD, "RECORDED AGAINST THE ANSWER");
        writeln!(out, "{loud}    the answer above is not yes, and stays what it is")?;
    }
    let before = if shared.again { ", before: nothing more was recorded" } else { "" };
    writeln!(out, "recorded {} {}{before}", shared.position, painted(DIM, shared.id))?;
    let kept = match shared.question.mode {
        Mode::Showing => "shown: no copy stays with them",
        Mode::Giving => "a copy",
    };
    for to in &shared.question.to {
        writeln!(out, "  {} now has {} ({kept})", to.party, shared.question.item)?;
    }
    out.flush()
}

/// Prints why a disclosure was not recorded, and what to do next.
pub(crate) fn not_shared(told: &Decided, next: &[String]) -> Result<()> {
    let mut out = anstream::stdout().lock();
    writeln!(out, "{}\n", painted(STRONG, &restated(&told.question)))?;
    decided(&mut out, told)?;
    writeln!(out, "\n{}", painted(BAD, "nothing was recorded; do not share it"))?;
    if !next.is_empty() {
        writeln!(out, "  once they have agreed, record that, and share again")?;
        next.iter().try_for_each(|command| writeln!(out, "    {command}"))?;
    }
    out.flush()
}
