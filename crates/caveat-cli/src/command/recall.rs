//! `caveat recall`, `recalled` and `acknowledge`: items called back, and what became of them.

use caveat::caveat::{Audience, AudienceMember, Caveat, Test};
use caveat::entry::{Acknowledgement, Body, Entry, Fate, FurtherCaveat, Recall, Recalled as Asked};
use caveat::facts::Facts;
use caveat::id::{CaveatId, ItemId};
use caveat::recall::{Standing, not_originated};
use caveat::time::Instant;
use caveat_register::Register;

use super::request::minted;
use super::{Saying, fold, keep, printed, say, told_of};
use crate::args;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::{self, Names};
use crate::report;
use crate::status::Status;

/// Runs `recall`.
pub(crate) fn recall(args: &args::Recall, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let id = new_caveat(args, &register)?;
    let mut saying = Saying::of(&args.said, &names, here)?;
    // The entry goes by its caveat.
    saying.id = None;
    let on = saying.on;
    let items = names.items("ITEM", &args.items)?;
    let further = FurtherCaveat {
        id: id.clone(),
        caveat: Caveat { owners: vec![saying.by.clone()], ..caveat(args, &names)? },
        recall: Some(asks(args, &names, here, on)?),
        items,
    };
    let before = fold(&register);
    note_what_is_not_theirs(&further.items, &saying.by, &before, on);
    let entry = saying.entry(Body::Caveat(Box::new(further)), here);
    record(&mut register, entry, args)?;
    let facts = fold(&register);
    let Some(standing) = Standing::of(&id, &facts, on.max(here.now())) else { return Ok(Status::Done) };
    Ok(told_of(match args.json {
        true => report::recalled_json(&standing, &facts, on.max(here.now())),
        false => report::notices(&standing, &facts),
    }))
}

/// The name of the recall, which is that of its caveat.
fn new_caveat(args: &args::Recall, register: &Register) -> Result<CaveatId, Failure> {
    match args.said.id.as_deref() {
        Some(text) => names::slug(&Typed::one("--id", text), text),
        None => minted(register, "recall")?.as_str().parse().map_err(Failure::failed),
    }
}

fn note_what_is_not_theirs(items: &[ItemId], by: &caveat::id::PartyId, facts: &Facts, on: Instant) {
    let others: Vec<&str> = not_originated(items, by, facts, on).map(ItemId::as_str).collect();
    if !others.is_empty() {
        report::note(&format!(
            "{by} does not speak for the originator of {}: holders may ask by what right it is recalled",
            others.join(", ")
        ));
    }
    let parts = |item: &&ItemId| facts.item(item).is_some_and(|item| !item.parts.is_empty());
    for whole in items.iter().filter(parts) {
        report::note(&format!("the parts of {whole} are not recalled with it: name them, if they are meant"));
    }
}

fn caveat(args: &args::Recall, names: &Names<'_>) -> Result<Caveat, Failure> {
    let narrower = names.parties("--narrow", &args.narrow)?;
    Ok(Caveat::new(if narrower.is_empty() {
        Test::Nobody(caveat::words::Words::new("recalled").ok())
    } else {
        let members = narrower.into_iter().map(|party| AudienceMember { party, nationals: false }).collect();
        Test::Audience(Audience { members, membership_at: None })
    }))
}

fn asks(args: &args::Recall, names: &Names<'_>, here: &Here, on: Instant) -> Result<Recall, Failure> {
    let replacement = args
        .replace_by
        .as_deref()
        .map(|text| names.item(Typed::one("--replace-by", text), text))
        .transpose()?;
    let deadline = here.date("--deadline", args.deadline.as_deref(), Bound::Until)?;
    if let (Some(deadline), Some(text)) = (deadline, &args.deadline)
        && deadline <= on
    {
        let message = format!("{deadline} is not after the recall ({on})");
        return Err(Failure::typed(Typed::one("--deadline", text), message));
    }
    let to = match (args.return_, args.destroy, &replacement) {
        (true, ..) => Asked::Return,
        (_, true, _) => Asked::Destroy,
        (.., Some(_)) => Asked::Replace,
        (.., None) => Asked::Narrow,
    };
    Ok(Recall { to, replacement, deadline, reason: names::words("--reason", args.reason.as_deref())? })
}

/// Records the recall; nothing but one document is printed where JSON is asked for.
fn record(register: &mut Register, entry: Entry, args: &args::Recall) -> Result<(), Failure> {
    if !args.json {
        return say(register, entry, &args.said).map(drop);
    }
    keep(register, vec![entry], args.said.command_id.as_deref()).map(drop)
}

/// Runs `recalled`.
pub(crate) fn recalled(args: &args::Recalled, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let on = here.date("--on", args.on.as_deref(), Bound::At)?.unwrap_or(here.now());
    let id = Names::of(&register).recall(Typed::one("RECALL", &args.recall), &args.recall)?;
    let facts = fold(&register);
    let Some(standing) = Standing::of(&id, &facts, on) else {
        return Err(Failure::failed(format!("the recall `{id}` was made later than {on}")));
    };
    printed(
        if args.json {
            report::recalled_json(&standing, &facts, on)
        } else {
            report::recalled(&standing, &facts, on)
        },
        Status::Done,
    )
}

/// Runs `acknowledge`.
pub(crate) fn acknowledge(args: &args::Acknowledge, here: &Here) -> Result<Status, Failure> {
    let mut register = here.open()?;
    let names = Names::of(&register);
    let saying = Saying::of(&args.said, &names, here)?;
    let recall =
        args.recall.as_deref().map(|text| names.recall(Typed::one("--recall", text), text)).transpose()?;
    let item = names.item(Typed::one("ITEM", &args.item), &args.item)?;
    let facts = fold(&register);
    if let Some(recall) = &recall {
        answers_the_recall(recall, &item, args, &saying, &facts)?;
    }
    let body = Body::Acknowledgement(Acknowledgement {
        fate: fate(args),
        item,
        who: saying.by.clone(),
        recall,
        reason: names::words("--reason", args.reason.as_deref())?,
    });
    let entry = saying.entry(body, here);
    say(&mut register, entry, &args.said)?;
    Ok(Status::Done)
}

/// A slip in the item's name would leave the holder asked for ever, and the item another.
fn answers_the_recall(
    recall: &CaveatId,
    item: &ItemId,
    args: &args::Acknowledge,
    saying: &Saying,
    facts: &Facts,
) -> Result<(), Failure> {
    let standing = Standing::of(recall, facts, saying.on);
    let holdings = standing.iter().flat_map(|standing| &standing.holdings);
    let theirs: Vec<_> = holdings.filter(|holding| holding.holder == saying.by).collect();
    if theirs.is_empty() {
        report::note(&format!("{} does not hold what {recall} recalls, as far as is recorded", saying.by));
        return Ok(());
    }
    if theirs.iter().any(|holding| holding.item == *item || holding.through == *item) {
        return Ok(());
    }
    let through: Vec<&str> = theirs.iter().map(|holding| holding.through.as_str()).collect();
    let message = format!("`{item}` is not what {recall} asks of {}", saying.by);
    Err(Failure::typed(Typed::one("ITEM", &args.item), message).hint(format!(
        "{} has to answer for: {}",
        saying.by,
        through.join(", ")
    )))
}

fn fate(args: &args::Acknowledge) -> Fate {
    let said = [
        (args.returned, Fate::Returned),
        (args.destroyed, Fate::Destroyed),
        (args.narrowed, Fate::Narrowed),
        (args.replaced, Fate::Replaced),
        (args.kept, Fate::Kept),
    ];
    said.into_iter().find(|(said, _)| *said).map_or(Fate::Received, |(_, fate)| fate)
}
