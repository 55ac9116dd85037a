//! Where each of the rules of ISM 2022-DEC is answered for.
//!
//! ISM.XML V2022-DEC (ODNI, public release) has 420 rules for the attributes of a document. A marking is text, and many
//! of them are about other things. The table says for each of them by which problems of this crate it is covered, or
//! why nothing that this crate looks at can break it.

/// The table: `rule`, `standing`, and the codes or the reason, with tabs between them.
const TABLE: &str = include_str!("../data/ism-rules.tsv");

/// A rule of ISM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IsmRule {
    /// `ISM-ID-00045`.
    pub id: &'static str,
    /// Where it is answered for.
    pub standing: Standing,
}

/// Where a rule is answered for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// What breaks it has one of the problems with these codes: a marking `us-…`, a document `us-doc-…`, and attributes
    /// by themselves `us-ism-…`.
    Covered(Vec<&'static str>),
    /// Neither the text of a marking or a document nor a set of attributes breaks it, for this reason.
    NotText(&'static str),
}

/// All rules, in their order.
pub fn ism_rules() -> impl Iterator<Item = IsmRule> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(rule)
}

fn rule(line: &'static str) -> Option<IsmRule> {
    let mut fields = line.splitn(3, '\t');
    let (id, standing, rest) = (fields.next()?, fields.next()?, fields.next()?);
    let standing = match standing {
        "covered" => Standing::Covered(rest.split(',').collect()),
        "not-text" => Standing::NotText(rest),
        _ => return None,
    };
    Some(IsmRule { id, standing })
}
