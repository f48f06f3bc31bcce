//! The environment of programs that we start. What is not there cannot leak: neither the window nor
//! a person's own program needs a sign-in, a key or a proxy.

use tokio::process::Command;

/// Takes out of the command's environment what may be a secret.
pub(crate) fn without_secrets(command: &mut Command) {
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(may_be_secret) {
            command.env_remove(name);
        }
    }
}

fn may_be_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let parts = [
        "SECRET",
        "TOKEN",
        "PASSWORD",
        "CREDENTIAL",
        "OAUTH",
        "API_KEY",
        "AUTH_CONTENT",
    ];
    parts.iter().any(|part| name.contains(part)) || name.ends_with("_PROXY")
}
