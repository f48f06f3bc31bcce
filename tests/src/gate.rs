//! Lets in as many programs at once as the machine has time for: fewer where they come late, more
//! again where they do not, in the order in which they came.

use std::{
    sync::{Condvar, Mutex},
    time::{Duration, Instant},
};

/// What is through after this was late. A program alone on an idle machine needs a tenth of it, and
/// what waits for an answer gives up after five times as long.
const LATE: Duration = Duration::from_secs(1);

pub struct Gate {
    most: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The number of who came last, and of who is let in next.
    came: u64,
    next: u64,
    inside: usize,
    room: usize,
}

/// Somebody is inside until this is dropped.
pub struct Pass {
    gate: &'static Gate,
    since: Instant,
}

impl Gate {
    /// Never more than `most` at once.
    pub const fn new(most: usize) -> Self {
        Self {
            most,
            state: Mutex::new(State {
                came: 0,
                next: 0,
                inside: 0,
                room: most,
            }),
            changed: Condvar::new(),
        }
    }

    pub fn enter(&'static self) -> Pass {
        let mut state = self.state.lock().unwrap();
        let number = state.came;
        state.came += 1;
        let mut state = self
            .changed
            .wait_while(state, |it| it.next != number || it.inside >= it.room)
            .unwrap();
        state.next += 1;
        state.inside += 1;
        self.changed.notify_all();
        Pass {
            gate: self,
            since: Instant::now(),
        }
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let is_late = self.since.elapsed() > LATE;
        let mut state = self.gate.state.lock().unwrap();
        state.inside -= 1;
        state.room = if is_late {
            (state.room / 2).max(1)
        } else {
            (state.room + 1).min(self.gate.most)
        };
        self.gate.changed.notify_all();
    }
}
