//! `ascribe search`: where words stand in a project, all of them, with their context. The same hits as in the window.

use super::args::{SearchArgs, SearchIn};
use super::output::HitJson;
use super::select;
use super::shell::{Done, Shell, Status, one_line};
use super::table::{Table, short};
use crate::analysis::search::{Field, Hit, Pattern, Search, Searcher, documents_by_title};
use crate::model::{DocumentId, Project, UserError};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

/// Bytes of JSON that are gathered before they are written.
const GATHERED: usize = 64 << 10;
/// Clusters of a hit in the table.
const SHOWN: usize = 60;

pub(super) fn run(shell: &mut Shell<'_>, args: &SearchArgs) -> Done {
    let pattern = Pattern {
        text: args.pattern.clone(),
        regex: args.manner.regex,
        case: args.manner.case,
        word: args.manner.word,
    };
    if pattern.text.is_empty() {
        return Err(UserError::with_hint(
            "The pattern is empty",
            "Name the words to search for",
        ));
    }
    let search = Search {
        searcher: Searcher::new(&pattern)?,
        fields: fields(&args.fields),
        longest: usize::MAX,
    };
    let opened = select::open(shell, &args.project)?;
    if shell.common.json {
        json(shell, &opened.project, &search)?;
    } else {
        tables(shell, &opened.project, &search)?;
    }
    Ok(Status::Clean)
}

fn fields(wanted: &[SearchIn]) -> BTreeSet<Field> {
    let field = |one: &SearchIn| match one {
        SearchIn::Text => Field::Text,
        SearchIn::Labels => Field::Labels,
        SearchIn::Notes => Field::Notes,
        SearchIn::Comments => Field::Comments,
        SearchIn::Attributes => Field::Attributes,
    };
    if wanted.is_empty() {
        return [Field::Text].into();
    }
    wanted.iter().map(field).collect()
}

/// Written as they are found: there may be millions.
fn json(shell: &mut Shell<'_>, project: &Project, search: &Search) -> Result<(), UserError> {
    let mut written = b"{\"hits\":[".to_vec();
    let mut comma = false;
    for document in documents_by_title(project) {
        each(project, &document, search, &mut |hit| {
            if std::mem::replace(&mut comma, true) {
                written.push(b',');
            }
            serde_json::to_writer(&mut written, &hit_json(project, hit)).map_err(|error| {
                UserError::new(format!("The result could not be written as JSON: {error}"))
            })?;
            if written.len() >= GATHERED {
                shell.bytes(&std::mem::take(&mut written))?;
            }
            Ok(!shell.is_closed())
        })?;
    }
    written.extend_from_slice(b"]}\n");
    shell.bytes(&written)
}

/// Hands the hits on a document over, until `take` says no or fails.
fn each(
    project: &Project,
    document: &DocumentId,
    search: &Search,
    take: &mut dyn FnMut(Hit) -> Result<bool, UserError>,
) -> Result<(), UserError> {
    let mut done = Ok(true);
    let _ = search.document(project, document, &AtomicBool::new(false), &mut |hit| {
        done = take(hit);
        match &done {
            Ok(true) => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        }
    });
    done.map(|_| ())
}

fn hit_json(project: &Project, hit: Hit) -> HitJson {
    let text = project.text(hit.document.as_str());
    let at = text.map_or(0..0, |text| text.scalars_from_span(hit.at));
    HitJson {
        document: hit.document.to_string(),
        at: [at.start, at.end],
        before: hit.before,
        matched: hit.matched,
        after: hit.after,
        labels: hit.labels.iter().map(ToString::to_string).collect(),
    }
}

fn tables(shell: &mut Shell<'_>, project: &Project, search: &Search) -> Result<(), UserError> {
    let (mut all, mut documents) = (0, 0);
    for id in documents_by_title(project) {
        let mut table = Table::new(&["AT", "BEFORE", "MATCH", "AFTER", "LABELS"], &[0, 1]);
        let mut count = 0;
        each(project, &id, search, &mut |hit| {
            let hit = hit_json(project, hit);
            count += 1;
            let [start, end] = hit.at;
            table.row([
                format!("{start}-{end}"),
                hit.before.trim_end().to_owned(),
                short(&hit.matched, SHOWN),
                hit.after.trim_start().to_owned(),
                hit.labels.join(", "),
            ]);
            Ok(true)
        })?;
        if count > 0 {
            let title = project.document(id.as_str()).map_or("", |d| d.title.as_str());
            shell.text(&format!("{} ({id})\n{table}\n", one_line(title)))?;
            documents += 1;
            all += count;
        }
    }
    match (all, documents) {
        (0, _) => shell.text("No hits\n"),
        (1, _) => shell.text("1 hit\n"),
        (_, 1) => shell.text(&format!("{all} hits\n")),
        _ => shell.text(&format!("{all} hits in {documents} documents\n")),
    }
}
