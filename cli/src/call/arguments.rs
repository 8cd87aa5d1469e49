use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches};
use serde_json::{Map, Value};
use stytch_connected_apps::operations::{self, Location, Operation, Parameter, ParameterType};

use super::body;
use super::flags::{Flag, flags, unwrapped};
use crate::failure::Failure;

/// A call of an operation.
#[derive(Debug)]
pub struct Call {
    pub operation: &'static Operation,
    matches: ArgMatches,
}

impl Args for Call {
    fn augment_args(command: Command) -> Command {
        // Other commands need not know the operations.
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

/// What `stytch-apps call` begins with: the command line that the document's examples make of its first operation.
fn examples() -> String {
    let first = operations::all().first().map(|operation| example(operation)).unwrap_or_default();
    format!("Examples:\n  stytch-apps operations\n{first}")
}

/// The command line of the document's examples, without what is optional if that would be long.
fn example(operation: &'static Operation) -> String {
    let line = example_with(operation, |_| true);
    if line.len() <= 100 { line } else { example_with(operation, |parameter| parameter.required) }
}

fn example_with(operation: &'static Operation, is_shown: fn(&Parameter) -> bool) -> String {
    let arguments = operation.example_arguments();
    let mut line = format!("  stytch-apps call {}", operation.id);
    for Flag { name, parameter } in flags(operation).into_iter().filter(|flag| is_shown(flag.parameter)) {
        let in_body = parameter.location == Location::Body;
        let owner = if in_body { arguments.get("body") } else { Some(&arguments) };
        match owner.and_then(|owner| owner.get(parameter.name)) {
            Some(Value::String(text)) if text.chars().all(is_plain) => line += &format!(" --{name} {text}"),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => line += &format!(" --{name} {value}"),
            _ if parameter.required => line += &format!(" --{name} …"),
            _ => {}
        }
    }
    if operation.parameters.iter().any(|parameter| parameter.required && parameter.is_secret) {
        line += " --body @body.json";
    }
    line
}

/// Whether a shell takes the character for itself.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-_.:/@".contains(c)
}

fn command(operation: &'static Operation) -> Command {
    // Most command lines name one operation, so the others need not know their flags.
    Command::new(operation.id).about(operation.summary).defer(|command| {
        match operations::all().iter().find(|operation| operation.id == command.get_name()) {
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
    let show = Arg::new("show-secrets").long("show-secrets").action(ArgAction::SetTrue);
    command.arg(show.help("Prints the secrets in the response instead of [redacted]"))
}

fn long_about(operation: &Operation) -> String {
    let paragraphs = [operation.summary.to_owned(), unwrapped(operation.description)];
    let request = format!("{} {}", operation.method, operation.path);
    let paragraphs = paragraphs.into_iter().chain([request]).filter(|text| !text.is_empty());
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

fn body_help(operation: &Operation) -> String {
    let secrets = operation.parameters.iter().filter(|parameter| parameter.is_secret);
    let secrets: Vec<String> = secrets.map(|parameter| format!("`{}`", parameter.name)).collect();
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
        let operation =
            operations::all().iter().find(|operation| operation.id == name).ok_or_else(missing)?;
        Ok(Self { operation, matches: matches.clone() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Call {
    /// Whether to read all pages.
    pub fn all(&self) -> bool {
        self.is_set("all")
    }

    pub fn show_secrets(&self) -> bool {
        self.is_set("show-secrets")
    }

    fn is_set(&self, name: &str) -> bool {
        self.matches.try_get_one::<bool>(name).ok().flatten() == Some(&true)
    }

    /// The arguments for [`Operation::invoke`].
    pub fn arguments(&self) -> Result<Value, Failure> {
        let (mut arguments, mut properties) = (Map::new(), Map::new());
        for Flag { name, parameter } in flags(self.operation) {
            let Some(texts) = self.matches.get_many::<String>(&name) else { continue };
            let texts: Vec<&String> = texts.collect();
            let value = match (parameter.ty, texts.as_slice()) {
                (ParameterType::Strings, texts) => {
                    texts.iter().map(|text| Value::from(text.as_str())).collect()
                }
                (kind, [.., text]) => {
                    value(kind, text).map_err(|reason| Failure::usage(format!("--{name}: {reason}")))?
                }
                (_, []) => continue,
            };
            let in_body = parameter.location == Location::Body;
            let owner = if in_body { &mut properties } else { &mut arguments };
            owner.insert(parameter.name.to_owned(), value);
        }
        let given = self.matches.try_get_one::<String>("body").ok().flatten();
        let body = given.map(|text| body::read(text)).transpose().map_err(Failure::usage)?;
        if let Some(body) = body::with(body, properties).map_err(Failure::usage)? {
            arguments.insert("body".to_owned(), body);
        }
        Ok(arguments.into())
    }
}

fn value(ty: ParameterType, text: &str) -> Result<Value, String> {
    let number = |is_one: fn(&Value) -> bool, expected: &str| {
        let value = serde_json::from_str::<Value>(text).ok().filter(is_one);
        value.ok_or_else(|| format!("{text:?} is not {expected}"))
    };
    match ty {
        ParameterType::Integer => number(|value| value.is_i64() || value.is_u64(), "a whole number"),
        ParameterType::Number => number(Value::is_number, "a number"),
        ParameterType::Boolean => Ok((text == "true").into()),
        ParameterType::Json => serde_json::from_str(text).map_err(|error| format!("not JSON: {error}")),
        _ => Ok(text.into()),
    }
}
