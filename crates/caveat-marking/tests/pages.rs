//! The pages on formats say what is so: every example on them is run.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on has failed")]

mod shipped;

use std::collections::BTreeSet;
use std::path::Path;

use caveat_marking::nato::dominant::{Decision, SecurityPolicy, dominant};
use caveat_marking::problem::{Problem, Severity};
use caveat_marking::{au_email, nato, tlp, words};

/// The lines of the block of this name on a page.
fn block(page: &str, name: &str) -> Vec<String> {
    let begins = format!("```{name}");
    let lines: Vec<String> = text_of(page)
        .lines()
        .skip_while(|line| *line != begins)
        .skip(1)
        .take_while(|line| *line != "```")
        .map(str::to_owned)
        .collect();
    assert!(lines.len() >= 7, "{page} has no block `{name}` that says anything");
    lines
}

fn text_of(page: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/formats").join(page);
    std::fs::read_to_string(path).unwrap()
}

/// Two columns, at least two blanks between them.
fn columns(line: &str) -> (&str, &str) {
    let (typed, said) = line.split_once("  ").unwrap();
    (typed, said.trim())
}

fn codes(problems: &[Problem], severity: Severity) -> BTreeSet<&'static str> {
    problems.iter().filter(|problem| problem.severity == severity).map(|problem| problem.code).collect()
}

/// The codes that the page has a row for, in its table of what is wrong.
fn listed(page: &str) -> BTreeSet<String> {
    let text = text_of(page);
    let rows = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" | "));
    let codes = rows.filter(|(_, row)| row.contains("yes") || row.starts_with("no "));
    codes.flat_map(|(codes, _)| codes.split(", ").map(|code| code.trim_matches('`').to_owned())).collect()
}

#[test]
fn every_example_of_tlp_is_so() {
    for line in block("tlp.md", "text right") {
        assert_eq!(tlp::examine(&line).problems, [], "{line}");
    }
    for line in block("tlp.md", "text typed") {
        let (typed, said) = columns(&line);
        let examined = tlp::examine(typed);
        assert!(examined.is_valid() && !examined.problems.is_empty(), "{typed}");
        assert_eq!(tlp::fix(typed), (said.to_owned(), vec![]), "{typed}");
    }
    for line in block("tlp.md", "text wrong") {
        let (typed, code) = columns(&line);
        assert_eq!(codes(&tlp::examine(typed).problems, Severity::Error), BTreeSet::from([code]), "{typed}");
    }
}

#[test]
fn every_example_of_a_scheme_is_so() {
    let scheme: toml::Table = block("scheme.md", "toml scheme").join("\n").parse().unwrap();
    let grammar = shipped::of(scheme["entry"][0].as_table().unwrap());
    for line in block("scheme.md", "text right") {
        assert_eq!(words::examine(&grammar, &line).problems, [], "{line}");
    }
    for line in block("scheme.md", "text typed") {
        let (typed, said) = columns(&line);
        let examined = words::examine(&grammar, typed);
        assert_eq!(examined.canonical.as_deref(), Some(said), "{typed}");
        assert!(!examined.problems.is_empty(), "{typed}");
        assert_eq!(words::fix(&grammar, typed), (said.to_owned(), vec![]), "{typed}");
    }
    for line in block("scheme.md", "text wrong") {
        let (typed, code) = columns(&line);
        let problems = words::examine(&grammar, typed).problems;
        assert!(codes(&problems, Severity::Error).contains(code), "{typed}: {problems:?}");
    }
}

#[test]
fn every_example_of_an_e_mail_is_so() {
    for line in block("scheme.md", "text e-mail") {
        let (mark, text) = columns(&line);
        let reading = au_email::read_subject(mark).unwrap();
        assert_eq!(reading.problems, [], "{mark}");
        assert_eq!(reading.marking.text().as_deref(), Some(text), "{mark}");
        assert_eq!(words::examine(shipped::grammar("au"), text).problems, [], "{text}");
    }
    let page = text_of("scheme.md");
    let header = page.lines().find(|line| line.starts_with("X-Protective-Marking: ")).unwrap();
    assert_eq!(au_email::read_header(header).problems, [], "{header}");
    for line in block("scheme.md", "text e-mail-wrong") {
        let (mark, code) = columns(&line);
        let problems = au_email::read_subject(mark).unwrap().problems;
        assert_eq!(codes(&problems, Severity::Error), BTreeSet::from([code]), "{mark}");
    }
}

#[test]
fn every_example_of_nato_is_so() {
    for line in block("nato.md", "text right") {
        assert_eq!(nato::read(&line).problems, [], "{line}");
    }
    for line in block("nato.md", "text typed") {
        let (typed, said) = columns(&line);
        let reading = nato::read(typed);
        assert!(reading.is_valid() && !reading.problems.is_empty(), "{typed}");
        assert_eq!(nato::fix(typed), (said.to_owned(), vec![]), "{typed}");
    }
    for line in block("nato.md", "text wrong") {
        let (typed, code) = columns(&line);
        assert_eq!(codes(&nato::read(typed).problems, Severity::Error), BTreeSet::from([code]), "{typed}");
    }
    for line in block("nato.md", "text joined") {
        let (labels, said) = line.split_once(" = ").unwrap();
        let labels = labels.split(" + ").map(|text| nato::read(text).marking.unwrap().information.unwrap());
        let found = dominant(&labels.collect::<Vec<_>>(), &SecurityPolicy::nato());
        let joined = match &found.decisions[..] {
            [] => nato::print(found.settled().unwrap()).unwrap(),
            [Decision::Invalid(problem)] => problem.code.to_owned(),
            others => format!("{others:?}"),
        };
        assert_eq!(joined, said, "{line}");
    }
}

/// Every code that stands in the sources has its row, and every row is of a code.
#[test]
fn every_code_is_on_its_page() {
    let pages = [
        ("tlp.md", "caveat-marking/src/tlp", &["tlp-", "pap-"][..]),
        ("scheme.md", "caveat-marking/src/words", &["words-"]),
        ("scheme.md", "caveat-marking/src/au_email", &["au-"]),
        ("nato.md", "caveat-marking/src/nato", &["nato-"]),
        ("nato.md", "caveat-labels/src", &["stanag-"]),
    ];
    for (page, folder, prefixes) in pages {
        let is_code = |text: &str| prefixes.iter().any(|prefix| text.starts_with(prefix));
        let mut found = BTreeSet::new();
        for source in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(folder)) {
            found.extend(source.split('"').filter(|text| is_code(text)).map(str::to_owned));
        }
        let listed: BTreeSet<String> = listed(page).into_iter().filter(|code| is_code(code)).collect();
        assert_eq!(found, listed, "{page}");
    }
}

/// What stands in every file beneath a folder.
fn sources(folder: &Path) -> Vec<String> {
    let paths = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let of = |path: std::path::PathBuf| match path.is_dir() {
        true => sources(&path),
        false => vec![std::fs::read_to_string(path).unwrap()],
    };
    paths.flat_map(of).collect()
}
