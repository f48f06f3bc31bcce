//! Linux: the item as a StatusNotifierItem on the session bus. It is a task of the app's own
//! run-time: no thread, no event loop, and nothing said on the bus while nothing changes.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use ksni::{
    Icon, MenuItem, OfflineReason, ToolTip, TrayMethods,
    menu::{StandardItem, SubMenu},
};
use plimsoll_core::view::Face;
use plimsoll_runtime::desktop;
use tokio::sync::{Notify, watch};

use super::{Entry, Item, Press, Shown, face};
use crate::journal::complain;

/// A panel that does not take the item though it is there is asked again so much later, and twice
/// as much each time.
const AGAIN: Duration = Duration::from_millis(250);
const LATEST: Duration = Duration::from_mins(5);

/// The item. It goes when this is dropped.
pub(crate) struct Tray(watch::Sender<Option<Shown>>);

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
    pub(crate) fn show(&self, shown: &Shown) {
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
async fn serve(pressed: Pressed, mut wanted: watch::Receiver<Option<Shown>>) {
    let mut again = AGAIN;
    let mut complained = None;
    loop {
        let began = Instant::now();
        let refused = Arc::new(Notify::new());
        let mut item = Notifier {
            pressed: pressed.clone(),
            refused: refused.clone(),
            shown: None,
            icon: Vec::new(),
        };
        item.show(wanted.borrow_and_update().clone());
        match item.assume_sni_available(true).spawn().await {
            Ok(item) => {
                tokio::select! {
                    () = keep(&item, &mut wanted) => {
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
                    complain(&format!("tray: {error}"));
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
async fn keep(item: &ksni::Handle<Notifier>, wanted: &mut watch::Receiver<Option<Shown>>) {
    while wanted.changed().await.is_ok() {
        let shown = wanted.borrow_and_update().clone();
        item.update(|item| item.show(shown)).await;
    }
}

async fn not_wanted(wanted: &mut watch::Receiver<Option<Shown>>) {
    while wanted.changed().await.is_ok() {}
}

/// What panels ask and call.
struct Notifier {
    pressed: Pressed,
    /// Told when a panel did not take the item.
    refused: Arc<Notify>,
    shown: Option<Shown>,
    icon: Vec<Icon>,
}

impl Notifier {
    fn show(&mut self, shown: Option<Shown>) {
        let face = |shown: &Option<Shown>| shown.as_ref().map(|it| it.face);
        if face(&self.shown) != face(&shown) {
            self.icon = face(&shown).map(icons).unwrap_or_default();
        }
        self.shown = shown;
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
        self.icon.clone()
    }

    fn tool_tip(&self) -> ToolTip {
        let text = self.shown.as_ref().map(|it| it.tooltip.clone());
        ToolTip {
            icon_pixmap: self.icon.iter().rev().take(1).cloned().collect(),
            title: self.title(),
            description: text.as_deref().map(unmarked).unwrap_or_default(),
            ..ToolTip::default()
        }
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
fn icons(face: Face) -> Vec<Icon> {
    let icon = |size: u32| {
        let mut data = face::draw(face, size)?;
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
    face::SIZES.into_iter().filter_map(icon).collect()
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
