//! Laws of documents: the banner that the portions make raises no alarm, and one that raises none protects every
//! portion.

use std::collections::BTreeSet;

use caveat_marking::country;
use caveat_marking::us::document::{About, Disagreement, Stated, compare, compare_attributes};
use caveat_marking::us::ism::{from_attributes, roll_up_attributes, to_attributes};
use caveat_marking::us::marking::{Control, Level, Marking, NonIc, Program};
use caveat_marking::us::read::{Form, Reading, read};
use caveat_marking::us::rollup::{Options, Portion, rollup};
use jiff::civil::date;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use crate::document::{Document, is_wrong};
use crate::random::{PIECES, corrected, marking};

fn portions() -> impl Strategy<Value = Vec<Marking>> {
    vec(marking().prop_map(corrected), 1..6)
}

fn rolled_up(portions: &[Marking]) -> Marking {
    let portion = |marking: &Marking| Portion { marking: marking.clone(), dated: None, declassify_on: None };
    let portions: Vec<_> = portions.iter().map(portion).collect();
    rollup(&portions, &Options::default()).banner
}

fn read_as(marking: &Marking, form: Form) -> Reading {
    read(&marking.print(form), Some(form))
}

fn compared(banner: &Marking, portions: &[Marking]) -> Vec<Disagreement> {
    let portions: Vec<_> = portions.iter().map(|one| read_as(one, Form::Portion)).collect();
    compare(&read_as(banner, Form::Banner), &portions, &Stated::default())
}

/// The banner with one of its fields from elsewhere.
fn grafted(banner: &Marking, other: &Marking, field: usize) -> Marking {
    let (mut banner, other) = (banner.clone(), other.clone());
    match field {
        0 => banner.classification.level = other.classification.level,
        1 => banner.sci = other.sci,
        2 => banner.sap = other.sap,
        3 => banner.atomic_energy = other.atomic_energy,
        4 => banner.fgi = other.fgi,
        5 => banner.non_ic = other.non_ic,
        _ => {
            banner.controls = other.controls;
            banner.rel_to = other.rel_to;
            banner.display_only = other.display_only;
            banner.eyes = other.eyes;
        }
    }
    banner
}

fn names(programs: &[Program]) -> BTreeSet<String> {
    let of = |program: &Program| {
        let beneath = program.compartments.iter().flat_map(|compartment| {
            let subs = compartment.subs.iter().map(|sub| format!("{} {sub}", compartment.name));
            subs.chain([compartment.name.clone()]).collect::<Vec<_>>()
        });
        let own = beneath.map(|name| format!("{}-{name}", program.name)).chain([program.name.clone()]);
        own.collect::<Vec<_>>()
    };
    programs.iter().flat_map(of).collect()
}

fn members(codes: &[country::Code]) -> BTreeSet<&str> {
    let whole = ["ACGU", "FVEY", "TEYE"];
    let mut all = BTreeSet::new();
    for code in codes {
        match country::members(code.as_str()).filter(|_| whole.contains(&code.as_str())) {
            Some(members) => all.extend(members.iter().map(country::Code::as_str)),
            None => drop(all.insert(code.as_str())),
        }
    }
    all
}

/// What a banner takes away of a portion's protection, by a reading of the rules that is not the program's.
fn lost(banner: &Marking, portion: &Marking) -> Option<&'static str> {
    let is_open = banner.classification.level == Level::Unclassified;
    let closed = |one: &Marking| one.non_ic.iter().any(|one| matches!(one, NonIc::SbuNf | NonIc::LesNf));
    let noforn = |one: &Marking| one.has(Control::Noforn) || closed(one);
    let is_nf = banner.has(Control::Noforn) || (is_open && closed(banner));
    let originators = |one: &Marking| one.has(Control::Orcon) || one.has(Control::OrconUsgov);
    let says = |one: &Marking| {
        let release = [Control::RelTo, Control::Eyes, Control::DisplayOnly, Control::Relido];
        release.iter().any(|control| one.has(*control))
    };
    let portion_level = match portion.classification.level {
        Level::Restricted => Level::Confidential,
        level => level,
    };
    let may_have = [members(&portion.rel_to), members(&portion.eyes)].concat_sets();
    let is_released = members(&banner.rel_to).iter().all(|code| may_have.contains(code));
    let is_silent = !noforn(portion) && !says(portion);
    if banner.classification.level < portion_level {
        Some("level")
    } else if !names(&portion.sci).is_subset(&names(&banner.sci)) {
        Some("system")
    } else if !names(&portion.sap).is_subset(&names(&banner.sap)) {
        Some("program")
    } else if noforn(portion) && !is_nf {
        Some("NOFORN")
    } else if originators(portion) && !originators(banner) {
        Some("ORCON")
    } else if portion.has(Control::Orcon) && !banner.has(Control::Orcon) {
        Some("ORCON for all")
    } else if !is_nf && banner.has(Control::RelTo) && says(portion) && !is_released {
        Some("REL TO")
    } else if !is_nf && banner.has(Control::RelTo) && is_silent && portion_level > Level::Unclassified {
        Some("silence")
    } else {
        None
    }
}

trait Sets<'a> {
    fn concat_sets(self) -> BTreeSet<&'a str>;
}

impl<'a> Sets<'a> for [BTreeSet<&'a str>; 2] {
    fn concat_sets(self) -> BTreeSet<&'a str> {
        self.into_iter().flatten().collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_banner_that_the_portions_make_raises_no_alarm(portions in portions()) {
        let banner = rolled_up(&portions);
        let found = compared(&banner, &portions);
        let written: Vec<_> = portions.iter().map(|one| one.print(Form::Portion)).collect();
        prop_assert!(found.is_empty(), "`{}` over {written:?}: {found:?}", banner.print(Form::Banner));
    }

    #[test]
    fn a_banner_without_an_error_protects_every_portion(
        portions in portions(),
        other in marking(),
        field in 0..7_usize,
    ) {
        let banner = grafted(&rolled_up(&portions), &other, field);
        let found = compared(&banner, &portions);
        for portion in &portions {
            if let Some(what) = lost(&banner, portion) {
                let (banner, portion) = (banner.print(Form::Banner), portion.print(Form::Portion));
                prop_assert!(is_wrong(&found), "`{banner}` takes {what} from `{portion}`: {found:?}");
            }
        }
    }

    #[test]
    fn a_mend_that_is_no_claim_takes_nothing_away(
        portions in portions(),
        other in marking(),
        field in 0..7_usize,
    ) {
        let banner = grafted(&rolled_up(&portions), &other, field);
        let text = banner.print(Form::Banner);
        let found = compared(&banner, &portions);
        const OPENING: [&str; 4] =
            ["us-doc-release-missing", "us-doc-display-missing", "us-doc-relido-missing", "us-doc-fgi-concealed"];
        let is_closing = |code: &str| {
            !code.ends_with("-claimed") && !code.ends_with("-narrow") && !OPENING.contains(&code)
        };
        let closing = found.iter().filter(|one| is_closing(one.problem.code) && one.problem.mend.is_some());
        for one in closing.filter(|one| one.about == About::Banner) {
            let after = caveat_marking::mend::make(&text, [&one.problem]);
            let after = read(&after, Some(Form::Banner)).marking.unwrap();
            prop_assert!(after.classification.level >= banner.classification.level);
            prop_assert!(names(&banner.sci).is_subset(&names(&after.sci)), "{one:?}");
            prop_assert!(names(&banner.sap).is_subset(&names(&after.sap)), "{one:?}");
            prop_assert!(!banner.has(Control::Noforn) || after.has(Control::Noforn), "`{text}` {one:?}");
            prop_assert!(banner.has(Control::Relido) || !after.has(Control::Relido), "`{text}` {one:?}");
            prop_assert!(members(&after.rel_to).is_subset(&members(&banner.rel_to)), "`{text}` {one:?}");
        }
    }

    #[test]
    fn the_attributes_that_the_portions_make_raise_no_alarm(portions in portions()) {
        let attributes: Vec<_> = portions.iter().map(to_attributes).collect();
        let made = roll_up_attributes(&attributes, date(2026, 11, 26)).attributes.unwrap();
        let found = compare_attributes(&made, &attributes);
        prop_assert!(found.is_empty(), "{made:?}: {found:?}");
        prop_assert_eq!(from_attributes(&made).marking, Some(rolled_up(&portions)));
    }

    #[test]
    fn whatever_is_typed_is_compared_and_nothing_points_past_it(
        banner in vec(select(PIECES.to_vec()), 0..10),
        portions in vec(vec(select(PIECES.to_vec()), 0..8), 0..6),
        is_compiled in any::<bool>(),
    ) {
        let portions: Vec<String> = portions.iter().map(|pieces| pieces.concat()).collect();
        let document = Document { banner: banner.concat(), portions };
        let stated = Stated { compilation: is_compiled.then_some("together"), ..Stated::default() };
        // Reading the document looks at every span.
        let found = document.compared(&stated);
        let (banner, portions) = document.readings();
        let is_read = banner.marking.is_some() && portions.iter().all(|portion| portion.marking.is_some());
        prop_assert!(is_read || is_wrong(&found), "{document:?}");
    }

    #[test]
    fn text_and_attributes_say_the_same(portions in portions(), other in marking(), field in 0..7_usize) {
        let banner = grafted(&rolled_up(&portions), &other, field);
        // Attributes write ORCON-USGOV as both, so that ORCON beside it cannot be told apart.
        prop_assume!(!(banner.has(Control::Orcon) && banner.has(Control::OrconUsgov)));
        let of_text: Vec<_> =
            compared(&banner, &portions).into_iter().map(|one| (one.about, one.problem.code)).collect();
        let attributes: Vec<_> = portions.iter().map(to_attributes).collect();
        let found = compare_attributes(&to_attributes(&banner), &attributes);
        let of_attributes = found.into_iter().map(|one| (one.about, one.code));
        let of_attributes: Vec<_> = of_attributes.filter(|(_, code)| !code.starts_with("us-ism-")).collect();
        let sorted = |mut all: Vec<(About, &'static str)>| {
            all.sort();
            all
        };
        prop_assert_eq!(sorted(of_text), sorted(of_attributes));
    }
}
