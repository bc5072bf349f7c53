//! Requests that change the codebook.

use super::*;
use crate::model::edit::recipes as r;

impl Session {
    pub(super) fn edit_codebook(&mut self, edit: CodebookEdit) -> Effects {
        match edit {
            CodebookEdit::MakeLabel { name, parent } => self.make_label(&name, parent),
            CodebookEdit::SetLabel(label) => {
                let id = label.id.clone();
                self.simple_edit(|p, _| r::edit_label(p, &id, |old| *old = *label))
            }
            CodebookEdit::MoveLabel { id, parent, place } => {
                self.simple_edit(|p, _| r::move_label(p, &id, parent.as_ref(), place))
            }
            CodebookEdit::MergeLabels { from, into } => {
                self.simple_edit(|p, _| r::merge_labels(p, &from, &into))
            }
            CodebookEdit::RetireLabel(id) => self.simple_edit(|p, _| r::delete_or_retire_label(p, &id)),
            CodebookEdit::MakeAttribute { name, labels, kind } => self.make_attribute(&name, labels, kind),
            CodebookEdit::SetAttribute(attribute) => {
                let id = attribute.id.clone();
                self.simple_edit(|p, _| r::edit_attribute(p, &id, |old| *old = *attribute))
            }
            CodebookEdit::MakeLinkKind { name } => self.simple_edit(|p, random| {
                let name = named(&name, "link kind")?;
                let slug = id::fresh_slug(&name, random, &|s| p.codebook().link_kind(s).is_some());
                Ok(r::make_link_kind(p, LinkKind::new(LinkKindId::new(slug)?, name)))
            }),
            CodebookEdit::SetLinkKind(kind) => {
                let id = kind.id.clone();
                self.simple_edit(|p, _| r::edit_link_kind(p, &id, |old| *old = *kind))
            }
            CodebookEdit::SetHead(head) => {
                self.simple_edit(|p, _| Ok(r::edit_codebook_head(p, |old| *old = head)))
            }
            CodebookEdit::UseNewsInterview => {
                let other = sample::news_interview()?;
                self.simple_edit(|p, _| Ok(r::use_codebook(p, &other)))
            }
        }
    }

    fn make_attribute(&mut self, name: &str, labels: Vec<LabelId>, kind: AttributeKind) -> Effects {
        self.simple_edit(|p, random| {
            let name = named(name, "attribute")?;
            let slug = id::fresh_slug(&name, random, &|s| p.codebook().attribute(s).is_some());
            let attribute = Attribute {
                labels,
                ..Attribute::new(AttributeId::new(slug)?, name, kind)
            };
            Ok(r::make_attribute(p, attribute))
        })
    }

    fn make_label(&mut self, name: &str, parent: Option<LabelId>) -> Effects {
        let mut made = None;
        self.edit(|p, random| {
            let name = named(name, "label")?;
            let slug = id::fresh_slug(&name, random, &|s| p.codebook().label(s).is_some());
            let mut label = Label::new(LabelId::new(slug)?, name);
            label.parent = parent;
            label.colour = nth_colour(LABEL_COLOURS, p.codebook().labels().count());
            made = Some(label.id.clone());
            Ok(r::make_label(p, label))
        })?;
        self.view.last_label = made;
        Ok(Vec::new())
    }
}

fn named(name: &str, what: &str) -> Result<String, EditError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(EditError::invalid(format!("the {what} needs a name")));
    }
    Ok(name.to_owned())
}
