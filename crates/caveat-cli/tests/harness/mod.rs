//! The binary in a sealed box: no environment but what a test gives, from the root of the workspace or at a desk.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use regex::{Captures, Regex};
use tempfile::TempDir;

/// The small story on which every verb is tried.
pub(crate) const STORY: &str = include_str!("../story.toml");

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// What a run of the binary came to.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) status: i32,
}

impl Ran {
    /// What a user sees, with the status.
    pub(crate) fn seen(&self) -> String {
        format!("status {}\n--- stdout\n{}--- stderr\n{}", self.status, self.stdout, self.stderr)
    }

    /// The standard output as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}\n{}", self.seen()))
    }
}

/// Runs the binary.
pub(crate) fn caveat(args: &[&str]) -> Ran {
    with_input(args, b"", &[])
}

/// Runs the binary with standard input and further environment.
pub(crate) fn with_input(args: &[&str], input: &[u8], environment: &[(&str, &str)]) -> Ran {
    let environment = environment.iter().map(|(name, value)| ((*name).to_owned(), OsString::from(value)));
    run(args, input, &root(), &environment.collect::<Vec<_>>())
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_caveat");

fn run(args: &[&str], input: &[u8], folder: &Path, environment: &[(String, OsString)]) -> Ran {
    finish(Command::new(PROGRAM).args(args), input, folder, environment)
}

fn finish(command: &mut Command, input: &[u8], folder: &Path, environment: &[(String, OsString)]) -> Ran {
    let mut child = command
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // The binary may close its input before all of it is written.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { stdout: text(stdout), stderr: text(stderr), status: status.code().unwrap() }
}

/// A desk of somebody who has just come in: an empty home, and nothing in the environment that is theirs.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    environment: Vec<(String, OsString)>,
    /// The opaque ids seen so far: what is drawn at random is shown by its number.
    ids: RefCell<Vec<String>>,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut environment = vec![("PATH".to_owned(), std::env::var_os("PATH").unwrap_or_default())];
        for (name, below) in
            [("HOME", "home"), ("XDG_DATA_HOME", "data"), ("XDG_CONFIG_HOME", "config"), ("TMPDIR", "tmp")]
        {
            environment.push((name.to_owned(), folder.path().join(below).into()));
        }
        Self { folder, environment, ids: RefCell::default() }
    }

    /// A desk with a register that these keep.
    pub(crate) fn kept_by(we: &str) -> Self {
        let desk = Self::new();
        desk.done(&["init", "--we", we]);
        desk
    }

    /// A desk with the story recorded.
    pub(crate) fn with_the_story() -> Self {
        let desk = Self::kept_by("maker");
        desk.file("story.toml", STORY);
        desk.done(&["record", "story.toml"]);
        desk
    }

    /// With another variable in the environment.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.into()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file on the desk.
    pub(crate) fn file(&self, name: &str, text: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), text).unwrap();
        self
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    pub(crate) fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        run(args, input, self.folder.path(), &self.environment)
    }

    /// Runs it by a clock that says something else, with Debian's `faketime`.
    pub(crate) fn run_at(&self, clock: &str, args: &[&str]) -> Ran {
        let mut command = Command::new("faketime");
        finish(command.arg(clock).arg(PROGRAM).args(args), b"", self.folder.path(), &self.environment)
    }

    /// Runs it where nothing can be printed: its status, and what it says to standard error.
    #[cfg(target_os = "linux")]
    pub(crate) fn run_untold(&self, args: &[&str]) -> (i32, String) {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(PROGRAM);
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let ran = command.stdin(Stdio::null()).stdout(full).output().unwrap();
        (ran.status.code().unwrap(), String::from_utf8(ran.stderr).unwrap())
    }

    /// Runs what is to succeed.
    pub(crate) fn done(&self, args: &[&str]) -> Ran {
        let ran = self.run(args);
        assert_eq!(ran.status, 0, "{args:?}\n{}", ran.seen());
        ran
    }

    /// A command with what a user sees of it, what varies in the same words every time.
    pub(crate) fn shown(&self, args: &[&str]) -> String {
        self.shown_with(args, b"")
    }

    pub(crate) fn shown_with(&self, args: &[&str], input: &[u8]) -> String {
        let ran = self.run_with(args, input);
        let quoted = |arg: &&str| {
            let plain = |c: char| c.is_alphanumeric() || "-_./,=:@".contains(c);
            if !arg.is_empty() && arg.chars().all(plain) { (*arg).to_owned() } else { format!("'{arg}'") }
        };
        let command: Vec<String> = args.iter().map(quoted).collect();
        let status = if ran.status == 0 { String::new() } else { format!("[status {}]\n", ran.status) };
        let errors: String =
            ran.stderr.lines().map(|line| format!("! {line}\n").replace("! \n", "!\n")).collect();
        self.redacted(&format!("$ caveat {}\n{}{errors}{status}", command.join(" "), ran.stdout))
    }

    /// The text with what varies in the same words every time.
    pub(crate) fn redacted(&self, text: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let text = text.replace(&folder, "[desk]");
        let mut ids = self.ids.borrow_mut();
        let text = replace(&text, r"id-[a-z2-7]{16}", |found| {
            let id = found[0].to_owned();
            let number = ids.iter().position(|known| *known == id).unwrap_or_else(|| {
                ids.push(id);
                ids.len() - 1
            });
            format!("id-{:-<16}", number + 1)
        });
        let text = replace(&text, r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{43,44}=?", |_| "+[key]".to_owned());
        let text =
            replace(&text, r"(?m)^(— \S+) [A-Za-z0-9+/]+=*$", |found| format!("{} [signature]", &found[1]));
        let text = replace(&text, r"(?m)^[A-Za-z0-9+/]{43}=$", |_| "[root]".to_owned());
        let text = replace(&text, r"\b[0-9a-f]{64}\b", |_| "[hash]".to_owned());
        replace(&text, r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ| \d\d:\d\d)", |found| {
            let day = found[0].get(..10).unwrap();
            let is_now = days_around_now().iter().any(|now| now == day);
            if is_now { format!("[{:-<w$}]", "now", w = found[0].len() - 2) } else { found[0].to_owned() }
        })
    }
}

/// Yesterday, today and tomorrow, in UTC.
fn days_around_now() -> Vec<String> {
    let today = jiff::Timestamp::now();
    [-24, 0, 24]
        .map(|hours| {
            let day = today.checked_add(jiff::SignedDuration::from_hours(hours)).unwrap().to_string();
            day.get(..10).unwrap().to_owned()
        })
        .into()
}

fn replace(text: &str, pattern: &str, with: impl FnMut(&Captures<'_>) -> String) -> String {
    Regex::new(pattern).unwrap().replace_all(text, with).into_owned()
}

/// Fails where a document does not follow a schema of `docs/formats`.
pub(crate) fn follows(schema: &str, document: &serde_json::Value) {
    let text = std::fs::read_to_string(root().join("docs/formats").join(schema)).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{schema}: {}\n{document:#}", errors.join("\n"));
}
