//! Three people and four machines with one shared folder: a thousand edits, saved and looked at whenever it happens.

use super::steps::Act;
use super::*;

const TEAM: [&str; 4] = ["ana", "ana", "ben", "cleo"];

/// Something to edit, and now and then something to wait, look or save.
fn act(random: &mut SplitMix) -> Act {
    let mut n = || random.next_u64() as u8;
    let (kind, a, b) = (n() % 40, n(), n());
    match kind {
        0..=7 => Act::Tag(a, b),
        8..=9 => Act::Relabel(a, b),
        10 => Act::Delete(a),
        11..=12 => Act::Attribute(a),
        13..=16 => Act::Note(a),
        17 => Act::Words(a, b),
        18..=19 => Act::Link(a, b),
        20 => Act::Comment(a),
        21 => Act::Describe(a),
        22 => Act::Document(a < 128),
        23 => Act::Undo,
        24 => Act::Redo,
        25..=26 => Act::Save,
        27..=28 => Act::Look,
        29..=30 => Act::Tick(a < 128),
        31..=34 => Act::Run(a),
        35..=37 => Act::Hear(a),
        38 => Act::Decide(a, b),
        _ => Act::Work,
    }
}

/// A thousand edits of all; then everybody has everything.
fn thousand_edits(seed: u64, apart: bool) -> World {
    let mut world = World::new(&TEAM);
    world.apart = apart;
    let mut random = SplitMix(seed);
    while world.seen.edits < 1_000 {
        let seat = random.next_u64() as usize % TEAM.len();
        let act = act(&mut random);
        world.do_act(seat, &act);
        if matches!(act, Act::Run(_) | Act::Work) {
            world.read();
            world.check_conflicts(seat);
        }
    }
    world.come_together();
    world
}

#[test]
fn a_thousand_edits_of_three_people_at_four_machines_arrive() {
    let world = thousand_edits(11, false);
    assert!(world.promised.len() > 300, "{}", world.promised.len());
    assert!(world.seen.conflicts > 0, "two machines of one person met");
}

#[test]
fn who_keeps_to_his_own_labels_never_meets_a_conflict() {
    let world = thousand_edits(12, true);
    assert!(world.promised.len() > 300, "{}", world.promised.len());
    assert_eq!(world.seen.conflicts, 0);
}
