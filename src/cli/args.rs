//! What can be typed in the shell, and the words of `--help`. Names here are a contract with other people's scripts.
//! Knows no project and prints nothing itself.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Tag passages of text by hand, export the labels, review a teammate's labels.
#[derive(Parser, Debug)]
#[command(
    name = "ascribe",
    bin_name = "ascribe",
    version,
    args_conflicts_with_subcommands = true
)]
#[command(
    override_usage = "ascribe [PROJECT] [--as NAME]      open the window\n       ascribe COMMAND …                   do one job in the shell",
    after_help = "A PROJECT is its folder or a single .ron file. A folder that is named like a command opens as ./list.\n\
        Exit status: 0 done and clean; 1 done, but something was found; 2 not done."
)]
pub(super) struct CommandLine {
    /// The project to open in the window; without it the welcome page
    pub project: Option<PathBuf>,
    /// Who you are in this project
    #[arg(long = "as", value_name = "NAME")]
    pub person: Option<String>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Subcommand, Debug)]
pub(super) enum Command {
    /// Make an empty project in a new or empty folder
    New(NewArgs),
    /// List documents, people, progress and counts
    List(ListArgs),
    /// Bring in texts and labels
    Import(ImportArgs),
    /// Write labels to a file of another format
    Export(ExportArgs),
    /// List the formats: id, name, extensions, options, what they lose
    Formats(FormatsArgs),
    /// Verify the whole project and list what is wrong
    Check(CheckArgs),
    /// List the earlier states that are kept of files, or bring one back
    Restore(RestoreArgs),
    /// List the places that people labelled, by kind of difference
    Compare(CompareArgs),
    /// Decide by a rule where several people labelled
    Adjudicate(AdjudicateArgs),
    /// Find words in texts, labels, notes and comments
    Search(SearchArgs),
    /// Bring a teammate's single file, project or layers in
    Merge(MergeArgs),
    /// Merge the versions of one file, as git asks for it
    MergeDriver(MergeDriverArgs),
    /// Let git merge this project by the ids in its files
    GitSetup(GitSetupArgs),
    /// Print the completion script of a shell
    Completions(CompletionsArgs),
}

impl Command {
    pub(super) fn common(&self) -> Common {
        match self {
            Self::New(args) => args.common,
            Self::List(args) => args.common,
            Self::Import(args) => args.common,
            Self::Export(args) => args.common,
            Self::Formats(args) => args.common,
            Self::Check(args) => args.common,
            Self::Restore(args) => args.common,
            Self::Compare(args) => args.common,
            Self::Adjudicate(args) => args.common,
            Self::Search(args) => args.common,
            Self::Merge(args) => args.common,
            Self::MergeDriver(args) => args.common,
            Self::GitSetup(args) => args.common,
            Self::Completions(args) => args.common,
        }
    }
}

#[derive(Args, Debug, Clone, Copy)]
pub(super) struct Common {
    /// Print one JSON value instead of a table
    #[arg(long)]
    pub json: bool,
    /// Print no messages but errors
    #[arg(long, short)]
    pub quiet: bool,
}

#[derive(Args, Debug)]
pub(super) struct NewArgs {
    /// The folder to make; it may exist if it is empty
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Name of the project [default: the folder's name]
    #[arg(long)]
    pub name: Option<String>,
    /// news-interview, empty, or a FILE: another project, or its codebook.ron
    #[arg(long, value_name = "CODEBOOK", default_value = "empty")]
    pub codebook: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Each problem says what a repair would do or what a person can do. --repair lists the repairs, --yes does them: shared\n\
        files, and with --as the layers and entities of that person. Files of other people are left to them; until they save they\n\
        are shown repaired. A damaged file is kept as it is (`ascribe restore` lists it) before it is written anew.\n\n\
        JSON: {\"problems\":[{\"file\",\"line\",\"column\",\"kind\",\"message\",\"repair\"}]}; --repair adds \"repairs\":[{\"file\",\"what\",\n\
        \"problems\":n,\"left_to\":person or null,\"done\":false,\"error\":null}], and with --yes the problems are those left.\n\n\
        Conflicts that wait for a decision are named too (kind \"conflict\", one a file); people decide them in the window.\n\n\
        Exit status: 0 no problems, or none left; 1 problems; 2 not done."
)]
pub(super) struct CheckArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    /// List what would be repaired
    #[arg(long)]
    pub repair: bool,
    /// Do the repairs
    #[arg(long, requires = "repair")]
    pub yes: bool,
    /// Who you are: your own files are repaired too
    #[arg(long = "as", value_name = "NAME", requires = "repair")]
    pub person: Option<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Before a save replaces a file, its last good state is kept on this machine, at most every ten minutes: the latest five\n\
        and one a day for two weeks. Without GENERATION the kept states are listed. Bringing one back keeps the present one too.\n\n\
        JSON: the list is {\"files\":[{\"file\":\"layers/ana/x.ron\",\"generations\":[{\"id\":\"…\",\"time\":\"…\",\"bytes\":n,\n\
        \"annotations\":n or null,\"damaged\":false}]}]}, the newest first; a state that is brought back is {\"file\":\"…\",\n\
        \"generation\":\"…\",\"time\":\"…\",\"back\":n,\"changed\":n,\"away\":n,\"unread\":n,\"dry_run\":false}, in items.\n\n\
        Exit status: 0 done; 2 not done."
)]
pub(super) struct RestoreArgs {
    /// The project: its folder, or a single .ron file; it need not open any more
    pub project: PathBuf,
    /// The path of a file within the project, such as layers/ana/talk.ron
    #[arg(value_name = "FILE")]
    pub file: Option<String>,
    /// The id of a state, the beginning of one, or latest
    #[arg(value_name = "GENERATION")]
    pub generation: Option<String>,
    /// Report what would change; write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
pub(super) struct FormatsArgs {
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(
    after_help = "All paths come in as one step; what cannot be read is named and left out.\n\n\
        The report counts annotations, links, comments and decisions, and names the documents that are new:\n  \
        new      was not in the project and is added\n  \
        equal    is there already, the same\n  \
        changed  is there with the same id but other content; the project keeps its own, and it is listed\n  \
        gone     was deleted in the project before and stays deleted\n\n\
        Exit status: 0 all came in; 1 some records were skipped (each is named with line and reason); 2 nothing could be brought in."
)]
pub(super) struct ImportArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    /// Files or folders; a folder is read with all below it, hidden files left out
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// Id of the format, see `ascribe formats` [default: recognised from each file]
    #[arg(long, value_name = "F")]
    pub format: Option<String>,
    /// Whose labels they are, by id or name; made if unknown
    #[arg(long, value_name = "A")]
    pub annotator: Option<String>,
    /// Encoding of texts, such as utf-8 or windows-1252 [default: detected]
    #[arg(long, value_name = "E")]
    pub encoding: Option<String>,
    /// An option of the format, see `ascribe formats`
    #[arg(long = "set", value_name = "K=V", value_parser = key_value)]
    pub options: Vec<(String, String)>,
    /// Report what would happen; write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Without --annotator the layers of people and imports are taken, not the suggested and not the adjudicated ones;\n\
        --annotator adjudicated takes the agreed result.\n\n\
        A format of one file a document takes --out as a folder; with several people the files are OUT/<annotator>/<document>.ext.\n\
        With --out - a format of one file goes to standard output.\n\n\
        What the format cannot carry is counted by reason. Exit status: 0 done; 1 done, with losses under --strict; 2 not done."
)]
pub(super) struct ExportArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    /// Id of the format, see `ascribe formats`
    #[arg(long, value_name = "F")]
    pub format: String,
    /// The file or folder to write
    #[arg(long, value_name = "PATH")]
    pub out: PathBuf,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Only this label, by id or name (may be repeated)
    #[arg(long = "label", value_name = "L")]
    pub labels: Vec<String>,
    /// An option of the format, see `ascribe formats`
    #[arg(long = "set", value_name = "K=V", value_parser = key_value)]
    pub options: Vec<(String, String)>,
    #[command(flatten)]
    pub manner: Manner,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Exit with 1 if anything could not be carried
    #[arg(long)]
    pub strict: bool,
    /// Overwrite files that exist
    #[arg(long)]
    pub force: bool,
}

/// Whose layers on which documents.
#[derive(Args, Debug)]
pub(super) struct ScopeArgs {
    /// Only this person, by id or name (may be repeated)
    #[arg(long = "annotator", value_name = "A")]
    pub annotators: Vec<String>,
    /// Only this document, by id or title (may be repeated)
    #[arg(long = "document", value_name = "D")]
    pub documents: Vec<String>,
}

#[derive(Args, Debug)]
pub(super) struct CompareArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Leave this label out, by id or name (may be repeated)
    #[arg(long, value_name = "L")]
    pub exclude: Vec<String>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(after_help = "Rules:\n  \
        all-agree         everybody who went through the document has it, with equal words, label, attributes and links\n  \
        nobody-disagrees  some have it, and the others have nothing else there\n  \
        majority          more than half of them, and at least --min-votes (2); each attribute by its own majority\n  \
        score             at least --confidence (0.5) of them and --min-votes (1), and more than any other version\n\
        A tie decides nothing, and no rule says that none is right. Only places about which nothing was said yet are decided;\n\
        --redo decides those again that a reviewer decided or put aside, and those that are outdated.\n\n\
        JSON: {\"new\",\"equal\",\"changed\",\"gone\",\"conflicts\":[],\"skipped\":[{\"file\",\"line\",\"reason\"}],\"decided\":[{\"document\",\n\
        \"class\",\"label\",\"at\",\"attributes\",\"sources\":[{\"annotator\",\"id\"}],\"why\",\"replaces\"}],\"rule\",\"undecided\",\"dry_run\"}, in places;\n\
        conflicts are places that reviewers decided differently.\n\n\
        Exit status: 0 done; 2 not done.")]
pub(super) struct AdjudicateArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    /// Who decides, by id or name; made if unknown
    #[arg(long = "as", value_name = "NAME")]
    pub person: String,
    #[arg(long, value_enum)]
    pub rule: RuleName,
    /// How many must say so (majority, score)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub min_votes: Option<u32>,
    /// Which share of the people must say so, from 0 to 1 (score)
    #[arg(long, value_name = "X")]
    pub confidence: Option<f64>,
    #[command(flatten)]
    pub scope: ScopeArgs,
    /// Leave this label out, by id or name (may be repeated)
    #[arg(long, value_name = "L")]
    pub exclude: Vec<String>,
    /// Decide again what was decided, put aside or is outdated
    #[arg(long)]
    pub redo: bool,
    /// List what would be decided; write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleName {
    AllAgree,
    NobodyDisagrees,
    Majority,
    Score,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Without options the words are found whatever their capitals. Outside the text a hit is the labelled passage:\n  \
        labels      labels whose name matches; the labelled words are shown\n  \
        notes, comments, attributes  what was written about labels\n\n\
        A regular expression stays among characters; `.` stays in its line. A PATTERN that begins with - stands behind --.\n\n\
        Exit status: 0 searched, also without hits; 2 not done."
)]
pub(super) struct SearchArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    /// The words to find
    pub pattern: String,
    #[command(flatten)]
    pub manner: SearchManner,
    /// Where to search (may be repeated) [default: text]
    #[arg(long = "in", value_name = "FIELD", value_enum, value_delimiter = ',')]
    pub fields: Vec<SearchIn>,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug, Clone, Copy)]
pub(super) struct SearchManner {
    /// PATTERN is a regular expression
    #[arg(long)]
    pub regex: bool,
    /// Capitals count
    #[arg(long)]
    pub case: bool,
    /// Whole words only
    #[arg(long)]
    pub word: bool,
}

#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SearchIn {
    Text,
    Labels,
    Notes,
    Comments,
    Attributes,
}

#[derive(Args, Debug)]
#[command(
    after_help = "People meet by id, documents by id, else by name, else by content. Nobody's labels are mixed with another's.\n\
        The report counts labels, links, comments, decisions and entities:\n  \
        new       was not in the project and is added\n  \
        equal     is there already, the same\n  \
        changed   was there; the file has it in a later version of its owner, which is taken\n  \
        gone      was there; its owner deleted it\n  \
        older     the file has an earlier version, or what was deleted here before; the project stays\n\
        A conflict is kept in the project with both versions: in one's own layer, the agreed result, the codebook.\n\n\
        Exit status: 0 all came in; 1 some conflicts, or something was left out (each is named with its reason); 2 not done."
)]
pub(super) struct MergeArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    /// A project in one file or its folder, or files of layers
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// Who you are: your own layers are changed by nobody else's file without being asked
    #[arg(long = "as", value_name = "NAME")]
    pub person: Option<String>,
    /// Report what would happen; write nothing
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Git calls it with %O %A %B %P once `ascribe git-setup` has run; nobody needs to type it.\n\
        The versions may have any names: the first line of each tells what it is, and PATH which file of the project.\n\n\
        Exit status: 0 merged; 1 merged, and items that both sides changed are kept in the file with both versions;\n\
        129 not merged, OURS is as it was."
)]
pub(super) struct MergeDriverArgs {
    /// The version that both came from; empty if both sides made the file
    pub base: PathBuf,
    /// Our version, which the merged one replaces
    pub ours: PathBuf,
    /// Their version
    pub theirs: PathBuf,
    /// The file's path from the top of the repository
    pub path: String,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
#[command(
    after_help = "Adds what is missing to the project's .gitattributes and sets merge.ascribe.name and merge.ascribe.driver in the\n\
        configuration of the repository that it lies in. Everybody who clones the repository runs it once.\n\n\
        Exit status: 0 set up; 2 git is missing, or the project lies in no repository."
)]
pub(super) struct GitSetupArgs {
    /// The project: its folder, or a single .ron file
    pub project: PathBuf,
    #[command(flatten)]
    pub common: Common,
}

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    pub shell: clap_complete::Shell,
    #[command(flatten)]
    pub common: Common,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("write an option as KEY=VALUE".to_owned()),
    }
}
