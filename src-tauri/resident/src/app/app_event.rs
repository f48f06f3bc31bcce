//! What happens outside the engine, and the queue in which it waits for the app.

use plimsoll_runtime::desktop::Panels;
use tokio::sync::mpsc::Sender;

use super::history;
use crate::{hook, single_instance::StartRequest, tray::Press};

/// Something that the engine need not know of.
pub(super) enum AppEvent {
    Pressed(Press),
    SecondStart(StartRequest),
    Panels(Panels),
    /// Whether there is a panel, when somebody could not wait for what is heard of them.
    Looked(bool),
    /// The settings file or a store was written.
    FilesChanged,
    /// The program on an alert has run.
    Hooked(hook::Outcome),
    History(history::HistoryEvent),
}

/// How many events may wait.
pub(super) const WAITING: usize = 64;
/// So much room is left by clicks and starts, which others repeat as they like.
const RESERVED: usize = 32;

/// Of clicks, starts and charts beyond what waits already, one more would change nothing. The rest
/// comes one at a time, and finds room. After the end nobody listens, and nobody misses it.
pub(super) fn tell(sender: &Sender<AppEvent>, event: AppEvent) {
    let room = match event {
        AppEvent::Pressed(_)
        | AppEvent::SecondStart(_)
        | AppEvent::History(history::HistoryEvent::Past(_) | history::HistoryEvent::Window(..)) => {
            sender.capacity() > RESERVED
        }
        AppEvent::Panels(_)
        | AppEvent::Looked(_)
        | AppEvent::FilesChanged
        | AppEvent::Hooked(_)
        | AppEvent::History(
            history::HistoryEvent::Looked(_) | history::HistoryEvent::NotSaved(_),
        ) => true,
    };
    if room {
        let _ = sender.try_send(event);
    }
}

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::channel;

    use super::*;

    #[test]
    fn clicks_without_end_leave_room_for_what_is_said_once() {
        let (sender, mut events) = channel(WAITING);
        (0..10 * WAITING).for_each(|_| tell(&sender, AppEvent::Pressed(Press::Middle)));
        tell(&sender, AppEvent::FilesChanged);
        assert_eq!(events.len(), WAITING - RESERVED + 1);
        let all = std::iter::from_fn(|| events.try_recv().ok());
        assert!(matches!(all.last(), Some(AppEvent::FilesChanged)));
    }
}
