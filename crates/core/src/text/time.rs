//! Lengths of time and moments, as messages of the catalogue.

use jiff::{Timestamp, civil::Weekday, tz::TimeZone};

use crate::message::Message;

/// Days and hours, or hours and minutes, each only where there is one; "0 minutes" rather than
/// nothing. Where there are days, nobody counts the minutes.
pub(super) fn parts(seconds: i64) -> Vec<Message> {
    let seconds = seconds.max(0);
    let days = seconds / 86_400;
    let minutes = if days > 0 { 0 } else { seconds % 3600 / 60 };
    let parts = [
        ("time-days", days),
        ("time-hours", seconds % 86_400 / 3600),
        ("time-minutes", minutes),
    ];
    let part = |(id, count): (&'static str, i64)| Message::new(id).number("count", count as f64);
    let shown: Vec<Message> = parts
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(part)
        .collect();
    if shown.is_empty() {
        vec![part(("time-minutes", 0))]
    } else {
        shown
    }
}

/// A clock time; with the weekday within six days, with the date beyond, with the year in another.
pub(super) fn moment(moment: Timestamp, now: Timestamp, zone: &TimeZone) -> Message {
    let there = moment.to_zoned_datetime(zone.clone());
    let here = now.to_zoned_datetime(zone.clone());
    let clock = format!("{:02}:{:02}", there.hour(), there.minute());
    let days = there.date().duration_since(here.date()).as_hours() / 24;
    match days {
        0 => Message::new("plain").text("text", clock),
        1..=6 => Message::new("time-weekday")
            .message("day", Message::new(weekday(there.weekday())))
            .text("clock", clock),
        _ => {
            let date = there.date();
            let (id, year) = if date.year() == here.date().year() {
                ("time-date", String::new())
            } else {
                ("time-date-year", date.year().to_string())
            };
            Message::new(id)
                .text("day", date.day().to_string())
                .message("month", Message::new(month(date.month())))
                .text("year", year)
                .text("clock", clock)
        }
    }
}

fn month(number: i8) -> &'static str {
    match number {
        1 => "time-january",
        2 => "time-february",
        3 => "time-march",
        4 => "time-april",
        5 => "time-may",
        6 => "time-june",
        7 => "time-july",
        8 => "time-august",
        9 => "time-september",
        10 => "time-october",
        11 => "time-november",
        _ => "time-december",
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "time-monday",
        Weekday::Tuesday => "time-tuesday",
        Weekday::Wednesday => "time-wednesday",
        Weekday::Thursday => "time-thursday",
        Weekday::Friday => "time-friday",
        Weekday::Saturday => "time-saturday",
        Weekday::Sunday => "time-sunday",
    }
}
