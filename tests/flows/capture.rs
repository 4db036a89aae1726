//! What one test writes to the log: every event and span of its own thread, at trace level.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::sync::Once;
use support::{CAUSE, Reply};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::field::MakeExt as _;
use tracing_subscriber::fmt::format::debug_fn;

type Lines = Rc<RefCell<Vec<u8>>>;

thread_local! {
    static NOW: RefCell<Lines> = RefCell::default();
}

/// The log of this thread, from now on. One subscriber serves all tests: a subscriber of each
/// would decide for the others which events exist.
pub(crate) struct Log(Lines);

impl Log {
    pub(crate) fn start() -> Self {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let subscriber = tracing_subscriber::fmt()
                .with_max_level(LevelFilter::TRACE)
                .with_ansi(false)
                // Values as they are: the usual format would hide a control character of ours.
                .fmt_fields(
                    debug_fn(|line, field, value| match field.name() {
                        "message" => write!(line, "{value:?}"),
                        name => write!(line, "{name}={value:?}"),
                    })
                    .delimited(" "),
                )
                .with_writer(|| Line)
                .finish();
            tracing::subscriber::set_global_default(subscriber).expect("the only subscriber");
        });
        let lines = Lines::default();
        NOW.set(lines.clone());
        Self(lines)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).expect("UTF-8")
    }

    /// The lines with this reason code.
    pub(crate) fn events(&self, reason: &str) -> usize {
        let reason = format!("reason=\"{reason}\"");
        self.text().lines().filter(|l| l.contains(&reason)).count()
    }

    /// Asserts a failure that is told to the caller without its cause: the log has the cause, and
    /// both have the correlation id.
    pub(crate) fn holds_cause_of(&self, reply: &Reply, what: &str) {
        let told = description(reply);
        let (_, id) = told
            .split_once("correlation id ")
            .unwrap_or_else(|| panic!("{what}: {told}"));
        let id: String = id.chars().take_while(char::is_ascii_hexdigit).collect();
        assert!(id.len() >= 16, "{what}: {told}");
        let all = format!("{:?} {}", reply.headers, reply.body);
        assert!(!all.contains("must stay inside"), "{what}: {all}");
        let text = self.text();
        let line = text.lines().find(|line| line.contains(&id));
        let line = line.unwrap_or_else(|| panic!("{what}: {id} is not in the log: {text}"));
        assert!(
            line.contains(CAUSE) && line.contains("ERROR"),
            "{what}: {line}"
        );
    }
}

/// What a failure says, be it a redirect, an error body or a page.
fn description(reply: &Reply) -> String {
    let name = "error_description";
    if reply.headers.contains_key("location") {
        let text = reply.query(name).or_else(|| reply.fragment(name));
        text.unwrap_or_default()
    } else if reply.header("content-type") == "application/json" {
        reply.text(name)
    } else {
        reply.body.clone()
    }
}

struct Line;

impl io::Write for Line {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        NOW.with_borrow(|lines| lines.borrow_mut().extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
