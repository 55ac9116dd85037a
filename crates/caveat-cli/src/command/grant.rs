//! `caveat grant`: record an owner's consent, and say what it does.

use caveat::caveat::Mode;
use caveat::decide::{Lift, State, WhyNot, decide};
use caveat::entry::{Body, Grant};
use caveat::facts::Facts;
use caveat::id::PartyId;
use caveat::question::Question;
use caveat::time::{Instant, Interval, Moment, Position};
use caveat_register::Register;

use super::{Saying, fold, say, told_of};
use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report::{self, Effect};
use crate::status::Status;

/// Runs the verb.
pub(crate) fn grant(args: &args::Grant, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let saying = Saying::of(&args.said, &names, here)?;
    let grant = read(args, &names, here, saying.on)?;
    let by = saying.by.clone();
    let entry = saying.entry(Body::Grant(Box::new(grant.clone())), here);
    let position = say(&mut register, entry, &args.said)?;
    Ok(told_of(report::effects(&effects(&register, &grant, position, &by))))
}

fn read(args: &args::Grant, names: &Names<'_>, here: &Here, on: Instant) -> Result<Grant, Failure> {
    let from = here.date("--from", args.from.as_deref(), Bound::At)?.unwrap_or(on);
    let until = here.date("--until", args.until.as_deref(), Bound::Until)?;
    if let (Some(until), Some(text)) = (until, &args.until)
        && until <= from
    {
        let message = format!("it would end ({until}) before it begins ({from})");
        return Err(Failure::typed(Typed::one("--until", text), message));
    }
    let rests_on = args.rests_on.as_deref();
    Ok(Grant {
        items: names.items("ITEM", &args.items)?,
        to: names.parties("--to", &args.to)?,
        lifts: names.lifts("--lifts", &args.lifts)?,
        purposes: names::purposes("--purpose", &args.purpose)?,
        modes: match (args.shown, args.given) {
            (true, _) => [Mode::Showing].into(),
            (_, true) => [Mode::Giving].into(),
            _ => [].into(),
        },
        during: Interval { from, until },
        this_item_only: args.this_item_only,
        recipient_only: args.recipient_only,
        unattributed: args.unattributed,
        bound: names.all_terms("--bound", &args.bound)?,
        answers: args
            .answers
            .as_deref()
            .map(|text| names.request(Typed::one("--answers", text), text))
            .transpose()?,
        rests_on: rests_on.map(|text| names.terms(Typed::one("--rests-on", text), text)).transpose()?,
    })
}

/// What the grant does for each item and recipient, from when it has effect: found by asking.
fn effects(register: &Register, grant: &Grant, position: Position, by: &PartyId) -> Vec<Effect> {
    let facts = fold(register);
    let from = grant.during.from;
    let mut effects = Vec::new();
    for item in &grant.items {
        // Whoever discloses what is its own needs no grant: somebody else is taken for the actor.
        let holders = facts.holders(item, Moment::end_of(from)).into_iter().map(|holder| holder.party);
        let actors: Vec<PartyId> = holders.chain([register.we()]).filter(|party| party != by).collect();
        for to in &grant.to {
            let asked = actors.iter().chain([to]).filter_map(|actor| {
                let question = Question {
                    actor: actor.clone().into(),
                    item: item.clone(),
                    to: vec![to.clone().into()],
                    purposes: grant.purposes.clone(),
                    mode: grant.modes.first().copied().unwrap_or(Mode::Giving),
                    unattributed: grant.unattributed,
                    on: from,
                };
                effect(&question, &facts, position)
            });
            effects.extend(asked.max_by_key(|effect| (!effect.lifts.is_empty(), !effect.why.is_empty())));
        }
    }
    effects
}

/// Nothing where the question would have to say more, such as a capacity.
fn effect(question: &Question, facts: &Facts, position: Position) -> Option<Effect> {
    let decision = decide(question, facts).ok()?;
    let (mut lifts, mut why): (Vec<String>, Vec<&'static str>) = (Vec::new(), Vec::new());
    for ground in decision.grounds() {
        let asks = ground.occurrence().test.to_string();
        match ground.state() {
            State::Lifted(Lift::Grant { entry, .. }) if *entry == position => lifts.push(asks),
            state => {
                let asked = state.history().iter().filter(|asked| asked.entry == position);
                why.extend(asked.map(|asked| reason(&asked.why)));
            }
        }
    }
    lifts.dedup();
    why.dedup();
    let stands = decision.grounds().iter().any(|ground| ground.state().stands());
    let to = question.to.first()?.party.clone();
    Some(Effect { item: question.item.clone(), to, lifts, why, stands })
}

fn reason(why: &WhyNot) -> &'static str {
    match why {
        WhyNot::NoAuthority => "who says it does not speak for the owner in this",
        WhyNot::CaveatIsLater => "the caveat was stated later",
        WhyNot::LevelRaised => "the level was raised since",
        WhyNot::OutOfTime | WhyNot::RatifiedSince => "it is not for that time",
        WhyNot::OtherPurpose => "it is for another purpose",
        WhyNot::OtherMode => "it is for another mode",
        WhyNot::Attributed => "it is only for what does not name the source",
        WhyNot::NotBound => "they have not accepted its terms",
        WhyNot::Unanswered => "it has not been answered",
        WhyNot::AnsweredBy(_) => "it was answered in time",
        WhyNot::Refused | WhyNot::RefusedBy(_) => "it was refused since",
        WhyNot::RevokedBy(_) => "it was taken back since",
        WhyNot::PowerEnded(_) => "its power has ended",
        WhyNot::Lapsed(_) => "its terms were revised",
    }
}
