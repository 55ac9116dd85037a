//! The registers that are kept, one of each version of the format, and copies of them to work on.
#![allow(unreachable_pub, reason = "each test uses its part")]

mod fixtures;

pub use fixtures::*;

use crate::harness::Desk;

impl Kept {
    /// A copy of the register.
    pub fn copy(self) -> Desk {
        let desk = Desk::new();
        self.put(&desk.place.register, &desk.place.keeper);
        desk
    }
}
