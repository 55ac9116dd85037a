//! One request to a witness. Plain HTTP is spoken here; what is encrypted is left to `curl`.

use std::io::{Read as _, Write as _};
use std::net::{TcpStream, ToSocketAddrs as _};
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long a witness may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is read, in bytes: a hundred signature lines are shorter.
const MAX_ANSWER: u64 = 64 * 1024;

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) body: String,
}

/// Posts a text to an address.
pub(super) fn post(address: &str, body: &str) -> Result<Answered, String> {
    match address.strip_prefix("http://") {
        Some(rest) => plain(rest, body),
        None => by_curl(address, body),
    }
}

fn plain(rest: &str, body: &str) -> Result<Answered, String> {
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if host.is_empty() || rest.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("it is no address".to_owned());
    }
    let told = |error: std::io::Error| super::input::plain(&error);
    let with_port = if host.contains(':') { host.to_owned() } else { format!("{host}:80") };
    let place = with_port.to_socket_addrs().map_err(told)?.next().ok_or("nobody goes by that name")?;
    let mut stream = TcpStream::connect_timeout(&place, PATIENCE).map_err(told)?;
    stream.set_read_timeout(Some(PATIENCE)).map_err(told)?;
    stream.set_write_timeout(Some(PATIENCE)).map_err(told)?;
    // Version 1.0: an answer is neither chunked nor followed by another.
    let head = format!(
        "POST {path} HTTP/1.0\r\nHost: {host}\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes())).map_err(told)?;
    let mut answer = Vec::new();
    stream.take(MAX_ANSWER).read_to_end(&mut answer).map_err(told)?;
    answered(&String::from_utf8(answer).map_err(|_| "it does not answer in text")?)
}

fn answered(answer: &str) -> Result<Answered, String> {
    let no_http = || "it does not answer in HTTP".to_owned();
    let (head, body) = answer.split_once("\r\n\r\n").ok_or_else(no_http)?;
    let mut words = head.lines().next().unwrap_or_default().split(' ');
    let (version, status) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let status = status.parse().ok().filter(|_| version.starts_with("HTTP/1.")).ok_or_else(no_http)?;
    Ok(Answered { status, body: body.to_owned() })
}

fn by_curl(address: &str, body: &str) -> Result<Answered, String> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--proto", "=https", "--max-time", "30", "--data-binary", "@-"]);
    curl.args(["--header", "Content-Type: text/plain; charset=utf-8", "--write-out", "\n%{http_code}"]);
    curl.arg(address).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = curl.spawn().map_err(|error| format!("`curl` cannot be run: {error}"))?;
    if let Some(mut input) = child.stdin.take() {
        // Where it stopped reading, it says why.
        let _ = input.write_all(body.as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let printed = String::from_utf8(output.stdout).map_err(|_| "it does not answer in text")?;
    let (body, status) = printed.rsplit_once('\n').ok_or("it does not answer")?;
    let status = status.parse().map_err(|_| "it does not answer in HTTP")?;
    Ok(Answered { status, body: body.to_owned() })
}
