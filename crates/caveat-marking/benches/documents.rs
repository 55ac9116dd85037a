//! What a document costs: banners made from portions and compared with them, a second on one core, and how the time grows
//! with the number of portions.
//!
//! `cargo bench -p caveat-marking --bench documents [-- SECONDS]`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench prints, and what it cannot set up ends it"
)]

use std::hint::black_box;
use std::time::{Duration, Instant as Clock};

use caveat_marking::us::document::{Stated, compare, compare_attributes};
use caveat_marking::us::ism::{Attributes, to_attributes};
use caveat_marking::us::read::{Form, Reading, read};
use caveat_marking::us::rollup::{Options, Portion, rollup};

/// How often each is measured, in turns, so that all see the same machine.
const ROUNDS: usize = 5;

/// Portions as they stand in a report. The last of each eight has a name of its own.
const KINDS: [&str; 8] = [
    "U",
    "U//FOUO",
    "S//REL TO USA, AUS, CAN, GBR, NZL",
    "S//SI//REL TO USA, FVEY",
    "TS//SI/TK//REL TO USA, FVEY",
    "C//REL TO USA, AUS, CAN, GBR",
    "//GBR S//REL TO USA, AUS, GBR",
    "S//RSV-{}//REL TO USA, AUS, GBR",
];

/// A document in each of its forms.
struct Document {
    portions: Vec<Portion>,
    readings: Vec<Reading>,
    attributes: Vec<Attributes>,
    banner: Reading,
    banner_attributes: Attributes,
}

impl Document {
    fn of(count: usize) -> Self {
        let text = |at: usize| {
            let name = at.to_string();
            KINDS.iter().cycle().nth(at).unwrap().replace("{}", &format!("A{name:0>2}"))
        };
        let readings: Vec<Reading> = (0..count).map(|at| read(&text(at), Some(Form::Portion))).collect();
        let markings = || readings.iter().map(|reading| reading.marking.clone().unwrap());
        let portions: Vec<Portion> =
            markings().map(|marking| Portion { marking, dated: None, declassify_on: None }).collect();
        let banner = rollup(&portions, &Options::default()).banner;
        let banner = read(&banner.banner(), Some(Form::Banner));
        let attributes = markings().map(|marking| to_attributes(&marking)).collect();
        let banner_attributes = to_attributes(banner.marking.as_ref().unwrap());
        Self { portions, readings, attributes, banner, banner_attributes }
    }

    fn roll_up(&self) {
        black_box(rollup(&self.portions, &Options::default()));
    }

    fn compare(&self) {
        let found = compare(&self.banner, &self.readings, &Stated::default());
        assert!(black_box(found).is_empty());
    }

    fn compare_attributes(&self) {
        black_box(compare_attributes(&self.banner_attributes, &self.attributes));
    }
}

/// Something that is done to a document.
type Measure = (&'static str, fn(&Document));

fn main() {
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(0.3);
    let slice = Duration::from_secs_f64(seconds);
    let measures: [Measure; 3] = [
        ("rolled up", Document::roll_up),
        ("compared", Document::compare),
        ("compared as attributes", Document::compare_attributes),
    ];
    println!("{ROUNDS} rounds of {seconds} s each; median");
    for (name, measure) in measures {
        println!("{name}");
        let mut before: Option<f64> = None;
        for count in [25, 50, 100, 200, 400, 800] {
            let time = micros(&Document::of(count), measure, slice);
            let growth = before.map_or(String::new(), |before| format!(", {:.2} of the half", time / before));
            println!(
                "  {count:4} portions {time:8.1} us, {:8.0} documents/s, {:.3} us a portion{growth}",
                1e6 / time,
                time / count as f64
            );
            before = Some(time);
        }
    }
}

fn micros(document: &Document, measure: fn(&Document), slice: Duration) -> f64 {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let (start, mut count) = (Clock::now(), 0_usize);
            while start.elapsed() < slice {
                measure(document);
                count += 1;
            }
            1e6 * start.elapsed().as_secs_f64() / count as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    *times.get(ROUNDS / 2).unwrap()
}
