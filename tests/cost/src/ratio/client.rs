//! A connection that is kept: as much HTTP/1.1 as the servers here speak.

use std::io;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection.
pub(super) struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back, as far as the flows need it.
#[derive(Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) location: String,
    pub(super) cookie: String,
    pub(super) body: String,
}

impl Connection {
    pub(super) async fn open(to: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(4096),
        })
    }

    /// `fields` are whole header lines, each with its end.
    pub(super) async fn get(&mut self, path: &str, fields: &str) -> io::Result<Reply> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1\r\n{fields}\r\n");
        self.answer(&request).await
    }

    pub(super) async fn post(
        &mut self,
        path: &str,
        credential: &str,
        body: &str,
    ) -> io::Result<Reply> {
        let length = body.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: {credential}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\
             content-length: {length}\r\n\r\n{body}"
        );
        self.answer(&request).await
    }

    async fn answer(&mut self, request: &str) -> io::Result<Reply> {
        self.stream.write_all(request.as_bytes()).await?;
        self.buffer.clear();
        loop {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if let Some(reply) = parse(&self.buffer) {
                return Ok(reply);
            }
        }
    }
}

/// The reply, once all of it is there.
fn parse(bytes: &[u8]) -> Option<Reply> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let mut lines = head.split("\r\n");
    let mut reply = Reply {
        status: lines.next()?.get(9..12)?.parse().ok()?,
        ..Reply::default()
    };
    let mut length = 0;
    for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
        match name {
            "content-length" => length = value.parse().ok()?,
            "location" => value.clone_into(&mut reply.location),
            "set-cookie" => value.clone_into(&mut reply.cookie),
            _ => {}
        }
    }
    (body.len() >= length).then(|| {
        body.clone_into(&mut reply.body);
        reply
    })
}
