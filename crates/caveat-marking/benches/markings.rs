//! What reading and printing a marking costs: markings a second on one core, over the banners that the manual prints,
//! against the parser of Accumulo access expressions over the same markings in its own language.
//!
//! `cargo bench -p caveat-marking --bench markings [-- SECONDS]`
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

#[path = "../tests/corpus/mod.rs"]
mod corpus;

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use accumulo_access::{Lexer, Parser};
use caveat_marking::us::read::{Form, Part, read};

/// How often each is measured, in turns, so that all see the same machine.
const ROUNDS: usize = 5;

fn main() {
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1.0);
    let slice = Duration::from_secs_f64(seconds);
    let banners: Vec<String> = corpus::printed()
        .into_iter()
        .filter(|(form, _)| *form == Form::Banner)
        .map(|(_, text)| text)
        .collect();
    let slips: Vec<String> = banners.iter().map(|banner| banner.to_lowercase().replace(", ", ",")).collect();
    let expressions: Vec<String> = banners.iter().map(|banner| expression(banner)).collect();
    let bytes: usize = banners.iter().map(String::len).sum();
    println!(
        "{} banners of {} bytes; {ROUNDS} rounds of {seconds} s each; median, and the range",
        banners.len(),
        bytes / banners.len()
    );
    let measures: [(&str, &dyn Fn()); 4] = [
        ("accumulo-access, parsed", &|| expressions.iter().for_each(|text| parse(text))),
        ("caveat, read", &|| banners.iter().for_each(|text| drop(black_box(read(text, Some(Form::Banner)))))),
        ("caveat, read and printed", &|| banners.iter().for_each(|text| read_and_print(text))),
        ("caveat, small letters", &|| slips.iter().for_each(|text| read_and_print(text))),
    ];
    report(&measures, banners.len(), slice);
}

fn read_and_print(text: &str) {
    let reading = read(text, Some(Form::Banner));
    black_box(reading.marking.unwrap().banner());
}

fn parse(text: &str) {
    drop(black_box(Parser::new(Lexer::new(text)).parse().unwrap()));
}

/// A banner in the language of Accumulo: all of its parts are needed, and of a list one.
fn expression(banner: &str) -> String {
    let (mut needed, mut list) = (Vec::new(), Vec::new());
    for token in read(banner, Some(Form::Banner)).tokens {
        let word = banner.get(token.span.clone()).unwrap().replace([' ', ',', '/'], "_");
        let is_of_list = matches!(token.part, Part::RelTo(_) | Part::Eyes(_) | Part::DisplayOnly(_));
        if is_of_list { list.push(word) } else { needed.push(word) }
    }
    match list.as_slice() {
        [] => {}
        [one] => needed.push(one.clone()),
        _ => needed.push(format!("({})", list.join("|"))),
    }
    needed.join("&")
}

fn report(measures: &[(&str, &dyn Fn())], each: usize, slice: Duration) {
    let mut rates = vec![Vec::new(); measures.len()];
    for _ in 0..ROUNDS {
        for ((_, measure), rates) in measures.iter().zip(&mut rates) {
            let (start, mut count) = (Clock::now(), 0_usize);
            while start.elapsed() < slice {
                measure();
                count += each;
            }
            rates.push(count as f64 / start.elapsed().as_secs_f64());
        }
    }
    let mut reference = None;
    for ((name, _), mut rates) in measures.iter().zip(rates) {
        rates.sort_by(f64::total_cmp);
        let (low, high) = (rates.first().unwrap(), rates.last().unwrap());
        let rate = rates.get(rates.len() / 2).unwrap();
        let reference = *reference.get_or_insert(*rate);
        println!(
            "  {name:28} {rate:>9.0} /s  ({low:.0} to {high:.0})  {:.2} us each, {:.2} of the peer's rate",
            1e6 / rate,
            rate / reference
        );
    }
}
