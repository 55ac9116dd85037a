//! `caveat marking`: what is written on the page, explained, checked and mended.

mod batch;
mod check;
mod explain;
mod fix;
mod lines;
mod replace;
mod schemes;

pub(crate) use check::check;
pub(crate) use explain::explain;
pub(crate) use fix::fix;
