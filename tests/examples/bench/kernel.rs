//! What the kernel counts of processes: memory, time on a processor, wake-ups, threads, open files.

use std::{fs, iter::once, thread, time::Duration};

use plimsoll_tests::processes::{PATIENCE, descendants, within};

/// A process with all that descend from it.
pub(crate) struct Group(pub(crate) u32);

/// In MB, summed over the processes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Memory {
    /// What is shared counts in equal parts for all that share it.
    pub(crate) pss: f64,
    /// What belongs to no file: nobody else has it.
    pub(crate) anonymous: f64,
}

/// What goes up while a process lives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counters {
    /// On a processor, in seconds.
    pub(crate) cpu: f64,
    /// How often a thread that had nothing to do was given something to do.
    pub(crate) wakings: f64,
}

impl Group {
    pub(crate) fn memory(&self) -> Memory {
        let mut sum = Memory {
            pss: 0.0,
            anonymous: 0.0,
        };
        for id in self.processes() {
            let text = fs::read_to_string(format!("/proc/{id}/smaps_rollup")).unwrap_or_default();
            sum.pss += field(&text, "Pss:") * 1024.0 / 1e6;
            sum.anonymous += field(&text, "Anonymous:") * 1024.0 / 1e6;
        }
        sum
    }

    pub(crate) fn counters(&self) -> Counters {
        let mut sum = Counters {
            cpu: 0.0,
            wakings: 0.0,
        };
        for task in self.tasks() {
            let schedule = fs::read_to_string(format!("{task}/schedstat")).unwrap_or_default();
            let first = schedule.split_whitespace().next();
            let nanoseconds: f64 = first.and_then(|it| it.parse().ok()).unwrap_or(0.0);
            sum.cpu += nanoseconds / 1e9;
            let status = fs::read_to_string(format!("{task}/status")).unwrap_or_default();
            // Being pushed off a busy processor is no waking, nor is a page that has to be read
            // from the disk since the machine wanted its memory for something else.
            let woken = field(&status, "voluntary_ctxt_switches:");
            sum.wakings += woken - pages_read(&task);
        }
        sum
    }

    pub(crate) fn threads(&self) -> f64 {
        self.tasks().len() as f64
    }

    pub(crate) fn descriptors(&self) -> f64 {
        let open = |id: u32| fs::read_dir(format!("/proc/{id}/fd")).map_or(0, Iterator::count);
        self.processes().into_iter().map(open).sum::<usize>() as f64
    }

    /// Waits until it has done nothing for a moment.
    pub(crate) fn rest(&self) {
        self.rest_for(Duration::from_millis(1500));
    }

    /// Waits until it will do nothing before the next minute: a new mark is announced again up to
    /// eight seconds after the last time.
    pub(crate) fn settle(&self) {
        self.rest_for(Duration::from_secs(9));
    }

    fn rest_for(&self, time: Duration) {
        let mut last = f64::NAN;
        let rest = within(PATIENCE + 4 * time, || {
            let now = self.counters().wakings;
            let rests = last.to_bits() == now.to_bits();
            last = now;
            if !rests {
                thread::sleep(time);
            }
            rests.then_some(())
        });
        rest.expect("an app comes to rest");
    }

    fn processes(&self) -> Vec<u32> {
        let below = descendants(self.0).into_iter().map(|(id, _)| id);
        once(self.0).chain(below).collect()
    }

    fn tasks(&self) -> Vec<String> {
        let tasks = |id: u32| {
            fs::read_dir(format!("/proc/{id}/task"))
                .into_iter()
                .flatten()
        };
        let all = self.processes().into_iter().flat_map(tasks).flatten();
        all.map(|entry| entry.path().display().to_string())
            .collect()
    }
}

/// How often the task had to wait for a page from the disk: `majflt` of proc(5).
fn pages_read(task: &str) -> f64 {
    let stat = fs::read_to_string(format!("{task}/stat")).unwrap_or_default();
    // A name may have any sign in it, so the last bracket ends it.
    let after_name = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let count = after_name.split_whitespace().nth(9);
    count.and_then(|it| it.parse().ok()).unwrap_or(0.0)
}

/// The number after this word at the start of a line.
fn field(text: &str, name: &str) -> f64 {
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
    value.and_then(|it| it.parse().ok()).unwrap_or(0.0)
}
