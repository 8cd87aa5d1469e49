use crate::seed::{App, Organization};

/// Returns whether an Organization's policy allows an app.
pub(super) fn allows(organization: &Organization, app: &App) -> bool {
    let (policy, allowed) = if app.is_third_party() {
        (
            &organization.third_party_connected_apps_allowed_type,
            &organization.allowed_third_party_connected_apps,
        )
    } else {
        (
            &organization.first_party_connected_apps_allowed_type,
            &organization.allowed_first_party_connected_apps,
        )
    };
    match policy.as_str() {
        "NOT_ALLOWED" => false,
        "RESTRICTED" => allowed.contains(&app.client_id),
        _ => true,
    }
}
