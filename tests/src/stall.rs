//! A way to the proxy on which one service never comes to the end of its answer. All others pass
//! through untouched.

use std::{
    fs::OpenOptions,
    io::{self, Read, Write},
    net::{Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::Arc,
    thread,
    time::Duration,
};

use rcgen::{CertificateParams, KeyPair};
use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};

use crate::{proxy::Authority, world::World};

/// Where the answer stays away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stall {
    BeforeHeaders,
    InHeaders,
    InBody,
    /// One byte a second, for ever.
    Drip,
}

impl Stall {
    pub const ALL: [Self; 4] = [
        Self::BeforeHeaders,
        Self::InHeaders,
        Self::InBody,
        Self::Drip,
    ];

    /// What is sent before it stalls.
    fn start(self) -> &'static str {
        match self {
            Self::BeforeHeaders => "",
            Self::InHeaders => "HTTP/1.1 200 OK\r\ncontent-type: applic",
            Self::InBody | Self::Drip => {
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\
                 content-length: 100000\r\n\r\n{\"data\":"
            }
        }
    }
}

/// From now on the world's programs go this way, on which `host` stalls.
pub fn stall(world: &mut World, host: &'static str, how: Stall) {
    let authority = Authority::new();
    let known = &world.variables["SSL_CERT_FILE"];
    let mut bundle = OpenOptions::new().append(true).open(known).unwrap();
    bundle
        .write_all(authority.certificate().as_bytes())
        .unwrap();
    let config = Arc::new(certificate_of(&authority, host));
    let proxy: SocketAddr = world.proxy.url()["http://".len()..].parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    world.variables.insert("HTTPS_PROXY", address);
    // It ends with the test's process; a connection ends with the program under test.
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || serve(client, proxy, host, how, config));
        }
    });
}

fn certificate_of(authority: &Authority, host: &str) -> ServerConfig {
    let key = KeyPair::generate().unwrap();
    let about = CertificateParams::new([host.to_owned()]).unwrap();
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

/// A program may go away at any moment, and then there is nobody to serve.
fn serve(
    mut client: TcpStream,
    proxy: SocketAddr,
    host: &str,
    how: Stall,
    config: Arc<ServerConfig>,
) -> Option<()> {
    let connect = head(&mut client).ok()?;
    if !String::from_utf8_lossy(&connect).starts_with(&format!("CONNECT {host}:")) {
        let mut onward = TcpStream::connect(proxy).ok()?;
        onward.write_all(&connect).ok()?;
        pass(client, onward);
        return None;
    }
    client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").ok()?;
    let mut inside = StreamOwned::new(ServerConnection::new(config).ok()?, client);
    head(&mut inside).ok()?;
    inside.write_all(how.start().as_bytes()).ok()?;
    inside.flush().ok()?;
    if how == Stall::Drip {
        while inside.write_all(b" ").and_then(|()| inside.flush()).is_ok() {
            thread::sleep(Duration::from_secs(1));
        }
    }
    let _ = inside.read(&mut [0]);
    None
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
