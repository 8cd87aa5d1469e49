//! Refuses seeds that the API would refuse, that lack an id or use it twice, or that the sandbox would misunderstand.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::seed::{Grant, Organization, Seed};

/// The policies that an Organization can have towards apps.
const POLICIES: [&str; 3] = ["ALL_ALLOWED", "RESTRICTED", "NOT_ALLOWED"];

impl Seed {
    pub(super) fn check(&self) -> Result<(), String> {
        distinct("apps", self.apps.iter().map(|app| [("client_id", Some(&app.client_id))]))?;
        for (at, app) in self.apps.iter().enumerate() {
            app.check().map_err(|mistake| format!("apps[{at}].{}: {}", mistake.field, mistake.message))?;
        }
        let users = self.users.iter();
        distinct(
            "users",
            users.map(|user| [("user_id", Some(&user.user_id)), ("external_id", user.external_id.as_ref())]),
        )?;
        for (at, user) in self.users.iter().enumerate() {
            let place = || format!("users[{at}]");
            person(place, &user.status, &user.created_at, &user.grants)?;
            if let Some((number, address)) =
                user.emails.iter().enumerate().find(|(_, email)| !is_email(email))
            {
                return Err(format!("{}.emails[{number}]: `{address}` is not an email address", place()));
            }
            if let Some(number) = user.phone_numbers.iter().position(|number| !is_phone_number(number)) {
                let shown = user.phone_numbers[number].escape_debug();
                return Err(format!(
                    "{}.phone_numbers[{number}]: `{shown}` is not a phone number such as +15005550006",
                    place()
                ));
            }
            let all = || user.emails.iter().chain(&user.phone_numbers);
            if let Some(at) = user.unverified.iter().position(|address| all().all(|other| other != address)) {
                let address = &user.unverified[at];
                return Err(format!(
                    "{}.unverified[{at}]: `{address}` is none of the User's email addresses and phone numbers",
                    place()
                ));
            }
        }
        let organizations = self.organizations.iter().map(|organization| {
            // An Organization without a slug has its id for one.
            let slug = Some(&organization.organization_slug).filter(|slug| !slug.is_empty());
            [
                ("organization_id", Some(&organization.organization_id)),
                ("organization_slug", slug),
                ("organization_external_id", organization.organization_external_id.as_ref()),
            ]
        });
        distinct("organizations", organizations)?;
        self.organizations.iter().enumerate().try_for_each(|(at, organization)| organization.check(at))?;
        for (at, session) in self.sessions.iter().enumerate() {
            if session.actions.iter().flatten().any(|action| action.trim().is_empty()) {
                return Err(format!("sessions[{at}].actions: an action must not be empty"));
            }
            if session.apps.iter().any(|app| app.trim().is_empty()) {
                return Err(format!("sessions[{at}].apps: an app's id must not be empty"));
            }
            if session.factors.iter().flatten().any(|factor| factor.trim().is_empty()) {
                return Err(format!("sessions[{at}].factors: a factor must not be empty"));
            }
            if session.apps.is_empty() && session.signed_in_by().is_empty() {
                return Err(format!("sessions[{at}].factors: a session has at least one factor or app"));
            }
        }
        Ok(())
    }
}

impl Organization {
    /// Checks the policy towards apps. The error names the field.
    pub(crate) fn check_policy(&self) -> Result<(), String> {
        for (name, policy) in [
            ("first_party_connected_apps_allowed_type", &self.first_party_connected_apps_allowed_type),
            ("third_party_connected_apps_allowed_type", &self.third_party_connected_apps_allowed_type),
        ] {
            if !POLICIES.contains(&policy.as_str()) {
                return Err(format!("{name}: `{policy}` is not one of {}", POLICIES.join(", ")));
            }
        }
        Ok(())
    }

    fn check(&self, at: usize) -> Result<(), String> {
        let place = format!("organizations[{at}]");
        self.check_policy().map_err(|message| format!("{place}.{message}"))?;
        let (list, all) = (format!("{place}.members"), &self.members);
        distinct(
            &list,
            all.iter().map(|member| {
                [("member_id", Some(&member.member_id)), ("external_id", member.external_id.as_ref())]
            }),
        )?;
        for (at, member) in all.iter().enumerate() {
            let place = || format!("{list}[{at}]");
            person(place, &member.status, &member.created_at, &member.grants)?;
            let address = &member.email_address;
            if !address.is_empty() && !is_email(address) {
                return Err(format!("{}.email_address: `{address}` is not an email address", place()));
            }
        }
        Ok(())
    }
}

/// Checks the fields that Users and Members have in common.
fn person(
    place: impl Fn() -> String,
    status: &str,
    created_at: &str,
    grants: &[Grant],
) -> Result<(), String> {
    if status.trim().is_empty() {
        return Err(format!("{}.status: must not be empty", place()));
    }
    if created_at.parse::<Timestamp>().is_err() {
        let place = place();
        return Err(format!("{place}.created_at: `{created_at}` is not a time such as 2026-01-01T00:00:00Z"));
    }
    if grants.is_empty() {
        return Ok(());
    }
    // The place is only needed for a message.
    distinct("grants", grants.iter().map(|grant| [("app", Some(&grant.app))]))
        .map_err(|message| format!("{}.{message}", place()))?;
    match grants.iter().position(|grant| !are_scopes(&grant.scopes)) {
        Some(at) => {
            let scopes = grants[at].scopes.escape_debug();
            Err(format!(
                "{}.grants[{at}].scopes: `{scopes}` is not a list of scopes with one space between two",
                place()
            ))
        }
        None => Ok(()),
    }
}

fn are_scopes(scopes: &str) -> bool {
    let is_scope = |scope: &str| !scope.is_empty() && !scope.contains(char::is_whitespace);
    scopes.is_empty() || scopes.split(' ').all(is_scope)
}

/// As in E.164.
fn is_phone_number(number: &str) -> bool {
    let digits = number.strip_prefix('+').unwrap_or_default();
    (1..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_email(address: &str) -> bool {
    let is_plain = !address.contains(|letter: char| letter.is_whitespace() || letter.is_control());
    let parts = address.rsplit_once('@');
    is_plain && parts.is_some_and(|(name, domain)| !name.is_empty() && !domain.is_empty())
}

/// Checks the names by which requests know the items of a list. None is empty, and none means two items: requests do not
/// say which kind of name they use.
fn distinct<'a, const N: usize>(
    list: &str,
    items: impl Iterator<Item = [(&'static str, Option<&'a String>); N]>,
) -> Result<(), String> {
    let mut known = HashMap::new();
    for (at, names) in items.enumerate() {
        for (field, name) in names {
            let Some(name) = name else { continue };
            if name.is_empty() {
                return Err(format!("{list}[{at}].{field}: missing or empty"));
            }
            let (other, other_field) = *known.entry(name).or_insert((at, field));
            if other == at {
                continue;
            }
            return Err(match other_field == field {
                true => format!("{list}[{at}].{field}: `{name}` appears twice"),
                false => format!("{list}[{at}].{field}: `{name}` is also {list}[{other}].{other_field}"),
            });
        }
    }
    Ok(())
}
