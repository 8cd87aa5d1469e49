//! Asks Stytch for the ids behind the names and email addresses that are given.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt};

use crate::failure::Failure;
use crate::missing::Missing;
use crate::revoke::plan::Step;
use crate::revoke::search::Search;
use crate::selection::Selection;
use crate::selection::arguments::{SelectionArguments, is_email};
use crate::selection::candidates::Candidates;
use crate::selection::known::Organizations;

const CONCURRENCY: usize = 64;

/// The ids of Organizations that are given by an id, a slug, an external id or a name. `None` for one that Stytch does not
/// have.
pub async fn organizations(search: &Search<'_>, given: BTreeSet<String>) -> Result<Organizations, Failure> {
    let calls = search.client.fan_out(CONCURRENCY, given, |client, id| {
        search.paced(client.get_organization().organization_id(&**id))
    });
    let found: Organizations = calls
        .map(|(given, response)| match response {
            Ok(response) => Ok((given, Some(response.organization.organization_id))),
            Err(error) if Missing::of(&error).is_some() => Ok((given, None)),
            Err(error) => Err(error),
        })
        .try_collect()
        .await?;
    let mut organizations = Organizations::new();
    for (given, id) in found {
        let id = match id {
            Some(id) => Some(id),
            None => {
                Candidates::new("Organizations", search.organizations_like(&given).await?).find(&given)?
            }
        };
        organizations.insert(given, id);
    }
    Ok(organizations)
}

/// The selection by ids. `left` are unfinished revocations: what they name may be gone.
pub async fn select(
    search: &Search<'_>,
    given: &SelectionArguments,
    left: &[Step],
) -> Result<Selection, Failure> {
    let organizations = organizations(search, given.all_organizations().cloned().collect()).await?;
    let organization = |given: &String| match organizations.get(given).cloned().flatten() {
        Some(id) => Ok(id),
        None if left.iter().any(|step| step.selected.grant.organization_id == *given) => Ok(given.clone()),
        None => Err(Failure::new(format!(
            "Stytch has no Organization {given}; name it by its id, its slug, its external id or its name"
        ))),
    };
    let mut selection = Selection { users: given.users.iter().cloned().collect(), ..Selection::default() };
    for given in &given.organizations {
        selection.organizations.insert(organization(given)?);
    }
    let mut emails = Vec::new();
    for (place, member) in &given.members {
        let place = organization(place)?;
        match is_email(member) {
            true => emails.push((member, Some(place))),
            false => selection.add((place, member.clone())),
        }
    }
    emails.extend(given.emails.iter().map(|email| (email, None)));
    add_people(search, &emails, left, &mut selection).await?;
    if !given.apps.is_empty() {
        let left =
            left.iter().map(|step| (step.selected.grant.app_id.clone(), step.selected.app_name.clone()));
        let apps = Candidates::new("apps", search.apps().await?.into_iter().chain(left));
        for given in &given.apps {
            let unknown = || {
                Failure::new(format!(
                    "Stytch has no app {given}; `stytch-apps call search_connected_app_clients` lists them"
                ))
            };
            selection.apps.insert(apps.find(given)?.ok_or_else(unknown)?);
        }
    }
    selection.check_members()?;
    Ok(selection)
}

/// Adds everybody with an email address: of one Organization, if there is one beside it, or of all.
async fn add_people(
    search: &Search<'_>,
    emails: &[(&String, Option<String>)],
    left: &[Step],
    selection: &mut Selection,
) -> Result<(), Failure> {
    if emails.is_empty() {
        return Ok(());
    }
    // Some may be stored as they were written.
    let wanted = emails.iter().flat_map(|(email, _)| [email.to_lowercase(), (*email).clone()]).collect();
    let places: Option<BTreeSet<String>> = emails.iter().map(|(_, place)| place.clone()).collect();
    let mut known = search.people(&wanted, places).await?;
    known.extend(left.iter().map(|step| {
        let grant = &step.selected.grant;
        (step.selected.name.to_lowercase(), (grant.organization_id.clone(), grant.person_id.clone()))
    }));
    for (email, place) in emails {
        let is_wanted = |organization: &String| place.as_ref().is_none_or(|place| place == organization);
        let people = known
            .iter()
            .filter(|(known, (organization, _))| *known == email.to_lowercase() && is_wanted(organization));
        let people: Vec<_> = people.map(|(_, person)| person.clone()).collect();
        if people.is_empty() {
            return Err(Failure::new(match place {
                Some(place) => format!("no Member of {place} has the email address {email}"),
                None => format!("no User and no Member of any Organization has the email address {email}"),
            }));
        }
        people.into_iter().for_each(|person| selection.add(person));
    }
    Ok(())
}
