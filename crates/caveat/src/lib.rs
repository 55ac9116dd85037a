//! Who may share what with whom, by whose right, with whose consent: the model, and every rule that decides.
//!
//! ```
//! use std::sync::Arc;
//!
//! use caveat::decide::{Half, Outcome};
//! use caveat::question::NoJudge;
//! use caveat::scenario::Scenario;
//!
//! // A supplier sends its data to a maker, for the maker alone. Then the press asks.
//! let story = r#"
//!     entry = [
//!         { party = "supplier", kind = "body" },
//!         { party = "maker", kind = "body" },
//!         { party = "press", kind = "body" },
//!         { item = "data", originator = "supplier", caveats = [{ audience = "maker" }] },
//!         { disclosure = "sent", of = "data", actor = "supplier", to = "maker" },
//!     ]
//!
//!     [[ask]]
//!     actor = "maker"
//!     item = "data"
//!     to = "press"
//!     on = 2025-03-01
//!
//!     [[ask]]
//!     actor = "maker"
//!     item = "data"
//!     to = "press"
//!     on = 2025-03-01
//!     suppose = [{ grant = "agreed", by = "supplier", items = "data", to = "press" }]
//! "#;
//! let scenario = Scenario::read(story.as_bytes()).expect("it is well formed");
//!
//! // Each question is put to what the ledger held. No house rules here, so nobody judges them.
//! let answers = scenario.asks.iter().map(|ask| ask.put(&scenario, Arc::new(NoJudge)).decision);
//! let [as_it_is, if_agreed] = answers.collect::<Result<Vec<_>, _>>()?.try_into().expect("two questions");
//!
//! assert_eq!(as_it_is.outcome(), Outcome::Denied);
//! assert_eq!((as_it_is.right(), as_it_is.consent()), (Half::NotInQuestion, Half::No));
//! assert_eq!(if_agreed.outcome(), Outcome::Permitted);
//! # Ok::<(), caveat::question::Unanswerable>(())
//! ```
//!
//! `docs/semantics.md` says to the letter what is decided, and `docs/architecture.md` how the crates and modules
//! stand to each other. Nothing here opens a file or a socket, reads a clock or the environment, or draws a random
//! number: a decision is a function of a question and of the entries up to a position.
//!
//! The modules stand in reading order, and each uses only those above it.

pub mod time;
pub mod id;
pub mod words;
pub mod set;
pub mod json;
pub mod party;
pub mod caveat;
pub mod scheme;
pub mod marking;
pub mod entry;
pub mod write;
pub mod ledger;
pub mod snapshot;
pub mod question;
pub mod facts;
pub mod decide;
pub mod consent;
pub mod recall;
pub mod due;
pub mod answer;
pub mod bulk;
pub mod archive;
pub mod turns;
pub mod scenario;
pub mod read;
