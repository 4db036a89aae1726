//! The contract of `Store`, held by every store, and what each store promises beyond it.

#[cfg(test)]
mod cached;
#[cfg(test)]
mod clients;
#[cfg(test)]
mod dumps;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod grants;
#[cfg(test)]
mod key_value;
#[cfg(test)]
mod memory;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod own_store;
#[cfg(test)]
mod postgres;
#[cfg(test)]
mod redis;
#[cfg(test)]
mod redis_batches;
#[cfg(test)]
mod redis_limits;
#[cfg(test)]
mod refresh_properties;
#[cfg(test)]
mod servers;
#[cfg(test)]
mod split;
#[cfg(test)]
mod sqlite;
#[cfg(test)]
mod sqlite_backup;
#[cfg(test)]
mod sqlite_clients;
#[cfg(test)]
mod sqlite_locked;
#[cfg(test)]
mod sqlite_sweep;
