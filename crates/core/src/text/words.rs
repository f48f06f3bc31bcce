//! Fluent at work: the three catalogues, built in, and the choice among them. A message that one
//! language lacks is said in English; a test keeps that from happening.

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use jiff::{Timestamp, tz::TimeZone};

use super::time;
use crate::{
    message::{Arg, Message},
    model::{Language, without_controls},
};

/// One language's catalogue.
pub struct Words {
    language: Language,
    zone: TimeZone,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    pub fn new(language: Language, zone: TimeZone) -> Self {
        let tag = language.tag().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        bundle.set_formatter(Some(match language {
            Language::English | Language::SimplifiedChinese => |value, _| grouped(value, ","),
            Language::French => |value, _| grouped(value, "\u{202f}"),
        }));
        for text in catalogue(language) {
            let resource = FluentResource::try_new(text.to_owned());
            bundle.add_resource_overriding(resource.unwrap_or_else(|(good, _)| good));
        }
        Self {
            language,
            zone,
            bundle,
        }
    }

    /// With the messages of one more catalogue, for who alone needs them.
    #[must_use]
    pub fn with(mut self, catalogue: &str) -> Self {
        let resource = FluentResource::try_new(catalogue.to_owned());
        self.bundle
            .add_resource_overriding(resource.unwrap_or_else(|(good, _)| good));
        self
    }

    pub fn language(&self) -> Language {
        self.language
    }

    /// The zone that moments are said in.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The message in words. `now` is what countdowns and "today" are relative to.
    pub fn say(&self, message: &Message, now: Timestamp) -> String {
        self.try_say(message, now)
            .unwrap_or_else(|| message.id.to_string())
    }

    /// The message in words; `None` when the catalogue lacks it.
    pub fn try_say(&self, message: &Message, now: Timestamp) -> Option<String> {
        let pattern = self.bundle.get_message(&message.id)?.value()?;
        let mut args = FluentArgs::new();
        for (name, arg) in &message.args {
            args.set(name.to_string(), self.value(arg, now));
        }
        let mut errors = Vec::new();
        let said = self
            .bundle
            .format_pattern(pattern, Some(&args), &mut errors);
        Some(said.trim().to_owned())
    }

    fn value(&self, arg: &Arg, now: Timestamp) -> FluentValue<'static> {
        match arg {
            // Such as a path; a terminal obeys some characters.
            Arg::Text(text) => FluentValue::from(without_controls(text)),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Moment(moment) => self
                .say(&time::moment(*moment, now, &self.zone), now)
                .into(),
            Arg::Seconds(seconds) => self.duration(*seconds, now).into(),
            Arg::Until(moment) => self
                .duration(moment.duration_since(now).as_secs(), now)
                .into(),
            Arg::Message(message) => self.say(message, now).into(),
        }
    }

    fn duration(&self, seconds: i64, now: Timestamp) -> String {
        let parts = time::parts(seconds);
        let words: Vec<String> = parts.iter().map(|part| self.say(part, now)).collect();
        words.join(" ")
    }
}

/// A number with its thousands apart, as the page's `Intl` writes it; everything else is left to
/// Fluent.
fn grouped(value: &FluentValue<'_>, separator: &str) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    let rounded = (number.value.abs() * 1000.0).round() / 1000.0;
    let text = rounded.to_string();
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut said = String::from(if number.value < 0.0 { "-" } else { "" });
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            said.push_str(separator);
        }
        said.push(digit);
    }
    if !fraction.is_empty() {
        said.push(if separator == "," { '.' } else { ',' });
        said.push_str(fraction);
    }
    Some(said)
}

/// What it says, by its catalogues.
fn catalogue(language: Language) -> [&'static str; 4] {
    match language {
        Language::English => [
            include_str!("../../../../locales/en/problems.ftl"),
            include_str!("../../../../locales/en/settings.ftl"),
            include_str!("../../../../locales/en/view.ftl"),
            include_str!("../../../../locales/en/cli.ftl"),
        ],
        Language::SimplifiedChinese => [
            include_str!("../../../../locales/zh-Hans/problems.ftl"),
            include_str!("../../../../locales/zh-Hans/settings.ftl"),
            include_str!("../../../../locales/zh-Hans/view.ftl"),
            include_str!("../../../../locales/zh-Hans/cli.ftl"),
        ],
        Language::French => [
            include_str!("../../../../locales/fr/problems.ftl"),
            include_str!("../../../../locales/fr/settings.ftl"),
            include_str!("../../../../locales/fr/view.ftl"),
            include_str!("../../../../locales/fr/cli.ftl"),
        ],
    }
}

#[cfg(test)]
mod plurals;
#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::{
        model::{AccountKey, NoteCode},
        problem::{Code, Fix, Problem, Step, fix},
        settings::{
            Change, Layout, NotificationKind, PercentMode, PopupReady, QuietHours, ResetFormat,
            Switch, ThresholdsOf,
        },
    };

    fn now() -> Timestamp {
        "2026-11-23T12:00:00Z".parse().unwrap()
    }

    fn words(language: Language) -> Words {
        Words::new(language, TimeZone::UTC)
    }

    /// One of each that a person is told the name of.
    fn changes() -> Vec<Change> {
        let account = || AccountKey::new("sample", "a");
        let (on, to) = (true, account());
        let switches = Switch::ALL.iter();
        let switches = switches.map(|&switch| Change::Switch { switch, on });
        let others = vec![
            Change::Language(None),
            Change::IntervalMinutes(5),
            Change::Thresholds {
                of: ThresholdsOf::Everything,
                percents: None,
            },
            Change::Notify {
                kind: NotificationKind::Usage,
                on,
            },
            Change::QuietHours(QuietHours::default()),
            Change::PercentMode(PercentMode::Left),
            Change::ResetFormat(ResetFormat::Clock),
            Change::Layout(Layout::Compact),
            Change::PopupReady(PopupReady::Minutes(1)),
            Change::KeepHistoryDays(90),
            Change::NoHook,
            Change::MetricsPort(String::new()),
            Change::NoProxy,
            Change::OpencodeDirectories(vec![]),
            Change::OauthClient {
                provider: "sample".into(),
                client: None,
            },
            Change::Hidden {
                account: account(),
                on,
            },
            Change::Muted {
                account: account(),
                on,
            },
            Change::ProviderMuted {
                provider: "sample".into(),
                on,
            },
            Change::Masked {
                account: account(),
                on,
            },
            Change::Nickname {
                account: account(),
                name: None,
            },
            Change::Move {
                account: account(),
                to,
            },
        ];
        switches.chain(others).collect()
    }

    fn ids(language: Language) -> BTreeSet<String> {
        let lines = catalogue(language).into_iter().flat_map(str::lines);
        let id = |line: &str| line.split_once(" =").map(|(id, _)| id.to_owned());
        lines
            .filter(|line| !line.starts_with([' ', '#', '}']))
            .filter_map(id)
            .collect()
    }

    #[test]
    fn catalogues_parse_and_have_the_same_messages() {
        for language in Language::ALL {
            for text in catalogue(language) {
                let parsed = FluentResource::try_new(text.to_owned());
                assert!(
                    parsed.is_ok(),
                    "{}: {:?}",
                    language.tag(),
                    parsed.err().map(|it| it.1)
                );
            }
            let (ours, english) = (ids(language), ids(Language::English));
            let differing: Vec<_> = ours.symmetric_difference(&english).collect();
            assert!(differing.is_empty(), "{}: {differing:?}", language.tag());
        }
    }

    #[test]
    fn every_problem_and_note_has_words_and_steps_in_every_language() {
        for language in Language::ALL {
            let words = words(language);
            for code in Code::ALL {
                let Fix { title, why, steps } = fix(&Problem::new(code), None);
                assert!(!steps.is_empty(), "{code} has no step");
                let said = steps.iter().map(|step| match step {
                    Step::Say(text) => text,
                    Step::Form { what, .. }
                    | Step::Settings { what, .. }
                    | Step::Copy { what, .. }
                    | Step::Open { what, .. }
                    | Step::Reveal { what, .. }
                    | Step::Press { what, .. } => what,
                });
                for message in said.chain([&title, &why]) {
                    let text = words.try_say(message, now());
                    assert!(
                        text.is_some(),
                        "{}: no words for {}",
                        language.tag(),
                        message.id
                    );
                }
            }
            for change in changes() {
                let message = change.name();
                assert!(words.try_say(&message, now()).is_some(), "{}", message.id);
            }
            for note in NoteCode::ALL {
                let message = Message::new(format!("note-{}", note.as_str()));
                assert!(words.try_say(&message, now()).is_some(), "{}", message.id);
            }
        }
    }

    #[test]
    fn a_problem_without_an_account_is_told_without_a_gap() {
        for language in Language::ALL {
            let words = words(language);
            for code in Code::ALL {
                let Fix { title, why, steps } = fix(&Problem::new(code), None);
                let said = steps.iter().filter_map(|step| match step {
                    Step::Say(text) | Step::Settings { what: text, .. } => Some(text),
                    Step::Form { .. }
                    | Step::Copy { .. }
                    | Step::Open { .. }
                    | Step::Reveal { .. }
                    | Step::Press { .. } => None,
                });
                for message in said.chain([&title, &why]) {
                    let text = words.say(message, now());
                    let english = language == Language::English;
                    let gap = text.split(|c: char| !c.is_alphanumeric()).any(|word| {
                        word == "none" || (!english && matches!(word, "the" | "service's"))
                    });
                    assert!(!gap, "{}: {text}", message.id);
                }
            }
        }
    }

    #[test]
    fn french_keeps_its_signs_on_the_line_of_their_word() {
        let signs = [" :", " ;", " !", " ?", " %", "« ", " »"];
        for line in catalogue(Language::French).into_iter().flat_map(str::lines) {
            assert!(!signs.iter().any(|sign| line.contains(sign)), "{line}");
        }
    }

    #[test]
    fn lengths_of_time_read_as_days_hours_and_minutes() {
        let say = |language, seconds| words(language).duration(seconds, now());
        for (seconds, expected) in [
            (0, "0 min"),
            (59, "0 min"),
            (60, "1 min"),
            (3600, "1 h"),
            (9184, "2 h 33 min"),
            (86400, "1 d"),
            (90061, "1 d 1 h"),
            (86_460, "1 d"),
            (403_200, "4 d 16 h"),
            (-5, "0 min"),
        ] {
            assert_eq!(say(Language::English, seconds), expected);
        }
        assert_eq!(say(Language::French, 9184), "2 h 33 min");
        assert_eq!(say(Language::SimplifiedChinese, 9184), "2 小时 33 分");
    }

    #[test]
    fn numbers_are_written_in_each_languages_way() {
        let say = |language, number| {
            let message = Message::new("amount-units").number("used", number);
            words(language).say(&message, now())
        };
        assert_eq!(say(Language::English, 1_234_567.5), "1,234,567.5 used");
        assert_eq!(say(Language::English, 999.0), "999 used");
        assert_eq!(say(Language::French, 1500.25), "1\u{202f}500,25 utilisés");
        assert_eq!(say(Language::SimplifiedChinese, 12_000.0), "已用 12,000");
    }

    #[test]
    fn moments_name_the_day_when_it_is_not_today() {
        let words = words(Language::English);
        let say = |text: &str| {
            words.say(
                &time::moment(text.parse().unwrap(), now(), &words.zone),
                now(),
            )
        };
        assert_eq!(say("2026-11-23T15:40:00Z"), "15:40");
        assert_eq!(say("2026-11-27T02:00:00Z"), "Fri 02:00");
        assert_eq!(say("2026-12-01T00:00:00Z"), "1 Dec 00:00");
        assert_eq!(say("2027-01-02T09:05:00Z"), "2 Jan 2027 09:05");
    }

    #[test]
    fn tags_are_taken_in_all_their_forms() {
        for (tag, language) in [
            ("en", Some(Language::English)),
            ("zh", Some(Language::SimplifiedChinese)),
            ("zh-CN", Some(Language::SimplifiedChinese)),
            ("zh-Hans", Some(Language::SimplifiedChinese)),
            ("zh_SG.UTF-8", Some(Language::SimplifiedChinese)),
            ("zh-Hans-HK", Some(Language::SimplifiedChinese)),
            ("zh-TW", None),
            ("zh_HK.UTF-8", None),
            ("zh-Hant", None),
            ("zh_Hant_CN", None),
            ("fr_FR.UTF-8", Some(Language::French)),
            ("FR", Some(Language::French)),
            ("fr_FR@euro", Some(Language::French)),
            ("fro", None),
            ("tlh", None),
            ("", None),
        ] {
            assert_eq!(Language::from_tag(tag), language, "{tag}");
        }
    }
}
