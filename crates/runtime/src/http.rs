//! The HTTP client, and every rule about connections: time-outs, sizes, redirects, proxies, trust.
//! What an answer means is core's and the providers' affair.

use std::{error::Error, sync::Arc, time::Duration};

use futures_util::FutureExt;
use plimsoll_core::{
    model::BoxFuture,
    ports::{Block, Body, Http, HttpFault, Method, Request, Response, Value},
};
use reqwest::{
    Client, Proxy, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};

const CONNECT: Duration = Duration::from_secs(5);
/// One deadline for a whole exchange, body included.
const EXCHANGE: Duration = Duration::from_secs(10);
/// After decompression.
const BODY_BYTES: usize = 256 * 1024;
const REDIRECTS: usize = 5;

/// The one client of the program: https only, the system's proxy and certificates, no cookies.
#[derive(Clone, Debug)]
pub struct HttpClient {
    client: Client,
    deadline: Duration,
}

/// The client could not be made, for instance because the proxy's address is no address.
#[derive(Debug)]
pub struct BadClient(pub String);

impl HttpClient {
    /// `proxy` replaces the system's proxy.
    pub fn new(proxy: Option<&str>) -> Result<Self, BadClient> {
        Self::build(proxy, true)
    }

    fn build(proxy: Option<&str>, https_only: bool) -> Result<Self, BadClient> {
        // Another part of the program may have installed one already; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .https_only(https_only)
            .redirect(Policy::custom(|attempt| {
                let from = attempt.previous().last().and_then(|url| url.host_str());
                let stays = from == attempt.url().host_str();
                if stays && attempt.previous().len() <= REDIRECTS {
                    attempt.follow()
                } else {
                    attempt.stop()
                }
            }));
        if let Some(proxy) = proxy {
            builder = builder.proxy(Proxy::all(proxy).map_err(|error| bad(&error))?);
        }
        let client = builder.build().map_err(|error| bad(&error))?;
        Ok(Self {
            client,
            deadline: EXCHANGE,
        })
    }

    async fn exchange(&self, request: Request) -> Result<Response, HttpFault> {
        let mut answer = self
            .prepare(request)?
            .send()
            .await
            .map_err(|error| fault(&error))?;
        let status = answer.status().as_u16();
        if answer.status().is_redirection() {
            return Err(HttpFault::Blocked {
                cause: Block::OtherPage,
                reason: format!("HTTP {status}: redirected elsewhere"),
            });
        }
        let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
        let headers = answer
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?)))
            .collect();
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| fault(&error))? {
            if body.len() + chunk.len() > BODY_BYTES {
                return Err(HttpFault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response {
            status,
            headers,
            body,
        })
    }

    fn prepare(&self, request: Request) -> Result<reqwest::RequestBuilder, HttpFault> {
        let unfit = |what: &str| HttpFault::Blocked {
            cause: Block::OtherPage,
            reason: format!("the {what} is not fit for a request"),
        };
        let url: Url = request.url.parse().map_err(|_| unfit("address"))?;
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut headers = HeaderMap::new();
        for (name, value) in request.headers {
            let name: HeaderName = name.parse().map_err(|_| unfit("header's name"))?;
            headers.insert(name, header(&value).ok_or_else(|| unfit("header"))?);
        }
        let (kind, body) = match request.body {
            Body::Empty => (None, None),
            Body::Json(json) => (Some("application/json"), Some(json)),
            Body::Form(fields) => (
                Some("application/x-www-form-urlencoded"),
                Some(form(&fields)),
            ),
        };
        if let Some(kind) = kind {
            headers
                .entry(CONTENT_TYPE)
                .or_insert(HeaderValue::from_static(kind));
        }
        let builder = self.client.request(method, url).headers(headers);
        Ok(match body {
            Some(body) => builder.body(body),
            None => builder,
        })
    }
}

impl Http for HttpClient {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let exchange = async {
            let ended = tokio::time::timeout(self.deadline, self.exchange(request)).await;
            ended.unwrap_or(Err(HttpFault::TimedOut))
        };
        exchange.boxed()
    }
}

/// The line where a secret becomes a header.
fn header(value: &Value) -> Option<HeaderValue> {
    match value {
        Value::Plain(text) => HeaderValue::from_str(text).ok(),
        Value::Secret(prefix, secret) => {
            let mut header = HeaderValue::from_str(&format!("{prefix}{}", secret.expose())).ok()?;
            header.set_sensitive(true);
            Some(header)
        }
    }
}

/// The line where a secret becomes a form field.
fn form(fields: &[(&'static str, Value)]) -> String {
    let pairs = fields.iter().map(|(name, value)| {
        let text = match value {
            Value::Plain(text) => encode(text),
            Value::Secret(prefix, secret) => encode(&format!("{prefix}{}", secret.expose())),
        };
        format!("{}={text}", encode(name))
    });
    pairs.collect::<Vec<_>>().join("&")
}

fn encode(text: &str) -> String {
    reqwest::Url::parse_with_params("https://x.invalid/", [("k", text)])
        .ok()
        .and_then(|url| {
            url.query()
                .and_then(|query| query.strip_prefix("k="))
                .map(str::to_owned)
        })
        .unwrap_or_default()
}

fn fault(error: &reqwest::Error) -> HttpFault {
    let reason = reasons(error);
    if error.is_timeout() {
        return HttpFault::TimedOut;
    }
    if error.is_redirect() {
        return HttpFault::Blocked {
            cause: Block::OtherPage,
            reason,
        };
    }
    let said = reason.to_ascii_lowercase();
    if said.contains("proxy auth") || said.contains("407") {
        return HttpFault::Blocked {
            cause: Block::ProxyPassword,
            reason,
        };
    }
    if ["certificate", "unknownissuer", "tls", "handshake"]
        .iter()
        .any(|word| said.contains(word))
        && !said.contains("eof")
    {
        return HttpFault::Blocked {
            cause: Block::Certificate,
            reason,
        };
    }
    HttpFault::Offline { reason }
}

/// The chain of causes without the address, which may carry a query.
fn reasons(error: &reqwest::Error) -> String {
    let mut reasons = Vec::new();
    let mut cause = error.source();
    while let Some(error) = cause {
        reasons.push(error.to_string());
        cause = error.source();
    }
    reasons.dedup();
    reasons.join(": ")
}

fn bad(error: &reqwest::Error) -> BadClient {
    BadClient(reasons(error))
}

/// A client that can be shared.
pub fn shared(proxy: Option<&str>) -> Result<Arc<dyn Http>, BadClient> {
    Ok(Arc::new(HttpClient::new(proxy)?))
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::TcpListener,
    };

    use plimsoll_core::model::Secret;

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
        let mut client = HttpClient::build(None, false).unwrap();
        client.deadline = Duration::from_millis(300);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let request = Request::get(url).secret("authorization", "Bearer ", &Secret::new("made-up"));
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
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let client = HttpClient::new(None).unwrap();
        let url = play(b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), false);
        assert!(runtime.block_on(client.send(Request::get(url))).is_err());
    }

    #[test]
    fn form_fields_are_encoded() {
        let fields = [
            ("a", Value::Plain("1//x y&".into())),
            ("b", Value::Plain("=".into())),
        ];
        assert_eq!(form(&fields), "a=1%2F%2Fx+y%26&b=%3D");
    }
}
