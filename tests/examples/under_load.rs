//! Clients that ask as fast as they can while something breaks, and what must hold afterwards.

use crate::demo::{ALICE, SECRET, authorize, redeeming};
use crate::http::{Web, token_request};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use support::Reply;

const WORKERS: usize = 8;

/// What the clients were told, and what they were not.
#[derive(Default)]
pub(crate) struct Told {
    /// Replies with tokens.
    tokens: Vec<Reply>,
    /// Codes that gave tokens.
    spent: Vec<String>,
    /// Codes that were redeemed without an answer: spent or not, nobody knows.
    unknown: Vec<String>,
}

/// How the clients fare, told to who breaks things.
pub(crate) struct Heard(Receiver<bool>);

impl Heard {
    /// Waits for so many answers that are good.
    pub(crate) fn answers(&self, count: usize) {
        self.wait(true, count);
    }

    /// Waits for so many requests that fail.
    pub(crate) fn failures(&self, count: usize) {
        self.wait(false, count);
    }

    fn wait(&self, good: bool, count: usize) {
        let mut left = count;
        while left > 0 {
            left -= usize::from(self.0.recv().expect("one more") == good);
        }
    }
}

/// A browser that gets a code without a page: signed in, and its consent is remembered.
pub(crate) fn signed_in(issuer: &str) -> Web {
    let mut web = Web::new(issuer);
    web.allow(&authorize(), ALICE);
    assert!(web.get(&authorize()).query("code").is_some());
    web
}

/// Keeps the server busy until `breaks` is done.
pub(crate) fn run(web: &Web, breaks: impl FnOnce(&Heard)) -> Told {
    let told = Mutex::new(Told::default());
    let over = AtomicBool::new(false);
    let (tell, heard) = channel();
    thread::scope(|scope| {
        for number in 0..WORKERS {
            let (told, over, tell) = (&told, &over, tell.clone());
            let mut worker = Worker {
                web: web.clone(),
                told,
                tell,
            };
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    if number % 2 == 0 {
                        worker.for_itself();
                    } else {
                        worker.on_behalf();
                    }
                }
            });
        }
        breaks(&Heard(heard));
        over.store(true, Ordering::Relaxed);
    });
    told.into_inner().expect("no panic")
}

struct Worker<'run> {
    web: Web,
    told: &'run Mutex<Told>,
    tell: Sender<bool>,
}

impl Worker<'_> {
    fn for_itself(&mut self) {
        if let Some(reply) = self.token(&[("grant_type", "client_credentials")]) {
            self.note(|told| told.tokens.push(reply));
        }
    }

    fn on_behalf(&mut self) {
        let answer = self.web.try_get(&authorize()).ok();
        let Some(code) = answer.and_then(|answer| answer.query("code")) else {
            let _ = self.tell.send(false); // nobody may listen any more
            return;
        };
        match self.token(&redeeming(&code)) {
            Some(reply) => self.note(|told| {
                told.tokens.push(reply);
                told.spent.push(code);
            }),
            None => self.note(|told| told.unknown.push(code)),
        }
    }

    /// A reply with a token. Whatever breaks: no answer or 503, and nothing else.
    fn token(&mut self, pairs: &[(&str, &str)]) -> Option<Reply> {
        let request = token_request(&self.web.url("/oauth/token"), SECRET, pairs);
        let reply = self.web.try_send(request).ok();
        let good = reply.filter(|reply| reply.status != 503);
        assert!(
            good.as_ref().is_none_or(|reply| reply.status == 200),
            "{good:?}"
        );
        let _ = self.tell.send(good.is_some()); // as above
        good
    }

    fn note(&self, note: impl FnOnce(&mut Told)) {
        note(&mut self.told.lock().expect("no panic"));
    }
}

impl Told {
    /// How many replies with tokens there were.
    pub(crate) fn count(&self) -> usize {
        self.tokens.len()
    }

    /// Every token that was told opens the route, and no code is accepted a second time.
    pub(crate) fn holds(&self, web: &mut Web) {
        for reply in &self.tokens {
            let token = reply.text("access_token");
            assert_eq!(web.api("/photos", &token).status, 200, "{reply:?}");
        }
        for code in &self.spent {
            let again = web.token(SECRET, &redeeming(code));
            again.is_error(400, "invalid_grant");
        }
        for code in &self.unknown {
            // Perhaps it was not spent; then it is now.
            let once = web.token(SECRET, &redeeming(code));
            assert!([200, 400].contains(&once.status.as_u16()), "{once:?}");
            let twice = web.token(SECRET, &redeeming(code));
            twice.is_error(400, "invalid_grant");
        }
    }
}
