//! Who signed a note: against the specification's own example, and in both directions against `signed_note`.
#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::slice::from_ref;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use caveat_tlog::{
    Checkpoint, CosignerKey, Hash, KeyKind, Note, NoteError, Signature, SigningKey, VerifierKey, leaf_hash,
};
use signed_note::{StandardSigner, StandardVerifier, VerifierList};

const SEED: [u8; 32] = [7; 32];
const NAME: &str = "log.example/1";

fn key() -> SigningKey {
    SigningKey::new(NAME, &SEED).unwrap()
}

fn their_signer() -> StandardSigner {
    let secret = STANDARD.encode([&[1], SEED.as_slice()].concat());
    StandardSigner::new(&format!("PRIVATE+KEY+{NAME}+{:08x}+{secret}", key().verifier().id())).unwrap()
}

fn their_verifiers(key: &VerifierKey) -> VerifierList {
    VerifierList::new(vec![Box::new(StandardVerifier::new(&key.to_string()).unwrap())])
}

#[test]
fn what_we_sign_they_verify() {
    for text in ["text\n", "\n", "a\n\nb\n", "a\n\n", "Ognuno sta solo\n\ned è subito sera.\n"] {
        let ours = Note::sign(text, &key()).unwrap();
        let theirs = signed_note::Note::from_bytes(ours.to_string().as_bytes()).unwrap();
        assert_eq!(theirs.text(), text.as_bytes());
        let (verified, unverified) = theirs.verify(&their_verifiers(&key().verifier())).unwrap();
        assert_eq!((verified.len(), unverified.len()), (1, 0));
    }
}

#[test]
fn what_they_sign_we_verify() {
    for text in ["text\n", "\n", "a\n\nb\n", "a\n\n", "Ognuno sta solo\n\ned è subito sera.\n"] {
        let mut theirs = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        theirs.add_sigs(&[&their_signer()]).unwrap();
        let printed = String::from_utf8(theirs.to_bytes()).unwrap();
        let ours: Note = printed.parse().unwrap();
        let verified = ours.verify(&[key().verifier()]).unwrap();
        assert_eq!(verified.text(), text);
        assert!(verified.is_by(&key().verifier()));
        // The algorithm leaves nothing to chance: both print the same note.
        assert_eq!(Note::sign(text, &key()).unwrap().to_string(), printed);
    }
}

#[test]
fn the_key_of_a_note_is_printed_as_by_signed_note() {
    let public = ed25519_dalek::VerifyingKey::from_bytes(key().verifier().public()).unwrap();
    assert_eq!(key().verifier().to_string(), signed_note::new_ed25519_verifier_key(NAME, &public));
}

/// The key and note of the documentation of Go's `golang.org/x/mod/sumdb/note`.
#[test]
fn the_example_of_go() {
    let peter: VerifierKey =
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW".parse().unwrap();
    assert_eq!((peter.name(), peter.id(), peter.kind()), ("PeterNeumann", 0xc74f_20a3, KeyKind::Ed25519));
    let text = "If you think cryptography is the answer to your problem,\n\
                then you don't know what your problem is.\n";
    let line = "— PeterNeumann \
                x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=";
    let note: Note = format!("{text}\n{line}\n").parse().unwrap();
    assert_eq!(note.verify(from_ref(&peter)).unwrap().text(), text);
    let note: Note = format!("{}\n{line}\n", text.replace("answer", "reason")).parse().unwrap();
    let wrong = NoteError::WrongSignature { name: "PeterNeumann".to_owned(), id: peter.id() };
    assert_eq!(note.verify(&[peter]).unwrap_err(), wrong);
}

fn checkpoint() -> Checkpoint {
    Checkpoint::new(NAME, 1, leaf_hash(b"entry")).unwrap()
}

fn cosigner(name: &str) -> CosignerKey {
    CosignerKey::new(name, &[9; 32]).unwrap()
}

fn signed() -> Note {
    Note::sign(&checkpoint().to_string(), &key()).unwrap()
}

fn wrong(key: &VerifierKey) -> NoteError {
    NoteError::WrongSignature { name: key.name().to_owned(), id: key.id() }
}

#[test]
fn a_cosignature_says_when() {
    let witness = cosigner("witness.example/1");
    let mut note = signed();
    let signature = witness.cosign(&checkpoint(), 1_700_000_000).unwrap();
    note.add_signature(signature, &witness.verifier()).unwrap();
    let note: Note = note.to_string().parse().unwrap();

    let keys = [key().verifier(), witness.verifier()];
    let verified = note.verify(&keys).unwrap();
    let signers: Vec<(&str, Option<u64>)> =
        verified.signers().iter().map(|signer| (signer.key().name(), signer.time())).collect();
    assert_eq!(signers, [(NAME, None), ("witness.example/1", Some(1_700_000_000))]);
    assert_eq!(verified.checkpoint(), Ok(checkpoint()));
    assert_eq!(verified.time_of(&witness.verifier()), Some(1_700_000_000));
    assert_eq!(verified.time_of(&key().verifier()), None);
    assert!(!verified.is_by(&cosigner("witness.example/2").verifier()));
    // Each key alone suffices; the other is then ignored.
    for key in keys {
        assert_eq!(note.verify(&[key]).unwrap().signers().len(), 1);
    }
}

#[test]
fn every_byte_of_a_signature_counts() {
    let witness = cosigner("witness.example/1");
    let cosignature = witness.cosign(&checkpoint(), 1_700_000_000).unwrap();
    let signature = key().sign(&checkpoint().to_string());
    for (key, right) in [(key().verifier(), signature), (witness.verifier(), cosignature)] {
        for bit in 0..8 * right.bytes().len() {
            let mut bytes = right.bytes().to_vec();
            bytes.get_mut(bit / 8).map(|byte| *byte ^= 1 << (bit % 8)).unwrap();
            let changed = Signature::new(right.name(), right.id(), bytes).unwrap();
            let note = Note::new(checkpoint().to_string(), vec![changed]).unwrap();
            assert_eq!(note.verify(from_ref(&key)), Err(wrong(&key)), "bit {bit}");
        }
        for length in (1..right.bytes().len()).chain([right.bytes().len() + 1]) {
            let bytes = right.bytes().iter().copied().chain([0]).take(length).collect();
            let changed = Signature::new(right.name(), right.id(), bytes).unwrap();
            let note = Note::new(checkpoint().to_string(), vec![changed]).unwrap();
            assert_eq!(note.verify(from_ref(&key)), Err(wrong(&key)), "{length} bytes");
        }
    }
}

#[test]
fn every_bit_of_a_printed_checkpoint_counts() {
    let printed = signed().to_string().into_bytes();
    for bit in 0..8 * printed.len() {
        let mut changed = printed.clone();
        changed.get_mut(bit / 8).map(|byte| *byte ^= 1 << (bit % 8)).unwrap();
        let Ok(changed) = String::from_utf8(changed) else { continue };
        let Ok(note) = changed.parse::<Note>() else { continue };
        note.checkpoint_of(&key().verifier()).unwrap_err();
    }
}

#[test]
fn a_signature_is_of_one_text() {
    let note = signed();
    let [signature] = note.signatures() else { panic!("one signature") };
    let other = Checkpoint::new(NAME, 2, checkpoint().root()).unwrap();
    let moved = Note::new(other.to_string(), vec![signature.clone()]).unwrap();
    assert_eq!(moved.verify(&[key().verifier()]), Err(wrong(&key().verifier())));
}

#[test]
fn the_two_kinds_of_keys_do_not_stand_for_each_other() {
    // One secret, one name: the ids differ, and so does what is signed.
    let (log, witness) = (SigningKey::new("a", &SEED).unwrap(), CosignerKey::new("a", &SEED).unwrap());
    let (log_id, witness_id) = (log.verifier().id(), witness.verifier().id());
    assert_ne!(log_id, witness_id);
    let text = checkpoint().to_string();
    let plain = log.sign(&text);
    let relabelled = Signature::new("a", witness_id, [&[0; 8], plain.bytes()].concat()).unwrap();
    let note = Note::new(text.as_str(), vec![relabelled]).unwrap();
    assert_eq!(note.verify(&[witness.verifier()]), Err(wrong(&witness.verifier())));
    let cosigned = witness.cosign(&checkpoint(), 5).unwrap();
    let relabelled = Signature::new("a", log_id, cosigned.bytes()[8..].to_vec()).unwrap();
    let note = Note::new(text, vec![relabelled]).unwrap();
    assert_eq!(note.verify(&[log.verifier()]), Err(wrong(&log.verifier())));
}

#[test]
fn only_checkpoints_are_cosigned() {
    let witness = cosigner("w");
    let signature = witness.cosign(&checkpoint(), 5).unwrap();
    let note = Note::new("no checkpoint\n", vec![signature]).unwrap();
    assert_eq!(note.verify(&[witness.verifier()]), Err(wrong(&witness.verifier())));
}

#[test]
fn unknown_keys_are_ignored_and_known_ones_are_not() {
    let stranger = SigningKey::new("stranger.example", &[1; 32]).unwrap();
    let note = signed();
    assert_eq!(note.verify(&[]), Err(NoteError::Unsigned));
    assert_eq!(note.verify(&[stranger.verifier()]), Err(NoteError::Unsigned));
    // The same name with another id, and the same id under another name, are unknown.
    let namesake = SigningKey::new(NAME, &[1; 32]).unwrap();
    assert_eq!(note.verify(&[namesake.verifier()]), Err(NoteError::Unsigned));
    let renamed = Signature::new("other.example", key().verifier().id(), vec![1]).unwrap();
    let [right] = note.signatures() else { panic!("one signature") };
    let both = Note::new(note.text(), vec![renamed, right.clone()]).unwrap();
    assert_eq!(both.verify(&[key().verifier()]).unwrap().signers().len(), 1);
    // A wrong signature of a known key spoils the note, though another key signed it rightly.
    let forged = Signature::new(stranger.verifier().name(), stranger.verifier().id(), vec![0; 64]).unwrap();
    let note = Note::new(note.text(), vec![right.clone(), forged]).unwrap();
    note.verify(&[key().verifier()]).unwrap();
    let keys = [key().verifier(), stranger.verifier()];
    assert_eq!(note.verify(&keys), Err(wrong(&stranger.verifier())));
    // To give a key twice is no contradiction.
    assert_eq!(signed().verify(&[key().verifier(), key().verifier()]).unwrap().signers().len(), 1);
}

#[test]
fn keys_that_cannot_be_told_apart_are_refused() {
    // An id has 32 bits: trying keys in turn soon finds two with the same.
    let key = |number: u32| {
        let mut public = [0; 32];
        public[..4].copy_from_slice(&number.to_le_bytes());
        VerifierKey::new("a", KeyKind::Ed25519, &public).unwrap()
    };
    let keys = [key(101_412), key(232_991)];
    let signature = Signature::new("a", 0x906d_811d, vec![0; 64]).unwrap();
    let note = Note::new("text\n", vec![signature]).unwrap();
    let why = NoteError::AmbiguousKeys { name: "a".to_owned(), id: 0x906d_811d };
    assert_eq!(note.verify(&keys), Err(why));
    assert_eq!(note.verify(from_ref(&keys[0])), Err(wrong(&keys[0])));
}

#[test]
fn only_a_right_signature_is_added() {
    let witness = cosigner("witness.example/1");
    let right = witness.cosign(&checkpoint(), 5).unwrap();
    let other = Checkpoint::new(NAME, 1, Hash::EMPTY_ROOT).unwrap();
    let of_other = witness.cosign(&other, 5).unwrap();
    let mut note = signed();
    assert_eq!(note.add_signature(of_other, &witness.verifier()), Err(wrong(&witness.verifier())));
    let log = key().verifier();
    let not_its = NoteError::OfAnotherKey { name: log.name().to_owned(), id: log.id() };
    assert_eq!(note.add_signature(right.clone(), &log), Err(not_its));
    note.add_signature(right.clone(), &witness.verifier()).unwrap();
    let twice = note.add_signature(right, &witness.verifier()).unwrap_err();
    assert_eq!(twice.to_string(), "the note has two signatures of the same key");
    assert_eq!(note.signatures().len(), 2);
}

#[test]
fn a_checkpoint_is_of_the_log_that_signed_it() {
    assert_eq!(signed().checkpoint_of(&key().verifier()), Ok(checkpoint()));
    let other = Checkpoint::new("other.example", 1, Hash::EMPTY_ROOT).unwrap();
    let note = Note::sign(&other.to_string(), &key()).unwrap();
    let why = NoteError::OtherOrigin("other.example".to_owned());
    assert_eq!(note.checkpoint_of(&key().verifier()), Err(why));
    let note = Note::sign("no checkpoint\n", &key()).unwrap();
    let why = note.checkpoint_of(&key().verifier()).unwrap_err();
    assert_eq!(why.to_string(), "the checkpoint has fewer than three lines");
}

#[test]
fn nothing_prints_a_secret() {
    let shown = format!("{:?} {:?}", key(), cosigner("w"));
    assert!(shown.starts_with("the private key of log.example/1+"), "{shown}");
    assert!(!shown.contains(&STANDARD.encode(SEED)) && !shown.contains("7, 7, 7"), "{shown}");
}
