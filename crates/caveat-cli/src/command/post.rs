//! One request to a witness.

use std::time::Duration;

use caveat_register::system_words;
use ureq::{Agent, http::header::CONTENT_TYPE};

/// How long a witness may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest answer that is read, in bytes: a hundred signature lines are shorter.
const MAX_ANSWER: u64 = 64 * 1024;

/// What was answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answered {
    pub(super) status: u16,
    pub(super) body: String,
}

/// Posts a text to an address.
pub(super) fn post(address: &str, body: &str) -> Result<Answered, String> {
    // What a status means is the caller's to say, and nobody is followed elsewhere.
    let settings = Agent::config_builder()
        .timeout_global(Some(PATIENCE))
        .http_status_as_error(false)
        .max_redirects(0)
        .build();
    let request =
        Agent::new_with_config(settings).post(address).header(CONTENT_TYPE, "text/plain; charset=utf-8");
    let mut answer = request.send(body).map_err(|error| plain(&error))?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_string();
    Ok(Answered { status, body: body.map_err(|error| plain(&error))? })
}

/// What went wrong, in our words where the library's are its own.
fn plain(error: &ureq::Error) -> String {
    match error {
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => "it is no address".to_owned(),
        ureq::Error::HostNotFound => "nobody goes by that name".to_owned(),
        ureq::Error::Timeout(_) => "it does not answer in time".to_owned(),
        ureq::Error::ConnectionFailed => "nobody answers there".to_owned(),
        ureq::Error::BodyExceedsLimit(_) => "it answers more than a witness says".to_owned(),
        ureq::Error::Protocol(_) => "it does not answer in HTTP".to_owned(),
        ureq::Error::Io(error) => system_words(error),
        other => other.to_string(),
    }
}
