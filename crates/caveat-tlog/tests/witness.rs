//! A witness: the order of its checks, and every history that it refuses.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]

mod log;

use caveat_tlog::witness::{Refusal, Request, SIZE_TYPE, Witness, read_cosignatures, read_size};
use caveat_tlog::{
    Checkpoint, CosignerKey, Hash, Note, ProofError, SigningKey, consistency, cosignature, leaf_hash,
};

use log::Log;

const ORIGIN: &str = "log.example/1";

fn key() -> SigningKey {
    SigningKey::new(ORIGIN, &[7; 32]).unwrap()
}

fn witness() -> Witness {
    let cosigner = CosignerKey::new("witness.example/1", &[9; 32]).unwrap();
    Witness::new(cosigner, ORIGIN, vec![key().verifier()])
}

fn honest() -> Log {
    Log::of((0..40).map(|n| format!("entry {n}")))
}

/// The same log, but for one entry.
fn rewritten() -> Log {
    Log::of((0..40).map(|n| if n == 5 { "another".to_owned() } else { format!("entry {n}") }))
}

fn note(size: u64, root: Hash) -> Note {
    Note::sign(&Checkpoint::new(ORIGIN, size, root).unwrap().to_string(), &key()).unwrap()
}

fn request(log: &Log, old: u64, new: u64) -> String {
    let proof = consistency(old, new, log).unwrap();
    Request::new(old, proof, note(new, log.roots[new as usize])).unwrap().to_string()
}

#[test]
fn growth_is_cosigned() {
    let (log, mut witness) = (honest(), witness());
    assert_eq!(witness.latest(), (0, Hash::EMPTY_ROOT));
    for (old, new) in [(0, 0), (0, 1), (1, 1), (1, 2), (2, 7), (7, 8), (8, 8), (8, 33), (33, 40)] {
        let answer = witness.update(&request(&log, old, new), 1_700_000_000 + new).unwrap();
        assert_eq!(witness.latest(), (new, log.roots[new as usize]));
        let mut note = note(new, log.roots[new as usize]);
        for signature in read_cosignatures(&answer).unwrap() {
            note.add_signature(signature, &witness.verifier()).unwrap();
        }
        let verified = note.verify(&[witness.verifier()]).unwrap();
        assert_eq!(verified.time_of(&witness.verifier()), Some(1_700_000_000 + new));
    }
}

/// A witness that has cosigned the honest log at 20.
fn at_twenty() -> Witness {
    let mut witness = witness();
    witness.update(&request(&honest(), 0, 20), 1).unwrap();
    witness
}

#[test]
fn every_other_history_is_refused() {
    let other = rewritten();
    let conflict = Refusal::Conflict { size: 20 };
    let refuse = |request: &str, why: Refusal| {
        let mut witness = at_twenty();
        let before = witness.latest();
        assert_eq!(witness.update(request, 2), Err(why));
        assert_eq!(witness.latest(), before, "what is refused changes nothing");
    };
    // The same size, another root.
    refuse(&request(&other, 20, 20), conflict.clone());
    // Larger, and proved to continue the rewritten log.
    refuse(&request(&other, 20, 30), Refusal::Inconsistent(ProofError::OldRoot));
    // From the beginning again, or from before the entry: not what was cosigned last.
    refuse(&request(&other, 0, 30), conflict.clone());
    refuse(&request(&other, 5, 30), conflict.clone());
    refuse(&request(&honest(), 0, 10), conflict.clone());
    refuse(&request(&honest(), 10, 30), conflict.clone());
    // Smaller.
    refuse(&request(&honest(), 10, 10), conflict.clone());
    let smaller = Request::new(20, vec![], note(10, honest().roots[10])).unwrap();
    refuse(&smaller.to_string(), Refusal::Shrunk);
    // The honest log, with a proof to another size, none, or one where there is nothing to prove.
    let log = honest();
    let asks = |proof: Vec<Hash>, new: u64| {
        Request::new(20, proof, note(new, log.roots[new as usize])).unwrap().to_string()
    };
    let length = |needed, given| Refusal::Inconsistent(ProofError::Length { needed, given });
    refuse(&asks(vec![], 30), length(4, 0));
    refuse(&asks(vec![Hash::EMPTY_ROOT], 20), length(0, 1));
    // The proof reconstructs the old root, and not the new one.
    let proof = consistency(20, 30, &log).unwrap();
    let elsewhere = Request::new(20, proof, note(30, log.roots[31])).unwrap();
    refuse(&elsewhere.to_string(), Refusal::Inconsistent(ProofError::Root));
}

#[test]
fn the_first_checkpoint_has_no_proof() {
    let log = honest();
    let asked = Request::new(0, vec![leaf_hash(b"")], note(8, log.roots[8])).unwrap();
    let why = Refusal::Inconsistent(ProofError::Length { needed: 0, given: 1 });
    assert_eq!(witness().update(&asked.to_string(), 1), Err(why));
    // An empty log has one root.
    let asked = Request::new(0, vec![], note(0, log.roots[8])).unwrap();
    assert_eq!(witness().update(&asked.to_string(), 1), Err(Refusal::Conflict { size: 0 }));
}

#[test]
fn the_checks_stand_in_the_order_of_the_specification() {
    let root = honest().roots[10];
    let stranger = SigningKey::new(ORIGIN, &[1; 32]).unwrap();
    let ask = |old: u64, origin: &str, size: u64, key: &SigningKey| {
        let checkpoint = Checkpoint::new(origin, size, root).unwrap();
        let note = Note::sign(&checkpoint.to_string(), key).unwrap();
        let asked = Request::new(old, vec![Hash::EMPTY_ROOT], note).unwrap().to_string();
        let refusal = at_twenty().update(&asked, 1).unwrap_err();
        (refusal.status(), refusal.body())
    };
    // Each has all the faults of the next, and one more.
    assert_eq!(at_twenty().update("old 30\n", 1).unwrap_err().status(), 400);
    let unknown = (404, "the checkpoint is of a log not known here\n".to_owned());
    assert_eq!(ask(30, "other.example", 10, &stranger), unknown);
    assert_eq!(ask(30, ORIGIN, 10, &stranger), (403, "no key of the log signed the checkpoint\n".to_owned()));
    let shrunk = (400, "the old size is larger than that of the checkpoint\n".to_owned());
    assert_eq!(ask(30, ORIGIN, 10, &key()), shrunk);
    assert_eq!(ask(10, ORIGIN, 10, &key()), (409, "20\n".to_owned()));
    assert_eq!(ask(20, ORIGIN, 20, &key()), (422, "the proof has 1 hashes where it takes 0\n".to_owned()));
}

#[test]
fn a_refusal_has_a_status_and_a_body() {
    let stale = at_twenty().update(&request(&honest(), 0, 30), 1).unwrap_err();
    assert_eq!((stale.status(), stale.content_type()), (409, SIZE_TYPE));
    assert_eq!(read_size(&stale.body()), Ok(20));
    let malformed = at_twenty().update("", 1).unwrap_err();
    assert_eq!((malformed.status(), malformed.content_type()), (400, "text/plain; charset=utf-8"));
    let late = at_twenty().update(&request(&honest(), 20, 30), cosignature::LATEST + 1).unwrap_err();
    assert_eq!((late.status(), late), (500, Refusal::Clock));
    let text = Note::sign("log.example/1\nno checkpoint\n", &key()).unwrap();
    let asked = Request::new(0, vec![], text).unwrap().to_string();
    assert_eq!(at_twenty().update(&asked, 1).unwrap_err().status(), 400);
}

#[test]
fn a_witness_goes_on_from_what_was_kept() {
    let (log, kept) = (honest(), at_twenty().latest());
    let cosigner = CosignerKey::new("witness.example/1", &[9; 32]).unwrap();
    let mut witness = Witness::restore(cosigner, ORIGIN, vec![key().verifier()], kept.0, kept.1);
    witness.update(&request(&rewritten(), 20, 30), 1).unwrap_err();
    witness.update(&request(&log, 20, 30), 1).unwrap();
    assert_eq!(witness.latest(), (30, log.roots[30]));
}
