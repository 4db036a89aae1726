//! What only a browser can show: Chromium at the quickstart and at a provider with languages and a
//! clock, with JavaScript turned off. `./test browser`.

#[cfg(test)]
mod https;
#[cfg(test)]
mod node;
#[cfg(test)]
mod photos;
#[cfg(test)]
mod provider;
#[cfg(test)]
mod scenarios;
