//! The parts of an element, each taken by its name, so that nothing is passed over in silence.

use std::ops::Range;

use caveat_marking::problem::{Problem, Severity};
use roxmltree::Node;

use crate::xml::head;
use crate::{CLEARANCE, LABEL};

pub(crate) const SYNTAX: &str = "ADatP-4774 Ed. A, App. 1";

/// Where attributes may be that say nothing of confidentiality.
const FOREIGN: [&str; 2] =
    ["http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"];

/// A file on its way to a label.
pub(crate) struct Page<'a> {
    pub(crate) text: &'a str,
    pub(crate) problems: Vec<Problem>,
}

/// What of an element nobody has taken yet.
pub(crate) struct Parts<'a, 'input> {
    of: Node<'a, 'input>,
    elements: Vec<Node<'a, 'input>>,
    attributes: Vec<roxmltree::Attribute<'a, 'input>>,
}

impl Page<'_> {
    pub(crate) fn error(&mut self, code: &'static str, node: Node<'_, '_>, message: impl Into<String>) {
        let span = self.span(node);
        self.problems.push(Problem::error(code, span, message, SYNTAX));
    }

    pub(crate) fn error_at(&mut self, code: &'static str, span: Range<usize>, message: impl Into<String>) {
        self.problems.push(Problem::error(code, span, message, SYNTAX));
    }

    /// The start tag of an element.
    pub(crate) fn span(&self, node: Node<'_, '_>) -> Range<usize> {
        head(self.text, node.range())
    }

    /// Takes an element apart. Text that stands between its parts is an error.
    pub(crate) fn parts<'a, 'input>(&mut self, of: Node<'a, 'input>) -> Parts<'a, 'input> {
        for node in of.children().filter(|node| node.is_text()) {
            if node.text().is_some_and(|text| !text.trim().is_empty()) {
                let message = format!("text stands in `{}`, where only elements may", name(of));
                self.error_at("stanag-text", node.range(), message);
            }
        }
        Parts {
            of,
            elements: of.children().filter(Node::is_element).collect(),
            attributes: of.attributes().collect(),
        }
    }

    /// The same for an element that has text in it and nothing else: its attributes are what it has.
    pub(crate) fn parts_of_text<'a, 'input>(&mut self, of: Node<'a, 'input>) -> Parts<'a, 'input> {
        Parts { of, elements: Vec::new(), attributes: of.attributes().collect() }
    }

    /// The text of an element that has nothing else in it.
    pub(crate) fn content(&mut self, node: Node<'_, '_>) -> String {
        if let Some(inner) = node.children().find(Node::is_element) {
            let message = format!("`{}` stands in `{}`, where only text may", name(inner), name(node));
            self.error("stanag-unknown", inner, message);
        }
        node.children().filter(|node| node.is_text()).filter_map(|node| node.text()).collect()
    }

    /// The text of an element, which may not be empty.
    pub(crate) fn some_content(&mut self, node: Node<'_, '_>) -> String {
        let text = self.content(node);
        if text.trim().is_empty() {
            self.error("stanag-empty", node, format!("`{}` is empty", name(node)));
        }
        text
    }

    /// An instant with its offset.
    pub(crate) fn instant(&mut self, text: &str, span: Range<usize>) -> Option<jiff::Timestamp> {
        let text = text.trim();
        let instant = text.contains('T').then(|| text.parse().ok()).flatten();
        if instant.is_none() {
            self.error_at("stanag-date", span, format!("`{text}` is no instant with its offset from UTC"));
        }
        instant
    }
}

impl<'a, 'input> Parts<'a, 'input> {
    /// Every element of a name in the namespace of labels.
    pub(crate) fn many(&mut self, wanted: &str) -> Vec<Node<'a, 'input>> {
        self.many_in(LABEL, wanted)
    }

    pub(crate) fn many_in(&mut self, namespace: &str, wanted: &str) -> Vec<Node<'a, 'input>> {
        let is_it = |node: &Node<'_, '_>| node.has_tag_name((namespace, wanted));
        let found = self.elements.iter().copied().filter(|node| is_it(node)).collect();
        self.elements.retain(|node| !is_it(node));
        found
    }

    /// The one element of a name, or none.
    pub(crate) fn optional(&mut self, page: &mut Page<'_>, wanted: &str) -> Option<Node<'a, 'input>> {
        self.single(page, LABEL, wanted)
    }

    /// The one element of a name.
    pub(crate) fn required(&mut self, page: &mut Page<'_>, wanted: &str) -> Option<Node<'a, 'input>> {
        self.required_in(page, LABEL, wanted)
    }

    pub(crate) fn required_in(
        &mut self,
        page: &mut Page<'_>,
        namespace: &str,
        wanted: &str,
    ) -> Option<Node<'a, 'input>> {
        let found = self.single(page, namespace, wanted);
        if found.is_none() {
            let message = format!("`{}` has no `{wanted}`", name(self.of));
            page.error("stanag-missing", self.of, message);
        }
        found
    }

    fn single(&mut self, page: &mut Page<'_>, namespace: &str, wanted: &str) -> Option<Node<'a, 'input>> {
        let found = self.many_in(namespace, wanted);
        for further in found.iter().skip(1) {
            page.error("stanag-repeated", *further, format!("`{wanted}` stands in it twice"));
        }
        found.first().copied()
    }

    /// An attribute without a namespace, and where its value stands.
    pub(crate) fn attribute(&mut self, wanted: &str) -> Option<(String, Range<usize>)> {
        let is_it = |attribute: &roxmltree::Attribute<'_, '_>| {
            attribute.namespace().is_none() && attribute.name() == wanted
        };
        let at = self.attributes.iter().position(is_it)?;
        let attribute = self.attributes.remove(at);
        Some((attribute.value().to_owned(), attribute.range_value()))
    }

    /// An attribute that must be there.
    pub(crate) fn required_attribute(
        &mut self,
        page: &mut Page<'_>,
        wanted: &str,
    ) -> Option<(String, Range<usize>)> {
        let found = self.attribute(wanted);
        if found.is_none() {
            page.error("stanag-missing", self.of, format!("`{}` has no `{wanted}`", name(self.of)));
        }
        found
    }

    /// Says what nobody took. What could restrict is an error; `of_others` says how severe an element is that belongs
    /// to neither standard.
    pub(crate) fn finish(self, page: &mut Page<'_>, of_others: Severity) {
        for node in &self.elements {
            let own = node.tag_name().namespace().is_some_and(|uri| [LABEL, CLEARANCE].contains(&uri));
            let message = format!("`{}` is nothing that `{}` has", name(*node), name(self.of));
            let problem = Problem::error("stanag-unknown", page.span(*node), message, SYNTAX);
            let severity = if own { Severity::Error } else { of_others };
            page.problems.push(Problem { severity, ..problem });
        }
        for attribute in &self.attributes {
            if attribute.namespace().is_some_and(|uri| FOREIGN.contains(&uri)) {
                continue;
            }
            let message = format!("`{}` is no attribute that `{}` has", attribute.name(), name(self.of));
            page.problems.push(Problem::warning("stanag-attribute", attribute.range(), message, SYNTAX));
        }
    }
}

/// What an element is called.
pub(crate) fn name(node: Node<'_, '_>) -> String {
    node.tag_name().name().to_owned()
}
