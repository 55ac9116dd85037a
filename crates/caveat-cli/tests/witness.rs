//! A witness asked over the network: what it signs, and what it refuses.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test says what is wrong by failing"
)]
#![allow(dead_code, unused_imports, reason = "each test target uses a part of the modules that they share")]

mod harness;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use caveat_tlog::CosignerKey;
use caveat_tlog::witness::Witness;
use harness::Desk;

/// A witness of the C2SP specification at an address of its own, for as many requests as come.
fn witness(origin: &str, key: &str) -> (String, String) {
    let cosigner = CosignerKey::new("witness.example", &[7; 32]).unwrap();
    let verifier = cosigner.verifier().to_string();
    let mut witness = Witness::new(cosigner, origin, vec![key.parse().unwrap()]);
    let address = serve(move |request| match witness.update(request, 1_700_000_000) {
        Ok(body) => (200, body),
        Err(refusal) => (refusal.status(), refusal.body()),
    });
    (address, verifier)
}

fn serve(mut answer: impl FnMut(&str) -> (u16, String) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/witness", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut text = Vec::new();
            let mut buffer = [0; 4096];
            let body = loop {
                let count = stream.read(&mut buffer).unwrap();
                text.extend_from_slice(&buffer[..count]);
                let request = String::from_utf8(text.clone()).unwrap();
                let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
                assert!(head.starts_with("POST /witness/add-checkpoint HTTP/1.1\r\n"), "{head}");
                let length = head.lines().filter_map(|line| line.split_once(": "));
                let length = length.filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
                if body.len() >= length.map(|(_, length)| length.parse().unwrap()).next().unwrap() {
                    break body.to_owned();
                }
            };
            let (status, body) = answer(&body);
            write!(stream, "HTTP/1.1 {status} Whatever\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                .unwrap();
        }
    });
    address
}

fn key(desk: &Desk) -> String {
    desk.done(&["ledger", "checkpoint"]).stderr.lines().last().unwrap().trim().to_owned()
}

fn party(desk: &Desk, name: &str) {
    let ran = desk.run_with(&["record", "-"], format!(r#"{{"party":"{name}","kind":"body"}}"#).as_bytes());
    assert_eq!(ran.status, 0, "{}", ran.seen());
}

#[test]
fn a_witness_cosigns_and_is_named_in_evidence() {
    let desk = Desk::new();
    desk.done(&["init", "--we", "maker", "--origin", "maker.example/register"]);
    let key = key(&desk);
    let (address, verifier) = witness("maker.example/register", &key);
    let ask = ["ledger", "witness", &address, "--witness-key", &verifier];
    assert!(desk.done(&ask).stdout.starts_with("WITNESSED    witness.example"));
    // It goes on from what it saw; where that was forgotten here, the witness says so.
    party(&desk, "one");
    desk.done(&ask);
    desk.done(&ask);
    party(&desk, "two");
    desk.done(&ask);
    desk.done(&["prove", "two", "-o", "evidence.json"]);
    let verified =
        desk.done(&["verify", "evidence.json", "--key", &key, "--key", &verifier, "--json"]).json();
    assert_eq!(verified["witnessed"][0]["name"], "witness.example");
    assert_eq!(verified["witnessed"][0]["at"], "2023-11-14T22:13:20Z");
    harness::follows("verify.schema.json", &verified);
    let told = desk.done(&["verify", "evidence.json", "--key", &key, "--key", &verifier]).stdout;
    assert!(told.contains("witness.example witnessed it at 2023-11-14T22:13:20Z"), "{told}");
}

#[test]
fn what_a_witness_refuses_is_told() {
    let desk = Desk::new();
    desk.done(&["init", "--we", "maker", "--origin", "maker.example/register"]);
    let key = key(&desk);
    let (address, verifier) = witness("maker.example/register", &key);
    let (stranger, _) = witness("other.example/register", &key);
    let other = Desk::new();
    other.done(&["init", "--we", "maker", "--origin", "maker.example/register"]);
    let ahead = serve(|_| (409, "99\n".to_owned()));
    let broken = serve(|_| (500, "out of order\n".to_owned()));
    let liar = serve(|_| (200, "— witness.example bm8gc2lnbmF0dXJl\n".to_owned()));
    let shown = |desk: &Desk, address: &str, verifier: &str| {
        let seen = desk.shown(&["ledger", "witness", address, "--witness-key", verifier]);
        assert!(seen.contains("[status "), "{seen}");
        let port = regex::Regex::new("127.0.0.1:[0-9]+").unwrap();
        port.replace_all(&seen, "127.0.0.1:port").into_owned() + "\n"
    };
    let mut seen = String::new();
    seen += &shown(&desk, &stranger, &verifier);
    seen += &shown(&other, &address, &verifier);
    seen += &shown(&desk, &ahead, &verifier);
    seen += &shown(&desk, &broken, &verifier);
    seen += &shown(&desk, &liar, &verifier);
    seen += &shown(&desk, "http://127.0.0.1:9", &verifier);
    seen += &shown(&desk, "witness.example", &verifier);
    seen += &shown(&desk, &address, "nonsense");
    insta::assert_snapshot!(seen);
    assert_eq!(desk.done(&["check", "--json"]).json()["holds"], true);
}
