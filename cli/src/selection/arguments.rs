use clap::Args;
use clap::builder::NonEmptyStringValueParser;

/// The options that say which grants. They are what the user has written: ids, names and email addresses.
#[derive(Debug, Clone, Default, Args)]
pub struct SelectionArguments {
    /// Grants to this app, by its id or its name. May be repeated, like the next four
    #[arg(long = "app", value_name = "APP", value_parser = NonEmptyStringValueParser::new())]
    pub apps: Vec<String>,
    /// Grants of this User, by its id
    #[arg(long = "user", value_name = "USER", value_parser = NonEmptyStringValueParser::new())]
    pub users: Vec<String>,
    /// Grants of this Member; the Member by its id or email address, the Organization as in --organization
    #[arg(long = "member", value_name = "ORGANIZATION/MEMBER", value_parser = member)]
    pub members: Vec<(String, String)>,
    /// Grants of everybody with this email address: the User, and the Members of all Organizations
    // Whoever writes both may mean the Member of that Organization.
    #[arg(long = "email", value_name = "ADDRESS", value_parser = email, conflicts_with = "organizations")]
    pub emails: Vec<String>,
    /// Grants of all Members of this Organization, by its id or its name; where Stytch is asked, also by its slug or its
    /// external id
    #[arg(long = "organization", value_name = "ORGANIZATION", value_parser = NonEmptyStringValueParser::new())]
    pub organizations: Vec<String>,
}

impl SelectionArguments {
    /// Returns whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.apps.is_empty() && !self.names_people()
    }

    /// Returns whether it selects by people.
    pub fn names_people(&self) -> bool {
        !(self.users.is_empty()
            && self.members.is_empty()
            && self.emails.is_empty()
            && self.organizations.is_empty())
    }

    /// Returns whether it selects by email addresses.
    pub fn names_emails(&self) -> bool {
        !self.emails.is_empty() || self.members.iter().any(|(_, member)| is_email(member))
    }

    /// The Organizations of both options.
    pub fn all_organizations(&self) -> impl Iterator<Item = &String> {
        self.members.iter().map(|(organization, _)| organization).chain(&self.organizations)
    }

    /// The selection in words, such as `the grants of ann@example.com to Calendar`.
    pub fn describe(&self) -> String {
        let members = self.members.iter().map(|(organization, member)| format!("{organization}/{member}"));
        let people = self.users.iter().chain(&self.emails).chain(&self.organizations).cloned();
        let (people, apps) = (people.chain(members).collect::<Vec<_>>().join(", "), self.apps.join(", "));
        let of = if people.is_empty() { String::new() } else { format!(" of {people}") };
        let to = if apps.is_empty() { String::new() } else { format!(" to {apps}") };
        format!("the grants{of}{to}")
    }
}

fn member(argument: &str) -> Result<(String, String), String> {
    match argument.split_once('/') {
        Some((organization, member)) if !organization.is_empty() && !member.is_empty() => {
            Ok((organization.to_owned(), member.to_owned()))
        }
        _ => Err("write it like `ORGANIZATION/MEMBER`".to_owned()),
    }
}

fn email(argument: &str) -> Result<String, String> {
    match is_email(argument) {
        true => Ok(argument.trim().to_owned()),
        false => Err("write an email address".to_owned()),
    }
}

/// Returns whether it may be an email address. No id has an `@`.
pub fn is_email(argument: &str) -> bool {
    argument.trim().split_once('@').is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
}
