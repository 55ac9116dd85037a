//! An entry in one sentence, without who speaks.

use std::fmt::Display;

use caveat::caveat::{Caveat, Kind, Mode, Selector};
use caveat::entry::{
    Body, Clearance, Disclosure, Ended, Entry, Fate, FurtherCaveat, Grant, InCapacity, Item, Party, Recalled,
    Remark, Request, Stance, Statement, Subject,
};
use caveat::party::PartyKind;
use caveat::time::Instant;
use caveat::words::Words;
use caveat_register::Own;

use super::paint::in_one_line;

/// What an entry of the model says, in one line.
pub(super) fn sentence(entry: &Entry) -> String {
    in_one_line(&of_fact(&entry.body))
}

/// What one of the register's own entries says, in one line.
pub(super) fn own(own: &Own) -> String {
    in_one_line(&of_own(own))
}

fn of_fact(body: &Body) -> String {
    match body {
        Body::Party(party) => of_party(party),
        Body::Relation(fact) => format!("{} {} {}{}", fact.who, fact.kind, fact.of, until(fact.until)),
        Body::Scheme(scheme) => {
            format!("scheme {} under {}{}", scheme.id, scheme.authority, called(scheme.name.as_ref()))
        }
        Body::Clearance(fact) => cleared("cleared", fact),
        Body::Accreditation(fact) => cleared("accredited", fact),
        Body::ReadIn(fact) => {
            format!("{} is read in to {} ({}){}", fact.who, fact.code, fact.scheme, until(fact.until))
        }
        Body::Equivalence(fact) => format!(
            "{} ({}) counts as {} ({}){}",
            fact.level,
            fact.scheme,
            fact.counts_as,
            fact.counts_in,
            until(fact.until)
        ),
        Body::Terms(terms) => {
            let revises = terms.revises.as_ref().map(|of| format!(", revising {of}")).unwrap_or_default();
            format!(
                "terms {}{revises}{}{}",
                terms.id,
                called(terms.name.as_ref()),
                restricted(&terms.caveats)
            )
        }
        Body::Agreement(agreement) => format!(
            "agreement {} between {} on {}{}",
            agreement.id,
            list(&agreement.between),
            agreement.terms,
            called(agreement.name.as_ref())
        ),
        Body::Acceptance(fact) => format!("{} accepts {}{}", fact.who, fact.terms, until(fact.until)),
        Body::Rule(rule) => format!("house rule {}", rule.id),
        Body::Power(power) => {
            format!("{} may speak for {} (power {}){}", power.of, power.owner, power.id, until(power.until))
        }
        Body::Delegation(power) => {
            format!(
                "{} may speak under {} (power {}){}",
                power.of,
                power.parent,
                power.id,
                until(power.until)
            )
        }
        body => of_act(body),
    }
}

fn of_act(body: &Body) -> String {
    match body {
        Body::Ending(ending) => {
            let of = match &ending.of {
                Ended::Power(power) => power.as_str(),
                Ended::Fact(fact) => fact.as_str(),
            };
            let grants = if ending.grants { ", and with it the grants made under it" } else { "" };
            format!("ends {of}{grants}{}", because(ending.reason.as_ref()))
        }
        Body::Item(item) => of_item(item),
        Body::Caveat(further) => of_further(further),
        Body::Grant(grant) => of_grant(grant),
        Body::Refusal(refusal) => {
            format!(
                "refuses {} to {}{}",
                list(&refusal.items),
                list(&refusal.to),
                because(refusal.reason.as_ref())
            )
        }
        Body::Revocation(revocation) => {
            let to = if revocation.to.is_empty() {
                String::new()
            } else {
                format!(" for {}", list(&revocation.to))
            };
            format!("takes back {}{to}{}", list(&revocation.of), because(revocation.reason.as_ref()))
        }
        Body::Remark(remark) => of_remark(remark),
        Body::Sanitisation(act) => {
            format!("approves {} without its caveats on {}", act.derived, act.source)
        }
        Body::Disclosure(disclosure) => of_disclosure(disclosure),
        Body::Acknowledgement(act) => {
            format!("{} {} {}{}", act.who, fate(act.fate), act.item, because(act.reason.as_ref()))
        }
        Body::Key(key) => format!("{} signs by {}{}", key.of, key.key, until(key.until)),
        Body::Request(request) => of_request(request),
        Body::Delivery(delivery) => format!("request {} was delivered", delivery.of),
        Body::Event(event) => format!("{} happened", event.event),
        Body::Statement(statement) => of_statement(statement),
        // Facts are told above.
        _ => body.noun().to_owned(),
    }
}

fn of_own(own: &Own) -> String {
    match own {
        Own::Founded { origin, .. } => format!("founds the register {origin}"),
        Own::Rotated { .. } => "has another key sign from here on".to_owned(),
        Own::Erased { of, reason, .. } => {
            let entries: Vec<String> = of.keys().map(ToString::to_string).collect();
            format!("erases words of {}{}", entries.join(", "), because(Some(reason)))
        }
        Own::RolledBack { .. } => {
            "goes on knowingly with a register that was not the last one signed".to_owned()
        }
    }
}

fn of_party(party: &Party) -> String {
    let kind = PartyKind::ALL.iter().find(|(_, kind)| *kind == party.kind).map_or("", |(word, _)| word);
    let relay = party.relay.as_ref().map(|relay| format!(", concealed behind {relay}")).unwrap_or_default();
    let article = if kind == "office" { "an" } else { "a" };
    format!("{} is {article} {kind}{}{relay}", party.id, called(party.name.as_ref()))
}

fn cleared(how: &str, fact: &Clearance) -> String {
    format!("{} is {how} for {} ({}){}", fact.who, fact.level, fact.scheme, until(fact.until))
}

fn of_item(item: &Item) -> String {
    let mut text = format!("item {}{} of {}", item.id, called(item.title.as_ref()), item.originator);
    text += &item.relay.as_ref().map(|relay| format!(", concealed behind {relay}")).unwrap_or_default();
    text += &item.marking.as_ref().map(|marking| format!(", marked {marking}")).unwrap_or_default();
    text += if item.free { ", free" } else { "" };
    text += &restricted(&item.caveats);
    let named = [
        (" under ", list(&item.terms)),
        (" under ", list(&item.agreements)),
        (" made from ", list(&item.sources)),
        (" consisting of ", list(&item.parts)),
    ];
    for (word, names) in named.iter().filter(|(_, names)| !names.is_empty()) {
        text += &format!(",{word}{names}");
    }
    text
}

fn restricted(caveats: &[Caveat]) -> String {
    let tests: Vec<String> = caveats.iter().map(|caveat| caveat.test.to_string()).collect();
    if tests.is_empty() { String::new() } else { format!(": {}", tests.join("; ")) }
}

fn of_grant(grant: &Grant) -> String {
    let mut text = format!("grants {} to {}", list(&grant.items), list(&grant.to));
    if !grant.lifts.is_empty() {
        let lifts: Vec<String> = grant.lifts.iter().map(selector).collect();
        text += &format!(", lifting {}", lifts.join(", "));
    }
    if !grant.purposes.is_empty() {
        text += &format!(", for {}", list(&grant.purposes));
    }
    text += match (grant.modes.contains(&Mode::Showing), grant.modes.contains(&Mode::Giving)) {
        (true, false) => ", to be shown only",
        (false, true) => ", to be given only",
        _ => "",
    };
    text += if grant.this_item_only { ", this item only" } else { "" };
    text += if grant.recipient_only { ", not as from the owner" } else { "" };
    text += if grant.unattributed { ", where the source is not named" } else { "" };
    if !grant.bound.is_empty() {
        text += &format!(", to who accepted {}", list(&grant.bound));
    }
    text += &grant.answers.as_ref().map(|request| format!(", in answer to {request}")).unwrap_or_default();
    text += &grant.rests_on.as_ref().map(|terms| format!(", resting on {terms}")).unwrap_or_default();
    text + &until(grant.during.until)
}

fn of_further(further: &FurtherCaveat) -> String {
    let items = list(&further.items);
    let Some(recall) = &further.recall else { return format!("adds to {items}: {}", further.caveat.test) };
    let asks = match recall.to {
        Recalled::Return => "to be returned",
        Recalled::Destroy => "to be destroyed",
        Recalled::Narrow => "to be kept closer",
        Recalled::Replace => "to be replaced",
    };
    let by = recall.replacement.as_ref().map(|item| format!(" by {item}")).unwrap_or_default();
    format!("recalls {items}, {asks}{by}: {}{}", further.caveat.test, because(recall.reason.as_ref()))
}

fn of_request(request: &Request) -> String {
    let mut text = format!("asks {} for {} to {}", request.of, list(&request.items), list(&request.to));
    if !request.purposes.is_empty() {
        text += &format!(", for {}", list(&request.purposes));
    }
    text += &request.under.as_ref().map(|terms| format!(", under {terms}")).unwrap_or_default();
    text += &request.deadline.map(|deadline| format!(", by {deadline}")).unwrap_or_default();
    text + &because(request.reason.as_ref())
}

fn selector(selector: &Selector) -> String {
    match selector {
        Selector::Kind(kind) => {
            Kind::ALL.iter().find(|(_, known)| known == kind).map_or("", |(word, _)| word).to_owned()
        }
        Selector::Caveat(caveat) => caveat.to_string(),
        Selector::Everything => "everything".to_owned(),
    }
}

fn of_remark(remark: &Remark) -> String {
    let removes: Vec<String> = remark.removes.iter().map(selector).collect();
    let removes = (!removes.is_empty()).then(|| format!("removes {}", removes.join(", ")));
    let level = remark.level.as_ref().map(|(scheme, level)| format!("makes the level {level} ({scheme})"));
    let said: Vec<String> = [removes, level].into_iter().flatten().collect();
    let under = remark.under.as_ref().map(|under| format!(" under {under}")).unwrap_or_default();
    format!("{} on {}{under}", said.join(" and "), list(&remark.items))
}

fn of_disclosure(act: &Disclosure) -> String {
    let (is_said, verb) = match (act.reported, act.mode) {
        (false, Mode::Showing) => ("", "shows"),
        (false, Mode::Giving) => ("", "gives"),
        (true, Mode::Showing) => ("reports that ", "showed"),
        (true, Mode::Giving) => ("reports that ", "gave"),
    };
    let to: Vec<String> = act.to.iter().map(in_capacity).collect();
    let mut text = format!("{is_said}{} {verb} {} to {}", in_capacity(&act.actor), act.item, to.join(", "));
    if !act.purposes.is_empty() {
        text += &format!(", for {}", list(&act.purposes));
    }
    text += if act.unattributed { ", the source unnamed" } else { "" };
    if let Some(reason) = &act.reason {
        text += &format!(", AGAINST THE ANSWER: {reason}");
    }
    text
}

fn in_capacity(who: &InCapacity) -> String {
    match &who.capacity {
        Some(capacity) => format!("{} (of {capacity})", who.party),
        None => who.party.to_string(),
    }
}

fn of_statement(statement: &Statement) -> String {
    let says = match statement.stance {
        Stance::Asserts => "asserts",
        Stance::Denies => "denies",
        Stance::Declines => "declines to confirm",
    };
    let about = match &statement.about {
        Subject::Entry(entry) => entry.as_str(),
        Subject::Item(item) => item.as_str(),
        Subject::Power(power) => power.as_str(),
    };
    let quotation = statement.quotation.as_ref().map(|words| format!(": “{words}”")).unwrap_or_default();
    format!("{says} {about}{quotation}")
}

fn fate(fate: Fate) -> &'static str {
    Fate::ALL.iter().find(|(_, known)| *known == fate).map_or("", |(word, _)| word)
}

fn list<'a, T: Display + 'a>(items: impl IntoIterator<Item = &'a T>) -> String {
    items.into_iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn until(until: Option<Instant>) -> String {
    until.map(|until| format!(", until {until}")).unwrap_or_default()
}

fn called(words: Option<&Words>) -> String {
    words.map(|words| format!(" “{words}”")).unwrap_or_default()
}

fn because(words: Option<&Words>) -> String {
    words.map(|words| format!(": {words}")).unwrap_or_default()
}
