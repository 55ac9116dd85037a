//! Exit statuses. Each means one thing; they change only with a major version.

use std::process::ExitCode;

use caveat::decide::Outcome;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// The answer to one question, by `ask`, by `run --ask`, or by a `share` that was not permitted.
    Answered(Outcome),
    /// What was asked for was done: recorded (by `share` against the answer too), shown, or found as expected.
    Done,
    /// Something failed, or was not as expected, or has no answer.
    Failed,
    /// It was used wrongly. The parser of the arguments ends with the same status.
    Usage,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Done | Status::Answered(Outcome::Permitted) => 0,
            Status::Failed => 1,
            Status::Usage => 2,
            Status::Answered(Outcome::Denied) => 3,
            Status::Answered(Outcome::ByRightAlone) => 4,
            Status::Answered(Outcome::ByConsentAlone) => 5,
        })
    }
}
