//! Commands that were carried out before.

use caveat::time::Position;

use crate::register::Register;

impl Register {
    /// Where the entries stand that a command wrote, if it was carried out: the first, and how many. What it says can
    /// then be read again on what stood before.
    pub fn carried_out(&self, command: &str) -> Option<(Position, u64)> {
        self.state.commands.get(command).copied()
    }
}
