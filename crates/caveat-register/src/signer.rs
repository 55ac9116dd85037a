//! Who signs checkpoints: a key in a file, or a command that keeps the key elsewhere.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use caveat_tlog::{Hash, Note, Signature, SigningKey, VerifierKey};

use crate::error::{Error, ErrorKind};
use crate::place::{self, Kept};
use crate::random;

/// Who is to sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signing {
    /// A new key, in this file; where none is named, in the keeper's folder.
    NewKey {
        /// The file, which must not exist.
        file: Option<PathBuf>,
    },
    /// A command of the shell, which reads the text of a checkpoint and prints one signature line (C2SP
    /// signed-note). The key never comes near the register.
    Command {
        /// The command.
        command: String,
        /// Its key as text: name, id and public key (C2SP signed-note, *verifier key*).
        key: String,
    },
}

/// How the keeper's notes of who signs are called: one for each key, with the key's id behind it.
const FILE: &str = "signer-";

/// How a signer is called, and by what key its signatures are known.
#[derive(Debug)]
pub(crate) struct Signer {
    pub(crate) key: VerifierKey,
    by: By,
}

#[derive(Debug)]
enum By {
    File(PathBuf),
    Command(String),
}

impl Signer {
    /// Sets up a signer for an origin. A key that is made is written; nothing says yet that it signs.
    pub(crate) fn new(signing: Signing, origin: &str, kept: &Kept) -> Result<Self, Error> {
        match signing {
            Signing::NewKey { file } => Self::with_new_key(file, origin, kept),
            Signing::Command { command, key } => {
                let key: VerifierKey = key.parse().map_err(|error| {
                    Error::new(ErrorKind::Key, format!("`{key}` is no verifier key: {error}"))
                })?;
                if key.name() != origin {
                    let message = format!("the key is named `{}`, and the register `{origin}`", key.name());
                    return Err(Error::new(ErrorKind::Key, message).hinted("a key is named as its log is"));
                }
                in_one_line(Some(&command))?;
                Ok(Self { key, by: By::Command(command) })
            }
        }
    }

    fn with_new_key(file: Option<PathBuf>, origin: &str, kept: &Kept) -> Result<Self, Error> {
        if let Some(file) = &file {
            let path = std::path::absolute(file).map_err(|error| Error::io("find", file, &error))?;
            in_one_line(path.to_str())?;
        }
        let seed: [u8; 32] = random::bytes()?;
        let key = signing_key(origin, &seed)?;
        let id = format!("{:08x}", key.verifier().id());
        let here = format!("key-{id}");
        let path = file.clone().unwrap_or_else(|| kept.path(&here));
        let text = format!("caveat-key/1 {origin} {id} {}\n", Hash(seed));
        place::write_secret(&path, &text).map_err(|error| Error::io("make the key", &path, &error))?;
        let path = match file {
            None => path,
            Some(file) => file.canonicalize().map_err(|error| Error::io("find", &file, &error))?,
        };
        Ok(Self { key: key.verifier(), by: By::File(path) })
    }

    /// Notes down how this key signs. From when on it does, the register says.
    pub(crate) fn keep(&self, kept: &Kept) -> Result<(), Error> {
        let how = match &self.by {
            // A key in the keeper's folder goes where the folder goes.
            By::File(path) => format!("file {}", path.strip_prefix(kept.path("")).unwrap_or(path).display()),
            By::Command(command) => format!("command {command}"),
        };
        kept.write(&file_of(&self.key), &format!("caveat-signer/1\n{}\n{how}\n", self.key))
    }

    /// How a key signs, if that is noted down.
    pub(crate) fn kept(key: &VerifierKey, kept: &Kept) -> Result<Option<Self>, Error> {
        let file = file_of(key);
        let Some(text) = kept.read(&file)? else { return Ok(None) };
        let unreadable = || {
            let message = format!("`{}` does not say who signs", kept.path(&file).display());
            Error::new(ErrorKind::Key, message).hinted("put back the file that was there")
        };
        let mut lines = text.lines();
        let (Some("caveat-signer/1"), Some(named), Some(how)) = (lines.next(), lines.next(), lines.next())
        else {
            return Err(unreadable());
        };
        if named != key.to_string() {
            return Err(unreadable());
        }
        let by = match how.split_once(' ') {
            Some(("file", path)) => By::File(kept.path(path)),
            Some(("command", command)) => By::Command(command.to_owned()),
            _ => return Err(unreadable()),
        };
        Ok(Some(Self { key: key.clone(), by }))
    }

    /// Signs the text of a checkpoint. The signature is verified before it is handed out.
    pub(crate) fn sign(&self, text: &str) -> Result<Signature, Error> {
        let signature = match &self.by {
            By::File(path) => read_key(path, self.key.name())?.sign(text),
            By::Command(command) => run(command, text)?,
        };
        let note = Note::new(text, vec![signature.clone()]).map_err(|error| error.to_string());
        let verified = note.and_then(|note| match note.verify(std::slice::from_ref(&self.key)) {
            Ok(_) => Ok(()),
            Err(error) => Err(error.to_string()),
        });
        verified.map_err(|error| {
            let message = format!("the signature is not by the register's key `{}`: {error}", self.key);
            Error::new(ErrorKind::Key, message)
                .hinted("the checkpoint was not taken; what was recorded is safe, and not signed yet")
        })?;
        Ok(signature)
    }
}

/// Who signs is noted down in one line of text. What does not fit would be read back as something else, and the
/// register would go on to a key that nobody finds.
fn in_one_line(how: Option<&str>) -> Result<(), Error> {
    match how {
        Some(how) if !how.contains(['\n', '\r']) => Ok(()),
        _ => Err(Error::new(ErrorKind::Key, "who signs cannot be noted down in one line of text")
            .hinted("put a command of several lines into a script; give the key's file another path")),
    }
}

fn file_of(key: &VerifierKey) -> String {
    format!("{FILE}{:08x}", key.id())
}

fn signing_key(name: &str, seed: &[u8; 32]) -> Result<SigningKey, Error> {
    SigningKey::new(name, seed).map_err(|error| {
        Error::new(ErrorKind::Key, format!("`{name}` cannot name a key: {error}"))
            .hinted("an origin is a name without spaces and `+`, as in `cert.example.org/register`")
    })
}

fn read_key(path: &Path, name: &str) -> Result<SigningKey, Error> {
    let open = place::is_open_to_others(path).map_err(|error| no_key(path, &error))?;
    if open {
        let message = format!("others may read the key `{}`", path.display());
        return Err(Error::new(ErrorKind::Key, message).hinted("chmod 600 it, and think of rotating it"));
    }
    let text = place::read(path)?.unwrap_or_default();
    let mut words = text.split_whitespace();
    let seed = match (words.next(), words.next(), words.next(), words.next(), words.next()) {
        (Some("caveat-key/1"), Some(named), Some(_), Some(seed), None) if named == name => seed.parse().ok(),
        _ => None,
    };
    let seed: Hash = seed.ok_or_else(|| {
        Error::new(ErrorKind::Key, format!("`{}` is no key of `{name}`", path.display()))
            .hinted("put back the key, or rotate to a new one")
    })?;
    signing_key(name, &seed.0)
}

fn no_key(path: &Path, error: &std::io::Error) -> Error {
    Error::io("read the key", path, error).hinted("put back the key; what was recorded is not signed yet")
}

/// Runs an external signer.
fn run(command: &str, text: &str) -> Result<Signature, Error> {
    let failed = |why: String| {
        Error::new(ErrorKind::Key, format!("the signer `{command}` {why}")).hinted(
            "mend it and run `caveat ledger checkpoint`; what was recorded is safe, and not signed yet",
        )
    };
    let shell =
        Command::new("sh").arg("-c").arg(command).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let mut child = shell.map_err(|error| failed(format!("cannot be run: {error}")))?;
    if let Some(mut input) = child.stdin.take() {
        // A signer that does not read all of it says the rest by what it prints.
        let _ = input.write_all(text.as_bytes());
    }
    let output = child.wait_with_output().map_err(|error| failed(format!("failed: {error}")))?;
    if !output.status.success() {
        return Err(failed(format!("ended with {}", output.status)));
    }
    let line = String::from_utf8(output.stdout).map_err(|_| failed("printed no text".to_owned()))?;
    line.trim_end().parse().map_err(|error| failed(format!("printed no signature line: {error}")))
}
