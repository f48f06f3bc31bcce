//! What the tray item shows, put into words: plain data, fit to be sent to whichever thread draws
//! it. No desktop here.

use jiff::Timestamp;
use plimsoll_core::{
    message::Message,
    text::Words,
    view::{IconState, TrayLine, TrayView},
};

use super::Entry;

/// The tooltip's limit; the rest is counted.
const LINES: usize = 10;

/// All of it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrayState {
    pub(crate) icon: IconState,
    pub(crate) tooltip: String,
    pub(crate) menu: Vec<Item>,
}

/// A line of the menu.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Item {
    Entry {
        entry: Entry,
        text: String,
        enabled: bool,
    },
    Submenu {
        text: String,
        items: Vec<Item>,
    },
    Line,
}

impl TrayState {
    pub(crate) fn of(view: &TrayView, words: &Words, now: Timestamp) -> Self {
        Self {
            icon: view.icon,
            tooltip: tooltip(view, words, now),
            menu: menu(view, words, now),
        }
    }
}

fn tooltip(view: &TrayView, words: &Words, now: Timestamp) -> String {
    let said = |line: &TrayLine| words.say(&line.text, now);
    let mut lines: Vec<String> = view.lines.iter().take(LINES).map(said).collect();
    if view.lines.len() > LINES {
        let more = (view.lines.len() - LINES) as f64;
        lines.push(words.say(&Message::new("tray-more").number("count", more), now));
    }
    lines.extend(view.troubles.iter().map(|trouble| words.say(trouble, now)));
    if lines.is_empty() {
        let empty = if view.searched {
            "tray-nothing"
        } else {
            "tray-asking"
        };
        lines.push(words.say(&Message::new(empty), now));
    }
    if view.demo {
        lines.insert(0, words.say(&Message::new("tray-demo"), now));
    }
    lines.join("\n")
}

fn menu(view: &TrayView, words: &Words, now: Timestamp) -> Vec<Item> {
    let say = |id: &'static str| words.say(&Message::new(id), now);
    let item = |entry: Entry, id: &'static str, enabled: bool| Item::Entry {
        entry,
        text: say(id),
        enabled,
    };
    let mut items = Vec::new();
    if view.demo {
        items.push(item(Entry::Open, "tray-demo", false));
    }
    for line in &view.lines {
        items.push(Item::Entry {
            entry: Entry::Card(line.account.clone()),
            text: words.say(&line.text, now),
            enabled: true,
        });
    }
    for trouble in &view.troubles {
        items.push(Item::Entry {
            entry: Entry::Open,
            text: words.say(trouble, now),
            enabled: true,
        });
    }
    if items.is_empty() && view.searched {
        items.push(item(Entry::Open, "tray-nothing", true));
    }
    if !items.is_empty() {
        items.push(Item::Line);
    }
    items.push(item(Entry::Refresh, "menu-refresh", true));
    items.push(item(Entry::Open, "menu-open", true));
    items.push(Item::Submenu {
        text: say("menu-notifications"),
        items: vec![
            item(Entry::PauseHour, "menu-pause-hour", !view.paused),
            item(Entry::PauseTomorrow, "menu-pause-tomorrow", !view.paused),
            item(Entry::Resume, "menu-resume", view.paused),
        ],
    });
    items.push(item(Entry::Settings, "menu-settings", true));
    items.push(Item::Line);
    items.push(item(Entry::Quit, "menu-quit", true));
    items
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use plimsoll_core::{
        model::{AccountKey, Language},
        view::{Level, Mark},
    };

    use super::*;

    fn view(accounts: usize) -> TrayView {
        let line = |number: usize| TrayLine {
            account: AccountKey::new("sample", number.to_string()),
            text: Message::new("plain").text("text", format!("Sample {number}")),
        };
        TrayView {
            icon: IconState {
                mark: Mark::Empty,
                level: Level::Calm,
                dimmed: false,
                badge: false,
                monochrome: false,
            },
            lines: (1..=accounts).map(line).collect(),
            troubles: Vec::new(),
            demo: false,
            paused: false,
            searched: true,
        }
    }

    fn shown(view: &TrayView) -> TrayState {
        let words = Words::new(Language::English, TimeZone::UTC);
        TrayState::of(view, &words, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn the_tooltip_has_ten_lines_and_counts_the_rest() {
        let ten = shown(&view(10)).tooltip;
        assert_eq!(ten.lines().count(), 10);
        let more = shown(&view(13)).tooltip;
        assert_eq!(more.lines().count(), 11);
        assert_eq!(more.lines().last(), Some("and 3 more"));
    }

    #[test]
    fn without_an_account_tooltip_and_menu_say_so() {
        let empty = shown(&view(0));
        assert_eq!(empty.tooltip, "No sign-in found");
        assert!(matches!(&empty.menu[0], Item::Entry { text, .. } if text == "No sign-in found"));
        let searching = TrayView {
            searched: false,
            ..view(0)
        };
        assert_eq!(shown(&searching).tooltip, "asking…");
    }

    #[test]
    fn a_store_in_trouble_is_named_in_the_place_of_nothing() {
        let damaged = TrayView {
            troubles: vec![Message::new("problem-store-damaged-title")],
            ..view(0)
        };
        let damaged = shown(&damaged);
        assert_eq!(damaged.tooltip, "A sign-in file is damaged");
        let first = &damaged.menu[0];
        assert!(matches!(first, Item::Entry { text, .. } if *text == damaged.tooltip));
    }

    #[test]
    fn a_demo_is_marked_in_tooltip_and_menu() {
        let demo = TrayView {
            demo: true,
            ..view(1)
        };
        let demo = shown(&demo);
        assert!(demo.tooltip.starts_with("Demo"));
        assert!(matches!(&demo.menu[0], Item::Entry { text, .. } if text.starts_with("Demo")));
    }

    #[test]
    fn the_menu_names_every_account_first() {
        let menu = shown(&view(2)).menu;
        let entries: Vec<&Entry> = menu
            .iter()
            .filter_map(|item| match item {
                Item::Entry { entry, .. } => Some(entry),
                Item::Submenu { .. } | Item::Line => None,
            })
            .collect();
        let card = |id: &str| Entry::Card(AccountKey::new("sample", id));
        assert_eq!(
            entries,
            [
                &card("1"),
                &card("2"),
                &Entry::Refresh,
                &Entry::Open,
                &Entry::Settings,
                &Entry::Quit
            ]
        );
    }
}
