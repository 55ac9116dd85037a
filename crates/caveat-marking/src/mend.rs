//! Makes the mends that problems carry.

use crate::problem::{Mend, Problem};

/// The text with these problems' mends made, in the order of the text. Of two that overlap, the one that begins
/// first is made, of two that begin together the longer, and the other is left for the next time.
pub fn make<'a>(text: &str, problems: impl IntoIterator<Item = &'a Problem>) -> String {
    let mut mends: Vec<&Mend> = problems.into_iter().filter_map(|problem| problem.mend.as_ref()).collect();
    mends.sort_by_key(|mend| (mend.span.start, std::cmp::Reverse(mend.span.end)));
    let mut made = String::with_capacity(text.len());
    let mut done = 0;
    for mend in mends {
        let Some(kept) = text.get(done..mend.span.start) else { continue };
        if mend.span.end < mend.span.start || text.get(mend.span.clone()).is_none() {
            continue;
        }
        made.push_str(kept);
        made.push_str(&mend.text);
        done = mend.span.end;
    }
    made.push_str(text.get(done..).unwrap_or_default());
    made
}

#[cfg(test)]
mod tests {
    use super::make;
    use crate::problem::Problem;

    fn mend(span: std::ops::Range<usize>, text: &str) -> Problem {
        Problem::warning("a", span, "b", "c").mend(text)
    }

    #[test]
    fn mends_are_made_in_the_order_of_the_text() {
        assert_eq!(make("abcdef", &[mend(4..5, "E"), mend(0..1, "A"), mend(2..2, "!")]), "Ab!cdEf");
    }

    #[test]
    fn of_two_that_overlap_one_is_made() {
        assert_eq!(make("abcdef", &[mend(1..3, "-"), mend(2..5, "+")]), "a-def");
        assert_eq!(make("abcdef", &[mend(1..3, "-"), mend(1..5, "+")]), "a+f");
    }

    #[test]
    fn a_mend_outside_the_text_is_left_out() {
        assert_eq!(make("äb", &[mend(1..2, "x"), mend(9..12, "y")]), "äb");
    }
}
