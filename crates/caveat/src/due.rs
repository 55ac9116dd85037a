//! What needs attention: recalls that wait for holders, requests that wait for an answer, and what ends soon.

use serde::Serialize;

use crate::consent::{Consent, Lapse, State};
use crate::entry::{Body, Entry, Meaning};
use crate::facts::{Facts, How};
use crate::id::{ItemId, PartyId};
use crate::recall::Standing;
use crate::time::{Instant, Moment, Position};

/// Something that needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Due {
    /// When: the deadline, or the instant from which something is otherwise. `None` where no instant is named.
    pub when: Option<Instant>,
    /// What kind of thing.
    pub what: What,
    /// The entry that it is about.
    pub entry: Position,
    /// What tells it from everything else that is due, the same whenever it is asked.
    pub key: String,
    /// It, in a sentence; parties that are concealed are not named.
    pub sentence: String,
}

/// What needs attention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// A holder has not acknowledged a recall.
    Recall,
    /// Others ask us for consent.
    Answer,
    /// We asked others, and wait.
    Request,
    /// A request is not recorded as delivered: silence on it never means anything.
    Undelivered,
    /// Silence on a request will mean something.
    Silence,
    /// A grant ends.
    GrantEnds,
    /// A caveat ends: what it kept back is free of it.
    CaveatEnds,
    /// A grant lapsed, since its terms were revised: it has to be renewed.
    Renewal,
}

impl What {
    /// In a word, as written.
    pub fn word(self) -> &'static str {
        match self {
            Self::Recall => "recall",
            Self::Answer => "answer",
            Self::Request => "request",
            Self::Undelivered => "undelivered",
            Self::Silence => "silence",
            Self::GrantEnds => "grant-ends",
            Self::CaveatEnds => "caveat-ends",
            Self::Renewal => "renewal",
        }
    }
}

/// Over what is looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Horizon {
    /// As of this instant.
    pub on: Instant,
    /// What comes before this one is told.
    pub until: Instant,
}

impl Horizon {
    /// Whether an instant is still to come, and within it.
    fn is_ahead(self, instant: Instant) -> bool {
        self.on < instant && instant <= self.until
    }

    /// Whether a deadline, if there is one, is over or within it: what waits without a deadline is told always.
    fn is_near(self, deadline: Option<Instant>) -> bool {
        deadline.is_none_or(|deadline| deadline <= self.until)
    }
}

/// What needs the attention of whoever keeps the register (`we`), by when it is due; what names no instant stands last.
pub fn due(facts: &Facts, we: &PartyId, horizon: Horizon) -> Vec<Due> {
    let mut found = recalls(facts, horizon);
    for consent in Consent::all(facts, horizon.on) {
        let asked = Asked { facts, we, horizon, consent: &consent };
        found.extend(asked.waiting());
        found.extend(asked.undelivered());
        found.extend(asked.silence());
    }
    found.extend(facts.entries().filter_map(|entry| ending(entry, facts, horizon)));
    found.extend(renewals(facts, horizon));
    found.sort_by_key(|due| (due.when.is_none(), due.when, due.what, due.entry));
    found
}

fn recalls(facts: &Facts, horizon: Horizon) -> Vec<Due> {
    let mut found = Vec::new();
    for recall in Standing::all(facts, horizon.on) {
        let when = recall.asks.deadline;
        for holding in
            recall.holdings.iter().filter(|holding| holding.state.is_open() && horizon.is_near(when))
        {
            let items = [&holding.item, &holding.through];
            let came = match holding.how {
                How::Originated => ", which it made",
                How::Received { .. } | How::Reported { .. } => "",
            };
            let sentence = format!(
                "{} has not acknowledged the recall {} of {}{came}; {} has to notify it",
                name(facts, &holding.holder, items),
                recall.caveat,
                holding.through,
                name(facts, &holding.notified_by, items),
            );
            let party = facts.party_entry(&holding.holder).map_or(Position(0), |entry| entry.position);
            let key = format!("recall-{}-{}-{}", recall.entry.0, holding.since.0, party.0);
            found.push(Due { when, what: What::Recall, entry: recall.entry, key, sentence });
        }
    }
    found
}

/// A request that is looked at.
struct Asked<'f> {
    facts: &'f Facts,
    we: &'f PartyId,
    horizon: Horizon,
    consent: &'f Consent,
}

impl Asked<'_> {
    fn waiting(&self) -> Option<Due> {
        let when = self.consent.deadline;
        // Nobody answered, and silence meant nothing: it waits all the same.
        let waits = |state: State| state.is_open() || state == State::Unanswered;
        let is_open = self.consent.pairs.iter().any(|pair| waits(pair.state));
        if !is_open || !self.horizon.is_near(when) {
            return None;
        }
        let (of, by) = (self.name(&self.consent.of), self.name(&self.consent.by));
        let (request, about) = (self.called(), self.about());
        Some(if self.consent.of == *self.we {
            self.due(when, What::Answer, format!("{by} waits for your answer to {request}, for {about}"))
        } else {
            self.due(when, What::Request, format!("{of} has not answered {request} by {by}, for {about}"))
        })
    }

    fn undelivered(&self) -> Option<Due> {
        let request = self.facts.entry(self.consent.request)?;
        let Body::Request(asked) = &request.body else { return None };
        let says_something = self.facts.silence_under(asked).is_some();
        (self.consent.is_open() && self.consent.delivered.is_none()).then(|| {
            let meaning = if says_something { "; until it is, silence on it means nothing" } else { "" };
            let sentence = format!(
                "{} to {} is not recorded as delivered{meaning}",
                self.called(),
                self.name(&self.consent.of)
            );
            self.due(None, What::Undelivered, sentence)
        })
    }

    fn silence(&self) -> Option<Due> {
        let Lapse { at, means } = self.consent.lapse?;
        if !self.consent.is_open() || !self.horizon.is_ahead(at) {
            return None;
        }
        let means = match means {
            Meaning::Grant => "a grant",
            Meaning::Refusal => "a refusal",
            Meaning::Nothing => return None,
        };
        let of = self.name(&self.consent.of);
        let sentence = format!("the silence of {of} on {} is {means} from then on", self.called());
        Some(self.due(Some(at), What::Silence, sentence))
    }

    fn due(&self, when: Option<Instant>, what: What, sentence: String) -> Due {
        about(when, what, self.consent.request, sentence)
    }

    fn called(&self) -> String {
        let position = || format!("the request {}", self.consent.request);
        self.consent.id.as_ref().map_or_else(position, |id| format!("the request {id}"))
    }

    fn about(&self) -> String {
        let mut items: Vec<&str> = self.consent.pairs.iter().map(|pair| pair.item.as_str()).collect();
        items.dedup();
        items.join(", ")
    }

    fn name(&self, party: &PartyId) -> String {
        name(self.facts, party, self.consent.pairs.iter().map(|pair| &pair.item))
    }
}

/// Where the entry is a grant or a caveat that ends within the horizon.
fn ending(entry: &Entry, facts: &Facts, horizon: Horizon) -> Option<Due> {
    if entry.on > horizon.on {
        return None;
    }
    let ends = |when: Option<Instant>| when.filter(|when| horizon.is_ahead(*when));
    let due = |when, what, sentence| Some(about(Some(when), what, entry.position, sentence));
    match &entry.body {
        Body::Grant(grant) => {
            let when = ends(grant.during.until)?;
            if is_over(entry, facts, horizon.on) {
                return None;
            }
            let by = name(facts, &entry.by, &grant.items);
            let (items, to) = (list(&grant.items), list(&grant.to));
            due(when, What::GrantEnds, format!("the grant of {items} to {to} by {by} ends"))
        }
        Body::Caveat(further) => {
            let when = ends(further.caveat.until.as_ref()?.instant)?;
            let (items, test) = (list(&further.items), &further.caveat.test);
            due(when, What::CaveatEnds, format!("the caveat {} on {items} ends: {test}", further.id))
        }
        Body::Item(item) => {
            let untils = item.caveats.iter().filter_map(|caveat| Some((caveat, caveat.until.as_ref()?)));
            let mut ahead: Vec<_> =
                untils.filter_map(|(caveat, until)| Some((ends(until.instant)?, caveat))).collect();
            ahead.sort_by_key(|(when, _)| *when);
            let (when, _) = *ahead.first()?;
            let tests: Vec<String> =
                ahead.iter().map(|(when, caveat)| format!("{} ({when})", caveat.test)).collect();
            due(when, What::CaveatEnds, format!("caveats on {} end: {}", item.id, tests.join("; ")))
        }
        _ => None,
    }
}

/// Whether nothing is left of a grant: it was taken back for everybody, or its terms were revised.
fn is_over(grant: &Entry, facts: &Facts, on: Instant) -> bool {
    let Body::Grant(said) = &grant.body else { return false };
    let at = Moment::end_of(on);
    let revoked = |to: &PartyId| facts.revocation_of(grant, &grant.by, to, at).is_some();
    said.to.iter().all(revoked) || facts.revision_since(grant, said.rests_on.as_ref(), at).is_some()
}

/// The grants whose terms were revised since, that would hold otherwise.
fn renewals(facts: &Facts, horizon: Horizon) -> Vec<Due> {
    let at = Moment::end_of(horizon.on);
    let mut found = Vec::new();
    for entry in facts.entries().filter(|entry| entry.moment() < at) {
        let Body::Grant(grant) = &entry.body else { continue };
        let is_past = grant.during.until.is_some_and(|until| until <= horizon.on);
        let revoked = |to: &PartyId| facts.revocation_of(entry, &entry.by, to, at).is_some();
        let Some((revision, _)) = facts.revision_since(entry, grant.rests_on.as_ref(), at) else { continue };
        if is_past || grant.to.iter().all(revoked) || is_renewed(entry, facts, revision.moment(), at) {
            continue;
        }
        let by = name(facts, &entry.by, &grant.items);
        let (items, to) = (list(&grant.items), list(&grant.to));
        let terms = grant.rests_on.as_ref().map(ToString::to_string).unwrap_or_default();
        let sentence = format!(
            "the grant of {items} to {to} by {by} lapsed: {terms} was revised ({}); it has to be renewed",
            revision.position
        );
        found.push(about(None, What::Renewal, entry.position, sentence));
    }
    found
}

/// Whether the same party granted the same items to the same recipients again, since the revision.
fn is_renewed(lapsed: &Entry, facts: &Facts, revision: Moment, at: Moment) -> bool {
    let Body::Grant(old) = &lapsed.body else { return false };
    let again = |item: &ItemId, to: &PartyId| {
        facts.grants_on(item, at).iter().any(|entry| match &entry.body {
            Body::Grant(grant) => {
                entry.by == lapsed.by
                    && revision < entry.moment()
                    && grant.to.contains(to)
                    && facts.revision_since(entry, grant.rests_on.as_ref(), at).is_none()
            }
            _ => false,
        })
    };
    old.items.iter().all(|item| old.to.iter().all(|to| again(item, to)))
}

/// What is due once about an entry.
fn about(when: Option<Instant>, what: What, entry: Position, sentence: String) -> Due {
    Due { when, what, entry, key: format!("{}-{}", what.word(), entry.0), sentence }
}

/// A party as it may be named.
fn name<'a>(facts: &'a Facts, party: &PartyId, items: impl IntoIterator<Item = &'a ItemId>) -> String {
    match facts.relay_of(party, items) {
        Some(relay) => format!("somebody reached through {relay}"),
        None => party.to_string(),
    }
}

fn list<T: ToString>(items: &[T]) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    const STORY: &str = r#"
entry = [
    { party = "supplier", kind = "body", on = 2025-01-01 },
    { party = "maker", kind = "body" },
    { party = "shop", kind = "body" },
    { terms = "deal", by = "supplier", silence = { means = "grant", after = "10 days" } },
    { item = "data", originator = "supplier", caveats = [{ audience = "maker", until = 2025-03-01 }] },
    { disclosure = "sent", of = "data", actor = "supplier", to = "maker", on = 2025-01-02 },
"#;

    fn told(further: &str, we: &str, on: &str, until: &str) -> Vec<String> {
        let scenario = Scenario::read(format!("{STORY}{further}\n]").as_bytes()).unwrap();
        let facts = Facts::of(scenario.ledger.entries());
        let horizon = Horizon { on: on.parse().unwrap(), until: until.parse().unwrap() };
        let line = |due: &Due| {
            let when = due.when.map(|when| when.to_string()).unwrap_or("-".to_owned());
            format!("{when} {:?} {} {}", due.what, due.entry, due.sentence)
        };
        due(&facts, &we.parse().unwrap(), horizon).iter().map(line).collect()
    }

    const ASKED: &str = r#"{ request = "ask-1", of = "supplier", items = "data", to = "shop", by = "maker",
        deadline = 2025-02-01, under_terms = "deal", on = 2025-01-10 },"#;

    #[test]
    fn what_ends_is_told_within_the_horizon_and_not_once_it_is_over() {
        let told = |on, until| told("", "maker", on, until);
        assert!(told("2025-01-05", "2025-02-28").is_empty());
        let ends = "2025-03-01 CaveatEnds #5 caveats on data end: audience maker (2025-03-01)";
        assert_eq!(told("2025-01-05", "2025-03-01"), [ends]);
        assert!(told("2025-03-01", "2025-04-01").is_empty());
    }

    #[test]
    fn a_request_waits_for_one_side_and_by_the_other() {
        let ours = told(ASKED, "maker", "2025-01-11", "2025-02-10");
        assert_eq!(
            ours,
            [
                "2025-02-01 Request #7 supplier has not answered the request ask-1 by maker, for data",
                "- Undelivered #7 the request ask-1 to supplier is not recorded as delivered; until it is, \
                 silence on it means nothing",
            ]
        );
        let theirs = told(ASKED, "supplier", "2025-01-11", "2025-02-10");
        assert_eq!(
            theirs.first().unwrap(),
            "2025-02-01 Answer #7 maker waits for your answer to the request ask-1, for data"
        );
        assert!(told(ASKED, "maker", "2025-01-09", "2025-02-10").is_empty(), "not asked yet");
        assert!(told(ASKED, "maker", "2025-01-11", "2025-01-31").iter().all(|line| line.starts_with('-')));
    }

    #[test]
    fn the_instant_at_which_silence_means_something_is_told_and_an_answer_ends_it() {
        let delivered = format!("{ASKED}\n{{ delivery = \"ask-1\", by = \"supplier\", on = 2025-01-28 }},");
        let lines = told(&delivered, "maker", "2025-01-29", "2025-02-10");
        assert_eq!(
            lines.last().unwrap(),
            "2025-02-07 Silence #7 the silence of supplier on the request ask-1 is a grant from then on"
        );
        let answer = r#"{ refusal = "no", items = "data", to = "shop", by = "supplier", answers = "ask-1",
            on = 2025-01-29 },"#;
        assert!(told(&format!("{delivered}{answer}"), "maker", "2025-01-29", "2025-02-10").is_empty());
    }

    #[test]
    fn a_recall_waits_for_each_holder_until_it_says_what_became_of_it() {
        let recall = r#"{ caveat = "recall-1", items = "data", nobody = "x", by = "supplier", recall = "return",
            deadline = 2025-02-01, on = 2025-01-10 },"#;
        let waiting = "2025-02-01 Recall #7 maker has not acknowledged the recall recall-1 of data; \
                       supplier has to notify it";
        assert_eq!(told(recall, "supplier", "2025-01-11", "2025-02-10"), [waiting]);
        assert_eq!(told(recall, "supplier", "2025-02-20", "2025-02-21"), [waiting], "overdue");
        assert!(told(recall, "supplier", "2025-01-11", "2025-01-31").is_empty());
        let kept = r#"{ acknowledgement = "kept", of = "data", who = "maker", recall = "recall-1",
            on = 2025-01-11 },"#;
        assert!(told(&format!("{recall}{kept}"), "supplier", "2025-01-11", "2025-02-10").is_empty());
    }

    #[test]
    fn a_grant_that_ends_is_told_unless_it_was_taken_back() {
        let grant = r#"{ grant = "yes", items = "data", to = "shop", by = "supplier", until = 2025-02-01,
            rests_on = "deal", on = 2025-01-10 },"#;
        let ends = "2025-02-01 GrantEnds #7 the grant of data to shop by supplier ends";
        assert_eq!(told(grant, "maker", "2025-01-11", "2025-02-10"), [ends]);
        let back = r#"{ revocation = "back", of = "yes", by = "supplier", on = 2025-01-11 },"#;
        assert!(told(&format!("{grant}{back}"), "maker", "2025-01-12", "2025-02-10").is_empty());
    }

    #[test]
    fn a_grant_lapsed_with_its_terms_is_to_be_renewed_until_it_is() {
        let lapsed = r#"{ grant = "yes", items = "data", to = "shop", by = "supplier", rests_on = "deal",
            on = 2025-01-10 },
            { terms = "deal-2", revises = "deal", by = "supplier", on = 2025-01-11 },"#;
        assert_eq!(
            told(lapsed, "maker", "2025-01-12", "2025-02-10"),
            [
                "- Renewal #7 the grant of data to shop by supplier lapsed: deal was revised (#8); it has to be renewed"
            ]
        );
        assert!(told(lapsed, "maker", "2025-01-10", "2025-02-10").is_empty(), "not revised yet");
        let again = r#"{ grant = "again", items = "data", to = "shop", by = "supplier", rests_on = "deal-2",
            on = 2025-01-12 },"#;
        assert!(told(&format!("{lapsed}{again}"), "maker", "2025-01-12", "2025-02-10").is_empty());
    }
}
