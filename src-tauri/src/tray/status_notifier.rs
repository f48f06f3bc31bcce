//! Linux: the item as a StatusNotifierItem on the session bus. It is a task of the app's own
//! run-time: no thread, no event loop, and nothing said on the bus while nothing changes.

use ksni::{
    Icon, MenuItem, ToolTip, TrayMethods,
    menu::{StandardItem, SubMenu},
};
use plimsoll_core::view::Face;
use tokio::sync::watch;

use super::{Entry, Item, Press, Shown, face};
use crate::journal::complain;

/// The item. It goes when this is dropped.
pub(crate) struct Tray(watch::Sender<Option<Shown>>);

impl Tray {
    /// Registers the item; without a tray host it waits for one, without a session bus there is
    /// none, and the app goes on.
    pub(crate) fn new(pressed: impl Fn(Press) + Send + 'static) -> Self {
        let (wish, wanted) = watch::channel(None);
        let item = Notifier {
            pressed: Box::new(pressed),
            shown: None,
            icon: Vec::new(),
        };
        tokio::spawn(serve(item, wanted));
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

async fn serve(item: Notifier, mut wanted: watch::Receiver<Option<Shown>>) {
    let item = match item.assume_sni_available(true).spawn().await {
        Ok(item) => item,
        Err(error) => {
            complain(&format!("tray: {error}"));
            return;
        }
    };
    while wanted.changed().await.is_ok() {
        let shown = wanted.borrow_and_update().clone();
        item.update(|item| item.show(shown)).await;
    }
    item.shutdown().await;
}

/// What panels ask and call.
struct Notifier {
    pressed: Box<dyn Fn(Press) + Send>,
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
            description: text.unwrap_or_default(),
            ..ToolTip::default()
        }
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
