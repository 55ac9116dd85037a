//! Many writers on one register within a process: what waits together is made durable together.
//!
//! A commit costs one sync of the disk, whatever it holds. So one thread takes everything that waits, appends it in
//! the order in which it came, commits once, and acknowledges each. Nothing is acknowledged before that commit.

use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use caveat::entry::Entry;

use crate::error::{Error, ErrorKind, Fault};
use crate::register::{RecordError, Recorded, Register};

/// The most requests that are made durable together: a bound on what one of them waits for.
const MAX_GROUP: usize = 1024;

/// A register that many threads record to.
#[derive(Debug)]
pub struct Writer {
    requests: Sender<Request>,
    thread: JoinHandle<Register>,
}

type Reply = Result<Recorded, RecordError>;

#[derive(Debug)]
struct Request {
    entries: Vec<Entry>,
    command: Option<String>,
    reply: SyncSender<Reply>,
}

impl Writer {
    /// Hands a register over to a thread that records for others.
    ///
    /// # Errors
    /// Where the system starts no thread.
    pub fn start(register: Register) -> Result<Self, Error> {
        let (requests, waiting) = channel();
        let thread = std::thread::Builder::new().name("register".to_owned());
        let thread = thread.spawn(move || serve(register, &waiting));
        let thread = thread
            .map_err(|error| Error::new(ErrorKind::Io, format!("the system starts no thread: {error}")))?;
        Ok(Self { requests, thread })
    }

    /// Records entries as [`Register::record`] does. Returns once they are durable.
    ///
    /// # Errors
    /// As there.
    pub fn record(&self, entries: Vec<Entry>, command: Option<String>) -> Reply {
        let (reply, answer) = sync_channel(1);
        let gone = || RecordError::Register(Error::new(ErrorKind::Broken, "the register is closed"));
        self.requests.send(Request { entries, command, reply }).map_err(|_| gone())?;
        answer.recv().map_err(|_| gone())?
    }

    /// Takes the register back, once everything that waits is recorded. Nothing where its thread died.
    pub fn finish(self) -> Option<Register> {
        drop(self.requests);
        self.thread.join().ok()
    }
}

fn serve(mut register: Register, waiting: &Receiver<Request>) -> Register {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(MAX_GROUP - 1));
        record(&mut register, group);
    }
    register
}

/// Records a group in one transaction. Where one of them is refused after part of it was appended, nothing of the
/// group is kept, and each is recorded by itself.
fn record(register: &mut Register, group: Vec<Request>) {
    let recorded = register.within(|pen| {
        let mut replies = Vec::with_capacity(group.len());
        for request in &group {
            let before = pen.state.next();
            let reply = pen.record(request.entries.clone(), request.command.as_deref());
            if reply.is_err() && pen.state.next() != before {
                return Err(Undone::Partly);
            }
            replies.push(reply);
        }
        Ok(replies)
    });
    match recorded {
        Ok(replies) => group.into_iter().zip(replies).for_each(|(request, reply)| answer(request, reply)),
        Err(Undone::Partly) => {
            for mut request in group {
                let entries = std::mem::take(&mut request.entries);
                let reply = register.record(entries, request.command.as_deref());
                answer(request, reply);
            }
        }
        Err(Undone::Failed(error)) => {
            group.into_iter().for_each(|request| answer(request, Err(error.clone().into())));
        }
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

fn answer(request: Request, reply: Reply) {
    // Who does not wait for it any more need not be told.
    let _ = request.reply.send(reply);
}
