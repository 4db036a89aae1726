//! A proxy of TCP connections: each goes to the next target in turn, and the network behind it can
//! be cut.

use std::net::TcpListener as StdListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// It serves until the test process ends.
pub struct Proxy {
    port: u16,
    cut: watch::Sender<bool>,
    served: Arc<Vec<AtomicUsize>>,
}

impl Proxy {
    /// Serves on a free port of loopback, in front of these ports.
    #[must_use]
    pub fn to(targets: &[u16]) -> Self {
        let listener = StdListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("bound").port();
        listener.set_nonblocking(true).expect("a socket");
        let (cut, is_cut) = watch::channel(false);
        let served = Arc::new(targets.iter().map(|_| AtomicUsize::new(0)).collect());
        let front = Front {
            targets: targets.to_vec(),
            served: Arc::clone(&served),
            is_cut,
        };
        thread::spawn(move || {
            let mut runtime = tokio::runtime::Builder::new_current_thread();
            let runtime = runtime.enable_all().build().expect("a runtime");
            runtime.block_on(front.serve(listener));
        });
        Self { port, cut, served }
    }

    /// Where it serves.
    #[must_use]
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Swallows everything from now on, as a network does whose cable was drawn: nothing arrives,
    /// and nobody is told.
    pub fn cut(&self) {
        self.cut.send_replace(true);
    }

    /// What was swallowed arrives, and everything after it.
    pub fn mend(&self) {
        self.cut.send_replace(false);
    }

    /// How many connections each target had.
    #[must_use]
    pub fn served(&self) -> Vec<usize> {
        let counts = self.served.iter();
        counts.map(|count| count.load(Ordering::Relaxed)).collect()
    }
}

struct Front {
    targets: Vec<u16>,
    served: Arc<Vec<AtomicUsize>>,
    is_cut: watch::Receiver<bool>,
}

impl Front {
    async fn serve(self, listener: StdListener) {
        let listener = TcpListener::from_std(listener).expect("a socket");
        let mut turn = 0;
        while let Ok((client, _)) = listener.accept().await {
            let Some((target, at)) = self.next(turn).await else {
                continue;
            };
            turn = at + 1;
            if let Some(count) = self.served.get(at) {
                count.fetch_add(1, Ordering::Relaxed);
            }
            let (from_client, to_client) = client.into_split();
            let (from_target, to_target) = target.into_split();
            tokio::spawn(forward(from_client, to_target, self.is_cut.clone()));
            tokio::spawn(forward(from_target, to_client, self.is_cut.clone()));
        }
    }

    /// The next target that takes the connection; one that is down is passed over.
    async fn next(&self, turn: usize) -> Option<(TcpStream, usize)> {
        let count = self.targets.len();
        for at in (turn..turn + count).map(|at| at % count) {
            let port = *self.targets.get(at)?;
            if let Ok(target) = TcpStream::connect(("127.0.0.1", port)).await {
                return Some((target, at));
            }
        }
        None
    }
}

async fn forward(
    mut from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut is_cut: watch::Receiver<bool>,
) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes).await {
        // An error: the proxy is gone, and the test with it.
        let Ok(_) = is_cut.wait_for(|is_cut| !is_cut).await else {
            return;
        };
        let part = bytes.get(..count).unwrap_or_default();
        if count == 0 || to.write_all(part).await.is_err() {
            return;
        }
    }
}
