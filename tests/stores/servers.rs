//! The servers that tests bring up: what is killed comes back with what it held, and goes in the end.

use std::net::TcpStream;
use support::servers::{Postgres, Redis};

#[test]
fn a_killed_postgres_comes_back_with_what_it_held() {
    let postgres = Postgres::new(&[]);
    let schema = postgres.schema();
    postgres.run(&format!("CREATE TABLE {schema}.held (word text)"));
    postgres.run(&format!("INSERT INTO {schema}.held VALUES ('kept')"));
    postgres.kill();
    assert!(TcpStream::connect(("127.0.0.1", postgres.port())).is_err());
    postgres.start();
    assert!(postgres.dump(&schema).contains("'kept'"));
    let port = postgres.port();
    drop(postgres);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn a_killed_redis_comes_back_with_what_it_held() {
    let redis = Redis::new(&[]);
    redis.run(&["SET", "word", "kept"]);
    redis.kill();
    assert!(TcpStream::connect(("127.0.0.1", redis.port())).is_err());
    redis.start();
    assert_eq!(redis.run(&["GET", "word"]), "kept\n");
    let held = redis.dump();
    assert!(held.windows(4).any(|bytes| bytes == b"kept"));
    let port = redis.port();
    drop(redis);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}
