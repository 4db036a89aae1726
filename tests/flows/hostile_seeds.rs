//! The seeds of every fuzz target at their doors, as they are and changed.

use proptest::prelude::*;
use proptest::sample::Index;
use std::fs;
use std::path::Path;
use support::hostile::{Change, DOORS, changed};

/// The seeds of a door, by name.
fn seeds(door: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(door);
    let entries = fs::read_dir(&folder).expect("a folder of seeds");
    let mut seeds: Vec<_> = entries
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            (name.into_owned(), fs::read(&path).expect("a seed"))
        })
        .collect();
    seeds.sort();
    let many = seeds.len();
    assert!((10..=30).contains(&many), "{door} has {many} seeds");
    seeds
}

#[test]
fn every_door_has_a_fuzz_target_with_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("a manifest");
    let targets = manifest.matches("[[bin]]").count();
    assert_eq!(targets, DOORS.len());
    for (name, _) in DOORS {
        let target = fs::read_to_string(folder.join(format!("targets/{name}.rs")));
        let target = target.expect("a target");
        assert!(
            target.contains(&format!("support::hostile::{name}(")),
            "{target}"
        );
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
        assert!(
            folder.join(format!("seeds/{name}.dict")).is_file(),
            "{name}"
        );
    }
}

#[test]
fn every_seed_holds_at_its_door() {
    for (name, door) in DOORS {
        for (seed, bytes) in seeds(name) {
            println!("{name}/{seed}");
            door(&bytes);
        }
    }
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let one = prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        (any::<usize>(), any::<u8>()).prop_map(|(at, byte)| Change::Insert(at, vec![byte])),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Change::Repeat(at, length)),
    ];
    prop::collection::vec(one, 1..4)
}

proptest! {
    #[test]
    fn every_changed_seed_holds_at_its_door(
        door in any::<Index>(),
        seed in any::<Index>(),
        changes in changes(),
    ) {
        let (name, door) = *door.get(&DOORS);
        door(&changed(&seed.get(&seeds(name)).1, &changes));
    }
}
