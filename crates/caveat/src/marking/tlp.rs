//! The Traffic Light Protocol (FIRST, version 2.0), label by label. Everything in it is the source's.

use caveat_marking::tlp::{self, Label};

use super::{Marked, Understood, audience, member, nobody};
use crate::caveat::{RelativeAudience, Test};
use crate::scheme::Scheme;

/// Reads the labels and says what they mean.
pub(super) fn understand(scheme: &Scheme, text: &str) -> Understood {
    let examined = tlp::examine(text);
    let Some(marking) = examined.reading.marking else {
        return Understood::nothing(text, examined.problems);
    };
    let mut marked = Vec::new();
    let mut carried = Vec::new();
    if let Some(label) = marking.label {
        match means(scheme, label) {
            Some(test) => marked.push(Marked::new(label.as_str(), test)),
            None => carried.push((label.as_str().to_owned(), "it may go to everybody".to_owned())),
        }
    }
    if marking.chatham_house {
        marked.push(Marked::new(tlp::CHATHAM_HOUSE, Test::Unattributed));
    }
    if let Some(pap) = marking.pap {
        carried.push((pap.as_str().to_owned(), "it is about use, not about who may have it".to_owned()));
    }
    for unknown in &marking.unknown {
        marked.push(Marked::unreadable(unknown, &format!("nobody knows what {unknown} means")));
    }
    // A text without a label of the protocol says nothing of who may have it.
    if marking.label.is_none() && marking.unknown.is_empty() {
        marked.push(Marked::unreadable("(no TLP label)", "it has no label of the Traffic Light Protocol"));
    }
    Understood { marked, carried, problems: examined.problems, canonical: examined.canonical }
}

/// What a label asks. No label counts again from a further recipient.
fn means(scheme: &Scheme, label: Label) -> Option<Test> {
    let relative = |clients| Test::Relative(RelativeAudience { clients, affiliates: false, rebases: 0 });
    let test = match label {
        Label::Clear => return None,
        // Whom the source means is the community that the scheme defines. Where it defines none, it is only sure
        // that nobody is meant less by GREEN than by AMBER.
        Label::Green => match scheme.parties.get(label.as_str()) {
            Some(community) => Test::Any(vec![audience([member(community.clone())], None), relative(true)]),
            None => relative(true),
        },
        Label::Amber => relative(true),
        Label::AmberStrict => relative(false),
        Label::Red => nobody("it is for those alone whom its source gives it to"),
    };
    Some(test)
}
