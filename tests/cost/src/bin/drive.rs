//! `drive ours|reference|sqlite|cached WORKLOAD ROUNDS`: answers so many requests and prints the
//! allocations of each, and how many of them were slow. Under callgrind, the instructions are those of
//! two runs of different length, subtracted.

use cost::counting::Counting;
use cost::workload::{Workload, run};
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn main() {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [server, workload, rounds] = words.as_slice() else {
        panic!("usage: drive ours|reference|sqlite|cached WORKLOAD ROUNDS");
    };
    let workload = Workload::named(workload).expect("a workload");
    let rounds = rounds.parse().expect("a number of rounds");
    let runtime = Builder::new_current_thread().enable_all().build();
    let allocations = runtime.expect("a runtime").block_on(async {
        let router = cost::router(server, "http://127.0.0.1");
        run(&router, workload, rounds).await
    });
    println!("{:.1} {:.2}", allocations.all, allocations.slow);
}
