//! `ascribe formats`: what this build reads and writes, with options and losses.

use super::output::{FormatJson, FormatsJson, OptionJson};
use super::shell::{Done, Shell, Status};
use super::table::Table;
use crate::formats::{self, FormatInfo};

pub(super) fn run(shell: &mut Shell<'_>) -> Done {
    let formats: Vec<FormatJson> = formats::all().into_iter().map(format_json).collect();
    if shell.common.json {
        shell.json(&FormatsJson { formats })?;
    } else {
        shell.text(&table(&formats))?;
    }
    Ok(Status::Clean)
}

fn format_json((info, reads, writes): (&'static FormatInfo, bool, bool)) -> FormatJson {
    let options = info.options.iter();
    let options = options.map(|o| OptionJson {
        key: o.key,
        values: o.values,
        default: o.default,
        help: o.help,
    });
    FormatJson {
        id: info.id,
        name: info.name,
        extensions: info.extensions,
        reads,
        writes,
        options: options.collect(),
        loses: info.loses,
    }
}

fn table(formats: &[FormatJson]) -> String {
    let mut table = Table::new(&["ID", "NAME", "EXTENSIONS", "READS", "WRITES", "LOSES"], &[]);
    let yes = |is: bool| if is { "yes" } else { "" }.to_owned();
    for format in formats {
        let extensions = format.extensions.join(" ");
        let (id, name, loses) = (
            format.id.to_owned(),
            format.name.to_owned(),
            format.loses.to_owned(),
        );
        table.row([id, name, extensions, yes(format.reads), yes(format.writes), loses]);
    }
    let mut options = Table::new(&["FORMAT", "OPTION", "VALUES", "DEFAULT", "MEANING"], &[]);
    for format in formats {
        for option in &format.options {
            let (id, key, values) = (
                format.id.to_owned(),
                option.key.to_owned(),
                option.values.join(" "),
            );
            options.row([id, key, values, option.default.to_owned(), option.help.to_owned()]);
        }
    }
    if options.is_empty() {
        table.to_string()
    } else {
        format!("{table}\n{options}")
    }
}
