//! The rules about connections, against a listener on the loopback.

use std::{
    io::{Read, Write},
    net::TcpListener,
};

use plimsoll_core::model::Secret;
use rustls::{ServerConfig, ServerConnection, StreamOwned, pki_types::PrivateKeyDer};

use super::*;

/// Plays one plain answer on the loopback and gives its address.
fn play(answer: Vec<u8>, stall: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut request = [0; 2048];
        let _ = stream.read(&mut request);
        let _ = stream.write_all(&answer);
        if stall {
            // Until the client hangs up.
            let _ = stream.read(&mut request);
        }
    });
    address
}

fn ask(url: &str) -> Result<Response, HttpFault> {
    ask_with(
        HttpClient::build(Client::builder().no_proxy()).unwrap(),
        url,
    )
}

/// As the program has it, but without the proxy of the machine that tests.
fn client(roots: impl IntoIterator<Item = reqwest::Certificate>) -> HttpClient {
    let builder = Client::builder().no_proxy().https_only(true);
    HttpClient::build(builder.tls_certs_merge(roots)).unwrap()
}

fn ask_with(client: HttpClient, url: &str) -> Result<Response, HttpFault> {
    send_with(client, Request::get(url))
}

fn send_with(mut client: HttpClient, request: Request) -> Result<Response, HttpFault> {
    client.deadline = Duration::from_millis(600);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let request = request.secret("authorization", "Bearer ", &Secret::new("made-up"));
    runtime.block_on(client.send(request))
}

#[test]
fn a_stall_ends_at_the_deadline() {
    let url = play(
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_vec(),
        true,
    );
    assert_eq!(ask(&url).unwrap_err(), HttpFault::TimedOut);
}

#[test]
fn half_an_answer_is_offline_and_too_much_is_too_large() {
    let url = play(
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf".to_vec(),
        false,
    );
    assert!(matches!(ask(&url).unwrap_err(), HttpFault::Offline { .. }));
    let length = BODY_BYTES + 1;
    let mut large = format!("HTTP/1.1 200 OK\r\ncontent-length: {length}\r\n\r\n").into_bytes();
    large.resize(large.len() + length, b'x');
    assert_eq!(ask(&play(large, false)).unwrap_err(), HttpFault::TooLarge);
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let head = "HTTP/1.1 301 Moved\r\ncontent-length: 0\r\nlocation: http://localhost:";
    let url = play(format!("{head}{port}/\r\n\r\n").into_bytes(), false);
    let fault = ask(&url).unwrap_err();
    assert!(
        matches!(
            fault,
            HttpFault::Blocked {
                cause: Block::OtherPage,
                ..
            }
        ),
        "{fault:?}"
    );
    assert!(listener.accept().is_err(), "the other host was asked");
}

#[test]
fn plain_http_is_never_spoken() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    assert!(ask_with(client([]), &url).is_err());
    assert!(listener.accept().is_err(), "it was asked");
}

#[test]
fn form_fields_are_encoded() {
    let fields = [
        ("a", Value::Plain("1//x y&".into())),
        ("b", Value::Plain("=".into())),
    ];
    assert_eq!(form(&fields), "a=1%2F%2Fx+y%26&b=%3D");
}

/// Plays answers over TLS, one a connection, with a certificate of its own making.
fn play_tls(answers: Vec<String>) -> (String, reqwest::Certificate) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let der = made.cert.der().clone();
    let root = reqwest::Certificate::from_der(&der).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![der], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("https://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for answer in answers {
            let (stream, _) = listener.accept().unwrap();
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            let _ = stream.read(&mut [0; 2048]);
            let _ = stream.write_all(answer.as_bytes());
            stream.conn.send_close_notify();
            let _ = stream.flush();
        }
    });
    (address, root)
}

fn cause(fault: &HttpFault) -> Option<Block> {
    match fault {
        HttpFault::Blocked { cause, .. } => Some(*cause),
        HttpFault::Offline { .. }
        | HttpFault::TimedOut
        | HttpFault::TooLarge
        | HttpFault::Garbled { .. } => None,
    }
}

const FINE: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 4\r\n\r\nfine";

#[test]
fn a_redirect_within_the_host_is_followed_over_tls() {
    let moved =
        "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\nlocation: /x\r\n\r\n";
    let (url, root) = play_tls(vec![moved.into(), FINE.into()]);
    let http = client([root]);
    assert_eq!(ask_with(http, &url).unwrap().body, b"fine");
}

#[test]
fn what_is_to_follow_nothing_is_led_nowhere() {
    let moved =
        "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\nlocation: /x\r\n\r\n";
    let (url, root) = play_tls(vec![moved.into(), FINE.into()]);
    let request = Request {
        follows: false,
        ..Request::get(&url)
    };
    let fault = send_with(client([root]), request).unwrap_err();
    assert_eq!(cause(&fault), Some(Block::OtherPage), "{fault:?}");
}

#[test]
fn a_redirect_to_the_login_page_is_not_followed() {
    let to = |place: &str| {
        let head = "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\n";
        format!("{head}location: {place}\r\n\r\n")
    };
    for (place, known) in [
        ("/console/login?next=x", Block::SignInPage),
        ("https://elsewhere.example/login", Block::OtherPage),
    ] {
        let (url, root) = play_tls(vec![to(place), FINE.into()]);
        let fault = ask_with(client([root]), &url).unwrap_err();
        assert_eq!(cause(&fault), Some(known), "{place}: {fault:?}");
    }
}

#[test]
fn redirects_come_to_an_end_after_five() {
    let moved =
        "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\nlocation: /x\r\n\r\n";
    let mut answers = vec![moved.to_owned(); 6];
    answers.push(FINE.into());
    let (url, root) = play_tls(answers);
    let http = client([root]);
    let fault = ask_with(http, &url).unwrap_err();
    assert_eq!(cause(&fault), Some(Block::OtherPage), "{fault:?}");
}

#[test]
fn a_redirect_to_plain_http_is_not_followed() {
    let moved = "HTTP/1.1 302 Found\r\nconnection: close\r\ncontent-length: 0\r\n\
                 location: http://127.0.0.1/?key=made-up\r\n\r\n";
    let (url, root) = play_tls(vec![moved.into()]);
    let http = client([root]);
    let fault = ask_with(http, &url).unwrap_err();
    assert_eq!(cause(&fault), Some(Block::OtherPage), "{fault:?}");
    assert!(!format!("{fault:?}").contains("made-up"), "{fault:?}");
}

#[test]
fn a_certificate_that_nobody_vouches_for_blocks() {
    let (url, _) = play_tls(vec![FINE.into()]);
    let fault = ask_with(client([]), &url).unwrap_err();
    assert_eq!(cause(&fault), Some(Block::Certificate), "{fault:?}");
}

/// Set for a test that runs itself again in a process of its own, with other variables.
#[cfg(target_os = "linux")]
const ALONE: &str = "PLIMSOLL_TESTED_ALONE";

#[cfg(target_os = "linux")]
#[test]
fn without_trusted_certificates_nothing_is_sent() {
    if std::env::var_os(ALONE).is_none() {
        let empty = tempfile::NamedTempFile::new().unwrap();
        let name = std::thread::current().name().unwrap().to_owned();
        for store in ["/nonexistent/sample.pem".as_ref(), empty.path()] {
            let mut again = std::process::Command::new(std::env::current_exe().unwrap());
            again
                .args(["--exact", &name, "--nocapture"])
                .env(ALONE, "1");
            again.env("SSL_CERT_FILE", store).env_remove("SSL_CERT_DIR");
            let run = again.env_remove("HTTPS_PROXY").output().unwrap();
            let said = String::from_utf8_lossy(&run.stdout).into_owned();
            assert!(run.status.success() && said.contains("1 passed"), "{said}");
        }
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let request = Request::get(format!("https://{}", listener.local_addr().unwrap()));
    let fault = shared(None)
        .send(request)
        .now_or_never()
        .unwrap()
        .unwrap_err();
    assert_eq!(cause(&fault), Some(Block::NoAuthorities), "{fault:?}");
    assert!(listener.accept().is_err(), "it was asked");
    assert_eq!(
        obstacle(None).as_ref().and_then(cause),
        Some(Block::NoAuthorities)
    );
}

#[test]
fn plain_text_in_the_place_of_tls_blocks() {
    let url = play(b"HTTP/1.1 200 OK\r\n\r\n<html>".to_vec(), true);
    let url = url.replace("http:", "https:");
    let fault = ask_with(client([]), &url).unwrap_err();
    assert_eq!(cause(&fault), Some(Block::Certificate), "{fault:?}");
}

#[test]
fn an_end_before_an_answer_and_a_refusal_are_offline() {
    let ended = play(Vec::new(), false);
    let mut faults = vec![ask(&ended).unwrap_err()];
    let ended = play(Vec::new(), false).replace("http:", "https:");
    faults.push(ask_with(client([]), &ended).unwrap_err());
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let refused = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    faults.push(ask(&refused).unwrap_err());
    for fault in faults {
        assert!(matches!(fault, HttpFault::Offline { .. }), "{fault:?}");
    }
}

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut zip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    zip.write_all(bytes).unwrap();
    zip.finish().unwrap()
}

/// What comes of an answer that is said to be packed.
fn unpacked(packed: &[u8]) -> Result<Response, HttpFault> {
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length:";
    let mut answer = format!("{head} {}\r\n\r\n", packed.len()).into_bytes();
    answer.extend(packed);
    ask(&play(answer, false))
}

#[test]
fn a_small_answer_that_unpacks_to_much_is_too_large() {
    let packed = zipped(&vec![b'x'; 4 * BODY_BYTES]);
    assert!(packed.len() < BODY_BYTES / 16);
    assert_eq!(unpacked(&packed).unwrap_err(), HttpFault::TooLarge);
}

#[test]
fn what_does_not_unpack_is_garbled_and_half_of_it_is_offline() {
    let right = zipped(b"numbers, and more of them, and more");
    assert!(unpacked(&right).is_ok());
    let mut odd = right.clone();
    odd[10..].fill(0xff);
    for packed in [&b"never packed at all, whatever the header says"[..], &odd] {
        let fault = unpacked(packed).unwrap_err();
        assert!(matches!(fault, HttpFault::Garbled { .. }), "{fault:?}");
    }
    let fault = unpacked(&right[..right.len() / 2]).unwrap_err();
    assert!(matches!(fault, HttpFault::Offline { .. }), "{fault:?}");
}

/// Asks through a proxy that answers `CONNECT` so.
fn through(answer: &str) -> HttpFault {
    let answer = format!("HTTP/1.1 {answer}\r\ncontent-length: 0\r\n\r\n");
    let proxy = play(answer.into_bytes(), false);
    let proxy = proxy.replace("http://", "http://made-up-user:made-up-password@");
    let client = HttpClient::new(Some(&proxy)).unwrap();
    assert!(!format!("{client:?}").contains("made-up"));
    let fault = ask_with(client, "https://service.invalid/?key=made-up").unwrap_err();
    assert!(!format!("{fault:?}").contains("made-up"), "{fault:?}");
    fault
}

#[test]
fn a_proxy_that_wants_a_password_blocks() {
    let fault = through("407 Proxy Authentication Required");
    assert_eq!(cause(&fault), Some(Block::ProxyPassword), "{fault:?}");
    for status in ["502 Bad Gateway", "503 Unavailable", "504 Timeout"] {
        let fault = through(status);
        assert!(matches!(fault, HttpFault::Offline { .. }), "{fault:?}");
    }
}

#[test]
fn a_socks_proxy_that_hangs_up_is_offline() {
    let proxy = play(Vec::new(), false).replace("http:", "socks5h:");
    let client = HttpClient::new(Some(&proxy)).unwrap();
    let fault = ask_with(client, "https://service.invalid/").unwrap_err();
    assert!(matches!(fault, HttpFault::Offline { .. }), "{fault:?}");
}

#[test]
fn an_unusable_proxy_stops_the_request() {
    for proxy in [
        "http://made-up:secret word@[",
        "ftp://made-up:secret@127.0.0.1",
        "foo://made-up@secret",
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let http = HttpClient::new(Some(proxy)).unwrap();
        let fault = ask_with(http, &url).unwrap_err();
        assert_eq!(
            cause(&fault),
            Some(Block::ProxyAddress("proxy")),
            "{fault:?}"
        );
        let said = format!("{fault:?}");
        assert!(
            !said.contains("made-up") && !said.contains("secret"),
            "{said}"
        );
        assert!(listener.accept().is_err(), "it was asked without the proxy");
        assert_eq!(cause(&obstacle(Some(proxy)).unwrap()), cause(&fault));
    }
}

#[test]
fn a_bad_proxy_variable_holds_except_for_its_exceptions() {
    let (url, _) = play_tls(vec![FINE.into()]);
    let choice = |name: &'static str| match name {
        "https_proxy" => Some("foo://x".into()),
        "NO_PROXY" => Some("127.0.0.1".into()),
        _ => None,
    };
    let http = HttpClient::going(Choice::of(None, choice)).unwrap();
    // Its certificate is unknown: it was spoken to.
    let fault = ask_with(http.clone(), &url).unwrap_err();
    assert_eq!(cause(&fault), Some(Block::Certificate), "{fault:?}");
    let fault = ask_with(http, "https://service.invalid/").unwrap_err();
    assert_eq!(
        cause(&fault),
        Some(Block::ProxyAddress("https_proxy")),
        "{fault:?}"
    );
}

#[test]
fn a_header_with_a_secret_is_marked() {
    let value = Value::Secret("Bearer ", Secret::new("made-up"));
    assert!(header(&value).unwrap().is_sensitive());
}
