//! A register in a folder of its own.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "what cannot be set up is a failed test")]

use std::path::{Path, PathBuf};

use caveat::entry::{Entry, Party};
use caveat::party::PartyKind;
use caveat::read::{self, Arrival, Format};
use caveat::scenario::Scenario;
use caveat::time::Instant;
use caveat_register::{Founding, OnRollback, Place, Register, Signing};
use tempfile::TempDir;

pub struct Desk {
    pub folder: TempDir,
    pub place: Place,
}

impl Desk {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place {
            register: folder.path().join("here/register.caveat"),
            keeper: folder.path().join("keeper"),
        };
        Self { folder, place }
    }

    /// A desk with a register that is kept by `keeper`.
    pub fn founded() -> (Self, Register) {
        let desk = Self::new();
        let register = desk.found().unwrap();
        (desk, register)
    }

    pub fn found(&self) -> Result<Register, caveat_register::Error> {
        let we = Party { id: "keeper".parse().unwrap(), kind: PartyKind::Body, name: None, relay: None };
        let signing = Signing::NewKey { file: None };
        Register::found(&self.place, Founding { origin: None, we, signing }, now())
    }

    pub fn open(&self) -> Result<Register, caveat_register::Error> {
        Register::open(&self.place, OnRollback::Refuse, now())
    }

    /// The keeper's folder for the only register there is.
    pub fn kept(&self) -> PathBuf {
        only_folder(&self.place.keeper)
    }

    /// Puts a copy of the register's file aside.
    pub fn put_aside(&self, name: &str) -> PathBuf {
        let copy = self.folder.path().join(name);
        std::fs::copy(&self.place.register, &copy).unwrap();
        copy
    }
}

/// The only folder in a folder.
pub fn only_folder(folder: &Path) -> PathBuf {
    std::fs::read_dir(folder).unwrap().next().unwrap().unwrap().path()
}

pub fn now() -> Instant {
    "2026-02-03T04:05:06Z".parse().unwrap()
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// Every shipped scenario, by its name.
pub fn scenarios() -> Vec<(String, Scenario)> {
    let mut files: Vec<_> =
        std::fs::read_dir(root().join("scenarios")).unwrap().map(|file| file.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(!files.is_empty());
    let read = |file: PathBuf| {
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        (name, Scenario::read(&std::fs::read(&file).unwrap()).expect("a shipped scenario can be read"))
    };
    files.into_iter().map(read).collect()
}

/// Entries told in TOML, as they would be recorded next.
pub fn told(register: &Register, text: &str) -> Vec<Entry> {
    let arrival = Arrival { on: now(), recorded: Some(now()), by: Some(register.we()) };
    let told = read::entries(text.as_bytes(), Format::Toml, register.ledger(), &arrival);
    told.expect("the entries can be read").into_iter().map(|told| told.entry).collect()
}

/// Parties by their numbers, told in TOML.
pub fn parties(from: u64, until: u64) -> String {
    let party = |number| format!("[[entry]]\nparty = \"party-{number}\"\nkind = \"body\"\n");
    (from..until).map(party).collect()
}

/// A story with words of every sort.
pub const STORY: &str = r#"
    [[entry]]
    party = "acme-energy"
    kind = "body"
    name = "ACME Energy Holding"

    [[entry]]
    party = "cert-nl"
    kind = "body"
    name = "National CERT"

    [[entry]]
    item = "falcon-report"
    originator = "acme-energy"
    title = "Intrusion at the Falcon substation"
    caveats = [{ audience = "keeper" }, { nobody = "the board decides" }]
    facts = ["ipv4:192.0.2.1"]

    [[entry]]
    grant = "falcon-consent"
    by = "acme-energy"
    items = "falcon-report"
    to = "cert-nl"
    lifts = ["falcon-report.1", "nobody"]

    [[entry]]
    disclosure = "falcon-handed-over"
    of = "falcon-report"
    actor = "acme-energy"
    to = "keeper"
    setting = "By courier to Wilhelmina"

    [[entry]]
    statement = "falcon-denied"
    by = "acme-energy"
    about = "falcon-handed-over"
    says = "denies"
    quotation = "We never handed it to anybody"
"#;

/// The words of [`STORY`], names among them.
pub const WORDS: [&str; 12] = [
    "ACME Energy Holding",
    "National CERT",
    "Falcon substation",
    "the board decides",
    "By courier to Wilhelmina",
    "We never handed it",
    "acme-energy",
    "cert-nl",
    "falcon-report",
    "falcon-consent",
    "falcon-handed-over",
    "falcon-denied",
];
