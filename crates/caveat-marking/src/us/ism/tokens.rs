//! The tokens of the vocabularies, each with what it means.

use crate::us::marking::{Control, Level, NatoControl, NonIc};

/// `CVEnumISMClassificationAll`.
pub(super) const LEVELS: [(&str, Level); 5] = [
    ("TS", Level::TopSecret),
    ("S", Level::Secret),
    ("C", Level::Confidential),
    ("R", Level::Restricted),
    ("U", Level::Unclassified),
];

/// `CVEnumISMDissem`, in its order.
pub(super) const CONTROLS: [(&str, Control); 16] = [
    ("RS", Control::Rsen),
    ("FOUO", Control::Fouo),
    ("OC", Control::Orcon),
    ("OC-USGOV", Control::OrconUsgov),
    ("IMC", Control::Imcon),
    ("NF", Control::Noforn),
    ("PR", Control::Propin),
    ("REL", Control::RelTo),
    ("RELIDO", Control::Relido),
    ("EYES", Control::Eyes),
    ("DSEN", Control::Dsen),
    ("RAWFISA", Control::RawFisa),
    ("FISA", Control::Fisa),
    ("DISPLAYONLY", Control::DisplayOnly),
    ("EXEMPT_FROM_ICD501_DISCOVERY", Control::ExemptFromDiscovery),
    ("WAIVED", Control::Waived),
];

/// `CVEnumISMNonIC`, in its order.
pub(super) const NON_IC: [(&str, NonIc); 9] = [
    ("DS", NonIc::Limdis),
    ("XD", NonIc::Exdis),
    ("ND", NonIc::Nodis),
    ("SBU", NonIc::Sbu),
    ("SBU-NF", NonIc::SbuNf),
    ("LES", NonIc::Les),
    ("LES-NF", NonIc::LesNf),
    ("SSI", NonIc::Ssi),
    ("NNPI", NonIc::Nnpi),
];

/// `CVEnumISMNonUSControls`, in its order.
pub(super) const NATO: [(&str, NatoControl); 3] = [
    ("NATO-ATOMAL", NatoControl::Atomal),
    ("NATO-BOHEMIA", NatoControl::Bohemia),
    ("NATO-BALK", NatoControl::Balk),
];

/// What a token means.
pub(super) fn meaning<T: Copy>(table: &[(&str, T)], token: &str) -> Option<T> {
    table.iter().find(|(name, _)| *name == token).map(|(_, meaning)| *meaning)
}

/// The tokens of what is there, in the order of their vocabulary.
pub(super) fn names<T: Copy>(table: &[(&'static str, T)], is_there: impl Fn(T) -> bool) -> Vec<&'static str> {
    table.iter().filter(|(_, meaning)| is_there(*meaning)).map(|(name, _)| *name).collect()
}
