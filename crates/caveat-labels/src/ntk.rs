//! Access profiles (`urn:us:gov:ic:ntk`): who needs to know what a document says.
//!
//! What is not understood is never passed over: an element that no profile has is an error, and a policy that nobody
//! knows is kept and told.

use std::ops::Range;

use caveat_marking::problem::{Problem, Severity};
use caveat_marking::us::ism::{Attributes, contributes};
use caveat_marking::us::ntk::{Access, DISSEMINATED_TO, ORIGINATOR, Policy, Profile, Requirement, Value};
use roxmltree::Node;

use crate::Read;
use crate::ism::Document;
use crate::parts::name;
use crate::xml::{ISM, document, head, text};

/// The namespace of access profiles.
pub const NAMESPACE: &str = "urn:us:gov:ic:ntk";

const SCHEMA: &str = "ISM.XML V2022-DEC, the schema of NTK";

/// Reads what a document asks of whoever is to have it: all that any of its `Access` elements asks. What is said of
/// another resource (`ExternalAccess`) is not among it, and told.
///
/// There is no value where anything in it is an error: then nobody can tell who may have the document, and nobody may.
pub fn read_access(file: &[u8]) -> Read<Access> {
    let read = text(&ISM, file).and_then(|text| {
        let document = document(&ISM, text)?;
        let mut page = Page { text, problems: Vec::new() };
        let access = page.accesses(document.root());
        Ok((access, page.problems))
    });
    match read {
        Ok((access, problems)) => Read::of(Some(access), problems),
        Err(problem) => Read::of(None, vec![problem]),
    }
}

/// What in a banner asks for a profile, and is without it (ISM-ID-00326, ISM-ID-00349 to ISM-ID-00351); and a profile
/// of a control that neither the banner nor a portion of its roll-up has (ISM-ID-00352 to ISM-ID-00355). The rules are
/// those of documents under the rules of the US Government: where `compliesWith` has others alone, nothing is asked.
pub fn check(document: &Document, access: &Access) -> Vec<Problem> {
    let Some(resource) = document.resource() else { return Vec::new() };
    let banner = &resource.attributes;
    if banner.contains_key("compliesWith") && !has(banner, "compliesWith", "USGov") {
        return Vec::new();
    }
    let is_there = |asked: &Asked| access.profiles().any(|one| asked.policies.contains(&one.policy));
    let missing = ASKED.iter().filter(|asked| has(banner, asked.attribute, asked.token) && !is_there(asked));
    let missing = missing.map(|asked| {
        let message = format!("`{}` in the banner, and no profile of {}", asked.token, asked.word);
        Problem::error(asked.code, resource.span.clone(), message, asked.source)
    });
    let counting = || document.portions().map(|portion| &portion.attributes).filter(|one| contributes(one));
    let is_marked = |asked: &Asked| {
        let mut all = std::iter::once(banner).chain(counting());
        all.any(|attributes| asked.stands_in(attributes))
    };
    let unmarked = ASKED.iter().filter(|asked| is_there(asked) && !is_marked(asked));
    let unmarked = unmarked.map(|asked| {
        let message = format!(
            "there is a profile of {}, and `{}` is neither in the banner nor in a portion",
            asked.word, asked.token
        );
        Problem::error(asked.unmarked, resource.span.clone(), message, asked.source_unmarked)
    });
    missing.chain(unmarked).collect()
}

/// Whether a value has a token.
fn has(attributes: &Attributes, attribute: &str, token: &str) -> bool {
    let value = attributes.get(attribute);
    value.is_some_and(|value| value.split_whitespace().any(|one| one == token))
}

/// A token of a banner that asks for a profile.
struct Asked {
    attribute: &'static str,
    token: &'static str,
    word: &'static str,
    policies: &'static [Policy],
    code: &'static str,
    source: &'static str,
    /// The code of the reverse: a profile, and no such token.
    unmarked: &'static str,
    source_unmarked: &'static str,
}

impl Asked {
    /// Whether the control stands in a set of attributes. Proprietary information may be controlled unclassified, too.
    fn stands_in(&self, attributes: &Attributes) -> bool {
        let controlled = ["cuiBasic", "cuiSpecified"];
        has(attributes, self.attribute, self.token)
            || (self.token == "PR" && controlled.iter().any(|one| has(attributes, one, "PROPIN")))
    }
}

const ASKED: [Asked; 4] = [
    Asked {
        attribute: "disseminationControls",
        token: "OC",
        word: "ORCON",
        policies: &[Policy::Orcon],
        code: "ntk-orcon",
        source: "ISM-ID-00326",
        unmarked: "ntk-orcon-unmarked",
        source_unmarked: "ISM-ID-00353",
    },
    Asked {
        attribute: "disseminationControls",
        token: "PR",
        word: "PROPIN",
        policies: &[Policy::Propin1, Policy::Propin2],
        code: "ntk-propin",
        source: "ISM-ID-00349",
        unmarked: "ntk-propin-unmarked",
        source_unmarked: "ISM-ID-00352",
    },
    Asked {
        attribute: "nonICmarkings",
        token: "XD",
        word: "EXDIS",
        policies: &[Policy::Exdis],
        code: "ntk-exdis",
        source: "ISM-ID-00350",
        unmarked: "ntk-exdis-unmarked",
        source_unmarked: "ISM-ID-00354",
    },
    Asked {
        attribute: "nonICmarkings",
        token: "ND",
        word: "NODIS",
        policies: &[Policy::Nodis],
        code: "ntk-nodis",
        source: "ISM-ID-00351",
        unmarked: "ntk-nodis-unmarked",
        source_unmarked: "ISM-ID-00355",
    },
];

/// A file on its way to its profiles.
struct Page<'a> {
    text: &'a str,
    problems: Vec<Problem>,
}

impl Page<'_> {
    fn accesses(&mut self, root: Node<'_, '_>) -> Access {
        let mut access = Access::default();
        let mut any_of = 0_usize;
        for node in root.descendants().filter(Node::is_element) {
            self.another_version(node);
            if is(node, "ExternalAccess") {
                let message = "what it says is of another resource, and is not looked at";
                self.tell(Severity::Warning, "ntk-external", node, message, SCHEMA);
            } else if is(node, "Access") {
                for child in self.children(node, &["RequiresAllOf", "RequiresAnyOf"]) {
                    any_of += usize::from(is(child, "RequiresAnyOf"));
                    if any_of > 1 && is(child, "RequiresAnyOf") {
                        let message = "a second group of which any is enough: the two cannot be rolled up";
                        self.error("ntk-any-of", child, message);
                    }
                    access.all.extend(self.requirements(child));
                }
            } else if PARTS.iter().any(|part| is(node, part)) && !is_within_access(node) {
                let message = format!("`{}` stands outside of `Access`", name(node));
                self.error("ntk-unknown", node, message);
            }
        }
        access
    }

    fn requirements(&mut self, group: Node<'_, '_>) -> Vec<Requirement> {
        let lists = self.children(group, &["AccessProfileList"]);
        let mut profiles = Vec::new();
        for list in &lists {
            for node in self.children(*list, &["AccessProfile"]) {
                profiles.extend(self.profile(node));
            }
        }
        if profiles.is_empty() {
            let message = format!("`{}` has no profile that can be read", name(group));
            self.tell(Severity::Error, "ntk-missing", group, message, "ISM-ID-00455");
        }
        match is(group, "RequiresAnyOf") {
            true => vec![Requirement::AnyOf(profiles)],
            false => profiles.into_iter().map(Requirement::Profile).collect(),
        }
    }

    fn profile(&mut self, node: Node<'_, '_>) -> Option<Profile> {
        const PARTS: [&str; 4] = ["AccessPolicy", "ProfileDes", "VocabularyType", "AccessProfileValue"];
        let children = self.children(node, &PARTS);
        let policy = self.single(node, &children, "AccessPolicy");
        let definition = self.single(node, &children, "ProfileDes");
        let values = children.iter().filter(|child| is(**child, "AccessProfileValue"));
        let values: Vec<Value> = values.filter_map(|child| self.value(*child)).collect();
        let Some(policy) = policy else {
            self.error("ntk-missing", node, "`AccessProfile` has no `AccessPolicy`");
            return None;
        };
        let profile = Profile { policy: Policy::of(&policy), definition, values };
        self.of_agencies(node, &profile);
        if let Policy::Unknown(policy) = &profile.policy {
            let message = format!("`{policy}` is no policy that is known: nobody meets it");
            self.tell(Severity::Warning, "ntk-policy", node, message, "ISM-ID-00435");
        }
        Some(profile)
    }

    /// A list of agencies has one originator, and each of its values is the originator or one that it goes to.
    fn of_agencies(&mut self, node: Node<'_, '_>, profile: &Profile) {
        if !profile.policy.is_of_agencies() {
            return;
        }
        let originators = profile.originators().count();
        if originators != 1 {
            let message = format!("a list of agencies has one originator, and this has {originators}");
            self.tell(Severity::Error, "ntk-originator", node, message, "ISM-ID-00326, ISM-ID-00421");
        }
        let known = |value: &&Value| {
            value.qualifier.as_deref().is_some_and(|one| [ORIGINATOR, DISSEMINATED_TO].contains(&one))
        };
        if let Some(value) = profile.values.iter().find(|value| !known(value)) {
            let message = format!("`{}` is neither the originator nor one that it goes to", value.text);
            self.tell(Severity::Error, "ntk-qualifier", node, message, "ISM-ID-00428");
        }
    }

    fn value(&mut self, node: Node<'_, '_>) -> Option<Value> {
        let attribute = |wanted: &str| node.attribute((NAMESPACE, wanted)).map(|one| one.trim().to_owned());
        let text = self.content(node)?;
        Some(Value { qualifier: attribute("qualifier"), vocabulary: attribute("vocabulary"), text })
    }

    /// The text of the one element of a name, where there is one.
    fn single(&mut self, of: Node<'_, '_>, children: &[Node<'_, '_>], wanted: &str) -> Option<String> {
        let found: Vec<Node<'_, '_>> = children.iter().copied().filter(|child| is(*child, wanted)).collect();
        for further in found.iter().skip(1) {
            self.error("ntk-repeated", *further, format!("`{wanted}` stands in `{}` twice", name(of)));
        }
        self.content(*found.first()?)
    }

    /// The text of an element that has nothing else in it, and has some.
    fn content(&mut self, node: Node<'_, '_>) -> Option<String> {
        if let Some(inner) = node.children().find(Node::is_element) {
            let message = format!("`{}` stands in `{}`, where only text may", name(inner), name(node));
            self.error("ntk-unknown", inner, message);
        }
        let text: String = node.children().filter(Node::is_text).filter_map(|one| one.text()).collect();
        let text = text.trim();
        if text.is_empty() {
            self.tell(
                Severity::Error,
                "ntk-empty",
                node,
                format!("`{}` is empty", name(node)),
                "ISM-ID-00440",
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// The elements in another, of which only some may be.
    fn children<'a, 'input>(&mut self, of: Node<'a, 'input>, may_be: &[&str]) -> Vec<Node<'a, 'input>> {
        let mut known = Vec::new();
        for child in of.children() {
            if child.is_element() && may_be.iter().any(|one| is(child, one)) {
                known.push(child);
            } else if child.is_element() {
                let message = format!("`{}` is nothing that `{}` has", name(child), name(of));
                self.error("ntk-unknown", child, message);
            } else if child.is_text() && child.text().is_some_and(|text| !text.trim().is_empty()) {
                let message = format!("text stands in `{}`, where only elements may", name(of));
                self.problems.push(Problem::error("ntk-text", child.range(), message, SCHEMA));
            }
        }
        known
    }

    /// A profile of a version whose namespace is another would be passed over.
    fn another_version(&mut self, node: Node<'_, '_>) {
        let behind = node.tag_name().namespace().and_then(|namespace| namespace.strip_prefix(NAMESPACE));
        let is_other = behind.is_some_and(|behind| behind.starts_with(':'));
        if is_other {
            let message = format!("`{}` is of another namespace than `{NAMESPACE}`", name(node));
            self.error("ntk-namespace", node, message);
        }
    }

    fn error(&mut self, code: &'static str, node: Node<'_, '_>, message: impl Into<String>) {
        self.tell(Severity::Error, code, node, message, SCHEMA);
    }

    fn tell(
        &mut self,
        severity: Severity,
        code: &'static str,
        node: Node<'_, '_>,
        message: impl Into<String>,
        source: &'static str,
    ) {
        let problem = Problem::error(code, self.span(node), message, source);
        self.problems.push(Problem { severity, ..problem });
    }

    fn span(&self, node: Node<'_, '_>) -> Range<usize> {
        head(self.text, node.range())
    }
}

/// What may stand within an `Access` alone.
const PARTS: [&str; 4] = ["RequiresAllOf", "RequiresAnyOf", "AccessProfileList", "AccessProfile"];

fn is(node: Node<'_, '_>, wanted: &str) -> bool {
    node.has_tag_name((NAMESPACE, wanted))
}

fn is_within_access(node: Node<'_, '_>) -> bool {
    node.ancestors().skip(1).any(|one| is(one, "Access") || is(one, "ExternalAccess"))
}
