use std::collections::HashSet;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};
use stytch_connected_apps::operations::{Location, Operation, Parameter, ParameterType};

/// The flag that sets a parameter.
#[derive(Debug)]
pub struct Flag {
    /// In kebab case, and without the dashes.
    pub name: String,
    pub parameter: &'static Parameter,
}

/// The options of every command, and of every call.
const TAKEN: [&str; 8] = ["all", "body", "help", "output", "sandbox", "show-secrets", "version", "yes"];

/// A flag for each parameter and body property. A secret has none, as a list of the processes would show it.
pub fn flags(operation: &'static Operation) -> Vec<Flag> {
    let mut taken: HashSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
    let given = operation.parameters.iter().filter(|parameter| !parameter.is_secret);
    given
        .map(|parameter| {
            let name = free(&mut taken, kebab(parameter.name), place(parameter.location));
            Flag { name, parameter }
        })
        .collect()
}

/// A name that is not taken yet. Two parameters in different places may have the same one.
fn free(taken: &mut HashSet<String>, mut name: String, place: &str) -> String {
    while !taken.insert(name.clone()) {
        name = format!("{place}-{name}");
    }
    name
}

fn place(location: Location) -> &'static str {
    match location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Header => "header",
        _ => "body",
    }
}

fn kebab(name: &str) -> String {
    let name = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let name: String = name.collect();
    name.trim_matches('-').to_owned()
}

impl Flag {
    pub fn is_in_body(&self) -> bool {
        self.parameter.location == Location::Body
    }

    pub fn arg(&self) -> Arg {
        let (parameter, in_body) = (self.parameter, self.is_in_body());
        let arg = Arg::new(self.name.clone())
            .long(self.name.clone())
            .action(ArgAction::Set)
            .help(help(parameter))
            .help_heading(if in_body { "Properties of the request body" } else { "Parameters" });
        let arg = match parameter.required {
            true if in_body => arg.required_unless_present("body"),
            required => arg.required(required),
        };
        let snake = self.name.replace('-', "_");
        let arg = if snake == self.name { arg } else { arg.alias(snake) };
        let arg = match parameter.ty {
            ParameterType::Strings => arg.action(ArgAction::Append),
            ParameterType::Integer | ParameterType::Number => arg.allow_negative_numbers(true),
            ParameterType::Boolean => arg.num_args(0..=1).default_missing_value("true"),
            _ => arg,
        };
        match parameter.ty {
            ParameterType::Boolean => {
                arg.value_name("BOOLEAN").value_parser(PossibleValuesParser::new(["true", "false"]))
            }
            ParameterType::Json => arg.value_name("JSON"),
            _ if !parameter.allowed.is_empty() => {
                arg.value_name("VALUE").value_parser(PossibleValuesParser::new(parameter.allowed))
            }
            ParameterType::Integer | ParameterType::Number => arg.value_name("NUMBER"),
            _ => arg.value_name("STRING"),
        }
    }
}

fn help(parameter: &Parameter) -> String {
    let description = match parameter.description {
        "" => format!("`{}`", parameter.name),
        prose => unwrapped(prose),
    };
    let repeated = if parameter.ty == ParameterType::Strings { " May be repeated." } else { "" };
    let deprecated = if parameter.deprecated { " Deprecated: the API may drop it." } else { "" };
    let stop = match (description.ends_with(['.', '!', '?']), repeated.len() + deprecated.len()) {
        (false, 1..) => ".",
        _ => "",
    };
    format!("{description}{stop}{repeated}{deprecated}")
}

/// Joins the lines of each paragraph, so that the terminal's width decides where they break.
pub fn unwrapped(prose: &str) -> String {
    let paragraphs = prose.trim().split("\n\n").map(|paragraph| {
        let is_list = paragraph.lines().any(|line| line.trim_start().starts_with(['-', '*', '|', '`']));
        if is_list {
            paragraph.to_owned()
        } else {
            paragraph.lines().map(str::trim).collect::<Vec<_>>().join(" ")
        }
    });
    paragraphs.collect::<Vec<_>>().join("\n\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flag_is_in_kebab_case_and_its_name_is_its_own() {
        let mut taken = HashSet::from(["output".to_owned()]);
        for (name, place, expected) in [
            ("user_id", "path", "user-id"),
            ("user-id", "query", "query-user-id"),
            ("X-Request-Reason", "header", "x-request-reason"),
            ("output", "body", "body-output"),
            ("output", "body", "body-body-output"),
            ("_trace", "query", "trace"),
        ] {
            assert_eq!(free(&mut taken, kebab(name), place), expected);
        }
    }

    #[test]
    fn prose_flows_and_its_paragraphs_stay() {
        assert_eq!(unwrapped("One\nsentence.\n\nAnother.\n"), "One sentence.\n\nAnother.");
        assert_eq!(unwrapped("- one\n- two"), "- one\n- two");
    }
}
