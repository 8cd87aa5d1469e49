//! The life of an app and of its grants, by the vendor's crate against a sandbox. `tests/sdks/run` starts the sandbox
//! and sets the variables.

use std::env;
use std::error::Error as StdError;
use std::fmt::Debug;

use stytch::b2b::organizations::{self, Organizations};
use stytch::b2b::organizations_members::{self, Members};
use stytch::b2b::{idp_oauth as member_oauth, organizations_members_connected_apps};
use stytch::client::{Client, Vertical};
use stytch::consumer::connected_apps_clients::{self as clients, Clients, CreateRequestClientType};
use stytch::consumer::connected_apps_clients_secrets::{self as secrets, Secrets};
use stytch::consumer::idp_oauth as user_oauth;
use stytch::consumer::users::{self, Users};
use stytch::Error;
use url::Url;

const CALLBACK: &str = "https://app.example.com/callback";
const ORGANIZATION: &str = "organization-1";
const MEMBER: &str = "member-1";
const USER: &str = "user-1";

fn client(vertical: Vertical, secret: &str) -> Result<Client, Box<dyn StdError>> {
    let url = Url::parse(&env::var("STYTCH_BASE_URL")?)?;
    Ok(Client::new_with_base_url(&env::var("STYTCH_PROJECT_ID")?, secret, url, vertical)?)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn StdError>> {
    let secret = env::var("STYTCH_SECRET")?;
    let (consumer, b2b) = (client(Vertical::Consumer, &secret)?, client(Vertical::B2B, &secret)?);
    life(&consumer, &b2b).await?;
    errors(&consumer).await?;
    println!("the vendor's crate: ok");
    Ok(())
}

async fn life(consumer: &Client, b2b: &Client) -> Result<(), Box<dyn StdError>> {
    let (apps, users) = (Clients::new(consumer.clone()), Users::new(consumer.clone()));
    let (all, members) = (Organizations::new(b2b.clone()), Members::new(b2b.clone()));
    let created = apps
        .create(clients::CreateRequest {
            client_type: CreateRequestClientType::ThirdParty,
            redirect_urls: Some(vec![CALLBACK.to_owned()]),
            ..Default::default()
        })
        .await?;
    let app = created.connected_app.client_id;
    assert_eq!(created.connected_app.client_secret.map(|secret| secret.len()), Some(44));

    let asked = user_oauth::AuthorizeRequest {
        consent_granted: true,
        scopes: vec!["openid".to_owned()],
        client_id: app.clone(),
        redirect_uri: CALLBACK.to_owned(),
        response_type: "code".to_owned(),
        user_id: Some(USER.to_owned()),
        ..Default::default()
    };
    let oauth = user_oauth::OAuth::new(consumer.clone());
    let denied = user_oauth::AuthorizeRequest { consent_granted: false, ..asked.clone() };
    assert!(oauth.authorize(denied).await?.redirect_uri.contains("error=access_denied"));
    assert!(oauth.authorize(asked).await?.authorization_code.is_some());
    let start = member_oauth::AuthorizeStartRequest {
        client_id: app.clone(),
        redirect_uri: CALLBACK.to_owned(),
        response_type: "code".to_owned(),
        scopes: vec!["openid".to_owned()],
        organization_id: Some(ORGANIZATION.to_owned()),
        member_id: Some(MEMBER.to_owned()),
        ..Default::default()
    };
    let oauth = member_oauth::OAuth::new(b2b.clone());
    assert!(oauth.authorize_start(start.clone()).await?.consent_required);
    oauth
        .authorize(member_oauth::AuthorizeRequest {
            consent_granted: true,
            scopes: start.scopes,
            client_id: app.clone(),
            redirect_uri: CALLBACK.to_owned(),
            response_type: "code".to_owned(),
            organization_id: Some(ORGANIZATION.to_owned()),
            member_id: Some(MEMBER.to_owned()),
            ..Default::default()
        })
        .await?;

    let of_user = || users.connected_apps(users::ConnectedAppsRequest { user_id: USER.to_owned() });
    let member = organizations_members::GetConnectedAppsRequest {
        organization_id: ORGANIZATION.to_owned(),
        member_id: MEMBER.to_owned(),
        ..Default::default()
    };
    let of_organization = || {
        let organization_id = ORGANIZATION.to_owned();
        all.connected_apps(organizations::ConnectedAppsRequest { organization_id })
    };
    assert_eq!(of_user().await?.connected_apps.len(), 2);
    assert_eq!(members.get_connected_apps(member).await?.connected_apps.len(), 2);
    assert_eq!(of_organization().await?.connected_apps.len(), 2);
    let one = all
        .get_connected_app(organizations::GetConnectedAppRequest {
            organization_id: ORGANIZATION.to_owned(),
            connected_app_id: app.clone(),
        })
        .await?;
    assert_eq!(one.active_members.len(), 1);

    let rotation = Secrets::new(consumer.clone());
    rotation.rotate_start(secrets::RotateStartRequest { client_id: app.clone() }).await?;
    rotation.rotate(secrets::RotateRequest { client_id: app.clone() }).await?;
    let cancel = rotation.rotate_cancel(secrets::RotateCancelRequest { client_id: app.clone() });
    refused(cancel.await, 400, "connected_app_not_rotating_secret");

    let revocation = || users::RevokeRequest { user_id: USER.to_owned(), connected_app_id: app.clone() };
    users.revoke(revocation()).await?;
    refused(users.revoke(revocation()).await, 404, "connected_app_not_found");
    assert_eq!(of_user().await?.connected_apps.len(), 1);
    let revocation = organizations_members_connected_apps::RevokeRequest {
        organization_id: ORGANIZATION.to_owned(),
        member_id: MEMBER.to_owned(),
        connected_app_id: app.clone(),
        ..Default::default()
    };
    organizations_members_connected_apps::ConnectedApps::new(b2b.clone()).revoke(revocation).await?;
    assert_eq!(of_organization().await?.connected_apps.len(), 1);

    let renamed = clients::UpdateRequest {
        client_id: app.clone(),
        client_name: Some("Renamed".to_owned()),
        ..Default::default()
    };
    assert_eq!(apps.update(renamed).await?.connected_app.client_name, "Renamed");
    assert_eq!(apps.search(clients::SearchRequest::default()).await?.connected_apps.len(), 2);
    apps.delete(clients::DeleteRequest { client_id: app.clone() }).await?;
    let gone = apps.get(clients::GetRequest { client_id: app }).await;
    refused(gone, 404, "connected_app_not_found");
    Ok(())
}

async fn errors(consumer: &Client) -> Result<(), Box<dyn StdError>> {
    let users = Users::new(consumer.clone());
    let nobody = users.connected_apps(users::ConnectedAppsRequest { user_id: "user-2".to_owned() });
    refused(nobody.await, 404, "user_not_found");
    let stranger = Users::new(client(Vertical::Consumer, "wrong")?);
    let list = stranger.connected_apps(users::ConnectedAppsRequest { user_id: USER.to_owned() });
    refused(list.await, 401, "unauthorized_credentials");
    Ok(())
}

fn refused<T: Debug>(result: Result<T, Error>, status: u16, error_type: &str) {
    match result {
        Err(Error::Response(error)) => {
            assert_eq!((error.status_code.as_u16(), &*error.error_type), (status, error_type));
            assert!(error.request_id.starts_with("request-id-test-"), "{error:?}");
        }
        other => panic!("{other:?}"),
    }
}
