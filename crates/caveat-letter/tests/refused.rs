//! Letters that add nothing, each with its reason; and files that are no letters.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]

mod desk;

use caveat::entry::{Body, Delivery, Entry, Event, Grant, Meaning, Request};
use caveat::id::EntryId;
use caveat::json::{self, Json, Members};
use caveat::time::{Instant, Interval, Position};
use caveat_letter::{About, AboutTerms, Draft, Kind, Letter, Re, digest, tells};
use desk::{ASKER, AT_OWNER, Desk, OWNER, hour, id, key, public, wanted};

fn asker() -> Desk {
    Desk::new(ASKER, "firm", Meaning::Grant)
}

fn owner() -> Desk {
    Desk::new(OWNER, AT_OWNER, Meaning::Grant)
}

/// The asker asks, and this is what it would send.
fn asked(asker: &mut Desk) -> (EntryId, Draft) {
    asker.asks(hour(0), Request { under: Some(id("swift")), ..wanted() })
}

/// Both have the request, and it was delivered.
fn both() -> (Desk, Desk, EntryId) {
    let (mut asker, mut owner) = (asker(), owner());
    let (request, draft) = asked(&mut asker);
    let letter = asker.seal(draft);
    owner.take(&letter, hour(1)).unwrap();
    (asker, owner, request)
}

fn grant(to: &str, answers: Option<EntryId>, from: Instant) -> Body {
    Body::Grant(Box::new(Grant {
        items: vec![id("wells")],
        to: vec![id(to)],
        lifts: [].into(),
        purposes: [].into(),
        modes: [].into(),
        during: Interval { from, until: None },
        this_item_only: false,
        recipient_only: false,
        unattributed: false,
        bound: Vec::new(),
        rests_on: None,
        answers,
    }))
}

fn entry(by: &str, name: Option<&str>, on: Instant, body: Body) -> Entry {
    Entry { position: Position(0), on, recorded: on, by: id(by), id: name.map(id), body }
}

/// An answer that tells these entries.
fn answer(owner: &Desk, request: &EntryId, entries: &[Entry]) -> Letter {
    let (recorded, _) = owner.asked(request);
    let entries: Vec<&Entry> = entries.iter().collect();
    let re = (request, digest(&recorded, &owner.names));
    owner.seal(tells(Kind::Answer, re, &entries, &owner.names, &owner.we, public(OWNER)))
}

fn refusal(desk: &mut Desk, letter: &Letter, now: i64) -> String {
    let before = desk.ledger.entries().len();
    let refused = desk.take(letter, hour(now)).unwrap_err();
    assert_eq!(desk.ledger.entries().len(), before, "what is refused adds nothing");
    refused.message
}

#[test]
fn an_answer_tells_only_what_answers() {
    let (mut asker, owner, request) = both();
    let cases = [
        (entry(OWNER, Some("x"), hour(2), grant("shop", None, hour(2))), "does not tell this grant"),
        (
            entry(OWNER, Some("x"), hour(2), Body::Event(Event { event: id("war") })),
            "does not tell this event",
        ),
        (
            entry(OWNER, None, hour(2), grant(AT_OWNER, Some(request.clone()), hour(2))),
            "does not tell this grant",
        ),
        (
            entry(ASKER, Some("x"), hour(2), grant(AT_OWNER, Some(request.clone()), hour(2))),
            "speaks for `cert`, who did not write it",
        ),
        (
            entry(OWNER, Some("x"), hour(99), grant(AT_OWNER, Some(request.clone()), hour(99))),
            "which is still to come",
        ),
    ];
    for (told, wanted) in cases {
        let letter = answer(&owner, &request, &[told]);
        let message = refusal(&mut asker, &letter, 3);
        assert!(message.contains(wanted), "{message}");
    }
}

#[test]
fn who_is_not_asked_does_not_answer() {
    let (mut asker, owner, request) = both();
    let told = [entry(OWNER, Some("x"), hour(2), grant(AT_OWNER, Some(request.clone()), hour(2)))];
    let (recorded, _) = owner.asked(&request);
    let re = (&request, digest(&recorded, &owner.names));
    let told: Vec<&Entry> = told.iter().collect();
    // The asker answers itself, by its own key.
    let own = tells(Kind::Answer, re, &told, &owner.names, &id(ASKER), public(ASKER));
    let signature = key(ASKER).sign(&own.to_sign());
    let letter = own.signed(signature.bytes()).unwrap();
    assert_eq!(refusal(&mut asker, &letter, 3), "the letter is by `cert`, who cannot answer this request");
    // Somebody signs as the owner.
    let forged = tells(Kind::Answer, re, &told, &owner.names, &id(OWNER), public(ASKER));
    let signature = key(ASKER).sign(&forged.to_sign());
    let letter = forged.signed(signature.bytes()).unwrap();
    let message = refusal(&mut asker, &letter, 3);
    assert_eq!(message, "the letter is signed by another key than those registered for `sudland`");
}

#[test]
fn an_answer_is_not_told_twice_in_two_ways() {
    let (mut asker, owner, request) = both();
    let first = entry(OWNER, Some("x"), hour(2), grant(AT_OWNER, Some(request.clone()), hour(2)));
    asker.take(&answer(&owner, &request, std::slice::from_ref(&first)), hour(3)).unwrap();
    let other = entry(OWNER, Some("x"), hour(2), grant("shop", Some(request.clone()), hour(2)));
    let message = refusal(&mut asker, &answer(&owner, &request, &[other]), 4);
    assert_eq!(message, "`x` was told otherwise before");
    let message = refusal(&mut asker, &answer(&owner, &request, &[first]), 4);
    assert_eq!(message, "there is nothing new in the letter: it was read before");
}

#[test]
fn a_delivery_of_another_request_is_refused() {
    let (mut asker, owner, request) = both();
    let told = entry(OWNER, None, hour(2), Body::Delivery(Delivery { of: id("ask-9") }));
    let message = refusal(&mut asker, &answer(&owner, &request, &[told]), 3);
    assert!(message.contains("does not tell this delivery"), "{message}");
}

#[test]
fn a_letter_for_another_register_is_refused() {
    let (mut other, mut owner) = (Desk::new("shop", "firm", Meaning::Grant), owner());
    let (request, draft) = asked(&mut asker());
    let letter = asker().seal(draft);
    assert_eq!(
        refusal(&mut other, &letter, 1),
        "the letter asks `sudland`, and this is the register of `shop`"
    );
    owner.take(&letter, hour(1)).unwrap();
    let told = answer(
        &owner,
        &request,
        &[entry(OWNER, None, hour(1), Body::Delivery(Delivery { of: request.clone() }))],
    );
    assert!(refusal(&mut asker(), &told, 3).contains("which is not recorded"));
}

#[test]
fn a_request_is_about_what_it_names() {
    let (mut asker, owner, request) = both();
    let told = [entry(OWNER, Some("x"), hour(2), grant(AT_OWNER, Some(request.clone()), hour(2)))];
    let mut other = owner.asked(&request).0;
    other.on = hour(-1);
    let told: Vec<&Entry> = told.iter().collect();
    let re = (&request, digest(&other, &owner.names));
    let letter = owner.seal(tells(Kind::Answer, re, &told, &owner.names, &owner.we, public(OWNER)));
    assert!(refusal(&mut asker, &letter, 3).contains("about another request"));
}

#[test]
fn both_sides_read_silence_alike_or_not_at_all() {
    let (mut asker, mut owner) = (asker(), owner());
    let (_, mut draft) = asked(&mut asker);
    let told = draft.about.terms.get_mut("swift").unwrap();
    *told = AboutTerms { means: Meaning::Grant, after: "1 hour".parse().unwrap() };
    let letter = asker.seal(draft);
    assert_eq!(
        refusal(&mut owner, &letter, 1),
        "the letter reads silence under `swift` otherwise than you do"
    );
}

#[test]
fn a_letter_about_nothing_says_nothing() {
    let (mut asker, owner, request) = both();
    let (recorded, _) = owner.asked(&request);
    let draft = |re, kind| Draft {
        kind,
        from: id(OWNER),
        key: public(OWNER),
        re,
        entries: Vec::new(),
        about: About::default(),
    };
    let re = Some(Re { id: request.clone(), request: digest(&recorded, &owner.names) });
    let empty = owner.seal(draft(re, Kind::Answer));
    assert_eq!(refusal(&mut asker, &empty, 3), "the letter tells nothing");
    let about_none = owner.seal(draft(None, Kind::Answer));
    assert_eq!(refusal(&mut asker, &about_none, 3), "the letter does not say which request it is about");
    let asks_none = owner.seal(draft(None, Kind::Request));
    assert_eq!(refusal(&mut asker, &asks_none, 3), "a letter that asks tells one request");
}

/// The file of a letter with a field changed, and signed anew or not.
fn changed(change: impl Fn(&mut Members<'static>)) -> String {
    let (_, draft) = asked(&mut asker());
    let letter = asker().seal(draft);
    let Json::Object(mut fields) = json::parse(&letter.print()).unwrap() else { panic!("no object") };
    change(&mut fields);
    Json::Object(fields).canonical()
}

#[test]
fn what_is_no_letter_is_refused_with_its_reason() {
    let unread = |text: &str| Letter::read(text.as_bytes()).unwrap_err().to_string();
    let text = |text: &str| Json::text(text.to_owned());
    let altered = "the letter is not what its key signed: it was altered, or never signed by it";
    assert_eq!(unread(&changed(|fields| drop(fields.insert("from".to_owned(), text("sudland"))))), altered);
    assert_eq!(
        unread(&changed(|fields| drop(fields.insert("entries".to_owned(), Json::List(vec![]))))),
        altered
    );
    let key_of_owner = public(OWNER).to_string();
    assert_eq!(
        unread(&changed(|fields| drop(fields.insert("key".to_owned(), text(&key_of_owner))))),
        altered
    );
    assert_eq!(unread(&changed(|fields| drop(fields.remove("signature")))), "the letter has no `signature`");
    let unknown = "the letter has a field `urgent` that is not known";
    assert_eq!(
        unread(&changed(|fields| drop(fields.insert("urgent".to_owned(), Json::Bool(true))))),
        unknown
    );
    let later = "the letter is of version 2, and only 1 is known here";
    assert_eq!(unread(&changed(|fields| drop(fields.insert("version".to_owned(), Json::Integer(2))))), later);
    let kind = "`order` is no kind of letter";
    assert_eq!(unread(&changed(|fields| drop(fields.insert("letter".to_owned(), text("order"))))), kind);
    assert_eq!(unread("{}"), "the file is JSON, and no letter of caveat");
    assert!(unread("{\"a\": 1,}").starts_with("the file is no letter: "));
    assert!(unread(&" ".repeat(2 * 1024 * 1024)).contains("more than"));
    assert_eq!(Letter::read(b"\xff").unwrap_err().at, Some(0));
}

#[test]
fn a_letter_reads_as_it_was_written() {
    let (_, draft) = asked(&mut asker());
    let letter = asker().seal(draft);
    assert_eq!(Letter::read(letter.print().as_bytes()).unwrap(), letter);
    assert_eq!(Letter::read(json::parse(&letter.print()).unwrap().canonical().as_bytes()).unwrap(), letter);
}
