#![no_main]

#[path = "../oracles.rs"]
#[allow(dead_code, reason = "each target has its own oracle")]
mod oracles;

libfuzzer_sys::fuzz_target!(|data: &[u8]| oracles::layer(data));
