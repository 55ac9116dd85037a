//! Australia's markings as they stand in an e-mail: in its subject, or in a header.

use caveat::marking::{Dates, Examined, Reader, Understood};
use caveat_marking::au_email::{self, HEADER, Reading};
use caveat_marking::mend;
use caveat_marking::problem::{Problem, Severity, are_harmless};

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

/// The text with what can be mended mended, where it is an e-mail's and the scheme Australia's, and the problems that
/// are left. What a mend would change of what the mark says is no mend.
pub(super) fn fix(reader: &Reader<'_>, text: &str) -> Option<(String, Vec<Problem>)> {
    read(reader, text)?;
    let before = reading(text)?;
    let certain = before.problems.iter().filter(|problem| problem.severity == Severity::Warning);
    let ways = [mend::make(text, &before.problems), mend::make(text, certain)];
    let same = |way: &String| reading(way).is_some_and(|after| after.marking == before.marking);
    let mended = ways.into_iter().find(same).unwrap_or_else(|| text.to_owned());
    let (_, left) = read(reader, &mended)?;
    Some((mended, left))
}

/// The marking as it stands on a page, if everything in it is understood, and what is wrong with it.
fn read(reader: &Reader<'_>, text: &str) -> Option<(Option<String>, Vec<Problem>)> {
    if reader.scheme().id.as_str() != AU || !looks_like(text) {
        return None;
    }
    let Reading { marking, mut problems, .. } = reading(text)?;
    let page = marking.text().filter(|_| are_harmless(&problems));
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
    fn what_a_mend_does_not_change_is_mended() {
        let schemes = super::super::schemes::Schemes::default();
        let mut readers = schemes.readers();
        let reader = readers.reader(Some("au"), "").unwrap();
        for (text, mended, left) in [
            ("Re [SEC=SECRET,CAVEAT=RI:AUSTEO]", "Re [SEC=SECRET, CAVEAT=RI:AUSTEO]", 0),
            ("[SEC=secret]", "[SEC=SECRET]", 0),
            (
                "[SEC=SECRET, ACCESS=Legal-Privilege, CAVEAT=RI:AUSTEO]",
                "[SEC=SECRET, CAVEAT=RI:AUSTEO, ACCESS=Legal-Privilege]",
                0,
            ),
            ("[SEC=SECRET", "[SEC=SECRET", 1),
            ("[SEC=SECRET, CAVEAT=RI:REL GBR]", "[SEC=SECRET, CAVEAT=RI:REL GBR]", 1),
            ("[SEC=HIGH]", "[SEC=HIGH]", 1),
        ] {
            let (found, problems) = fix(reader, text).unwrap();
            assert_eq!((found.as_str(), problems.len().min(1)), (mended, left), "{text}: {problems:?}");
        }
        assert_eq!(fix(reader, "SECRET"), None);
        let us = readers.reader(Some("us"), "").unwrap();
        assert_eq!(fix(us, "[SEC=secret]"), None);
    }

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
