//! The environment of programs that we start. What is not there cannot leak: neither the window nor
//! a person's own program needs a sign-in, a key or a proxy.

use std::ffi::OsStr;

use tokio::process::Command;

/// What a window is told of the person, the session, the screen and the libraries. Windows tells
/// names in any case.
const OF_WINDOW: &[&str] = &[
    "ALLUSERSPROFILE",
    "APPDATA",
    "APPDIR",
    "APPIMAGE",
    "AT_SPI_BUS_ADDRESS",
    "COMMONPROGRAMFILES",
    "COMMONPROGRAMFILES(X86)",
    "COMMONPROGRAMW6432",
    "COMPUTERNAME",
    "COMSPEC",
    "DBUS_SESSION_BUS_ADDRESS",
    "DBUS_SYSTEM_BUS_ADDRESS",
    "DCONF_PROFILE",
    "DESKTOP_SESSION",
    "DESKTOP_STARTUP_ID",
    "DISPLAY",
    "DRI_PRIME",
    "GNOME_DESKTOP_SESSION_ID",
    "HOME",
    "HOMEDRIVE",
    "HOMEPATH",
    "KDE_FULL_SESSION",
    "KDE_SESSION_VERSION",
    "LANG",
    "LANGUAGE",
    "LD_LIBRARY_PATH",
    "LD_PRELOAD",
    "LOCALAPPDATA",
    "LOCALE_ARCHIVE",
    "LOCPATH",
    "LOGNAME",
    "NO_AT_BRIDGE",
    "NUMBER_OF_PROCESSORS",
    "OS",
    "PATH",
    "PATHEXT",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "PROGRAMW6432",
    "PUBLIC",
    "RUST_BACKTRACE",
    "SESSIONNAME",
    "SESSION_MANAGER",
    "SYSTEMDRIVE",
    "SYSTEMROOT",
    "TEMP",
    "TMP",
    "TMPDIR",
    "TZ",
    "TZDIR",
    "USER",
    "USERDOMAIN",
    "USERNAME",
    "USERPROFILE",
    "WAYLAND_DISPLAY",
    "WINDIR",
    "XAUTHORITY",
    "XCOMPOSEFILE",
    "XLOCALEDIR",
    "XMODIFIERS",
    "__CFBUNDLEIDENTIFIER",
    "__CF_USER_TEXT_ENCODING",
];
/// The same by their beginnings: of the toolkit, the web engine and what draws for them.
const OF_WINDOW_BEGIN: &[&str] = &[
    "CAIRO_",
    "EGL_",
    "FONTCONFIG_",
    "FREETYPE_",
    "GALLIUM_",
    "GBM_",
    "GDK_",
    "GIO_",
    "GSETTINGS_",
    "GST_",
    "GTK_",
    "G_",
    "IBUS_",
    "JSC_",
    "LC_",
    "LIBGL_",
    "LIBVA_",
    "LP_",
    "MESA_",
    "PANGO_",
    "PROCESSOR_",
    "TAURI_",
    "VK_",
    "WEBKIT_",
    "WEBVIEW2_",
    "XCURSOR_",
    "XDG_",
    "XKB_",
    "XPC_",
    "__EGL_",
    "__GLX_",
    "__GL_",
    "__NV_",
];

/// Secret wherever they stand in a name.
const SECRET_PARTS: &[&str] = &["COOKIE", "CREDENTIAL", "OAUTH", "PASS", "SECRET", "TOKEN"];
/// Secret where a word of a name ends so.
const SECRET_ENDS: &[&str] = &["AUTH", "KEY", "KEYS"];
/// Secret as a word of a name: shorter ones, which stand in harmless words as well.
const SECRET_WORDS: &[&str] = &["PAT", "PWD"];
/// Called like a secret, and where a directory or a socket is: without them, scripts fail.
const PLACES: &[&str] = &["OLDPWD", "PWD", "SSH_AUTH_SOCK"];

/// Leaves the command what a window needs, and nothing else.
pub(crate) fn of_a_window(command: &mut Command) {
    let all = std::env::vars_os();
    let kept = all.filter(|(name, value)| is_for_windows(name, value));
    command.env_clear().envs(kept);
}

/// Takes out of the command's environment what may be a secret.
pub(crate) fn without_secrets(command: &mut Command) {
    for (name, value) in std::env::vars_os() {
        if may_be_secret(&name, &value) {
            command.env_remove(name);
        }
    }
}

fn is_for_windows(name: &OsStr, value: &OsStr) -> bool {
    let upper = name.to_string_lossy().to_ascii_uppercase();
    OF_WINDOW.contains(&upper.as_str())
        || (OF_WINDOW_BEGIN.iter().any(|it| upper.starts_with(it)) && !may_be_secret(name, value))
}

fn may_be_secret(name: &OsStr, value: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_uppercase();
    let is_secret = |word: &str| {
        SECRET_WORDS.contains(&word) || SECRET_ENDS.iter().any(|end| word.ends_with(end))
    };
    let is_called_so = SECRET_PARTS.iter().any(|part| name.contains(part))
        || name.ends_with("_PROXY")
        || name
            .split(|sign: char| !sign.is_ascii_alphanumeric())
            .any(is_secret);
    (is_called_so && !PLACES.contains(&name.as_str())) || names_a_user(&value.to_string_lossy())
}

/// Whether an address in it says who comes, and so perhaps with which password.
fn names_a_user(value: &str) -> bool {
    value.split("://").skip(1).any(|rest| {
        let ends = |sign: char| matches!(sign, '/' | '?' | '#') || sign.is_whitespace();
        rest.split(ends)
            .next()
            .is_some_and(|host| host.contains('@'))
    })
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::{is_for_windows, may_be_secret};

    const HARMLESS: &str = "value";

    fn reaches_window(name: &str, value: &str) -> bool {
        is_for_windows(OsStr::new(name), OsStr::new(value))
    }

    fn reaches_hook(name: &str, value: &str) -> bool {
        !may_be_secret(OsStr::new(name), OsStr::new(value))
    }

    #[test]
    fn secrets_reach_neither_however_they_are_called() {
        for name in [
            "SAMPLE_PAT",
            "GH_PAT",
            "SAMPLE_KEY",
            "SAMPLE_ID_KEY",
            "SAMPLE_API_KEY",
            "SAMPLE_APIKEY",
            "sample.key",
            "SIGNING_KEYS",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "PGPASS",
            "PGPASSWORD",
            "MYSQL_PWD",
            "SSH_PASSPHRASE",
            "NPM_AUTH",
            "HTTP_BASICAUTH",
            "DOCKER_AUTH_CONFIG",
            "SAMPLE_AUTH_CONTENT",
            "SESSION_COOKIE",
            "GOOGLE_APPLICATION_CREDENTIALS",
            "gh_token",
            "HTTPS_PROXY",
            "https_proxy",
            "XDG_ACTIVATION_TOKEN",
            "WEBKIT_KEY",
        ] {
            assert!(!reaches_window(name, HARMLESS), "{name}");
            assert!(!reaches_hook(name, HARMLESS), "{name}");
        }
    }

    #[test]
    fn an_address_with_a_user_in_it_reaches_neither() {
        for value in [
            "postgres://ada:pretend@localhost/db",
            "https://pretend@sentry.example.org/1",
            "one=http://example.org two=redis://:pretend@localhost",
        ] {
            assert!(!reaches_window("DATABASE_URL", value), "{value}");
            assert!(!reaches_window("XDG_DATABASE", value), "{value}");
            assert!(!reaches_hook("DATABASE_URL", value), "{value}");
        }
        for value in [
            "https://example.org/@ada",
            "https://example.org?mail=ada@example.org",
            "ada@example.org",
        ] {
            assert!(reaches_hook("PAGE", value), "{value}");
        }
    }

    #[test]
    fn a_hook_is_told_what_is_no_secret() {
        for name in [
            "HOME",
            "PATH",
            "PWD",
            "SSH_AUTH_SOCK",
            "XAUTHORITY",
            "COMPAT_LEVEL",
            "GIT_AUTHOR_NAME",
            "XKB_KEYMAP",
            "OF_MINE",
        ] {
            assert!(reaches_hook(name, HARMLESS), "{name}");
        }
    }

    #[test]
    fn a_window_is_told_what_it_needs_and_nothing_else() {
        for name in [
            "DISPLAY",
            "WAYLAND_DISPLAY",
            "XAUTHORITY",
            "XDG_RUNTIME_DIR",
            "DBUS_SESSION_BUS_ADDRESS",
            "LC_TIME",
            "GTK_THEME",
            "WEBKIT_INSPECTOR_SERVER",
            "SystemRoot",
            "ProgramFiles(x86)",
            "LocalAppData",
        ] {
            assert!(reaches_window(name, HARMLESS), "{name}");
        }
        for name in ["OF_MINE", "SSH_AUTH_SOCK", "QT_STYLE", "DATABASE_URL"] {
            assert!(!reaches_window(name, HARMLESS), "{name}");
        }
    }
}
