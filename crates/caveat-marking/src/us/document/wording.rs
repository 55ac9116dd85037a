//! How disagreements are worded.

use super::held::{Energy, Thing};
use crate::us::marking::{Control, NonIc};
use crate::us::print;
use crate::us::read::Form;
use crate::us::register::Mark;

/// What a banner lacks.
pub(super) fn missing(code: &str, thing: &Thing<'_>) -> String {
    match code {
        "us-doc-fgi-named" => {
            "the banner names a source, and a portion has information of one that is not named".to_owned()
        }
        "us-doc-orcon-usgov" => "the banner is ORCON-USGOV, and a portion is ORCON for all".to_owned(),
        "us-doc-unknown" => {
            format!("a portion has `{}`, which nobody knows, and the banner has not", name(thing))
        }
        _ if *thing == Thing::Concealed => {
            "the banner lacks FGI, and a portion has information of a source that is not named".to_owned()
        }
        _ => format!("the banner lacks {}, which its portions have", name(thing)),
    }
}

/// What a banner has and its portions have not.
pub(super) fn claimed(code: &str, thing: &Thing<'_>) -> String {
    match code {
        "us-doc-fgi-concealed" => "the banner conceals its sources, and its portions name them".to_owned(),
        _ => format!("the banner has {}, and no portion has", name(thing)),
    }
}

/// What stands in a portion for what its banner has in another form.
pub(super) fn stands_for<'a>(thing: &Thing<'a>) -> Thing<'a> {
    match thing {
        Thing::Energy(Energy::RdSigma(number)) => Thing::Energy(Energy::FrdSigma(*number)),
        Thing::NonIc(NonIc::Les) => Thing::NonIc(NonIc::LesNf),
        Thing::NonIc(NonIc::Sbu) => Thing::NonIc(NonIc::SbuNf),
        other => *other,
    }
}

/// A thing as a banner has it.
pub(super) fn name(thing: &Thing<'_>) -> String {
    match thing {
        Thing::Sci(name) => name.to_string(),
        Thing::Sap(name) => format!("SAR-{name}"),
        Thing::Energy(energy) => energy_name(*energy),
        Thing::Nato(control) => spelled(Mark::Nato(*control)),
        Thing::Source(code) => format!("FGI {code}"),
        Thing::Concealed => "FGI".to_owned(),
        Thing::Control(control) => control_name(*control),
        Thing::NonIc(non_ic) => spelled(Mark::NonIc(*non_ic)),
        Thing::Unknown(text) => (*text).to_owned(),
    }
}

/// A control as a banner has it.
pub(super) fn control_name(control: Control) -> String {
    spelled(Mark::Control(control))
}

fn spelled(mark: Mark) -> String {
    print::spelled(mark, Form::Banner).to_owned()
}

fn energy_name(energy: Energy) -> String {
    let mark = match energy {
        Energy::RdCnwdi => return "RD-CNWDI".to_owned(),
        Energy::RdSigma(number) => return format!("RD-SIGMA {number}"),
        Energy::FrdSigma(number) => return format!("FRD-SIGMA {number}"),
        Energy::Rd => Mark::Rd,
        Energy::Frd => Mark::Frd,
        Energy::DodUcni => Mark::DodUcni,
        Energy::DoeUcni => Mark::DoeUcni,
        Energy::Tfni => Mark::Tfni,
    };
    spelled(mark)
}
