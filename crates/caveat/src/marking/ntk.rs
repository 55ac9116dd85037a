//! Who needs to know: the access profiles of a document as caveats.
//!
//! A profile is an audience: the agencies to which the originator disseminates it, the individuals and groups that are
//! named (ODNI, IC.ACES; ISM.XML V2022-DEC). It stands beside what the marking itself asks, and lifts nothing of that.
//! A value that stands for no party is in no audience, and what is not understood nobody meets.

use std::collections::BTreeSet;

use caveat_marking::country;
use caveat_marking::us::ntk::{Access, DISSEMINATED_TO, ORIGINATOR, Policy, Profile, Requirement, Value};

use super::{Marked, audience, member, name_apart, nobody, own_organisation};
use crate::caveat::Test;
use crate::id::PartyId;
use crate::scheme::Scheme;

/// The caveats of what a document asks of whoever is to have it: one for each thing that must be met.
///
/// ORCON and EXDIS belong to the originator that the profile names, where the scheme has a party for it, and else to
/// the scheme's authority: whoever holds the item does not come to own them by it. All others belong to the item's
/// originator.
pub fn access(scheme: &Scheme, access: &Access) -> Vec<Marked> {
    let mut marked = Vec::new();
    for requirement in &access.all {
        match requirement {
            Requirement::Profile(profile) => {
                let owner = owner(scheme, profile);
                for test in tests(scheme, profile) {
                    let mut one = Marked::new(word(&[profile]), test).called(slug(&profile.policy));
                    one.caveat.owners.extend(owner.clone());
                    marked.push(one);
                }
            }
            Requirement::AnyOf(profiles) => marked.push(any_of(scheme, profiles)),
        }
    }
    name_apart(&mut marked);
    marked
}

/// One of several. All to whom any of them belongs own it, so that none of them can lift it for the others.
fn any_of(scheme: &Scheme, profiles: &[Profile]) -> Marked {
    let slug = match profiles {
        [profile] => slug(&profile.policy),
        _ => "ntk-any",
    };
    let mut alternatives: Vec<Test> = profiles.iter().map(|profile| alternative(scheme, profile)).collect();
    let test = match alternatives.len() {
        0 => nobody("it is for one of several, and none of them is named"),
        1 => alternatives.remove(0),
        _ => Test::Any(alternatives),
    };
    let named: Vec<&Profile> = profiles.iter().collect();
    let mut marked = Marked::new(word(&named), test).called(slug);
    let owners: Vec<Option<PartyId>> = profiles.iter().map(|profile| owner(scheme, profile)).collect();
    marked.of_originator = owners.contains(&None) && owners.iter().any(Option::is_some);
    let owners: BTreeSet<PartyId> = owners.into_iter().flatten().collect();
    marked.caveat.owners.extend(owners);
    marked
}

/// A profile as one of several. What asks for several things at once is none that can be: nobody meets it.
fn alternative(scheme: &Scheme, profile: &Profile) -> Test {
    let mut tests = tests(scheme, profile);
    match tests.len() {
        1 => tests.remove(0),
        _ => nobody("it asks for several groups at once, as one of several ways"),
    }
}

/// What a profile asks: all of it. It is never nothing.
fn tests(scheme: &Scheme, profile: &Profile) -> Vec<Test> {
    let values = || profile.values.iter();
    let test = match &profile.policy {
        Policy::Orcon | Policy::Exdis if profile.originators().count() != 1 => {
            nobody("a list of agencies has one originator")
        }
        Policy::Orcon | Policy::Exdis => named(values().filter_map(|value| agency(scheme, value))),
        Policy::Nodis => named(values().filter_map(|value| listed(scheme, value, &[INDIVIDUAL]))),
        Policy::Propin1 if profile.values.is_empty() => own_organisation(),
        Policy::Propin1 | Policy::Propin2 | Policy::Permissive => {
            named(values().filter_map(|value| listed(scheme, value, &[GROUP, INDIVIDUAL])))
        }
        Policy::Restrictive if !profile.values.is_empty() => {
            return values().map(|value| named(listed(scheme, value, &[GROUP]))).collect();
        }
        Policy::Restrictive => nobody("it is for those in all groups, and no group is named"),
        Policy::CommunityOnly => named(scheme.parties.get(&profile.policy.urn()).cloned()),
        Policy::MissionNeed => nobody("whose mission needs it is not recorded here"),
        Policy::License => nobody("who holds a licence is not recorded here"),
        Policy::RestrictedAuthority => nobody("who has such authority is not recorded here"),
        Policy::Unknown(_) => nobody("nobody knows what its policy asks"),
    };
    vec![test]
}

fn named(parties: impl IntoIterator<Item = PartyId>) -> Test {
    audience(parties.into_iter().map(member), None)
}

/// Whose a profile is, where it is not the item's originator's.
fn owner(scheme: &Scheme, profile: &Profile) -> Option<PartyId> {
    if !profile.policy.is_of_agencies() {
        return None;
    }
    let is_originator = |value: &&Value| value.qualifier.as_deref() == Some(ORIGINATOR);
    let mut originators = profile.values.iter().filter(is_originator);
    let first = originators.next().and_then(|value| agency(scheme, value));
    // Of several nobody can tell which one it is.
    let alone = first.filter(|_| originators.next().is_none());
    Some(alone.unwrap_or_else(|| scheme.authority.clone()))
}

/// The agency that a value names, of those of the United States (ISM-ID-00432, ISM-ID-00433), whether it is written as
/// `NGA` or as `USA.NGA`.
fn agency(scheme: &Scheme, value: &Value) -> Option<PartyId> {
    let is_listed = matches!(value.qualifier.as_deref(), Some(ORIGINATOR | DISSEMINATED_TO));
    if !is_listed || value.vocabulary.as_deref() != Some("organization:usa-agency") {
        return None;
    }
    let code = value.text.strip_prefix("USA.").unwrap_or(&value.text);
    let qualified = scheme.parties.get(&format!("USA.{code}")).cloned();
    qualified.or_else(|| party(scheme, code))
}

/// The group or the individual that a value names.
fn listed(scheme: &Scheme, value: &Value, vocabularies: &[&str]) -> Option<PartyId> {
    let vocabulary = value.vocabulary.as_deref()?;
    let is_one = vocabularies.iter().any(|prefix| vocabulary.starts_with(prefix));
    is_one.then(|| party(scheme, &value.text)).flatten()
}

/// The party that a name stands for. A name that is also a country's in a marking stands for the country: `NGA` is
/// Nigeria, and no agency.
fn party(scheme: &Scheme, name: &str) -> Option<PartyId> {
    scheme.parties.get(name).filter(|_| !country::known(name)).cloned()
}

const GROUP: &str = "group:";
const INDIVIDUAL: &str = "individual:";

fn word(profiles: &[&Profile]) -> String {
    let names: Vec<&str> = profiles.iter().map(|profile| called(&profile.policy).0).collect();
    format!("(need to know: {})", if names.is_empty() { "nothing".to_owned() } else { names.join(" or ") })
}

fn slug(policy: &Policy) -> &'static str {
    called(policy).1
}

/// What a policy is called, and what its caveat is called behind its item's name.
fn called(policy: &Policy) -> (&'static str, &'static str) {
    match policy {
        Policy::Orcon => ("ORCON", "ntk-orcon"),
        Policy::Exdis => ("EXDIS", "ntk-exdis"),
        Policy::Nodis => ("NODIS", "ntk-nodis"),
        Policy::Propin1 | Policy::Propin2 => ("PROPIN", "ntk-propin"),
        Policy::MissionNeed => ("mission need", "ntk-mission-need"),
        Policy::CommunityOnly => ("intelligence community only", "ntk-community-only"),
        Policy::License => ("licence", "ntk-licence"),
        Policy::Permissive => ("one of a list", "ntk-permissive"),
        Policy::Restrictive => ("all of a list", "ntk-restrictive"),
        Policy::RestrictedAuthority => ("restricted authority", "ntk-restricted-authority"),
        Policy::Unknown(_) => ("a policy that nobody knows", "ntk-unknown"),
    }
}

#[cfg(test)]
mod tests {
    use crate::set::Set;
    use std::collections::BTreeMap;

    use super::*;
    use crate::scheme::Levels;

    /// The parties are named as their codes, in lower case.
    fn scheme() -> Scheme {
        let codes = ["CIA", "DNI", "NSA", "USA.NGA", "GROUP_A", "GROUP_B"];
        let mut parties: BTreeMap<String, PartyId> = codes
            .into_iter()
            .map(|code| (code.to_owned(), code.to_lowercase().replace(['.', '_'], "-").parse().unwrap()))
            .collect();
        parties.insert("CN=John Doe,OU=Example,OU=GOV".to_owned(), "john-doe".parse().unwrap());
        parties.insert("NGA".to_owned(), "nigeria".parse().unwrap());
        parties.insert("GBR".to_owned(), "united-kingdom".parse().unwrap());
        Scheme {
            id: "us".parse().unwrap(),
            authority: "united-states".parse().unwrap(),
            levels: Levels::chain([]),
            compartments: Set::new(),
            name: None,
            reads: None,
            parties,
        }
    }

    /// `oc: originator CIA, dissemto NSA`, `nd: individual:x CN=…`: a policy, and the qualifier or the vocabulary of
    /// each value with its text. Values are parted by semicolons.
    fn profile(text: &str) -> Profile {
        let (policy, values) = text.split_once(": ").unwrap();
        let value = |text: &str| {
            let (what, text) = text.split_once(' ').unwrap();
            let (qualifier, vocabulary) = match what.contains(':') {
                true => (None, what),
                false => (Some(what.to_owned()), "organization:usa-agency"),
            };
            Value { qualifier, vocabulary: Some(vocabulary.to_owned()), text: text.to_owned() }
        };
        Profile {
            policy: Policy::of(&format!("urn:us:gov:ic:aces:ntk:{policy}")),
            definition: None,
            values: values.split("; ").filter(|value| !value.is_empty()).map(value).collect(),
        }
    }

    fn told(requirement: Requirement) -> Vec<String> {
        let marked = access(&scheme(), &Access { all: vec![requirement] });
        let line = |one: &Marked| {
            let owners: Vec<&str> = one.caveat.owners.iter().map(PartyId::as_str).collect();
            let also = if one.of_originator { " and the originator" } else { "" };
            format!("{}: {}, of [{}]{also}", one.slug, one.caveat.test, owners.join(", "))
        };
        marked.iter().map(line).collect()
    }

    #[test]
    fn a_profile_is_an_audience() {
        let john = "individual:icpki CN=John Doe,OU=Example,OU=GOV";
        for (text, expected) in [
            (
                "oc: originator CIA; dissemto DNI; dissemto NSA",
                "ntk-orcon: audience cia, dni, nsa, of [cia]".to_owned(),
            ),
            ("oc: originator USA.CIA; dissemto USA.NSA", "ntk-orcon: audience cia, nsa, of [cia]".to_owned()),
            ("xd: originator DNI; dissemto NGA", "ntk-exdis: audience dni, usa-nga, of [dni]".to_owned()),
            (&format!("nd: {john}"), "ntk-nodis: audience john-doe, of []".to_owned()),
            ("propin:2: group:x GROUP_A", "ntk-propin: audience group-a, of []".to_owned()),
            (&format!("permissive: group:x GROUP_A; {john}"), {
                "ntk-permissive: audience group-a, john-doe, of []".to_owned()
            }),
        ] {
            let profile = profile(text);
            assert_eq!(told(Requirement::Profile(profile.clone())), [expected.as_str()], "{text}");
            assert_eq!(told(Requirement::AnyOf(vec![profile])), [expected], "{text}");
        }
        let propin = told(Requirement::Profile(profile("propin:1: ")));
        assert_eq!(propin.len(), 1);
        assert!(propin[0].contains("those it was given to"), "{propin:?}");
    }

    #[test]
    fn who_stands_for_no_party_is_in_no_audience() {
        for (text, expected) in [
            ("oc: originator CIA; dissemto FBI", "ntk-orcon: audience cia, of [cia]"),
            // Whose it is cannot be said: nobody who holds it may lift it.
            ("oc: originator FBI; dissemto NSA", "ntk-orcon: audience nsa, of [united-states]"),
            ("oc: originator CIA; dissemto cia; to NSA", "ntk-orcon: audience cia, of [cia]"),
            ("oc: originator CIA; dissemto GBR", "ntk-orcon: audience cia, of [cia]"),
            ("oc: originator CIA; group:x NSA", "ntk-orcon: audience cia, of [cia]"),
            ("oc: originator CIA; organization:gbr-agency NSA", "ntk-orcon: audience cia, of [cia]"),
            ("permissive: group:x GROUP_A; group:x NGA", "ntk-permissive: audience group-a, of []"),
            ("permissive: group:x GROUP_A; other:x GROUP_B", "ntk-permissive: audience group-a, of []"),
        ] {
            assert_eq!(told(Requirement::Profile(profile(text))), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_nobody_meets() {
        for text in [
            "oc: ",
            "oc: dissemto NSA",
            "oc: originator CIA; originator NSA; dissemto DNI",
            "oc: originator FBI; dissemto DIA",
            "xd: dissemto NSA",
            "nd: ",
            "nd: group:x GROUP_A",
            "nd: individual:icpki CN=Jane Smith,OU=Example,OU=GOV",
            "nd: dissemto NSA",
            "propin:1: group:x GROUP_C",
            "propin:2: ",
            "permissive: ",
            "permissive: group:x NGA",
            "restrictive: ",
            "restrictive: individual:icpki CN=John Doe,OU=Example,OU=GOV",
            "mn: datasphere:mn:issue DI",
            "ico: ",
            "license: datasphere:license osc1",
            "rac: datasphere:rac CIA",
            "enterprise:role:permissive: group:x GROUP_A",
        ] {
            let profile = profile(text);
            for requirement in [Requirement::Profile(profile.clone()), Requirement::AnyOf(vec![profile])] {
                let told = told(requirement);
                assert!(told.len() == 1 && told[0].contains(": nobody: "), "{text}: {told:?}");
            }
        }
        assert_eq!(told(Requirement::AnyOf(Vec::new())).len(), 1);
        assert!(told(Requirement::AnyOf(Vec::new()))[0].contains(": nobody: "));
    }

    #[test]
    fn all_of_several_are_one_caveat_each_and_any_of_several_is_one() {
        let both = [profile("oc: originator CIA; dissemto NSA"), profile("xd: originator DNI; dissemto NSA")];
        let all = both.clone().map(Requirement::Profile).to_vec();
        let slugs: Vec<String> = access(&scheme(), &Access { all }).into_iter().map(|one| one.slug).collect();
        assert_eq!(slugs, ["ntk-orcon", "ntk-exdis"]);
        let any = told(Requirement::AnyOf(both.to_vec()));
        assert_eq!(any, ["ntk-any: any of (audience cia, nsa; audience dni, nsa), of [cia, dni]"]);
        let mixed = vec![both[0].clone(), profile("permissive: group:x GROUP_A")];
        let expected = "ntk-any: any of (audience cia, nsa; audience group-a), of [cia] and the originator";
        assert_eq!(told(Requirement::AnyOf(mixed)), [expected]);
    }

    #[test]
    fn who_must_be_in_all_groups_is_asked_for_each() {
        let groups = profile("restrictive: group:x GROUP_A; group:x GROUP_B; group:x GROUP_C");
        let told_all = told(Requirement::Profile(groups.clone()));
        assert_eq!(told_all.len(), 3);
        assert_eq!(told_all[0], "ntk-restrictive: audience group-a, of []");
        assert_eq!(told_all[1], "ntk-restrictive-2: audience group-b, of []");
        assert!(told_all[2].starts_with("ntk-restrictive-3: nobody: "), "{told_all:?}");
        assert!(told(Requirement::AnyOf(vec![groups]))[0].contains(": nobody: "));
        assert_eq!(access(&scheme(), &Access::default()), []);
    }
}
