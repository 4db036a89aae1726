//! Rust's spelling of words, from other people's.

/// `PhotosWrite` as `photos_write`.
pub(crate) fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    let mut letters = name.trim_start_matches("r#").chars().peekable();
    let mut before_is_small = false;
    while let Some(letter) = letters.next() {
        let next_is_small = letters.peek().is_some_and(|next| next.is_lowercase());
        let starts_a_word = letter.is_uppercase() && (before_is_small || next_is_small);
        if starts_a_word && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        before_is_small = letter.is_lowercase() || letter.is_numeric();
        snake.extend(letter.to_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn words_are_snake_case() {
        for (name, word) in [
            ("Read", "read"),
            ("PhotosWrite", "photos_write"),
            ("Photos_Write", "photos_write"),
            ("AppScope", "app_scope"),
            ("OAuth", "o_auth"),
            ("ReadHTTPLog", "read_http_log"),
            ("V2Read", "v2_read"),
            ("r#Type", "type"),
        ] {
            assert_eq!(snake_case(name), word);
        }
    }
}
