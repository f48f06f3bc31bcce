//! A number and the noun after it agree, in every message that has both.

use std::collections::BTreeMap;

use super::*;
use crate::{
    model::{Balance, Unit},
    view::balance_of,
};

/// The arguments that are numbers, by their names.
const NUMBERS: [&str; 12] = [
    "used", "limit", "count", "days", "hours", "windows", "entries", "dropped", "number",
    "seconds", "minutes", "more",
];
/// What may stand between.
const BETWEEN: [&str; 4] = ["more", "hidden", "autre", "autres"];
const NOUNS: [(Language, &[(&str, &str)]); 2] = [
    (
        Language::English,
        &[
            ("token", "tokens"),
            ("credit", "credits"),
            ("request", "requests"),
            ("call", "calls"),
            ("window", "windows"),
            ("account", "accounts"),
            ("place", "places"),
            ("line", "lines"),
            ("entry", "entries"),
            ("mistake", "mistakes"),
            ("thing", "things"),
            ("second", "seconds"),
            ("day", "days"),
        ],
    ),
    (
        Language::French,
        &[
            ("jeton", "jetons"),
            ("crédit", "crédits"),
            ("requête", "requêtes"),
            ("appel", "appels"),
            ("fenêtre", "fenêtres"),
            ("compte", "comptes"),
            ("emplacement", "emplacements"),
            ("ligne", "lignes"),
            ("entrée", "entrées"),
            ("erreur", "erreurs"),
            ("point", "points"),
            ("seconde", "secondes"),
            ("jour", "jours"),
        ],
    ),
];

/// Every message of a language with its text in the catalogue.
fn messages(language: Language) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut last = String::new();
    for line in catalogue(language).into_iter().flat_map(str::lines) {
        if let Some((id, text)) = line.split_once(" = ")
            && !line.starts_with([' ', '#'])
        {
            id.clone_into(&mut last);
            found.insert(last.clone(), text.to_owned());
        } else if let Some(text) = found.get_mut(&last) {
            text.push_str(line);
        }
    }
    found
}

fn filled(id: &str, text: &str, number: f64) -> Message {
    let names = text.split('$').skip(1);
    let names = names.filter_map(|it| it.split(|c: char| !c.is_ascii_lowercase()).next());
    let message = Message::new(id.to_owned());
    names.fold(message, |message, name| {
        let name: &'static str = NUMBERS.into_iter().find(|it| *it == name).unwrap_or("");
        if name.is_empty() {
            return message;
        }
        message.number(name, number)
    })
}

/// The noun after the number, and whether it is the one for many.
fn noun<'a>(language: Language, said: &'a str, number: &str) -> Option<(&'a str, bool)> {
    let (_, nouns) = NOUNS.iter().find(|(of, _)| *of == language)?;
    let words: Vec<&str> = said
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | ':'))
        .filter(|it| !it.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(at, word)| {
        let mut after = words[at + 1..].iter();
        let after = after
            .find(|it| !BETWEEN.contains(it))?
            .trim_end_matches('.');
        let is_it = *word == number;
        let found = nouns
            .iter()
            .find(|(one, many)| [*one, *many].contains(&after));
        found
            .filter(|_| is_it)
            .map(|(_, many)| (after, *many == after))
    })
}

fn judge(language: Language, said: &str, number: f64) -> bool {
    let text = number.to_string();
    let (text, are_many) = if language == Language::French {
        (text.replace('.', ","), number >= 2.0)
    } else {
        (text, number.to_bits() != 1f64.to_bits())
    };
    let Some((noun, is_many)) = noun(language, said, &text) else {
        return false;
    };
    assert_eq!(is_many, are_many, "{noun}: {said}");
    if language == Language::French && said.contains("utilisé") {
        let is_many = said.contains("utilisés") || said.contains("utilisées");
        assert_eq!(is_many, are_many, "{said}");
    }
    true
}

const TRIED: [f64; 4] = [0.0, 1.0, 2.0, 1.5];

#[test]
fn a_number_and_its_noun_agree() {
    for language in [Language::English, Language::French] {
        let words = Words::new(language, TimeZone::UTC);
        let mut judged = 0;
        for (id, text) in messages(language) {
            for number in TRIED {
                let said = words.say(&filled(&id, &text, number), Timestamp::UNIX_EPOCH);
                judged += usize::from(judge(language, &said, number));
            }
        }
        assert!(judged >= 4 * 12, "{} {judged}", language.tag());
    }
}

#[test]
fn a_balance_and_its_unit_agree() {
    for language in [Language::English, Language::French] {
        let words = Words::new(language, TimeZone::UTC);
        for unit in [Unit::Tokens, Unit::Credits, Unit::Requests, Unit::Calls] {
            for amount in ["0", "1", "2", "1.5", "1.0", "many"] {
                let balance = Balance {
                    id: "sample".into(),
                    label: Message::new("plain"),
                    amount: amount.into(),
                    unit,
                };
                let said = words.say(&balance_of(&balance), Timestamp::UNIX_EPOCH);
                let number: f64 = amount.parse().unwrap_or(2.0);
                let (_, is_many) = noun(language, &said, amount).unwrap();
                let are_many = if language == Language::French {
                    number >= 2.0
                } else {
                    number.to_bits() != 1f64.to_bits()
                };
                assert_eq!(is_many, are_many, "{said}");
            }
        }
    }
}

#[test]
fn sums_and_numbers_agree_with_their_words() {
    let words = Words::new(Language::French, TimeZone::UTC);
    for id in [
        "amount-usd",
        "amount-currency",
        "amount-units",
        "amount-of-usd",
        "amount-of-currency",
        "amount-of-units",
    ] {
        for number in TRIED {
            let message = Message::new(id)
                .number("used", number)
                .number("limit", number)
                .text("currency", "BRL");
            let said = words.say(&message, Timestamp::UNIX_EPOCH);
            assert_eq!(said.ends_with('s'), number >= 2.0, "{said}");
        }
    }
}
