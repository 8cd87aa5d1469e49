use std::collections::BTreeSet;

use crate::output::printable;
use crate::record::scope::{Part, Scope};
use crate::report::people::{People, Person};
use crate::report::summary::Summary;

/// The words in a report's title and first lines.
#[derive(Debug)]
pub struct Title {
    pub kind: &'static str,
    pub heading: String,
    /// The beginning of the document's title.
    pub subject: String,
}

/// The title of a report. One about a single person, such as a leaver, names the person.
pub fn title(summary: &Summary, people: &People) -> Title {
    let one = one(summary, people);
    let (kind, heading, subject) = match (&summary.review, one) {
        (None, Some(name)) => (
            "Leaver",
            format!("The access of {name}, and what became of it"),
            format!("Leaver {name}: Connected Apps"),
        ),
        (None, None) => ("Revocations", "What was revoked".to_owned(), "Revoked Connected Apps".to_owned()),
        (Some(review), Some(name)) if is_of_one(&review.scope) => (
            "Access of one person",
            format!("What {name} granted to which app"),
            format!("Connected Apps of {name}"),
        ),
        _ => ("Access review", "Who granted what to which app".to_owned(), "Connected Apps".to_owned()),
    };
    Title { kind, heading, subject }
}

/// Returns the name of the only person in the report, who may be a User and a Member of several Organizations.
fn one(summary: &Summary, people: &People) -> Option<String> {
    let granted = people.people.iter().map(|person| Person::title(person).to_owned());
    let revoked = summary.revocations.iter().map(|revoked| {
        let of = &revoked.revocation.of;
        printable(if of.name.is_empty() { &of.grant.person_id } else { &of.name })
    });
    let mut names: BTreeSet<String> = granted.chain(revoked).collect();
    names.pop_first().filter(|_| names.is_empty())
}

fn is_of_one(scope: &Scope) -> bool {
    (&scope.users, &scope.organizations) == (&Part::File(1), &Part::None)
}
