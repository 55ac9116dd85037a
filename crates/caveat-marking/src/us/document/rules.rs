//! Where it is written what a banner takes from its portions.

use super::held::{Energy, Thing};
use crate::us::marking::{Control, Level, NonIc};

/// The section of the manual on banners.
pub(super) const ROLL_UP: &str = "CAPCO 2016 D.2 p. 28";
/// Its table on release to others.
pub(super) const TABLE: &str = "CAPCO 2016 D.2 Table 3";
pub(super) const NOFORN: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00070, ISM-ID-00087, ISM-ID-00146";
pub(super) const WIDE: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00088, ISM-ID-00318";
pub(super) const NARROW: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00318";
pub(super) const SAID: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00521";
pub(super) const DISPLAY: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00320";
pub(super) const RELIDO: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00132";
pub(super) const EYES: &str = "CAPCO 2016 D.2 Table 3; ISM-ID-00090";
pub(super) const DECLASSIFY: &str = "CAPCO 2016 E p. 31; ISM-ID-00315";
pub(super) const PORTIONS: &str = "CAPCO 2016 C.1; ISM-ID-00324";

/// Where it is written that a portion may leave its list to the banner.
pub(super) const OPEN_LIST: &str = "CAPCO 2016 H.3 and H.8";

/// The sections of the manual on what others own too.
pub(super) const HOLDERS: &str = "CAPCO 2016 H.3 and H.7";

/// Where it is written that ORCON beats ORCON-USGOV.
pub(super) const USGOV: &str = "CAPCO 2016 H.8; ISM-ID-00303";

/// Every code of what a text can break, with every rule that it has for its source.
pub(super) fn sources() -> Vec<(&'static str, &'static str)> {
    let mut all = vec![
        ("us-doc-banner-unread", ROLL_UP),
        ("us-doc-portion-unread", ROLL_UP),
        ("us-doc-no-portions", PORTIONS),
        ("us-doc-list-open", OPEN_LIST),
        ("us-doc-holder", HOLDERS),
        ("us-doc-declassify-nato", DECLASSIFY),
        ("us-doc-noforn-missing", NOFORN),
        ("us-doc-noforn-claimed", TABLE),
        ("us-doc-release-wide", WIDE),
        ("us-doc-release-narrow", NARROW),
        ("us-doc-release-missing", SAID),
        ("us-doc-display-wide", DISPLAY),
        ("us-doc-display-narrow", DISPLAY),
        ("us-doc-display-missing", TABLE),
        ("us-doc-relido-claimed", RELIDO),
        ("us-doc-relido-missing", TABLE),
        ("us-doc-eyes", EYES),
        ("us-doc-eyes", TABLE),
        ("us-doc-fgi-named", missing(&Thing::Concealed)),
        ("us-doc-fgi-concealed", ROLL_UP),
        ("us-doc-orcon-usgov", USGOV),
    ];
    let levels = [Level::Unclassified, Level::Confidential, Level::Secret, Level::TopSecret];
    all.extend(levels.map(|level| ("us-doc-level-missing", too_low(level))));
    all.extend(levels.map(|level| ("us-doc-level-claimed", too_high(level))));
    for thing in Thing::kinds() {
        all.push((missing_code(&thing), missing(&thing)));
        if let Some(code) = claimed_code(&thing) {
            all.push((code, claimed(&thing).unwrap_or(ROLL_UP)));
        }
    }
    all
}

/// The code of what a banner lacks.
pub(super) fn missing_code(thing: &Thing<'_>) -> &'static str {
    match thing {
        Thing::Sci(_) => "us-doc-sci-missing",
        Thing::Sap(_) => "us-doc-sap-missing",
        Thing::Energy(_) => "us-doc-atomic-energy-missing",
        Thing::Nato(_) => "us-doc-nato-missing",
        Thing::Concealed | Thing::Source(_) => "us-doc-fgi-missing",
        Thing::Control(_) => "us-doc-control-missing",
        Thing::NonIc(_) => "us-doc-non-ic-missing",
        Thing::Unknown(_) => "us-doc-unknown",
    }
}

/// The code of what a banner has and no portion has.
pub(super) fn claimed_code(thing: &Thing<'_>) -> Option<&'static str> {
    Some(match thing {
        Thing::Sci(_) => "us-doc-sci-claimed",
        Thing::Sap(_) => "us-doc-sap-claimed",
        Thing::Energy(_) => "us-doc-atomic-energy-claimed",
        Thing::Nato(_) => "us-doc-nato-claimed",
        Thing::Concealed | Thing::Source(_) => "us-doc-fgi-claimed",
        Thing::Control(_) => "us-doc-control-claimed",
        Thing::NonIc(_) => "us-doc-non-ic-claimed",
        Thing::Unknown(_) => return None,
    })
}

/// What a banner must have that a portion has.
pub(super) fn missing(thing: &Thing<'_>) -> &'static str {
    match thing {
        Thing::Sci(_) => "CAPCO 2016 D.2 p. 28; ISM-ID-00343",
        Thing::Sap(_) => "CAPCO 2016 D.2 p. 28; ISM-ID-00347",
        Thing::Energy(energy) => missing_energy(*energy),
        Thing::Source(_) => "CAPCO 2016 H.7; ISM-ID-00064",
        Thing::Concealed => "CAPCO 2016 H.7; ISM-ID-00065",
        Thing::Control(control) => missing_control(*control),
        Thing::NonIc(non_ic) => missing_non_ic(*non_ic),
        Thing::Nato(_) | Thing::Unknown(_) => ROLL_UP,
    }
}

fn missing_energy(energy: Energy) -> &'static str {
    match energy {
        Energy::Rd => "CAPCO 2016 H.6; ISM-ID-00072",
        Energy::RdCnwdi => "CAPCO 2016 H.6; ISM-ID-00073",
        Energy::RdSigma(_) => "CAPCO 2016 H.6; ISM-ID-00074",
        Energy::Frd => "CAPCO 2016 H.6; ISM-ID-00075",
        Energy::FrdSigma(_) => "CAPCO 2016 H.6; ISM-ID-00077",
        Energy::DodUcni => "CAPCO 2016 H.6; ISM-ID-00078",
        Energy::DoeUcni => "CAPCO 2016 H.6; ISM-ID-00079",
        Energy::Tfni => "CAPCO 2016 H.6; ISM-ID-00298",
    }
}

fn missing_control(control: Control) -> &'static str {
    match control {
        Control::Rsen => "CAPCO 2016 H.8; ISM-ID-00165",
        Control::Fouo => "CAPCO 2016 H.8; ISM-ID-00066",
        Control::Orcon => "CAPCO 2016 H.8; ISM-ID-00067",
        Control::OrconUsgov => "CAPCO 2016 H.8; ISM-ID-00067",
        Control::Imcon => "CAPCO 2016 H.8; ISM-ID-00068",
        Control::Propin => "CAPCO 2016 H.8; ISM-ID-00071",
        Control::Dsen => "CAPCO 2016 H.8; ISM-ID-00080",
        Control::RawFisa => "ISM-ID-00389",
        Control::Fisa => "CAPCO 2016 H.8; ISM-ID-00081",
        Control::ExemptFromDiscovery => "ISM-ID-00528",
        Control::Noforn
        | Control::RelTo
        | Control::Relido
        | Control::Eyes
        | Control::DisplayOnly
        | Control::Waived => ROLL_UP,
    }
}

fn missing_non_ic(non_ic: NonIc) -> &'static str {
    match non_ic {
        NonIc::Limdis => "CAPCO 2016 H.9; ISM-ID-00084",
        NonIc::Exdis => "CAPCO 2016 H.9; ISM-ID-00085",
        NonIc::Nodis => "CAPCO 2016 H.9; ISM-ID-00086",
        NonIc::Sbu => "CAPCO 2016 H.9; ISM-ID-00105",
        NonIc::SbuNf => "CAPCO 2016 H.9; ISM-ID-00104",
        NonIc::Les => "CAPCO 2016 H.9; ISM-ID-00145, ISM-ID-00147",
        NonIc::LesNf => "CAPCO 2016 H.9; ISM-ID-00149",
        NonIc::Ssi => "CAPCO 2016 H.9; ISM-ID-00373",
        NonIc::Nnpi => ROLL_UP,
    }
}

/// A rule of ISM that forbids a banner to claim what no portion has. Where there is none, a banner that does is
/// valid all the same.
pub(super) fn claimed(thing: &Thing<'_>) -> Option<&'static str> {
    match thing {
        Thing::Sci(_) => Some("ISM-ID-00344"),
        Thing::Sap(_) => Some("ISM-ID-00348"),
        Thing::Energy(Energy::Rd | Energy::RdCnwdi) => Some("ISM-ID-00229"),
        Thing::Energy(Energy::RdSigma(_)) => Some("ISM-ID-00231"),
        Thing::Energy(Energy::Frd) => Some("ISM-ID-00228"),
        Thing::Energy(Energy::FrdSigma(_)) => Some("ISM-ID-00230"),
        Thing::Control(Control::Fouo) => Some("ISM-ID-00154"),
        Thing::Control(Control::RawFisa) => Some("ISM-ID-00394"),
        Thing::NonIc(NonIc::Ssi) => Some("ISM-ID-00374"),
        _ => None,
    }
}

/// The rule of ISM on what is higher than a banner.
pub(super) fn too_low(banner: Level) -> &'static str {
    match banner {
        Level::Unclassified => "CAPCO 2016 D.2 p. 28; ISM-ID-00056",
        Level::Restricted | Level::Confidential => "CAPCO 2016 D.2 p. 28; ISM-ID-00058",
        Level::Secret | Level::TopSecret => "CAPCO 2016 D.2 p. 28; ISM-ID-00059",
    }
}

/// The rule of ISM on a banner that is higher than every portion.
pub(super) fn too_high(banner: Level) -> &'static str {
    match banner {
        Level::TopSecret => "32 CFR 2001.24(g); ISM-ID-00108",
        Level::Secret => "32 CFR 2001.24(g); ISM-ID-00109",
        Level::Confidential | Level::Restricted | Level::Unclassified => "32 CFR 2001.24(g); ISM-ID-00110",
    }
}
