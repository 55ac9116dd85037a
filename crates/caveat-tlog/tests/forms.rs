//! Every text has one spelling: what is printed is read again, and what is read is printed the same.
#![expect(clippy::unwrap_used, clippy::string_slice, reason = "what fails here fails the test")]

use caveat_tlog::cosignature::{self, Cosignature};
use caveat_tlog::witness::{self, Request};
use caveat_tlog::{
    Checkpoint, CosignerKey, Hash, KeyKind, Note, Signature, SigningKey, Tile, VerifierKey, entries,
};
use proptest::prelude::*;

const KEY: &str = "log.example/1+7d721d33+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4";

#[test]
fn the_keys_in_these_tests_are_of_known_seeds() {
    assert_eq!(SigningKey::new("log.example/1", &seed()).unwrap().verifier().to_string(), KEY);
}

/// 00 01 02 … 1f.
fn seed() -> [u8; 32] {
    std::array::from_fn(|at| at as u8)
}

const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
const SIGNATURE: &str =
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=";

fn refused(read: fn(&str) -> Result<String, String>, table: &[(&str, &str)]) {
    for (text, why) in table {
        assert_eq!(read(text), Err((*why).to_owned()), "{text:?}");
    }
}

macro_rules! read {
    ($read:expr) => {
        |text| $read(text).map(|read| format!("{read:?}")).map_err(|why| why.to_string())
    };
}

#[test]
fn no_other_hash_is_read() {
    let hex = "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d";
    hex.parse::<Hash>().unwrap();
    refused(
        read!(str::parse::<Hash>),
        &[
            ("", "the hash has 0 hexadecimal digits, not 64"),
            (&hex[1..], "the hash has 63 hexadecimal digits, not 64"),
            (&format!("{hex}00"), "the hash has 66 hexadecimal digits, not 64"),
            (&hex.to_uppercase(), "the hash has something in it other than lower-case hexadecimal digits"),
            (&format!("{hex}\n"), "the hash has something in it other than lower-case hexadecimal digits"),
            (
                &hex.replace("6e", "+6"),
                "the hash has something in it other than lower-case hexadecimal digits",
            ),
        ],
    );
    Hash::from_base64(ROOT).unwrap();
    let spelling = "the hash is not base64 in its one spelling";
    refused(
        read!(Hash::from_base64),
        &[
            ("", "the hash has 0 bytes, not 32"),
            (&ROOT.replace("q2I=", "q2I"), spelling),
            (&ROOT.replace("q2I=", "q2I=="), spelling),
            // The same bytes with bits behind the end.
            (&ROOT.replace("q2I=", "q2J="), spelling),
            (&ROOT.replace('/', "_"), spelling),
            (&format!("{ROOT}\n"), spelling),
            (&format!(" {ROOT}"), spelling),
            (&ROOT[4..], "the hash has 29 bytes, not 32"),
            (&ROOT.replace("q2I=", "q2Iq"), "the hash has 33 bytes, not 32"),
        ],
    );
}

#[test]
fn no_other_path_of_a_tile_is_read() {
    let spelling = "the path is not the one spelling of the tile's place";
    let groups = "the tile's index is not written in groups of three digits";
    let width = "the partial tile's width is not a number from 1 to 255";
    let level = "the tile's level is not a number from 0 to 63";
    refused(
        read!(Tile::parse),
        &[
            ("", "the path does not begin with `tile/`"),
            ("/tile/0/000", "the path does not begin with `tile/`"),
            ("tile/0", "the path does not say the tile's index"),
            ("tile/64/000", level),
            ("tile/256/000", level),
            ("tile/-1/000", level),
            ("tile/entries/000", level),
            ("tile/00/000", spelling),
            ("tile/+0/000", spelling),
            ("tile/8/0/000", spelling),
            ("tile/0/0", spelling),
            ("tile/0/0000", spelling),
            ("tile/0/x000", spelling),
            ("tile/0/x000/001", spelling),
            ("tile/0/001/000", spelling),
            ("tile/0/x001/x000", spelling),
            ("tile/0/xx001/000", groups),
            ("tile/0/+01", spelling),
            ("tile/0/-01", groups),
            ("tile/0/1000", groups),
            ("tile/0/", groups),
            ("tile/0/000/", groups),
            ("tile/0//000", groups),
            ("tile/0/abc", groups),
            ("tile/0/000.p", groups),
            ("tile/0/000.p/", width),
            ("tile/0/000.p/0", width),
            ("tile/0/000.p/256", width),
            ("tile/0/000.p/-1", width),
            ("tile/0/000.p/1/2", width),
            ("tile/0/000.p/1.p/2", width),
            ("tile/0/000.p/01", spelling),
            ("tile/0/000.p/+1", spelling),
            ("tile/0/x018/x446/x744/x073/x709/x551/616", "the tile's index does not fit into 64 bits"),
            ("tile/0/x001/x000/x000/x000/x000/x000/x000/000", "the tile's index does not fit into 64 bits"),
        ],
    );
    Tile::parse("tile/0/x018/x446/x744/x073/x709/x551/615").unwrap();
    refused(
        read!(Tile::parse_entries),
        &[
            ("tile/0/000", "the path does not begin with `tile/entries/`"),
            ("tile/entries/x000", spelling),
            ("tile/entries/000.p/256", width),
        ],
    );
    let new = |level, width| Tile::new(level, 0, width).unwrap_err().to_string();
    assert_eq!(new(64, 1), "the tile's level is above 63");
    assert_eq!(new(0, 0), "the tile's width is not 1 to 256");
    assert_eq!(new(0, 257), "the tile's width is not 1 to 256");
}

#[test]
fn no_other_bundle_is_read() {
    let many = [0; 2 * 257];
    for (bytes, why) in [
        (b"".as_slice(), "the bundle has no entries"),
        (b"\x00", "the bundle ends within the length of an entry"),
        (b"\x00\x00\x00", "the bundle ends within the length of an entry"),
        (b"\x00\x02a", "the bundle ends within an entry"),
        (b"\x00\x01a\x00\x01", "the bundle ends within an entry"),
        (many.as_slice(), "the bundle has more than 256 entries"),
    ] {
        assert_eq!(entries::decode(bytes).unwrap_err().to_string(), why);
    }
    let why = entries::encode(&[vec![0; 65_536]]).unwrap_err().to_string();
    assert_eq!(why, "an entry of 65536 bytes is longer than 65535");
    assert_eq!(entries::encode(&[""; 0]).unwrap_err().to_string(), "the bundle has no entries");
    let why = entries::encode(&[""; 257]).unwrap_err().to_string();
    assert_eq!(why, "the bundle has more than 256 entries");
}

#[test]
fn no_other_key_is_read() {
    let id = "the key's id is not that of its name and bytes";
    let spaced = "the key's name has a space or a control character in it";
    refused(
        read!(str::parse::<VerifierKey>),
        &[
            ("", "the key is not written as `name+id+key`"),
            ("log.example/1+7d721d33", "the key is not written as `name+id+key`"),
            (&KEY.replace("log.example/1", ""), "the key's name is empty"),
            (&KEY.replace("log", "log "), spaced),
            (&KEY.replace("log", "log\u{a0}"), spaced),
            (&KEY.replace("log", "log\u{9b}"), spaced),
            (&KEY.replace("log", "log\n"), spaced),
            (&KEY.replace("log.example/1", "log.example/2"), id),
            (&KEY.replace("7d721d33", "7D721D33"), id),
            (&KEY.replace("7d721d33", "07d721d33"), id),
            (&KEY.replace("7d721d33", ""), id),
            (&KEY.replace("AQOh", "BAOh"), id),
            (&KEY.replace("AQOh", "AgOh"), "keys of the type 0x02 are not known here"),
            (&KEY.replace("AQOh", "BgOh"), "keys of the type 0x06 are not known here"),
            (&KEY.replace("AQOh", "AQ"), "the key is not base64 in its one spelling"),
            (&format!("{KEY}\n"), "the key is not base64 in its one spelling"),
            (&KEY[..KEY.len() - 4], "the key has 30 bytes, not 1 and 32"),
            (&format!("{KEY}AAAA"), "the key has 36 bytes, not 1 and 32"),
            ("a+00000000+", "the key has 0 bytes, not 1 and 32"),
        ],
    );
    for weak in [[0; 32], std::array::from_fn(|at| u8::from(at == 0)), [2; 32]] {
        let why = VerifierKey::new("a", KeyKind::Ed25519, &weak).unwrap_err().to_string();
        assert_eq!(why, "the key is not an Ed25519 public key");
    }
    let named = |name: &str| SigningKey::new(name, &seed()).unwrap_err().to_string();
    assert_eq!(named(""), "the key's name is empty");
    assert_eq!(named("a+b"), "the key's name has a `+` in it");
    assert_eq!(named("a b"), spaced);
    assert_eq!(CosignerKey::new("a\u{2003}b", &seed()).unwrap_err().to_string(), spaced);
}

#[test]
fn no_other_note_is_read() {
    let good = format!("text\n\n— log.example/1 {SIGNATURE}\n");
    good.parse::<Note>().unwrap();
    let line = "the signature line is not written as `— name signature`";
    let spelling = "the signature is not base64 in its one spelling";
    let control = "the note has a control character in it";
    let hundred: Vec<String> = (0..101).map(|n| format!("— log.example/{n} {SIGNATURE}\n")).collect();
    refused(
        read!(str::parse::<Note>),
        &[
            ("", "the note does not end in a newline"),
            ("text\n", "the note has no blank line between text and signatures"),
            ("text\n\n", "the note has no blank line between text and signatures"),
            ("text\n\n\n", line),
            (good.trim_end(), "the note does not end in a newline"),
            (&good.replace("\n\n", "\n"), "the note has no blank line between text and signatures"),
            (&good.replace('\n', "\r\n"), control),
            (&good.replace("text", "te\txt"), control),
            (&good.replace("text", "te\0xt"), control),
            (&format!("{good}\n"), line),
            (&format!("{good}text\n"), line),
            (&good.replace("— ", "- "), line),
            (&good.replace("— ", "—"), line),
            (&good.replace("— ", " — "), line),
            (&good.replace("— ", "—  "), spelling),
            (&good.replace("log.example/1 ", " "), "the key's name is empty"),
            (&good.replace("log.example/1 ", ""), line),
            (&good.replace("log", "l+g"), "the key's name has a `+` in it"),
            (&good.replace("log", "l\u{2003}g"), "the key's name has a space or a control character in it"),
            (&good.replace("log", "l\u{7f}g"), "the key's name has a space or a control character in it"),
            (&good.replace(" Az3g", "  Az3g"), spelling),
            (&good.replace("YQ8=", "YQ8"), spelling),
            (&good.replace("YQ8=", "YQ9="), spelling),
            (&good.replace("YQ8=", "YQ8= "), spelling),
            (&good.replace(SIGNATURE, ""), "the signature has no room for the key's id"),
            (&good.replace(SIGNATURE, "Az3g"), "the signature has no room for the key's id"),
            (&good.replace(SIGNATURE, "Az3grg=="), "the signature is empty"),
            (
                &good.replacen("— ", &format!("— log.example/1 {SIGNATURE}\n— "), 1),
                "the note has two signatures of the same key",
            ),
            (&format!("text\n\n{}", hundred.concat()), "the note has more than 100 signatures"),
        ],
    );
    let note = format!("text\n\n{}", hundred.iter().take(100).cloned().collect::<String>());
    assert_eq!(note.parse::<Note>().unwrap().signatures().len(), 100);
    let new = |text: &str| Note::sign(text, &SigningKey::new("a", &seed()).unwrap()).unwrap_err().to_string();
    assert_eq!(new(""), "the note's text does not end in a newline");
    assert_eq!(new("text"), "the note's text does not end in a newline");
    assert_eq!(new("te\rxt\n"), control);
    assert_eq!(Note::new("text\n", vec![]).unwrap_err().to_string(), "the note has no signature");
}

#[test]
fn no_other_checkpoint_is_read() {
    let good = format!("log.example/1\n20852163\n{ROOT}\n");
    good.parse::<Checkpoint>().unwrap();
    let spelling = "the hash is not base64 in its one spelling";
    let control = "the checkpoint's origin has a control character in it";
    refused(
        read!(str::parse::<Checkpoint>),
        &[
            ("", "the checkpoint does not end in a newline"),
            (good.trim_end(), "the checkpoint does not end in a newline"),
            ("log.example/1\n", "the checkpoint has fewer than three lines"),
            ("log.example/1\n0\n", "the checkpoint has fewer than three lines"),
            (&good.replace("log.example/1", ""), "the checkpoint's origin is empty"),
            (&good.replace("log", "\tlog"), control),
            (&good.replace('\n', "\r\n"), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", ""), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", "+20852163"), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", "-1"), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", "1e6"), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", " 1"), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", "٣"), "the checkpoint's size is not a decimal number"),
            (&good.replace("20852163", "020852163"), "the checkpoint's size has a leading zero"),
            (&good.replace("20852163", "00"), "the checkpoint's size has a leading zero"),
            (
                &good.replace("20852163", "18446744073709551616"),
                "the checkpoint's size does not fit into 64 bits",
            ),
            (&good.replace("q2I=", "q2J="), spelling),
            (&good.replace("q2I=", "q2I= "), spelling),
            (&good.replace(ROOT, ""), "the hash has 0 bytes, not 32"),
            (&format!("{good}\n"), "an extension line of the checkpoint is empty"),
            (&format!("{good}more\n\n"), "an extension line of the checkpoint is empty"),
            (&format!("{good}mo\tre\n"), "an extension line of the checkpoint has a control character in it"),
        ],
    );
    let checkpoint: Checkpoint = format!("{good}more\nstill more\n").parse().unwrap();
    assert_eq!(checkpoint.extensions(), ["more", "still more"]);
    Checkpoint::new("a\nb", 0, Hash::EMPTY_ROOT).unwrap_err();
    checkpoint.with_extension("a\nb").unwrap_err();
}

#[test]
fn no_other_request_to_a_witness_is_read() {
    let note = format!("log.example/1\n20852163\n{ROOT}\n\n— log.example/1 {SIGNATURE}\n");
    let good = format!("old 20852014\n{ROOT}\n{ROOT}\n\n{note}");
    let request: Request = good.parse().unwrap();
    assert_eq!(
        (request.old(), request.proof().len(), request.note().to_string()),
        (20_852_014, 2, note.clone())
    );
    let begins = "the request does not begin with `old ` and a size";
    refused(
        read!(str::parse::<Request>),
        &[
            ("", "the request has no blank line before the checkpoint"),
            ("old 0\n", "the request has no blank line before the checkpoint"),
            (&note, begins),
            (&good.replace("old 2", "old2"), begins),
            (&good.replace("old 2", "Old 2"), begins),
            (&good.replace("old 2", "old  2"), "the old size is not a decimal number"),
            (&good.replace("old 2", "old 02"), "the old size has a leading zero"),
            (&good.replace("old 2", "old +2"), "the old size is not a decimal number"),
            (&good.replace("old 20852014", "old "), "the old size is not a decimal number"),
            (&good.replace("q2I=\nCs", "q2I=Cs"), "the hash is not base64 in its one spelling"),
            (&good.replace('\n', "\r\n"), "the request has no blank line before the checkpoint"),
            (
                &format!("old 0\n{}\n{note}", format!("{ROOT}\n").repeat(64)),
                "the request has more than 63 hashes",
            ),
            ("old 0\n\ntext\n", "the note has no blank line between text and signatures"),
        ],
    );
    let most = format!("old 0\n{}\n{note}", format!("{ROOT}\n").repeat(63));
    assert_eq!(most.parse::<Request>().unwrap().to_string(), most);
    let first = format!("old 0\n\n{note}");
    assert_eq!(first.parse::<Request>().unwrap().to_string(), first);
}

#[test]
fn no_other_answer_of_a_witness_is_read() {
    assert_eq!(witness::read_size("0\n"), Ok(0));
    refused(
        read!(witness::read_size),
        &[
            ("", "the answer does not end in a newline"),
            ("5", "the answer does not end in a newline"),
            ("\n", "the size in the answer is not a decimal number"),
            ("5\n\n", "the size in the answer is not a decimal number"),
            ("05\n", "the size in the answer has a leading zero"),
            ("18446744073709551616\n", "the size in the answer does not fit into 64 bits"),
        ],
    );
    let line = format!("— log.example/1 {SIGNATURE}\n");
    assert_eq!(witness::read_cosignatures(&line.repeat(2)).unwrap().len(), 2);
    let form = "the signature line is not written as `— name signature`";
    refused(
        read!(witness::read_cosignatures),
        &[
            ("", "the answer does not end in a newline"),
            ("\n", form),
            (line.trim_end(), "the answer does not end in a newline"),
            (&format!("{line}\n"), form),
            (&format!("\n{line}"), form),
            (&line.repeat(101), "the answer has more than 100 signatures"),
        ],
    );
}

#[test]
fn no_other_cosignature_is_read() {
    let bytes = |length: usize, first: u8| {
        let mut bytes = vec![0; length];
        bytes.iter_mut().take(1).for_each(|byte| *byte = first);
        Cosignature::from_bytes(&bytes).map(|read| read.time()).map_err(|why| why.to_string())
    };
    assert_eq!(bytes(72, 0), Ok(0));
    assert_eq!(bytes(72, 0x7f), Ok(0x7f << 56));
    for length in [0, 7, 8, 64, 71, 73] {
        assert_eq!(bytes(length, 0), Err(format!("the cosignature has {length} bytes, not 72")));
    }
    let late = "the cosignature's time does not fit into 63 bits";
    assert_eq!(bytes(72, 0x80), Err(late.to_owned()));
    let checkpoint = Checkpoint::new("a", 0, Hash::EMPTY_ROOT).unwrap();
    let key = CosignerKey::new("w", &seed()).unwrap();
    assert_eq!(key.cosign(&checkpoint, cosignature::LATEST + 1).unwrap_err().to_string(), late);
    key.cosign(&checkpoint, cosignature::LATEST).unwrap();
}

fn name() -> impl Strategy<Value = String> {
    let fits = |c: &char| !c.is_whitespace() && !c.is_control() && *c != '+';
    let letter = prop_oneof![prop::char::range('!', '~'), any::<char>()].prop_filter("of a name", fits);
    prop::collection::vec(letter, 1..12).prop_map(String::from_iter)
}

fn line() -> impl Strategy<Value = String> {
    let letter = prop_oneof![Just(' '), Just('—'), prop::char::range(' ', '~'), any::<char>()];
    let letter = letter.prop_filter("printable", |c| *c >= ' ');
    prop::collection::vec(letter, 1..20).prop_map(String::from_iter)
}

fn hash() -> impl Strategy<Value = Hash> {
    any::<[u8; 32]>().prop_map(Hash)
}

fn checkpoint() -> impl Strategy<Value = Checkpoint> {
    (line(), any::<u64>(), 0..64, hash(), prop::collection::vec(line(), 0..3)).prop_map(
        |(origin, size, shift, root, extensions)| {
            let checkpoint = Checkpoint::new(origin, size >> shift, root).unwrap();
            extensions.into_iter().try_fold(checkpoint, Checkpoint::with_extension).unwrap()
        },
    )
}

fn signature() -> impl Strategy<Value = Signature> {
    (name(), any::<u32>(), prop::collection::vec(any::<u8>(), 1..80))
        .prop_map(|(name, id, bytes)| Signature::new(name, id, bytes).unwrap())
}

fn note() -> impl Strategy<Value = Note> {
    let text = prop::collection::vec(prop_oneof![Just(String::new()), line()], 1..6);
    let text =
        prop_oneof![text.prop_map(|lines| lines.join("\n") + "\n"), checkpoint().prop_map(|c| c.to_string())];
    (text, prop::collection::vec(signature(), 1..5))
        .prop_filter_map("of different keys", |(text, signatures)| Note::new(text, signatures).ok())
}

proptest! {
    #[test]
    fn keys_are_read_as_printed(name in name(), seed: [u8; 32], cosigns: bool) {
        let key = if cosigns {
            CosignerKey::new(name, &seed).unwrap().verifier()
        } else {
            SigningKey::new(name, &seed).unwrap().verifier()
        };
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn checkpoints_are_read_as_printed(checkpoint in checkpoint()) {
        prop_assert_eq!(checkpoint.to_string().parse(), Ok(checkpoint));
    }

    #[test]
    fn notes_are_read_as_printed(note in note()) {
        prop_assert_eq!(note.to_string().parse(), Ok(note));
    }

    #[test]
    fn requests_are_read_as_printed(old: u64, proof in prop::collection::vec(hash(), 0..=63), note in note()) {
        let request = Request::new(old, proof, note).unwrap();
        prop_assert_eq!(request.to_string().parse(), Ok(request));
    }

    #[test]
    fn answers_are_read_as_printed(size: u64, signatures in prop::collection::vec(signature(), 1..5)) {
        prop_assert_eq!(witness::read_size(&witness::print_size(size)), Ok(size));
        let body = witness::print_cosignatures(&signatures);
        prop_assert_eq!(witness::read_cosignatures(&body), Ok(signatures));
    }

    /// What is read, however it came about, is printed the same: there is no second spelling.
    #[test]
    fn what_is_read_is_printed_the_same(note in note(), at: prop::sample::Index, with in "[\n +=—/0-9A-Za-z]{0,2}") {
        let note = note.to_string();
        let mut letters: Vec<char> = note.chars().collect();
        let at = at.index(letters.len());
        letters.splice(at..=at, with.chars());
        let text = String::from_iter(letters);
        if let Ok(note) = text.parse::<Note>() {
            prop_assert_eq!(note.to_string(), text.clone());
        }
        let request = format!("old 7\n\n{text}");
        if let Ok(note) = request.parse::<Request>() {
            prop_assert_eq!(note.to_string(), request);
        }
        if let Ok(checkpoint) = text.parse::<Checkpoint>() {
            prop_assert_eq!(checkpoint.to_string(), text);
        }
    }

    #[test]
    fn nothing_panics(text in "(?s).{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..90)) {
        _ = text.parse::<Note>();
        _ = text.parse::<Checkpoint>();
        _ = text.parse::<VerifierKey>();
        _ = text.parse::<Signature>();
        _ = text.parse::<Request>();
        _ = text.parse::<Hash>();
        _ = format!("tile/{text}").parse::<Tile>();
        _ = Cosignature::from_bytes(&bytes);
        _ = entries::decode(&bytes);
    }
}
