//! People as responses show them. Fields of which the sandbox knows nothing are there, but empty or off: the official
//! SDKs insist on them.

use serde_json::{Value, json};

use crate::seed::{Member, Organization, User};

pub(super) fn shown_user(user: &User) -> Value {
    let emails = user.emails.iter().enumerate().map(|(number, email)| {
        json!({"email_id": format!("email-{}-{}", user.user_id, number + 1), "email": email, "verified": user.is_verified(email)})
    });
    let phones = user.phone_numbers.iter().enumerate().map(|(at, number)| {
        json!({"phone_id": phone_id(user, at), "phone_number": number, "verified": user.is_verified(number)})
    });
    json!({
        "user_id": user.user_id,
        "external_id": user.external_id,
        "status": user.status,
        "name": {"first_name": user.first_name, "middle_name": "", "last_name": user.last_name},
        "emails": emails.collect::<Vec<_>>(),
        "created_at": user.created_at,
        "roles": ["stytch_user"],
        "is_locked": false,
        "phone_numbers": phones.collect::<Vec<_>>(),
        "providers": [],
        "totps": [],
        "crypto_wallets": [],
        "webauthn_registrations": [],
        "biometric_registrations": [],
    })
}

/// The id of one of a User's phone numbers.
pub(super) fn phone_id(user: &User, at: usize) -> String {
    format!("phone-number-{}-{}", user.user_id, at + 1)
}

pub(super) fn shown_organization(organization: &Organization) -> Value {
    json!({
        "organization_id": organization.organization_id,
        "organization_name": organization.organization_name,
        "organization_slug": organization.organization_slug,
        "organization_external_id": organization.organization_external_id,
        "organization_logo_url": "",
        "first_party_connected_apps_allowed_type": organization.first_party_connected_apps_allowed_type,
        "allowed_first_party_connected_apps": organization.allowed_first_party_connected_apps,
        "third_party_connected_apps_allowed_type": organization.third_party_connected_apps_allowed_type,
        "allowed_third_party_connected_apps": organization.allowed_third_party_connected_apps,
        "auth_methods": "ALL_ALLOWED",
        "allowed_auth_methods": [],
        "mfa_policy": "OPTIONAL",
        "mfa_methods": "ALL_ALLOWED",
        "allowed_mfa_methods": [],
        "email_invites": "NOT_ALLOWED",
        "email_jit_provisioning": "NOT_ALLOWED",
        "email_allowed_domains": [],
        "claimed_email_domains": [],
        "sso_jit_provisioning": "NOT_ALLOWED",
        "sso_jit_provisioning_allowed_connections": [],
        "sso_active_connections": [],
        "oauth_tenant_jit_provisioning": "NOT_ALLOWED",
        "rbac_email_implicit_role_assignments": [],
        "custom_roles": [],
    })
}

pub(super) fn shown_member(organization: &Organization, member: &Member) -> Value {
    // Everybody has the role `stytch_member`.
    let roles = ["stytch_member", "stytch_admin"].into_iter().take(1 + usize::from(member.is_admin));
    let source = json!({"type": "direct_assignment", "details": {}});
    let roles: Vec<Value> = roles.map(|role| json!({"role_id": role, "sources": [source]})).collect();
    json!({
        "organization_id": organization.organization_id,
        "member_id": member.member_id,
        "external_id": member.external_id,
        "email_address": member.email_address,
        "status": member.status,
        "name": member.name,
        "is_admin": member.is_admin,
        "roles": roles,
        "created_at": member.created_at,
        "email_address_verified": true,
        "is_breakglass": false,
        "is_locked": false,
        "mfa_enrolled": false,
        "mfa_phone_number": "",
        "mfa_phone_number_verified": false,
        "default_mfa_method": "",
        "member_password_id": "",
        "totp_registration_id": "",
        "sso_registrations": [],
        "oauth_registrations": [],
        "retired_email_addresses": [],
    })
}
