//! A TLP marking as it is meant, and its one canonical text.

/// How far information may go (FIRST, TLP 2.0). They order by how narrow they are: [`Label::Red`] is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Label {
    /// TLP:CLEAR, which was TLP:WHITE before 2.0: no limit.
    Clear,
    /// TLP:GREEN: the community.
    Green,
    /// TLP:AMBER: the own organisation and its clients.
    Amber,
    /// TLP:AMBER+STRICT: the own organisation.
    AmberStrict,
    /// TLP:RED: the recipients and nobody else.
    Red,
}

impl Label {
    /// Every label, the widest first.
    pub const ALL: [Self; 5] = [Self::Clear, Self::Green, Self::Amber, Self::AmberStrict, Self::Red];

    /// As it is written: `TLP:AMBER+STRICT`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "TLP:CLEAR",
            Self::Green => "TLP:GREEN",
            Self::Amber => "TLP:AMBER",
            Self::AmberStrict => "TLP:AMBER+STRICT",
            Self::Red => "TLP:RED",
        }
    }
}

/// What may be done with information (the Permissible Actions Protocol). It says nothing of who may have it. They order
/// by how much they forbid: [`Pap::Red`] is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pap {
    /// PAP:CLEAR, also PAP:WHITE: anything.
    Clear,
    /// PAP:GREEN: active actions too.
    Green,
    /// PAP:AMBER: passive checks, with third parties too.
    Amber,
    /// PAP:RED: nothing that can be detected from outside.
    Red,
}

impl Pap {
    /// Every one, the freest first.
    pub const ALL: [Self; 4] = [Self::Clear, Self::Green, Self::Amber, Self::Red];

    /// As it is written: `PAP:AMBER`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clear => "PAP:CLEAR",
            Self::Green => "PAP:GREEN",
            Self::Amber => "PAP:AMBER",
            Self::Red => "PAP:RED",
        }
    }
}

/// The tag that the source is not to be named (the Chatham House Rule), in upper case as the MISP taxonomy `tlp`
/// expands it.
pub const CHATHAM_HOUSE: &str = "TLP:EX:CHR";

/// A TLP marking. Nothing typed is left out of it: what is not understood is in `unknown`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Marking {
    /// The label. Of several the narrowest, while the others are `unknown`. None: nothing says how far it may go, so it
    /// may go nowhere.
    pub label: Option<Label>,
    /// What may be done with it: carried along. Of several the strictest, while the others are `unknown`.
    pub pap: Option<Pap>,
    /// Whether the source is not to be named: `tlp:ex:chr`.
    pub chatham_house: bool,
    /// What is not understood, as it was typed, in its order. If there is any, the marking permits nothing.
    pub unknown: Vec<String>,
}

impl Marking {
    /// The canonical text: the label, then PAP, then `TLP:EX:CHR`, a space between two of them; then whatever is not
    /// understood, a comma and a space before each.
    pub fn print(&self) -> String {
        let known: Vec<&str> = [
            self.label.map(Label::as_str),
            self.pap.map(Pap::as_str),
            self.chatham_house.then_some(CHATHAM_HOUSE),
        ]
        .into_iter()
        .flatten()
        .collect();
        let known = known.join(" ");
        let parts = std::iter::once(known.as_str()).filter(|text| !text.is_empty());
        parts.chain(self.unknown.iter().map(String::as_str)).collect::<Vec<_>>().join(", ")
    }
}
