//! Every printed line works when it is pasted into a shell, in the printed order.

use crate::program::Program;
use serde_json::Value;
use std::fmt::Write as _;
use std::process::{Command, Stdio};

/// Between what two lines put out; followed by the exit status and the value of a variable.
const MARK: &str = "=== after this line: ";

/// One pasted line and what came of it.
#[derive(Debug)]
struct Pasted {
    line: String,
    output: String,
}

/// What a program prints for a shell: all but its head, comments and addresses to open.
fn shell_lines(printed: &str) -> Vec<&str> {
    let (_, body) = printed.split_once("\n\n").expect("a head");
    let other = |line: &&str| !(line.is_empty() || line.starts_with('#'));
    let lines = body.lines().filter(other);
    lines.filter(|line| !line.starts_with("http")).collect()
}

/// The name a line assigns to, if it does.
fn variable(line: &str) -> Option<&str> {
    let (name, _) = line.split_once('=')?;
    name.bytes().all(|b| b.is_ascii_uppercase()).then_some(name)
}

/// Pastes all lines into one session; each must succeed and each variable must get a value.
fn paste(program: &Program) -> Vec<Pasted> {
    let lines = shell_lines(&program.printed);
    // An interactive shell replaces `!`; nobody's `.curlrc` and proxy may change the outcome.
    let mut script = "set -o pipefail -o nounset -o history -o histexpand\n".to_owned();
    for line in &lines {
        let value = variable(line).map_or_else(|| "-".to_owned(), |name| format!("${name}"));
        write!(script, "{line}\necho; echo \"{MARK}$? {value}\"\n").expect("text");
    }
    let file = program.folder().join("pasted.sh");
    std::fs::write(&file, script).expect("a script");
    std::fs::write(program.folder().join(".curlrc"), "max-time = 60\n").expect("settings");
    let output = Command::new("bash")
        .args(["--noprofile", "--norc"])
        .arg(file)
        .current_dir(program.folder())
        .env("CURL_HOME", program.folder())
        .env("TMPDIR", program.folder())
        .env("NO_PROXY", "127.0.0.1")
        .stdin(Stdio::null())
        .output()
        .expect("bash");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut pasted = Vec::new();
    let mut rest = text.as_str();
    for line in lines {
        let (before, after) = rest.split_once(MARK).expect("a mark");
        let (mark, after) = after.split_once('\n').expect("a line");
        let (status, value) = mark.split_once(' ').expect("two words");
        assert_eq!(status, "0", "{line}\n{before}\n{errors}");
        assert_ne!(value, "", "no value: {line}\n{before}\n{errors}");
        pasted.push(Pasted {
            line: line.to_owned(),
            output: before.to_owned(),
        });
        rest = after;
    }
    pasted
}

/// What came of the lines with this text; there must be some.
fn of<'a>(pasted: &'a [Pasted], text: &str) -> Vec<&'a str> {
    let found = pasted.iter().filter(|pasted| pasted.line.contains(text));
    let found: Vec<&str> = found.map(|pasted| pasted.output.as_str()).collect();
    assert!(!found.is_empty(), "no printed line has {text}: {pasted:#?}");
    found
}

fn holds_a_token(output: &str, member: &str) {
    let reply: Value = serde_json::from_str(output.trim()).expect(output);
    let text = |name| reply.get(name).and_then(Value::as_str).unwrap_or_default();
    assert!(text(member).len() > 40, "{output}");
    assert_eq!(text("token_type"), "Bearer");
}

#[test]
fn each_line_of_quickstart_works() {
    let program = Program::new("quickstart");
    let pasted = paste(&program);
    let open = of(&pasted, "/photos");
    assert_eq!(open.len(), 2, "a client's token and a person's");
    for output in open {
        assert!(output.starts_with("HTTP/1.1 200"), "{output}");
    }
    for output in of(&pasted, "/upload") {
        assert!(output.starts_with("HTTP/1.1 403"), "{output}");
        assert!(output.contains("insufficient_scope"), "{output}");
        assert!(output.contains("scope=\"write\""), "{output}");
    }
    for grant in ["authorization_code", "refresh_token"] {
        for output in of(&pasted, &format!("grant_type={grant} ")) {
            holds_a_token(output, "access_token");
            holds_a_token(output, "refresh_token");
        }
    }
    of(
        &pasted,
        "TOKEN=$(curl -s -u demo:demo-secret -d grant_type=client_credentials ",
    );
}

#[test]
fn each_line_of_quickstart_works_a_second_time() {
    let program = Program::new("quickstart");
    let once = paste(&program).len();
    assert_eq!(paste(&program).len(), once);
}

#[test]
fn each_line_of_classic_works() {
    let program = Program::new("classic");
    let pasted = paste(&program);
    let open = of(&pasted, "/api/me");
    assert_eq!(open.len(), 2, "a client's token and a person's");
    for output in open {
        assert!(output.starts_with("HTTP/1.1 200"), "{output}");
        assert!(output.contains("{\"name\":\"correct\"}"), "{output}");
    }
    for output in of(&pasted, "grant_type=authorization_code ") {
        holds_a_token(output, "access_token");
    }
    of(
        &pasted,
        "TOKEN=$(curl -s -u awesome-app:awesome-secret -d grant_type=client_credentials ",
    );
    of(
        &pasted,
        "TOKEN=$(curl -s -u awesome-app:awesome-secret -d grant_type=password ",
    );
    of(&pasted, "response_type=token'");
    let redirects = of(&pasted, "/dialog/authorize/decision");
    let with_fragment = |output: &&&str| output.contains("http://awesome.com/callback#");
    let implicit = redirects.iter().find(with_fragment).expect("a fragment");
    assert!(implicit.contains("access_token=oat_"), "{implicit}");
}
