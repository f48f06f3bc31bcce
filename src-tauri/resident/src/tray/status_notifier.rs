//! Linux: the item as a StatusNotifierItem on the session bus. It is a task of the app's own
//! run-time: no thread, no event loop, and soon after the last change nothing said on the bus.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use ksni::{
    Icon, MenuItem, OfflineReason, ToolTip, TrayMethods,
    menu::{StandardItem, SubMenu},
};
use plimsoll_core::view::IconState;
use plimsoll_runtime::desktop;
use tokio::sync::{Notify, watch};

use super::{Entry, Item, Press, TrayState, icon};
use crate::journal::log_error;

/// A panel that does not take the item though it is there is asked again so much later, and twice
/// as much each time.
const AGAIN: Duration = Duration::from_millis(250);
const LATEST: Duration = Duration::from_mins(5);

/// What is new is announced again at these distances. A panel that is just starting, or still
/// draws what was new before, may pass over a signal, and asks for nothing by itself.
const ANNOUNCED: [Duration; 6] = [
    Duration::from_millis(250),
    Duration::from_millis(500),
    Duration::from_secs(1),
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
];

/// Edges of the mark in the tooltip, where a panel has room for them. `ksni` packs every byte of a
/// picture by itself, at each look of a panel: all sizes once more would be megabytes for a moment.
const IN_TOOLTIP: [i32; 2] = [32, 48];

/// The item. It goes when this is dropped.
pub(crate) struct Tray(watch::Sender<Option<TrayState>>);

type Pressed = Arc<dyn Fn(Press) + Send + Sync>;

impl Tray {
    /// Registers the item; without a tray host, or a session bus, it waits for one, and the app
    /// goes on.
    pub(crate) fn new(pressed: impl Fn(Press) + Send + Sync + 'static) -> Self {
        let (wish, wanted) = watch::channel(None);
        tokio::spawn(serve(Arc::new(pressed), wanted));
        Self(wish)
    }

    /// Shows it; what did not change is left alone.
    pub(crate) fn show(&self, shown: &TrayState) {
        self.0.send_if_modified(|old| {
            let is_new = old.as_ref() != Some(shown);
            if is_new {
                *old = Some(shown.clone());
            }
            is_new
        });
    }
}

/// A panel that starts at the same time as this program may come just after it was asked, and may
/// have its name before it takes items: it is asked until it has taken this one.
async fn serve(pressed: Pressed, mut wanted: watch::Receiver<Option<TrayState>>) {
    // There is no item before it has something to show.
    if wanted.wait_for(Option::is_some).await.is_err() {
        return;
    }
    let mut again = AGAIN;
    let mut complained = None;
    loop {
        let began = Instant::now();
        let (refused, came) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let read = Arc::new(AtomicBool::new(false));
        let mut item = Notifier {
            pressed: pressed.clone(),
            refused: refused.clone(),
            came: came.clone(),
            read: read.clone(),
            shown: None,
            icon: Vec::new(),
        };
        item.show(wanted.borrow_and_update().clone());
        match item.assume_sni_available(true).spawn().await {
            Ok(item) => {
                tokio::select! {
                    () = keep(&item, &mut wanted, &came, &read) => {
                        item.shutdown().await;
                        return;
                    }
                    () = refused.notified() => {}
                }
                if began.elapsed() > LATEST {
                    again = AGAIN;
                }
            }
            Err(error) => {
                let error = error.to_string();
                if complained.as_ref() != Some(&error) {
                    log_error(&format!("tray: {error}"));
                    complained = Some(error);
                }
            }
        }
        tokio::select! {
            () = not_wanted(&mut wanted) => return,
            is_new = desktop::tray_watcher(again) => {
                again = if is_new { AGAIN } else { (again * 2).min(LATEST) };
            }
        }
    }
}

/// Shows what is wanted, to the end of that.
async fn keep(
    item: &ksni::Handle<Notifier>,
    wanted: &mut watch::Receiver<Option<TrayState>>,
    came: &Notify,
    read: &AtomicBool,
) {
    let mut announcing = Announcing::begun();
    loop {
        tokio::select! {
            change = wanted.changed() => {
                if change.is_err() {
                    return;
                }
                let shown = wanted.borrow_and_update().clone();
                let was_read = read.load(Relaxed);
                let is_deaf = announcing.is_over() && !was_read;
                let is_new_mark = item
                    .update(|item| {
                        let is_new = item.show(shown);
                        if is_deaf && !is_new {
                            item.announce();
                        }
                        is_new
                    })
                    .await;
                // The update has read it, too.
                read.store(was_read && is_new_mark != Some(true), Relaxed);
                // Words change with every minute: only a panel that has just come may be deaf to
                // them for long.
                if is_new_mark == Some(true) || !announcing.is_over() {
                    announcing = Announcing::begun();
                }
            }
            () = came.notified() => announcing = Announcing::begun(),
            () = announcing.next() => {
                let was_read = read.load(Relaxed);
                item.update(Notifier::announce).await;
                read.store(was_read, Relaxed);
                announcing.went_on();
            }
        }
    }
}

/// Where in `ANNOUNCED` it is.
struct Announcing {
    done: usize,
    last: tokio::time::Instant,
}

impl Announcing {
    fn begun() -> Self {
        Self {
            done: 0,
            last: tokio::time::Instant::now(),
        }
    }

    fn is_over(&self) -> bool {
        self.done >= ANNOUNCED.len()
    }

    /// When it is time for another one; never after the last.
    async fn next(&self) {
        match ANNOUNCED.get(self.done) {
            Some(distance) => tokio::time::sleep_until(self.last + *distance).await,
            None => std::future::pending().await,
        }
    }

    fn went_on(&mut self) {
        self.done += 1;
        self.last = tokio::time::Instant::now();
    }
}

async fn not_wanted(wanted: &mut watch::Receiver<Option<TrayState>>) {
    while wanted.changed().await.is_ok() {}
}

/// What panels ask and call.
struct Notifier {
    pressed: Pressed,
    /// Told when a panel did not take the item.
    refused: Arc<Notify>,
    /// Told when a panel has come that takes items.
    came: Arc<Notify>,
    /// Whether a panel has read the present mark. One that was deaf for longer than it is announced
    /// is told once more with the next change of the words.
    read: Arc<AtomicBool>,
    shown: Option<TrayState>,
    /// From the smallest to the largest, but for what `announce` does to it.
    icon: Vec<Icon>,
}

impl Notifier {
    /// Whether the mark is another one.
    fn show(&mut self, shown: Option<TrayState>) -> bool {
        let icon = |shown: &Option<TrayState>| shown.as_ref().map(|it| it.icon);
        let is_new = icon(&self.shown) != icon(&shown);
        if is_new {
            self.icon = icon(&shown).map(icons).unwrap_or_default();
        }
        self.shown = shown;
        is_new
    }

    /// `ksni` has no call for it, and says nothing of what is as some panel has read it already.
    /// The order of the sizes is nothing to a panel, and a change to `ksni`. The first and the last
    /// stay, for the panel that takes one of these whatever its size.
    fn announce(&mut self) {
        if let [_, between @ .., _] = self.icon.as_mut_slice() {
            between.reverse();
        }
    }
}

impl ksni::Tray for Notifier {
    fn id(&self) -> String {
        "plimsoll".to_owned()
    }

    fn title(&self) -> String {
        "Plimsoll".to_owned()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        self.read.store(true, Relaxed);
        self.icon.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        let text = self.shown.as_ref().map(|it| it.tooltip.clone());
        ToolTip {
            // In their order: with the mark the tooltip is announced too.
            icon_pixmap: self
                .icon
                .iter()
                .filter(|icon| IN_TOOLTIP.contains(&icon.width))
                .cloned()
                .collect(),
            title: self.title(),
            description: text.as_deref().map(unmarked).unwrap_or_default(),
            ..ToolTip::default()
        }
    }

    fn watcher_online(&self) {
        self.came.notify_one();
    }

    /// A panel that has gone is waited for while the item stays on the bus.
    fn watcher_offline(&self, reason: OfflineReason) -> bool {
        let has_gone = matches!(reason, OfflineReason::No);
        if !has_gone {
            self.refused.notify_one();
        }
        has_gone
    }

    fn activate(&mut self, x: i32, y: i32) {
        // Panels that do not know the point say 0, 0.
        (self.pressed)(Press::Left(((x, y) != (0, 0)).then_some((x, y))));
    }

    fn secondary_activate(&mut self, _: i32, _: i32) {
        (self.pressed)(Press::Middle);
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let items = self.shown.iter().flat_map(|it| &it.menu);
        items.map(built).collect()
    }
}

fn built(item: &Item) -> MenuItem<Notifier> {
    match item {
        Item::Entry {
            entry,
            text,
            enabled,
        } => {
            let entry: Entry = entry.clone();
            MenuItem::Standard(StandardItem {
                label: plain(text),
                enabled: *enabled,
                activate: Box::new(move |item: &mut Notifier| {
                    (item.pressed)(Press::Chosen(entry.clone()));
                }),
                ..StandardItem::default()
            })
        }
        Item::Submenu { text, items } => MenuItem::SubMenu(SubMenu {
            label: plain(text),
            submenu: items.iter().map(built).collect(),
            ..SubMenu::default()
        }),
        Item::Line => MenuItem::Separator,
    }
}

/// Some panels take a tooltip for markup, and show nothing where that is broken; others show the
/// escapes. So there is nothing in it that means anything.
fn unmarked(text: &str) -> String {
    text.replace('<', "\u{2039}")
        .replace('>', "\u{203a}")
        .replace('&', "\u{ff06}")
}

/// Without a mnemonic.
fn plain(text: &str) -> String {
    text.replace('_', "__")
}

/// The mark at every size; panels take the one that fits.
fn icons(icon: IconState) -> Vec<Icon> {
    let icon = |size: u32| {
        let mut data = icon::draw(icon, size)?;
        // ARGB is wanted.
        for pixel in data.chunks_exact_mut(4) {
            pixel.rotate_right(1);
        }
        let size = size.cast_signed();
        Some(Icon {
            width: size,
            height: size,
            data,
        })
    };
    icon::SIZES.into_iter().filter_map(icon).collect()
}

#[cfg(test)]
mod tests {
    use super::unmarked;

    #[test]
    fn a_tooltip_is_no_markup() {
        let text = unmarked("Ada & <b>Bob</b>: <1% left");
        assert!(!text.contains(['<', '>', '&']), "{text}");
        assert!(text.ends_with("1% left"), "{text}");
    }
}
