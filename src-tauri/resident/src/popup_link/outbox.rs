//! What a window is still to be told: the newest of each kind and no more, however long it does not
//! read.

use std::{
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use plimsoll_core::{
    ipc::ToPopup,
    view::{Chart, View},
};
use tokio::sync::Notify;

#[derive(Clone, Default)]
pub(super) struct Outbox(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    more: Notify,
}

#[derive(Default)]
struct Waiting {
    view: Option<Box<View>>,
    /// At most one to show it, and one to hide it after that.
    orders: Vec<ToPopup>,
    chart: Option<Box<Chart>>,
}

impl Outbox {
    /// It takes the place of what it makes useless.
    pub(super) fn put(&self, down: ToPopup) {
        let mut waiting = self
            .0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match down {
            ToPopup::View(view) => waiting.view = Some(view),
            ToPopup::Chart(chart) => waiting.chart = Some(chart),
            ToPopup::Show { .. } => waiting.orders = vec![down],
            ToPopup::Hide if waiting.orders.last() == Some(&ToPopup::Hide) => {}
            // One to show it stays before it: which showing it is that ends, only that says.
            ToPopup::Hide => waiting.orders.push(down),
        }
        self.0.more.notify_one();
    }

    /// All that waits, as soon as something does. What is shown is shown with the view before it.
    pub(super) async fn next(&self) -> Vec<ToPopup> {
        loop {
            let waiting = {
                let mut waiting = self
                    .0
                    .waiting
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                mem::take(&mut *waiting)
            };
            let view = waiting.view.map(ToPopup::View).into_iter();
            let chart = waiting.chart.map(ToPopup::Chart);
            let all: Vec<ToPopup> = view.chain(waiting.orders).chain(chart).collect();
            if !all.is_empty() {
                return all;
            }
            self.0.more.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use plimsoll_core::ipc::{Route, ToPopup};

    use super::Outbox;

    fn show(turn: u64) -> ToPopup {
        ToPopup::Show {
            near: None,
            route: Route::Top,
            turn,
        }
    }

    #[tokio::test]
    async fn a_window_that_does_not_read_has_one_order_of_a_kind_waiting() {
        let outbox = Outbox::default();
        for turn in 0..1000 {
            outbox.put(show(turn));
            outbox.put(ToPopup::Hide);
            outbox.put(ToPopup::Hide);
        }
        assert_eq!(outbox.next().await, [show(999), ToPopup::Hide]);
        outbox.put(ToPopup::Hide);
        outbox.put(show(1000));
        assert_eq!(outbox.next().await, [show(1000)]);
    }
}
