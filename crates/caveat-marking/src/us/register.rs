//! The markings that are published, each with its three spellings.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), Table 4. What it does not have (`BUR`, `KLM`, `MVL`,
//! `RAWFISA`, `EXEMPT FROM ICD501 DISCOVERY`, `WAIVED`, `NNPI`) is from the ISM 2022-DEC vocabularies.

use std::sync::OnceLock;

use crate::us::marking::{Category, Control, Level, NatoControl, NonIc};

/// Where the manual says how a marking is written.
pub(crate) const SYNTAX: &str = "CAPCO 2016, A.6";

/// Where a marking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// At the top and the bottom of a page.
    Banner,
    /// In front of a portion, in parentheses.
    Portion,
}

/// What a published marking is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// A level of the United States.
    Level(Level),
    /// An SCI control system, by its shortest name.
    Sci(&'static str),
    /// RESTRICTED DATA.
    Rd,
    /// FORMERLY RESTRICTED DATA.
    Frd,
    /// DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION.
    DodUcni,
    /// DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION.
    DoeUcni,
    /// TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION.
    Tfni,
    /// A control of NATO's.
    Nato(NatoControl),
    /// FOREIGN GOVERNMENT INFORMATION.
    Fgi,
    /// A dissemination control.
    Control(Control),
    /// A dissemination marking of others than the intelligence community.
    NonIc(NonIc),
}

/// A published marking with its spellings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub mark: Mark,
    /// Spelled out, for a banner.
    pub title: &'static str,
    /// As a banner mostly has it. The title, where there is no abbreviation.
    pub banner: &'static str,
    /// As a portion has it.
    pub portion: &'static str,
}

/// All of them, in the order of the register.
pub const ROWS: [Row; 45] = [
    row(Mark::Level(Level::TopSecret), "TOP SECRET", "TOP SECRET", "TS"),
    row(Mark::Level(Level::Secret), "SECRET", "SECRET", "S"),
    row(Mark::Level(Level::Confidential), "CONFIDENTIAL", "CONFIDENTIAL", "C"),
    row(Mark::Level(Level::Unclassified), "UNCLASSIFIED", "UNCLASSIFIED", "U"),
    row(Mark::Nato(NatoControl::Atomal), "ATOMAL", "ATOMAL", "ATOMAL"),
    row(Mark::Nato(NatoControl::Balk), "BALK", "BALK", "BALK"),
    row(Mark::Nato(NatoControl::Bohemia), "BOHEMIA", "BOHEMIA", "BOHEMIA"),
    row(Mark::Sci("BUR"), "BUR", "BUR", "BUR"),
    row(Mark::Sci("HCS"), "HCS", "HCS", "HCS"),
    row(Mark::Sci("KLM"), "KLAMATH", "KLM", "KLM"),
    row(Mark::Sci("MVL"), "MARVEL", "MVL", "MVL"),
    row(Mark::Sci("RSV"), "RESERVE", "RSV", "RSV"),
    row(Mark::Sci("SI"), "SPECIAL INTELLIGENCE", "SI", "SI"),
    row(Mark::Sci("TK"), "TALENT KEYHOLE", "TK", "TK"),
    row(Mark::Rd, "RESTRICTED DATA", "RD", "RD"),
    row(Mark::Frd, "FORMERLY RESTRICTED DATA", "FRD", "FRD"),
    row(Mark::DodUcni, "DOD UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION", "DOD UCNI", "DCNI"),
    row(Mark::DoeUcni, "DOE UNCLASSIFIED CONTROLLED NUCLEAR INFORMATION", "DOE UCNI", "UCNI"),
    row(Mark::Tfni, "TRANSCLASSIFIED FOREIGN NUCLEAR INFORMATION", "TFNI", "TFNI"),
    row(Mark::Fgi, "FOREIGN GOVERNMENT INFORMATION", "FGI", "FGI"),
    row(Mark::Control(Control::Rsen), "RISK SENSITIVE", "RSEN", "RS"),
    row(Mark::Control(Control::Fouo), "FOR OFFICIAL USE ONLY", "FOUO", "FOUO"),
    row(Mark::Control(Control::Orcon), "ORIGINATOR CONTROLLED", "ORCON", "OC"),
    row(Mark::Control(Control::OrconUsgov), "ORIGINATOR CONTROLLED-USGOV", "ORCON-USGOV", "OC-USGOV"),
    row(Mark::Control(Control::Imcon), "CONTROLLED IMAGERY", "IMCON", "IMC"),
    row(Mark::Control(Control::Noforn), "NOT RELEASABLE TO FOREIGN NATIONALS", "NOFORN", "NF"),
    row(Mark::Control(Control::Propin), "CAUTION-PROPRIETARY INFORMATION INVOLVED", "PROPIN", "PR"),
    row(Mark::Control(Control::RelTo), "AUTHORIZED FOR RELEASE TO", "REL TO", "REL TO"),
    row(Mark::Control(Control::Relido), "RELEASABLE BY INFORMATION DISCLOSURE OFFICIAL", "RELIDO", "RELIDO"),
    row(Mark::Control(Control::Eyes), "EYES ONLY", "EYES ONLY", "EYES ONLY"),
    row(Mark::Control(Control::Dsen), "DEA SENSITIVE", "DEA SENSITIVE", "DSEN"),
    row(Mark::Control(Control::RawFisa), "RAW FOREIGN INTELLIGENCE SURVEILLANCE ACT", "RAWFISA", "RAWFISA"),
    row(Mark::Control(Control::Fisa), "FOREIGN INTELLIGENCE SURVEILLANCE ACT", "FISA", "FISA"),
    row(Mark::Control(Control::DisplayOnly), "DISPLAY ONLY", "DISPLAY ONLY", "DISPLAY ONLY"),
    row(
        Mark::Control(Control::ExemptFromDiscovery),
        "EXEMPT FROM ICD501 DISCOVERY",
        "EXEMPT FROM ICD501 DISCOVERY",
        "EXEMPT FROM ICD501 DISCOVERY",
    ),
    row(Mark::Control(Control::Waived), "WAIVED", "WAIVED", "WAIVED"),
    row(Mark::NonIc(NonIc::Limdis), "LIMITED DISTRIBUTION", "LIMDIS", "DS"),
    row(Mark::NonIc(NonIc::Exdis), "EXCLUSIVE DISTRIBUTION", "EXDIS", "XD"),
    row(Mark::NonIc(NonIc::Nodis), "NO DISTRIBUTION", "NODIS", "ND"),
    row(Mark::NonIc(NonIc::Sbu), "SENSITIVE BUT UNCLASSIFIED", "SBU", "SBU"),
    row(Mark::NonIc(NonIc::SbuNf), "SENSITIVE BUT UNCLASSIFIED NOFORN", "SBU NOFORN", "SBU-NF"),
    row(Mark::NonIc(NonIc::Les), "LAW ENFORCEMENT SENSITIVE", "LES", "LES"),
    row(Mark::NonIc(NonIc::LesNf), "LAW ENFORCEMENT SENSITIVE NOFORN", "LES NOFORN", "LES-NF"),
    row(Mark::NonIc(NonIc::Ssi), "SENSITIVE SECURITY INFORMATION", "SSI", "SSI"),
    row(Mark::NonIc(NonIc::Nnpi), "NAVAL NUCLEAR PROPULSION INFORMATION", "NNPI", "NNPI"),
];

const fn row(mark: Mark, title: &'static str, banner: &'static str, portion: &'static str) -> Row {
    Row { mark, title, banner, portion }
}

/// The compartments with names: control system, long name, short name.
pub const COMPARTMENTS: [(&str, &str, &str); 6] = [
    ("SI", "ECRU", "EU"),
    ("SI", "GAMMA", "G"),
    ("SI", "NONBOOK", "NK"),
    ("TK", "BLUEFISH", "BLFH"),
    ("TK", "IDITAROD", "IDIT"),
    ("TK", "KANDIK", "KAND"),
];

/// Activities of the North Atlantic Council, each with what stands for it in a portion. The manual's pairs are
/// `NATO KFOR SECRET` with `NKFORS`, and `NIS` for ISAF.
pub const ACTIVITIES: [(&str, &str); 1] = [("ISAF", "I")];

/// The marking that one of these spellings stands for.
pub fn find(spelling: &str) -> Option<&'static Row> {
    static SPELLINGS: OnceLock<Vec<(&str, &Row)>> = OnceLock::new();
    let spellings = SPELLINGS.get_or_init(|| {
        let all = ROWS.iter().flat_map(|row| [row.title, row.banner, row.portion].map(|name| (name, row)));
        let mut all: Vec<(&str, &Row)> = all.collect();
        all.sort_by_key(|(name, _)| order(name));
        all.dedup_by_key(|(name, _)| *name);
        all
    });
    let at = spellings.binary_search_by_key(&order(spelling), |(name, _)| order(name)).ok()?;
    spellings.get(at).map(|(_, row)| *row)
}

/// Shorter ones first: most words differ from most others in length.
fn order(name: &str) -> (usize, &str) {
    (name.len(), name)
}

impl Mark {
    /// Its spellings.
    pub fn row(self) -> Option<&'static Row> {
        let from = match self {
            Self::Level(_) => 0,
            Self::Nato(control) => 4 + control as usize,
            Self::Sci(_) => 7,
            Self::Rd | Self::Frd | Self::DodUcni | Self::DoeUcni | Self::Tfni | Self::Fgi => 14,
            Self::Control(control) => 20 + control as usize,
            Self::NonIc(non_ic) => 36 + non_ic as usize,
        };
        ROWS.get(from..)?.iter().find(|row| row.mark == self)
    }

    /// Its category, in a marking of the United States.
    pub fn category(self) -> Category {
        match self {
            Self::Level(_) => Category::Classification,
            Self::Sci(_) | Self::Nato(NatoControl::Balk | NatoControl::Bohemia) => Category::Sci,
            Self::Rd | Self::Frd | Self::DodUcni | Self::DoeUcni | Self::Tfni => Category::AtomicEnergy,
            Self::Nato(NatoControl::Atomal) => Category::AtomicEnergy,
            Self::Fgi => Category::Foreign,
            Self::Control(_) => Category::Dissemination,
            Self::NonIc(_) => Category::NonIc,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_is_found_by_its_mark_and_its_spellings() {
        for row in &ROWS {
            assert_eq!(row.mark.row(), Some(row));
            for name in [row.title, row.banner, row.portion] {
                assert_eq!(find(name), Some(row), "{name}");
            }
        }
    }

    #[test]
    fn what_is_no_spelling_is_not_found() {
        for wrong in ["", "NOFRON", "noforn", "NOFORN ", "REL", "G", "GAMMA"] {
            assert_eq!(find(wrong), None, "{wrong}");
        }
    }
}
