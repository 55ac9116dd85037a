//! The banner of a marking, in the colour by which its field tells it.
//!
//! Classification: the labels of the Standard Forms 706 to 712 and 902 (32 CFR 2001.80; 32 CFR 2002). TLP: FIRST's
//! colours, on black (TLP 2.0).

use anstyle::{Color, RgbColor, Style};
use caveat::scheme::{Reads, Scheme};
use caveat_marking::tlp::{self, Label};
use caveat_marking::us::marking::Level;
use caveat_marking::{nato, us};

use super::paint::{STRONG, in_one_line, painted};

const BLACK: RgbColor = RgbColor(0x00, 0x00, 0x00);
const WHITE: RgbColor = RgbColor(0xff, 0xff, 0xff);

const YELLOW: Style = on(RgbColor(0xfc, 0xe8, 0x3a), BLACK);
const ORANGE: Style = on(RgbColor(0xff, 0x8c, 0x00), BLACK);
const RED: Style = on(RgbColor(0xc8, 0x10, 0x2e), WHITE);
const BLUE: Style = on(RgbColor(0x00, 0x33, 0xa0), WHITE);
const GREEN: Style = on(RgbColor(0x00, 0x7a, 0x33), WHITE);
const PURPLE: Style = on(RgbColor(0x50, 0x2b, 0x85), WHITE);

const TLP_RED: Style = on(BLACK, RgbColor(0xff, 0x2b, 0x2b));
const TLP_AMBER: Style = on(BLACK, RgbColor(0xff, 0xc0, 0x00));
const TLP_GREEN: Style = on(BLACK, RgbColor(0x33, 0xff, 0x00));
const TLP_CLEAR: Style = on(BLACK, WHITE);

/// The banner of a marking of the United States.
pub(super) fn plain_banner(marking: &str) -> String {
    painted_lines(of_classification(marking), marking)
}

/// The banner of a marking of NATO.
pub(super) fn nato_banner(marking: &str) -> String {
    painted_lines(of_nato(marking), marking)
}

/// The marking as a banner, each line of it.
pub(super) fn banner(scheme: Option<&Scheme>, marking: &str) -> String {
    let style = match scheme.and_then(|scheme| scheme.reads.as_ref()) {
        Some(Reads::Us) => of_classification(marking),
        Some(Reads::Nato) => of_nato(marking),
        Some(Reads::Tlp) => of_label(marking),
        Some(Reads::Words(_)) | None => STRONG,
    };
    painted_lines(style, marking)
}

fn painted_lines(style: Style, marking: &str) -> String {
    let lines = marking.lines().filter(|line| !line.trim().is_empty());
    let lines: Vec<String> = lines.map(|line| painted(style, &in_one_line(line))).collect();
    lines.join("\n")
}

fn of_classification(marking: &str) -> Style {
    let Some(read) = us::examine(marking, None).reading.marking else {
        let is_cui = marking.trim_start_matches(['(', ' ']).to_ascii_uppercase().starts_with("CUI");
        return if is_cui { PURPLE } else { STRONG };
    };
    match read.classification.level {
        Level::TopSecret if !read.sci.is_empty() => YELLOW,
        Level::TopSecret => ORANGE,
        Level::Secret => RED,
        Level::Confidential | Level::Restricted => BLUE,
        Level::Unclassified => GREEN,
    }
}

/// NATO's levels in the family of the same colours.
fn of_nato(marking: &str) -> Style {
    use caveat_marking::nato::policy::Level;
    let level = nato::read(marking).marking.and_then(|read| read.information?.level());
    match level {
        Some(Level::TopSecret) => ORANGE,
        Some(Level::Secret) => RED,
        Some(Level::Confidential | Level::Restricted) => BLUE,
        Some(Level::Unclassified) => GREEN,
        None => STRONG,
    }
}

fn of_label(marking: &str) -> Style {
    match tlp::read(marking).marking.and_then(|read| read.label) {
        Some(Label::Red) => TLP_RED,
        Some(Label::Amber | Label::AmberStrict) => TLP_AMBER,
        Some(Label::Green) => TLP_GREEN,
        Some(Label::Clear) => TLP_CLEAR,
        None => STRONG,
    }
}

const fn on(ground: RgbColor, letters: RgbColor) -> Style {
    Style::new().bold().bg_color(Some(Color::Rgb(ground))).fg_color(Some(Color::Rgb(letters)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_classification_has_the_colour_of_its_label() {
        let colours = [
            ("TOP SECRET//SI//NOFORN", YELLOW),
            ("TOP SECRET//NOFORN", ORANGE),
            ("(S//NF)", RED),
            ("//NATO SECRET", RED),
            ("CONFIDENTIAL", BLUE),
            ("//DEU RESTRICTED", BLUE),
            ("UNCLASSIFIED", GREEN),
            ("CUI//SP-PRVCY", PURPLE),
            ("HELLO", STRONG),
            ("", STRONG),
        ];
        for (marking, style) in colours {
            assert_eq!(of_classification(marking), style, "{marking}");
        }
    }

    #[test]
    fn a_classification_of_nato_has_the_same() {
        let colours = [
            ("COSMIC TOP SECRET", ORANGE),
            ("NATO SECRET", RED),
            ("NATO CONFIDENTIAL", BLUE),
            ("NATO RESTRICTED", BLUE),
            ("NATO UNCLASSIFIED", GREEN),
            ("HELLO", STRONG),
        ];
        for (marking, style) in colours {
            assert_eq!(of_nato(marking), style, "{marking}");
        }
    }

    #[test]
    fn a_label_has_the_colour_of_its_name() {
        let colours = [
            ("TLP:RED", TLP_RED),
            ("TLP:AMBER+STRICT", TLP_AMBER),
            ("TLP:AMBER PAP:RED", TLP_AMBER),
            ("TLP:GREEN", TLP_GREEN),
            ("TLP:CLEAR", TLP_CLEAR),
            ("PAP:RED", STRONG),
        ];
        for (marking, style) in colours {
            assert_eq!(of_label(marking), style, "{marking}");
        }
    }
}
