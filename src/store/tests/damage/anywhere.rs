//! A layer's file cut off or with a wrong byte anywhere: every item is read, or the loss is told.

use super::*;

fn small_layer() -> String {
    let files = small_files();
    let (_, bytes) = files.into_iter().find(|(path, _)| path == LAYER).unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The small project with other bytes for its layer: how many labels and links were read, and whether anything was told.
fn read_with(layer: &[u8]) -> (usize, bool) {
    let mut files = small_files();
    files.iter_mut().find(|(path, _)| path == LAYER).unwrap().1 = layer.to_vec();
    let (project, problems) = embedded::project_from_files(&files).unwrap();
    let read = project
        .layer(&layer_key())
        .map_or(0, |layer| layer.len() + layer.links().len());
    (read, !problems.is_empty())
}

/// Whatever happened to a layer's file: what is not there is told.
fn nothing_is_lost_in_silence(layer: &[u8]) {
    let (all, _) = read_with(small_layer().as_bytes());
    assert_eq!(all, 4);
    let (read, told) = read_with(layer);
    assert!(read == all || told, "{read} of {all} items, and no problem");
}

#[test]
fn a_layer_cut_off_anywhere_is_told() {
    let layer = small_layer();
    for end in 0..layer.trim_end().len() {
        nothing_is_lost_in_silence(&layer.as_bytes()[..end]);
    }
}

/// Between a field's name and its value any blank will do: nothing is lost, and nothing has to be told.
#[test]
fn another_blank_before_a_value_is_the_same_file() {
    let layer = small_layer();
    for blank in ["\t", "", "  "] {
        let other = layer.replacen("made: ", &format!("made:{blank}"), 1);
        assert_ne!(other, layer);
        assert_eq!(read_with(other.as_bytes()), (4, false), "{blank:?}");
    }
}

/// More than usual, and more still where `PROPTEST_CASES` asks for it.
fn cases() -> u32 {
    proptest::prelude::ProptestConfig::default().cases.max(512)
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(cases()))]

    #[test]
    fn a_layer_with_a_wrong_byte_anywhere_is_read_or_told(at in 0usize..700, byte: u8, insert: bool) {
        let mut layer = small_layer().into_bytes();
        let at = at % layer.len();
        if insert { layer.insert(at, byte) } else { layer[at] = byte }
        nothing_is_lost_in_silence(&layer);
    }

    #[test]
    fn wrong_bytes_in_any_file_do_no_harm(file in 0usize..5, at: usize, bytes: Vec<u8>) {
        let mut files = small_files();
        let content = &mut files[file].1;
        let at = at % content.len();
        content.splice(at..at, bytes);
        let _ = embedded::project_from_files(&files);
        let (project, _) = embedded::project_from_files(&small_files()).unwrap();
        let mut single = single_file(&project, "");
        let at = at % single.len();
        single.truncate(at);
        let _ = project_from_single(&single, "copy.ron");
    }
}
