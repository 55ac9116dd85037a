//! `caveat marking`: what is written on the page, explained, checked, mended and rolled up.

mod batch;
mod check;
mod convert;
mod document;
mod explain;
mod fix;
mod lines;
mod object;
mod recorded;
mod replace;
mod rollup;
mod schemes;

pub(crate) use check::check;
pub(crate) use convert::convert;
pub(crate) use explain::explain;
pub(crate) use fix::fix;
pub(crate) use rollup::rollup;
