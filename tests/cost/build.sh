#!/usr/bin/env bash
# What a provider costs its user's build: three projects in a new folder, axum alone, axum with a
# state and a merged router, as most applications have them, and axum with a provider. Prints crates,
# CPU seconds of a clean release build, seconds of a rebuild after a touch of the one file (the least
# of three), and the bytes of the stripped binary. Takes two minutes, on a machine that does nothing
# else.
set -euo pipefail
cd "$(dirname "$0")"

here=$PWD root=$(cd ../.. && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# A project of one of the examples, and its further dependencies.
project() {
    mkdir -p "$folder/$1/src"
    cp "$here/examples/$1.rs" "$folder/$1/src/main.rs"
    cat >"$folder/$1/Cargo.toml" <<TOML
[package]
name = "$1"
version = "0.0.0"
edition = "2024"
[dependencies]
axum = "0.8"
tokio = { version = "1", features = ["macros", "net", "rt-multi-thread"] }
$2
[profile.release]
strip = true
[workspace]
TOML
    # The versions that are tested here, not today's.
    cp "$root/Cargo.lock" "$folder/$1/Cargo.lock"
    (cd "$folder/$1" && cargo fetch --quiet)
}

seconds() {
    local TIMEFORMAT=$1
    shift
    { time "$@" >/dev/null 2>"$folder/errors"; } 2>&1 || { cat "$folder/errors" >&2 && return 1; }
}

measure() {
    cd "$folder/$1"
    local crates cpu rebuild least= size
    crates=$(cargo tree --offline --edges normal,build --prefix none --no-dedupe |
        grep -o '^[^ ]* v[^ ]*' | grep -v "^$1 " | sort -u | wc -l)
    cpu=$(seconds '%U %S' cargo build --release --offline | awk '{print $1 + $2}')
    for _ in 1 2 3; do
        touch src/main.rs
        rebuild=$(seconds '%R' cargo build --release --offline)
        least=$(printf '%s\n' $least "$rebuild" | sort -g | head -n1)
    done
    size=$(stat -c %s "target/release/$1")
    echo "| $1 | $crates | $cpu | $least | $size |"
}

project bare ""
project stated ""
project provider "oauth2-runtime = { path = \"$root/oauth2-runtime\", default-features = false }"
echo "| | crates | clean build, CPU s | rebuild, s | binary, bytes |"
echo "|---|--:|--:|--:|--:|"
measure bare
measure stated
measure provider
