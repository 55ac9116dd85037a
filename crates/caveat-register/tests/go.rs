//! A register, checked by programs that share no code with it: Go's own packages for transparency logs.
#![expect(clippy::unwrap_used, reason = "what fails here is a failed test")]
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]

mod harness;

use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use caveat::entry::{Body, Entry, Grant};
use caveat::time::{Interval, Position};
use caveat_register::{OnRollback, Register, Reveal, verify_bundle, verify_export};

use harness::{Desk, STORY, now, told};

const SIZE: u64 = 70_000;
const INSTALL: &str = "install golang-go, golang-golang-x-mod-dev and golang-golang-x-crypto-dev (Debian)";

/// Builds a program of the log's own tests; `None` where there is no Go; `CAVEAT_ALL_CHECKS` makes that a failure.
fn build(program: &str) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../caveat-tlog/tests/go").join(program);
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("go-{program}"));
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&binary).arg("main.go").current_dir(source);
    let built = go.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOFLAGS", "").output();
    let missing = match built {
        Ok(built) if built.status.success() => return Some(binary),
        Ok(built) => String::from_utf8_lossy(&built.stderr).into_owned(),
        Err(why) if why.kind() == ErrorKind::NotFound => "there is no Go".to_owned(),
        Err(why) => format!("Go cannot be run: {why}"),
    };
    let needed = std::env::var_os("CAVEAT_ALL_CHECKS").is_some();
    assert!(!needed, "`{program}` cannot be built: {missing}\n{INSTALL}");
    eprintln!("left out, for want of Go: what needs `{program}`\n{INSTALL}");
    None
}

fn grant() -> Entry {
    let grant = Grant {
        items: vec!["falcon-report".parse().unwrap()],
        to: vec!["cert-nl".parse().unwrap()],
        lifts: [caveat::caveat::Selector::Everything].into(),
        purposes: std::collections::BTreeSet::new(),
        modes: std::collections::BTreeSet::new(),
        during: Interval::from(now()),
        this_item_only: false,
        recipient_only: false,
        rests_on: None,
    };
    let (by, body) = ("acme-energy".parse().unwrap(), Body::Grant(grant));
    Entry { position: Position(0), on: now(), recorded: now(), by, id: None, body }
}

#[test]
fn go_verifies_a_register_of_70_000_entries_and_notices_every_flipped_bit() {
    let Some(verify) = build("verify") else { return };
    let (desk, mut register) = Desk::founded();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    let folder = desk.folder.path().join("public");
    // An export that grows, so that partial tiles of before lie among those of today.
    for size in [SIZE - 500, SIZE] {
        let missing = size - register.last().0 - 1;
        register.record((0..missing).map(|_| grant()).collect(), None).unwrap();
        let signed = register.sign().unwrap();
        assert_eq!(signed.size, size);
        register.export(&folder).unwrap();
    }
    let root = register.sign().unwrap().root.to_base64();
    let run = |arguments: &[&str]| {
        let output = Command::new(&verify).args(arguments).arg(&folder).arg(register.key()).output().unwrap();
        String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
    };
    assert_eq!(run(&[]), format!("ok {SIZE} {root}\n"));
    assert_eq!(run(&["flips", "300", "7"]), "all 300 refused\n");
    assert_eq!(verify_export(&folder, &[register.key()]).unwrap().size, SIZE);
    let bundle = register.prove(&[Position(5), Position(SIZE - 1)], Reveal::Everything).unwrap();
    assert!(verify_bundle(bundle.as_bytes(), &[register.key()]).unwrap().pinned);
}

/// The witness written in Go, running.
struct Running {
    child: Child,
    address: String,
    key: String,
}

impl Running {
    fn start(binary: &Path, log_key: &str, state: &Path) -> Self {
        let mut command = Command::new(binary);
        command.args(["-listen", "127.0.0.1:0", "-log-key", log_key]).arg("-state").arg(state);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (address, key) = line.trim_end().split_once(' ').unwrap();
        Self { address: address.to_owned(), key: key.to_owned(), child }
    }

    /// The status and the body of the answer to a request.
    fn post(&self, body: &str) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (address, length) = (&self.address, body.len());
        let head =
            format!("POST /add-checkpoint HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n");
        stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

#[test]
fn a_witness_cosigns_what_grows_and_refuses_a_rewritten_history() {
    let Some(binary) = build("witness") else { return };
    let (desk, mut register) = Desk::founded();
    let young = desk.put_aside("young");
    let witness = Running::start(&binary, &register.key(), &desk.folder.path().join("witness"));
    assert_eq!(register.witnessed_by(&witness.key).unwrap(), 0);
    let (status, answer) = witness.post(&register.witness_request(0).unwrap());
    assert_eq!(status, 200, "{answer}");
    register.add_cosignature(&answer, &witness.key).unwrap();
    let story = told(&register, STORY);
    register.record(story, None).unwrap();
    register.sign().unwrap();
    let (status, answer) = witness.post(&register.witness_request(0).unwrap());
    assert_eq!((status, answer.trim()), (409, "2"));
    assert_eq!(register.witnessed_by(&witness.key).unwrap(), 2);
    let (status, answer) = witness.post(&register.witness_request(2).unwrap());
    assert_eq!(status, 200, "{answer}");
    let forged = answer.replace("A", "B");
    assert!(forged == answer || register.add_cosignature(&forged, &witness.key).is_err());
    register.add_cosignature(&answer, &witness.key).unwrap();
    let bundle = register.prove(&[Position(5)], Reveal::Everything).unwrap();
    let evidence = verify_bundle(bundle.as_bytes(), &[register.key(), witness.key.clone()]).unwrap();
    assert_eq!(evidence.witnessed.len(), 1);
    let unknown = verify_bundle(bundle.as_bytes(), &[register.key()]).unwrap();
    assert_eq!((unknown.witnessed.len(), unknown.unverified.len()), (0, 1));
    drop(register);

    // The operator, who has the key, goes back and tells it otherwise.
    fs::copy(&young, &desk.place.register).unwrap();
    let mut rewritten = Register::open(&desk.place, OnRollback::Accept, now()).unwrap();
    let story = told(&rewritten, &STORY.replace("denies", "asserts"));
    rewritten.record(story, None).unwrap();
    rewritten.record(vec![grant(), grant()], None).unwrap();
    rewritten.sign().unwrap();
    let (status, answer) = witness.post(&rewritten.witness_request(8).unwrap());
    assert_eq!(status, 422, "{answer}");
    let (status, answer) = witness.post(&rewritten.witness_request(2).unwrap());
    assert_eq!((status, answer.trim()), (409, "8"));
}
