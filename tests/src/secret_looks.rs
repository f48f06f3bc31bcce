//! Whether a text holds something that looks like a real secret. Made-up ones in fixtures are
//! short or say that they are made up, so that nobody has to wonder.

/// A secret by its looks: how it starts, and how many letters, digits, `-` and `_` follow at least.
const LOOKS: &[(&str, usize)] = &[
    ("ghp_", 36),
    ("gho_", 36),
    ("ghu_", 36),
    ("ghs_", 36),
    ("ghr_", 36),
    ("github_pat_", 40),
    ("sk-", 32),
    ("rt_", 40),
    ("ya29.", 30),
    ("1//0", 30),
    ("AIza", 35),
    ("GOCSPX-", 20),
    ("AKIA", 16),
    ("npm_", 36),
    ("xoxb-", 20),
];

/// The first thing in `text` that looks like a real secret, cut short.
pub fn secret_in(text: &str) -> Option<String> {
    if let Some((_, after)) = text.split_once("-----BEGIN ")
        && after
            .lines()
            .next()
            .is_some_and(|line| line.contains("PRIVATE KEY-----"))
    {
        return Some("a private key".to_owned());
    }
    text.split(|c: char| !is_part(c) && c != '.' && c != '/')
        .find(|word| {
            LOOKS.iter().any(|look| is(word, *look))
                || is_signed(word)
                || is_plan_key(word)
                || is_client(word)
        })
        .map(|word| word.chars().take(12).collect())
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn is(word: &str, (start, at_least): (&str, usize)) -> bool {
    word.match_indices(start).any(|(at, _)| {
        let before = word.get(..at).and_then(|before| before.chars().next_back());
        let rest = word.get(at + start.len()..).unwrap_or_default();
        let length = rest.chars().take_while(|c| is_part(*c)).count();
        length >= at_least && !before.is_some_and(is_part) && !rest.contains("ample")
    })
}

/// Three parts of a signed token, the last as long as a real signature.
fn is_signed(word: &str) -> bool {
    let parts: Vec<&str> = word.split('.').collect();
    matches!(parts[..], [head, body, signature]
        if head.starts_with("eyJ") && body.starts_with("eyJ") && signature.len() >= 43)
}

/// 32 hexadecimal digits, a dot, and 16 letters or digits.
fn is_plan_key(word: &str) -> bool {
    word.split_once('.').is_some_and(|(id, secret)| {
        id.len() == 32
            && id.bytes().all(|byte| byte.is_ascii_hexdigit())
            && secret.len() == 16
            && secret.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// An OAuth client of Google.
fn is_client(word: &str) -> bool {
    let name = word
        .strip_suffix(".apps.googleusercontent.com")
        .unwrap_or_default();
    name.split_once('-')
        .is_some_and(|(number, rest)| number.len() >= 10 && rest.len() >= 30)
}

#[cfg(test)]
mod tests {
    use super::secret_in;

    /// Put together here, so that this file has none in it.
    fn of(start: &str, length: usize) -> String {
        format!("\"token\": \"{start}{}\",", "aB3".repeat(length))
    }

    #[test]
    fn real_looking_secrets_are_seen() {
        let dot = ".";
        let hexadecimal = "0123456789abcdef".repeat(2);
        for text in [
            of("gho_", 12),
            of("github_pat_", 20),
            of("sk-", 16),
            of("1//0", 20),
            of("GOCSPX-", 9),
            format!(
                "Bearer eyJ{}{dot}eyJ{}{dot}{}",
                "a".repeat(20),
                "b".repeat(60),
                "c".repeat(43)
            ),
            format!("{hexadecimal}{dot}{}", "aB3d".repeat(4)),
            format!(
                "123456789012-{}{dot}apps.googleusercontent.com",
                "a1".repeat(16)
            ),
            format!("-----BEGIN {} KEY-----", "PRIVATE"),
        ] {
            assert!(secret_in(&text).is_some(), "{text}");
        }
    }

    #[test]
    fn made_up_ones_and_ordinary_words_are_not() {
        for text in [
            "gho_sampleA",
            "1//sampleA",
            "eyJhbGciOiJSUzI1NiJ9.eyJzYW1wbGUiOnRydWV9.c2ln",
            "abcd1234sample.key5678wxyz",
            "task-of-a-name-that-is-as-long-as-a-secret-may-well-be",
        ] {
            assert_eq!(secret_in(text), None, "{text}");
        }
    }
}
