//! What happens outside the engine, and the queue in which it waits for the app.

use plimsoll_runtime::desktop::Panels;
use tokio::sync::mpsc::Sender;

use super::history;
use crate::{hook, single_instance::Wish, tray::Press};

/// Something that the engine need not know of.
pub(super) enum Happening {
    Pressed(Press),
    SecondStart(Wish),
    Panels(Panels),
    /// Whether there is a panel, when somebody could not wait for what is heard of them.
    Looked(bool),
    /// The settings file or a store was written.
    FilesChanged,
    /// The program on an alert has run.
    Hooked(hook::Outcome),
    History(history::News),
}

/// How many happenings may wait.
pub(super) const WAITING: usize = 64;
/// So much room is left by clicks and starts, which others repeat as they like.
const RESERVED: usize = 32;

/// Of clicks, starts and charts beyond what waits already, one more would change nothing. The rest
/// comes one at a time, and finds room. After the end nobody listens, and nobody misses it.
pub(super) fn tell(sender: &Sender<Happening>, happening: Happening) {
    let room = match happening {
        Happening::Pressed(_)
        | Happening::SecondStart(_)
        | Happening::History(history::News::Past(_) | history::News::Window(..)) => {
            sender.capacity() > RESERVED
        }
        Happening::Panels(_)
        | Happening::Looked(_)
        | Happening::FilesChanged
        | Happening::Hooked(_)
        | Happening::History(history::News::Looked(_) | history::News::NotKept(_)) => true,
    };
    if room {
        let _ = sender.try_send(happening);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;

    #[test]
    fn clicks_without_end_leave_room_for_what_is_said_once() {
        let (sender, mut happenings) = channel(WAITING);
        (0..10 * WAITING).for_each(|_| tell(&sender, Happening::Pressed(Press::Middle)));
        tell(&sender, Happening::FilesChanged);
        assert_eq!(happenings.len(), WAITING - RESERVED + 1);
        let all = std::iter::from_fn(|| happenings.try_recv().ok());
        assert!(matches!(all.last(), Some(Happening::FilesChanged)));
    }
}
