use std::collections::BTreeSet;
use std::pin::pin;
use std::sync::Arc;

use futures_util::{Stream, TryStreamExt};
use http::StatusCode;
use stytch_connected_apps::types::{
    ConnectedAppClient, Member, Organization, SearchMembersQuery, SearchMembersRequest, SearchOperand,
    SearchOrganizationsQuery, SearchUsersQuery, User, builder,
};
use stytch_connected_apps::{Client, Error};

use crate::job::gate::Gate;
use crate::missing::Missing;
use crate::names::{self, Person};
use crate::output::note;

/// The number of items of a page: the most that Stytch allows.
const PAGE_LIMIT: i32 = 1000;

/// An item's id and name.
type Named = (String, String);

/// An email address in lower case, and whose it is.
type Addressed = (String, Person);

/// The searches of a client, each call of which waits for its turn.
#[derive(Debug)]
pub struct Search<'a> {
    pub client: &'a Client,
    pub gate: &'a Arc<Gate>,
}

impl Search<'_> {
    /// A call that waits for its turn.
    pub fn paced<C, T>(&self, call: C) -> impl Future<Output = Result<T, Error>> + Send + 'static + use<C, T>
    where
        C: IntoFuture<Output = Result<T, Error>, IntoFuture: Send> + Send + 'static,
    {
        let gate = self.gate.clone();
        async move {
            gate.pass().await;
            call.await
        }
    }

    /// All items of the pages of a search.
    pub async fn all<P, T>(
        &self,
        pages: impl Stream<Item = Result<P, Error>>,
        items: impl Fn(P) -> Vec<T>,
    ) -> Result<Vec<T>, Error> {
        let (mut pages, mut all) = (pin!(pages), Vec::new());
        loop {
            self.gate.pass().await;
            match pages.try_next().await? {
                Some(page) => all.extend(items(page)),
                None => return Ok(all),
            }
        }
    }

    /// All apps of the project.
    pub async fn apps(&self) -> Result<Vec<Named>, Error> {
        let call = self.client.search_connected_app_clients().body_map(|body| body.limit(PAGE_LIMIT));
        let named = |app: ConnectedAppClient| (app.client_id, app.client_name);
        self.all(call.pages(), |page| page.connected_apps.into_iter().map(named).collect()).await
    }

    /// The Organizations whose names resemble one.
    pub async fn organizations_like(&self, name: &str) -> Result<Vec<Named>, Error> {
        let is_like = SearchOperand::builder().filter_name("organization_name_fuzzy").filter_value(name);
        let query = SearchOrganizationsQuery::builder().operator("AND").operands([is_like]);
        let call = self.client.search_organizations().body_map(|body| body.limit(PAGE_LIMIT).query(query));
        let named = |organization: Organization| {
            (organization.organization_id, organization.organization_name.unwrap_or_default())
        };
        match self.all(call.pages(), |page| page.organizations.into_iter().map(named).collect()).await {
            // A name may be too short for the API.
            Err(error) if is_refused(&error) => Ok(Vec::new()),
            found => found,
        }
    }

    /// Everybody with one of these email addresses: the Members of some Organizations, or else
    /// all Users and Members. A project may have Users, Organizations or both.
    pub async fn people(
        &self,
        emails: &BTreeSet<String>,
        organizations: Option<BTreeSet<String>>,
    ) -> Result<Vec<Addressed>, Error> {
        if let Some(organizations) = organizations {
            return self.members(emails, &Vec::from_iter(organizations)).await;
        }
        let members = async {
            let organizations = self.organizations().await?;
            if organizations.len() > names::AT_ONCE {
                // Stytch allows so few of these calls that it may take minutes.
                note!("searching the Members of {} Organizations", organizations.len());
            }
            self.members(emails, &organizations).await
        };
        match (self.users(emails).await, members.await) {
            (Ok(users), Err(error)) if is_refused(&error) => {
                note!("warning: no Members were searched: {error}");
                Ok(users)
            }
            (Err(error), Ok(members)) if is_refused(&error) => {
                note!("warning: no Users were searched: {error}");
                Ok(members)
            }
            (users, members) => Ok([users?, members?].concat()),
        }
    }

    async fn users(&self, emails: &BTreeSet<String>) -> Result<Vec<Addressed>, Error> {
        let emails_of = |user: User| {
            let addresses = user.emails.into_iter().filter_map(|email| email.email);
            let user_id = user.user_id;
            addresses
                .map(move |email| (email.to_lowercase(), (String::new(), user_id.clone())))
                .collect::<Vec<_>>()
        };
        let query = SearchUsersQuery::builder().operator("AND").operands([are("email_address", emails)]);
        let call = self.client.search_users().body_map(|body| body.limit(PAGE_LIMIT).query(query));
        self.all(call.pages(), |page| page.results.into_iter().flat_map(emails_of).collect()).await
    }

    /// The ids of all Organizations.
    pub async fn organizations(&self) -> Result<Vec<String>, Error> {
        let call = self.client.search_organizations().body_map(|body| body.limit(PAGE_LIMIT));
        let id = |organization: Organization| organization.organization_id;
        self.all(call.pages(), |page| page.organizations.into_iter().map(id).collect()).await
    }

    async fn members(
        &self,
        emails: &BTreeSet<String>,
        organizations: &[String],
    ) -> Result<Vec<Addressed>, Error> {
        let mut found = Vec::new();
        for organizations in organizations.chunks(names::AT_ONCE) {
            match self.members_of(emails, organizations).await {
                // One that has been deleted fails the search for the others too.
                Err(error) if Missing::of(&error) == Some(Missing::Organization) => {
                    for organization in organizations {
                        match self.members_of(emails, std::slice::from_ref(organization)).await {
                            Err(error) if Missing::of(&error) == Some(Missing::Organization) => {}
                            members => found.extend(members?),
                        }
                    }
                }
                members => found.extend(members?),
            }
        }
        Ok(found)
    }

    async fn members_of(
        &self,
        emails: &BTreeSet<String>,
        organizations: &[String],
    ) -> Result<Vec<Addressed>, Error> {
        let body = SearchMembersRequest::builder()
            .organization_ids(organizations.to_vec())
            .limit(PAGE_LIMIT)
            .query(SearchMembersQuery::builder().operator("AND").operands([are("member_emails", emails)]));
        let addressed = |member: Member| {
            (
                member.email_address.unwrap_or_default().to_lowercase(),
                (member.organization_id, member.member_id),
            )
        };
        let pages = self.client.search_members().body(body).pages();
        self.all(pages, |page| page.members.into_iter().map(addressed).collect()).await
    }
}

/// A filter for several values.
fn are(name: &str, values: &BTreeSet<String>) -> builder::SearchOperand {
    SearchOperand::builder().filter_name(name).filter_value(Vec::from_iter(values.iter().cloned()))
}

/// Returns whether the API does not offer a search, as in a project without Organizations. One that it forbids may find
/// somebody.
pub fn is_refused(error: &Error) -> bool {
    let is_about_the_call = |status: StatusCode| status.is_client_error() && status != 408 && status != 429;
    error.status().is_some_and(is_about_the_call) && !error.is_unauthorized() && !error.is_forbidden()
}
