//! Where a label goes when it is moved: as edits of the codebook. Knows no widgets.

use crate::model::{Codebook, Label, LabelId};
use crate::session::CodebookEdit;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Up,
    Down,
    /// Below the label above it.
    In,
    /// Beside its parent.
    Out,
}

/// Where something is dropped, seen from the label under the mouse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    Before,
    After,
    /// As its last child.
    Below,
}

/// One step of a label; None where it cannot go that way.
pub fn stepped(codebook: &Codebook, label: &Label, step: Step) -> Option<CodebookEdit> {
    let row = codebook.children(label.parent.as_ref());
    let at = row.iter().position(|other| other.id == label.id)?;
    let edit = |parent: Option<LabelId>, place| CodebookEdit::MoveLabel {
        id: label.id.clone(),
        parent,
        place,
    };
    match step {
        Step::Up => Some(edit(label.parent.clone(), at.checked_sub(1)?)),
        Step::Down if at + 1 < row.len() => Some(edit(label.parent.clone(), at + 1)),
        Step::Down => None,
        Step::In => {
            let above = row.get(at.checked_sub(1)?)?;
            let last = codebook.children(Some(&above.id)).len();
            Some(edit(Some(above.id.clone()), last))
        }
        Step::Out => {
            let parent = codebook.label(label.parent.as_ref()?.as_str())?;
            let beside = codebook.children(parent.parent.as_ref());
            let place = beside.iter().position(|other| other.id == parent.id)?;
            Some(edit(parent.parent.clone(), place + 1))
        }
    }
}

/// A drop; None where it would change nothing that makes sense: on itself, or below itself.
pub fn moved_to(
    codebook: &Codebook,
    dragged: &LabelId,
    target: &LabelId,
    spot: Spot,
) -> Option<CodebookEdit> {
    if codebook.is_within(target, dragged) {
        return None;
    }
    let parent = match spot {
        Spot::Below => Some(target.clone()),
        Spot::Before | Spot::After => codebook.label(target.as_str())?.parent.clone(),
    };
    let row: Vec<_> = codebook
        .children(parent.as_ref())
        .into_iter()
        .filter(|label| label.id != *dragged)
        .collect();
    let place = match spot {
        Spot::Below => row.len(),
        Spot::Before | Spot::After => {
            let at = row.iter().position(|label| label.id == *target)?;
            at + usize::from(spot == Spot::After)
        }
    };
    Some(CodebookEdit::MoveLabel {
        id: dragged.clone(),
        parent,
        place,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Project;
    use crate::model::edit::{apply, recipes};

    /// a, b (with b1, b2), c
    fn project() -> Project {
        let mut project = Project::new("p", "Test");
        for (id, parent) in [
            ("a", None),
            ("b", None),
            ("b1", Some("b")),
            ("b2", Some("b")),
            ("c", None),
        ] {
            let mut label = Label::new(LabelId::new(id).unwrap(), id);
            label.parent = parent.map(|p| LabelId::new(p).unwrap());
            let edit = recipes::make_label(&project, label);
            apply(&mut project, &edit).unwrap();
        }
        project
    }

    fn after(edit: Option<CodebookEdit>) -> Option<String> {
        let mut project = project();
        let CodebookEdit::MoveLabel { id, parent, place } = edit? else {
            return None;
        };
        let edit = recipes::move_label(&project, &id, parent.as_ref(), place).unwrap();
        apply(&mut project, &edit).unwrap();
        let rows = project.codebook().tree();
        let rows: Vec<String> = rows
            .iter()
            .map(|(depth, label)| format!("{}{}", "-".repeat(*depth), label.name))
            .collect();
        Some(rows.join(" "))
    }

    #[test]
    fn steps_move_one_place_or_not_at_all() {
        let project = project();
        let book = project.codebook();
        let step = |id: &str, step| after(stepped(book, book.label(id).unwrap(), step));
        assert_eq!(step("a", Step::Up), None);
        assert_eq!(step("c", Step::Down), None);
        assert_eq!(step("a", Step::Out), None);
        assert_eq!(step("a", Step::Down).as_deref(), Some("b -b1 -b2 a c"));
        assert_eq!(step("c", Step::Up).as_deref(), Some("a c b -b1 -b2"));
        assert_eq!(step("c", Step::In).as_deref(), Some("a b -b1 -b2 -c"));
        assert_eq!(step("b1", Step::Out).as_deref(), Some("a b -b2 b1 c"));
    }

    #[test]
    fn drops_land_where_the_line_is_drawn() {
        let project = project();
        let book = project.codebook();
        let id = |id: &str| LabelId::new(id).unwrap();
        let drop = |what: &str, on: &str, spot| after(moved_to(book, &id(what), &id(on), spot));
        assert_eq!(drop("c", "a", Spot::Before).as_deref(), Some("c a b -b1 -b2"));
        assert_eq!(drop("a", "c", Spot::After).as_deref(), Some("b -b1 -b2 c a"));
        assert_eq!(drop("a", "b", Spot::Below).as_deref(), Some("b -b1 -b2 -a c"));
        assert_eq!(drop("b", "b1", Spot::Below), None, "not into itself");
        assert_eq!(drop("b", "b", Spot::After), None);
    }
}
