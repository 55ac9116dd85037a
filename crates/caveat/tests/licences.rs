//! Every package in the lock file may be used by anybody, under a licence that we have read.
#![expect(clippy::unwrap_used, clippy::panic, reason = "metadata that cannot be read is a failed test")]

use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than their notice. A package may be had under one of them alone.
const PERMISSIVE: [&str; 10] = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    // The list of certificate authorities that TLS trusts.
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Zlib",
];

#[test]
fn every_package_has_a_permissive_licence() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50, "only {} packages were found", packages.len());
    let departing: Vec<String> = packages
        .iter()
        .filter(|package| !package["license"].as_str().is_some_and(is_permissive))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(departing.is_empty(), "\n{}\n", departing.join("\n"));
}

#[test]
fn a_choice_needs_one_and_a_sum_needs_all() {
    assert!(is_permissive("MIT OR LGPL-2.1-or-later"));
    assert!(is_permissive("Unlicense/MIT"));
    assert!(is_permissive("(MIT OR Apache-2.0) AND Unicode-3.0"));
    assert!(!is_permissive("MIT AND LGPL-2.1-or-later"));
    assert!(!is_permissive("(MIT AND GPL-3.0) OR GPL-3.0"));
    assert!(!is_permissive("GPL-3.0"));
    assert!(!is_permissive(""));
}

/// What cargo knows of every package: without a network, so that the tests ask nobody.
fn metadata() -> Value {
    let host = target();
    // The lock file holds packages that other platforms need. Where they are not at hand (`cargo fetch` brings
    // them), what is built here is looked at.
    let tries: [&[&str]; 2] = [&[], &["--filter-platform", &host]];
    for further in tries {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["metadata", "--format-version", "1", "--locked", "--offline"]).args(further);
        let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        if output.status.success() {
            return serde_json::from_slice(&output.stdout).unwrap();
        }
    }
    panic!("cargo tells nothing of the packages")
}

/// The platform that is built for.
fn target() -> String {
    let output = Command::new(env!("CARGO")).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

/// Whether a licence expression leaves us a choice of permissive ones. `AND` binds closer than `OR`; an old `/` is an
/// `OR`.
fn is_permissive(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    let words = expression.replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = words.split_whitespace().collect();
    let mut rest = words.as_slice();
    let permissive = either(&mut rest);
    permissive && rest.is_empty()
}

fn either(rest: &mut &[&str]) -> bool {
    let mut permissive = all(rest);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        permissive |= all(rest);
    }
    permissive
}

fn all(rest: &mut &[&str]) -> bool {
    let mut permissive = one(rest);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        permissive &= one(rest);
    }
    permissive
}

fn one(rest: &mut &[&str]) -> bool {
    match *rest {
        ["(", after @ ..] => {
            *rest = after;
            let permissive = either(rest);
            match *rest {
                [")", after @ ..] => *rest = after,
                _ => return false,
            }
            permissive
        }
        [name, "WITH", exception, after @ ..] => {
            *rest = after;
            PERMISSIVE.contains(&format!("{name} WITH {exception}").as_str())
        }
        [name, after @ ..] => {
            *rest = after;
            PERMISSIVE.contains(name)
        }
        [] => false,
    }
}
