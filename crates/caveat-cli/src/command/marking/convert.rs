//! `caveat marking convert`: a marking under another scheme, as far as somebody has recorded which level counts as
//! which.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use caveat::entry::{Body, Entry};
use caveat::id::{Level, SchemeId};
use caveat::ledger::Ledger;
use caveat::marking::{self, Converted, Dates, Form, NoLevel, Reader, Understood};
use caveat::scheme::Scheme;
use caveat::time::Instant;
use caveat_marking::problem::are_harmless;

use super::batch::{Answered, each};
use super::object::Object;
use super::recorded::{Counts, Recorded};
use super::schemes::{self, Schemes};
use crate::args::marking::Convert;
use crate::command::printed;
use crate::date::Bound;
use crate::failure::{Failure, Typed};
use crate::here::Here;
use crate::names::nearest;
use crate::report::{self, Because, Conversion, Refused};
use crate::status::Status;

/// What is to be converted.
#[derive(Debug)]
struct Asked {
    marking: String,
    scheme: Option<String>,
    to: String,
    form: Option<Form>,
    dated: Option<Instant>,
}

/// Runs the verb.
pub(crate) fn convert(args: &Convert, here: &Here) -> Result<Status, Failure> {
    let schemes = Schemes::of(args.read_as.scheme.as_deref())?;
    let register = if args.recorded { Some(here.open()?) } else { None };
    let register: Option<&Ledger> = register.as_ref().map(|register| register.ledger());
    let recorded = Recorded::of(&schemes, args.with.as_deref(), register)?;
    let work = Work {
        schemes: &schemes,
        recorded: &recorded,
        at: here.date("--on", args.on.as_deref(), Bound::At)?.unwrap_or(here.now()),
        ready: RefCell::default(),
    };
    let dated = here.date("--dated", args.dated.as_deref(), Bound::At)?;
    let form = args.read_as.form.map(Form::from);
    let Some(text) = args.text.as_deref() else {
        return each(Path::new("-"), &mut |json| {
            let mut asked = asked(json, args.to.as_deref())?;
            asked.form = asked.form.or(form);
            asked.dated = asked.dated.or(dated);
            work.answer(&asked)
        });
    };
    let to = args.to.as_deref().ok_or_else(|| Failure::usage("`--to` says under which scheme"))?;
    let asked = Asked { marking: text.to_owned(), scheme: None, to: to.to_owned(), form, dated };
    if args.json {
        let (line, done) = work.answer(&asked).map_err(Failure::failed)?;
        let status = if done { Status::Done } else { Status::Failed };
        return printed(report::raw(format!("{line}\n").as_bytes()), status);
    }
    let to = work.scheme(to).map_err(|message| Failure::typed(Typed::one("--to", to), message))?;
    let from = work.from(&asked).map_err(Failure::failed)?;
    let conversion = work.convert(from, to, &asked)?;
    match &conversion.made {
        Ok((converted, because)) => {
            let told = report::converted(&conversion, converted, because);
            report::marking_problems(None, text, &conversion.understood.problems, true);
            let problems = &converted.understood.problems;
            report::marking_problems(None, &converted.text, problems, true);
            printed(told, Status::Done)
        }
        Err(refused) => {
            let valid = refused.code != UNREAD;
            report::marking_problems(None, text, &conversion.understood.problems, valid);
            let typed = Typed::one("TEXT", text).within(refused.span.clone());
            let failure = Failure { typed: Some(typed), ..Failure::failed(&refused.message) };
            Err(failure.maybe_hint(refused.hint.as_deref()))
        }
    }
}

fn asked(json: caveat::json::Json, to: Option<&str>) -> Result<Asked, String> {
    let mut line = Object::of("the line", json)?;
    line.knows(&["marking", "scheme", "to", "form", "dated"])?;
    Ok(Asked {
        marking: line.required("marking")?,
        scheme: line.text("scheme")?,
        to: match line.text("to")?.or_else(|| to.map(str::to_owned)) {
            Some(to) => to,
            None => return Err("`to` is missing".to_owned()),
        },
        form: line.form()?,
        dated: line.parsed("dated")?,
    })
}

/// What conversions are made with.
struct Work<'a> {
    schemes: &'a Schemes,
    recorded: &'a Recorded,
    /// Which equivalences are in force.
    at: Instant,
    /// The schemes that were made ready.
    ready: RefCell<BTreeMap<SchemeId, Reader<'a>>>,
}

const UNREAD: &str = "unread";

impl<'a> Work<'a> {
    fn answer(&self, asked: &Asked) -> Result<Answered, String> {
        let (from, to) = (self.from(asked)?, self.scheme(&asked.to)?);
        let conversion = self.convert(from, to, asked).map_err(|failure| failure.message)?;
        Ok((report::converted_json(&conversion), conversion.made.is_ok()))
    }

    /// The scheme of a name.
    fn scheme(&self, name: &str) -> Result<&'a Scheme, String> {
        let found = self.recorded.schemes().find(|scheme| scheme.id.as_str() == name);
        found.ok_or_else(|| {
            let known: Vec<&str> = self.recorded.schemes().map(|scheme| scheme.id.as_str()).collect();
            match nearest(name, known.iter().copied()) {
                Some(near) => format!("no scheme is called `{name}`: did you mean `{near}`?"),
                None => format!("no scheme is called `{name}`: there are {}", known.join(", ")),
            }
        })
    }

    /// The scheme that a marking is read by.
    fn from(&self, asked: &Asked) -> Result<&'a Scheme, String> {
        let chosen = asked.scheme.as_deref().or(self.schemes.chosen());
        self.scheme(chosen.unwrap_or_else(|| schemes::looks_like(&asked.marking)))
    }

    fn convert(&self, from: &'a Scheme, to: &'a Scheme, asked: &Asked) -> Result<Conversion<'a>, Failure> {
        let (reads, writes) = (self.reader(from)?, self.reader(to)?);
        let dates = Dates { dated: asked.dated, marked: self.at };
        let understood = reads.understand(&asked.marking, asked.form, dates);
        let made = self.made(from, &writes, &understood, &asked.marking, dates);
        Ok(Conversion { from, to, understood, made })
    }

    /// What reads and writes the markings of a scheme, made ready once.
    fn reader(&self, scheme: &'a Scheme) -> Result<Reader<'a>, Failure> {
        let mut ready = self.ready.borrow_mut();
        if let Some(reader) = ready.get(&scheme.id) {
            return Ok(reader.clone());
        }
        let reader = Reader::new(scheme).ok_or_else(|| Failure::failed(schemes::reads_nothing(scheme)))?;
        ready.insert(scheme.id.clone(), reader.clone());
        Ok(reader)
    }

    fn made(
        &self,
        from: &Scheme,
        writes: &Reader<'a>,
        understood: &Understood,
        text: &str,
        dates: Dates,
    ) -> Result<(Converted, Because), Refused> {
        let to = writes.scheme();
        let whole = trimmed(text);
        let refused = |code, span: &Range<usize>, message: String| Refused {
            code,
            span: span.clone(),
            message,
            hint: None,
            who: None,
        };
        if from.id == to.id {
            return Err(refused("same-scheme", &whole, format!("it is a marking of `{}` already", to.id)));
        }
        if understood.canonical.is_none() || !are_harmless(&understood.problems) {
            let message = "what is wrong with a marking is mended before it is converted".to_owned();
            return Err(refused(UNREAD, &whole, message));
        }
        if to.levels.iter().next().is_none() {
            return Err(refused(
                "no-levels",
                &whole,
                format!("`{}` has no levels that one could count as", to.id),
            ));
        }
        let level = marking::level_of(from, understood).map_err(|why| no_level(why, from, &whole))?;
        let span = place(text, level.as_str()).unwrap_or(whole);
        let (counts_as, entry) = match self.recorded.counts_as(from, &level, to, self.at) {
            Counts::As(counts_as, entry) => (counts_as, entry),
            Counts::Several(entries) => return Err(several(&level, to, &entries, &span)),
            Counts::Nothing(beside) => return Err(nothing(from, &level, to, &beside, &span)),
        };
        let converted = marking::convert(from, understood, writes, counts_as, dates);
        let because = || because(&level, counts_as, entry);
        let converted = converted.map(|converted| (converted, because()));
        converted.ok_or_else(|| {
            let message =
                format!("it counts as `{counts_as}`, and no marking of `{}` is that level alone", to.id);
            refused("not-written", &span, message)
        })
    }
}

fn because(level: &Level, counts_as: &Level, entry: &Entry) -> Because {
    Because { level: level.clone(), counts_as: counts_as.clone(), by: entry.by.clone(), on: entry.on }
}

fn no_level(why: NoLevel, from: &Scheme, span: &Range<usize>) -> Refused {
    let (code, message, hint) = match why {
        NoLevel::None => (
            "no-level",
            format!("it has no level of `{}`, and only levels count in another scheme", from.id),
            None,
        ),
        NoLevel::OfOthers => (
            "level-of-others",
            format!("its level is not that of `{}`, whose scheme this is", from.authority),
            Some("convert it from the scheme of whose level it is, with --scheme".to_owned()),
        ),
    };
    Refused { code, span: span.clone(), message, hint, who: None }
}

fn several(level: &Level, to: &Scheme, entries: &[&Entry], span: &Range<usize>) -> Refused {
    let said = entries.iter().filter_map(|entry| match &entry.body {
        Body::Equivalence(said) => Some(format!("`{}` by `{}`", said.counts_as, entry.by)),
        _ => None,
    });
    let said: Vec<String> = said.collect();
    Refused {
        code: "several",
        span: span.clone(),
        message: format!("`{level}` is recorded as several levels of `{}`: {}", to.id, said.join(", ")),
        hint: Some(format!("`{}` would have to end all but one of them", to.authority)),
        who: Some(to.authority.clone()),
    }
}

fn nothing(from: &Scheme, level: &Level, to: &Scheme, beside: &[String], span: &Range<usize>) -> Refused {
    let entry = format!(
        "equivalence = \"{level}\", scheme = \"{}\", counts_as = \"…\", counts_in = \"{}\"",
        from.id, to.id
    );
    let mut hint =
        format!("`{}` would have to say so; where that is published, give it by --with FILE", to.authority);
    hint.push_str(&format!("\n  as an entry: {entry}"));
    for line in beside {
        hint.push_str(&format!("\n  {line}"));
    }
    Refused {
        code: "no-equivalence",
        span: span.clone(),
        message: format!(
            "nobody with the authority has said what `{level}` of `{}` counts as in `{}`",
            from.id, to.id
        ),
        hint: Some(hint),
        who: Some(to.authority.clone()),
    }
}

/// Where a level stands in a text, as it is spelt.
fn place(text: &str, level: &str) -> Option<Range<usize>> {
    let folded = text.to_ascii_uppercase();
    let at = folded.find(&level.to_ascii_uppercase())?;
    Some(at..at + level.len())
}

fn trimmed(text: &str) -> Range<usize> {
    let start = text.len() - text.trim_start().len();
    start..(start + text.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_pointed_at_where_it_is_spelt() {
        assert_eq!(place("top secret//NOFORN", "TOP SECRET"), Some(0..10));
        assert_eq!(place("(S//NF)", "SECRET"), None);
        assert_eq!(trimmed("  (S) "), 2..5);
        assert_eq!(trimmed(" "), 1..1);
    }

    #[test]
    fn what_is_asked_is_read() {
        let read = |text: &str, to| asked(caveat::json::parse(text).unwrap(), to);
        let one = read(r#"{"marking":"SECRET","to":"eu","form":"banner"}"#, None).unwrap();
        assert_eq!((one.to.as_str(), one.form, one.scheme), ("eu", Some(Form::Banner), None));
        assert_eq!(read(r#"{"marking":"SECRET"}"#, Some("nz")).unwrap().to, "nz");
        for (text, message) in [
            ("[]", "the line is no object"),
            (r#"{"marking":"SECRET"}"#, "`to` is missing"),
            (r#"{"to":"eu"}"#, "`marking` is missing"),
            (r#"{"marking":"SECRET","to":7}"#, "`to` is no text"),
            (r#"{"marking":"SECRET","too":"eu"}"#, "no field is called `too`: did you mean `to`?"),
        ] {
            assert_eq!(read(text, None).unwrap_err(), message, "{text}");
        }
    }
}
