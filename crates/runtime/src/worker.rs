//! Work that may have to wait for a disk: done one thing after the other, on a thread that is there
//! only while there is something to do, so that nobody else waits.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};

/// More than this is not waiting at once, however long the disk takes.
const MOST: usize = 256;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Does what is posted, with what it works on.
#[derive(Debug)]
pub struct Worker<S>(Arc<Shared<S>>);

#[derive(Debug)]
struct Shared<S> {
    name: &'static str,
    state: Mutex<State<S>>,
    rests: Condvar,
}

struct State<S> {
    jobs: VecDeque<Job<S>>,
    /// `None` while a thread has it.
    tool: Option<S>,
}

impl<S> std::fmt::Debug for State<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("State").finish_non_exhaustive()
    }
}

impl<S: Send + 'static> Worker<S> {
    /// `name` is that of its thread.
    pub fn new(name: &'static str, tool: S) -> Self {
        let state = State {
            jobs: VecDeque::new(),
            tool: Some(tool),
        };
        Self(Arc::new(Shared {
            name,
            state: Mutex::new(state),
            rests: Condvar::new(),
        }))
    }

    /// Does it after all that was posted before; `false` where too much waits already.
    pub fn post(&self, job: impl FnOnce(&mut S) + Send + 'static) -> bool {
        let mut state = self.0.state();
        if state.jobs.len() >= MOST {
            return false;
        }
        state.jobs.push_back(Box::new(job));
        if let Some(tool) = state.tool.take() {
            drop(state);
            self.start(tool);
        }
        true
    }

    /// Waits until nothing is left to do, but no longer than that; whether nothing is left.
    pub fn finish(&self, patience: Duration) -> bool {
        let is_busy = |state: &mut State<S>| state.tool.is_none();
        let waited = self
            .0
            .rests
            .wait_timeout_while(self.0.state(), patience, is_busy);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        state.tool.is_some() && state.jobs.is_empty()
    }

    fn start(&self, tool: S) {
        let (shared, handed) = (Arc::clone(&self.0), Arc::new(Mutex::new(Some(tool))));
        let taken = Arc::clone(&handed);
        let work = move || {
            let tool = taken.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(tool) = tool {
                shared.work(tool);
            }
        };
        let started = thread::Builder::new()
            .name(self.0.name.to_owned())
            .spawn(work);
        if started.is_err() {
            // What waits is done with the next thread that is to be had.
            let tool = handed.lock().unwrap_or_else(PoisonError::into_inner).take();
            self.0.state().tool = tool;
        }
    }
}

impl<S> Shared<S> {
    fn state(&self) -> MutexGuard<'_, State<S>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(&self, mut tool: S) {
        loop {
            let mut state = self.state();
            let Some(job) = state.jobs.pop_front() else {
                state.tool = Some(tool);
                self.rests.notify_all();
                return;
            };
            drop(state);
            // One that panics costs itself alone.
            let _ = catch_unwind(AssertUnwindSafe(|| job(&mut tool)));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn all_is_done_in_its_order_also_after_a_panic() {
        let worker = Worker::new("test", Vec::new());
        for number in 0..3 {
            assert!(worker.post(move |done: &mut Vec<u32>| done.push(number)));
        }
        worker.post(|_| panic!("made up"));
        assert!(worker.finish(LONG));
        let (sender, all) = channel();
        worker.post(move |done| sender.send(done.clone()).unwrap());
        assert_eq!(all.recv().unwrap(), [0, 1, 2]);
    }

    #[test]
    fn nobody_waits_for_a_job_that_hangs() {
        let worker = Worker::new("test", 0_usize);
        let (release, hangs) = channel::<()>();
        let (begun, begins) = channel();
        worker.post(move |_| {
            begun.send(()).unwrap();
            hangs.recv().unwrap();
        });
        begins.recv().unwrap();
        for _ in 0..MOST {
            assert!(worker.post(|done| *done += 1));
        }
        assert!(!worker.post(|done| *done += 1));
        assert!(!worker.finish(Duration::ZERO));
        release.send(()).unwrap();
        assert!(worker.finish(LONG));
        let (sender, count) = channel();
        worker.post(move |done| sender.send(*done).unwrap());
        assert_eq!(count.recv().unwrap(), MOST);
    }

    #[test]
    fn no_thread_is_there_while_there_is_nothing_to_do() {
        let worker = Worker::new("test", ());
        let (sender, threads) = channel();
        for _ in 0..2 {
            let sender = sender.clone();
            worker.post(move |()| sender.send(thread::current().id()).unwrap());
            assert!(worker.finish(LONG));
        }
        assert_ne!(threads.recv().unwrap(), threads.recv().unwrap());
    }
}
