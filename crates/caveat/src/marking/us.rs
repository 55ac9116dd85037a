//! The markings of the United States, word by word.
//!
//! What a recipient must have is that of the manual's Table 5 (CAPCO 2016, pp. 39-45): a clearance, read-ins, an
//! affiliation. A level belongs to the state whose scheme it is, and ORCON, FGI and every limit on an audience to the
//! originator.

use std::collections::BTreeSet;

use caveat_marking::country::{self, Code};
use caveat_marking::us::block::{Block, DeclassifyOn, Until};
use caveat_marking::us::examine;
use caveat_marking::us::marking::{Control, Fgi, Holder, Level, Marking, NatoControl, NonIc, Program};
use caveat_marking::us::read::Form;

use super::{Dates, Marked, Understood, audience, ending, member, nobody, own_organisation};
use crate::caveat::{Mode, Test};
use crate::id::PartyId;
use crate::scheme::Scheme;
use crate::time::Instant;

/// What a word asks of a recipient.
#[derive(Clone, Copy)]
enum Asks {
    /// To be of the United States.
    Usa,
    /// To be of the United States, or of whom the marking releases it to.
    UsaOrReleased,
    /// To be in the own organisation of those whom the originator gave it to.
    OwnOrganisation,
    /// The same, or to be of the United States.
    OwnOrganisationOrUsa,
    /// To be named by the originator: nobody else is.
    Named,
    /// The list that stands with it.
    List,
    /// Nothing of a person; it is carried along.
    Nothing(&'static str),
}

/// The dissemination controls: what each asks. All belong to the originator. In the order of the register.
const CONTROLS: [(Control, &str, Asks); 16] = [
    (Control::Rsen, "RSEN", Asks::Nothing("it has no effect on who may have it")),
    (Control::Fouo, "FOUO", Asks::UsaOrReleased),
    (Control::Orcon, "ORCON", Asks::OwnOrganisation),
    (Control::OrconUsgov, "ORCON-USGOV", Asks::OwnOrganisationOrUsa),
    (Control::Imcon, "IMCON", Asks::Nothing("it has no effect on who may have it")),
    (Control::Noforn, "NOFORN", Asks::Usa),
    (Control::Propin, "PROPIN", Asks::OwnOrganisation),
    (Control::RelTo, "REL TO", Asks::List),
    (Control::Relido, "RELIDO", Asks::List),
    (Control::Eyes, "EYES ONLY", Asks::List),
    (Control::Dsen, "DEA SENSITIVE", Asks::Usa),
    (Control::RawFisa, "RAWFISA", Asks::UsaOrReleased),
    (Control::Fisa, "FISA", Asks::UsaOrReleased),
    (Control::DisplayOnly, "DISPLAY ONLY", Asks::List),
    (
        Control::ExemptFromDiscovery,
        "EXEMPT FROM ICD501 DISCOVERY",
        Asks::Nothing("it is about discovery, not access"),
    ),
    (Control::Waived, "WAIVED", Asks::Nothing("it is about reporting, not access")),
];

/// The dissemination markings of others: what each asks. All belong to the originator.
const NON_IC: [(NonIc, &str, Asks); 9] = [
    (NonIc::Limdis, "LIMDIS", Asks::Usa),
    (NonIc::Exdis, "EXDIS", Asks::OwnOrganisation),
    (NonIc::Nodis, "NODIS", Asks::Named),
    (NonIc::Sbu, "SBU", Asks::UsaOrReleased),
    (NonIc::SbuNf, "SBU NOFORN", Asks::Usa),
    (NonIc::Les, "LES", Asks::UsaOrReleased),
    (NonIc::LesNf, "LES NOFORN", Asks::Usa),
    (NonIc::Ssi, "SSI", Asks::UsaOrReleased),
    (NonIc::Nnpi, "NNPI", Asks::Usa),
];

/// NATO's own controls: each is a read-in, of NATO's.
const NATO: [(NatoControl, &str); 3] =
    [(NatoControl::Atomal, "ATOMAL"), (NatoControl::Balk, "BALK"), (NatoControl::Bohemia, "BOHEMIA")];

/// Since when information may go on within the United States without asking the originating agency, unless that said
/// otherwise: the effective date of Executive Order 13526 (its section 4.1(i); 22 CFR 9.12).
const THIRD_AGENCY_UNTIL: &str = "2010-06-27";

/// Since when classified information without caveats is taken for RELIDO, and not for NOFORN (CAPCO 2016, Table 2).
const RELIDO_FROM: &str = "2010-06-28";

/// Reads a marking and says what it means.
pub(super) fn understand(scheme: &Scheme, text: &str, form: Option<Form>, dates: Dates) -> Understood {
    let examined = examine(text, form);
    let (reading, problems) = (examined.reading, examined.problems);
    let Some(marking) = &reading.marking else { return Understood::nothing(text, problems) };
    Understood { problems, ..meaning(scheme, marking, reading.block.as_ref(), dates) }
}

/// What a marking means, with the block beneath it.
pub(super) fn meaning(scheme: &Scheme, marking: &Marking, block: Option<&Block>, dates: Dates) -> Understood {
    let mut page = Page {
        scheme,
        marking,
        dates,
        ends: block.and_then(declassified),
        downgrade: block.and_then(downgraded),
        marked: Vec::new(),
        carried: Vec::new(),
    };
    page.write();
    Understood {
        marked: page.marked,
        carried: page.carried,
        problems: Vec::new(),
        canonical: Some(kept(marking, block)),
    }
}

/// A marking as it is kept, with its block: as a banner, whether it was typed as one or as a portion. What only a
/// portion can say is kept as a portion: a list that is its banner's, and a government that is not named.
fn kept(marking: &Marking, block: Option<&Block>) -> String {
    let holder = &marking.classification.holder;
    let of_a_portion = matches!(holder, Holder::Concealed)
        || matches!(holder, Holder::Joint(codes) if codes.is_empty())
        || (marking.has(Control::RelTo) && marking.rel_to.is_empty())
        || (marking.has(Control::Eyes) && marking.eyes.is_empty());
    let line = if of_a_portion { marking.portion() } else { marking.banner() };
    block.map_or(line.clone(), |block| block.print(&line))
}

/// When the block says that the classification ends. An event, or what cannot be read, ends nothing by itself.
fn declassified(block: &Block) -> Option<Instant> {
    let date = match block.declassify_on.as_ref()? {
        DeclassifyOn::Date(date) => Some(*date),
        DeclassifyOn::Exemption { until: Some(Until::Date(date)), .. } => Some(*date),
        _ => None,
    };
    date.and_then(|date| date.to_string().parse().ok())
}

/// The level that the block says it is downgraded to, and from when on. An event changes nothing by itself.
fn downgraded(block: &Block) -> Option<(Level, Instant)> {
    let downgrade = block.downgrade.as_ref()?;
    match &downgrade.on {
        Until::Date(date) => Some((downgrade.to, date.to_string().parse().ok()?)),
        Until::Event(_) => None,
    }
}

/// A marking on its way to caveats.
struct Page<'a> {
    scheme: &'a Scheme,
    marking: &'a Marking,
    dates: Dates,
    /// When the levels and compartments end.
    ends: Option<Instant>,
    /// To which level the paper is downgraded, and from when on.
    downgrade: Option<(Level, Instant)>,
    marked: Vec<Marked>,
    carried: Vec<(String, String)>,
}

impl Page<'_> {
    fn write(&mut self) {
        self.classification();
        self.programs();
        self.atomic_energy();
        self.nato();
        self.foreign();
        for (control, word, asks) in CONTROLS {
            if self.marking.has(control) {
                self.control(control, word, asks);
            }
        }
        for (mark, word, asks) in NON_IC {
            if self.marking.non_ic.contains(&mark) {
                self.asks(word, asks);
            }
        }
        self.defaults();
        for unknown in &self.marking.unknown {
            let why = format!("nobody knows what {} means", unknown.text);
            self.marked.push(Marked::unreadable(&unknown.text, &why));
        }
    }

    fn classification(&mut self) {
        let level = self.marking.classification.level;
        let whose = match &self.marking.classification.holder {
            Holder::Us => Whose::the_schemes(),
            // Who it is must not be told: it stays with the originator of the item.
            Holder::Concealed => Whose::the_originators(),
            Holder::Joint(codes) | Holder::Foreign(codes) => self.governments(codes),
            Holder::Nato(_) => {
                self.read_in("NATO", self.natos());
                self.natos()
            }
        };
        if level == Level::Unclassified {
            return;
        }
        if matches!(self.marking.classification.holder, Holder::Nato(_)) && level == Level::Restricted {
            return;
        }
        self.level(level_name(level), level, &whose);
        self.downgraded(level_name(level), &whose);
    }

    /// The level that the block says the paper is downgraded to, from that day on.
    fn downgraded(&mut self, word: &str, whose: &Whose) {
        let Some((to, from)) = self.downgrade else { return };
        let before = self.marked.len();
        if to != Level::Unclassified {
            self.level(&format!("(then {})", level_name(to)), to, whose);
        }
        for then in self.marked.iter_mut().skip(before) {
            then.caveat.from = Some(from);
        }
        let first = self.marked.iter_mut().take(before).rev().find(|marked| marked.word == word);
        if let Some(first) = first {
            let until = self.ends.map_or(from, |ends| ends.min(from));
            first.caveat.until = ending(Some(until));
        }
    }

    /// A clearance; RESTRICTED counts as CONFIDENTIAL, which the scheme has.
    fn level(&mut self, word: &str, level: Level, whose: &Whose) {
        let asked = if level == Level::Restricted { Level::Confidential } else { level };
        let test = match level_name(asked).parse() {
            Ok(level) => Test::Level(self.scheme.id.clone(), level),
            Err(_) => nobody("the scheme has no such level"),
        };
        self.marked.push(whose.of(Marked::new(word, test)).until(self.ends));
    }

    fn read_in(&mut self, code: &str, whose: Whose) {
        let test = match code.parse() {
            Ok(parsed) => Test::Compartment(self.scheme.id.clone(), parsed),
            Err(_) => nobody("it is too long for a compartment"),
        };
        self.marked.push(whose.of(Marked::new(code, test)).until(self.ends));
    }

    fn programs(&mut self) {
        let sci = &self.marking.sci;
        for code in sci.iter().flat_map(sci_codes) {
            self.read_in(&code, Whose::the_schemes());
        }
        for code in self.marking.sap.iter().flat_map(sap_codes) {
            self.read_in(&code, Whose::the_schemes());
        }
        // Whoever is read in to SCI is cleared for TOP SECRET, whatever the level of the paper (ISM.ACES 2021-NOV).
        if !sci.is_empty() && self.marking.classification.level < Level::TopSecret {
            self.level("(SCI: TOP SECRET)", Level::TopSecret, &Whose::the_schemes());
        }
    }

    fn atomic_energy(&mut self) {
        let atomic = &self.marking.atomic_energy;
        if let Some(rd) = &atomic.rd {
            self.read_in("RD", Whose::the_schemes());
            if rd.cnwdi {
                self.read_in("RD-CNWDI", Whose::the_schemes());
            }
            rd.sigma
                .iter()
                .for_each(|number| self.read_in(&format!("RD-SIGMA {number}"), Whose::the_schemes()));
        }
        if let Some(frd) = &atomic.frd {
            self.carried.push(("FRD".to_owned(), "it has no effect on who may have it".to_owned()));
            frd.sigma
                .iter()
                .for_each(|number| self.read_in(&format!("FRD-SIGMA {number}"), Whose::the_schemes()));
        }
        for (there, word) in [(atomic.dod_ucni, "DOD UCNI"), (atomic.doe_ucni, "DOE UCNI")] {
            if there {
                self.asks(word, Asks::UsaOrReleased);
            }
        }
        if atomic.tfni {
            self.carried.push(("TFNI".to_owned(), "it has no effect on who may have it".to_owned()));
        }
    }

    fn nato(&mut self) {
        for (control, code) in NATO {
            if self.marking.nato.contains(&control) {
                self.read_in(code, self.natos());
            }
        }
    }

    /// Foreign government information goes nowhere else, and not back to its source, but to whom the marking releases
    /// it (CAPCO 2016, p. 125).
    fn foreign(&mut self) {
        let Some(fgi) = &self.marking.fgi else { return };
        let word = match fgi {
            Fgi::Concealed => "FGI".to_owned(),
            Fgi::Open(codes) => format!("FGI {}", spaced(codes)),
        };
        if let Fgi::Open(codes) = fgi
            && codes.iter().any(|code| code.as_str() == "NATO")
        {
            self.read_in("NATO", self.natos());
        }
        let released = self.released(Mode::Giving);
        let test = self.audience(released);
        self.marked.push(Marked::new(word, test).called("fgi"));
    }

    fn control(&mut self, control: Control, word: &str, asks: Asks) {
        match control {
            Control::RelTo => self.rel_to(),
            Control::DisplayOnly => self.display_only(),
            Control::Eyes => {
                let test = self.audience(self.marking.eyes.clone());
                self.marked.push(Marked::new(word, test));
            }
            Control::Relido => self.relido(word),
            _ => self.asks(word, asks),
        }
    }

    fn asks(&mut self, word: &str, asks: Asks) {
        let usa = || vec![Code::new("USA")];
        let test = match asks {
            Asks::Usa => self.audience(usa()),
            Asks::UsaOrReleased => {
                let released = self.released(Mode::Giving);
                self.audience(released)
            }
            Asks::OwnOrganisation => own_organisation(),
            Asks::OwnOrganisationOrUsa => Test::Any(vec![own_organisation(), self.audience(usa())]),
            Asks::Named => nobody("it is for those alone whom its originator names"),
            Asks::Nothing(why) => {
                self.carried.push((word.to_owned(), why.to_owned()));
                return;
            }
            Asks::List => return,
        };
        self.marked.push(Marked::new(word, test));
    }

    fn rel_to(&mut self) {
        let word = format!("REL TO {}", commas(&self.marking.rel_to));
        let test = match self.marking.rel_to.is_empty() {
            true => nobody("the list is that of a banner that is not here"),
            false => self.audience(self.marking.rel_to.clone()),
        };
        let mut marked = Marked::new(word.trim_end(), test).called("rel-to");
        marked.releasers = self.releasers();
        // Where more may see it than may have it, DISPLAY ONLY says to whom it is shown.
        if self.marking.has(Control::DisplayOnly) {
            marked.caveat.modes = [Mode::Giving].into();
        }
        self.marked.push(marked);
    }

    /// An audience that is wider for showing than for giving.
    fn display_only(&mut self) {
        let word = format!("DISPLAY ONLY {}", commas(&self.marking.display_only));
        let shown = self.audience(self.released(Mode::Showing));
        let mut showing = Marked::new(word.clone(), shown).called("display-only");
        showing.caveat.modes = [Mode::Showing].into();
        showing.releasers = self.releasers();
        self.marked.push(showing);
        if !self.marking.has(Control::RelTo) {
            let given = self.audience(vec![Code::new("USA")]);
            let mut giving = Marked::new(word, given).called("display-only-giving");
            giving.caveat.modes = [Mode::Giving].into();
            giving.releasers = self.releasers();
            self.marked.push(giving);
        }
    }

    /// RELIDO alone releases it to nobody: it says who may.
    fn relido(&mut self, word: &str) {
        if self.marking.has(Control::RelTo) || self.marking.has(Control::DisplayOnly) {
            return;
        }
        let test = self.audience(vec![Code::new("USA")]);
        let mut marked = Marked::new(word, test);
        marked.releasers = self.releasers();
        self.marked.push(marked);
    }

    /// What a marking means that decides nothing on foreign disclosure, and what it means by its date.
    fn defaults(&mut self) {
        let decided = [Control::Noforn, Control::RelTo, Control::Relido, Control::Eyes, Control::DisplayOnly];
        if !decided.iter().any(|control| self.marking.has(*control)) {
            let owners = match &self.marking.classification.holder {
                Holder::Joint(codes) => codes.clone(),
                _ => Vec::new(),
            };
            let test = self.audience([Code::new("USA")].into_iter().chain(owners).collect());
            let mut marked = Marked::new("(no decision on foreign disclosure)", test).called("no-decision");
            if self.is_relido_by_default() {
                marked.releasers = self.officials();
            }
            self.marked.push(marked);
        }
        if self.is_us_classified() && !self.dated_from(THIRD_AGENCY_UNTIL) {
            let released = self.released(Mode::Giving);
            let test = match released.len() {
                0 | 1 => own_organisation(),
                _ => Test::Any(vec![own_organisation(), self.audience(released)]),
            };
            let marked = Marked::new("(before 2010-06-27: third-agency rule)", test).called("third-agency");
            self.marked.push(marked);
        }
    }

    fn is_us_classified(&self) -> bool {
        let classification = &self.marking.classification;
        classification.holder == Holder::Us && classification.level != Level::Unclassified
    }

    /// Classified, without caveats, and of 2010-06-28 or later (CAPCO 2016, Table 2). SCI alone is no caveat.
    fn is_relido_by_default(&self) -> bool {
        let marking = self.marking;
        let caveated = marking.fgi.is_some()
            || !marking.sap.is_empty()
            || !marking.controls.is_empty()
            || !marking.non_ic.is_empty()
            || !marking.nato.is_empty()
            || !marking.unknown.is_empty()
            || marking.atomic_energy != caveat_marking::us::marking::AtomicEnergy::default();
        self.is_us_classified() && !caveated && self.dated_from(RELIDO_FROM)
    }

    /// Whether the information is known to be of that day or later.
    fn dated_from(&self, day: &str) -> bool {
        let from: Option<Instant> = day.parse().ok();
        self.dates.dated.zip(from).is_some_and(|(dated, from)| from <= dated)
    }

    /// Whom the marking releases it to in a mode, the United States among them.
    fn released(&self, mode: Mode) -> Vec<Code> {
        let shown = if mode == Mode::Showing { &self.marking.display_only[..] } else { &[] };
        let lists = self.marking.rel_to.iter().chain(&self.marking.eyes).chain(shown);
        let all: BTreeSet<Code> = lists.cloned().chain([Code::new("USA")]).collect();
        all.into_iter().collect()
    }

    fn audience(&self, codes: Vec<Code>) -> Test {
        let at = self.dates.dated.unwrap_or(self.dates.marked);
        let members = self.parties(&codes).into_iter().map(member);
        audience(members, Some(at).filter(|_| codes.iter().any(|code| !code.is_trigraph())))
    }

    /// The parties that codes stand for here. An organisation that stands for none is its members; the United States
    /// are the scheme's authority, unless it says otherwise.
    fn parties(&self, codes: &[Code]) -> Vec<PartyId> {
        let mut parties = Vec::new();
        for code in codes {
            match self.party(code.as_str()) {
                Some(party) => parties.push(party),
                None => {
                    let members = country::members(code.as_str()).unwrap_or_default();
                    parties.extend(members.iter().filter_map(|member| self.party(member.as_str())));
                }
            }
        }
        parties
    }

    fn party(&self, code: &str) -> Option<PartyId> {
        let usa = (code == "USA").then(|| self.scheme.authority.clone());
        self.scheme.parties.get(code).cloned().or(usa)
    }

    /// The governments that codes stand for here. For one that stands for nobody, the originator has to be asked.
    fn governments(&self, codes: &[Code]) -> Whose {
        let parties: Vec<PartyId> = codes.iter().filter_map(|code| self.party(code.as_str())).collect();
        Whose { originator: parties.len() < codes.len() || codes.is_empty(), parties }
    }

    fn natos(&self) -> Whose {
        self.governments(&[Code::new("NATO")])
    }

    fn releasers(&self) -> Vec<PartyId> {
        if self.marking.has(Control::Relido) { self.officials() } else { Vec::new() }
    }

    /// Who may decide on release where RELIDO stands: whom the scheme names for that word.
    fn officials(&self) -> Vec<PartyId> {
        self.party("RELIDO").into_iter().collect()
    }
}

/// Whose a level or a read-in is: nobody named and not the originator's, it is the scheme's authority's.
struct Whose {
    parties: Vec<PartyId>,
    originator: bool,
}

impl Whose {
    fn the_schemes() -> Self {
        Self { parties: Vec::new(), originator: false }
    }

    fn the_originators() -> Self {
        Self { parties: Vec::new(), originator: true }
    }

    fn of(&self, mut marked: Marked) -> Marked {
        marked.caveat.owners.clone_from(&self.parties);
        marked.of_originator = self.originator;
        marked
    }
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Unclassified => "UNCLASSIFIED",
        Level::Restricted => "RESTRICTED",
        Level::Confidential => "CONFIDENTIAL",
        Level::Secret => "SECRET",
        Level::TopSecret => "TOP SECRET",
    }
}

/// The read-ins that an SCI control system asks for: each name that stands there, and never only what is above it.
fn sci_codes(system: &Program) -> Vec<String> {
    let mut codes = Vec::new();
    // HCS and RESERVE are not given alone: HCS itself asks for HCS-P.
    match (system.name.as_str(), system.compartments.is_empty()) {
        ("HCS", true) => codes.push("HCS-P".to_owned()),
        ("HCS" | "RSV", false) => {}
        (name, _) => codes.push(name.to_owned()),
    }
    codes.extend(beneath(&system.name, system));
    // ECRU is only read by those read in to NONBOOK as well.
    if codes.iter().any(|code| code == "SI-EU") && !codes.iter().any(|code| code == "SI-NK") {
        codes.push("SI-NK".to_owned());
    }
    codes
}

fn sap_codes(program: &Program) -> Vec<String> {
    let name = format!("SAR-{}", program.name);
    let below = beneath(&name, program);
    [name].into_iter().chain(below).collect()
}

fn beneath(name: &str, program: &Program) -> Vec<String> {
    let mut codes = Vec::new();
    for compartment in &program.compartments {
        let code = format!("{name}-{}", compartment.name);
        let subs = compartment.subs.iter().map(|sub| format!("{code} {sub}"));
        codes.extend([code.clone()].into_iter().chain(subs));
    }
    codes
}

fn commas(codes: &[Code]) -> String {
    codes.iter().map(Code::as_str).collect::<Vec<_>>().join(", ")
}

fn spaced(codes: &[Code]) -> String {
    codes.iter().map(Code::as_str).collect::<Vec<_>>().join(" ")
}
