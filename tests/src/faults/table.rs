//! The list of faults: from what happens on the way to what only one service says.

use std::{io::Write, time::Duration};

use flate2::{Compression, write::GzEncoder};
use jiff::{SignedDuration, Timestamp, fmt::strtime};
use serde_json::Value;

use super::{Expected, FOREIGN, Fault, HTML, How, JSON, PAGE, PLAIN, RetryAt, made};
use crate::{
    fault_proxy::{Answer, Certificate, Play, Then},
    proxy::Reply,
    services::ALL,
    stall::Stall,
};

const MEGABYTES: usize = 1024 * 1024;

/// All of them; moments that answers name are counted from `now`, in whole seconds.
pub fn faults(now: Timestamp) -> Vec<Fault> {
    let groups = [
        on_the_way(),
        refusals(),
        pauses(now),
        outages(),
        bodies(),
        stalls(),
        of_one_service(now),
    ];
    groups.into_iter().flatten().collect()
}

/// What happens before a service has a say.
fn on_the_way() -> Vec<Fault> {
    let is = Expected::Is;
    let blocked = "connection-blocked";
    let certificate = |name, which| Fault::played(name, is(blocked), Play::Certificate(which));
    let password = "407 Proxy Authentication Required\r\n\
                    proxy-authenticate: Basic realm=\"company\"\r\n";
    let mut faults = vec![
        Fault::new("name not found", is("offline"), How::NoName),
        Fault::new("refused", is("offline"), How::NobodyListens),
        certificate("TLS unknown issuer", Certificate::OfAStranger),
        certificate("TLS expired", Certificate::Expired),
        certificate("TLS of another host", Certificate::OfAnotherHost),
        Fault::played("proxy wants a password", is(blocked), Play::Door(password)),
        Fault::played(
            "proxy 502",
            is("offline"),
            Play::Door("502 Bad Gateway\r\n"),
        ),
        Fault::answer(
            "no answer",
            "offline",
            Answer {
                bytes: Vec::new(),
                ..Answer::raw("", &[], Then::Close)
            },
        ),
    ];
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Moved",
        "308 Moved",
    ] {
        let elsewhere = "location: https://elsewhere.example/api\r\n";
        let answer = Answer::new(status, elsewhere, &[]);
        let name = format!("{} to another host", &status[..3]);
        faults.push(Fault::answer(&name, blocked, answer));
    }
    for (name, to) in [
        ("301 to another port", "https://chatgpt.com:8443/"),
        ("301 to a door of another service", "https://api.z.ai:8443/"),
        ("301 to plain HTTP", "http://elsewhere.example/"),
    ] {
        let answer = Answer::new("301 Moved", &format!("location: {to}\r\n"), &[]);
        faults.push(Fault::answer(name, blocked, answer));
    }
    let circle = made(|request, _| {
        let itself = format!("location: {}\r\n", request.path);
        Answer::new("307 Temporary Redirect", &itself, &[])
    });
    faults.push(Fault::played("307 in a circle", is(blocked), circle));
    faults
}

fn refusals() -> Vec<Fault> {
    let blocked = || Expected::Is("connection-blocked");
    let down = || Expected::Is("service-down");
    vec![
        Fault::status("401", Expected::On401, "401 Unauthorized", JSON),
        Fault::status("401 HTML", blocked(), "401 Unauthorized", HTML),
        Fault::status("403", Expected::On403, "403 Forbidden", JSON),
        Fault::status("403 plain", Expected::On403, "403 Forbidden", PLAIN),
        Fault::status("403 HTML", blocked(), "403 Forbidden", HTML),
        Fault::status("400", Expected::Is("service-down"), "400 Bad Request", JSON),
        Fault::status("402", Expected::Is("no-plan"), "402 Payment Required", JSON),
        Fault::status("404", Expected::On404, "404 Not Found", JSON),
        Fault::status("409", down(), "409 Conflict", JSON),
        Fault::status("422", down(), "422 Unprocessable Content", JSON),
        Fault::status("451", down(), "451 Unavailable For Legal Reasons", JSON),
        Fault::status("402 HTML", blocked(), "402 Payment Required", HTML),
        Fault::status("407", blocked(), "407 Proxy Authentication Required", JSON),
        Fault::status(
            "408",
            Expected::Is("timed-out"),
            "408 Request Timeout",
            JSON,
        ),
        Fault::status("404 HTML", blocked(), "404 Not Found", HTML),
        Fault::played("its own refusal", Expected::Refused, own_refusal()).at_services(&[
            "openai",
            "zhipu",
            "zai",
            "copilot",
            "antigravity, token",
        ]),
    ]
}

/// `Retry-After` in every form.
fn pauses(now: Timestamp) -> Vec<Fault> {
    let soon = now + SignedDuration::from_mins(20);
    let at = |moment: Timestamp, form: &str| strtime::format(form, moment).unwrap();
    let fixed = "%a, %d %b %Y %H:%M:%S GMT";
    let late = now + SignedDuration::from_hours(7);
    let past = now - SignedDuration::from_hours(1);
    let never = RetryAt::Never;
    let forms = [
        ("without a word", None, never),
        ("in seconds", Some("90".to_owned()), RetryAt::In(90)),
        ("in six hours", Some("21600".to_owned()), RetryAt::In(21600)),
        ("at a date", Some(at(soon, fixed)), RetryAt::At(soon)),
        (
            "at a date of RFC 850",
            Some(at(soon, "%A, %d-%b-%y %H:%M:%S GMT")),
            RetryAt::At(soon),
        ),
        (
            "at a date of C",
            Some(at(soon, "%a %b %e %H:%M:%S %Y")),
            RetryAt::At(soon),
        ),
        ("in 0", Some("0".to_owned()), never),
        ("in -5", Some("-5".to_owned()), never),
        ("in over six hours", Some("21601".to_owned()), never),
        ("in ages", Some("99999999999999999999".to_owned()), never),
        ("at a past date", Some(at(past, fixed)), never),
        ("at a far date", Some(at(late, fixed)), never),
        ("soon", Some("soon".to_owned()), never),
        ("of nothing", Some(String::new()), never),
    ];
    let limited = forms.into_iter().map(|(name, value, retry)| {
        let header = value.map(|value| format!("retry-after: {value}\r\n"));
        let headers = format!("{JSON}{}", header.unwrap_or_default());
        let answer = Answer::new("429 Too Many Requests", &headers, b"{}");
        let name = format!("429 {name}");
        Fault::answer(&name, "rate-limited", answer).retry(retry)
    });
    let blocked = Expected::Is("connection-blocked");
    let page = Fault::status("429 HTML", blocked, "429 Too Many Requests", HTML);
    limited.chain([page]).collect()
}

fn outages() -> Vec<Fault> {
    let down = || Expected::Is("service-down");
    let pause = Answer::new("503 Unavailable", "retry-after: 120\r\n", b"{}");
    let page = |name, status| Fault::status(name, Expected::Is("connection-blocked"), status, HTML);
    vec![
        Fault::status("500", down(), "500 Internal Server Error", JSON),
        Fault::status("500 plain", down(), "500 Internal Server Error", PLAIN),
        page("500 HTML", "500 Internal Server Error"),
        Fault::status("501", down(), "501 Not Implemented", JSON),
        Fault::status("502", down(), "502 Bad Gateway", JSON),
        Fault::status("503", down(), "503 Unavailable", JSON),
        page("503 HTML", "503 Unavailable"),
        Fault::answer("503 in seconds", "service-down", pause).retry(RetryAt::In(120)),
    ]
}

/// Good statuses with bodies that are none.
#[expect(clippy::too_many_lines, reason = "one line a fault")]
fn bodies() -> Vec<Fault> {
    let unknown = "format-changed";
    let is = Expected::Is;
    let cut = |then| {
        made(move |_, right| {
            let head = format!("200 OK\r\n{JSON}content-length: {}\r\n\r\n", right.len());
            Answer::raw(&head, &right.as_bytes()[..right.len() - 1], then)
        })
    };
    let chunk = made(|_, right| {
        let head = format!("200 OK\r\n{JSON}transfer-encoding: chunked\r\n\r\n");
        let body = format!("{:x}\r\n{right}\r\n", right.len());
        Answer::raw(&head, body.as_bytes(), Then::Close)
    });
    let open = made(|_, right| {
        let head = format!("200 OK\r\n{JSON}connection: close\r\n\r\n");
        Answer::raw(&head, &right.as_bytes()[..right.len() / 2], Then::Cut)
    });
    let bomb = made(|_, right| zipped(&padded(right, 10 * MEGABYTES)));
    let no_gzip = made(|_, right| {
        let headers = format!("{JSON}content-encoding: gzip\r\n");
        Answer::new("200 OK", &headers, right.as_bytes())
    });
    let half_gzip = made(|_, right| {
        let whole = zipped(right.as_bytes()).bytes;
        let body = whole.windows(4).position(|it| it == b"\r\n\r\n").unwrap() + 4;
        let half = &whole[body..body + (whole.len() - body) / 2];
        Answer::new("200 OK", &format!("{JSON}content-encoding: gzip\r\n"), half)
    });
    vec![
        Fault::status("200 HTML", is("connection-blocked"), "200 OK", HTML),
        Fault::answer(
            "200 HTML as JSON",
            "connection-blocked",
            Answer::new("200 OK", JSON, PAGE.as_bytes()),
        ),
        Fault::body("200 empty", unknown, |_| Vec::new()),
        Fault::answer(
            "204",
            unknown,
            Answer::raw(
                "204 No Content\r\nconnection: close\r\n\r\n",
                &[],
                Then::Close,
            ),
        ),
        Fault::played("200 truncated", is("offline"), cut(Then::Close)),
        Fault::played(
            "200 truncated without a word",
            is("offline"),
            cut(Then::Cut),
        ),
        Fault::played("200 without its last chunk", is("offline"), chunk),
        Fault::played("200 of no length, cut", is("offline"), open),
        Fault::body("200 half of it", unknown, |right| {
            right.as_bytes()[..right.len() / 2].to_vec()
        }),
        Fault::body("200 wrong shape, object", unknown, |_| {
            format!("{{\"hello\":\"{FOREIGN}\"}}").into_bytes()
        }),
        Fault::body("200 wrong shape, list", unknown, |right| {
            format!("[{right}]").into_bytes()
        }),
        Fault::body("200 wrong shape, null", unknown, |_| b"null".to_vec()),
        Fault::body("200 wrong shape, text", unknown, |_| {
            format!("\"{FOREIGN}\"").into_bytes()
        }),
        Fault::body("200 wrong shape, inside", unknown, |right| {
            misshapen(right, 1)
        }),
        Fault::body("200 wrong shape, deep inside", unknown, |right| {
            misshapen(right, 2)
        }),
        Fault::body("200 of 10 MB", unknown, |right| {
            padded(right, 10 * MEGABYTES)
        }),
        Fault::played("200 gzip bomb", is(unknown), bomb),
        Fault::played("200 no gzip", is(unknown), no_gzip),
        Fault::played("200 half a gzip", is("offline"), half_gzip),
        Fault::body("200 in UTF-16", unknown, |right| {
            let units = "\u{feff}".encode_utf16().chain(right.encode_utf16());
            units.flat_map(u16::to_le_bytes).collect()
        }),
        Fault::body("200 in Latin-1", unknown, |right| {
            let accented = right.replace("\":\"", "\":\"\u{e9}");
            accented
                .chars()
                .map(|it| u8::try_from(it).unwrap())
                .collect()
        }),
    ]
}

fn stalls() -> Vec<Fault> {
    let named = [
        ("stall before headers", Stall::BeforeHeaders),
        ("stall in headers", Stall::InHeaders),
        ("stall in body", Stall::InBody),
        ("drip", Stall::Drip),
    ];
    let timed_out = || Expected::Is("timed-out");
    // Nobody waits longer than this for a connection.
    let at_the_door = [
        Fault::played("stall at the door", timed_out(), Play::Silence).slow(5.0),
        Fault::played("stall in TLS", timed_out(), Play::NoTls).slow(5.0),
    ];
    let stalls = named
        .into_iter()
        .map(|(name, how)| Fault::played(name, timed_out(), how.play()).slow(10.0));
    // Six of these are more than the whole chain may take, and each alone is in time.
    let slow = made(|_, _| Answer {
        after: Duration::from_millis(4500),
        ..Answer::new("404 Not Found", JSON, b"{}")
    });
    let chain = Fault::played("404 again and again, slowly", timed_out(), slow);
    stalls
        .chain(at_the_door)
        .chain([chain.slow(20.0).at_services(&["antigravity, quota"])])
        .collect()
}

/// What only one service says.
fn of_one_service(now: Timestamp) -> Vec<Fault> {
    const GLM: &[&str] = &["zhipu", "zai"];
    let coded = |code: u32, expected| {
        let body = format!("{{\"code\":{code},\"msg\":\"{FOREIGN}\",\"success\":false}}");
        let name = format!("200 with code {code}");
        Fault::answer(
            &name,
            expected,
            Answer::new("200 OK", JSON, body.as_bytes()),
        )
        .at_services(GLM)
    };
    let reset = now + SignedDuration::from_mins(30);
    let headers = format!(
        "{JSON}x-ratelimit-remaining: 0\r\nx-ratelimit-reset: {}\r\n",
        reset.as_second()
    );
    let limited = Answer::new(
        "403 Forbidden",
        &headers,
        b"{\"message\":\"API rate limit\"}",
    );
    let second = Answer::new(
        "403 Forbidden",
        &format!("{JSON}x-ratelimit-remaining: 4000\r\nretry-after: 60\r\n"),
        b"{\"message\":\"You have exceeded a secondary rate limit\"}",
    );
    vec![
        coded(401, "key-rejected"),
        coded(1004, "key-rejected"),
        coded(1112, "forbidden"),
        coded(1302, "rate-limited"),
        coded(1309, "no-plan"),
        coded(500, "service-down"),
        coded(9999, "format-changed"),
        Fault::answer("403 of the rate limit", "rate-limited", limited)
            .retry(RetryAt::At(reset))
            .at_services(&["copilot"]),
        Fault::answer("403 of the second rate limit", "rate-limited", second)
            .retry(RetryAt::In(60))
            .at_services(&["copilot"]),
    ]
}

fn own_refusal() -> Play {
    made(|request, _| {
        let mut all = ALL.iter();
        let service = all.find(|it| it.hosts.contains(&request.host.as_str()));
        let Reply { status, body, .. } = (service.unwrap().refuse)(request);
        Answer::new(&format!("{status} Refused"), JSON, body.as_bytes())
    })
}

/// The right answer with so much room around it that it is too large.
fn padded(right: &str, length: usize) -> Vec<u8> {
    let mut bytes = right.as_bytes().to_vec();
    bytes.resize(length, b' ');
    bytes
}

fn zipped(bytes: &[u8]) -> Answer {
    let mut zip = GzEncoder::new(Vec::new(), Compression::fast());
    zip.write_all(bytes).unwrap();
    let headers = format!("{JSON}content-encoding: gzip\r\n");
    Answer::new("200 OK", &headers, &zip.finish().unwrap())
}

/// The right answer in which every list and object at a depth is a text; of a token, the token is
/// a list.
fn misshapen(right: &str, depth: usize) -> Vec<u8> {
    let mut body: Value = serde_json::from_str(right).unwrap();
    if body.get("access_token").is_some() {
        body["access_token"] = Value::Array(Vec::new());
    }
    misshape(&mut body, depth);
    body.to_string().into_bytes()
}

fn misshape(value: &mut Value, depth: usize) {
    let is_leaf = !value.is_object() && !value.is_array();
    match value {
        _ if is_leaf => {}
        _ if depth == 0 => *value = FOREIGN.into(),
        Value::Object(fields) => fields.values_mut().for_each(|it| misshape(it, depth - 1)),
        Value::Array(items) => items.iter_mut().for_each(|it| misshape(it, depth - 1)),
        _ => {}
    }
}
