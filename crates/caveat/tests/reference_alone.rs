//! The plain reference alone.
mod reference;
