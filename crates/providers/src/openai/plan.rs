//! What OpenAI's plans are called.

/// The plan's name as shown.
pub(super) fn plan_label(plan: &str) -> Option<String> {
    let plan = plan.trim();
    let label = match plan.to_ascii_lowercase().as_str() {
        // Of the last two nobody knows what they are called.
        "" | "ent26" | "hc" => return None,
        "free" | "free_workspace" | "guest" => "Free",
        "go" => "Go",
        "plus" => "Plus",
        "prolite" | "pro" => "Pro",
        "team" | "business" | "self_serve_business_usage_based" => "Business",
        "self_serve_business_prolite" => "Business Premium",
        "enterprise_cbp_usage_based" | "enterprise_cbp_automation" => "Enterprise",
        "edu_plus" | "edu_pro" => "Edu",
        "enterprise" | "edu" | "education" | "k12" | "quorum" => {
            let (first, rest) = plan.split_at_checked(1)?;
            return Some(format!("{}{rest}", first.to_ascii_uppercase()));
        }
        _ => plan,
    };
    Some(label.to_owned())
}

#[cfg(test)]
mod tests {
    use super::plan_label;

    #[test]
    fn plans_are_called_as_openai_calls_them() {
        for (plan, label) in [
            ("free_workspace", Some("Free")),
            ("plus", Some("Plus")),
            ("PRO", Some("Pro")),
            ("prolite", Some("Pro")),
            ("team", Some("Business")),
            ("self_serve_business_usage_based", Some("Business")),
            ("self_serve_business_prolite", Some("Business Premium")),
            ("enterprise_cbp_usage_based", Some("Enterprise")),
            ("enterprise_cbp_automation", Some("Enterprise")),
            ("enterprise", Some("Enterprise")),
            ("edu_plus", Some("Edu")),
            ("edu_pro", Some("Edu")),
            ("edu", Some("Edu")),
            ("k12", Some("K12")),
            ("ent26", None),
            ("hc", None),
            (" ", None),
            ("somethingnew", Some("somethingnew")),
        ] {
            assert_eq!(plan_label(plan).as_deref(), label, "{plan}");
        }
    }
}
