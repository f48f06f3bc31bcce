//! What Claude's plans are called.

/// The plan's name as shown, of the two fields that a sign-in has for it: `Max 20x`.
pub(super) fn plan_label(subscription: Option<&str>, tier: Option<&str>) -> Option<String> {
    const KNOWN: [&str; 4] = ["max", "pro", "team", "enterprise"];
    let tier = tier.unwrap_or_default().to_ascii_lowercase();
    let words = || tier.split(|c: char| !c.is_ascii_alphanumeric());
    let stated = subscription
        .map(str::trim)
        .filter(|plan| !plan.is_empty())
        .map(str::to_owned);
    let plan = stated.or_else(|| {
        let known = KNOWN.into_iter().find(|plan| words().any(|it| it == *plan));
        known.map(str::to_owned)
    })?;
    let mut letters = plan.chars();
    let first = letters.next()?.to_uppercase();
    let name: String = first.chain(letters).collect();
    let is_factor = |word: &&str| {
        let digits = word.strip_suffix('x').unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
    };
    Some(match words().find(is_factor) {
        Some(factor) => format!("{name} {factor}"),
        None => name,
    })
}

#[cfg(test)]
mod tests {
    use super::plan_label;

    #[test]
    fn plans_are_called_as_anthropic_calls_them() {
        for (subscription, tier, label) in [
            (Some("max"), Some("default_claude_max_20x"), Some("Max 20x")),
            (Some("max"), Some("default_claude_max_5x"), Some("Max 5x")),
            (Some("pro"), Some("default_claude_ai"), Some("Pro")),
            (Some("team"), None, Some("Team")),
            (Some("enterprise"), Some(""), Some("Enterprise")),
            (Some("somethingNew"), None, Some("SomethingNew")),
            (None, Some("default_claude_max_5x"), Some("Max 5x")),
            (Some(" "), Some("claude_pro"), Some("Pro")),
            (None, Some("default_x"), None),
            (None, None, None),
        ] {
            let found = plan_label(subscription, tier);
            assert_eq!(found.as_deref(), label, "{subscription:?} {tier:?}");
        }
    }
}
