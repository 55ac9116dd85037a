//! What this crate writes, read by programs that share no code with it: Go's own packages for transparency logs.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]

mod golang;
mod log;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::slice::from_ref;
use std::sync::LazyLock;

use caveat_tlog::witness::{Request, Witness, read_cosignatures, read_size};
use caveat_tlog::{
    Checkpoint, CosignerKey, Edge, Hash, Note, SigningKey, Tile, VerifierKey, consistency, entries,
    leaf_hash, sha256, tiles_between,
};

use golang::{Running, build};
use log::Log;

const ORIGIN: &str = "log.example/go";
const SIZE: u64 = 70_000;

static VERIFY: LazyLock<Option<PathBuf>> = LazyLock::new(|| build("verify"));

fn fresh(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn key() -> SigningKey {
    SigningKey::new(ORIGIN, &[7; 32]).unwrap()
}

fn entry(index: u64) -> Hash {
    sha256(&index.to_be_bytes())
}

fn note(size: u64, root: Hash) -> Note {
    Note::sign(&Checkpoint::new(ORIGIN, size, root).unwrap().to_string(), &key()).unwrap()
}

/// A log that writes its files whenever it is told to, as c2sp.org/tlog-tiles says.
struct Export {
    folder: PathBuf,
    written: u64,
    edge: Edge,
    heights: Vec<Vec<Hash>>,
}

impl Export {
    fn grow(&mut self, size: u64) {
        for index in self.edge.size()..size {
            self.edge.push(leaf_hash(entry(index).as_bytes()), &mut |height, _, hash| {
                let height = usize::from(height);
                self.heights.resize(self.heights.len().max(height + 1), Vec::new());
                self.heights[height].push(hash);
            });
        }
        for tile in tiles_between(self.written, size) {
            let first = tile.index() as usize * 256;
            let hashes =
                &self.heights[8 * usize::from(tile.level())][first..first + usize::from(tile.width())];
            self.write(&tile.path(), &Tile::encode(hashes));
            if tile.level() == 0 {
                let bundle: Vec<[u8; 32]> =
                    (0..u64::from(tile.width())).map(|n| entry(first as u64 + n).0).collect();
                self.write(&tile.entries_path(), &entries::encode(&bundle).unwrap());
            }
        }
        self.write("checkpoint", note(size, self.edge.root()).to_string().as_bytes());
        self.written = size;
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

#[test]
fn go_verifies_the_exported_log_and_notices_every_flipped_bit() {
    let Some(verify) = &*VERIFY else { return };
    let folder = fresh("exported");
    let mut export =
        Export { folder: folder.clone(), written: 0, edge: Edge::new(), heights: vec![Vec::new()] };
    // What was partial at the first size stays, as it may.
    export.grow(SIZE - 500);
    export.grow(SIZE);

    let run = |arguments: &[&str], vkey: &VerifierKey| {
        let mut command = Command::new(verify);
        let output = command.args(arguments).arg(&folder).arg(vkey.to_string()).output().unwrap();
        let printed = [output.stdout, output.stderr].concat();
        (output.status.success(), String::from_utf8(printed).unwrap())
    };
    let vkey = key().verifier();
    let root = export.edge.root().to_base64();
    assert_eq!(run(&[], &vkey), (true, format!("ok {SIZE} {root}\n")));
    assert_eq!(run(&["flips", "300", "1"], &vkey), (true, "all 300 refused\n".to_owned()));

    // And what is wrong in other ways than by one bit.
    let refuses = |why: &str| {
        let (ok, printed) = run(&[], &vkey);
        assert!(!ok && printed.contains(why), "{printed}");
    };
    let other = SigningKey::new(ORIGIN, &[8; 32]).unwrap().verifier();
    assert!(!run(&[], &other).0);
    let bundle = Tile::within(SIZE, 0, 100).unwrap().entries_path();
    let kept = fs::read(folder.join(&bundle)).unwrap();
    export.write(&bundle, &[kept.as_slice(), b"\x00\x00"].concat());
    refuses("goes on behind its entries");
    fs::remove_file(folder.join(&bundle)).unwrap();
    refuses("there is no tile/entries/100");
    export.write(&bundle, &kept);
    export.write("tile/0/274.p/1", &[0; 32]);
    refuses("tile/0/274.p/1 is not how the tile of today begins");
    fs::remove_file(folder.join("tile/0/274.p/1")).unwrap();
    export.write("checkpoint", note(SIZE, export.heights[0][0]).to_string().as_bytes());
    refuses("");
    export.write("checkpoint", note(SIZE - 500, export.edge.root()).to_string().as_bytes());
    refuses("");
}

#[test]
fn go_verifies_small_logs_of_many_sizes() {
    let Some(verify) = &*VERIFY else { return };
    for size in [0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1_000] {
        let folder = fresh(&format!("exported-{size}"));
        let mut export =
            Export { folder: folder.clone(), written: 0, edge: Edge::new(), heights: vec![Vec::new()] };
        export.grow(size);
        let output = Command::new(verify).arg(&folder).arg(key().verifier().to_string()).output().unwrap();
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(printed, format!("ok {size} {}\n", export.edge.root().to_base64()));
    }
}

#[test]
fn a_witness_in_go_and_ours_cosign_and_refuse_the_same() {
    let Some(binary) = build("witness") else { return };
    let state = fresh("witness").join("state");
    let theirs = Running::start(&binary, &key().verifier().to_string(), &state);
    let cosigner = CosignerKey::new("witness.example/rust", &[9; 32]).unwrap();
    let mut ours = Witness::new(cosigner, ORIGIN, vec![key().verifier()]);

    let honest = Log::of((0..3_000).map(entry).map(|hash| hash.0));
    let rewritten = Log::of((0..3_000).map(|n| entry(if n == 500 { 0 } else { n }).0));
    let request = |log: &Log, old: u64, new: u64| {
        let proof = consistency(old, new, log).unwrap();
        Request::new(old, proof, note(new, log.roots[new as usize])).unwrap()
    };
    let unproved = |old: u64, proof: Vec<Hash>, note: Note| Request::new(old, proof, note).unwrap();
    let stranger = SigningKey::new(ORIGIN, &[8; 32]).unwrap();
    let elsewhere = SigningKey::new("log.example/elsewhere", &[7; 32]).unwrap();
    let sign = |origin: &str, key: &SigningKey| {
        let checkpoint = Checkpoint::new(origin, 2_500, honest.roots[2_500]).unwrap();
        Note::sign(&checkpoint.to_string(), key).unwrap()
    };
    let steps: Vec<(&str, String, u16)> = vec![
        ("stale before anything is cosigned", request(&honest, 5, 1_000).to_string(), 409),
        ("a proof from nothing", unproved(0, vec![entry(0)], note(9, honest.roots[9])).to_string(), 422),
        ("the first checkpoint", request(&honest, 0, 1_000).to_string(), 200),
        ("the same again", request(&honest, 1_000, 1_000).to_string(), 200),
        ("growth", request(&honest, 1_000, 2_000).to_string(), 200),
        ("stale", request(&honest, 1_000, 2_500).to_string(), 409),
        ("from the beginning", request(&honest, 0, 2_500).to_string(), 409),
        ("the same size, another root", request(&rewritten, 2_000, 2_000).to_string(), 409),
        ("a rewritten history", request(&rewritten, 2_000, 2_500).to_string(), 422),
        ("no proof", unproved(2_000, vec![], note(2_500, honest.roots[2_500])).to_string(), 422),
        ("smaller", unproved(2_000, vec![], note(1_000, honest.roots[1_000])).to_string(), 400),
        ("another key", unproved(2_000, vec![], sign(ORIGIN, &stranger)).to_string(), 403),
        (
            "another log",
            unproved(2_000, vec![], sign(elsewhere.verifier().name(), &elsewhere)).to_string(),
            404,
        ),
        ("malformed", request(&honest, 2_000, 2_500).to_string().replace("old ", "old 0"), 400),
        ("growth after all that", request(&honest, 2_000, 2_500).to_string(), 200),
    ];
    for (step, body, status) in &steps {
        let (their_status, media, answer) = theirs.post("/add-checkpoint", body);
        let our_answer = ours.update(body, 1_700_000_000);
        let our_status = our_answer.as_ref().map_or_else(|refusal| refusal.status(), |_| 200);
        assert_eq!((their_status, our_status), (*status, *status), "{step}: {answer}");
        if *status == 409 {
            assert_eq!(media, "text/x.tlog.size");
            assert_eq!(read_size(&answer), Ok(ours.latest().0), "{step}");
            assert_eq!(our_answer.unwrap_err().body(), answer, "{step}");
        } else if *status == 200 {
            let mut note = body.parse::<Request>().unwrap().note().clone();
            for signature in read_cosignatures(&answer).unwrap() {
                note.add_signature(signature, &theirs.vkey).unwrap();
            }
            let time = note.verify(from_ref(&theirs.vkey)).unwrap().time_of(&theirs.vkey).unwrap();
            assert!(time > 1_700_000_000, "{step}: {time}");
        }
    }

    // What it has cosigned outlives it.
    let vkey = theirs.vkey.clone();
    drop(theirs);
    let again = Running::start(&binary, &key().verifier().to_string(), &state);
    assert_eq!(again.vkey, vkey);
    let (status, _, answer) = again.post("/add-checkpoint", &request(&rewritten, 0, 3_000).to_string());
    assert_eq!((status, read_size(&answer)), (409, Ok(2_500)));
    assert_eq!(again.post("/add-checkpoint", &request(&honest, 2_500, 3_000).to_string()).0, 200);
}
