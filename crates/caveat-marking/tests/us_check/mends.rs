//! Mends: what is mended, how, and what is left.

use caveat_marking::us::fix;
use caveat_marking::us::read::Form;

/// A text and what it becomes.
fn becomes(form: Form, cases: &[(&str, &str)]) {
    for (text, mended) in cases {
        let (fixed, left) = fix(text, Some(form));
        assert_eq!(fixed, *mended, "`{text}` leaves {left:?}");
    }
}

#[test]
fn a_control_that_is_needed_is_written_in_its_place() {
    becomes(
        Form::Portion,
        &[
            ("TS//SI-G", "TS//SI-G//OC"),
            ("TS//SI-G//NF", "TS//SI-G//OC/NF"),
            ("S//HCS-O", "S//HCS-O//OC/NF"),
            ("TS//TK-BLFH//IMC", "TS//TK-BLFH//IMC/NF"),
            ("S//XD", "S//NF//XD"),
            ("TS//SI-G//RS/PR/REL TO USA, GBR", "TS//SI-G//RS/OC/PR/REL TO USA, GBR"),
        ],
    );
    becomes(Form::Banner, &[("SECRET//HCS-P", "SECRET//HCS-P//NOFORN")]);
}

#[test]
fn of_two_that_exclude_each_other_the_wider_goes() {
    becomes(
        Form::Portion,
        &[
            ("S//NF/REL TO USA, GBR", "S//NF"),
            ("S//NF/REL TO USA, GBR/RELIDO", "S//NF"),
            ("S//NF/RELIDO", "S//NF"),
            ("S//NF/RELIDO/FISA", "S//NF/FISA"),
            ("S//OC/OC-USGOV/NF", "S//OC/NF"),
            ("S//OC/RELIDO", "S//OC"),
            ("S//RELIDO/DISPLAY ONLY IRQ", "S//DISPLAY ONLY IRQ"),
            ("TS//HCS-P//REL TO USA, GBR", "TS//HCS-P//NF"),
            ("S//NF//XD/ND", "S//NF//ND"),
            ("S//RD/TFNI//NF", "S//RD//NF"),
            ("S//RD-SG 14/FRD-SG 14//NF", "S//RD-SG 14//NF"),
            ("S//RD-CNWDI-SG 20/FRD-SG 14//NF", "S//RD-CNWDI-SG 14 20//NF"),
            ("S//RD/FRD/TFNI//NF", "S//RD//NF"),
        ],
    );
}

#[test]
fn what_a_level_protects_enough_is_left_out() {
    becomes(
        Form::Portion,
        &[
            ("S//FOUO", "S"),
            ("S//FOUO/NF", "S//NF"),
            ("S//NF//DS", "S//NF"),
            ("S//NF//SBU/SSI", "S//NF//SSI"),
            ("U//FOUO//LES", "U//LES"),
        ],
    );
}

#[test]
fn what_is_left_out_never_opens_what_it_closed() {
    becomes(
        Form::Portion,
        &[
            ("S//REL TO USA, GBR//SBU-NF", "S//NF"),
            ("S//UCNI//REL TO USA, GBR", "S//NF"),
            ("S//DCNI", "S//NF"),
            ("U//NF//SBU-NF", "U//NF//SBU"),
            ("U//REL TO USA, GBR//LES-NF", "U//LES-NF"),
        ],
    );
}

#[test]
fn a_list_is_completed() {
    becomes(
        Form::Banner,
        &[
            ("SECRET//REL TO AUS, GBR", "SECRET//REL TO USA, AUS, GBR"),
            ("//JOINT SECRET CAN GBR USA", "//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR"),
            (
                "//JOINT SECRET CAN GBR USA//REL TO USA, GBR",
                "//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR",
            ),
            (
                "//JOINT SECRET CAN GBR//REL TO USA, CAN, GBR",
                "//JOINT SECRET CAN GBR USA//REL TO USA, CAN, GBR",
            ),
        ],
    );
}

#[test]
fn eyes_only_becomes_rel_to() {
    becomes(Form::Banner, &[("TOP SECRET//USA/CAN/GBR EYES ONLY", "TOP SECRET//REL TO USA, CAN, GBR")]);
}

#[test]
fn what_only_its_author_can_say_is_left_as_it_is() {
    let cases = [
        ("S//SI-G//OC/NF", "us-sci-level"),
        ("//JOINT S GBR USA//NF", "us-joint-noforn"),
        ("S//REL TO USA", "us-list"),
        ("S//RSV//NF", "us-rsv-compartment"),
        ("U//SI", "us-sci-unclassified"),
        ("C//RS", "us-rsen-level"),
    ];
    for (text, code) in cases {
        let (fixed, left) = fix(text, Some(Form::Portion));
        assert_eq!(fixed, text);
        assert!(left.iter().any(|problem| problem.code == code), "`{text}` leaves {left:?}");
    }
}

#[test]
fn a_reason_beside_a_source_goes_with_its_line() {
    let text = "SECRET//NOFORN\nClassified By: J. Smith, Director\nDerived From: Multiple Sources\n\
                Reason: 1.4(c)\nDeclassify On: 20411231";
    let mended = text.replace("Reason: 1.4(c)\n", "");
    becomes(Form::Banner, &[(text, &mended)]);
}

#[test]
fn a_guess_that_opens_is_left_to_its_author() {
    let cases = [
        ("S//REL TO USA, UK", "us-unknown-country"),
        ("S//RELIDOO", "us-unknown"),
        ("S//SAR-BUTTER POPCORN//NF", "us-form"),
    ];
    for (text, code) in cases {
        let (fixed, left) = fix(text, Some(Form::Portion));
        assert_eq!(fixed, text);
        assert!(left.iter().any(|one| one.code == code && one.mend.is_some()), "`{text}` leaves {left:?}");
    }
    becomes(
        Form::Portion,
        &[("S//NOFORM", "S//NF"), ("s // nf", "S//NF"), ("TS//SI//OCRON/NF", "TS//SI//OC/NF")],
    );
}
