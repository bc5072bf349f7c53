//! Replays the fuzzer's corpus: every input that was worth keeping, through the oracle of its target.

#[path = "../../fuzz/oracles.rs"]
mod oracles;

use std::path::Path;

#[test]
fn every_input_of_the_corpus_passes_its_oracle() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, oracle) in oracles::ALL {
        let mut inputs: Vec<_> = std::fs::read_dir(corpus.join(name))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "{name} has no seeds");
        for path in inputs {
            println!("{}", path.display());
            oracle(&std::fs::read(&path).unwrap());
        }
    }
}

/// Cut anywhere, and with each byte changed, the seeds are still inputs that people may have.
#[test]
fn damaged_seeds_pass_too() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, oracle) in oracles::ALL {
        let mut seeds: Vec<_> = std::fs::read_dir(corpus.join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        seeds.sort();
        let Some(seed) = seeds.first() else { continue };
        let bytes = std::fs::read(seed).unwrap();
        let step = (bytes.len() / 60).max(1);
        for at in (0..bytes.len()).step_by(step) {
            println!("{} cut or changed at {at}", seed.display());
            oracle(&bytes[..at]);
            let mut changed = bytes.clone();
            changed[at] ^= 0x15;
            oracle(&changed);
        }
    }
}
