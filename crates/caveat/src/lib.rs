//! tmp
pub mod answer;
pub mod caveat;
pub mod decide;
pub mod entry;
pub mod facts;
pub mod id;
pub mod ledger;
pub mod party;
pub mod question;
pub mod read;
pub mod scenario;
pub mod scheme;
pub mod time;
pub mod words;
