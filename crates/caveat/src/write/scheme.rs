//! A scheme, with the words of its markings.

use super::{Table, sorted};
use crate::caveat::Kind;
use crate::json::Json;
use crate::scheme::{Levels, Mark, Meaning, Reads, Scheme, Template, Vocabulary};

impl Table<'_> {
    pub(super) fn scheme(&mut self, scheme: &Scheme) {
        self.id("scheme", &scheme.id);
        self.id("authority", &scheme.authority);
        self.put("levels", levels(&scheme.levels));
        self.set("compartments", &scheme.compartments);
        self.words("name", scheme.name.as_ref());
        if !scheme.parties.is_empty() {
            let parties = scheme.parties.iter();
            let written = parties.map(|(code, party)| (code.clone(), Json::text(self.written(party))));
            let written = written.collect();
            self.put("parties", Json::Object(written));
        }
        let Some(reads) = &scheme.reads else { return };
        self.text("reads", reads.as_str());
        if let Reads::Words(vocabulary) = reads {
            self.vocabulary(vocabulary);
        }
    }

    fn vocabulary(&mut self, vocabulary: &Vocabulary) {
        self.text("separator", &vocabulary.separator);
        let marks = vocabulary.marks.iter();
        let written = marks.map(|mark| self.inside(|table| table.mark(mark))).collect();
        self.put("marks", Json::List(written));
    }

    fn mark(&mut self, mark: &Mark) {
        self.text("mark", &mark.text);
        self.texts("also", &mark.also);
        self.texts("with", &mark.with);
        self.texts("without", &mark.without);
        self.optional_text("list", mark.list.as_deref());
        self.flag("sorted", mark.sorted);
        if mark.least > 0 {
            self.put("least", Json::Integer(mark.least.into()));
        }
        self.optional_text("first", mark.first.as_deref());
        self.meanings(&mark.meanings);
        self.flag("free", mark.free);
        self.some_of("ends", &Kind::ALL, &mark.ends);
        self.flag("then", mark.then);
        self.optional_text("meaning", mark.note.as_deref());
    }

    /// One meaning whatever the date is written as the caveats alone.
    fn meanings(&mut self, meanings: &[Meaning]) {
        match meanings {
            [] => {}
            [Meaning { from: None, until: None, caveats }] if !caveats.is_empty() => self.templates(caveats),
            meanings => {
                let meanings = meanings.iter();
                let written = meanings.map(|meaning| self.inside(|table| table.meaning(meaning))).collect();
                self.put("meanings", Json::List(written));
            }
        }
    }

    fn meaning(&mut self, meaning: &Meaning) {
        self.instant("from", meaning.from);
        self.instant("until", meaning.until);
        self.templates(&meaning.caveats);
    }

    fn templates(&mut self, templates: &[Template]) {
        if templates.is_empty() {
            return;
        }
        let templates = templates.iter();
        let written = templates.map(|template| self.inside(|table| table.template(template))).collect();
        self.put("caveats", Json::List(written));
    }

    /// A caveat, and the placeholders that a marking fills in.
    fn template(&mut self, template: &Template) {
        self.caveat(&template.caveat);
        if template.parties
            && let Some(Json::List(members)) = self.fields.get_mut("audience")
        {
            members.push(Json::text(if template.nationals { "nationals of {parties}" } else { "{parties}" }));
        }
        self.texts("unless", &template.unless);
        self.some_ids("released_by", &template.released_by);
        if template.until {
            self.text("until", "{date}");
        }
    }

    /// Texts in their order; nothing where there are none.
    fn texts(&mut self, name: &'static str, texts: &[String]) {
        if !texts.is_empty() {
            self.put(name, Json::List(texts.iter().map(Json::text).collect()));
        }
    }
}

/// Levels as the table of those directly beneath each: a list would say the same only of a chain.
fn levels(levels: &Levels) -> Json {
    let beneath = |level| sorted(levels.directly_beneath(level).map(ToString::to_string).collect());
    Json::Object(levels.iter().map(|level| (level.to_string(), beneath(level))).collect())
}
