//! `docs/cli.md` is the help of the program and of each verb.
//!
//! `UPDATE_DOCS=1 cargo test -p caveat-cli --test cli_page` writes it anew.
#![expect(clippy::unwrap_used, reason = "a page that cannot be read is a failed test")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

const INTRODUCTION: &str = "\
# The command line

What `caveat` prints when asked for help; a test keeps this page equal to it. Text for people may change with
any version. Exit statuses and the shape of `--json` change only as their versions say.

**Names.** A party, an item, a caveat or an entry is named as it was recorded, whole: `pres` is never taken for
`press`, since a wrong recipient is a leak. Entries also go by their position (`12`, or `'#12'` in quotes, for
shells take `#` for a comment), and everything by its opaque id, of which the beginning is enough where it is
one thing's alone.

**Dates.** Read are `2017-05-10`, `10 May 2017`, `May 10, 2017` and `10.5.2017`, each with a time of day behind
it if need be (`14:30`, `14:30 +01:00`); RFC 3339; `now`, `today`, `yesterday`, `tomorrow`, `in 3 weeks`, `2
days ago`, `next monday`, `last friday`; `the beginning`; and where something is to hold until then, `end of
2026`, `end of december 2026`. A date without a time is its first instant, and without an offset everything is
in UTC: the program says so, on standard error, wherever it reads more than was written. What people read in two
ways is refused: `05/10/2017`, a year of two digits, `monday`, a month without a day.

**What is printed where.** Results go to standard output; notes, warnings and errors to standard error. An
answer names no party that is concealed. `log` and `show` are for whoever keeps the register, and name
everybody.

**Exit status.** 0: permitted, recorded, or everything holds. 1: it failed, or there is no answer. 2: it was
used wrongly, and what was typed is underlined. 3, 4 and 5: the answer is denied, by right alone, or by consent
alone. What cannot be signed is recorded all the same, with a warning and status 0: `caveat ledger checkpoint`
signs it later.
";

#[test]
fn the_page_is_the_help() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    let program = help(&["--help"]);
    let mut page = INTRODUCTION.to_owned();
    write!(page, "\n## caveat\n\n```text\n{program}```\n").unwrap();
    let verbs = verbs(&program);
    assert!(!verbs.is_empty(), "no verb stands in the help");
    for verb in verbs {
        let text = help(&[verb, "--help"]);
        write!(page, "\n## caveat {verb}\n\n```text\n{text}```\n").unwrap();
        for further in self::verbs(&text) {
            let text = help(&[verb, further, "--help"]);
            write!(page, "\n## caveat {verb} {further}\n\n```text\n{text}```\n").unwrap();
        }
    }
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(path, page).unwrap();
    } else {
        let written = fs::read_to_string(path).unwrap();
        assert_eq!(written, page, "write it anew with UPDATE_DOCS=1 and read the difference");
    }
}

/// The verbs that the help of the program lists, but for `help` itself.
fn verbs(help: &str) -> Vec<&str> {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    // A further line of a description is indented more.
    let verb = listed.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' ')));
    verb.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help").collect()
}

fn help(args: &[&str]) -> String {
    let mut caveat = Command::new(env!("CARGO_BIN_EXE_caveat"));
    caveat.args(args).env("NO_COLOR", "1").env("COLUMNS", "100").env_remove("CLICOLOR_FORCE");
    let output = caveat.output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    printed.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}
