//! `caveat share`: decide and record the disclosure in one act.

use caveat::answer::{Answer, Asker, Decided, answer};
use caveat::decide::{Decision, Outcome};
use caveat::facts::Facts;
use caveat_register::{Act, ActError, OnClockBehind, Receipt};

use super::question::{Parts, question};
use super::{judge, not_done, printed, sign, told_of};
use crate::args::Share;
use crate::failure::Failure;
use crate::here::Here;
use crate::names::{self, Names};
use crate::report::{self, Shared};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn share(args: &Share, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let parts = Parts::of(&args.question.manner, &args.question.to.to, None, &names)?;
    let act = Act {
        question: question(&args.question.item, &args.question.manner, &parts, &names, here.now())?,
        id: names::new_id(args.id.as_deref())?,
        setting: names::words("--setting", args.setting.as_deref())?,
        against: names::words("--reason", args.reason.as_deref())?,
        command: args.command_id.clone(),
    };
    let on_clock_behind = if args.clock_is_right { OnClockBehind::Believe } else { OnClockBehind::Refuse };
    match register.act_now(act, judge(), Here::clock, on_clock_behind) {
        Ok(receipt) if receipt.is_repeated() => made(&receipt),
        Ok(receipt) => {
            sign(&mut register);
            made(&receipt)
        }
        Err(ActError::NotPermitted { decision, facts }) => denied(&decision, &facts),
        Err(ActError::Unanswerable(why)) => printed(report::asked(&Err(why), None), Status::Failed),
        Err(ActError::Register(error)) => Err(not_done(&error, args.command_id.as_deref())),
        Err(error) => Err(Failure::failed(&error).maybe_hint(error.hint())),
    }
}

fn made(receipt: &Receipt) -> Result<Status, Failure> {
    let told = told(receipt.decision(), receipt.facts())?;
    let shared = Shared {
        told: &told,
        question: receipt.decision().question(),
        position: receipt.position(),
        id: receipt.id(),
        against: receipt.is_against_the_answer(),
        again: receipt.is_repeated(),
    };
    Ok(told_of(report::shared(&shared)))
}

fn denied(decision: &Decision, facts: &Facts) -> Result<Status, Failure> {
    let told = told(decision, facts)?;
    let outcome: Outcome = decision.outcome();
    printed(report::not_shared(&told, &report::next(decision, &told)), Status::Answered(outcome))
}

/// What whoever keeps the register is told: nothing is hidden from them but who is concealed.
fn told(decision: &Decision, facts: &Facts) -> Result<Box<Decided>, Failure> {
    match answer(decision, facts, &Asker::Keeper) {
        Answer::Decided(told) => Ok(told),
        Answer::NoSuchItem { item } => Err(Failure::failed(format!("no item `{item}` is recorded"))),
    }
}
