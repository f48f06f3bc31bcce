//! What the popup says first: which accounts need the user, else which window is tightest; and the
//! order of the cards that follows from it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    card::Card,
    level::Level,
    problem::ProblemRow,
    row::Row,
    verdict::Verdict,
    worst::{by_seriousness, counting, worst},
};
use crate::{
    message::Message,
    model::{AccountKey, WindowId},
};

/// Whether the user can go on, in as few words as possible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Summary {
    /// What the user has to do something about, the worst first.
    pub needs: Vec<Need>,
    /// The window to tell of where nothing needs the user: the worst one.
    pub tightest: Option<Need>,
    /// Every window that counts is known to last.
    pub lasts: bool,
}

/// An account or store that the summary names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct Need {
    /// `None` for a store.
    pub account: Option<AccountKey>,
    /// `None` for a problem.
    pub window: Option<WindowId>,
    pub says: Option<Message>,
}

impl Summary {
    pub(super) fn of(cards: &[Card], stores: &[ProblemRow], now: Timestamp) -> Self {
        let of_stores = stores
            .iter()
            .filter(|problem| problem.calls)
            .map(|problem| Need {
                account: None,
                window: None,
                says: Some(problem.title.clone()),
            });
        let in_order = || in_order(cards).into_iter();
        let of_cards = in_order().filter_map(|card| match card.problem.as_ref() {
            Some(problem) if problem.calls => Some(Need {
                account: Some(card.key.clone()),
                window: None,
                says: Some(problem.title.clone()),
            }),
            Some(_) | None => worst(&card.rows, now)
                .filter(|row| row.tone == Level::Critical)
                .map(|row| need(card, row)),
        });
        let counting = || cards.iter().flat_map(|card| counting(&card.rows, now));
        Self {
            needs: of_stores.chain(of_cards).collect(),
            tightest: in_order()
                .filter_map(|card| worst(&card.rows, now).map(|row| (card, row)))
                .max_by(|(_, one), (_, other)| by_seriousness(one, other))
                .map(|(card, row)| need(card, row)),
            lasts: counting().all(|row| row.tone == Level::Calm && row.verdict == Verdict::Lasts),
        }
    }
}

/// Problems first, then critical, tight and calm ones; the user's own order within each.
pub(super) fn by_need(cards: &[Card]) -> Vec<AccountKey> {
    let cards = in_order(cards).into_iter();
    cards.map(|card| card.key.clone()).collect()
}

fn in_order(cards: &[Card]) -> Vec<&Card> {
    let mut cards: Vec<&Card> = cards.iter().collect();
    cards.sort_by_key(|card| {
        let problem = card.problem.as_ref().filter(|problem| !problem.quiet);
        match card.level {
            _ if problem.is_some_and(|problem| !problem.passes) => 0,
            Level::Broken if problem.is_some() => 0,
            Level::Critical => 1,
            Level::Notice => 2,
            Level::Calm | Level::Broken => 3,
        }
    });
    cards
}

fn need(card: &Card, row: &Row) -> Need {
    Need {
        account: Some(card.key.clone()),
        window: Some(row.id.clone()),
        says: row.sentence.clone(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::{
        model::{Language, QuotaWindow, Reset},
        ports::Os,
        problem::{Code, Problem},
        settings::{Layout, Settings},
        snapshot::AccountState,
        testing::{found, read, session, snapshot},
        view::{Identity, View, ViewContext, view},
    };

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn key(name: &str) -> AccountKey {
        AccountKey::new(name, "a")
    }

    /// Half of its five hours have passed.
    fn window(used: f64) -> QuotaWindow {
        session(used, Reset::At(now() + SignedDuration::from_mins(150)))
    }

    fn used(name: &str, used: f64) -> AccountState {
        read(key(name), [window(used)], now())
    }

    fn wrong(name: &str, code: Code) -> AccountState {
        AccountState {
            problem: Some(Problem::new(code)),
            ..found(key(name))
        }
    }

    fn shown(accounts: Vec<AccountState>) -> View {
        with(accounts, &Settings::default())
    }

    fn with(accounts: Vec<AccountState>, settings: &Settings) -> View {
        let context = ViewContext {
            settings,
            language: Language::English,
            providers: &[],
            os: Os::Linux,
            desktop: "",
            version: "0",
            identity: &Identity::default(),
            past: None,
        };
        view(&snapshot(accounts, now()), context, now())
    }

    fn names(view: &View) -> Vec<&str> {
        let keys = view.by_need.iter();
        keys.map(|key| key.provider.as_str()).collect()
    }

    fn needs(view: &View) -> Vec<(&str, &str)> {
        let needs = view.summary.needs.iter();
        let name = |need: &Need| need.account.as_ref().map(|key| key.provider.clone());
        needs
            .map(|need| {
                let card = view
                    .cards
                    .iter()
                    .find(|it| name(need).as_deref() == Some(&it.key.provider));
                let says = need.says.as_ref().map_or("", |it| &*it.id);
                (card.map_or("", |it| it.key.provider.as_str()), says)
            })
            .collect()
    }

    #[test]
    fn cards_stand_by_need_and_by_the_users_order_within() {
        let view = shown(vec![
            used("calm", 20.0),
            used("tight", 60.0),
            used("critical", 97.0),
            used("calm-too", 10.0),
            wrong("broken", Code::KeyRejected),
            used("critical-too", 96.0),
            AccountState {
                problem: Some(Problem::new(Code::Offline)),
                ..used("old", 30.0)
            },
            wrong("down", Code::ServiceDown),
        ]);
        let order = [
            "broken",
            "down",
            "critical",
            "critical-too",
            "tight",
            "calm",
            "calm-too",
            "old",
        ];
        assert_eq!(names(&view), order);
        let cards: Vec<&str> = view
            .cards
            .iter()
            .map(|it| it.key.provider.as_str())
            .collect();
        assert_eq!(
            cards[0], "calm",
            "the cards themselves are in the user's order"
        );
    }

    #[test]
    fn what_is_wrong_or_nearly_used_up_needs_the_user() {
        let view = shown(vec![
            used("tight", 60.0),
            used("critical", 97.0),
            wrong("broken", Code::KeyRejected),
            wrong("down", Code::ServiceDown),
            wrong("no-plan", Code::NoPlan),
        ]);
        let wanted = [
            ("broken", "problem-key-rejected-title"),
            ("critical", "verdict-runs-out"),
        ];
        assert_eq!(needs(&view), wanted);
    }

    #[test]
    fn where_nothing_needs_the_user_the_worst_window_is_told() {
        let calm = shown(vec![used("one", 20.0), used("two", 30.0)]);
        let told = |view: &View| view.summary.tightest.clone().unwrap().account.unwrap();
        assert_eq!((told(&calm), calm.summary.lasts), (key("two"), true));
        let tight = shown(vec![used("one", 60.0), used("two", 30.0)]);
        assert_eq!((told(&tight), tight.summary.lasts), (key("one"), false));
        assert!(shown(vec![]).summary.tightest.is_none());
    }

    #[test]
    fn a_window_past_its_reset_is_not_told() {
        let mut past = window(99.0);
        past.reset = Reset::At(now());
        let view = shown(vec![read(key("one"), [past], now())]);
        assert_eq!(view.summary.tightest, None);
        assert!(view.summary.needs.is_empty());
    }

    #[test]
    fn what_is_left_in_the_end_is_said() {
        let said = |used| shown(vec![self::used("one", used)]).cards[0].rows[0].clone();
        let left = |row: &Row| match row.sentence.clone() {
            Some(message) => (message.id.clone(), message),
            None => panic!("it says nothing"),
        };
        let (id, message) = left(&said(37.0));
        assert_eq!(id, "verdict-left");
        assert_eq!(message, Message::new("verdict-left").text("left", "26"));
        assert_eq!(said(37.0).verdict, Verdict::Lasts);
        let (id, message) = left(&said(49.0));
        assert_eq!(
            (&*id, said(49.0).verdict),
            ("verdict-tight-left", Verdict::Tight)
        );
        assert_eq!(
            message,
            Message::new("verdict-tight-left").text("left", "2")
        );
        assert_eq!(left(&said(0.0)).0, "verdict-lasts");
        assert_eq!(left(&said(75.0)).0, "verdict-runs-out");
    }

    #[test]
    fn lines_are_suggested_until_somebody_has_chosen() {
        let accounts = |count: usize| (0..count).map(|at| used(&format!("s{at}"), 20.0)).collect();
        let suggests = |count, layout| {
            let settings = Settings {
                layout,
                ..Settings::default()
            };
            with(accounts(count), &settings).suggests_compact
        };
        assert!(!suggests(6, None));
        assert!(suggests(7, None));
        assert!(!suggests(7, Some(Layout::Cards)));
        assert!(!suggests(7, Some(Layout::Compact)));
    }

    #[test]
    fn an_account_is_named_where_the_service_does_not_tell() {
        let one = shown(vec![used("one", 20.0)]);
        assert!(!one.cards[0].named);
        let other = read(AccountKey::new("one", "b"), [window(20.0)], now());
        let two = shown(vec![used("one", 20.0), other]);
        assert!(two.cards.iter().all(|card| card.named));
    }
}
