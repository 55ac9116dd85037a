//! Australia's markings as they stand in an e-mail: in its subject, or in a header.

use caveat::marking::{Dates, Examined, Reader, Understood};
use caveat_marking::au_email::{self, HEADER, Reading};
use caveat_marking::problem::Problem;

/// The scheme whose markings they are.
const AU: &str = "au";

/// Whether a text has the form of an e-mail's mark.
pub(super) fn looks_like(text: &str) -> bool {
    let text = text.trim_start().to_ascii_lowercase();
    text.contains("[sec=") || text.starts_with(&format!("{}:", HEADER.to_ascii_lowercase()))
}

/// The marking as a scheme examines it, where the text is an e-mail's and the scheme Australia's.
pub(super) fn examine(reader: &Reader<'_>, text: &str) -> Option<Examined> {
    let (page, problems) = read(reader, text)?;
    Some(Examined { canonical: page.filter(|page| reader.examine(page, None).is_valid()), problems })
}

/// What it means, where the text is an e-mail's and the scheme Australia's.
pub(super) fn understand(reader: &Reader<'_>, text: &str, dates: Dates) -> Option<Understood> {
    let (page, problems) = read(reader, text)?;
    // Without a text for the page nobody can read it, and nobody may have it.
    let mut understood = reader.understand(page.as_deref().unwrap_or(text), None, dates);
    if page.is_none() {
        understood.canonical = None;
    }
    understood.problems = problems;
    Some(understood)
}

/// The marking as it stands on a page, if everything in it is understood, and what is wrong with it.
fn read(reader: &Reader<'_>, text: &str) -> Option<(Option<String>, Vec<Problem>)> {
    if reader.scheme().id.as_str() != AU || !looks_like(text) {
        return None;
    }
    let Reading { marking, mut problems, .. } = reading(text)?;
    let page = marking.text().filter(|_| caveat_marking::problem::are_harmless(&problems));
    if let Some(page) = &page {
        let of_page = reader.examine(page, None).problems.into_iter();
        // What the scheme says of it is about the whole of it.
        problems.extend(of_page.map(|problem| Problem { span: 0..text.len(), mend: None, ..problem }));
    }
    Some((page, problems))
}

fn reading(text: &str) -> Option<Reading> {
    let is_header =
        text.trim_start().get(..HEADER.len()).is_some_and(|name| name.eq_ignore_ascii_case(HEADER));
    if is_header { Some(au_email::read_header(text)) } else { au_email::read_subject(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_of_an_email_is_told_by_its_form() {
        for text in [
            "[SEC=OFFICIAL]",
            "Re: lunch [sec=SECRET]",
            "X-Protective-Marking: VER=2024.1",
            " x-protective-marking:",
        ] {
            assert!(looks_like(text), "{text}");
        }
        for text in ["", "SECRET", "SEC=OFFICIAL", "X-Protective-Markings", "[SECRET]"] {
            assert!(!looks_like(text), "{text}");
        }
    }
}
