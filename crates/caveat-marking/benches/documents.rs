//! What a document costs: banners made from portions and compared with them, a second on one core, and how the time
//! grows with the number of portions.
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

/// How long a batch lasts, about.
const BATCH: Duration = Duration::from_micros(500);
/// Of how many batches the median is taken, at the least.
const FEWEST: usize = 100;

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
    let seconds = std::env::args().skip(1).find_map(|word| word.parse().ok()).unwrap_or(1.0);
    let slice = Duration::from_secs_f64(seconds);
    let measures: [Measure; 3] = [
        ("rolled up", Document::roll_up),
        ("compared", Document::compare),
        ("compared as attributes", Document::compare_attributes),
    ];
    println!("median of batches of {BATCH:?}, over {seconds} s each");
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

/// The time of one, as the median of many short batches: a machine that others use stops some of them, and not most.
fn micros(document: &Document, measure: fn(&Document), time: Duration) -> f64 {
    let batch = (1..).find(|batch| timed(document, measure, *batch) > BATCH).unwrap();
    let start = Clock::now();
    let mut times = Vec::new();
    while start.elapsed() < time || times.len() < FEWEST {
        times.push(1e6 * timed(document, measure, batch).as_secs_f64() / batch as f64);
    }
    times.sort_by(f64::total_cmp);
    *times.get(times.len() / 2).unwrap()
}

fn timed(document: &Document, measure: fn(&Document), batch: usize) -> Duration {
    let start = Clock::now();
    (0..batch).for_each(|_| measure(document));
    start.elapsed()
}
