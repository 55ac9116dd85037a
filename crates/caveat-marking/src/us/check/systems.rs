//! What the manual asks of SCI control systems, their compartments and sub-compartments, as a table.

use std::ops::Range;

use super::seen::Seen;
use crate::us::marking::{Category, Level};
use crate::us::read::Part;

/// What a system, a compartment or a sub-compartment asks of the rest of the marking.
#[derive(Debug)]
pub(super) struct Couple {
    /// The system.
    system: &'static str,
    /// Which of its compartments.
    compartment: Beneath,
    /// Which of their sub-compartments.
    sub: Beneath,
    /// The least level.
    pub(super) least: Option<Level>,
    /// Whether it needs ORCON.
    pub(super) orcon: bool,
    /// Whether it needs NOFORN.
    pub(super) noforn: bool,
    /// Whether it cannot stand with ORCON-USGOV.
    pub(super) no_orcon_usgov: bool,
    /// Where that is written.
    pub(super) source: &'static str,
}

/// Which names on a level.
#[derive(Debug)]
enum Beneath {
    /// None: the name above stands by itself.
    Bare,
    /// That one.
    One(&'static str),
    /// All but that one.
    AllBut(&'static str),
    /// All.
    All,
}

/// A name in the marking, with what it stands beneath.
#[derive(Debug, Clone)]
pub(super) struct Named {
    system: String,
    compartment: Option<String>,
    sub: Option<String>,
    /// With its system: `SI-G ABCD`.
    pub(super) text: String,
    /// Where it stands.
    pub(super) span: Range<usize>,
}

use Beneath::{All, AllBut, Bare, One};
use Level::{Secret, TopSecret};

const TABLE: &[Couple] = &[
    couple("BUR", Bare, Bare, "ISM-ID-00465 and ISM-ID-00463").least(Secret).noforn(),
    couple("HCS", Bare, Bare, "ISM-ID-00048 and ISM-ID-00049").least(Secret).noforn(),
    couple("HCS", One("O"), Bare, "CAPCO 2016 H.4 p. 64; ISM-ID-00332, ISM-ID-00335, ISM-ID-00363")
        .least(Secret)
        .orcon()
        .noforn()
        .no_orcon_usgov(),
    couple("HCS", One("P"), Bare, "CAPCO 2016 H.4 p. 66; ISM-ID-00330").least(Secret).noforn(),
    couple("HCS", One("P"), All, "CAPCO 2016 H.4 p. 68; ISM-ID-00336, ISM-ID-00362, ISM-ID-00453")
        .least(TopSecret)
        .orcon()
        .noforn()
        .no_orcon_usgov(),
    couple("HCS", One("X"), Bare, "ISM-ID-00459").least(Secret),
    couple("KLM", Bare, Bare, "ISM-ID-00466").least(Secret),
    couple("KLM", AllBut("R"), Bare, "ISM-ID-00397").orcon(),
    couple("KLM", One("R"), Bare, "ISM-ID-00468 and ISM-ID-00469").least(TopSecret).noforn(),
    couple("KLM", All, All, "ISM-ID-00398 and ISM-ID-00471").orcon(),
    couple("KLM", One("R"), All, "ISM-ID-00470").no_orcon_usgov(),
    couple("MVL", Bare, Bare, "ISM-ID-00472").least(TopSecret),
    couple("RSV", Bare, Bare, "CAPCO 2016 H.4 p. 70; ISM-ID-00242").least(Secret),
    couple("SI", AllBut("G"), Bare, "CAPCO 2016 H.4 p. 76").least(TopSecret),
    couple("SI", One("G"), Bare, "CAPCO 2016 H.4 p. 80; ISM-ID-00044, ISM-ID-00045, ISM-ID-00341")
        .least(TopSecret)
        .orcon()
        .no_orcon_usgov(),
    couple("TK", Bare, Bare, "CAPCO 2016 H.4 p. 85; ISM-ID-00047").least(Secret),
    couple("TK", One("BLFH"), Bare, "CAPCO 2016 H.4 p. 87; ISM-ID-00368 and ISM-ID-00369")
        .least(TopSecret)
        .noforn(),
    couple("TK", One("IDIT"), Bare, "CAPCO 2016 H.4 p. 91; ISM-ID-00370").noforn(),
    couple("TK", One("KAND"), Bare, "CAPCO 2016 H.4 p. 95; ISM-ID-00371").noforn(),
];

/// Every name in the marking with what the table asks of it.
pub(super) fn coupled(seen: &Seen<'_>) -> impl Iterator<Item = (Named, &'static Couple)> {
    named(seen).flat_map(|named| {
        let about = TABLE.iter().filter(|couple| couple.is_about(&named));
        about.map(|couple| (named.clone(), couple)).collect::<Vec<_>>()
    })
}

/// Every SCI name in the marking.
pub(super) fn named(seen: &Seen<'_>) -> impl Iterator<Item = Named> {
    seen.tokens().filter_map(|token| {
        let (system, compartment, sub) = match &token.part {
            Part::Program(Category::Sci, system) => (system, None, None),
            Part::Compartment(Category::Sci, system, compartment) => (system, Some(compartment), None),
            Part::Sub(Category::Sci, system, compartment, sub) => (system, Some(compartment), Some(sub)),
            _ => return None,
        };
        let beneath = compartment.map(|name| format!("-{name}")).unwrap_or_default();
        let below = sub.map(|name| format!(" {name}")).unwrap_or_default();
        Some(Named {
            text: format!("{system}{beneath}{below}"),
            system: system.clone(),
            compartment: compartment.cloned(),
            sub: sub.cloned(),
            span: token.span.clone(),
        })
    })
}

/// What is wrong with the form of a name, and where the form is written. Names that are too long the reader reports.
pub(super) fn misnamed(named: &Named) -> Option<(&'static str, &'static str)> {
    let (compartment, sub) = (named.compartment.as_deref()?, named.sub.as_deref());
    let is_letters = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic());
    match (named.system.as_str(), compartment, sub) {
        ("HCS", other, None) if other.len() <= 3 && !matches!(other, "O" | "P" | "X") => {
            Some(("HCS has the compartments O and P", "CAPCO 2016 H.4 p. 62"))
        }
        ("RSV", name, None) if name.len() < 3 => {
            Some(("a compartment of RSV has three letters and digits", "CAPCO 2016 H.4 p. 72"))
        }
        ("SI", "G", Some(sub)) if !is_letters(sub) => {
            Some(("a sub-compartment of SI-G has letters alone", "CAPCO 2016 H.4 p. 81"))
        }
        ("SI", name, None) if name != "G" && name.len() <= 3 && !(is_letters(name) && name.len() > 1) => {
            Some(("a compartment of SI has two or three letters", "CAPCO 2016 H.4 p. 76"))
        }
        _ => None,
    }
}

const fn couple(system: &'static str, compartment: Beneath, sub: Beneath, source: &'static str) -> Couple {
    let (orcon, noforn, no_orcon_usgov) = (false, false, false);
    Couple { system, compartment, sub, least: None, orcon, noforn, no_orcon_usgov, source }
}

impl Couple {
    const fn least(mut self, level: Level) -> Self {
        self.least = Some(level);
        self
    }

    const fn orcon(mut self) -> Self {
        self.orcon = true;
        self
    }

    const fn noforn(mut self) -> Self {
        self.noforn = true;
        self
    }

    const fn no_orcon_usgov(mut self) -> Self {
        self.no_orcon_usgov = true;
        self
    }

    fn is_about(&self, named: &Named) -> bool {
        self.system == named.system
            && self.compartment.holds(named.compartment.as_deref())
            && self.sub.holds(named.sub.as_deref())
    }
}

impl Named {
    /// Whether it stands somewhere above another.
    pub(super) fn is_above(&self, other: &Self) -> bool {
        self.system == other.system
            && match (&self.compartment, &other.compartment) {
                (None, beneath) => beneath.is_some(),
                (compartment, other_compartment) => {
                    compartment == other_compartment && self.sub.is_none() && other.sub.is_some()
                }
            }
    }
}

impl Beneath {
    fn holds(&self, name: Option<&str>) -> bool {
        match (self, name) {
            (Self::Bare, name) => name.is_none(),
            (Self::One(one), Some(name)) => *one == name,
            (Self::AllBut(one), Some(name)) => *one != name,
            (Self::All, Some(_)) => true,
            (_, None) => false,
        }
    }
}
