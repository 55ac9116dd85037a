//! The page on markings of the United States says what is so.
#![expect(clippy::unwrap_used, reason = "a page that cannot be read is a failed test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use caveat_marking::problem::{Problem, Severity};
use caveat_marking::us::read::{Form, read};
use caveat_marking::us::register::ROWS;
use caveat_marking::us::rollup::{Options, Portion, rollup};

const PAGE: &str = include_str!("../../../docs/formats/us.md");

/// The lines of all blocks with a name: ```` ```text NAME ````.
fn lines(name: &str) -> Vec<&'static str> {
    let fence = format!("```text {name}");
    let mut lines = Vec::new();
    let mut is_open = false;
    for line in PAGE.lines() {
        match line {
            "```" => is_open = false,
            _ if line == fence => is_open = true,
            _ if is_open => lines.push(line),
            _ => {}
        }
    }
    assert!(lines.len() > 5, "few lines of {name}");
    lines
}

#[test]
fn what_is_right_reads_clean_and_is_printed_so() {
    for (name, form) in [("right banner", Form::Banner), ("right portion", Form::Portion)] {
        for text in lines(name) {
            let reading = read(text, Some(form));
            assert_eq!(reading.problems, [], "{text}");
            assert_eq!(reading.marking.unwrap().print(form), text);
        }
    }
}

#[test]
fn what_is_spelled_out_is_right_and_printed_short() {
    for line in lines("spelled banner") {
        let (text, printed) = line.split_once(" => ").unwrap();
        let reading = read(text, None);
        assert_eq!(reading.problems, [], "{text}");
        assert_eq!(reading.marking.unwrap().banner(), printed);
    }
}

#[test]
fn what_is_wrong_is_told_and_mended_as_the_page_has_it() {
    for (name, form) in [("wrong banner", Form::Banner), ("wrong portion", Form::Portion)] {
        for line in lines(name) {
            let (text, rest) = line.split_once(" | ").unwrap();
            let (codes, right) = rest.split_once(" |").unwrap();
            let mut now = text.to_owned();
            let problems = read(&now, Some(form)).problems;
            let told: Vec<&str> = problems.iter().map(|problem| problem.code).collect();
            assert_eq!(told.join(" "), codes, "{text}");
            // A mend may lie over another: they are applied one after the other.
            while let Some(mend) = first_mend(&read(&now, Some(form)).problems) {
                now.replace_range(mend.0, &mend.1);
            }
            let expected = if right.trim().is_empty() { text } else { right.trim() };
            assert_eq!(now, expected, "{text}");
        }
    }
}

fn first_mend(problems: &[Problem]) -> Option<(std::ops::Range<usize>, String)> {
    let mend = problems.iter().find_map(|problem| problem.mend.as_ref())?;
    Some((mend.span.clone(), mend.text.clone()))
}

#[test]
fn banners_are_made_as_the_page_has_it() {
    for line in lines("rollup") {
        let (portions, banner) = line.split_once(" => ").unwrap();
        let portions: Vec<Portion> = portions
            .split(" + ")
            .map(|text| read(text, Some(Form::Portion)).marking.unwrap())
            .map(|marking| Portion { marking, dated: None, declassify_on: None })
            .collect();
        assert_eq!(rollup(&portions, &Options::default()).banner.banner(), banner, "{line}");
    }
}

#[test]
fn the_table_of_markings_is_the_register() {
    for row in ROWS {
        let line = format!("| {} | {} | {} |", row.title, row.banner, row.portion);
        assert!(PAGE.lines().any(|one| one == line), "the page lacks {line}");
    }
}

#[test]
fn the_table_of_problems_has_each_code_that_is_used() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/us");
    let mut used = BTreeSet::new();
    for path in ["text.rs", "read.rs", "read", "block.rs", "block"] {
        used.append(&mut codes(&sources.join(path)));
    }
    let on_page: BTreeSet<String> = PAGE
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once("` | ")?.0.to_owned()))
        .filter(|code| code.starts_with("us-"))
        .collect();
    assert_eq!(on_page, used);
}

/// The codes of problems that stand in a source, or in all of a folder but the tests.
fn codes(path: &Path) -> BTreeSet<String> {
    if path.is_dir() {
        let files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        return files.filter(|file| !file.ends_with("tests.rs")).flat_map(|file| codes(&file)).collect();
    }
    let text = fs::read_to_string(path).unwrap();
    text.split('"').filter(|word| word.starts_with("us-") && !word.contains(' ')).map(str::to_owned).collect()
}

#[test]
fn the_block_reads_clean_and_is_printed_so() {
    let text = lines("block").join("\n");
    let reading = read(&text, None);
    assert_eq!(reading.problems, []);
    assert_eq!(reading.block.unwrap().print(&reading.marking.unwrap().banner()), text);
    // The table's ways to declassify, none of which is an error.
    let head = "SECRET\nClassified By: A\nReason: 1.4(a)\nDeclassify On: ";
    let values = [
        "20411231",
        "2041-12-31",
        "50X1-HUM",
        "25X1, EO 12951",
        "N/A to RD/FRD portions. See source list for NSI portions.",
        "OADR",
        "X8",
    ];
    for value in values {
        assert!(PAGE.contains(value), "the page lacks {value}");
        let problems = read(&format!("{head}{value}"), None).problems;
        assert!(
            problems.iter().all(|problem| problem.severity == Severity::Warning),
            "{value}: {problems:?}"
        );
    }
}
