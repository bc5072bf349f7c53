//! A repository with a small project in it, in a folder of its own, driven by git and by the program as people run them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

const TEXT: &str = "The bridge will reopen in May, the minister said on Monday.\n";
const TALK: &str = "talk-k3v9q2";

pub struct Ran {
    pub status: i32,
    pub out: String,
    /// Everything that was said, on both streams.
    pub said: String,
}

impl Ran {
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.status, 0, "{}", self.said);
        self
    }
}

/// Runs git or the program, knowing nothing of the machine's own configuration.
pub fn run(program: &str, words: &[&str], folder: &Path, home: &Path) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(program)
        .args(words)
        .current_dir(folder)
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home)
        .env("GIT_CONFIG_GLOBAL", home.join("gitconfig"))
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CEILING_DIRECTORIES", home.parent().unwrap())
        .env("GIT_EDITOR", "true")
        .output()
        .unwrap_or_else(|error| panic!("{program} cannot be run, and these tests need it: {error}"));
    let (out, err) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    Ran {
        status: status.code().unwrap_or(-1),
        said: format!("{words:?}: {out}{err}"),
        out: out.into_owned(),
    }
}

/// Who commits, and nothing that waits for the disk or tidies up in between.
const IDENTITY: [&str; 10] = [
    "-c",
    "user.name=Ana",
    "-c",
    "user.email=ana@example.org",
    "-c",
    "init.defaultBranch=main",
    "-c",
    "core.fsync=none",
    "-c",
    "gc.auto=0",
];

pub fn git(words: &[&str], folder: &Path, home: &Path) -> Ran {
    run("git", &[&IDENTITY, words].concat(), folder, home)
}

pub fn ascribe(words: &[&str], folder: &Path, home: &Path) -> Ran {
    run(env!("CARGO_BIN_EXE_ascribe"), words, folder, home)
}

pub struct Repo {
    desk: TempDir,
    /// The top of the work tree, and the project within it.
    root: PathBuf,
    project: PathBuf,
}

impl Repo {
    /// A project at the top, set up and committed.
    pub fn new() -> Self {
        Self::in_folder("")
    }

    pub fn in_folder(folder: &str) -> Self {
        let repo = Self::made(folder);
        repo.ascribe("git-setup .").ok();
        repo.commit("Begin");
        repo
    }

    /// A project in a repository that nobody set up yet.
    pub fn bare() -> Self {
        Self::made("")
    }

    fn made(folder: &str) -> Self {
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir_all(desk.path().join("home")).unwrap();
        let root = desk.path().join("repo");
        let project = root.join(folder);
        let repo = Self { desk, root, project };
        fs::create_dir_all(&repo.project).unwrap();
        repo.git("init -q").ok();
        let people = ["ana", "ben", "cleo"]
            .map(|id| format!("  (id: \"{id}\", name: \"{id}\", colour: \"#112233\"),\n"));
        repo.write(
            "project.ron",
            format!(
                "Project(format: 1, id: \"k3v9q2m7x4tb\", name: \"P\",\npeople: [\n{}],\n)\n",
                people.concat()
            ),
        );
        let labels = ["claim", "quote"].map(|id| {
            let name = format!("{}{}", id[..1].to_uppercase(), &id[1..]);
            format!("  (id: \"{id}\", name: \"{name}\", colour: \"#112233\"),\n")
        });
        repo.write(
            "codebook.ron",
            format!(
                "Codebook(format: 1, name: \"C\",\nlabels: [\n{}],\n)\n",
                labels.concat()
            ),
        );
        repo.text("", TEXT);
        repo.label("ana", 0, "claim");
        repo
    }

    /// The document, and another one whose text holds what git may not touch.
    pub fn text(&self, notes: &str, talk: &str) {
        for (id, text) in [(TALK, talk), ("notes-k3v9q2", notes)] {
            if text.is_empty() || self.has(&format!("documents/{id}.txt")) {
                continue;
            }
            self.write(&format!("documents/{id}.txt"), text);
            let hash = ascribe::model::content_hash(text);
            self.write(
                &format!("documents/{id}.ron"),
                format!("Document(format: 1, id: \"{id}\", title: \"{id}\", hash: \"{hash}\", added: \"2026-11-22T10:00:00Z\",\n)\n"),
            );
        }
    }

    /// Labels the n-th word of the talk, as the program would write it.
    pub fn label(&self, person: &str, nth: usize, label: &str) {
        let path = format!("layers/{person}/{TALK}.ron");
        let word = TEXT.split(' ').nth(nth).unwrap();
        let start: usize = TEXT
            .split(' ')
            .take(nth)
            .map(|word| word.chars().count() + 1)
            .sum();
        let row = format!(
            "  (id: \"{person}{nth:08}\", label: \"{label}\", at: [({start}, {}, \"{word}\")], made: \"2026-11-22T10:04:07Z\"),",
            start + word.chars().count()
        );
        let old = if self.has(&path) {
            self.read(&path)
        } else {
            String::new()
        };
        let mut rows = lines_of(&old);
        rows.push(row);
        rows.sort_by_key(|row| {
            row.split(['(', ','])
                .filter_map(|part| part.parse::<usize>().ok())
                .next()
        });
        self.write(
            &path,
            format!(
                "Layer(format: 1, document: \"{TALK}\", annotator: \"{person}\", annotated: true, progress: InProgress,\nannotations: [\n{}\n],\n)\n",
                rows.join("\n")
            ),
        );
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.project.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.project.join(path)).unwrap()
    }

    pub fn has(&self, path: &str) -> bool {
        self.project.join(path).exists()
    }

    #[track_caller]
    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let old = self.read(path);
        assert!(old.contains(from), "{old}");
        self.write(path, old.replacen(from, to, 1));
    }

    pub fn remove_git(&self) {
        fs::remove_dir_all(self.root.join(".git")).unwrap();
    }

    /// Runs a line, in the project's folder.
    pub fn git(&self, line: &str) -> Ran {
        git(&line.split(' ').collect::<Vec<_>>(), &self.project, &self.home())
    }

    pub fn ascribe(&self, line: &str) -> Ran {
        ascribe(&line.split(' ').collect::<Vec<_>>(), &self.project, &self.home())
    }

    fn home(&self) -> PathBuf {
        self.desk.path().join("home")
    }

    fn commit(&self, message: &str) {
        self.git("add -A").ok();
        self.git(&format!("commit -q -m {message}")).ok();
    }

    /// Edits and commits on a branch, which is made where it is missing; ends on main.
    pub fn on(&self, branch: &str, edit: impl FnOnce(&Self)) {
        if self.git(&format!("rev-parse -q --verify {branch}")).status != 0 {
            self.git(&format!("branch {branch}")).ok();
        }
        self.git(&format!("checkout -q {branch}")).ok();
        edit(self);
        self.commit(branch);
        self.git("checkout -q main").ok();
    }

    /// A clone whose own configuration says something else.
    pub fn clone_with(&self, setting: &str) -> Self {
        self.commit("More");
        let root = self.desk.path().join("clone");
        let words = ["clone", "-q", "-c", setting, "repo", "clone"];
        git(&words, self.desk.path(), &self.home()).ok();
        let desk = tempfile::tempdir().unwrap();
        fs::create_dir_all(desk.path().join("home")).unwrap();
        fs::rename(&root, desk.path().join("repo")).unwrap();
        let root = desk.path().join("repo");
        Self {
            desk,
            project: root.clone(),
            root,
        }
    }

    /// Nothing is left to commit, and the project has no problems.
    #[track_caller]
    pub fn is_clean(&self) {
        assert_eq!(self.git("status --porcelain").ok().out, "");
        self.is_whole();
    }

    #[track_caller]
    pub fn is_whole(&self) {
        let ran = self.ascribe("check . --json");
        assert_eq!(ran.out.trim(), "{\"problems\":[]}", "{}", ran.said);
    }

    /// The only problem of the project are conflicts of one file.
    #[track_caller]
    pub fn waits_for_a_decision(&self) {
        let ran = self.ascribe("check . --json");
        let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let problems = found["problems"].as_array().unwrap();
        assert!(
            problems.len() == 1 && problems[0]["kind"] == "conflict",
            "{found}"
        );
    }
}

/// The rows of a layer.
pub fn lines_of(layer: &str) -> Vec<String> {
    let rows = layer.lines().filter(|line| line.starts_with("  (id: "));
    rows.map(str::to_owned).collect()
}
