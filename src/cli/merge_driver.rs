//! `ascribe merge-driver`: what git calls for a file that both sides changed. The merged file goes in the place of OURS; a refusal leaves
//! that as it is. Knows no project beyond the file and its document's text.

use super::args::MergeDriverArgs;
use super::shell::{Shell, harmless};
use crate::model::UserError;
use crate::store::{self, Versions};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// Git takes 1 to 128 for a conflict with OURS as the outcome, and only what is above for a failure.
pub(super) const REFUSED: u8 = 129;
/// Merged, and some items wait for a decision.
const CONFLICTS: u8 = 1;

/// The exit status.
pub(super) fn run(shell: &mut Shell<'_>, args: &MergeDriverArgs) -> u8 {
    let merged = guarded(&args.path, || merge(shell, args));
    match merged {
        Ok(0) => 0,
        Ok(count) => {
            let path = harmless(&args.path);
            let what = match count {
                1 => "1 item was changed on both sides".to_owned(),
                count => format!("{count} items were changed on both sides"),
            };
            shell.note(&format!(
                "{path}: {what}. The file is whole and holds both versions: git add it, then decide in Ascribe"
            ));
            CONFLICTS
        }
        Err(error) => {
            shell.error(&error);
            REFUSED
        }
    }
}

/// A panic ends a program with 101, which git would take for a conflict with OURS in place.
fn guarded(path: &str, merge: impl FnOnce() -> Result<usize, UserError>) -> Result<usize, UserError> {
    catch_unwind(AssertUnwindSafe(merge)).unwrap_or_else(|_| {
        Err(UserError::with_hint(
            format!(
                "{} could not be merged: an error in Ascribe itself",
                harmless(path)
            ),
            "Both versions are as they were. Please report what is told above",
        ))
    })
}

/// The number of items in conflict.
fn merge(shell: &mut Shell<'_>, args: &MergeDriverArgs) -> Result<usize, UserError> {
    let [base, ours, theirs] = [&args.base, &args.ours, &args.theirs].map(|path| store::read_capped(path));
    let (base, ours, theirs) = (base?, ours?, theirs?);
    let versions = Versions {
        path: &args.path,
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    // Git runs drivers at the top of the work tree.
    let merged = store::merge_files(&versions, &|path| store::read_capped(Path::new(path)).ok())?;
    store::write_atomic(&args.ours, &merged.bytes)?;
    for note in &merged.report.notes {
        shell.note(&note.to_string());
    }
    Ok(merged.conflicts.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_a_refusal_that_names_the_file() {
        let error = guarded("layers/ana/doc.ron", || panic!("a slip")).unwrap_err();
        assert!(error.message.contains("layers/ana/doc.ron"), "{error}");
        assert_eq!(guarded("x", || Ok(3)).unwrap(), 3);
    }
}
