//! Markings of Australia as an e-mail carries them: in its subject, and in the header `X-Protective-Marking`.
//!
//! Source: Australian Government Email Protective Marking Standard, Release 2024 (2024.1). How it escapes commas could
//! not be checked against its text: here no value has one, but a note, which is kept as it was typed. On the page the
//! same markings are a scheme of their own, whose text [`Marking::text`] writes and [`Marking::from_text`] reads.

mod check;
mod read;

use std::ops::Range;

use crate::problem::{Problem, are_harmless};

pub use read::{of_message, read_header, read_subject};

/// The name of the header.
pub const HEADER: &str = "X-Protective-Marking";

/// The longest mark, in characters.
pub const MAX_MARK: usize = 998;

/// What a header begins with: the release of the standard, and whose it is.
const RELEASE: &str = "VER=2024.1, NS=gov.au";

/// A security classification. They order by how much they protect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Not of the government's business.
    Unofficial,
    /// Most of what the government has.
    Official,
    /// Official and sensitive.
    OfficialSensitive,
    /// The lowest that is a security classification.
    Protected,
    /// Secret.
    Secret,
    /// Top secret.
    TopSecret,
}

/// A caveat. They order as they are written on the page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Caveat {
    /// `C:`, a codeword.
    Codeword(String),
    /// `FG:`, made from what a foreign government gave.
    ForeignGovernment(String),
    /// `SH:DELICATE-SOURCE`.
    DelicateSource,
    /// `SH:ORCON`.
    Orcon,
    /// `SH:EXCLUSIVE-FOR`, one addressee.
    ExclusiveFor(String),
    /// `SH:CABINET`.
    Cabinet,
    /// `SH:NATIONAL-CABINET`.
    NationalCabinet,
    /// `RI:AUSTEO`: Australian eyes only.
    Austeo,
    /// `RI:AGAO`: Australian Government access only.
    Agao,
    /// `RI:REL`: released to these, by their codes.
    Rel(Vec<String>),
}

/// An information management marker. They order as they are written on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// `Legal-Privilege`.
    LegalPrivilege,
    /// `Legislative-Secrecy`.
    LegislativeSecrecy,
    /// `Personal-Privacy`.
    PersonalPrivacy,
}

/// A marking of an e-mail. Nothing typed is left out of it: what is not understood is in `unknown`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Marking {
    /// `SEC`. Of several the highest, while the others are `unknown`.
    pub level: Option<Level>,
    /// `CAVEAT`.
    pub caveats: Vec<Caveat>,
    /// `EXPIRES`: a day, an instant, or an event in words.
    pub expires: Option<String>,
    /// `DOWNTO`: the level from then on.
    pub down_to: Option<Level>,
    /// `ACCESS`.
    pub access: Vec<Access>,
    /// `NOTE`, of a header alone, as it was typed.
    pub note: Option<String>,
    /// `ORIGIN`, of a header alone: who wrote it.
    pub origin: Option<String>,
    /// What is not understood, as it was typed. If there is any, the marking permits nothing.
    pub unknown: Vec<String>,
}

/// A mark as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// What it says.
    pub marking: Marking,
    /// Where it stands: a byte range of the subject or of the header.
    pub span: Range<usize>,
    /// What is wrong with it, in the order of the text.
    pub problems: Vec<Problem>,
}

impl Reading {
    /// Whether it is as the standard has it.
    pub fn is_valid(&self) -> bool {
        are_harmless(&self.problems)
    }
}

impl Level {
    /// Every one, the lowest first.
    pub const ALL: [Self; 6] = [
        Self::Unofficial,
        Self::Official,
        Self::OfficialSensitive,
        Self::Protected,
        Self::Secret,
        Self::TopSecret,
    ];

    /// As an e-mail has it: `TOP-SECRET`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unofficial => "UNOFFICIAL",
            Self::Official => "OFFICIAL",
            Self::OfficialSensitive => "OFFICIAL:Sensitive",
            Self::Protected => "PROTECTED",
            Self::Secret => "SECRET",
            Self::TopSecret => "TOP-SECRET",
        }
    }

    /// As the page has it: `TOP SECRET`.
    pub fn on_the_page(self) -> &'static str {
        match self {
            Self::OfficialSensitive => "OFFICIAL: Sensitive",
            Self::TopSecret => "TOP SECRET",
            other => other.as_str(),
        }
    }
}

impl Access {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::LegalPrivilege, Self::LegislativeSecrecy, Self::PersonalPrivacy];

    /// As it is written everywhere.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LegalPrivilege => "Legal-Privilege",
            Self::LegislativeSecrecy => "Legislative-Secrecy",
            Self::PersonalPrivacy => "Personal-Privacy",
        }
    }
}

/// The caveats that are said without anything further: the type, the value, and the word on the page.
const PLAIN: [(Caveat, &str, &str); 6] = [
    (Caveat::DelicateSource, "SH:DELICATE-SOURCE", "DELICATE SOURCE"),
    (Caveat::Orcon, "SH:ORCON", "ORCON"),
    (Caveat::Cabinet, "SH:CABINET", "CABINET"),
    (Caveat::NationalCabinet, "SH:NATIONAL-CABINET", "NATIONAL-CABINET"),
    (Caveat::Austeo, "RI:AUSTEO", "AUSTEO"),
    (Caveat::Agao, "RI:AGAO", "AGAO"),
];

impl Caveat {
    /// As an e-mail has it: `RI:REL AUS/GBR`.
    pub fn print(&self) -> String {
        match self {
            Self::ExclusiveFor(_) => format!("SH:{}", self.on_the_page()),
            Self::Rel(_) => format!("RI:{}", self.on_the_page()),
            other => plain(other).map_or_else(|| other.on_the_page(), |(_, typed, _)| (*typed).to_owned()),
        }
    }

    /// As the page has it: `REL AUS/GBR`.
    pub fn on_the_page(&self) -> String {
        match self {
            Self::Codeword(word) => format!("C:{word}"),
            Self::ForeignGovernment(text) => format!("FG:{text}"),
            Self::ExclusiveFor(name) => format!("EXCLUSIVE-FOR {name}"),
            Self::Rel(codes) => format!("REL {}", codes.join("/")),
            other => plain(other).map_or_else(String::new, |(_, _, word)| (*word).to_owned()),
        }
    }

    /// Which of the words that are written on the page this is.
    fn from_page(word: &str) -> Option<Self> {
        if let Some((caveat, ..)) = PLAIN.iter().find(|(_, _, plain)| *plain == word) {
            return Some(caveat.clone());
        }
        let typed = match word.split_once([' ', ':']) {
            Some(("EXCLUSIVE-FOR", _)) => format!("SH:{word}"),
            Some(("REL", _)) => format!("RI:{word}"),
            _ => word.to_owned(),
        };
        read::caveat(&typed).filter(|caveat| caveat.on_the_page() == word)
    }
}

fn plain(caveat: &Caveat) -> Option<&'static (Caveat, &'static str, &'static str)> {
    PLAIN.iter().find(|(plain, ..)| plain == caveat)
}

impl Marking {
    /// The mark of a subject, `[SEC=…]`. None for what no subject can say: what is not understood, no level, or
    /// more than fits.
    pub fn subject(&self) -> Option<String> {
        let mark = format!("[{}]", self.fields()?.join(", "));
        (mark.chars().count() <= MAX_MARK).then_some(mark)
    }

    /// The header with its name. None for what no header can say: besides the above, without an origin.
    pub fn header(&self) -> Option<String> {
        let mut fields = vec![RELEASE.to_owned()];
        fields.extend(self.fields()?);
        fields.extend(self.note.as_ref().map(|note| format!("NOTE={note}")));
        fields.push(format!("ORIGIN={}", self.origin.as_ref()?));
        let header = format!("{HEADER}: {}", fields.join(", "));
        (header.chars().count() <= MAX_MARK).then_some(header)
    }

    /// The marking on the page: `SECRET//AUSTEO//EXPIRES=2027-07-01//DOWNTO=OFFICIAL`. Note and origin are of the
    /// e-mail alone. None where something is not understood, or there is no level.
    pub fn text(&self) -> Option<String> {
        let level = self.level.filter(|_| self.unknown.is_empty())?;
        let mut caveats = self.caveats.clone();
        caveats.sort();
        let mut access = self.access.clone();
        access.sort();
        let mut words = vec![level.on_the_page().to_owned()];
        words.extend(caveats.iter().map(Caveat::on_the_page));
        words.extend(self.expires.as_ref().map(|expires| format!("EXPIRES={expires}")));
        words.extend(self.down_to.map(|level| format!("DOWNTO={}", level.on_the_page())));
        words.extend(access.iter().map(|access| access.as_str().to_owned()));
        Some(words.join("//"))
    }

    /// Reads a marking as it is kept for the page: canonical, in the scheme's own words. None where one of them is not
    /// the scheme's, or says something twice that an e-mail says once.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut words = text.split("//");
        let level = |word: &str| Level::ALL.into_iter().find(|level| level.on_the_page() == word);
        let mut marking = Self { level: Some(level(words.next()?)?), ..Self::default() };
        for word in words {
            if let Some(access) = Access::ALL.into_iter().find(|access| access.as_str() == word) {
                marking.access.push(access);
            } else if let Some(expires) = word.strip_prefix("EXPIRES=") {
                let expires = Some(expires).filter(|text| read::is_text(text))?.to_owned();
                marking.expires.replace(expires).is_none().then_some(())?;
            } else if let Some(lower) = word.strip_prefix("DOWNTO=") {
                marking.down_to.replace(level(lower)?).is_none().then_some(())?;
            } else {
                marking.caveats.push(Caveat::from_page(word)?);
            }
        }
        Some(marking)
    }

    /// What subject and header have in common, in the order of the standard.
    fn fields(&self) -> Option<Vec<String>> {
        let level = self.level.filter(|_| self.unknown.is_empty())?;
        let mut fields = vec![format!("SEC={}", level.as_str())];
        fields.extend(self.caveats.iter().map(|caveat| format!("CAVEAT={}", caveat.print())));
        fields.extend(self.expires.as_ref().map(|expires| format!("EXPIRES={expires}")));
        fields.extend(self.down_to.map(|level| format!("DOWNTO={}", level.as_str())));
        fields.extend(self.access.iter().map(|access| format!("ACCESS={}", access.as_str())));
        Some(fields)
    }
}
