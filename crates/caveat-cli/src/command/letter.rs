//! `caveat open`, `receive` and `letter`: letters, read and written.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use caveat::consent::{Needed, needed};
use caveat::decide::decide;
use caveat::entry::{Body, Ended, Entry, Request};
use caveat::facts::Facts;
use caveat::id::{EntryId, PartyId};
use caveat::question::Question;
use caveat_letter::taking::{Reader, Refused, unknown_names};
use caveat_letter::{Dictionary, Draft, Kind, Letter, MAX_BYTES, PublicKey, asks, behind, digest, tells};
use caveat_register::{Register, system_words};

use super::{fold, input, keep, printed, told_of};
use crate::args;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::Names;
use crate::report::{self, Standing};
use crate::status::Status;

/// The key that signs here.
pub(super) fn own_key(register: &Register) -> Result<PublicKey, Failure> {
    PublicKey::new(&register.public_key()?).map_err(Failure::failed)
}

/// Runs `open`.
pub(crate) fn open(args: &args::Open, here: &Here) -> Result<Status, Failure> {
    let letter = read(&args.file)?;
    let register = here.open()?;
    let names = dictionary(&args.called)?;
    let facts = fold(&register);
    let we = register.we();
    let reader = Reader { ledger: register.ledger(), facts: &facts, we: &we, names: &names, now: here.now() };
    let taken = reader.take(&letter);
    let unknown = unknown_names(&letter, &facts, &names);
    let standing = Standing { taken: &taken, unknown: &unknown };
    let status = if taken.is_ok() { Status::Done } else { Status::Failed };
    printed(report::letter(&letter, Some(&standing)), status)
}

/// Runs `receive`.
pub(crate) fn receive(args: &args::Receive, here: &Here) -> Result<Status, Failure> {
    let letter = read(&args.file)?;
    let mut register = here.open()?;
    let names = dictionary(&args.called)?;
    let facts = fold(&register);
    let we = register.we();
    let reader = Reader { ledger: register.ledger(), facts: &facts, we: &we, names: &names, now: here.now() };
    let taken = reader.take(&letter).map_err(|refused| not_taken(&refused))?;
    let recorded = keep(&mut register, taken.entries.clone(), None)?;
    let status = told_of(report::recorded(&register, &recorded));
    told_of(report::taken(&taken, letter.kind));
    if letter.kind == Kind::Request {
        let receipt = of_request(&register, &facts, &taken.request, &names)?;
        let file = write(&receipt, &taken.request, &args.out)?;
        report::note(&format!(
            "it arrived now: send them the file {}, so that they count from now too",
            file.display()
        ));
    }
    Ok(status)
}

fn not_taken(refused: &Refused) -> Failure {
    let see = refused.see.map(|position| format!(" (see {position})")).unwrap_or_default();
    Failure::failed(format!("{refused}{see}")).maybe_hint(refused.hint.as_deref())
}

/// Runs `letter`.
pub(crate) fn letter(args: &args::Letter, here: &Here) -> Result<Status, Failure> {
    let register = here.open()?;
    let request = Names::of(&register).request(Typed::one("REQUEST", &args.request), &args.request)?;
    let letter = of_request(&register, &fold(&register), &request, &dictionary(&args.called)?)?;
    let file = write(&letter, &request, &args.out)?;
    printed(report::letter(&letter, None), Status::Done)?;
    report::note(&format!("the letter is in {}", file.display()));
    Ok(Status::Done)
}

/// Reads a letter, and verifies it.
pub(super) fn read(file: &Path) -> Result<Letter, Failure> {
    let bytes = input::up_to(file, MAX_BYTES)?;
    Letter::read(&bytes).map_err(|problem| {
        let at = problem.at.map(|at| format!(" (at byte {at})")).unwrap_or_default();
        Failure::failed(format!("{}: {problem}{at}", file.display())).maybe_hint(problem.hint.as_deref())
    })
}

/// What the letter calls things, and what we call them, as typed.
pub(super) fn dictionary(args: &args::Called) -> Result<Dictionary, Failure> {
    let mut names = Dictionary::default();
    for (index, text) in args.called.iter().enumerate() {
        let typed = Typed::among("--called", &args.called, index);
        let Some((theirs, ours)) =
            text.split_once('=').filter(|(theirs, ours)| !theirs.is_empty() && !ours.is_empty())
        else {
            return Err(Failure::typed(typed, "it does not say what is called what")
                .hint("write the letter's name, `=`, and yours: acme=acme-gmbh"));
        };
        names
            .note(theirs, ours)
            .map_err(|twice| Failure::typed(typed, format!("`{twice}` is named twice")))?;
    }
    Ok(names)
}

/// The letter about a request: what we ask, or that we take it back; or all that we answered so far.
pub(super) fn of_request(
    register: &Register,
    facts: &Facts,
    id: &EntryId,
    names: &Dictionary,
) -> Result<Letter, Failure> {
    let Some((entry, request)) = requested(register, id) else {
        return Err(Failure::failed(format!("no request `{id}` is recorded")));
    };
    let (key, we) = (own_key(register)?, register.we());
    let draft = if entry.by == we {
        let said = said_on(register, &we, |body| is_ending(body, id));
        let concealed = facts.relay_of(&request.of, &request.items);
        let told = behind(concealed, &request.of);
        match said.as_slice() {
            [] => asks(entry, request, &needed_for(entry, request, facts), facts, key),
            endings => tells(Kind::Withdrawal, (id, digest(entry, &told)), endings, &told, &we, key),
        }
    } else if request.of == we {
        let answers = answers_to(register, id);
        tells(Kind::Answer, (id, digest(entry, names)), &answers, names, &we, key)
    } else {
        let message = format!(
            "the request is by `{}` to `{}`, and yours is the register of `{we}`",
            entry.by, request.of
        );
        return Err(Failure::failed(message));
    };
    seal(register, draft)
}

/// Signs a letter.
pub(super) fn seal(register: &Register, draft: Draft) -> Result<Letter, Failure> {
    let signature = register.sign_text(&draft.to_sign())?;
    draft.signed(&signature).map_err(Failure::failed)
}

/// Writes a letter into a folder, under the name of the request that it is about. One that is there is never written
/// over, and one that cannot be written whole is taken away.
pub(super) fn write(letter: &Letter, id: &EntryId, folder: &Path) -> Result<PathBuf, Failure> {
    for number in 1.. {
        let nth = if number == 1 { String::new() } else { format!("-{number}") };
        let file = folder.join(format!("{id}{nth}.caveat-{}.json", letter.kind.word()));
        let opened = OpenOptions::new().write(true).create_new(true).open(&file);
        let failed = |error: std::io::Error| {
            Failure::failed(format!("cannot write `{}`: {}", file.display(), system_words(&error))).hint(
                format!("what was said is recorded; `caveat letter {id} --out DIR` writes the letter again"),
            )
        };
        match opened {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed(error)),
            Ok(mut opened) => {
                let written = opened.write_all(letter.print().as_bytes()).and_then(|()| opened.sync_all());
                written.map_err(|error| {
                    let _ = std::fs::remove_file(&file);
                    failed(error)
                })?;
                return Ok(file);
            }
        }
    }
    Err(Failure::failed("there is no name left for the letter"))
}

/// The request that goes by an id, with its entry.
pub(super) fn requested<'r>(register: &'r Register, id: &EntryId) -> Option<(&'r Entry, &'r Request)> {
    let entry = register.ledger().entry(id)?;
    match &entry.body {
        Body::Request(request) => Some((entry, request)),
        _ => None,
    }
}

fn said_on<'r>(register: &'r Register, by: &PartyId, is_on: impl Fn(&Body) -> bool) -> Vec<&'r Entry> {
    let entries = register.ledger().entries().iter().map(|entry| &**entry);
    entries.filter(|entry| entry.by == *by && is_on(&entry.body)).collect()
}

fn is_ending(body: &Body, id: &EntryId) -> bool {
    matches!(body, Body::Ending(ending) if ending.of == Ended::Fact(id.clone()))
}

/// All that we said on a request, in its order: that it arrived, what was granted and refused, what was taken back.
pub(super) fn answers_to<'r>(register: &'r Register, id: &EntryId) -> Vec<&'r Entry> {
    let we = register.we();
    let answers = |body: &Body| body.answer().is_some_and(|answer| answer.request == Some(id));
    let acts = said_on(register, &we, answers);
    let ids: Vec<&EntryId> = acts.iter().filter_map(|entry| entry.id.as_ref()).chain([id]).collect();
    said_on(register, &we, |body| match body {
        Body::Delivery(delivery) => delivery.of == *id,
        Body::Revocation(revocation) => revocation.of.iter().all(|act| ids.contains(&act)),
        body => answers(body),
    })
}

/// What is asked of the owner of a request, found by putting the question again.
fn needed_for(entry: &Entry, request: &Request, facts: &Facts) -> Needed {
    let mut found = Needed {
        owner: request.of.clone(),
        relay: facts.relay_of(&request.of, &request.items).cloned(),
        items: request.items.clone(),
        to: request.to.clone(),
        caveats: BTreeMap::new(),
    };
    for item in &request.items {
        let question = Question {
            actor: entry.by.clone().into(),
            item: item.clone(),
            to: request.to.iter().cloned().map(Into::into).collect(),
            purposes: request.purposes.clone(),
            mode: request.modes.first().copied().unwrap_or(caveat::caveat::Mode::Giving),
            unattributed: request.unattributed,
            on: entry.on,
        };
        let Ok(decision) = decide(&question, facts) else { continue };
        for one in needed(&decision, facts).into_iter().filter(|one| one.owner == request.of) {
            found.caveats.extend(one.caveats);
        }
    }
    found
}
