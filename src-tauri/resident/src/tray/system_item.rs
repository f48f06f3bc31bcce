//! Windows and macOS: the item as the system draws it, which is not tried in the tests.

use tray_icon::{
    Icon, MouseButton, MouseButtonState, TrayIcon, TrayIconBuilder, TrayIconEvent,
    menu::{IsMenuItem, Menu, MenuEvent, MenuItem, PredefinedMenuItem, Submenu},
};

use super::{Entry, Item, Press, TrayState, icon};

/// The system scales it to what it needs.
const SIZE: u32 = icon::SIZES[icon::SIZES.len() - 1];

/// The item and what it shows now. It belongs to the thread that made it.
pub(crate) struct Tray {
    item: TrayIcon,
    shown: Option<TrayState>,
}

impl Tray {
    /// Shows the item. `pressed` is called from the thread of its event loop.
    pub(crate) fn new(
        pressed: impl Fn(Press) + Clone + Send + Sync + 'static,
    ) -> tray_icon::Result<Self> {
        let chosen = pressed.clone();
        MenuEvent::set_event_handler(Some(move |event: MenuEvent| {
            if let Some(entry) = Entry::of(event.id().as_ref()) {
                chosen(Press::Chosen(entry));
            }
        }));
        TrayIconEvent::set_event_handler(Some(move |event| {
            if let Some(press) = press(&event) {
                pressed(press);
            }
        }));
        let item = TrayIconBuilder::new()
            .with_id("plimsoll")
            .with_title("Plimsoll")
            .with_menu_on_left_click(false)
            .build()?;
        Ok(Self { item, shown: None })
    }

    /// Shows it; what did not change is left alone.
    pub(crate) fn show(&mut self, shown: &TrayState) -> tray_icon::Result<()> {
        let old = self.shown.take();
        let old = old.as_ref();
        if old.is_none_or(|old| old.icon != shown.icon) {
            let drawn = icon::draw(shown.icon, SIZE);
            let icon = drawn.and_then(|rgba| Icon::from_rgba(rgba, SIZE, SIZE).ok());
            self.item.set_icon(icon)?;
        }
        if old.is_none_or(|old| old.tooltip != shown.tooltip) {
            self.item.set_tooltip(Some(&shown.tooltip))?;
        }
        if old.is_none_or(|old| old.menu != shown.menu)
            && let Ok(menu) = menu(&shown.menu)
        {
            self.item.set_menu(Some(Box::new(menu)));
        }
        self.shown = Some(shown.clone());
        Ok(())
    }
}

fn press(event: &TrayIconEvent) -> Option<Press> {
    let TrayIconEvent::Click {
        button,
        button_state: MouseButtonState::Up,
        position,
        ..
    } = event
    else {
        return None;
    };
    // A press whose point is not known says 0, 0.
    let known = (position.x, position.y) != (0.0, 0.0);
    match button {
        MouseButton::Left => Some(Press::Left(
            known.then_some((position.x as i32, position.y as i32)),
        )),
        MouseButton::Middle => Some(Press::Middle),
        MouseButton::Right => None,
    }
}

fn menu(items: &[Item]) -> tray_icon::menu::Result<Menu> {
    let menu = Menu::new();
    for item in items {
        menu.append(built(item)?.as_ref())?;
    }
    Ok(menu)
}

fn built(item: &Item) -> tray_icon::menu::Result<Box<dyn IsMenuItem>> {
    Ok(match item {
        Item::Entry {
            entry,
            text,
            enabled,
        } => Box::new(MenuItem::with_id(entry.id(), plain(text), *enabled, None)),
        Item::Submenu { text, items } => {
            let submenu = Submenu::new(plain(text), true);
            for item in items {
                submenu.append(built(item)?.as_ref())?;
            }
            Box::new(submenu)
        }
        Item::Line => Box::new(PredefinedMenuItem::separator()),
    })
}

/// Without a mnemonic.
fn plain(text: &str) -> String {
    text.replace('&', "&&")
}
