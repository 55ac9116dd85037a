//! What waits to be recorded, and who waits for it.
//!
//! Whoever waits for the same commit is woken by one call of the system: to wake each by itself takes longer than to
//! record what they sent.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, OnceLock, PoisonError};

use caveat::entry::Entry;

use crate::register::{RecordError, Recorded};

/// Entries that are recorded together or not at all.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) entries: Vec<Entry>,
    pub(crate) command: Option<String>,
}

pub(crate) type Reply = Result<Recorded, RecordError>;

/// Requests that are answered together.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) requests: Vec<Request>,
    answers: Arc<Answers>,
}

/// The answers to a group, once they are there: none at all where nobody will answer any more.
type Answers = OnceLock<Vec<Mutex<Option<Reply>>>>;

impl Group {
    fn new() -> Self {
        Self { requests: Vec::new(), answers: Arc::default() }
    }

    /// Answers its requests, in their order, by as many of the replies.
    pub(crate) fn answer(self, replies: &mut impl Iterator<Item = Reply>) {
        let replies = replies.take(self.requests.len()).map(|reply| Mutex::new(Some(reply)));
        // Nobody else answers.
        let _ = self.answers.set(replies.collect());
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        // Where it was answered that stands.
        let _ = self.answers.set(Vec::new());
    }
}

/// An answer that is to come.
#[derive(Debug)]
pub(crate) struct Answer {
    answers: Arc<Answers>,
    index: usize,
}

impl Answer {
    /// Waits for it. Nothing where none will come.
    pub(crate) fn wait(self) -> Option<Reply> {
        self.answers.wait().get(self.index)?.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Groups in the order in which they came.
#[derive(Debug)]
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    /// There is something, or there will be nothing any more.
    there: Condvar,
    /// How many requests a group has at most.
    most: usize,
}

#[derive(Debug, Default)]
struct Waiting {
    groups: VecDeque<Group>,
    /// Whether somebody waits for a group and was not called yet.
    is_idle: bool,
    closed: bool,
}

impl Queue {
    pub(crate) fn new(most: usize) -> Self {
        Self { waiting: Mutex::default(), there: Condvar::new(), most }
    }

    /// Puts a request at the end. Nothing where the queue is closed.
    pub(crate) fn send(&self, request: Request) -> Option<Answer> {
        let mut waiting = self.waiting.lock().ok()?;
        if waiting.closed {
            return None;
        }
        if waiting.groups.back().is_none_or(|group| group.requests.len() >= self.most) {
            waiting.groups.push_back(Group::new());
        }
        let group = waiting.groups.back_mut()?;
        let answer = Answer { answers: Arc::clone(&group.answers), index: group.requests.len() };
        group.requests.push(request);
        let calls = std::mem::take(&mut waiting.is_idle);
        drop(waiting);
        if calls {
            self.there.notify_one();
        }
        Some(answer)
    }

    /// Takes the first group out, if there is one.
    pub(crate) fn take(&self) -> Option<Group> {
        self.waiting.lock().ok()?.groups.pop_front()
    }

    /// Takes the first group out, once there is one. Nothing where there will be none any more.
    pub(crate) fn next(&self) -> Option<Group> {
        let mut waiting = self.waiting.lock().ok()?;
        loop {
            match waiting.groups.pop_front() {
                None if !waiting.closed => {
                    waiting.is_idle = true;
                    waiting = self.there.wait(waiting).ok()?;
                }
                next => return next,
            }
        }
    }

    /// Takes nothing in any more. What waits is still there to be taken.
    fn close(&self) {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.there.notify_all();
    }

    /// Drops what waits, which is not answered.
    fn clear(&self) {
        let groups = std::mem::take(&mut self.waiting.lock().unwrap_or_else(PoisonError::into_inner).groups);
        drop(groups);
    }
}

/// A queue that is closed as soon as this is dropped.
#[derive(Debug)]
pub(crate) struct Open(pub(crate) Arc<Queue>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.close();
        if std::thread::panicking() {
            self.0.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Error, ErrorKind};

    fn request() -> Request {
        Request { entries: Vec::new(), command: None }
    }

    fn reply(message: &str) -> Reply {
        Err(Error::new(ErrorKind::Refused, message).into())
    }

    fn told(answer: Answer) -> Option<String> {
        answer.wait().map(|reply| reply.unwrap_err().to_string())
    }

    #[test]
    fn each_request_has_the_answer_at_its_place() {
        let queue = Queue::new(2);
        let [one, two, three] = [(); 3].map(|()| queue.send(request()).unwrap());
        let mut replies = ["one", "two", "three"].map(reply).into_iter();
        let groups = [queue.take(), queue.next(), queue.take()];
        assert_eq!(
            groups.each_ref().map(|group| group.as_ref().map_or(0, |group| group.requests.len())),
            [2, 1, 0]
        );
        groups.into_iter().flatten().for_each(|group| group.answer(&mut replies));
        assert_eq!([three, one, two].map(told), ["three", "one", "two"].map(|text| Some(text.to_owned())));
    }

    #[test]
    fn a_request_that_nobody_answers_is_told_so() {
        let queue = Queue::new(10);
        let [first, second] = [(); 2].map(|()| queue.send(request()).unwrap());
        let group = queue.take().unwrap();
        group.answer(&mut [reply("one")].into_iter());
        assert_eq!((told(first), told(second)), (Some("one".to_owned()), None));
        let dropped = queue.send(request()).unwrap();
        drop(queue.take());
        assert_eq!(told(dropped), None);
    }

    #[test]
    fn a_closed_queue_takes_nothing_in_and_gives_out_what_waits() {
        let queue = Arc::new(Queue::new(10));
        let waits = queue.send(request()).unwrap();
        drop(Open(Arc::clone(&queue)));
        assert!(queue.send(request()).is_none());
        queue.next().unwrap().answer(&mut [reply("one")].into_iter());
        assert_eq!(told(waits), Some("one".to_owned()));
        assert!(queue.next().is_none());
    }

    #[test]
    fn whoever_waits_when_the_thread_dies_is_told_so() {
        let queue = Arc::new(Queue::new(10));
        let waits = queue.send(request()).unwrap();
        let served = Open(Arc::clone(&queue));
        let thread = std::thread::spawn(move || {
            let _served = served;
            std::panic::resume_unwind(Box::new("it died"));
        });
        assert!(thread.join().is_err());
        assert_eq!((told(waits), queue.send(request()).is_none()), (None, true));
    }
}
