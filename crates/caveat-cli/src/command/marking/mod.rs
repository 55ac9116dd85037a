//! `caveat marking`: what is written on the page, explained, checked, mended and rolled up.

mod batch;
mod check;
mod convert;
mod document;
mod email;
mod explain;
mod explain_file;
mod fix;
mod label;
mod label_file;
mod lines;
mod object;
mod recorded;
mod rollup;
mod schemes;

pub(crate) use check::check;
pub(crate) use convert::convert;
pub(crate) use explain::explain;
pub(crate) use fix::fix;
pub(crate) use label::label;
pub(crate) use rollup::rollup;
