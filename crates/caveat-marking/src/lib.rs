//! What is written on the page: markings read, checked and printed as the manuals have them.
//!
//! A scheme here is text and its rules. Which caveat a marking means, and who owns it, is for the crate `caveat`, which
//! stands above this one; and a banner computed from portions never asks who may have what.
//!
//! Nothing here opens a file, reads a clock or the environment. The modules stand in reading order, and each uses only
//! those above it.

pub mod problem;
pub mod mend;
pub mod country;
pub mod au_email;
pub mod nato;
pub mod tlp;
pub mod us;
pub mod words;
