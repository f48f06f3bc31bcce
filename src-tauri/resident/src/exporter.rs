//! The numbers for Prometheus on a port of this computer, for this computer alone (docs/data.md).
//! Off until the settings name a port. How the numbers are written is core's.

use std::{
    convert::Infallible,
    io,
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};

use http_body_util::Full;
use hyper::{
    Method, Request, Response, StatusCode,
    body::{Bytes, Incoming},
    header::{ALLOW, CONTENT_TYPE, HOST},
    http::{HeaderMap, HeaderValue, uri::Authority},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use plimsoll_core::metrics;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc::Sender, oneshot},
    task::{AbortHandle, JoinSet},
    time::{sleep, timeout},
};

/// A request is far shorter; hyper takes no less.
const LONGEST_HEAD: usize = 8 * 1024;
/// From the first byte to the last.
const PATIENCE: Duration = Duration::from_secs(5);
/// Whoever comes beyond that waits.
pub(crate) const AT_ONCE: usize = 4;
/// After an error that is nobody's, such as too many open files.
const PAUSE: Duration = Duration::from_secs(1);

/// Somebody asks for the numbers.
#[derive(Debug)]
pub(crate) struct Scrape(oneshot::Sender<String>);

impl Scrape {
    /// Who has asked may be gone by now.
    pub(crate) fn answer(self, text: String) {
        let _ = self.0.send(text);
    }
}

/// Listens while a port is set.
pub(crate) struct Exporter {
    scrapes: Sender<Scrape>,
    listening: Option<(u16, AbortHandle)>,
}

impl Exporter {
    /// Each scrape is to be answered.
    pub(crate) fn new(scrapes: Sender<Scrape>) -> Self {
        Self {
            scrapes,
            listening: None,
        }
    }

    /// Listens on this port from now on, on none with 0. Needs a running tokio.
    pub(crate) fn listen(&mut self, port: u16) -> io::Result<()> {
        if self.listening.as_ref().is_some_and(|(it, _)| *it == port) {
            return Ok(());
        }
        if let Some((_, old)) = self.listening.take() {
            old.abort();
        }
        if port == 0 {
            return Ok(());
        }
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = std::net::TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        let listener = TcpListener::from_std(listener)?;
        let task = tokio::spawn(accept(listener, self.scrapes.clone()));
        self.listening = Some((port, task.abort_handle()));
        Ok(())
    }
}

/// What is under way ends with this.
async fn accept(listener: TcpListener, scrapes: Sender<Scrape>) {
    let mut underway = JoinSet::new();
    loop {
        tokio::select! {
            Some(_) = underway.join_next() => {}
            accepted = listener.accept(), if underway.len() < AT_ONCE => match accepted {
                Ok((stream, _)) => {
                    underway.spawn(timeout(PATIENCE, serve(stream, scrapes.clone())));
                }
                Err(_) => sleep(PAUSE).await,
            },
        }
    }
}

async fn serve(stream: TcpStream, scrapes: Sender<Scrape>) {
    let service = service_fn(|request| {
        let scrapes = scrapes.clone();
        async move { Ok::<_, Infallible>(answer(&request, &scrapes).await) }
    });
    // Who breaks off has no use for an answer.
    let _ = http1::Builder::new()
        .keep_alive(false)
        .max_buf_size(LONGEST_HEAD)
        .timer(TokioTimer::new())
        .header_read_timeout(PATIENCE)
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(request: &Request<Incoming>, scrapes: &Sender<Scrape>) -> Response<Full<Bytes>> {
    if !is_for_this_computer(request) {
        return refusal(StatusCode::MISDIRECTED_REQUEST);
    }
    if request.uri().path() != "/metrics" {
        return refusal(StatusCode::NOT_FOUND);
    }
    if request.method() != Method::GET {
        let mut refusal = refusal(StatusCode::METHOD_NOT_ALLOWED);
        let allowed = HeaderValue::from_static("GET");
        refusal.headers_mut().insert(ALLOW, allowed);
        return refusal;
    }
    let (scrape, text) = oneshot::channel();
    // The app is ending, or has read nothing yet.
    let Ok(()) = scrapes.send(Scrape(scrape)).await else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE);
    };
    let Ok(text) = text.await else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE);
    };
    let mut response = Response::new(Full::from(text));
    let content = HeaderValue::from_static(metrics::CONTENT_TYPE);
    response.headers_mut().insert(CONTENT_TYPE, content);
    response
}

fn refusal(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}

/// A page of the web may have its own name lead to this computer (DNS rebinding), but the browser
/// says that name.
fn is_for_this_computer(request: &Request<Incoming>) -> bool {
    let target = request.uri().authority();
    target.is_none_or(is_loopback) && named(request.headers()).as_ref().is_some_and(is_loopback)
}

/// The one host that is named; of two, nobody knows which is meant.
fn named(headers: &HeaderMap) -> Option<Authority> {
    let mut hosts = headers.get_all(HOST).iter();
    let host = hosts.next()?;
    if hosts.next().is_some() {
        return None;
    }
    host.to_str().ok()?.parse().ok()
}

fn is_loopback(authority: &Authority) -> bool {
    // `localhost@elsewhere` is elsewhere's.
    let is_plain = !authority.as_str().contains('@');
    let host = authority.host();
    let names = ["127.0.0.1", "localhost", "[::1]"];
    is_plain && names.iter().any(|it| host.eq_ignore_ascii_case(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_computers_own_names_are_taken() {
        for (host, taken) in [
            ("127.0.0.1:9464", true),
            ("localhost", true),
            ("LocalHost:1", true),
            ("[::1]:9464", true),
            ("plimsoll.example", false),
            ("localhost.example", false),
            ("127.0.0.1.example:9464", false),
            ("localhost@plimsoll.example", false),
            ("plimsoll.example@localhost", false),
            ("192.0.2.1", false),
            ("0.0.0.0", false),
        ] {
            assert_eq!(is_loopback(&host.parse().unwrap()), taken, "{host}");
        }
    }

    #[test]
    fn no_host_and_two_hosts_are_none() {
        let mut headers = HeaderMap::new();
        assert_eq!(named(&headers), None);
        headers.append(HOST, HeaderValue::from_static("localhost"));
        assert!(named(&headers).is_some());
        headers.append(HOST, HeaderValue::from_static("localhost"));
        assert_eq!(named(&headers), None);
    }
}
