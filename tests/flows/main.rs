//! The protocol as a client and a browser see it: one file per RFC section, names as sentences.

#[cfg(test)]
mod attacks;
#[cfg(test)]
mod bad_input;
#[cfg(test)]
mod hooks;
#[cfg(test)]
mod rfc6749_4_1_code;
