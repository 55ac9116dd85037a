//! What is printed reads as the same, with nothing to say about it.

mod markings;

use caveat_marking::us::marking::Marking;
use caveat_marking::us::read::{Form, Part, read};
use proptest::prelude::*;

fn comes_back(marking: &Marking, form: Form) -> Result<(), TestCaseError> {
    let text = marking.print(form);
    let reading = read(&text, Some(form));
    prop_assert_eq!(&reading.problems, &vec![], "{}", text);
    prop_assert_eq!(reading.marking.as_ref(), Some(marking), "{}", text);
    for token in &reading.tokens {
        prop_assert!(
            text.get(token.span.clone()).is_some_and(|typed| !typed.is_empty()),
            "{}: {:?}",
            text,
            token
        );
        prop_assert!(!matches!(token.part, Part::Unknown(_)), "{}", text);
    }
    prop_assert!(
        reading.tokens.is_sorted_by(|one, other| one.span.end <= other.span.start),
        "tokens of {} lie over one another: {:?}",
        text,
        reading.tokens
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_banner_comes_back(marking in markings::marking(Form::Banner)) {
        comes_back(&marking, Form::Banner)?;
    }

    #[test]
    fn a_portion_comes_back(marking in markings::marking(Form::Portion)) {
        comes_back(&marking, Form::Portion)?;
        let in_parentheses = format!("({})", marking.portion());
        let reading = read(&in_parentheses, None);
        prop_assert_eq!(reading.form, Form::Portion);
        prop_assert_eq!(reading.marking, Some(marking));
        prop_assert_eq!(reading.problems, vec![]);
    }

    #[test]
    fn case_and_spaces_are_warned_of_and_change_nothing(marking in markings::marking(Form::Banner)) {
        let text = marking.banner().to_lowercase().replace('/', " / ").replace("/  /", "//");
        let reading = read(&text, Some(Form::Banner));
        prop_assert_eq!(reading.marking.as_ref(), Some(&marking), "{}", text);
        prop_assert!(caveat_marking::problem::are_harmless(&reading.problems), "{:?}", reading.problems);
    }
}
