//! What is written on the page: words of a scheme drawn up for the tale, and real markings.

use std::collections::{BTreeMap, BTreeSet};

use caveat::caveat::{Caveat, Selector, Test};
use caveat::entry::{Body, Grant};
use caveat::id::{CaveatId, PartyId, SchemeId};
use caveat::marking::{Dates, canonical, understand};
use caveat::scheme::{Levels, Mark, Meaning, Reads, Scheme, Template, Vocabulary};
use caveat::set::Set;
use caveat::time::Interval;

use super::cast::party;
use super::draft::day;
use super::tale::{Borne, Tale};

/// The day on which the schemes of markings are drawn up: behind what their words may speak of.
const DRAWN_UP: i64 = 60;

/// Real markings, right and wrong ones, by the way in which they are read.
const REAL: [(&str, &[&str]); 3] = [
    (
        "us",
        &[
            "SECRET",
            "SECRET//NOFORN",
            "UNCLASSIFIED",
            "(S//RELIDO)",
            "CONFIDENTIAL//REL TO USA, GBR/RELIDO",
            "TOP SECRET//SI//ORCON/NOFORN",
            "SECRET//REL TO USA, FVEY",
            "SECRET//REL TO USA, GBR/DISPLAY ONLY AUS",
            "//GBR SECRET//REL TO USA, GBR",
            "//JOINT SECRET GBR USA//REL TO USA, GBR",
            "SECRET//FGI//NOFORN",
            "CONFIDENTIAL//WHAT IS THIS",
            "no marking at all",
            "SECRET//ORCON-USGOV/NOFORN\nDeclassify On: 20300720",
        ],
    ),
    (
        "nato",
        &[
            "NATO UNCLASSIFIED",
            "NATO RESTRICTED",
            "NATO SECRET",
            "NATO SECRET ATOMAL",
            "COSMIC TOP SECRET BOHEMIA",
            "NATO/KFOR CONFIDENTIAL",
            "NATO SECRET Releasable to Sweden, KFOR",
            "NATO/KFOR SECRET NATO, UK Only",
            "NATO RESTRICTED UK, USA Only Releasable to Sweden",
            "NATO UNCLASSIFIED – STAFF",
            "NATO SECRET WHAT IS THIS",
            "NATO/ATLANTIS SECRET",
        ],
    ),
    (
        "tlp",
        &["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED", "TLP:BLUE", "tlp:ex:chr"],
    ),
];

impl Tale {
    /// Has the item's marking mean the caveat, by a word that the scheme of this tale has for it. Says what the caveat
    /// is called on the item.
    pub(crate) fn mark_with(&mut self, item: usize, caveat: Caveat) -> CaveatId {
        let page = self.page();
        let word = self.fresh("WORD").to_uppercase();
        let (mark, said) = self.word_for(page, &word, item, caveat);
        let slug = said.to_lowercase().replace([' ', ','], "-").replace("--", "-");
        let Body::Scheme(scheme) = &mut self.drafts[page].body else { unreachable!("it is a scheme") };
        let Some(Reads::Words(vocabulary)) = &mut scheme.reads else { unreachable!("it has words") };
        vocabulary.marks.push(mark);
        let id = scheme.id.clone();
        let strange = if self.dice.percent(4) { "//WHAT IS THIS" } else { "" };
        let made = self.item_mut(item);
        let before = made.marking.take().map(|marking| format!("{marking}//")).unwrap_or_default();
        made.marking = Some(format!("{before}{said}{strange}"));
        made.scheme = Some(id);
        CaveatId::of_marking(&made.id.clone(), &slug)
    }

    /// A word that means the caveat, and how the marking says it: now and then with the parties named in the marking,
    /// or with a meaning by date.
    fn word_for(&mut self, page: usize, word: &str, item: usize, mut caveat: Caveat) -> (Mark, String) {
        let (mut text, mut said, mut parties) = (word.to_owned(), word.to_owned(), false);
        if let Test::Audience(audience) = &mut caveat.test
            && audience.membership_at.is_none()
            && audience.members.iter().all(|member| !member.nationals && !member.party.is_public())
            && self.dice.percent(40)
        {
            let named: Vec<PartyId> = audience.members.drain(..).map(|member| member.party).collect();
            let codes: Vec<String> = named.iter().map(|id| self.code(page, id)).collect();
            text = format!("{word} {{parties}}");
            said = format!("{word} {}", codes.join(", "));
            parties = true;
        }
        let released_by = if self.dice.percent(12) { vec![self.another(&[])] } else { Vec::new() };
        let (nationals, until, unless) = (false, false, Vec::new());
        let caveats = vec![Template { caveat, parties, nationals, until, unless, released_by }];
        let mut meanings = vec![Meaning { from: None, until: None, caveats }];
        if self.dice.percent(20) {
            let dated = day(self.items[item].on - 5);
            self.item_mut(item).dated = Some(dated);
            let sealed = Template {
                caveat: Caveat::new(Test::Nobody(None)),
                parties: false,
                nationals: false,
                until: false,
                unless: Vec::new(),
                released_by: Vec::new(),
            };
            meanings[0].from = Some(dated);
            meanings.push(Meaning { from: None, until: Some(dated), caveats: vec![sealed] });
        }
        let mark = Mark {
            text,
            also: Vec::new(),
            with: Vec::new(),
            without: Vec::new(),
            list: None,
            sorted: false,
            least: 0,
            first: None,
            meanings,
            free: false,
            ends: Set::new(),
            then: false,
            note: None,
        };
        (mark, said)
    }

    /// The code by which a marking of this tale names a party.
    fn code(&mut self, page: usize, id: &PartyId) -> String {
        let Body::Scheme(scheme) = &mut self.drafts[page].body else { unreachable!("it is a scheme") };
        let code = id.as_str().to_uppercase().replace(['-', '_', '.'], "");
        scheme.parties.insert(code.clone(), id.clone());
        code
    }

    /// The draft of the scheme whose words this tale makes up.
    fn page(&mut self) -> usize {
        if let Some(page) = self.drafts.iter().position(|draft| is_scheme(&draft.body, "page")) {
            return page;
        }
        let reads = Reads::Words(Vocabulary { separator: "//".to_owned(), marks: Vec::new() });
        let authority = self.another(&[]);
        self.draw_up_markings("page", authority, Levels::chain([]), reads, BTreeMap::new())
    }

    fn draw_up_markings(
        &mut self,
        id: &str,
        authority: PartyId,
        levels: Levels,
        reads: Reads,
        parties: BTreeMap<String, PartyId>,
    ) -> usize {
        let scheme = Scheme {
            id: id.parse().unwrap(),
            authority: authority.clone(),
            levels,
            compartments: Set::new(),
            name: None,
            reads: Some(reads),
            parties,
        };
        if scheme.levels.iter().next().is_some() {
            self.schemes.push(scheme.clone());
        }
        let route = self.route.clone();
        let draft = self.add(DRAWN_UP, authority, Body::Scheme(Box::new(scheme)));
        // A scheme is nothing that may go wrong in the telling.
        self.route = route;
        draft
    }

    /// Gives the item a marking as it is found on real pages, and has some of what it means lifted.
    pub(crate) fn mark_for_real(&mut self, item: usize) {
        let (how, texts) = *self.dice.pick(&REAL);
        let text = *self.dice.pick(texts);
        let draft = self.real_scheme(how);
        let Body::Scheme(scheme) = self.drafts[draft].body.clone() else { unreachable!("it is a scheme") };
        // As whoever tells it has it kept.
        let text = canonical(&scheme, text).unwrap_or_else(|| text.to_owned());
        let dated = self.dice.percent(70).then(|| day(self.items[item].on - 5));
        let made = self.item_mut(item);
        (made.marking, made.scheme, made.dated) = (Some(text.clone()), Some(scheme.id.clone()), dated);
        let (id, originator) = (made.id.clone(), made.originator.clone());
        let dates = Dates { dated, marked: day(self.items[item].on) };
        for marked in understand(&scheme, &text, dates).unwrap().marked {
            let of_scheme = marked.caveat.test.scheme().map(|_| scheme.authority.clone());
            let owners = &marked.caveat.owners;
            let owner = owners.first().cloned().or(of_scheme).unwrap_or_else(|| originator.clone());
            let borne = Borne {
                caveat: CaveatId::of_marking(&id, &marked.slug),
                owner,
                stated_by: originator.clone(),
                item,
                test: marked.caveat.test.clone(),
            };
            self.route.clear();
            match (marked.releasers.first().cloned(), self.dice.below(10)) {
                (Some(releaser), 0..=6) => self.release(&borne, releaser),
                (_, 0..=7) => self.lift(&borne),
                _ => {}
            }
        }
    }

    /// Whom the marking trusts with the release grants it.
    fn release(&mut self, borne: &Borne, releaser: PartyId) {
        let on = self.dice.between(150, 182);
        let to = self.covering_recipients();
        let grant = Grant {
            items: vec![self.items[borne.item].id.clone()],
            to,
            lifts: [Selector::Caveat(borne.caveat.clone())].into(),
            purposes: Set::new(),
            modes: Set::new(),
            during: Interval { from: day(on), until: None },
            this_item_only: false,
            recipient_only: false,
            unattributed: false,
            bound: Vec::new(),
            rests_on: None,
            answers: None,
        };
        self.add(on, releaser, Body::Grant(Box::new(grant)));
    }

    fn real_scheme(&mut self, how: &str) -> usize {
        let id = format!("page-{how}");
        if let Some(draft) = self.drafts.iter().position(|draft| is_scheme(&draft.body, &id)) {
            return draft;
        }
        if how == "tlp" {
            let community = self.another(&[]);
            let parties = if self.dice.percent(50) { vec![("TLP:GREEN", community)] } else { Vec::new() };
            let parties = parties.into_iter().map(|(code, party)| (code.to_owned(), party)).collect();
            return self.draw_up_markings(&id, party("arden"), Levels::chain([]), Reads::Tlp, parties);
        }
        let nato = how == "nato";
        let levels = match nato {
            false => ["UNCLASSIFIED", "CONFIDENTIAL", "SECRET", "TOP SECRET"],
            true => ["NATO RESTRICTED", "NATO CONFIDENTIAL", "NATO SECRET", "COSMIC TOP SECRET"],
        };
        let levels = levels.map(|level| level.parse().unwrap());
        let names = match nato {
            false => ["USA", "GBR", "AUS", "FVEY", "NATO", "RELIDO"],
            true => ["USA", "GBR", "SWE", "KFOR", "NATO", "EAPC"],
        };
        let parties = names.into_iter().filter_map(|code| {
            let somebody = self.another(&[]);
            self.dice.percent(80).then(|| (code.to_owned(), somebody))
        });
        let parties: BTreeMap<String, PartyId> = parties.collect();
        let reads = if nato { Reads::Nato } else { Reads::Us };
        self.draw_up_markings(&id, party("arden"), Levels::chain(levels), reads, parties)
    }
}

fn is_scheme(body: &Body, id: &str) -> bool {
    matches!(body, Body::Scheme(scheme) if scheme.id == id.parse::<SchemeId>().unwrap())
}
