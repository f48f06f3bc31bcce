//! The HTTP client, and every rule about connections: time-outs, sizes, redirects, proxies, trust.
//! What an answer means is core's and the providers' affair.

mod fault;
mod proxy;

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use fault::{fault, unmade};
use futures_util::FutureExt;
use plimsoll_core::ports::{
    Block, Body, BoxFuture, Http, HttpFault, Method, Request, Response, Value,
};
use reqwest::{
    Client, ClientBuilder, Url,
    header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION},
    redirect::Policy,
};

use self::proxy::{Choice, Unfit};

const CONNECT: Duration = Duration::from_secs(5);
/// One deadline for a whole exchange, body included.
const EXCHANGE: Duration = Duration::from_secs(10);
/// After decompression.
const BODY_BYTES: usize = 256 * 1024;
const REDIRECTS: usize = 5;
tokio::task_local! {
    /// Of the request that is under way: what decides about a redirect sees nothing of it but addresses.
    static FOLLOWS: bool;
}

/// The one client of the program: https only, the system's proxy and certificates, no cookies.
#[derive(Clone)]
pub struct HttpClient {
    client: Client,
    /// What is set for a proxy cannot be used.
    unfit: Option<Unfit>,
    deadline: Duration,
}

/// A proxy's address may have a password in it.
impl fmt::Debug for HttpClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("HttpClient")
    }
}

impl HttpClient {
    /// `proxy` replaces the system's proxy. One that cannot be used fails every request; without
    /// any trusted certificate there is no client.
    pub fn new(proxy: Option<&str>) -> Result<Self, HttpFault> {
        Self::going(Choice::of(proxy, std::env::var_os))
    }

    fn going(choice: Choice) -> Result<Self, HttpFault> {
        let builder = Client::builder().https_only(true);
        let builder = choice.apply(builder).map_err(|error| unmade(&error))?;
        let mut made = Self::build(builder)?;
        if let Choice::Unfit(unfit) = choice {
            made.unfit = Some(unfit);
        }
        Ok(made)
    }

    fn build(builder: ClientBuilder) -> Result<Self, HttpFault> {
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
                let follows = FOLLOWS.try_with(|it| *it).unwrap_or(false);
                let leads_on = follows && stays && !is_sign_in_page(attempt.url());
                if leads_on && attempt.previous().len() <= REDIRECTS {
                    attempt.follow()
                } else {
                    attempt.stop()
                }
            }))
            .build()
            .map_err(|error| unmade(&error))?;
        Ok(Self {
            client,
            unfit: None,
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
                cause: redirected(&answer),
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
        if let Some(unfit) = self.unfit.as_ref().filter(|it| it.is_meant_for(&url)) {
            return Err(stopped(unfit));
        }
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
            let ended = tokio::time::timeout(
                self.deadline,
                FOLLOWS.scope(request.follows, self.exchange(request)),
            )
            .await;
            ended.unwrap_or(Err(HttpFault::TimedOut))
        };
        exchange.boxed()
    }
}

/// What a redirect that was not followed led to.
fn redirected(answer: &reqwest::Response) -> Block {
    let to = answer.headers().get(LOCATION);
    let to = to.and_then(|it| answer.url().join(it.to_str().ok()?).ok());
    let is_sign_in =
        to.is_some_and(|to| to.origin() == answer.url().origin() && is_sign_in_page(&to));
    if is_sign_in {
        Block::SignInPage
    } else {
        Block::OtherPage
    }
}

/// A page for people; whoever is sent there was not let in.
fn is_sign_in_page(url: &Url) -> bool {
    let last = url.path_segments().and_then(|mut it| it.next_back());
    last.is_some_and(|name| ["login", "signin", "sign-in"].contains(&name))
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

fn stopped(unfit: &Unfit) -> HttpFault {
    HttpFault::Blocked {
        cause: Block::ProxyAddress(unfit.named_by),
        reason: unfit.reason.to_owned(),
    }
}

/// What would stop every request before it goes out: a proxy that cannot be used, or no trusted
/// certificate.
pub fn obstacle(proxy: Option<&str>) -> Option<HttpFault> {
    match HttpClient::new(proxy) {
        Ok(client) => client.unfit.as_ref().map(stopped),
        Err(fault) => Some(fault),
    }
}

/// Whether a proxy's address can be used; else why not, without the address.
pub fn check_proxy(address: &str) -> Result<(), &'static str> {
    proxy::address_of(address).map(drop)
}

/// A client that can be shared. It is made for its first request, and while it cannot be made it is
/// tried again with the next one: certificates may have come meanwhile.
pub fn shared(proxy: Option<&str>) -> Arc<dyn Http> {
    Arc::new(Late {
        proxy: proxy.map(str::to_owned),
        client: OnceLock::new(),
    })
}

struct Late {
    proxy: Option<String>,
    client: OnceLock<HttpClient>,
}

impl Http for Late {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, HttpFault>> {
        let client = match self.client.get() {
            Some(client) => client,
            None => match HttpClient::new(self.proxy.as_deref()) {
                Ok(client) => self.client.get_or_init(|| client),
                Err(fault) => return std::future::ready(Err(fault)).boxed(),
            },
        };
        client.send(request)
    }
}

#[cfg(test)]
mod tests;
