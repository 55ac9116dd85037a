//! On what the figures were taken.

use std::fs;
use std::thread;

/// The processor, how many of them this program may use, and the system.
#[must_use]
pub fn describe() -> String {
    let model = field("/proc/cpuinfo", "model name").unwrap_or_else(|| "processor unknown".to_owned());
    let cores = thread::available_parallelism().map_or_else(|_| "?".to_owned(), |cores| cores.to_string());
    let memory = field("/proc/meminfo", "MemTotal").unwrap_or_else(|| "?".to_owned());
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let profile = if cfg!(debug_assertions) { "UNOPTIMISED" } else { "release" };
    format!("{model}; {cores} cores, {memory} of memory, load {load}; one thread, {profile} build")
}

/// The value behind the first line that begins with `key` and a colon.
fn field(file: &str, key: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(key))?;
    line.split_once(':').map(|(_, value)| value.trim().to_owned())
}
