//! The schemes that markings are read by: those in the program, and one from a file.

use std::cell::OnceCell;
use std::path::Path;

use caveat::id::PartyId;
use caveat::marking::Reader;
use caveat::read::{self, Format, Problem};
use caveat::scheme::Scheme;
use caveat_marking::country;

use super::email;
use crate::command::input;
use crate::failure::{Failure, Typed};
use crate::names::nearest;
use crate::report;
use crate::status::Status;

/// The schemes in the program, as files of entries.
const SHIPPED: [(&str, &str); 8] = [
    ("us", include_str!("../../../../../schemes/us.toml")),
    ("tlp", include_str!("../../../../../schemes/tlp.toml")),
    ("nato", include_str!("../../../../../schemes/nato.toml")),
    ("eu", include_str!("../../../../../schemes/eu.toml")),
    ("uk", include_str!("../../../../../schemes/uk.toml")),
    ("au", include_str!("../../../../../schemes/au.toml")),
    ("nz", include_str!("../../../../../schemes/nz.toml")),
    ("company", include_str!("../../../../../schemes/company.toml")),
];

/// The schemes that there are, each read when it is first asked for.
#[derive(Debug, Default)]
pub(super) struct Schemes {
    shipped: [OnceCell<Option<Scheme>>; SHIPPED.len()],
    from_file: Option<Scheme>,
    /// Which one is meant where a marking does not say: a name, or the one from the file.
    chosen: Option<&'static str>,
}

impl Schemes {
    /// The schemes in the program, and what was said for `--scheme`: a name, or a file.
    pub(super) fn of(typed: Option<&str>) -> Result<Self, Failure> {
        let mut schemes = Self::default();
        let Some(text) = typed else { return Ok(schemes) };
        if let Some((name, _)) = SHIPPED.iter().find(|(name, _)| *name == text) {
            schemes.chosen = Some(name);
        } else if text.contains(['/', '\\', '.']) || Path::new(text).exists() {
            schemes.from_file = Some(from_file(Path::new(text))?);
        } else {
            let failure =
                Failure::typed(Typed::one("--scheme", text), format!("no scheme is called `{text}`"));
            let hint = match nearest(text, names()) {
                Some(near) => format!("did you mean `{near}`? there are {}, or a file's name", listed()),
                None => format!("there are {}, or a file's name", listed()),
            };
            return Err(failure.hint(hint));
        }
        Ok(schemes)
    }

    /// Every scheme: those in the program, and the one from a file in the place of one of its id.
    pub(super) fn all(&self) -> Vec<Scheme> {
        let own = |id: &str| self.from_file.as_ref().is_some_and(|scheme| scheme.id.as_str() == id);
        let shipped = SHIPPED.iter().zip(&self.shipped).filter(|((name, _), _)| !own(name));
        let shipped = shipped
            .filter_map(|((name, source), kept)| kept.get_or_init(|| shipped_scheme(name, source)).as_ref());
        shipped.chain(&self.from_file).cloned().collect()
    }

    /// The name of the scheme that is meant where a marking does not say.
    pub(super) fn chosen(&self) -> Option<&str> {
        self.from_file.as_ref().map(|scheme| scheme.id.as_str()).or(self.chosen)
    }

    /// The scheme that was said, or else the one of this name.
    pub(super) fn else_of(&self, name: &'static str) -> Result<&Scheme, String> {
        match &self.from_file {
            Some(scheme) => Ok(scheme),
            None => self.find(Some(self.chosen.unwrap_or(name)), ""),
        }
    }

    /// Whether a scheme came from a file, with parties of its own.
    pub(super) fn has_own(&self) -> bool {
        self.from_file.is_some()
    }

    /// What reads their markings.
    pub(super) fn readers(&self) -> Readers<'_> {
        Readers { schemes: self, made: Vec::new() }
    }

    /// The scheme of a name, else the one that was chosen, else the one that the text looks like.
    fn find(&self, name: Option<&str>, text: &str) -> Result<&Scheme, String> {
        let name = match (name, &self.from_file, self.chosen) {
            (Some(name), Some(scheme), _) if scheme.id.as_str() == name => return Ok(scheme),
            (None, Some(scheme), _) => return Ok(scheme),
            (Some(name), ..) => name,
            (None, _, Some(chosen)) => chosen,
            (None, ..) => looks_like(text),
        };
        let unknown = || format!("no scheme is called `{name}`: there are {}", listed());
        let mut shipped = SHIPPED.iter().zip(&self.shipped);
        let ((_, source), kept) = shipped.find(|((known, _), _)| *known == name).ok_or_else(unknown)?;
        kept.get_or_init(|| shipped_scheme(name, source)).as_ref().ok_or_else(unknown)
    }
}

/// What reads markings, made ready once for each scheme.
pub(super) struct Readers<'a> {
    schemes: &'a Schemes,
    made: Vec<Reader<'a>>,
}

impl<'a> Readers<'a> {
    /// What reads a text under the scheme of a name; where none is given, under the one that was chosen, else the one
    /// that the text looks like.
    pub(super) fn reader(&mut self, name: Option<&str>, text: &str) -> Result<&Reader<'a>, String> {
        let scheme = self.schemes.find(name, text)?;
        let at = match self.made.iter().position(|reader| std::ptr::eq(reader.scheme(), scheme)) {
            Some(at) => at,
            None => {
                self.made.push(Reader::new(scheme).ok_or_else(|| reads_nothing(scheme))?);
                self.made.len() - 1
            }
        };
        self.made.get(at).ok_or_else(|| reads_nothing(scheme))
    }
}

/// Why a scheme reads no marking.
pub(super) fn reads_nothing(scheme: &Scheme) -> String {
    format!("scheme `{}` does not say how its markings are read", scheme.id)
}

/// The names of the schemes in the program.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    SHIPPED.iter().map(|(name, _)| *name)
}

fn listed() -> String {
    names().collect::<Vec<_>>().join(", ")
}

/// A label of TLP or PAP begins with its name, and the mark of an Australian e-mail has its form; everything else is
/// taken for a marking of the United States.
pub(super) fn looks_like(text: &str) -> &'static str {
    let begun = text.trim_start_matches(|c: char| c.is_whitespace() || "([{<\u{feff}".contains(c));
    let labels =
        begun.get(..3).is_some_and(|word| ["tlp", "pap"].contains(&word.to_ascii_lowercase().as_str()));
    let ends = !begun.get(3..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    match labels && ends {
        true => "tlp",
        false if email::looks_like(text) => "au",
        false => "us",
    }
}

/// A scheme in the program. That of the United States knows every code, each as a party of that name.
fn shipped_scheme(name: &str, source: &str) -> Option<Scheme> {
    let mut scheme = read::schemes(source.as_bytes(), Format::Toml).ok()?.into_iter().next()?;
    if name == "us" {
        // A coalition whose members are published is understood as these.
        scheme.parties.retain(|code, _| country::members(code).is_none() || code == "NATO");
        let alone = country::all().iter().filter(|country| country.members.is_empty());
        for country in alone {
            if let Ok(party) = country.code.as_str().to_lowercase().parse::<PartyId>() {
                scheme.parties.entry(country.code.as_str().to_owned()).or_insert(party);
            }
        }
    }
    Some(scheme)
}

/// The one scheme of a file of entries.
fn from_file(path: &Path) -> Result<Scheme, Failure> {
    let bytes = input::file(path)?;
    let name = path.display().to_string();
    let told = |problems: &[Problem]| {
        report::problems(&name, &bytes, problems);
        Failure::told(Status::Failed)
    };
    let schemes =
        read::schemes(&bytes, input::format(None, path, &bytes)).map_err(|problems| told(&problems))?;
    let count = schemes.len();
    let mut schemes = schemes.into_iter();
    match (schemes.next(), count) {
        (Some(scheme), 1) if scheme.reads.is_some() => Ok(scheme),
        (Some(scheme), 1) => {
            Err(Failure::failed(reads_nothing(&scheme)).hint("say it by `reads`: us, tlp or words"))
        }
        (None, _) => Err(Failure::failed(format!("no scheme stands in `{name}`"))),
        _ => Err(Failure::failed(format!("{count} schemes stand in `{name}`")).hint("keep one in a file")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scheme_is_read_and_reads() {
        let schemes = Schemes::default();
        let mut readers = schemes.readers();
        for name in names() {
            let reader = readers.reader(Some(name), "").unwrap();
            assert_eq!(reader.scheme().id.as_str(), name);
            assert!(!reader.examine("", None).is_valid(), "{name}");
        }
        assert!(readers.reader(Some("ussr"), "").is_err());
    }

    #[test]
    fn what_begins_as_tlp_is_tlp() {
        for text in ["TLP:RED", "tlp:amber", " [TLP:CLEAR]", "PAP:RED", "(pap:green)", "TLP AMBER", "TLP"] {
            assert_eq!(looks_like(text), "tlp", "{text}");
        }
        for text in ["SECRET//NOFORN", "(S//NF)", "", "TLPX", "T", "PAPER//X", "ÄÄTLP:RED", "TOP SECRET//TLP"]
        {
            assert_eq!(looks_like(text), "us", "{text}");
        }
    }

    #[test]
    fn in_a_marking_every_code_is_a_party_and_a_coalition_its_members() {
        let scheme = shipped_scheme("us", SHIPPED[0].1).unwrap();
        let party = |code: &str| scheme.parties.get(code).map(PartyId::as_str);
        assert_eq!((party("GBR"), party("DEU"), party("KFOR")), (Some("gbr"), Some("deu"), Some("kfor")));
        assert_eq!((party("NATO"), party("RELIDO")), (Some("nato"), Some("disclosure-official")));
        assert_eq!((party("FVEY"), party("ACGU")), (None, None));
    }
}
