//! A browser over TCP: cookies kept by hand, redirects told and not followed.

use ::http::Request;
use ::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use std::collections::BTreeMap;
use std::time::Duration;
use support::{Reply, query_of};
use ureq::Agent;

/// Errors are replies, redirects too, and every request has its own connection.
pub(crate) fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_idle_connections(0)
        .proxy(None)
        .timeout_global(Some(Duration::from_secs(60)));
    Agent::new_with_config(config.build())
}

/// Keeps cookies between requests to one server.
#[derive(Clone)]
pub(crate) struct Web {
    issuer: String,
    agent: Agent,
    pub(crate) cookies: BTreeMap<String, String>,
}

impl Web {
    pub(crate) fn new(issuer: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            agent: agent(),
            cookies: BTreeMap::new(),
        }
    }

    /// Sends a request with the cookies.
    pub(crate) fn try_send(&mut self, request: Request<String>) -> Result<Reply, ureq::Error> {
        let (mut parts, body) = request.into_parts();
        if !self.cookies.is_empty() {
            let pairs = self.cookies.iter().map(|(name, value)| [name, "=", value]);
            let pairs: Vec<String> = pairs.map(|pair| pair.concat()).collect();
            let cookies = pairs.join("; ").parse().expect("cookies");
            parts.headers.insert(COOKIE, cookies);
        }
        let response = if body.is_empty() {
            self.agent.run(Request::from_parts(parts, ()))?
        } else {
            self.agent.run(Request::from_parts(parts, body))?
        };
        let (parts, mut body) = response.into_parts();
        for cookie in parts.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().expect("text");
            let pair = text.split(';').next().expect("a pair");
            let (name, value) = pair.split_once('=').expect("a pair");
            if text.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        Ok(Reply {
            status: parts.status,
            headers: parts.headers,
            body: body.read_to_string()?,
        })
    }

    pub(crate) fn send(&mut self, request: Request<String>) -> Reply {
        self.try_send(request).expect("a reply")
    }

    /// A path of the server; an address stays what it is.
    pub(crate) fn url(&self, to: &str) -> String {
        if to.starts_with('/') {
            format!("{}{to}", self.issuer)
        } else {
            to.to_owned()
        }
    }

    pub(crate) fn get(&mut self, to: &str) -> Reply {
        self.try_get(to).expect("a reply")
    }

    pub(crate) fn try_get(&mut self, to: &str) -> Result<Reply, ureq::Error> {
        let request = Request::get(self.url(to)).header(ACCEPT, "text/html,*/*;q=0.8");
        self.try_send(request.body(String::new()).expect("a request"))
    }

    /// `GET` by a program that takes nothing but JSON.
    pub(crate) fn get_json(&mut self, to: &str) -> Reply {
        let request = Request::get(self.url(to)).header(ACCEPT, "application/json");
        self.send(request.body(String::new()).expect("a request"))
    }

    /// `GET` with a bearer token.
    pub(crate) fn api(&mut self, to: &str, token: &str) -> Reply {
        let request = Request::get(self.url(to)).header(AUTHORIZATION, format!("Bearer {token}"));
        self.send(request.body(String::new()).expect("a request"))
    }

    /// `POST` of a form, as a page of the same origin sends it.
    pub(crate) fn post(&mut self, to: &str, pairs: &[(&str, &str)]) -> Reply {
        let request = Request::post(self.url(to))
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ORIGIN, &self.issuer)
            .header("sec-fetch-site", "same-origin");
        self.send(request.body(query_of(pairs)).expect("a request"))
    }

    /// `POST` to the token endpoint: a client with a secret (Basic), or one named in the form.
    pub(crate) fn token(&mut self, basic: Option<(&str, &str)>, pairs: &[(&str, &str)]) -> Reply {
        let request = token_request(&self.url("/oauth/token"), basic, pairs);
        self.send(request)
    }

    /// Signs in at the page a redirect leads to, by its form.
    pub(crate) fn sign_in(&mut self, to: &str, person: (&str, &str)) -> Reply {
        let form = self.get(to);
        form.is_page(200);
        let ticket = form.field("ticket");
        let mut pairs = vec![("username", person.0), ("password", person.1)];
        pairs.extend(ticket.as_deref().map(|ticket| ("ticket", ticket)));
        let action = action_of(&form).unwrap_or(to).to_owned();
        self.post(&action, &pairs)
    }

    /// Opens an authorize URL, signs in if asked to, and answers the consent page.
    pub(crate) fn consent_page(&mut self, authorize: &str, person: (&str, &str)) -> Reply {
        let first = self.get(authorize);
        if first.status == 200 {
            return first;
        }
        assert_eq!(first.status, 303, "{first:?}");
        let login = first.header("location");
        assert!(login.starts_with("/login?return_to="), "{login}");
        let back = self.sign_in(login, person);
        assert_eq!(back.status, 303, "{back:?}");
        self.get(back.header("location"))
    }

    /// Presses a button of a consent page.
    pub(crate) fn decide(&mut self, page: &Reply, verdict: &str) -> Reply {
        page.is_page(200);
        let ticket = page.field("transaction_id").expect("a consent page");
        let action = action_of(page).expect("an action");
        let pairs = [("transaction_id", ticket.as_str()), ("decision", verdict)];
        let answer = self.post(action, &pairs);
        assert_eq!(answer.status, 303, "{answer:?}");
        answer
    }

    /// From an authorize URL to the redirect to the client.
    pub(crate) fn allow(&mut self, authorize: &str, person: (&str, &str)) -> Reply {
        let page = self.consent_page(authorize, person);
        self.decide(&page, "allow")
    }
}

/// A request for tokens.
pub(crate) fn token_request(
    url: &str,
    basic: Option<(&str, &str)>,
    pairs: &[(&str, &str)],
) -> Request<String> {
    let mut request = Request::post(url).header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    if let Some((id, secret)) = basic {
        request = request.header(AUTHORIZATION, support::basic(id, secret));
    }
    request.body(query_of(pairs)).expect("a request")
}

/// Where the form of a page goes; without an action, to the page's own address.
fn action_of(page: &Reply) -> Option<&str> {
    let rest = page.body.split_once(" action=\"")?.1;
    Some(rest.split_once('"')?.0)
}
