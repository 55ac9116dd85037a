//! What people type where another word stands: the error of the arguments' parser says which one.

use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Error};

use crate::args::Args;

/// What people call the verbs besides.
const ALSO: [(&str, &[&str]); 15] = [
    ("record", &["add", "import"]),
    ("ask", &["can", "decide", "may"]),
    ("share", &["disclose", "give", "send", "tell"]),
    ("grant", &["allow", "approve", "consent", "permit"]),
    ("refuse", &["deny", "reject"]),
    ("revoke", &["undo"]),
    ("due", &["pending", "status", "todo"]),
    ("who", &["holders", "leak", "trace"]),
    ("log", &["history", "list", "ls"]),
    ("erase", &["delete", "forget", "remove", "rm"]),
    ("check", &["audit", "fsck"]),
    ("ledger export", &["export"]),
    ("ledger checkpoint", &["checkpoint", "sign"]),
    ("marking explain", &["explain", "parse"]),
    ("marking rollup", &["banner", "rollup"]),
];

/// Verbs that people are not led to by a likeness of letters: somebody who looks for a trace is not told to erase.
const NOT_BY_LIKENESS: [&str; 2] = ["erase", "restore"];

/// The error with what was probably meant.
pub(crate) fn told(mut error: Error, typed: &[String]) -> Error {
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let verbs = verbs(&error, typed);
            error.remove(ContextKind::SuggestedSubcommand);
            if !verbs.is_empty() {
                error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(verbs));
            }
        }
        ErrorKind::UnknownArgument => {
            if let Some(tip) = option(&error, typed) {
                let tips = ContextValue::StyledStrs(vec![StyledStr::from(tip)]);
                error.insert(ContextKind::Suggested, tips);
            }
        }
        _ => {}
    }
    error
}

/// The verbs that may be meant by a word that is none.
fn verbs(error: &Error, typed: &[String]) -> Vec<String> {
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else {
        return Vec::new();
    };
    let is_inside = typed.iter().take_while(|other| *other != word).any(|other| verb_of(other).is_some());
    let meant = ALSO.iter().find(|(_, also)| !is_inside && also.contains(&word.to_lowercase().as_str()));
    if let Some((verb, _)) = meant {
        return vec![(*verb).to_owned()];
    }
    let alike = match error.get(ContextKind::SuggestedSubcommand) {
        Some(ContextValue::Strings(verbs)) => verbs.as_slice(),
        Some(ContextValue::String(verb)) => std::slice::from_ref(verb),
        _ => &[],
    };
    let may_be = |verb: &&String| {
        !NOT_BY_LIKENESS.contains(&verb.as_str()) || verb.as_bytes().first() == word.as_bytes().first()
    };
    alike.iter().filter(may_be).cloned().collect()
}

/// What to write where a word stands alone and its verb has an option for it, or the other way round.
fn option(error: &Error, typed: &[String]) -> Option<String> {
    let ContextValue::String(strange) = error.get(ContextKind::InvalidArg)? else { return None };
    let verb = typed.iter().find_map(|word| verb_of(word))?;
    let has = |option: &str| verb.get_arguments().any(|arg| arg.get_long() == Some(option));
    let is_left_out = |option: &str| !typed.iter().any(|word| word.strip_prefix("--") == Some(option));
    match strange.as_str() {
        "--item" => verb.get_positionals().next().map(|_| "name the item without `--item`".to_owned()),
        option if option.starts_with('-') => None,
        word => match ["item", "to"].into_iter().find(|option| has(option) && is_left_out(option)) {
            Some(option) => Some(format!("say what it is: `--{option} {word}`")),
            None => has("to").then(|| "name several with commas between them: `--to one,other`".to_owned()),
        },
    }
}

fn verb_of(word: &str) -> Option<Command> {
    Args::command().find_subcommand(word).cloned()
}
