//! `ratio [--rounds N] [--seconds S] [--tokens N] [NAME=COMMAND ..]`: prints, for each workload,
//! what a request costs each server beside the reference. A command has the word `{port}`.

use cost::SERVERS;
use cost::ratio::{Process, Sample, fill, load, median};
use cost::workload::Workload;
use std::time::Duration;
use tokio::runtime::Builder;

const CONNECTIONS: usize = 32;

struct Options {
    rounds: u32,
    seconds: f64,
    tokens: u32,
    servers: Vec<(String, Vec<String>)>,
}

fn main() {
    let options = options();
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(measure(&options));
}

fn options() -> Options {
    let own = std::env::current_exe()
        .expect("a path")
        .with_file_name("serve");
    let own = own.to_string_lossy();
    let built_in = |name: &str| {
        let command = [&own, name, "{port}"].map(str::to_owned);
        (name.to_owned(), command.to_vec())
    };
    let mut options = Options {
        rounds: 3,
        seconds: 2.0,
        tokens: 200_000,
        // The reference first.
        servers: SERVERS.iter().rev().map(|name| built_in(name)).collect(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut number = || {
            words
                .next()
                .and_then(|word| word.parse::<f64>().ok())
                .expect("a number")
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts"
        )]
        match &*word {
            "--rounds" => options.rounds = number() as u32,
            "--seconds" => options.seconds = number(),
            "--tokens" => options.tokens = number() as u32,
            other => {
                let (name, command) = other.split_once('=').expect("NAME=COMMAND");
                let command = command.split(' ').map(str::to_owned).collect();
                options.servers.push((name.to_owned(), command));
            }
        }
    }
    options
}

async fn measure(options: &Options) {
    let mut running = Vec::new();
    println!("| server | to the first connection, ms | idle, MiB |\n|---|--:|--:|");
    for (at, (name, command)) in (0_u16..).zip(&options.servers) {
        let start = || Process::start(command, 4810 + at, "0").expect("it serves");
        let starts: Vec<_> = (0..5)
            .map(|_| start().started_in.as_secs_f64() * 1e3)
            .collect();
        let process = start();
        println!(
            "| {name} | {:.1} | {:.1} |",
            median(starts),
            mib(process.resident())
        );
        running.push((name.as_str(), process));
    }
    for (workload, what) in Workload::ALL {
        if what != Workload::Nothing {
            table(options, &running, workload, what).await;
        }
    }
    println!("\n| server | bytes a live token |\n|---|--:|");
    for (name, process) in &running {
        fill(process, options.tokens / 10, 32)
            .await
            .expect("tokens");
        let before = process.resident();
        fill(process, options.tokens, 32).await.expect("tokens");
        let grown = process.resident().saturating_sub(before);
        println!("| {name} | {} |", grown / u64::from(options.tokens));
    }
}

async fn table(options: &Options, running: &[(&str, Process)], name: &str, what: Workload) {
    let span = Duration::from_secs_f64(options.seconds);
    let mut seen: Vec<Vec<Sample>> = running.iter().map(|_| Vec::new()).collect();
    for (_, process) in running {
        load(process, what, CONNECTIONS, span / 2)
            .await
            .expect("a warm-up");
    }
    for _ in 0..options.rounds {
        for ((name, process), samples) in running.iter().zip(&mut seen) {
            let sample = load(process, what, CONNECTIONS, span).await;
            samples.push(sample.unwrap_or_else(|error| panic!("{name}: {error}")));
        }
    }
    println!("\n| {name} | CPU µs | ratio | p99 ms | ratio | answers/s |");
    println!("|---|--:|--:|--:|--:|--:|");
    let Some(reference) = seen.first().cloned() else {
        return;
    };
    for ((name, _), samples) in running.iter().zip(&seen) {
        let of = |value: fn(&Sample) -> f64| median(samples.iter().map(value).collect());
        let ratio = |value: fn(&Sample) -> f64| {
            let pairs = reference.iter().zip(samples);
            median(
                pairs
                    .map(|(by_hand, own)| value(by_hand) / value(own))
                    .collect(),
            )
        };
        println!(
            "| {name} | {:.1} | {:.2} | {:.2} | {:.2} | {:.0} |",
            of(|sample| sample.cpu),
            ratio(|sample| sample.cpu),
            of(|sample| sample.p99),
            1.0 / ratio(|sample| sample.p99),
            of(|sample| sample.rate),
        );
    }
}

#[expect(clippy::cast_precision_loss, reason = "a few MiB")]
fn mib(bytes: u64) -> f64 {
    bytes as f64 / f64::from(1024 * 1024)
}
