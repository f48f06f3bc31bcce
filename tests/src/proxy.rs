//! A company's proxy that looks into TLS and plays the services itself. Nothing passes through it:
//! what a test did not plan is answered with 501 and told at the end.

use std::{
    fs,
    net::SocketAddr,
    path::Path,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

use http_body_util::BodyExt;
use hudsucker::{
    Body, HttpContext, HttpHandler, RequestOrResponse,
    certificate_authority::RcgenAuthority,
    hyper::{Method, Request, Response, Uri},
    hyper_util::client::legacy::connect::HttpConnector,
};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use tokio::{net::TcpListener, sync::oneshot};

/// A request as it came out of its TLS; a `CONNECT` has no path.
#[derive(Clone, Debug)]
pub struct SeenRequest {
    pub method: String,
    /// With the port where it is not 443.
    pub host: String,
    /// With the query.
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl SeenRequest {
    /// The value of a header, by its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Everything that was sent, as one text to search in.
    pub fn text(&self) -> String {
        use std::fmt::Write;
        let mut text = format!("{} {}{}\n", self.method, self.host, self.path);
        for (name, value) in &self.headers {
            let _ = writeln!(text, "{name}: {value}");
        }
        text + &String::from_utf8_lossy(&self.body)
    }
}

/// What a service answers.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Reply {
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            headers: vec![("content-type", "application/json".to_owned())],
            body: body.to_string(),
        }
    }

    pub fn page(status: u16, body: &str) -> Self {
        Self {
            status,
            headers: vec![("content-type", "text/html; charset=utf-8".to_owned())],
            body: body.to_owned(),
        }
    }

    pub fn redirect(to: &str) -> Self {
        Self {
            status: 302,
            headers: vec![("location", to.to_owned())],
            body: String::new(),
        }
    }

    fn into_response(self) -> Response<Body> {
        let start = Response::builder().status(self.status);
        self.headers
            .into_iter()
            .fold(start, |response, (name, value)| {
                response.header(name, value)
            })
            .body(Body::from(self.body))
            .expect("a reply of a test is well-formed")
    }
}

/// What becomes of a `CONNECT`, before any TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Open,
    /// 407: it wants a name and password.
    Password,
    /// 502: it cannot reach any host.
    Shut,
}

/// A certificate authority of this run alone.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    certificate: String,
}

impl Authority {
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key is made");
        let mut about = CertificateParams::default();
        about.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        about.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        about
            .distinguished_name
            .push(DnType::CommonName, "Plimsoll's tests");
        let certificate = about.self_signed(&key).expect("a certificate is made");
        Self {
            certificate: certificate.pem(),
            issuer: Issuer::new(about, key),
        }
    }

    /// What others' certificates are made with.
    pub(crate) fn issuer(&self) -> &Issuer<'static, KeyPair> {
        &self.issuer
    }

    /// As `SSL_CERT_FILE` wants it.
    pub(crate) fn certificate(&self) -> &str {
        &self.certificate
    }

    /// Writes the certificate as `SSL_CERT_FILE` wants it.
    pub fn save(&self, file: &Path) {
        fs::write(file, &self.certificate).expect("the certificate is written");
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// What is sent back for a request; `None` where the test planned none.
pub type Answers = dyn Fn(&SeenRequest) -> Option<Reply> + Send + Sync;

/// A running proxy; it ends when it is dropped.
pub struct Proxy {
    address: SocketAddr,
    player: Player,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What plays the services, wherever they are asked.
#[derive(Clone)]
pub(crate) struct Player(Arc<Play>);

impl Player {
    /// The planned answer, if there is one.
    pub(crate) fn answer(&self, request: &SeenRequest) -> Option<Reply> {
        (self.0.answers)(request)
    }

    pub(crate) fn record(&self, request: SeenRequest) {
        self.0.asked.lock().unwrap().push(request);
    }
}

struct Play {
    door: Door,
    answers: Box<Answers>,
    asked: Mutex<Vec<SeenRequest>>,
    unplanned: Mutex<Vec<String>>,
}

impl Proxy {
    pub fn start(authority: Authority, door: Door, answers: Box<Answers>) -> Self {
        let player = Player(Arc::new(Play {
            door,
            answers,
            asked: Mutex::default(),
            unplanned: Mutex::default(),
        }));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime is made");
        let listener = runtime
            .block_on(TcpListener::bind("127.0.0.1:0"))
            .expect("the loopback has a free port");
        // What it accepts inherits that: the end of an answer waits for no acknowledgement.
        rustix::net::sockopt::set_tcp_nodelay(&listener, true)
            .expect("the socket takes the option");
        let address = listener.local_addr().expect("a listener has an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let provider = rustls::crypto::ring::default_provider();
        let proxy = hudsucker::Proxy::builder()
            .with_listener(listener)
            .with_ca(RcgenAuthority::new(authority.issuer, 16, provider))
            // Never used: the player answers everything.
            .with_http_connector(HttpConnector::new())
            .with_http_handler(player.clone())
            .build()
            .expect("the proxy is made");
        let thread = thread::spawn(move || {
            // Dropping the runtime ends what is still open: a graceful end would wait for it.
            runtime.block_on(async {
                tokio::select! {
                    ended = proxy.start() => ended.expect("the proxy runs"),
                    _ = stopped => {}
                }
            });
        });
        Self {
            address,
            player,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// As `HTTPS_PROXY` wants it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn player(&self) -> Player {
        self.player.clone()
    }

    /// Everything that was asked so far, `CONNECT`s too.
    pub fn asked(&self) -> Vec<SeenRequest> {
        self.player.0.asked.lock().unwrap().clone()
    }

    /// What was asked inside TLS.
    pub fn requests(&self) -> Vec<SeenRequest> {
        let mut request = self.asked();
        request.retain(|request| request.method != "CONNECT");
        request
    }

    /// Requests that the test has no answer for.
    pub fn unplanned(&self) -> Vec<String> {
        self.player.0.unplanned.lock().unwrap().clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl HttpHandler for Player {
    async fn handle_request(
        &mut self,
        _: &HttpContext,
        request: Request<Body>,
    ) -> RequestOrResponse {
        let (parts, body) = request.into_parts();
        let is_connect = parts.method == Method::CONNECT;
        let mut request = SeenRequest {
            method: parts.method.to_string(),
            host: host(&parts.uri),
            path: match parts.uri.path_and_query() {
                Some(path) if !is_connect => path.to_string(),
                Some(_) | None => String::new(),
            },
            headers: Vec::new(),
            body: Vec::new(),
        };
        for (name, value) in &parts.headers {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            request.headers.push((name.as_str().to_owned(), value));
        }
        if is_connect {
            self.record(request);
            return match self.0.door {
                Door::Open => Request::from_parts(parts, body).into(),
                Door::Password => plain(407, &[("proxy-authenticate", "Basic realm=\"company\"")]),
                Door::Shut => plain(502, &[]),
            };
        }
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes);
        request.body = body.map(|body| body.to_vec()).unwrap_or_default();
        self.record(request.clone());
        let Some(reply) = self.answer(&request) else {
            let request = format!("{} {}{}", request.method, request.host, request.path);
            self.0.unplanned.lock().unwrap().push(request);
            return plain(501, &[]);
        };
        reply.into_response().into()
    }
}

fn plain(status: u16, headers: &[(&'static str, &str)]) -> RequestOrResponse {
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    let reply = Reply {
        status,
        headers: headers.collect(),
        body: String::new(),
    };
    reply.into_response().into()
}

fn host(uri: &Uri) -> String {
    let authority = uri.authority().map(ToString::to_string).unwrap_or_default();
    match authority.strip_suffix(":443") {
        Some(host) => host.to_owned(),
        None => authority,
    }
}
