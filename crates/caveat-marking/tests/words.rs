//! Grammars as data: which are none, and that whatever a grammar prints it reads back.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;

use caveat_marking::words::{self, Argument, Grammar, Kind, Reading, Said, Word};
use jiff::Timestamp;
use jiff::civil::Date;
use proptest::prelude::*;

fn grammar(separator: &str, words: Vec<Word>) -> Result<Grammar, String> {
    Grammar::new(separator.to_owned(), words, Vec::new()).map_err(|error| error.to_string())
}

fn also(text: &str, also: &[&str]) -> Word {
    Word { also: also.iter().map(|text| (*text).to_owned()).collect(), ..Word::mark(text) }
}

#[test]
fn what_is_no_grammar_is_told_why() {
    let list = |list: &str| Word { list: list.to_owned(), ..Word::mark("REL {parties}") };
    let with = Word { with: vec!["B".to_owned()], ..Word::mark("A") };
    let without = Word { without: vec!["B".to_owned()], ..Word::mark("A") };
    let two = |one: &str, other: &str| vec![Word::level(one), Word::mark(other)];
    for (separator, words, why) in [
        (" - ", vec![], "a grammar without a word reads nothing"),
        ("", two("A", "B"), "`` separates no words"),
        ("::", two("A", "B"), "`::` separates no words"),
        ("  ", two("A", "B"), "`  ` separates no words"),
        (";", two("A", "B"), "`;` separates no words"),
        (" x ", two("A", "B"), "` x ` separates no words"),
        ("//", vec![Word::mark("")], "`` has no word of its own"),
        ("//", vec![Word::mark("{date}")], "has no word of its own"),
        ("//", vec![Word::mark("A {date} {text}")], "may hold one placeholder"),
        ("//", vec![Word::mark("A {dates}")], "may hold one placeholder"),
        ("//", vec![Word::mark("{word} A")], "begins with a level, as every marking does"),
        ("//", vec![Word::mark("A{date}")], "needs something that separates beside its placeholder"),
        ("//", vec![Word::mark("{parties}ONLY")], "needs something that separates beside its placeholder"),
        ("//", vec![Word::mark(" A")], "has something before or behind it that separates"),
        ("//", vec![Word::mark("(A)")], "has something before or behind it that separates"),
        ("//", vec![Word::mark("A\nB")], "has something before or behind it that separates"),
        ("//", vec![Word::level("A {date}")], "the level `A {date}` may hold no placeholder"),
        ("//", vec![Word::mark("A//B")], "`A//B` holds the separator `//`"),
        ("-", vec![Word::mark("A {date}")], "the separator would cut the date of `A {date}`"),
        (" - ", vec![Word::mark("A - B")], "`A - B` holds the separator ` - `"),
        (" ", vec![Word::mark("A; B")], "`A; B` holds the separator `; `"),
        ("//", vec![also("A", &["A"])], "`A` is said twice"),
        ("//", vec![also("A {date}", &["B"])], "`B` has not the placeholder of `A {date}`"),
        ("//", two("A B", "a-b"), "`a-b` cannot be told from `A B`"),
        ("//", vec![Word::mark("A {party}"), Word::mark("A {parties}")], "cannot be told from"),
        ("//", vec![Word::mark("A {party}"), Word::mark("A {text}")], "cannot be told from"),
        ("//", vec![Word::level("A"), Word::mark("TO {word}"), Word::mark("TO A")], "cannot be told from"),
        ("//", vec![with], "`A` is to stand with `B`, which is no level"),
        ("//", vec![without], "`A` is to stand without `B`, which is no word"),
        ("//", vec![list("//")], "`//` cannot stand between the parties of `REL {parties}`"),
        ("//", vec![list(" ")], "` ` cannot stand between the parties of `REL {parties}`"),
        ("//", vec![list("x")], "`x` cannot stand between the parties of `REL {parties}`"),
        (" ", vec![Word::mark("A"), Word::mark("B"), Word::mark("A B")], "`A B` could be several words"),
        (
            " ",
            vec![Word::mark("A {text}"), Word::mark("{party} B")],
            "nobody could say where `A {text}` ends",
        ),
        (" ", vec![Word::mark("REL"), Word::mark("REL {parties}")], "`REL` could be of `REL {parties}`"),
        (" ", vec![Word::mark("A B"), Word::mark("B C")], "`A B` ends as `B C` begins"),
    ] {
        let error = grammar(separator, words).unwrap_err();
        assert!(error.contains(why), "`{error}` does not say `{why}`");
    }
}

#[test]
fn names_of_parties_are_checked_too() {
    let new = |separator: &str, first: &str, parties: &[&str]| {
        let word = Word { first: Some(first.to_owned()), ..Word::mark("REL {parties}") };
        let parties = parties.iter().map(|name| (*name).to_owned()).collect();
        Grammar::new(separator.to_owned(), vec![word], parties).map(|_| ()).map_err(|error| error.to_string())
    };
    assert_eq!(new("//", "A", &["A", "B", "A B"]), Ok(()));
    assert_eq!(new("//", "A", &["A", "a"]).unwrap_err(), "`a` names two parties");
    assert_eq!(new("//", "A", &["A", "B//C"]).unwrap_err(), "`B//C` cannot name a party in a marking");
    assert_eq!(new("//", "A", &["A", ""]).unwrap_err(), "`` cannot name a party in a marking");
    assert!(new(" ", "A", &["A", "B REL"]).unwrap_err().contains("the name `B REL` could be of"));
    assert_eq!(new("//", "C", &["A"]).unwrap_err(), "`REL {parties}` begins with `C`, which names no party");
}

#[test]
fn what_is_hard_but_right_is_a_grammar() {
    for (separator, words) in [
        ("//", vec![Word::mark("A"), Word::mark("B"), Word::mark("A B")]),
        ("//", vec![Word::mark("UNTIL {date}"), Word::mark("UNTIL {text}")]),
        ("//", vec![also("OFFICIAL: Sensitive", &["OFFICIAL:SENSITIVE", "Official-Sensitive"])]),
        ("/", vec![Word::mark("A-B"), Word::mark("FOR {party} ONLY")]),
        (", ", vec![Word { list: "/".to_owned(), ..Word::mark("{parties} ONLY") }]),
        (" ", vec![Word::level("SECRET"), Word::level("TOP SECRET"), Word::mark("REL {parties}")]),
    ] {
        assert!(grammar(separator, words).is_ok());
    }
}

#[test]
fn a_scheme_without_levels_asks_for_none() {
    let grammar = grammar(" ", vec![Word::mark("KEEP"), Word::mark("BURN")]).unwrap();
    assert!(words::examine(&grammar, "BURN").is_valid());
    assert_eq!(words::fix(&grammar, "burn, keep"), ("KEEP BURN".to_owned(), vec![]));
}

#[test]
fn a_date_goes_before_a_text_of_the_same_words() {
    let grammar = grammar("//", vec![Word::mark("UNTIL {text}"), Word::mark("UNTIL {date}")]).unwrap();
    let said =
        |text: &str| words::read(&grammar, text).said.into_iter().map(|said| said.word).collect::<Vec<_>>();
    assert_eq!(said("UNTIL 2026-01-01"), [1]);
    assert_eq!(said("UNTIL 2026-13-01"), [0]);
    assert_eq!(said("UNTIL they are home"), [0]);
}

/// Words that share what they are made of, so that one is easily taken for another.
fn fixed() -> impl Strategy<Value = String> {
    let token = || prop::sample::select(vec!["A", "B", "C", "TOP", "ONLY", "É", "1", "rel"]);
    let glue = prop::sample::select(vec![" ", "-", "/", ": ", "="]);
    (token(), prop::collection::vec((glue, token()), 0..3)).prop_map(|(first, rest)| {
        rest.into_iter().fold(first.to_owned(), |text, (glue, token)| text + glue + token)
    })
}

fn slotted() -> impl Strategy<Value = String> {
    let slot = prop::sample::select(vec!["{party}", "{parties}", "{date}", "{word}", "{text}"]);
    (prop::option::of(fixed()), slot, prop::option::of(fixed())).prop_map(|(before, slot, behind)| {
        let before = before.map(|before| before + " ").unwrap_or_default();
        let behind = behind.map(|behind| format!(" {behind}")).unwrap_or_default();
        format!("{before}{slot}{behind}")
    })
}

fn word() -> impl Strategy<Value = Word> {
    let text = prop_oneof![3 => fixed(), 2 => slotted()];
    let list = prop::sample::select(vec![", ", "/", " / ", "-"]);
    (text, any::<bool>(), list, any::<bool>(), prop::option::of(fixed())).prop_map(
        |(text, level, list, sorted, also)| {
            let kind = if level && !text.contains('{') { Kind::Level } else { Kind::Mark };
            let also = also.filter(|also| !text.contains('{') && *also != text).into_iter().collect();
            Word { kind, list: list.to_owned(), sorted, also, ..Word::mark(text) }
        },
    )
}

/// A grammar that passes its own checks: of the words drawn, those that go together.
fn any_grammar(names: &'static [&'static str]) -> impl Strategy<Value = Grammar> {
    let separator = prop::sample::select(vec![" - ", "//", " ", ", ", "/", "-", " / "]);
    (separator, prop::collection::vec(word(), 1..7)).prop_map(move |(separator, drawn)| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let new = |words| Grammar::new(separator.to_owned(), words, names.clone());
        let mut kept = vec![Word::level("ZZ")];
        for word in drawn {
            let with = [kept.clone(), vec![word]].concat();
            if new(with.clone()).is_ok() {
                kept = with;
            }
        }
        new(kept).unwrap()
    })
}

/// What can stand for a placeholder without being taken for something else: its names are of no other word.
fn argument(grammar: &Grammar, word: &Word, seed: usize) -> Option<Argument> {
    let names = if grammar.parties().is_empty() {
        ["xa", "yb zc", "vd"].map(str::to_owned).to_vec()
    } else {
        grammar.parties().to_vec()
    };
    let name = |at: usize| names[at % names.len()].clone();
    let date: Date = jiff::civil::date(2000 + i16::try_from(seed % 200).unwrap(), 1 + (seed % 12) as i8, 7);
    let levels: Vec<&Word> = grammar.words().iter().filter(|word| word.kind == Kind::Level).collect();
    let text = &word.text;
    Some(match () {
        () if text.contains("{parties}") => {
            let mut list: Vec<String> = (0..=seed % 3).map(|at| name(seed + at)).collect();
            let mut seen = BTreeSet::new();
            list.retain(|name| seen.insert(name.clone()));
            if word.sorted {
                list.sort();
            }
            Argument::Parties(list)
        }
        () if text.contains("{party}") => Argument::Parties(vec![name(seed)]),
        () if text.contains("{date}") && seed.is_multiple_of(2) => Argument::Date(date),
        () if text.contains("{date}") => {
            Argument::Instant(Timestamp::from_second(i64::try_from(seed % 4_000_000_000).unwrap()).unwrap())
        }
        () if text.contains("{word}") => Argument::Word(levels[seed % levels.len()].text.clone()),
        () if text.contains("{text}") => Argument::Text(format!("u{seed} w")),
        () => return None,
    })
}

/// Words of a grammar, in its order, said at random.
fn said() -> impl Strategy<Value = (Grammar, Vec<(usize, Option<Argument>)>)> {
    let grammar = prop_oneof![any_grammar(&[]), any_grammar(&["P", "Q", "P Q"])];
    (grammar, prop::collection::vec((any::<bool>(), 0..10_000_usize), 8)).prop_map(|(grammar, picks)| {
        let mut said: Vec<(usize, Option<Argument>)> = grammar
            .words()
            .iter()
            .zip(picks)
            .enumerate()
            .filter(|(_, (_, (picked, _)))| *picked)
            .map(|(index, (word, (_, seed)))| (index, argument(&grammar, word, seed)))
            .collect();
        said.sort_by_key(|(index, _)| (grammar.words()[*index].kind != Kind::Level, *index));
        (grammar, said)
    })
}

fn unsaid(said: &[(usize, Option<Argument>)]) -> Reading {
    let said =
        said.iter().map(|(word, argument)| Said { word: *word, argument: argument.clone(), span: 0..0 });
    Reading { said: said.collect(), unknown: Vec::new(), problems: Vec::new() }
}

proptest! {
    #![proptest_config(ProptestConfig { max_global_rejects: 100_000, ..ProptestConfig::with_cases(4096) })]

    #[test]
    fn whatever_a_grammar_prints_it_reads_back((grammar, said) in said()) {
        let printed = words::print(&grammar, &unsaid(&said));
        let reading = words::read(&grammar, &printed);
        let read: Vec<_> = reading.said.into_iter().map(|said| (said.word, said.argument)).collect();
        prop_assert_eq!(&read, &said, "`{}` by {:?}", printed, grammar.words());
        prop_assert!(reading.problems.is_empty() || said.is_empty(), "`{}`: {:?}", printed, reading.problems);
    }

    #[test]
    fn whatever_is_typed_is_read_and_printed_alike(
        grammar in prop_oneof![any_grammar(&[]), any_grammar(&["P", "Q", "P Q", "A P"])],
        pieces in prop::collection::vec(
            prop::sample::select(vec![
                "A", "B", "C", "TOP", "only", "É", "1", "rel", "ZZ", "P", "Q", "zz", "2026-01-01", " ", " ", " - ",
                "//", "/", "-", ", ", "; ", ": ", "=", "and", " and ",
            ]),
            0..16,
        ),
    ) {
        let text = pieces.concat();
        let reading = words::read(&grammar, &text);
        let once = words::print(&grammar, &reading);
        prop_assert!(reading.unknown.iter().all(|(unknown, _)| once.contains(unknown)));
        if !reading.is_understood() {
            return Ok(());
        }
        let twice = words::print(&grammar, &words::read(&grammar, &once));
        prop_assert_eq!(once, twice, "`{}` by {:?} {:?}", text, grammar.separator(), grammar.words());
    }
}
