use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde_json::{Map, Value};
use stytch_connected_apps::operations::{self, Operation, Parameter, ParameterType};

use crate::call::body;
use crate::call::flags::{Flag, flags, unwrapped};
use crate::failure::Failure;

/// A call of an operation.
#[derive(Debug)]
pub struct Call {
    pub operation: &'static Operation,
    matches: ArgMatches,
}

impl Args for Call {
    fn augment_args(command: Command) -> Command {
        // Deferred, as other commands do not need the operations.
        command.defer(with_operations)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

fn with_operations(command: Command) -> Command {
    command
        .before_help(examples())
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand_value_name("OPERATION")
        .subcommand_help_heading("Operations")
        .disable_help_subcommand(true)
        .subcommands(operations::all().iter().map(|operation| self::command(operation)))
}

/// The examples of `stytch-apps call`: the second is made of the document's first operation and its examples.
fn examples() -> String {
    let first = operations::all().first().map(|operation| example(operation)).unwrap_or_default();
    format!("Examples:\n  stytch-apps operations\n{first}")
}

/// The command line of the document's examples, without the optional parameters if it would be long.
fn example(operation: &'static Operation) -> String {
    let line = example_with(operation, |_| true);
    if line.len() <= 100 { line } else { example_with(operation, |parameter| parameter.required) }
}

fn example_with(operation: &'static Operation, is_shown: fn(&Parameter) -> bool) -> String {
    let arguments = operation.example_arguments();
    let mut line = format!("  stytch-apps call {}", operation.id);
    for flag in flags(operation).into_iter().filter(|flag| is_shown(flag.parameter)) {
        let owner = if flag.is_in_body() { arguments.get("body") } else { Some(&arguments) };
        let Flag { name, parameter } = flag;
        match owner.and_then(|owner| owner.get(parameter.name)) {
            Some(Value::String(word)) if word.chars().all(is_plain) => line += &format!(" --{name} {word}"),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => line += &format!(" --{name} {value}"),
            _ if parameter.required => line += &format!(" --{name} …"),
            _ => {}
        }
    }
    if secrets(operation).any(|parameter| parameter.required) {
        line += " --body @body.json";
    }
    line
}

/// Returns whether a shell passes the character on as it is.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.:/@".contains(c)
}

/// The parameters that have no flag.
fn secrets(operation: &Operation) -> impl Iterator<Item = &Parameter> {
    operation.parameters.iter().filter(|parameter| parameter.is_secret)
}

fn command(operation: &'static Operation) -> Command {
    // Deferred, as most command lines name one operation and do not need the flags of the others.
    Command::new(operation.id).about(operation.summary).defer(|command| {
        match operations::find(command.get_name()) {
            Some(operation) => with_flags(command, operation),
            None => command,
        }
    })
}

fn with_flags(command: Command, operation: &'static Operation) -> Command {
    let mut command = command
        .before_help(format!("Example:\n{}", example(operation)))
        .long_about(long_about(operation))
        .disable_version_flag(true)
        .args(flags(operation).iter().map(Flag::arg));
    if operation.takes_body {
        command = command.arg(
            Arg::new("body")
                .long("body")
                .value_name("JSON|@FILE|-")
                .help(body_help(operation))
                .help_heading("Properties of the request body"),
        );
    }
    if operation.pages.is_some() {
        let all = Arg::new("all").long("all").action(ArgAction::SetTrue);
        command = command.arg(all.help("Follows the pages, and prints the items on all of them"));
    }
    if operation.destructive {
        let yes = Arg::new("yes").long("yes").action(ArgAction::SetTrue);
        command = command.arg(yes.help("Takes away without asking"));
    }
    let show = Arg::new("show-secrets").long("show-secrets").action(ArgAction::SetTrue);
    command.arg(show.help("Prints the secrets in the response instead of [redacted]"))
}

fn long_about(operation: &Operation) -> String {
    let paragraphs = [operation.summary.to_owned(), unwrapped(operation.description)];
    let request = format!("{} {}", operation.method, operation.path);
    let paragraphs = paragraphs.into_iter().chain([request]).filter(|paragraph| !paragraph.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn body_help(operation: &Operation) -> String {
    let secrets: Vec<String> = secrets(operation).map(|parameter| format!("`{}`", parameter.name)).collect();
    let whole =
        "The whole body as JSON: here, in a file, or on standard input. The flags of properties override it.";
    match secrets.is_empty() {
        true => whole.to_owned(),
        false => format!(
            "{whole} A secret has no flag: give {} in a file or on standard input",
            secrets.join(" and ")
        ),
    }
}

impl FromArgMatches for Call {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let missing = || clap::Error::raw(ErrorKind::MissingSubcommand, "name an operation\n");
        let (name, matches) = matches.subcommand().ok_or_else(missing)?;
        let operation = operations::find(name).ok_or_else(missing)?;
        Ok(Self { operation, matches: matches.clone() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Call {
    /// Returns whether to follow the pages.
    pub fn all(&self) -> bool {
        self.is_set("all")
    }

    pub fn show_secrets(&self) -> bool {
        self.is_set("show-secrets")
    }

    /// Returns whether not to ask first.
    pub fn yes(&self) -> bool {
        self.is_set("yes")
    }

    fn is_set(&self, name: &str) -> bool {
        self.matches.try_get_one::<bool>(name).ok().flatten() == Some(&true)
    }

    /// The arguments for [`Operation::invoke`].
    pub fn arguments(&self) -> Result<Value, Failure> {
        let (mut arguments, mut properties) = (Map::new(), Map::new());
        for flag in flags(self.operation) {
            let Some(given) = self.matches.get_many::<String>(&flag.name) else { continue };
            let given: Vec<&str> = given.map(String::as_str).collect();
            let value = match (flag.parameter.ty, given.as_slice()) {
                (ParameterType::Strings, all) => all.iter().copied().map(Value::from).collect(),
                (ty, [.., last]) => {
                    value(ty, last).map_err(|reason| Failure::usage(format!("--{}: {reason}", flag.name)))?
                }
                (_, []) => continue,
            };
            let owner = if flag.is_in_body() { &mut properties } else { &mut arguments };
            owner.insert(flag.parameter.name.to_owned(), value);
        }
        let given = self.matches.try_get_one::<String>("body").ok().flatten();
        let body = given.map(|argument| body::read(argument)).transpose().map_err(Failure::usage)?;
        if let Some(body) = body::with(body, properties).map_err(Failure::usage)? {
            arguments.insert("body".to_owned(), body);
        }
        Ok(arguments.into())
    }
}

/// Reads the value of a flag.
fn value(ty: ParameterType, given: &str) -> Result<Value, String> {
    let number = |is_one: fn(&Value) -> bool, expected: &str| {
        let value = serde_json::from_str::<Value>(given).ok().filter(is_one);
        value.ok_or_else(|| format!("{given:?} is not {expected}"))
    };
    match ty {
        ParameterType::Integer => number(|value| value.is_i64() || value.is_u64(), "a whole number"),
        ParameterType::Number => number(Value::is_number, "a number"),
        ParameterType::Boolean => Ok((given == "true").into()),
        ParameterType::Json => serde_json::from_str(given).map_err(|error| format!("not JSON: {error}")),
        _ => Ok(given.into()),
    }
}
