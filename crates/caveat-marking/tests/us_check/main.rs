//! What is checked in markings of the United States, against what ODNI published.

mod published;
mod ism_rules;
mod correct;
mod breakages;
mod page;
mod mends;
mod ism;
