//! The HTTP client, and every rule about connections: time-outs, sizes, redirects, proxies, trust.
//! What an answer means is core's and the providers' affair.

mod fault;

use std::{fmt, sync::Arc, time::Duration};

use fault::{fault, reasons};
use futures_util::FutureExt;
use plimsoll_core::{
    model::BoxFuture,
    ports::{Block, Body, Http, HttpFault, Method, Request, Response, Value},
};
use reqwest::{
    Client, ClientBuilder, Proxy, Url,
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
#[derive(Clone)]
pub struct HttpClient {
    client: Client,
    deadline: Duration,
}

/// A proxy's address may have a password in it.
impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HttpClient")
    }
}

/// The client could not be made, for instance because the proxy's address is no address.
#[derive(Debug)]
pub struct BadClient(pub String);

impl HttpClient {
    /// `proxy` replaces the system's proxy.
    pub fn new(proxy: Option<&str>) -> Result<Self, BadClient> {
        let builder = Client::builder().https_only(true);
        Self::build(match proxy {
            Some(proxy) => builder.proxy(Proxy::all(proxy).map_err(|error| bad(&error))?),
            None => builder,
        })
    }

    fn build(builder: ClientBuilder) -> Result<Self, BadClient> {
        // Another part of the program may have installed one already; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = builder
            .user_agent(concat!("plimsoll/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            // The next query is minutes away: a connection that is kept would only wake us up.
            .pool_max_idle_per_host(0)
            .redirect(Policy::custom(|attempt| {
                // Scheme and port too: another port is somebody else's door.
                let from = attempt.previous().last().map(Url::origin);
                let stays = from == Some(attempt.url().origin());
                if stays && attempt.previous().len() <= REDIRECTS {
                    attempt.follow()
                } else {
                    attempt.stop()
                }
            }))
            .build()
            .map_err(|error| bad(&error))?;
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

fn bad(error: &reqwest::Error) -> BadClient {
    BadClient(reasons(error))
}

/// A client that can be shared.
pub fn shared(proxy: Option<&str>) -> Result<Arc<dyn Http>, BadClient> {
    Ok(Arc::new(HttpClient::new(proxy)?))
}

#[cfg(test)]
mod tests;
