//! The codes of countries, organisations and coalitions that a marking may name.
//!
//! Source: ODNI, ISM.XML V2022-DEC with ISMCAT 2022-NOV: the vocabularies `CVEnumISMCATRelTo`, `CVEnumISMCATFGIOpen`
//! and `CVEnumISMCATTetragraph`, and the tetragraph taxonomy with its members (verified there on 2022-11-02). `UN` is
//! from the IC Markings System Register and Manual (CAPCO 2016), Table 4: it may own a classification, and nothing is
//! released to it.

use std::borrow::Cow;
use std::fmt;
use std::sync::OnceLock;

/// A code of a country (a trigraph) or of an organisation or a coalition (a tetragraph, or longer), in upper case.
/// It orders as lists are written: trigraphs by the alphabet, then all others by the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Code(pub(crate) Cow<'static, str>);

/// What is known of a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Country {
    /// The code.
    pub code: Code,
    /// Its name in English.
    pub name: &'static str,
    /// Whether information may be released to it by name.
    pub releasable: bool,
    /// Whether it may own information.
    pub source: bool,
    /// What it is made up of, if it is an organisation or a coalition with members that are published.
    pub members: Vec<Code>,
    /// Whether its members may stand for it.
    pub decomposable: bool,
    /// The day on which the code was retired, `2016-03-17`.
    pub retired: Option<&'static str>,
}

const COUNTRIES: &str = include_str!("data/countries.tsv");
const TETRAGRAPHS: &str = include_str!("data/tetragraphs.tsv");

/// All codes, by the alphabet.
pub fn all() -> &'static [Country] {
    static ALL: OnceLock<Vec<Country>> = OnceLock::new();
    ALL.get_or_init(|| {
        let countries = COUNTRIES.lines().filter_map(country);
        let mut all: Vec<Country> = countries.chain(TETRAGRAPHS.lines().filter_map(coalition)).collect();
        all.push(united_nations());
        all.sort_by(|one, other| one.code.as_str().cmp(other.code.as_str()));
        all
    })
}

/// What is known of a code, in upper case.
pub fn find(code: &str) -> Option<&'static Country> {
    let all = all();
    let at = all.binary_search_by(|country| country.code.as_str().cmp(code)).ok()?;
    all.get(at)
}

/// Whether a code, in upper case, is in any of the lists.
pub fn known(code: &str) -> bool {
    find(code).is_some()
}

/// The name of what a code stands for.
pub fn name(code: &str) -> Option<&'static str> {
    find(code).map(|country| country.name)
}

/// The members of an organisation or a coalition, where they are published.
pub fn members(code: &str) -> Option<&'static [Code]> {
    find(code).map(|country| country.members.as_slice()).filter(|members| !members.is_empty())
}

/// Whether the members of a coalition may stand for it.
pub fn decomposable(code: &str) -> bool {
    find(code).is_some_and(|country| country.decomposable)
}

impl Code {
    /// A code as it is kept: upper case letters and digits.
    pub fn new(text: impl Into<Cow<'static, str>>) -> Self {
        Self(text.into())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has the form of a country's: three letters.
    pub fn is_trigraph(&self) -> bool {
        self.0.len() == 3
    }
}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |code: &Self| !code.is_trigraph();
        key(self).cmp(&key(other)).then_with(|| self.0.cmp(&other.0))
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `GBR⇥United Kingdom …⇥release source`
fn country(line: &'static str) -> Option<Country> {
    let mut fields = line.split('\t');
    let (code, name, uses) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Country {
        code: Code::new(code),
        name,
        releasable: uses.split(' ').any(|one| one == "release"),
        source: uses.split(' ').any(|one| one == "source"),
        members: Vec::new(),
        decomposable: false,
        retired: None,
    })
}

/// `ACGU⇥FOUR EYES⇥yes⇥-⇥AUS CAN GBR USA`
fn coalition(line: &'static str) -> Option<Country> {
    let mut fields = line.split('\t');
    let (code, name, decomposable) = (fields.next()?, fields.next()?, fields.next()?);
    let (retired, members) = (fields.next()?, fields.next()?);
    Some(Country {
        code: Code::new(code),
        name,
        releasable: true,
        source: true,
        members: members.split(' ').filter(|member| *member != "-").map(Code::new).collect(),
        decomposable: decomposable == "yes",
        retired: Some(retired).filter(|day| *day != "-"),
    })
}

fn united_nations() -> Country {
    Country {
        code: Code::new("UN"),
        name: "United Nations",
        releasable: false,
        source: true,
        members: Vec::new(),
        decomposable: false,
        retired: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_tables_is_read() {
        assert_eq!(all().len(), COUNTRIES.lines().count() + TETRAGRAPHS.lines().count() + 1);
        assert!(all().is_sorted_by(|one, other| one.code.as_str() < other.code.as_str()));
    }

    #[test]
    fn every_member_is_a_country() {
        for country in all() {
            for member in &country.members {
                assert!(member.is_trigraph() && known(member.as_str()), "{} has {member}", country.code);
            }
        }
    }

    #[test]
    fn codes_are_found() {
        assert_eq!(name("GBR"), Some("United Kingdom of Great Britain and Northern Ireland"));
        let five: Vec<&str> = members("FVEY").unwrap().iter().map(Code::as_str).collect();
        assert_eq!(five, ["AUS", "CAN", "GBR", "NZL", "USA"]);
        assert!(decomposable("ACGU"));
        assert_eq!(find("ISAF").unwrap().retired, Some("2016-03-17"));
        assert!(known("UN") && !find("UN").unwrap().releasable);
    }

    #[test]
    fn what_is_no_code_is_not_known() {
        for wrong in ["", "gbr", "UK", "GBR ", "ABCD", "KFOR1"] {
            assert!(!known(wrong), "{wrong}");
        }
        assert_eq!(members("KFOR"), None, "its members are not published");
        assert!(!decomposable("KFOR") && !decomposable("GBR") && !decomposable("ISAF"));
        assert_eq!(find("AX1").map(|code| code.releasable), Some(false));
    }
}
