//! The markings of NATO, category by category (ADatP-4774 and ADatP-4774.1, Edition A).
//!
//! What a recipient must have is that of the standard's access rule: the classification, one value of each permissive
//! category, all values of each restrictive one. Levels and what is additionally sensitive belong to the authority of
//! the scheme, and every limit on an audience to the originator.

use caveat_marking::nato::label::Information;
use caveat_marking::nato::names::{Names, is_nation};
use caveat_marking::nato::policy::{
    ADDITIONAL_SENSITIVITY, ADMINISTRATIVE, CONTEXT, Level, NATO, ONLY, RELEASABLE, RELEASABLE_TO,
};
use caveat_marking::nato::{Value, read_with};

use super::{Dates, Marked, Understood, audience, member, nobody};
use crate::caveat::Test;
use crate::id::PartyId;
use crate::scheme::Scheme;

/// Reads a marking and says what it means.
pub(super) fn understand(scheme: &Scheme, names: &Names, text: &str, dates: Dates) -> Understood {
    let reading = read_with(text, names);
    let Some(marking) = reading.marking else { return Understood::nothing(text, reading.problems) };
    let Some(information) = &marking.information else {
        return Understood::nothing(text, reading.problems);
    };
    let (mut marked, carried) = meaning(scheme, names, information, dates);
    for unknown in &marking.unknown {
        marked.push(Marked::unreadable(unknown, &format!("nobody knows what {unknown} means")));
    }
    Understood { marked, carried, problems: reading.problems, canonical: reading.canonical }
}

/// What a label means: its caveats, and what is carried along with the reason.
pub(super) fn meaning(
    scheme: &Scheme,
    names: &Names,
    information: &Information,
    dates: Dates,
) -> (Vec<Marked>, Vec<(String, String)>) {
    let mut page = Page { scheme, names, information, dates, marked: Vec::new(), carried: Vec::new() };
    page.write();
    (page.marked, page.carried)
}

/// A marking on its way to caveats.
struct Page<'a> {
    scheme: &'a Scheme,
    names: &'a Names,
    information: &'a Information,
    dates: Dates,
    marked: Vec<Marked>,
    carried: Vec<(String, String)>,
}

impl Page<'_> {
    fn write(&mut self) {
        self.level();
        self.context();
        self.list(ONLY, "only");
        self.list(RELEASABLE_TO, "releasable-to");
        for value in self.values(ADDITIONAL_SENSITIVITY) {
            let test = match value.as_str().parse() {
                Ok(code) => Test::Compartment(self.scheme.id.clone(), code),
                Err(_) => nobody("it is no compartment"),
            };
            self.marked.push(Marked::new(value.as_str(), test));
        }
        for value in self.values(ADMINISTRATIVE) {
            let why = "it is about handling, not about who may have it";
            self.carried.push((value.as_str().to_owned(), why.to_owned()));
        }
    }

    /// A clearance. UNCLASSIFIED asks for one where the scheme has that level, and is carried along where it has not:
    /// it is not public, which the context says.
    fn level(&mut self) {
        let Some(level) = self.information.level() else {
            return self.marked.push(Marked::unreadable("(no classification)", "it has no classification"));
        };
        match self.asked(level) {
            Some(test) => self.marked.push(Marked::new(level.marked(), test)),
            None if level == Level::Unclassified => {
                let why = "it is no classification, and not public either";
                self.carried.push((level.marked().to_owned(), why.to_owned()));
            }
            None => {
                let test = nobody("the scheme has no such level");
                self.marked.push(Marked::new(level.marked(), test));
            }
        }
    }

    /// The scheme's level, whether it is called as on a page or as in a label.
    fn asked(&self, level: Level) -> Option<Test> {
        let known = [level.marked(), level.as_str()].into_iter().filter_map(|name| name.parse().ok());
        let level = known.into_iter().find(|level| self.scheme.levels.contains(level))?;
        Some(Test::Level(self.scheme.id.clone(), level))
    }

    /// Whose it is: the community, and to whom it is released beyond that.
    fn context(&mut self) {
        let Some(context) = self.information.context().cloned() else {
            let why = "it does not say whose it is";
            return self.marked.push(Marked::unreadable("(no context)", why));
        };
        let word = match context.is(NATO) {
            true => format!("(context {NATO})"),
            false => format!("{NATO}/{context}"),
        };
        let says_so = self.information.category(CONTEXT).is_some_and(|category| category.has(RELEASABLE));
        let released = if says_so { self.values(RELEASABLE_TO) } else { Vec::new() };
        let test = self.audience(&[&[context][..], &released].concat());
        self.marked.push(Marked::new(word, test).called("context"));
    }

    /// Those whom a list names.
    fn list(&mut self, tag: &str, slug: &str) {
        let values = self.values(tag);
        if values.is_empty() {
            return;
        }
        let shown = values.iter().map(|value| self.names.name(value.as_str()).unwrap_or(value.as_str()));
        let shown = shown.collect::<Vec<_>>().join(", ");
        let word = if tag == ONLY { format!("{shown} Only") } else { format!("Releasable to {shown}") };
        let test = self.audience(&values);
        self.marked.push(Marked::new(word, test).called(slug));
    }

    fn values(&self, tag: &str) -> Vec<Value> {
        self.information.category(tag).map(|category| category.values.clone()).unwrap_or_default()
    }

    /// The parties that values stand for here. A value that stands for none is not in the audience. Who was in a
    /// community when the information was made, is who is meant: whoever joined it later was not.
    fn audience(&self, values: &[Value]) -> Test {
        let at = self.dates.dated.unwrap_or(self.dates.marked);
        let communities = values.iter().any(|value| !is_nation(value.as_str()));
        let parties = values.iter().filter_map(|value| self.party(value));
        audience(parties.map(member), Some(at).filter(|_| communities))
    }

    /// By the code of a label, or by any name of it; NATO is the scheme's authority, unless it says otherwise.
    fn party(&self, value: &Value) -> Option<PartyId> {
        let code = value.as_str();
        let named = |name: &String| value.is(name) || self.names.code(name) == Some(code);
        let by_code = self.scheme.parties.get(code);
        let by_name = || self.scheme.parties.iter().find(|(name, _)| named(name)).map(|(_, party)| party);
        let nato = value.is(NATO).then_some(&self.scheme.authority);
        by_code.or_else(by_name).or(nato).cloned()
    }
}
