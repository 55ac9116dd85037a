//! A tale: who there is, what there is to know, and for each caveat whether it is to be met, lifted or to stand.

use std::collections::BTreeSet;

use caveat::caveat::{Mode, Test};
use caveat::entry::{Body, InCapacity};
use caveat::id::{CaveatId, EntryId, ItemId, Level, PartyId, Purpose};
use caveat::scheme::{Levels, Scheme};
use caveat::set::Set;

use super::cast::{Cast, party};
use super::dice::Dice;
use super::draft::Draft;

/// The days on which things happen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Days {
    pub(crate) founded: i64,
    pub(crate) related: i64,
    /// The day that the tale leads up to.
    pub(crate) now: i64,
}

/// The question that the tale leads up to.
#[derive(Debug, Clone)]
pub(crate) struct Focus {
    pub(crate) actor: InCapacity,
    pub(crate) chain: Vec<PartyId>,
    pub(crate) item: usize,
    pub(crate) to: Vec<InCapacity>,
    /// The chains that the recipients stand for.
    pub(crate) reached: Vec<Vec<PartyId>>,
    pub(crate) purposes: Set<Purpose>,
    pub(crate) mode: Mode,
    pub(crate) unattributed: bool,
}

/// An item, as far as the teller remembers it.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub(crate) id: ItemId,
    pub(crate) originator: PartyId,
    pub(crate) on: i64,
    pub(crate) sources: Vec<usize>,
    pub(crate) parts: Vec<usize>,
    /// Which draft records it.
    pub(crate) draft: usize,
}

/// One owner's caveat, as far as the teller remembers it.
#[derive(Debug, Clone)]
pub(crate) struct Borne {
    pub(crate) caveat: CaveatId,
    pub(crate) owner: PartyId,
    pub(crate) stated_by: PartyId,
    pub(crate) item: usize,
    pub(crate) test: Test,
}

/// Something that is told so many times in a hundred.
pub(crate) type Perhaps = (usize, fn(&mut Tale));

/// A tale in the telling.
#[derive(Debug)]
pub(crate) struct Tale {
    pub(crate) dice: Dice,
    pub(crate) days: Days,
    pub(crate) drafts: Vec<Draft>,
    /// The drafts of what is being told just now: among them is what may go wrong.
    pub(crate) route: Vec<usize>,
    pub(crate) cast: Cast,
    pub(crate) schemes: Vec<Scheme>,
    pub(crate) items: Vec<Made>,
    pub(crate) focus: Focus,
    /// The caveat that is told of just now.
    pub(crate) telling: Option<Borne>,
    pub(crate) named: usize,
}

impl Tale {
    /// Tells a tale from a seed.
    pub(crate) fn tell(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let days = Days { founded: 0, related: dice.between(1, 20), now: 200 };
        let nobody = party("public");
        let focus = Focus {
            actor: nobody.into(),
            chain: Vec::new(),
            item: 0,
            to: Vec::new(),
            reached: Vec::new(),
            purposes: Set::new(),
            mode: Mode::Giving,
            unattributed: false,
        };
        let mut tale = Self {
            dice,
            days,
            drafts: Vec::new(),
            route: Vec::new(),
            cast: Cast::default(),
            schemes: Vec::new(),
            items: Vec::new(),
            focus,
            telling: None,
            named: 0,
        };
        tale.cast();
        tale.draw_up_schemes();
        tale.choose_focus();
        tale.make_items();
        tale.state_caveats();
        tale.hand_over();
        tale.add_noise();
        tale
    }

    /// A name that nothing has yet.
    pub(crate) fn fresh(&mut self, stem: &str) -> String {
        self.named += 1;
        format!("{stem}-{}", self.named)
    }

    /// Writes an entry down; acts and facts are recorded late now and then, and clocks jump.
    pub(crate) fn add(&mut self, on: i64, by: PartyId, body: Body) -> usize {
        let founds = matches!(body, Body::Party(_) | Body::Scheme(_) | Body::Item(_));
        let late = if !founds && self.dice.percent(8) { self.dice.between(1, 90) } else { 0 };
        let jump = if self.dice.percent(3) { self.dice.between(-20, 20) } else { 0 };
        let named = matches!(
            body,
            Body::Grant(_)
                | Body::Request(_)
                | Body::Refusal(_)
                | Body::Sanitisation(_)
                | Body::Disclosure(_)
                | Body::Relation(_)
                | Body::Clearance(_)
                | Body::Accreditation(_)
                | Body::ReadIn(_)
                | Body::Equivalence(_)
                | Body::Acceptance(_)
        );
        let id = named.then(|| self.fresh(&body.noun().replace(' ', "-")).parse::<EntryId>().unwrap());
        self.drafts.push(Draft { on, recorded: on + late, jump, by, id, body });
        self.route.push(self.drafts.len() - 1);
        self.drafts.len() - 1
    }

    pub(crate) fn id_of(&self, draft: usize) -> EntryId {
        self.drafts[draft].id.clone().unwrap()
    }

    fn draw_up_schemes(&mut self) {
        let above =
            |level: &str, beneath: &[&str]| (name(level), beneath.iter().map(|one| name(one)).collect());
        let order = [
            above("U", &[]),
            above("R", &["U"]),
            above("W", &["U"]),
            above("S", &["R"]),
            above("TS", &["S", "W"]),
        ];
        let grey = Levels::partial(order.into_iter().collect()).unwrap();
        let blue = Levels::chain(["b1", "b2", "b3"].map(name));
        let amber = Levels::chain(["one", "two"].map(name));
        let authority = *self.dice.pick(&["arden", "arden-intel"]);
        self.draw_up("grey", authority, grey, &["K1", "K2"]);
        if self.dice.percent(60) {
            self.draw_up("blue", "borea", blue, &["B1"]);
        }
        if self.dice.percent(25) {
            self.draw_up("amber", "cobalt", amber, &["A1"]);
        }
    }

    fn draw_up(&mut self, id: &str, authority: &str, levels: Levels, codes: &[&str]) {
        let compartments = codes.iter().map(|code| code.parse().unwrap()).collect();
        let scheme = Scheme {
            id: id.parse().unwrap(),
            authority: party(authority),
            levels,
            compartments,
            name: None,
            reads: None,
            parties: Default::default(),
        };
        self.schemes.push(scheme.clone());
        self.add(self.days.related, party(authority), Body::Scheme(Box::new(scheme)));
    }

    fn choose_focus(&mut self) {
        let kinds = [caveat::party::PartyKind::Person, caveat::party::PartyKind::Body];
        let anybody = self.cast.of_kind(&kinds);
        let persons = self.cast.of_kind(&kinds[..1]);
        let actor =
            if self.dice.percent(75) { self.dice.pick(&persons) } else { self.dice.pick(&anybody) }.clone();
        let chains = self.cast.chains(&actor);
        let chain = self.dice.pick(&chains).clone();
        self.focus.actor = self.cast.acting(&chain);
        let wanted = self.dice.weighed(&[(60, 1), (25, 2), (12, 3), (3, 6)]);
        let anyone = self.cast.ids();
        let colleagues: Vec<PartyId> = anyone
            .iter()
            .filter(|one| **one != actor && self.cast.root(one) == self.cast.root(chain.last().unwrap()))
            .cloned()
            .collect();
        let colleagues_only = self.dice.percent(35) && !colleagues.is_empty();
        while self.focus.to.len() < wanted {
            let from = if colleagues_only { &colleagues } else { &anyone };
            let who = if self.dice.percent(2) { party("public") } else { self.dice.pick(from).clone() };
            let whole = self.cast.members.get(&who).is_some_and(|members| !members.is_empty());
            let chains = self.cast.reached(&who);
            let chain = self.dice.pick(&chains).clone();
            let to = if whole { who.clone().into() } else { self.cast.acting(&chain) };
            self.focus.reached.extend(if whole { chains } else { vec![chain] });
            self.focus.to.push(to);
        }
        self.focus.reached.sort();
        self.focus.reached.dedup();
        self.focus.chain = chain;
        let all = ["research", "defence", "policing"].map(|purpose| purpose.parse::<Purpose>().unwrap());
        let purposes = self.dice.weighed(&[(30, 0), (50, 1), (20, 2)]);
        self.focus.purposes = all.into_iter().cycle().skip(self.dice.below(3)).take(purposes).collect();
        self.focus.mode = if self.dice.percent(70) { Mode::Giving } else { Mode::Showing };
        self.focus.unattributed = self.dice.percent(40);
    }

    /// Whether an owner is of the side of the one who asks, on the day of the question.
    pub(crate) fn own_side(&self, owner: &PartyId) -> bool {
        self.cast.root(&self.cast.owner_on(owner, self.days.now)) == *self.focus.chain.last().unwrap()
    }

    /// Whether the one who asks is the owner, speaks as its root, or holds the office that is.
    pub(crate) fn asked_by_owner(&self, owner: &PartyId) -> bool {
        let owner = self.cast.owner_on(owner, self.days.now);
        let chain = &self.focus.chain;
        let root = self.cast.root(&owner);
        let voices = self.cast.voices(&chain[0]);
        voices.iter().filter(|voice| chain.contains(voice)).any(|voice| *voice == owner || *voice == root)
    }

    /// Parties such that every recipient is within one of them.
    pub(crate) fn covering_recipients(&mut self) -> Vec<PartyId> {
        let mut cover: Vec<PartyId> = Vec::new();
        for chain in self.focus.reached.clone() {
            if cover.iter().any(|whole| self.cast.chain_within(&chain, whole)) {
                continue;
            }
            let mut wholes = chain.clone();
            wholes.extend(chain.iter().flat_map(|one| self.cast.communities_of(one)));
            if self.dice.percent(6) {
                wholes.push(party("public"));
            }
            let one = if self.dice.percent(55) { chain[0].clone() } else { self.dice.pick(&wholes).clone() };
            cover.push(one);
        }
        cover
    }

    /// A party that is none of these.
    pub(crate) fn another(&mut self, than: &[PartyId]) -> PartyId {
        let others: Vec<PartyId> = self.cast.ids().into_iter().filter(|id| !than.contains(id)).collect();
        self.dice.pick(&others).clone()
    }
}

/// A level's name.
pub(crate) fn name(text: &str) -> Level {
    text.parse().unwrap()
}
