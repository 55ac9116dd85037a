//! Many writers on one register within a process: what waits together is made durable together.
//!
//! A commit costs one sync of the disk, whatever it holds. So one thread takes everything that waits, appends it in
//! the order in which it came, commits once, and acknowledges each. Nothing is acknowledged before that commit.

use std::sync::Arc;
use std::thread::JoinHandle;

use caveat::entry::Entry;

use crate::draft::Draft;
use crate::error::{Error, ErrorKind, Fault};
use crate::queue::{Group, Open, Queue, Reply, Request};
use crate::register::{RecordError, Register};

/// The most requests that are made durable together: a bound on what one of them waits for.
const MAX_GROUP: usize = 1024;

/// A register that many threads record to.
#[derive(Debug)]
pub struct Writer {
    open: Open,
    thread: JoinHandle<Register>,
}

impl Writer {
    /// Hands a register over to a thread that records for others.
    ///
    /// # Errors
    /// Where the system starts no thread.
    pub fn start(register: Register) -> Result<Self, Error> {
        let open = Open(Arc::new(Queue::new(MAX_GROUP)));
        let served = Open(Arc::clone(&open.0));
        let thread = std::thread::Builder::new().name("register".to_owned());
        let thread = thread.spawn(move || serve(register, &served));
        let thread = thread
            .map_err(|error| Error::new(ErrorKind::Io, format!("the system starts no thread: {error}")))?;
        Ok(Self { open, thread })
    }

    /// Records entries as [`Register::record`] does. Returns once they are durable.
    ///
    /// # Errors
    /// As there.
    pub fn record(&self, entries: Vec<Entry>, command: Option<String>) -> Reply {
        let gone = || RecordError::Register(Error::new(ErrorKind::Broken, "the register is closed"));
        let answer = self.open.0.send(Request { entries, command }).ok_or_else(gone)?;
        answer.wait().ok_or_else(gone)?
    }

    /// Takes the register back, once everything that waits is recorded. Nothing where its thread died.
    pub fn finish(self) -> Option<Register> {
        drop(self.open);
        self.thread.join().ok()
    }
}

fn serve(mut register: Register, open: &Open) -> Register {
    while let Some(first) = open.0.next() {
        let mut together = vec![first];
        let replies = record(&mut register, &mut together, &open.0);
        let mut replies = replies.into_iter();
        together.into_iter().for_each(|group| group.answer(&mut replies));
    }
    register
}

/// Records groups in one transaction, and with them what comes while they are worked out. Where one request is refused
/// after part of it was appended, nothing of the groups is kept, and each request is recorded by itself.
fn record(register: &mut Register, together: &mut Vec<Group>, queue: &Queue) -> Vec<Reply> {
    let recorded = register.within(|pen| {
        let (mut draft, mut replies, mut next) = (Draft::default(), Vec::new(), 0);
        while let Some(group) = together.get_mut(next) {
            for request in &mut group.requests {
                let before = pen.state.next();
                let reply = draft.record(pen.state, &mut request.entries, request.command.as_deref());
                if reply.is_err() && pen.state.next() != before {
                    return Err(Undone::Partly);
                }
                replies.push(reply);
            }
            next += 1;
            if replies.len() < MAX_GROUP && next == together.len() {
                together.extend(queue.take());
            }
        }
        pen.put(draft)?;
        Ok(replies)
    });
    let requests = together.iter_mut().flat_map(|group| &mut group.requests);
    match recorded {
        Ok(replies) => replies,
        Err(Undone::Partly) => {
            let alone = |request: &mut Request| {
                register.record(std::mem::take(&mut request.entries), request.command.as_deref())
            };
            requests.map(alone).collect()
        }
        Err(Undone::Failed(error)) => requests.map(|_| Err(error.clone().into())).collect(),
    }
}

/// Why a group was not recorded.
enum Undone {
    Partly,
    Failed(Error),
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Fault for Undone {
    fn fault(&self) -> Option<&Error> {
        match self {
            Self::Partly => None,
            Self::Failed(error) => Some(error),
        }
    }
}
