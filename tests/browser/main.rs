//! What only a browser can show: Chromium at the quickstart, with JavaScript turned off.
//! `./test browser`.

#[cfg(test)]
mod provider;
#[cfg(test)]
mod scenarios;
