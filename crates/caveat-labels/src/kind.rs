//! What kind of file it is, before it is read.

use crate::xml::{STANAG, document, text};
use crate::{CLEARANCE, LABEL};

/// What a file is to be read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A confidentiality label of STANAG 4774.
    Label,
    /// A confidentiality clearance of STANAG 4774.
    Clearance,
    /// Any other XML: a document, which may have attributes of IC-ISM.
    Document,
}

/// What a file is to be read as, by its root element; where that cannot be found, by the namespaces that stand in it,
/// so that what is wrong with it is told as of that kind.
pub fn kind(file: &[u8]) -> Kind {
    let root = text(&STANAG, file).ok().and_then(|text| {
        let document = document(&STANAG, text).ok()?;
        let tag = document.root_element().tag_name();
        Some((tag.name().to_owned(), tag.namespace().unwrap_or_default().to_owned()))
    });
    let holds = |wanted: &str| file.windows(wanted.len()).any(|window| window == wanted.as_bytes());
    match root {
        Some((name, namespace)) if namespace == CLEARANCE || name == "ConfidentialityClearance" => {
            Kind::Clearance
        }
        Some((name, namespace)) if namespace == LABEL || name.ends_with("ConfidentialityLabel") => {
            Kind::Label
        }
        Some(_) => Kind::Document,
        None if holds(CLEARANCE) => Kind::Clearance,
        None if holds(LABEL) => Kind::Label,
        None => Kind::Document,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_root_says() {
        for (file, expected) in [
            (format!("<a:originatorConfidentialityLabel xmlns:a='{LABEL}'/>"), Kind::Label),
            ("<originatorConfidentialityLabel/>".to_owned(), Kind::Label),
            (format!("<ConfidentialityClearance xmlns='{CLEARANCE}' xmlns:l='{LABEL}'/>"), Kind::Clearance),
            (format!("<x xmlns='{CLEARANCE}'/>"), Kind::Clearance),
            (format!("<article xmlns:l='{LABEL}'/>"), Kind::Document),
            ("<article/>".to_owned(), Kind::Document),
            (format!("<a xmlns='{LABEL}'"), Kind::Label),
            (format!("<a xmlns='{CLEARANCE}' xmlns:l='{LABEL}'"), Kind::Clearance),
            (String::new(), Kind::Document),
            ("SECRET".to_owned(), Kind::Document),
        ] {
            assert_eq!(kind(file.as_bytes()), expected, "{file}");
        }
        assert_eq!(kind(b"\xff"), Kind::Document);
    }
}
