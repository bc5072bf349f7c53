//! Real git: the driver set up by the program, branches that change the same files, and teammates who work at the same time.

mod repo;
mod teammates;

use repo::{Repo, lines_of};

#[test]
fn a_codebook_changed_on_two_branches_holds_both_changes() {
    let repo = Repo::new();
    repo.on("ben", |repo| {
        repo.replace("codebook.ron", "name: \"Claim\"", "name: \"Statement\"")
    });
    repo.on("main", |repo| repo.replace("codebook.ron", "#112233", "#445566"));
    repo.git("merge --no-edit ben").ok();
    let codebook = repo.read("codebook.ron");
    assert!(
        codebook.contains("name: \"Statement\"") && codebook.contains("#445566"),
        "{codebook}"
    );
    repo.is_clean();
}

#[test]
fn labels_of_one_layer_from_two_branches_meet_also_on_neighbouring_lines() {
    let repo = Repo::new();
    repo.on("ben", |repo| repo.label("ana", 1, "quote"));
    repo.on("main", |repo| repo.label("ana", 2, "claim"));
    repo.git("merge --no-edit ben").ok();
    let rows = lines_of(&repo.read("layers/ana/talk-k3v9q2.ron"));
    assert_eq!(rows.len(), 3, "{rows:?}");
    repo.is_clean();
}

#[test]
fn a_layer_and_a_codebook_that_both_branches_made_are_merged() {
    let repo = Repo::new();
    repo.on("ben", |repo| repo.label("cleo", 1, "quote"));
    repo.on("main", |repo| repo.label("cleo", 2, "claim"));
    repo.git("merge --no-edit ben").ok();
    assert_eq!(lines_of(&repo.read("layers/cleo/talk-k3v9q2.ron")).len(), 2);
    repo.is_clean();
}

#[test]
fn a_conflict_is_an_item_of_the_file_and_git_waits_for_it() {
    let repo = Repo::new();
    repo.on("ben", |repo| {
        repo.replace("codebook.ron", "name: \"Claim\"", "name: \"Statement\"")
    });
    repo.on("main", |repo| {
        repo.replace("codebook.ron", "name: \"Claim\"", "name: \"Assertion\"")
    });
    let merge = repo.git("merge --no-edit ben");
    assert_eq!(merge.status, 1, "{}", merge.said);
    assert!(
        merge.said.contains("1 item was changed on both sides"),
        "{}",
        merge.said
    );
    assert_eq!(
        repo.git("diff --name-only --diff-filter=U").ok().out,
        "codebook.ron\n"
    );
    let codebook = repo.read("codebook.ron");
    assert!(codebook.contains(
        "conflicts: [\n  (of: \"labels/claim\", others: [Label((id: \"claim\", name: \"Statement\""
    ));
    assert!(
        codebook.contains("  (id: \"claim\", name: \"Assertion\""),
        "{codebook}"
    );
    // The file is whole: the project opens, and the conflict can be committed and decided later.
    repo.waits_for_a_decision();
    repo.git("add codebook.ron").ok();
    repo.git("commit --no-edit -q").ok();
    assert_eq!(repo.git("status --porcelain").ok().out, "");
    repo.waits_for_a_decision();
}

#[test]
fn a_refusal_stops_the_merge_and_leaves_ours() {
    let repo = Repo::new();
    repo.on("ben", |repo| {
        repo.replace("codebook.ron", "format: 1", "format: 99")
    });
    repo.on("main", |repo| repo.replace("codebook.ron", "#112233", "#445566"));
    let before = repo.read("codebook.ron");
    let merge = repo.git("merge --no-edit ben");
    assert_ne!(merge.status, 0, "{}", merge.said);
    for words in [
        "codebook.ron (their version)",
        "format 99",
        "newer version of Ascribe",
    ] {
        assert!(
            merge.said.contains(words),
            "“{words}” is missing in {}",
            merge.said
        );
    }
    assert_eq!(repo.read("codebook.ron"), before);
}

#[test]
fn rebase_and_cherry_pick_merge_in_the_same_way() {
    let repo = Repo::new();
    repo.on("ben", |repo| repo.label("ana", 1, "quote"));
    repo.on("main", |repo| repo.label("ana", 2, "claim"));
    repo.git("checkout -q ben").ok();
    repo.git("rebase main").ok();
    assert_eq!(lines_of(&repo.read("layers/ana/talk-k3v9q2.ron")).len(), 3);
    repo.on("main", |repo| repo.label("ana", 3, "claim"));
    repo.git("checkout -q main").ok();
    repo.git("cherry-pick ben").ok();
    assert_eq!(lines_of(&repo.read("layers/ana/talk-k3v9q2.ron")).len(), 4);
    repo.is_clean();
}

#[test]
fn a_clone_that_turns_line_ends_moves_no_label() {
    let repo = Repo::new();
    repo.text("Two lines.\r\nAnd the bridge.\n", "Two lines.\n");
    let clone = repo.clone_with("core.autocrlf=true");
    for file in [
        "documents/talk-k3v9q2.txt",
        "documents/notes-k3v9q2.txt",
        "codebook.ron",
    ] {
        assert_eq!(clone.read(file), repo.read(file), "{file}");
    }
    clone.is_whole();
}

#[test]
fn the_driver_is_set_up_once_and_the_users_own_lines_stay() {
    let repo = Repo::bare();
    repo.write(".gitattributes", "# ours\n*.pdf binary\n");
    let first = repo.ascribe("git-setup . --json");
    let json: serde_json::Value = serde_json::from_str(&first.out).unwrap();
    assert_eq!(json["changed"], true);
    let attributes = repo.read(".gitattributes");
    assert!(attributes.starts_with("# ours\n*.pdf binary\n"), "{attributes}");
    assert!(attributes.contains("*.ron text eol=lf merge=ascribe\n"));
    let driver = repo.git("config --local --get-all merge.ascribe.driver").ok().out;
    assert_eq!(driver.lines().count(), 1);
    assert!(
        driver.trim_end().ends_with("' merge-driver %O %A %B %P"),
        "{driver}"
    );
    let again = repo.ascribe("git-setup . --json");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&again.out).unwrap()["changed"],
        false
    );
    assert_eq!(repo.read(".gitattributes"), attributes);
}

#[test]
fn a_project_in_a_folder_of_the_repository_is_merged_too() {
    let repo = Repo::in_folder("our study's data");
    repo.on("ben", |repo| repo.label("ana", 1, "quote"));
    repo.on("main", |repo| repo.label("ana", 2, "claim"));
    repo.git("merge --no-edit ben").ok();
    assert_eq!(lines_of(&repo.read("layers/ana/talk-k3v9q2.ron")).len(), 3);
    repo.is_clean();
}

#[test]
fn without_a_repository_nothing_is_set_up_and_the_way_out_is_told() {
    let repo = Repo::bare();
    repo.remove_git();
    let ran = repo.ascribe("git-setup .");
    assert_eq!(ran.status, 2);
    assert!(ran.said.contains("git init"), "{}", ran.said);
    assert!(!repo.has(".gitattributes") || !repo.read(".gitattributes").contains("# ours"));
}
