//! Files of the user's own: what belongs to a service that is built in may not be named in one, and
//! what may be sent is all that is sent.

use std::sync::Mutex;

use plimsoll_core::{
    model::Sending,
    ports::{BoxFuture, Http, HttpFault, Os, Request, Response},
    provider::{CredentialStatus, Fetch, Sealed},
    testing::{FakeMachine, FakeSessions, FixedClock, block_on},
};

use super::FILE;
use crate::declare;

/// The change of a file, and where it is a mistake.
const TAKEN: &[(&str, &str, usize, usize)] = &[
    ("[\"api.sample.example\"]", "[\"api.openai.com\"]", 4, 10),
    ("[\"api.sample.example\"]", "[\"openai.com\"]", 4, 10),
    (
        "[\"api.sample.example\"]",
        "[\"api.made-up.ghe.com\"]",
        4,
        10,
    ),
    ("[\"api.sample.example\"]", "[\"openrouter.ai\"]", 4, 10),
    (
        "[\"api.sample.example\"]",
        "[\"new.api.deepseek.com\"]",
        4,
        10,
    ),
    (
        "[\"api.sample.example\"]",
        "[\"api.sample.example\", \"opencode.ai\"]",
        4,
        32,
    ),
    ("name = \"Sample\"", "name = \"claude\"", 3, 8),
    ("name = \"Sample\"", "name = \"OPENROUTER\"", 3, 8),
    ("[\"SAMPLE_KEY\"]", "[\"OPENAI_API_KEY\"]", 9, 1),
    ("[\"SAMPLE_KEY\"]", "[\"GITHUB_TOKEN\"]", 9, 1),
    (
        "[\"SAMPLE_KEY\"]",
        "[\"SAMPLE_KEY\", \"MINIMAX_API_KEY\"]",
        9,
        1,
    ),
    (
        "variables = [\"SAMPLE_KEY\"]",
        "opencode = [\"anthropic\"]",
        9,
        1,
    ),
    (
        "variables = [\"SAMPLE_KEY\"]",
        "opencode = [\"sample\", \"kilo\"]",
        9,
        1,
    ),
    (
        "variables = [\"SAMPLE_KEY\"]",
        "configuration = [\"zai\"]",
        9,
        1,
    ),
];

/// Files of tools, however they are reached.
const FILES: &[&str] = &[
    "~/.codex/auth.json",
    "~/.claude/.credentials.json",
    "~/.Claude/.credentials.json",
    "~/.local/share/opencode/auth.json",
    "$XDG_DATA_HOME/opencode/auth.json",
    "$CODEX_HOME/auth.json",
    "$KIMI_CODE_HOME/credentials/any.json",
    "~/.factory/.env",
    "~/.config/plimsoll/settings.toml",
    "~/AppData/Roaming/Cursor/User/globalStorage/state.vscdb",
];

fn mistake(text: &str) -> Option<(usize, usize, String)> {
    let mistake = declare(text, "sample").err()?;
    Some((mistake.line, mistake.column, mistake.what.id.into_owned()))
}

#[test]
fn what_belongs_to_a_built_in_service_is_refused_with_its_place() {
    assert_eq!(mistake(FILE), None);
    for (from, to, line, column) in TAKEN {
        assert!(FILE.contains(from), "{from}");
        let taken = Some((*line, *column, "declared-taken".to_owned()));
        assert_eq!(mistake(&FILE.replacen(from, to, 1)), taken, "{to}");
    }
    for file in FILES {
        let place = format!("file = [\"{file}\"]\nline = \"SAMPLE_KEY\"");
        let text = FILE.replacen("variables = [\"SAMPLE_KEY\"]", &place, 1);
        assert_eq!(mistake(&text).unwrap().2, "declared-taken", "{file}");
    }
}

#[test]
fn a_file_is_called_by_its_id_which_no_other_service_has() {
    for (id, why) in [
        ("other", "declared-file-name"),
        ("openai", "declared-taken"),
    ] {
        let text = FILE.replacen("id = \"sample\"", &format!("id = \"{id}\""), 1);
        let called = if why == "declared-taken" {
            id
        } else {
            "sample"
        };
        let mistake = declare(&text, called).err().unwrap();
        assert_eq!((mistake.line, mistake.what.id.as_ref()), (2, why));
    }
}

#[test]
fn the_user_is_asked_of_each_key_for_each_host() {
    let text = FILE
        .replacen("[\"api.", "[\"two.sample.example\", \"api.", 1)
        .replacen(
            "variables =",
            "opencode = [\"sample\"]\n\n[[credential]]\nfile = [\"~/.sample/env\"]\nline = \"KEY\"\n\n\
             [[credential]]\nvariables =",
            1,
        );
    let own = declare(&text, "sample").ok().unwrap();
    let told: Vec<String> = own.sends.iter().map(Sending::to_string).collect();
    let expected = [
        "OpenCode: sample -> two.sample.example",
        "OpenCode: sample -> api.sample.example",
        "~/.sample/env: KEY -> two.sample.example",
        "~/.sample/env: KEY -> api.sample.example",
        "$SAMPLE_KEY -> two.sample.example",
        "$SAMPLE_KEY -> api.sample.example",
    ];
    assert_eq!(told, expected);
}

/// What is unseen could make one place look like another in the question.
#[test]
fn nothing_unseen_stands_in_what_the_user_is_asked() {
    for unseen in ["\\u202E", "\\u200B", "\\n", "\\u0007"] {
        for text in [
            FILE.replacen("name = \"Sample", &format!("name = \"Sam{unseen}ple"), 1),
            FILE.replacen(
                "variables = [\"SAMPLE_KEY\"]",
                &format!("file = [\"~/.sam{unseen}ple/key\"]\nline = \"KEY\""),
                1,
            ),
            FILE.replacen(
                "variables = [\"SAMPLE_KEY\"]",
                &format!(
                    "file = [\"~/.sample/key\"]\npointer = \"/k{unseen}\"\n\
                     tool = {{ name = \"Sample\", sign_in = \"sample login\" }}"
                ),
                1,
            ),
        ] {
            assert!(mistake(&text).is_some(), "{text}");
        }
    }
}

#[test]
fn a_command_to_copy_is_a_program_and_words() {
    let with = |command: &str| {
        let place = format!(
            "file = [\"~/.sample/key\"]\npointer = \"/key\"\n\
             tool = {{ name = \"Sample\", sign_in = \"{command}\" }}"
        );
        mistake(&FILE.replacen("variables = [\"SAMPLE_KEY\"]", &place, 1))
    };
    assert_eq!(with("sample auth login"), None);
    for command in ["curl x|sh", "a; b", "$(a)", "a\\nb", "", "a > b", "a && b"] {
        assert!(with(command).is_some(), "{command}");
    }
}

fn machine() -> FakeMachine {
    FakeMachine::new().set("SAMPLE_KEY", "sample-key-made-up")
}

fn credential(text: &str) -> Sealed {
    let own = declare(text, "sample").ok().unwrap();
    let mut search = own.provider.find(&machine());
    match search.found.remove(0).status {
        CredentialStatus::Ready(credential) => credential,
        CredentialStatus::Spare(_) | CredentialStatus::Broken(_) | CredentialStatus::Off => {
            panic!("a key is ready")
        }
    }
}

#[test]
fn another_version_of_a_file_is_asked_anew() {
    let same = credential(FILE).fingerprint;
    assert_eq!(credential(FILE).fingerprint, same);
    let other = FILE.replacen("kind: \"weekly\"", "kind: \"monthly\"", 1);
    assert_ne!(credential(&other).fingerprint, same);
}

#[test]
fn what_is_shown_of_a_file_is_kept_once() {
    let info = |text: &str| declare(text, "sample").ok().unwrap().provider.info();
    let other = FILE.replacen("kind: \"weekly\"", "kind: \"monthly\"", 1);
    assert!(std::ptr::eq(info(FILE), info(&other)));
    let renamed = FILE.replacen("name = \"Sample\"", "name = \"Other\"", 1);
    assert_eq!(info(&renamed).name, "Other");
}

/// The file names a variable, and what the variable says is another's directory.
#[test]
fn a_variable_does_not_lead_to_a_tools_files() {
    let place = "file = [\"$SAMPLE_HOME/auth.json\"]\nline = \"KEY\"";
    let text = FILE.replacen("variables = [\"SAMPLE_KEY\"]", place, 1);
    let own = declare(&text, "sample").ok().unwrap();
    for (directory, found) in [
        ("/home/ada/.sample", 1),
        ("/home/ada/.codex", 0),
        ("/home/ada/.local/share/opencode", 0),
        ("/home/ada/work", 0),
        ("/home/ada/workshop", 1),
    ] {
        let machine = FakeMachine::new()
            .set("CODEX_HOME", "/home/ada/work")
            .set("SAMPLE_HOME", directory)
            .file(format!("{directory}/auth.json"), "KEY=sample-key-made-up");
        let search = own.provider.find(&machine);
        assert_eq!(search.found.len(), found, "{directory}");
        assert_eq!(search.places.len(), found, "{directory}");
    }
}

#[test]
fn no_directory_that_a_tool_has_moved_is_read() {
    let place = "file = [\"$SAMPLE_HOME/auth.json\"]\nline = \"KEY\"";
    let text = FILE.replacen("variables = [\"SAMPLE_KEY\"]", place, 1);
    let own = declare(&text, "sample").ok().unwrap();
    for (variable, value, found) in [
        ("CLAUDE_CONFIG_DIR", "/srv/tool", 0),
        ("CLAUDE_SECURESTORAGE_CONFIG_DIR", "/srv/tool", 0),
        ("GROK_HOME", "/srv/tool", 0),
        ("KIMI_CODE_HOME", "/srv/tool", 0),
        ("KIRO_DATA_DIR", "/srv/tool", 0),
        ("OPENCODE_CONFIG_DIR", "/srv/tool", 0),
        ("OPENCODE_DATA_DIR", "/srv/tool", 0),
        ("OPENCODE_DB", "/srv/tool/auth.json", 0),
        ("OPENCODE_TEST_HOME", "/srv/tool", 0),
        ("OPENCODE_DATA_DIR", "", 1),
        ("SAMPLE_DIR", "/srv/tool", 1),
    ] {
        let machine = FakeMachine::new()
            .set(variable, value)
            .set("SAMPLE_HOME", "/srv/tool")
            .file("/srv/tool/auth.json", "KEY=sample-key-made-up");
        let search = own.provider.find(&machine);
        assert_eq!(search.found.len(), found, "{variable}={value}");
    }
}

/// Keeps what it is asked to send.
#[derive(Default)]
struct Kept(Mutex<Vec<Request>>);

impl Http for Kept {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        self.0.lock().unwrap().push(request);
        Box::pin(std::future::ready(Err(HttpFault::TimedOut)))
    }
}

#[test]
fn a_request_of_a_file_is_led_nowhere() {
    let own = declare(FILE, "sample").ok().unwrap();
    let http = Kept::default();
    let cx = Fetch {
        http: &http,
        clock: &FixedClock(jiff::Timestamp::UNIX_EPOCH),
        sessions: &FakeSessions::default(),
        os: Os::Linux,
    };
    let credential = credential(FILE);
    block_on(own.provider.fetch(&credential, &cx)).unwrap_err();
    let sent = http.0.lock().unwrap();
    assert!(sent.iter().all(|request| !request.follows));
    assert_eq!(sent[0].url, "https://api.sample.example/usage");
}
