//! Who needs to know: the access that a document asks for, as plain data.
//!
//! Source: ODNI, the access profiles of `urn:us:gov:ic:ntk`, with the policies of IC.ACES and the rules of ISM.XML
//! V2022-DEC. How they stand in XML is the crate `caveat-labels`'; which parties their values stand for, the crate
//! `caveat`'s.

/// What a document asks of whoever is to have it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// What must be met: all of it. Nothing is asked where there is nothing in it.
    pub all: Vec<Requirement>,
}

/// One thing that must be met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requirement {
    /// One of these profiles (`RequiresAnyOf`). Where there is none, nobody meets it.
    AnyOf(Vec<Profile>),
    /// This profile (one of `RequiresAllOf`).
    Profile(Profile),
}

/// An access profile: a policy, and the values that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// The rule by which access is given.
    pub policy: Policy,
    /// What defines how the values are written (`ProfileDes`), where it is said.
    pub definition: Option<String>,
    /// The values, in the order of the file.
    pub values: Vec<Value>,
}

/// A value of a profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// What it is in its profile: `originator`, `dissemto`.
    pub qualifier: Option<String>,
    /// The vocabulary that it is of: `organization:usa-agency`.
    pub vocabulary: Option<String>,
    /// The value itself: `CIA`, `CN=John Doe,OU=Example,OU=GOV`.
    pub text: String,
}

/// The rule by which a profile gives access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Policy {
    /// ORCON: the agencies that the originator lists.
    Orcon,
    /// EXDIS: the agencies that the originator lists.
    Exdis,
    /// NODIS: the individuals that are named.
    Nodis,
    /// PROPIN of the first kind: the groups and individuals that are listed, if any are.
    Propin1,
    /// PROPIN of the second kind: the groups and individuals that are listed.
    Propin2,
    /// A need by issue and region.
    MissionNeed,
    /// The intelligence community alone.
    CommunityOnly,
    /// The holders of a licence.
    License,
    /// Whoever is one of those that are listed.
    Permissive,
    /// Whoever is in all of the groups that are listed.
    Restrictive,
    /// A category of restricted authority.
    RestrictedAuthority,
    /// A policy that nobody here knows, as it is written.
    Unknown(String),
}

/// What the names of the policies begin with.
const POLICIES: &str = "urn:us:gov:ic:aces:ntk:";

impl Policy {
    /// Every policy that is known, with what stands behind `urn:us:gov:ic:aces:ntk:`.
    pub const ALL: [(&'static str, Self); 11] = [
        ("oc", Self::Orcon),
        ("xd", Self::Exdis),
        ("nd", Self::Nodis),
        ("propin:1", Self::Propin1),
        ("propin:2", Self::Propin2),
        ("mn", Self::MissionNeed),
        ("ico", Self::CommunityOnly),
        ("license", Self::License),
        ("permissive", Self::Permissive),
        ("restrictive", Self::Restrictive),
        ("rac", Self::RestrictedAuthority),
    ];

    /// The policy of a name, which is written exactly so.
    pub fn of(name: &str) -> Self {
        let known = name
            .strip_prefix(POLICIES)
            .and_then(|short| Self::ALL.into_iter().find(|(one, _)| *one == short).map(|(_, policy)| policy));
        known.unwrap_or_else(|| Self::Unknown(name.to_owned()))
    }

    /// Its name, as it is written.
    pub fn urn(&self) -> String {
        match self {
            Self::Unknown(name) => name.clone(),
            known => {
                let short = Self::ALL.iter().find(|(_, one)| one == known).map_or("", |(short, _)| short);
                format!("{POLICIES}{short}")
            }
        }
    }

    /// Whether its values are a list of agencies, of which one is the originator.
    pub fn is_of_agencies(&self) -> bool {
        matches!(self, Self::Orcon | Self::Exdis)
    }
}

impl Access {
    /// Every profile, whether it must be met or is one of several.
    pub fn profiles(&self) -> impl Iterator<Item = &Profile> {
        self.all.iter().flat_map(|requirement| match requirement {
            Requirement::AnyOf(profiles) => profiles.as_slice(),
            Requirement::Profile(profile) => std::slice::from_ref(profile),
        })
    }
}

impl Profile {
    /// The values that are qualified as the originator. A list of agencies has exactly one (ISM-ID-00421).
    pub fn originators(&self) -> impl Iterator<Item = &str> {
        self.qualified(ORIGINATOR)
    }

    /// The agencies to which the originator disseminates it.
    pub fn disseminated_to(&self) -> impl Iterator<Item = &str> {
        self.qualified(DISSEMINATED_TO)
    }

    /// The individuals that are named.
    pub fn individuals(&self) -> impl Iterator<Item = &str> {
        self.of_vocabulary("individual:")
    }

    /// The groups that are named.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.of_vocabulary("group:")
    }

    fn qualified(&self, qualifier: &'static str) -> impl Iterator<Item = &str> {
        let values = self.values.iter().filter(move |value| value.qualifier.as_deref() == Some(qualifier));
        values.map(|value| value.text.as_str())
    }

    fn of_vocabulary(&self, prefix: &'static str) -> impl Iterator<Item = &str> {
        let is_it = move |value: &&Value| {
            value.vocabulary.as_deref().is_some_and(|vocabulary| vocabulary.starts_with(prefix))
        };
        self.values.iter().filter(is_it).map(|value| value.text.as_str())
    }
}

/// The qualifier of the agency whose it is.
pub const ORIGINATOR: &str = "originator";
/// The qualifier of an agency to which it goes.
pub const DISSEMINATED_TO: &str = "dissemto";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_known_by_its_name_alone() {
        for (short, policy) in Policy::ALL {
            assert_eq!(Policy::of(&format!("urn:us:gov:ic:aces:ntk:{short}")), policy);
            assert_eq!(Policy::of(&policy.urn()), policy);
        }
        for wrong in
            ["", "oc", "urn:us:gov:ic:aces:ntk:", "urn:us:gov:ic:aces:ntk:OC", "urn:us:gov:ic:ntk:oc"]
                .into_iter()
                .chain(["urn:us:gov:ic:aces:ntk:oc ", "urn:us:gov:ic:aces:ntk:propin", "UnclassSourceForge"])
        {
            assert_eq!(Policy::of(wrong), Policy::Unknown(wrong.to_owned()));
            assert_eq!(Policy::of(wrong).urn(), wrong);
        }
    }

    #[test]
    fn values_are_told_apart_by_what_they_are() {
        let value = |qualifier: Option<&str>, vocabulary: Option<&str>, text: &str| Value {
            qualifier: qualifier.map(str::to_owned),
            vocabulary: vocabulary.map(str::to_owned),
            text: text.to_owned(),
        };
        let profile = Profile {
            policy: Policy::Orcon,
            definition: None,
            values: vec![
                value(Some("originator"), Some("organization:usa-agency"), "CIA"),
                value(Some("dissemto"), Some("organization:usa-agency"), "NSA"),
                value(Some("Dissemto"), Some("organization:usa-agency"), "DIA"),
                value(None, Some("individual:icpki"), "CN=John Doe"),
                value(None, Some("group:x"), "A"),
                value(None, Some("groups"), "B"),
                value(None, None, "C"),
            ],
        };
        assert_eq!(profile.originators().collect::<Vec<_>>(), ["CIA"]);
        assert_eq!(profile.disseminated_to().collect::<Vec<_>>(), ["NSA"]);
        assert_eq!(profile.individuals().collect::<Vec<_>>(), ["CN=John Doe"]);
        assert_eq!(profile.groups().collect::<Vec<_>>(), ["A"]);
    }
}
