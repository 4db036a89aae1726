//! Every example, driven over TCP through what it prints.

#[cfg(test)]
mod branded;
#[cfg(test)]
mod classic;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod demo;
#[cfg(all(test, target_os = "linux"))]
mod full_disk;
#[cfg(test)]
mod http;
#[cfg(test)]
mod openid_connect;
#[cfg(test)]
mod paste;
#[cfg(test)]
mod program;
#[cfg(test)]
mod quickstart;
#[cfg(test)]
mod strict_client;
#[cfg(test)]
mod under_load;
