//! `caveat init`: start a register.

use std::io::{BufRead as _, IsTerminal as _};

use caveat::entry::Party;
use caveat::id::PartyId;
use caveat::party::PartyKind;
use caveat_register::{Founding, Register};

use super::{ledger, told_of};
use crate::args::Init;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names;
use crate::report;
use crate::status::Status;

/// Runs the verb.
pub(crate) fn init(mut args: Init, here: &Here) -> Result<Status, Failure> {
    let place = here.place()?;
    if std::io::stdin().is_terminal() && !place.register.exists() {
        ask_for_the_rest(&mut args)?;
    }
    let Some(we) = args.we.as_deref() else {
        return Err(Failure::usage("nothing says who keeps the register")
            .hint("say it with `--we`, as in `caveat init --we acme`"));
    };
    let we = Party {
        id: party(we)?,
        kind: args.kind.as_deref().map_or(Ok(PartyKind::Body), kind)?,
        name: names::words("--name", args.name.as_deref())?,
        relay: None,
    };
    let signing = ledger::signing(args.signer);
    let founding = Founding { origin: args.origin, we: we.clone(), signing };
    let register = Register::found(&place, founding, here.now())?;
    Ok(told_of(report::founded(&register, &we, &place)))
}

fn party(text: &str) -> Result<PartyId, Failure> {
    let typed = Typed::one("--we", text);
    let id: PartyId = names::slug(&typed, text)?;
    if id.is_public() {
        return Err(Failure::typed(typed, "everybody is the public, and keeps no register"));
    }
    Ok(id)
}

fn kind(text: &str) -> Result<PartyKind, Failure> {
    let known = PartyKind::ALL.iter().find(|(name, _)| *name == text);
    known.map(|(_, kind)| *kind).ok_or_else(|| {
        Failure::typed(Typed::one("--kind", text), format!("`{text}` is no kind of party"))
            .hint("say person, office, body (an agency, a company), state (a country) or community")
    })
}

/// Asks for what was not given, until it can be read.
fn ask_for_the_rest(args: &mut Init) -> Result<(), Failure> {
    if args.we.is_some() {
        return Ok(());
    }
    args.we = Some(asked("Who keeps this register? A short name, as in acme-labs", None, |text| {
        party(text).map(drop)
    })?);
    if args.kind.is_none() {
        let question = "What is that: person, office, body, state or community?";
        args.kind = Some(asked(question, Some("body"), |text| kind(text).map(drop))?);
    }
    if args.name.is_none() {
        let name = asked("What do people call it? Enter for nothing", Some(""), |_| Ok(()))?;
        args.name = Some(name).filter(|name| !name.is_empty());
    }
    Ok(())
}

fn asked(
    question: &str,
    otherwise: Option<&str>,
    fits: impl Fn(&str) -> Result<(), Failure>,
) -> Result<String, Failure> {
    loop {
        report::prompt(question, otherwise);
        let mut line = String::new();
        let read = std::io::stdin().lock().read_line(&mut line);
        if !matches!(read, Ok(count) if count > 0) {
            return Err(Failure::usage("nothing was answered, and nothing was made"));
        }
        let text = match (line.trim(), otherwise) {
            ("", Some(otherwise)) => otherwise,
            (text, _) => text,
        };
        match fits(text) {
            Ok(()) => return Ok(text.to_owned()),
            Err(failure) => report::failure(&failure),
        }
    }
}
