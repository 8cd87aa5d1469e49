use stytch_connected_apps::{Client, Error};

use crate::names::Person;

/// The ids of the apps to which a person has granted access now.
pub async fn apps(client: Client, (organization, person): Person) -> Result<Vec<String>, Error> {
    let response = match organization.is_empty() {
        true => client.get_user_connected_apps().user_id(person).await?,
        false => client.get_member_connected_apps().organization_id(organization).member_id(person).await?,
    };
    Ok(response.connected_apps.into_iter().map(|app| app.connected_app_id).collect())
}
