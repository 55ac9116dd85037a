//! Files that are read: at most so much of them, with the name of one beside it where there is none.

use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;

use caveat::entry::Body;
use caveat::ledger::Ledger;
use caveat::read::{self, Arrival, Format, MAX_FILE, Problem, Told};
use caveat_register::system_words;

use crate::args;
use crate::failure::Failure;

/// Reads a file, or no more of it than tells that it is too large.
pub(super) fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    up_to(path, MAX_FILE)
}

/// Reads a file of at most so many bytes, or one byte more.
pub(super) fn up_to(path: &Path, limit: usize) -> Result<Vec<u8>, Failure> {
    read(path, limit as u64 + 1).map_err(|error| unread(path, &error))
}

/// Opens a file that is read as it comes, however long it is.
pub(super) fn open(path: &Path) -> Result<BufReader<Box<dyn Read>>, Failure> {
    if path.as_os_str() == "-" {
        return Ok(BufReader::new(Box::new(std::io::stdin())));
    }
    let file = std::fs::File::open(path).map_err(|error| unread(path, &error))?;
    let mut opened: BufReader<Box<dyn Read>> = BufReader::new(Box::new(file));
    // A folder can be opened, and not read.
    opened.fill_buf().map_err(|error| unread(path, &error))?;
    Ok(opened)
}

/// What could not be read, and why.
pub(super) fn unread(path: &Path, error: &std::io::Error) -> Failure {
    let message = format!("cannot read `{}`: {}", path.display(), system_words(error));
    Failure::failed(message).maybe_hint(near(path).as_deref())
}

fn read(path: &Path, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// A file beside the one named whose name is like it.
fn near(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder).ok()?.filter_map(|file| Some(file.ok()?.path()));
    let files = files.filter(|file| file.is_file());
    let scored = files.filter_map(|file| {
        let other = file.file_name()?.to_string_lossy().into_owned();
        (other != name).then(|| (strsim::jaro_winkler(&name, &other), file))
    });
    let (_, best) = scored.filter(|(score, _)| *score > 0.9).max_by(|(a, _), (b, _)| a.total_cmp(b))?;
    let best = best.strip_prefix(".").unwrap_or(&best);
    Some(format!("did you mean `{}`?", best.display()))
}

/// What a file of entries is written in: as said, or as its name says, or its first character.
pub(super) fn format(said: Option<args::Format>, path: &Path, bytes: &[u8]) -> Format {
    let by_name = || match path.extension()?.to_str()? {
        "toml" => Some(Format::Toml),
        "json" | "jsonl" | "ndjson" => Some(Format::Json),
        _ => None,
    };
    let by_content = || {
        let mut characters = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        match (characters.next(), characters.next()) {
            (Some(b'{'), _) => Format::Json,
            // A TOML file of entries begins with `[[`; a JSON list of lists is none.
            (Some(b'['), second) if second != Some(&b'[') => Format::Json,
            _ => Format::Toml,
        }
    };
    match said {
        Some(args::Format::Toml) => Format::Toml,
        Some(args::Format::Json) => Format::Json,
        None => by_name().unwrap_or_else(by_content),
    }
}

/// Reads the entries of a file that follow those of a ledger; house rules that are none are problems too.
pub(super) fn entries(
    bytes: &[u8],
    format: Format,
    ledger: &Ledger,
    arrival: &Arrival,
) -> Result<Vec<Told>, Vec<Problem>> {
    let told = read::entries(bytes, format, ledger, arrival)?;
    let problems = faulty_rules(&told);
    if problems.is_empty() { Ok(told) } else { Err(problems) }
}

/// What is wrong with house rules among entries.
fn faulty_rules(told: &[Told]) -> Vec<Problem> {
    let rules = told.iter().filter_map(|told| match &told.entry.body {
        Body::Rule(rule) => Some((rule, &told.place)),
        _ => None,
    });
    let checked = rules.filter_map(|(rule, place)| Some((caveat_rules::check(&rule.policy).err()?, place)));
    checked.map(|(error, place)| faulty_rule(&error.to_string(), place.clone())).collect()
}

/// A house rule that is none.
pub(super) fn faulty_rule(message: &str, span: std::ops::Range<usize>) -> Problem {
    let hint = "write Cedar policies that all begin with `forbid`".to_owned();
    Problem { message: message.to_owned(), span, hint: Some(hint), notes: Vec::new() }
}
