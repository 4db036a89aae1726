//! Two nodes behind a proxy that hands each request to the other one.

use crate::demo::{ALICE, authorize, photos, redeem, refresh};
use crate::http::Web;
use crate::program::{Port, Program};
use crate::under_load::{self, signed_in};
use std::thread;
use std::time::Duration;
use support::Proxy;
use support::servers::{Postgres, Redis};

/// Longer than any verb waits.
const LONG: Duration = Duration::from_secs(5);

struct Cluster {
    postgres: Postgres,
    redis: Redis,
    /// Between the nodes and their stores.
    network: [Proxy; 2],
    proxy: Proxy,
    _nodes: [Program; 2],
    _ports: [Port; 2],
}

impl Cluster {
    fn new() -> Self {
        let (postgres, redis) = (Postgres::new(&[]), Redis::new(&[]));
        let network = [postgres.port(), redis.port()].map(|port| Proxy::to(&[port]));
        let ports = [Port::free(), Port::free()];
        let targets = [&ports[0], &ports[1]].map(|port| port.number.parse().expect("a port"));
        let proxy = Proxy::to(&targets);
        let [to_postgres, to_redis] = [&network[0], &network[1]].map(Proxy::port);
        let node = |port: &Port| {
            let settings = [
                ("ISSUER", format!("http://127.0.0.1:{}", proxy.port())),
                (
                    "DATABASE_URL",
                    format!("postgresql://postgres@127.0.0.1:{to_postgres}/postgres"),
                ),
                ("REDIS_URL", format!("redis://127.0.0.1:{to_redis}/")),
            ];
            Program::with("cluster", &port.number, &settings).expect("it serves")
        };
        // Both at once: one of them makes the tables.
        let nodes = thread::scope(|scope| {
            let other = scope.spawn(|| node(&ports[1]));
            [node(&ports[0]), other.join().expect("a node")]
        });
        Self {
            postgres,
            redis,
            network,
            proxy,
            _nodes: nodes,
            _ports: ports,
        }
    }

    fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.proxy.port())
    }
}

/// Every request lands on the other node than the one before.
#[test]
fn a_browser_flow_goes_back_and_forth_between_the_nodes() {
    let cluster = Cluster::new();
    let before = cluster.proxy.served();
    let mut web = Web::new(&cluster.issuer());
    let page = web.consent_page(&authorize(), ALICE);
    let answer = web.decide(&page, "allow");
    let again = web.decide(&page, "allow");
    assert_eq!(again.query("code"), answer.query("code"), "a double click");
    let code = answer.query("code").expect("a code");
    let tokens = redeem(&mut web, &code);
    assert_eq!(tokens.status, 200, "{tokens:?}");
    for _ in 0..2 {
        assert_eq!(photos(&mut web, &tokens), 200);
    }
    let mut last = tokens.text("refresh_token");
    for _ in 0..4 {
        let next = refresh(&mut web, &last);
        assert_eq!(photos(&mut web, &next), 200);
        last = next.text("refresh_token");
    }
    redeem(&mut web, &code).is_error(400, "invalid_grant");
    for _ in 0..2 {
        let gone = photos(&mut web, &tokens);
        assert_eq!(gone, 401, "the replay on one node ends it on both");
    }
    let served = cluster.proxy.served();
    let [one, two] = [0, 1].map(|node| served[node] - before[node]);
    assert!(one.abs_diff(two) <= 1 && one > 5, "{one} and {two}");
}

#[test]
fn a_killed_postgres_loses_nothing_that_was_told() {
    let cluster = Cluster::new();
    let mut web = signed_in(&cluster.issuer());
    for _ in 0..5 {
        let told = under_load::run(&web, |heard| {
            heard.answers(60);
            cluster.postgres.kill();
            heard.failures(10);
            cluster.postgres.start();
            heard.answers(60);
        });
        told.holds(&mut web);
    }
}

#[test]
fn a_killed_redis_loses_nothing_that_was_told() {
    let cluster = Cluster::new();
    let mut web = signed_in(&cluster.issuer());
    for _ in 0..5 {
        let told = under_load::run(&web, |heard| {
            heard.answers(60);
            cluster.redis.kill();
            heard.failures(10);
            cluster.redis.start();
            heard.answers(60);
        });
        told.holds(&mut web);
    }
}

#[test]
fn a_network_that_is_cut_for_five_seconds_loses_nothing_that_was_told() {
    for at in [0, 1] {
        let cluster = Cluster::new();
        let mut web = signed_in(&cluster.issuer());
        let told = under_load::run(&web, |heard| {
            heard.answers(60);
            cluster.network[at].cut();
            thread::sleep(LONG);
            cluster.network[at].mend();
            heard.answers(120);
        });
        told.holds(&mut web);
    }
}
