//! A marking as the manual writes it.
//!
//! Source: IC Markings System Register and Manual (CAPCO 2016), A.6, D.1 and Table 4. The spelling is the register's
//! abbreviation in a banner, where it has one, and its portion mark in a portion.

use crate::country;
use crate::us::marking::{
    AtomicEnergy, Category, Classification, Code, Control, Fgi, Holder, Level, Marking, NatoControl, Program,
    RestrictedData,
};
use crate::us::register::{self, ACTIVITIES, Form, Mark};

impl Marking {
    /// As a banner has it: `TOP SECRET//SI/TK//ORCON/NOFORN`.
    pub fn banner(&self) -> String {
        self.print(Form::Banner)
    }

    /// As a portion has it, without the parentheses: `TS//SI/TK//OC/NF`.
    pub fn portion(&self) -> String {
        self.print(Form::Portion)
    }

    /// As the form has it.
    pub fn print(&self, form: Form) -> String {
        let mut out = String::with_capacity(64);
        classification(&mut out, &self.classification, form);
        for category in CATEGORIES {
            let mut entries = Entries { out: &mut out, form, begun: false };
            for unknown in self.unknown.iter().filter(|unknown| unknown.category == category) {
                // An unknown word never follows a list, or it would be read as a part of it.
                entries.next_in(category).push_str(&unknown.text);
            }
            entries.category(self, category);
        }
        out
    }
}

/// The categories in their order.
const CATEGORIES: [Category; 7] = [
    Category::Classification,
    Category::Sci,
    Category::Sap,
    Category::AtomicEnergy,
    Category::Foreign,
    Category::Dissemination,
    Category::NonIc,
];

/// The level as a form has it.
pub(crate) fn level(level: Level, form: Form) -> &'static str {
    match (level, form) {
        (Level::TopSecret, Form::Banner) => "TOP SECRET",
        (Level::Secret, Form::Banner) => "SECRET",
        (Level::Confidential, Form::Banner) => "CONFIDENTIAL",
        (Level::Restricted, Form::Banner) => "RESTRICTED",
        (Level::Unclassified, Form::Banner) => "UNCLASSIFIED",
        (Level::TopSecret, Form::Portion) => "TS",
        (Level::Secret, Form::Portion) => "S",
        (Level::Confidential, Form::Portion) => "C",
        (Level::Restricted, Form::Portion) => "R",
        (Level::Unclassified, Form::Portion) => "U",
    }
}

/// A published marking as a form has it.
pub(crate) fn spelled(mark: Mark, form: Form) -> &'static str {
    mark.row().map_or("", |row| match form {
        Form::Banner => row.banner,
        Form::Portion => row.portion,
    })
}

/// What a portion writes for the name of a special access program: of several words, their initials, if these are no
/// marking of their own.
pub(crate) fn initials(name: &str) -> String {
    if name == "MULTIPLE PROGRAMS" || !name.contains(' ') {
        return name.to_owned();
    }
    let initials: String = name.split(' ').filter_map(|word| word.chars().next()).collect();
    if means_something(&initials) { name.to_owned() } else { initials }
}

/// The programs with their names as a form has them, sorted by these. Of two that would have one name, each keeps its
/// own.
fn named(programs: &[Program], form: Form) -> Vec<(String, &Program)> {
    if form == Form::Banner {
        return programs.iter().map(|program| (program.name.clone(), program)).collect();
    }
    let mut short: Vec<String> = programs.iter().map(|program| initials(&program.name)).collect();
    short.sort();
    let mut named: Vec<(String, &Program)> = programs
        .iter()
        .map(|program| {
            let name = initials(&program.name);
            let first = short.partition_point(|one| *one < name);
            let is_alone = short.get(first + 1) != Some(&name);
            (if is_alone { name } else { program.name.clone() }, program)
        })
        .collect();
    named.sort_by(|(one, _), (other, _)| one.cmp(other));
    named
}

/// Whether a word is a marking of its own, or begins one.
fn means_something(word: &str) -> bool {
    const OTHERS: [&str; 14] =
        ["CTS", "NS", "NC", "NR", "NU", "NCA", "CTSA", "NSAT", "R", "USA", "SAR", "REL", "EYES", "JOINT"];
    // An activity of NATO's in a portion: `NKFORS`.
    let is_activity = word.len() > 2 && word.starts_with('N') && word.ends_with(['S', 'C', 'R', 'U']);
    OTHERS.contains(&word) || register::find(word).is_some() || is_activity
}

/// The first part of a marking as a form has it.
pub(crate) fn classification_of(of: &Classification, form: Form) -> String {
    let mut out = String::new();
    classification(&mut out, of, form);
    out
}

fn classification(out: &mut String, classification: &Classification, form: Form) {
    let words = level(classification.level, form);
    match &classification.holder {
        Holder::Us => out.push_str(words),
        Holder::Joint(codes) => {
            out.push_str("//JOINT ");
            out.push_str(words);
            for code in codes {
                out.push(' ');
                out.push_str(code.as_str());
            }
        }
        Holder::Foreign(codes) => {
            out.push_str("//");
            for code in codes {
                out.push_str(code.as_str());
                out.push(' ');
            }
            out.push_str(words);
        }
        Holder::Concealed => {
            out.push_str("//FGI ");
            out.push_str(words);
        }
        Holder::Nato(activity) => nato(out, activity.as_deref(), classification.level, form),
    }
}

fn nato(out: &mut String, activity: Option<&str>, of: Level, form: Form) {
    let words = level(of, form);
    let (before, between) = match (activity, of, form) {
        (None, Level::TopSecret, Form::Banner) => ("//COSMIC ", ""),
        (None, Level::TopSecret, Form::Portion) => ("//C", ""),
        (_, _, Form::Banner) => ("//NATO ", " "),
        (_, _, Form::Portion) => ("//N", ""),
    };
    out.push_str(before);
    if let Some(activity) = activity {
        out.push_str(if form == Form::Portion { short_activity(activity) } else { activity });
        out.push_str(between);
    }
    out.push_str(words);
}

fn short_activity(activity: &str) -> &str {
    ACTIVITIES.iter().find(|(long, _)| *long == activity).map_or(activity, |(_, short)| short)
}

/// What is written so far, and whether its category is begun.
struct Entries<'a> {
    out: &'a mut String,
    form: Form,
    begun: bool,
}

impl Entries<'_> {
    /// Where the next entry of the category is written.
    fn next_in(&mut self, category: Category) -> &mut String {
        let follows = self.begun || category == Category::Classification;
        self.out.push_str(if follows { "/" } else { "//" });
        self.begun = true;
        self.out
    }

    fn category(&mut self, marking: &Marking, category: Category) {
        let of_nato = matches!(marking.classification.holder, Holder::Nato(_));
        match category {
            Category::Classification => {}
            Category::Sci => self.sci(marking, of_nato),
            Category::Sap => self.sap(&marking.sap),
            Category::AtomicEnergy => self.atomic_energy(marking, of_nato),
            Category::Foreign => self.foreign(marking, of_nato),
            Category::Dissemination => self.controls(marking),
            Category::NonIc => {
                for non_ic in &marking.non_ic {
                    let words = spelled(Mark::NonIc(*non_ic), self.form);
                    self.next_in(category).push_str(words);
                }
            }
        }
    }

    /// The control systems by the alphabet, NATO's two among them.
    fn sci(&mut self, marking: &Marking, of_nato: bool) {
        let mut controls =
            marking.nato.iter().filter(|one| !of_nato && **one != NatoControl::Atomal).peekable();
        for program in &marking.sci {
            while let Some(control) =
                controls.next_if(|control| spelled(Mark::Nato(**control), self.form) < program.name.as_str())
            {
                self.nato(*control, Category::Sci);
            }
            beneath(self.next_in(Category::Sci), program, &program.name);
        }
        for control in controls {
            self.nato(*control, Category::Sci);
        }
    }

    fn nato(&mut self, control: NatoControl, category: Category) {
        let words = spelled(Mark::Nato(control), self.form);
        self.next_in(category).push_str(words);
    }

    fn sap(&mut self, programs: &[Program]) {
        for (index, (name, program)) in named(programs, self.form).into_iter().enumerate() {
            let out = self.next_in(Category::Sap);
            out.push_str(if index == 0 { "SAR-" } else { "" });
            beneath(out, program, &name);
        }
    }

    fn atomic_energy(&mut self, marking: &Marking, of_nato: bool) {
        let AtomicEnergy { rd, frd, dod_ucni, doe_ucni, tfni } = &marking.atomic_energy;
        for (mark, data) in [(Mark::Rd, rd), (Mark::Frd, frd)] {
            if let Some(data) = data {
                self.data(mark, data);
            }
        }
        let others = [(Mark::DodUcni, *dod_ucni), (Mark::DoeUcni, *doe_ucni), (Mark::Tfni, *tfni)];
        for (mark, _) in others.iter().filter(|(_, is_there)| *is_there) {
            let words = spelled(*mark, self.form);
            self.next_in(Category::AtomicEnergy).push_str(words);
        }
        if !of_nato && marking.nato.contains(&NatoControl::Atomal) {
            self.nato(NatoControl::Atomal, Category::AtomicEnergy);
        }
    }

    fn data(&mut self, mark: Mark, restricted: &RestrictedData) {
        let form = self.form;
        let out = self.next_in(Category::AtomicEnergy);
        out.push_str(spelled(mark, form));
        data(out, restricted, form);
    }

    fn foreign(&mut self, marking: &Marking, of_nato: bool) {
        if of_nato {
            for control in &marking.nato {
                self.nato(*control, Category::Foreign);
            }
        }
        if let Some(fgi) = &marking.fgi {
            let out = self.next_in(Category::Foreign);
            out.push_str("FGI");
            let codes: &[Code] = if let Fgi::Open(codes) = fgi { codes } else { &[] };
            for code in codes {
                out.push(' ');
                out.push_str(code.as_str());
            }
        }
    }

    fn controls(&mut self, marking: &Marking) {
        for control in &marking.controls {
            let words = spelled(Mark::Control(*control), self.form);
            let out = self.next_in(Category::Dissemination);
            match control {
                Control::RelTo if marking.rel_to.is_empty() => out.push_str("REL"),
                Control::RelTo => list(out, words, &marking.rel_to),
                Control::DisplayOnly => list(out, words, &marking.display_only),
                Control::Eyes if marking.eyes.is_empty() => out.push_str("EYES"),
                Control::Eyes if is_right_for_eyes(&marking.eyes) => {
                    joined(out, &marking.eyes, "/");
                    out.push(' ');
                    out.push_str(words);
                }
                // Wrong, and so written that nothing beside it is read as if it were in the list.
                Control::Eyes => list(out, words, &marking.eyes),
                _ => out.push_str(words),
            }
        }
    }
}

/// What is beneath RD or FRD: `-CNWDI-SIGMA 14 18`.
pub(crate) fn data(out: &mut String, data: &RestrictedData, form: Form) {
    if data.cnwdi {
        out.push_str("-CNWDI");
    }
    if !data.sigma.is_empty() {
        out.push_str(if form == Form::Banner { "-SIGMA" } else { "-SG" });
    }
    for number in &data.sigma {
        out.push(' ');
        out.push_str(&number.to_string());
    }
}

/// A program with what is beneath it: `SI-G ABCD-XYZ`.
pub(crate) fn beneath(out: &mut String, program: &Program, name: &str) {
    out.push_str(name);
    for compartment in &program.compartments {
        out.push('-');
        out.push_str(&compartment.name);
        for sub in &compartment.subs {
            out.push(' ');
            out.push_str(sub);
        }
    }
}

fn is_right_for_eyes(codes: &[Code]) -> bool {
    let begins = codes.first().is_some_and(|code| code.as_str() == "USA");
    begins && codes.iter().all(|code| country::known(code.as_str()))
}

/// `REL TO USA, GBR`
fn list(out: &mut String, words: &str, codes: &[Code]) {
    out.push_str(words);
    if !codes.is_empty() {
        out.push(' ');
    }
    joined(out, codes, ", ");
}

fn joined(out: &mut String, codes: &[Code], separator: &str) {
    for (index, code) in codes.iter().enumerate() {
        out.push_str(if index == 0 { "" } else { separator });
        out.push_str(code.as_str());
    }
}
