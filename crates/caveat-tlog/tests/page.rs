//! The page on formats says what is so: each of its vectors is computed anew, and its commands are run.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]
#![expect(clippy::print_stderr, reason = "a test that is left out says so")]

mod log;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use caveat_tlog::witness::{Request, print_cosignatures};
use caveat_tlog::{
    Checkpoint, CosignerKey, Note, SigningKey, Tile, consistency, cosignature, entries, inclusion, node_hash,
};

use log::Log;

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/formats/checkpoint.md");

/// The blocks of the page that have a name: ```` ```text NAME ````.
fn blocks() -> BTreeMap<String, String> {
    let page = fs::read_to_string(PAGE).unwrap();
    let mut blocks = BTreeMap::new();
    let mut open: Option<(String, String)> = None;
    for line in page.lines() {
        if let Some((name, mut text)) = open.take() {
            if line == "```" {
                assert!(blocks.insert(name.clone(), text).is_none(), "two blocks are named {name}");
            } else {
                text.push_str(line);
                text.push('\n');
                open = Some((name, text));
            }
        } else if let Some((_, name)) = line.strip_prefix("```").and_then(|info| info.split_once(' ')) {
            open = Some((name.to_owned(), String::new()));
        }
    }
    blocks
}

fn vectors() -> Vec<(&'static str, String)> {
    let list = ["one", "two", "three"];
    let log = Log::of(list);
    let leaves = &log.heights[0];
    let seed = |first: u8| std::array::from_fn(|at| first + at as u8);
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let lines =
        |hashes: &[caveat_tlog::Hash]| hashes.iter().map(|hash| format!("{hash}\n")).collect::<String>();

    let key = SigningKey::new("log.example/vectors", &seed(0)).unwrap();
    let cosigner = CosignerKey::new("witness.example/vectors", &seed(32)).unwrap();
    let checkpoint =
        |size: u64| Checkpoint::new("log.example/vectors", size, log.roots[size as usize]).unwrap();
    let signed = Note::sign(&checkpoint(3).to_string(), &key).unwrap();
    let line = cosigner.cosign(&checkpoint(3), 1_700_000_000).unwrap();
    let mut cosigned = signed.clone();
    cosigned.add_signature(line.clone(), &cosigner.verifier()).unwrap();
    let proof = consistency(2, 3, &log).unwrap();
    let tile = Tile::within(3, 0, 0).unwrap();
    let fold = |text: &str| {
        let letters: Vec<char> = text.chars().collect();
        letters.chunks(64).map(|line| String::from_iter(line) + "\n").collect::<String>()
    };

    vec![
        (
            "tree",
            format!(
                "leaf 0, `one`    {}\nleaf 1, `two`    {}\nleaf 2, `three`  {}\n\
                 node over 0, 1   {}\nroot of size 3   {}\n",
                leaves[0],
                leaves[1],
                leaves[2],
                node_hash(&leaves[0], &leaves[1]),
                node_hash(&node_hash(&leaves[0], &leaves[1]), &leaves[2]),
            ),
        ),
        ("inclusion", lines(&inclusion(3, 1, &log).unwrap())),
        ("consistency", lines(&proof)),
        ("tile", format!("{}\n{}", tile.path(), fold(&hex(&Tile::encode(leaves))))),
        ("entries", format!("{}\n{}", tile.entries_path(), fold(&hex(&entries::encode(&list).unwrap())))),
        ("keys", format!("{}\n{}\n", key.verifier(), cosigner.verifier())),
        ("checkpoint", signed.to_string()),
        ("message", cosignature::message(1_700_000_000, &checkpoint(3))),
        ("cosigned", cosigned.to_string()),
        ("request", Request::new(2, proof, signed).unwrap().to_string()),
        ("answer", print_cosignatures(&[line])),
    ]
}

#[test]
fn the_vectors_on_the_page_are_right() {
    let blocks = blocks();
    let wrong: Vec<String> = vectors()
        .into_iter()
        .filter(|(name, right)| blocks.get(*name) != Some(right))
        .map(|(name, right)| format!("```text {name}\n{right}```\n"))
        .collect();
    assert!(wrong.is_empty(), "docs/formats/checkpoint.md should say:\n{}", wrong.join("\n"));
    let known: Vec<&str> = vectors().iter().map(|(name, _)| *name).chain(["by-hand", "prints"]).collect();
    let unknown: Vec<&String> = blocks.keys().filter(|name| !known.contains(&name.as_str())).collect();
    assert!(unknown.is_empty(), "no test knows the blocks {unknown:?}");
}

#[test]
fn the_commands_on_the_page_print_what_it_says() {
    let missing = |tool: &&str| Command::new(tool).arg("--version").output().is_err();
    if let Some(tool) = ["sh", "sha256sum", "xxd", "base64", "openssl"].iter().find(|tool| missing(tool)) {
        assert!(std::env::var_os("CAVEAT_ALL_CHECKS").is_none(), "install {tool}");
        eprintln!("left out, for want of {tool}: the commands in docs/formats/checkpoint.md");
        return;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("by-hand");
    fs::create_dir_all(&folder).unwrap();
    let blocks = blocks();
    fs::write(folder.join("checkpoint"), &blocks["checkpoint"]).unwrap();
    let output = Command::new("sh").args(["-euc", &blocks["by-hand"]]).current_dir(&folder).output().unwrap();
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert_eq!(printed, blocks["prints"]);
}
