//! The programs in Go that check logs, for the tests of this crate and of what is built on it.
#![allow(dead_code, unreachable_pub, reason = "each test uses its part")]
#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "what fails here fails the test, and what is left out is said"
)]

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use caveat_tlog::VerifierKey;

const INSTALL: &str = "install golang-go, golang-golang-x-mod-dev and golang-golang-x-crypto-dev (Debian)";

/// Builds the program; `None` where there is no Go; `CAVEAT_ALL_CHECKS` makes that a failure.
pub fn build(program: &str) -> Option<PathBuf> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../caveat-tlog/tests/go").join(program);
    let binary = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("go-{program}"));
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&binary).arg("main.go").current_dir(source);
    let built = go.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOFLAGS", "").output();
    let missing = match built {
        Ok(built) if built.status.success() => return Some(binary),
        Ok(built) => String::from_utf8_lossy(&built.stderr).into_owned(),
        Err(why) if why.kind() == ErrorKind::NotFound => "cannot find package: there is no Go".to_owned(),
        Err(why) => format!("Go cannot be run: {why}"),
    };
    assert!(missing.contains("cannot find package"), "`{program}` cannot be built: {missing}");
    let needed = std::env::var_os("CAVEAT_ALL_CHECKS").is_some();
    assert!(!needed, "`{program}` cannot be built: {missing}\n{INSTALL}");
    eprintln!("left out, for want of Go: what needs `{program}`\n{INSTALL}");
    None
}

/// The witness written in Go, running.
pub struct Running {
    child: Child,
    address: String,
    pub vkey: VerifierKey,
}

impl Running {
    pub fn start(binary: &Path, log_key: &str, state: &Path) -> Self {
        let mut command = Command::new(binary);
        command.args(["-listen", "127.0.0.1:0", "-log-key", log_key]);
        let mut child = command.arg("-state").arg(state).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let (address, vkey) = line.trim_end().split_once(' ').unwrap();
        Self { address: address.to_owned(), vkey: vkey.parse().unwrap(), child }
    }

    /// Status, media type and body of the answer.
    pub fn post(&self, path: &str, body: &str) -> (u16, String, String) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let (address, length) = (&self.address, body.len());
        let head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n");
        stream.write_all(format!("{head}Connection: close\r\n\r\n{body}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        let media = head.lines().find_map(|line| line.strip_prefix("Content-Type: ")).unwrap_or_default();
        (status, media.to_owned(), body.to_owned())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}
