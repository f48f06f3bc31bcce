//! A way to the proxy on which some hosts are played to the byte: at the door, in TLS, in the
//! answer. All others pass through untouched. Which faults there are is the tests' affair.

use std::{
    fs::OpenOptions,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use jiff::Timestamp;
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::{
    gate::Pass,
    proxy::{Authority, Player, SeenRequest},
    scenario::Scenario,
};

/// The word to a `CONNECT` after which TLS begins.
const OPEN: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";

/// What becomes of a connection to a host.
#[derive(Clone)]
pub enum Play {
    /// The proxy's own word to a `CONNECT`: a status and headers.
    Door(&'static str),
    /// No word to a `CONNECT`, for ever.
    Silence,
    /// A connection on which no TLS begins.
    NoTls,
    /// TLS with this certificate, and right answers for whom it is good enough.
    Certificate(Certificate),
    /// What is answered, made from the request and the body of its right answer.
    Answer(Arc<Made>),
}

/// How an answer is made.
pub type Made = dyn Fn(&SeenRequest, &str) -> Answer + Send + Sync;

/// A certificate that no program may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certificate {
    Good,
    Expired,
    OfAnotherHost,
    OfAStranger,
}

/// The bytes of an answer.
#[derive(Clone, Debug)]
pub struct Answer {
    pub after: Duration,
    pub bytes: Vec<u8>,
    pub then: Then,
}

/// What comes after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// The end, as TLS says it.
    Close,
    /// The end without a word.
    Cut,
    /// Nothing, for ever.
    Stall,
    /// One byte a second, for ever.
    Drip,
}

impl Answer {
    /// A whole one.
    pub fn new(status: &str, headers: &str, body: &[u8]) -> Self {
        let length = body.len();
        Self::raw(
            &format!("{status}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n"),
            body,
            Then::Close,
        )
    }

    /// What follows `HTTP/1.1 ` as it is.
    pub fn raw(head: &str, body: &[u8], then: Then) -> Self {
        let start = format!("HTTP/1.1 {head}");
        Self {
            after: Duration::ZERO,
            bytes: [start.as_bytes(), body].concat(),
            then,
        }
    }
}

/// Listens until the test's process ends; a connection ends with the program under test.
pub struct FaultProxy {
    address: SocketAddr,
    shared: Arc<Shared>,
}

struct Shared {
    proxy: SocketAddr,
    player: Player,
    known: Authority,
    stranger: Authority,
    played: Mutex<Played>,
    /// What passes through, by its host and where it comes from.
    passing: Mutex<Vec<(String, SocketAddr, TcpStream)>>,
}

#[derive(Default)]
struct Played {
    hosts: Vec<&'static str>,
    play: Option<Play>,
    seen: Seen,
    /// Of who has not come so far yet.
    pass: Option<Pass>,
}

/// What came to the hosts that are played.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// When the first connection was wanted.
    pub first: Option<Timestamp>,
    /// When the last one had come to its end.
    pub last: Option<Timestamp>,
    /// Inside TLS.
    pub requests: Vec<SeenRequest>,
}

impl FaultProxy {
    /// The world's programs trust it from now on; they go this way where `HTTPS_PROXY` says so.
    pub fn to(scenario: &Scenario) -> Self {
        let known = Authority::new();
        let file = &scenario.variables["SSL_CERT_FILE"];
        let mut bundle = OpenOptions::new().append(true).open(file).unwrap();
        bundle.write_all(known.certificate().as_bytes()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            proxy: scenario.proxy.address(),
            player: scenario.proxy.player(),
            known,
            stranger: Authority::new(),
            played: Mutex::default(),
            passing: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let shared = Arc::clone(&serving);
                thread::spawn(move || serve(client, &shared));
            }
        });
        Self { address, shared }
    }

    /// As `HTTPS_PROXY` wants it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on these hosts, and no others, are played so, also where a connection was kept.
    pub fn play(&self, hosts: &[&'static str], play: Play) {
        *self.shared.played.lock().unwrap() = Played {
            hosts: hosts.to_vec(),
            play: Some(play),
            ..Played::default()
        };
        let mut passing = self.shared.passing.lock().unwrap();
        passing.retain(|(host, _, client)| {
            let stays = !hosts.contains(&host.as_str());
            // Where it has ended by itself, that is as good.
            let _ = stays || client.shutdown(Shutdown::Both).is_ok();
            stays
        });
    }

    /// Whoever has the pass is through as soon as a host that is played is wanted.
    pub fn lets_through(&self, pass: Pass) {
        self.shared.played.lock().unwrap().pass = Some(pass);
    }

    /// When the first connection to a host that is played was wanted.
    pub fn wanted(&self) -> Option<Timestamp> {
        self.shared.played.lock().unwrap().seen.first
    }

    /// Everything passes through again; says what came until now.
    pub fn rest(&self) -> Seen {
        std::mem::take(&mut *self.shared.played.lock().unwrap()).seen
    }
}

impl Shared {
    /// How a host is played, and that it was wanted.
    fn play(&self, host: &str) -> Option<Play> {
        let mut played = self.played.lock().unwrap();
        if !played.hosts.contains(&host) {
            return None;
        }
        played.seen.first.get_or_insert_with(Timestamp::now);
        played.pass = None;
        played.play.clone()
    }

    fn record(&self, request: &SeenRequest) {
        self.player.record(request.clone());
        let mut played = self.played.lock().unwrap();
        if request.method != "CONNECT" {
            played.seen.requests.push(request.clone());
        }
    }

    fn ended(&self) {
        self.played.lock().unwrap().seen.last = Some(Timestamp::now());
    }

    fn config(&self, host: &str, certificate: Certificate) -> ServerConfig {
        let key = KeyPair::generate().unwrap();
        let name = match certificate {
            Certificate::OfAnotherHost => "another.example",
            Certificate::Good | Certificate::Expired | Certificate::OfAStranger => host,
        };
        let mut about = CertificateParams::new([name.to_owned()]).unwrap();
        if certificate == Certificate::Expired {
            about.not_before = date_time_ymd(2020, 1, 1);
            about.not_after = date_time_ymd(2020, 12, 31);
        }
        let authority = match certificate {
            Certificate::OfAStranger => &self.stranger,
            Certificate::Good | Certificate::Expired | Certificate::OfAnotherHost => &self.known,
        };
        let certificate = about.signed_by(&key, authority.issuer()).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap()
    }
}

/// A program may go away at any moment, and then there is nobody to serve.
fn serve(mut client: TcpStream, shared: &Shared) -> Option<()> {
    let connect = head(&mut client).ok()?;
    let request = parsed(&connect, String::new())?;
    let host = request.path.strip_suffix(":443")?.to_owned();
    let Some(play) = shared.play(&host) else {
        let mut onward = TcpStream::connect(shared.proxy).ok()?;
        onward.write_all(&connect).ok()?;
        let known = client.try_clone().ok()?;
        let from = client.peer_addr().ok()?;
        shared.passing.lock().unwrap().push((host, from, known));
        pass(client, onward);
        shared.passing.lock().unwrap().retain(|it| it.1 != from);
        return None;
    };
    play_out(client, shared, &host, &request, play);
    shared.ended();
    None
}

#[expect(clippy::too_many_lines, reason = "one arm a way to answer")]
fn play_out(
    mut client: TcpStream,
    shared: &Shared,
    host: &str,
    connect: &SeenRequest,
    play: Play,
) -> Option<()> {
    shared.record(&SeenRequest {
        host: host.to_owned(),
        path: String::new(),
        ..connect.clone()
    });
    let (certificate, made) = match play {
        Play::Door(said) => {
            let said = format!("HTTP/1.1 {said}content-length: 0\r\n\r\n");
            client.write_all(said.as_bytes()).ok()?;
            return None;
        }
        Play::Silence => {
            let _ = client.read(&mut [0]);
            return None;
        }
        Play::NoTls => {
            client.write_all(OPEN).ok()?;
            let _ = io::copy(&mut client, &mut io::sink());
            return None;
        }
        Play::Certificate(certificate) => (certificate, None),
        Play::Answer(made) => (Certificate::Good, Some(made)),
    };
    client.write_all(OPEN).ok()?;
    let config = Arc::new(shared.config(host, certificate));
    let mut inside = StreamOwned::new(ServerConnection::new(config).ok()?, client);
    let mut request = parsed(&head(&mut inside).ok()?, host.to_owned())?;
    let length = request
        .header("content-length")
        .and_then(|it| it.parse().ok());
    request.body = vec![0; length.unwrap_or(0)];
    inside.read_exact(&mut request.body).ok()?;
    shared.record(&request);
    let right = shared.player.answer(&request);
    let right = right.map_or_else(|| "{}".to_owned(), |reply| reply.body);
    let answer = match made {
        Some(made) => repeating(&request, made(&request, &right)),
        None => Answer::new(
            "200 OK",
            "content-type: application/json\r\n",
            right.as_bytes(),
        ),
    };
    if !answer.after.is_zero() {
        // Nothing is read but the end of a program that has given up.
        inside.sock.set_read_timeout(Some(answer.after)).ok()?;
        if matches!(inside.read(&mut [0]), Ok(0)) {
            return None;
        }
        inside.sock.set_read_timeout(None).ok()?;
    }
    inside.write_all(&answer.bytes).ok()?;
    inside.flush().ok()?;
    match answer.then {
        Then::Close => {
            inside.conn.send_close_notify();
            inside.flush().ok()?;
        }
        Then::Cut => {}
        Then::Stall => {
            let _ = inside.read(&mut [0]);
        }
        Then::Drip => {
            while inside.write_all(b" ").and_then(|()| inside.flush()).is_ok() {
                thread::sleep(Duration::from_secs(1));
            }
        }
    }
    None
}

/// The head of a request, without what a test never sends.
fn parsed(head: &[u8], host: String) -> Option<SeenRequest> {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    let mut start = lines.next()?.split(' ');
    let headers = lines.filter_map(|line| line.split_once(": "));
    Some(SeenRequest {
        method: start.next()?.to_owned(),
        path: start.next()?.to_owned(),
        host,
        headers: headers
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect(),
        body: Vec::new(),
    })
}

/// Everything up to the empty line.
fn head(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(head)
}

fn pass(client: TcpStream, onward: TcpStream) {
    let copy = |mut from: TcpStream, mut to: TcpStream| {
        let _ = io::copy(&mut from, &mut to);
        let _ = to.shutdown(Shutdown::Write);
    };
    if let (Ok(from), Ok(to)) = (client.try_clone(), onward.try_clone()) {
        thread::spawn(move || copy(from, to));
    }
    copy(onward, client);
}

/// The answer with all that was sent in a header of its own, as a careless service might have it.
fn repeating(request: &SeenRequest, answer: Answer) -> Answer {
    const HEAD: &[u8] = b"HTTP/1.1 ";
    let sent = request.header("authorization").unwrap_or_default();
    let body = String::from_utf8_lossy(&request.body);
    let echo = format!("x-echo: {sent} {}\r\n", body.replace(char::is_control, " "));
    let mut bytes = answer.bytes;
    let end = bytes.windows(2).position(|it| it == b"\r\n");
    if let Some(end) = end.filter(|_| bytes.starts_with(HEAD)) {
        bytes.splice(end + 2..end + 2, echo.into_bytes());
    }
    Answer { bytes, ..answer }
}
