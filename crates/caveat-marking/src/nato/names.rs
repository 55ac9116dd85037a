//! By what names a marking calls nations and communities, and the codes that a label has for them.
//!
//! A label has a nation's code of three letters, as ISO 3166-1 has it; a page has its name in English. The communities
//! are those of NATO's security policy information file (2015, as published), with the European Union beside them. The
//! names are the usual short ones; what else a scheme calls somebody, it says itself.

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

const NATIONS: &str = include_str!("../data/nations.tsv");

/// Communities, which are written as they are kept.
const COMMUNITIES: [&str; 17] = [
    "NATO",
    "EAPC",
    "EU",
    "ICI",
    "IP",
    "ISAF",
    "KFOR",
    "MD",
    "NGC",
    "NRC",
    "NUC",
    "PARP",
    "PATG",
    "PFP",
    "RESOLUTE SUPPORT",
    "RS",
    "SFOR",
];

/// Contexts that are no communities of their own: NATO together with one nation.
const WITH_ONE: [&str; 3] = ["GEORGIA", "RUSSIA", "UKRAINE"];

/// The words of a marking that are no part of a name.
const RESERVED: [&str; 27] = [
    "ONLY",
    "RELEASABLE",
    "REL",
    "TO",
    "COSMIC",
    "OTAN",
    "TOP",
    "SECRET",
    "CONFIDENTIAL",
    "RESTRICTED",
    "UNCLASSIFIED",
    "TRES",
    "TRÈS",
    "CONFIDENTIEL",
    "ATOMAL",
    "BOHEMIA",
    "CRYPTO",
    "SIOP",
    "EXCLUSIVE",
    "INTELLIGENCE",
    "LOGISTICS",
    "OPERATIONS",
    "MANAGEMENT",
    "STAFF",
    "PERSONAL",
    "MEDICAL",
    "COMMERCIAL",
];

/// The longest name, in words.
pub(super) const MOST_WORDS: usize = 8;

/// The names that a marking may have.
#[derive(Debug, Clone)]
pub struct Names {
    /// What a scheme calls somebody beside the names that are known, each as it is compared.
    further: BTreeMap<String, String>,
}

impl Names {
    /// The names that are known, and those of a scheme. A name that is known already stays what it is, and one with a
    /// word in it that means something else in a marking is none.
    pub fn with<'a>(further: impl IntoIterator<Item = &'a str>) -> Self {
        let further = further.into_iter().filter_map(|name| {
            let plain = plain(name);
            let words: Vec<&str> = plain.split(' ').collect();
            let is_name = !plain.is_empty()
                && words.len() <= MOST_WORDS
                && !words.iter().any(|word| RESERVED.contains(word))
                && name.chars().all(|c| c.is_alphanumeric() || " -_.'".contains(c));
            (is_name && known(&plain).is_none())
                .then(|| (plain, name.split_whitespace().collect::<Vec<_>>().join(" ")))
        });
        Self { further: further.collect() }
    }

    /// The code of what a name stands for: `SWE` for `Sweden`, `KFOR` for itself.
    pub fn code(&self, name: &str) -> Option<&str> {
        let plain = plain(name);
        known(&plain).or_else(|| self.further.get(&plain).map(String::as_str))
    }

    /// What a page has for a code: `Sweden` for `SWE`.
    pub fn name(&self, code: &str) -> Option<&str> {
        let code = self.code(code)?;
        Some(nations().names.get(code).copied().unwrap_or(code))
    }

    /// The code of a context.
    pub(super) fn context(&self, name: &str) -> Option<&str> {
        let plain = plain(name);
        if let Some(one) = WITH_ONE.into_iter().find(|one| *one == plain) {
            return Some(one);
        }
        self.code(name).filter(|code| !is_nation(code))
    }
}

/// Whether a code is a nation's.
pub fn is_nation(code: &str) -> bool {
    nations().names.contains_key(code)
}

struct Nations {
    /// Every name, as it is compared, with its code.
    codes: HashMap<String, &'static str>,
    /// By the code, the name that is printed.
    names: HashMap<&'static str, &'static str>,
}

fn nations() -> &'static Nations {
    static ALL: OnceLock<Nations> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Nations { codes: HashMap::new(), names: HashMap::new() };
        for line in NATIONS.lines() {
            let mut fields = line.split('\t');
            let (Some(code), Some(name)) = (fields.next(), fields.next()) else { continue };
            all.names.insert(code, name);
            for one in fields.chain([code, name]) {
                all.codes.insert(plain(one), code);
            }
        }
        for community in COMMUNITIES {
            all.codes.insert(plain(community), community);
        }
        all
    })
}

fn known(plain: &str) -> Option<&'static str> {
    nations().codes.get(plain).copied()
}

/// A name as it is compared: in upper case, hyphens as blanks, without points.
fn plain(name: &str) -> String {
    let upper = name.to_uppercase().replace(['-', '\u{2010}', '_'], " ").replace(['.', '’'], "");
    upper.replace('\'', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country;

    #[test]
    fn every_nation_has_a_code_of_its_own_that_is_known() {
        let mut codes: Vec<&str> = NATIONS.lines().filter_map(|line| line.split('\t').next()).collect();
        codes.sort_unstable();
        assert!(codes.windows(2).all(|two| two[0] != two[1]));
        assert!(codes.iter().all(|code| country::find(code).is_some_and(|one| one.code.is_trigraph())));
    }

    #[test]
    fn no_two_nations_share_a_name() {
        let names: Vec<String> = NATIONS.lines().flat_map(|line| line.split('\t').map(plain)).collect();
        let mut apart = names.clone();
        apart.sort();
        apart.dedup();
        // What is called as its code: USA.
        assert_eq!(apart.len() + 1, names.len());
        assert!(names.iter().all(|name| name.split(' ').count() <= MOST_WORDS));
        assert!(names.iter().all(|name| name.split(' ').all(|word| !RESERVED.contains(&word))));
    }

    #[test]
    fn a_name_is_found_however_it_is_written() {
        let names = Names::with([]);
        for (name, code) in [
            ("Sweden", "SWE"),
            ("SWEDEN", "SWE"),
            ("swe", "SWE"),
            ("U.K.", "GBR"),
            ("United Kingdom", "GBR"),
            ("Guinea Bissau", "GNB"),
            ("turkey", "TUR"),
            ("Resolute Support", "RESOLUTE SUPPORT"),
        ] {
            assert_eq!(names.code(name), Some(code), "{name}");
        }
        assert_eq!(names.name("GBR"), Some("UK"));
        assert_eq!(names.name("kfor"), Some("KFOR"));
        for wrong in ["", "Atlantis", "GB", "Sweden Norway", "Swedn"] {
            assert_eq!(names.code(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_scheme_adds_names_and_changes_none() {
        let names = Names::with(["EUFOR", "sweden", "ATOMAL FRIENDS", "TLP:GREEN", "Only"]);
        assert_eq!(names.code("eufor"), Some("EUFOR"));
        assert_eq!(names.code("Sweden"), Some("SWE"));
        assert_eq!(names.code("atomal friends"), None);
        assert_eq!(names.code("TLP:GREEN"), None);
        assert_eq!(names.code("only"), None);
    }

    #[test]
    fn a_context_is_no_nation() {
        let names = Names::with([]);
        assert_eq!(names.context("eapc"), Some("EAPC"));
        assert_eq!(names.context("Georgia"), Some("GEORGIA"));
        assert_eq!(names.context("Sweden"), None);
    }
}
