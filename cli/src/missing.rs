use stytch_connected_apps::Error;

/// The thing that does not exist, by a 404 of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// The app, or the grant to it.
    App,
    User,
    Member,
    Organization,
    Session,
}

impl Missing {
    /// Returns `None` for any other error, such as a proxy's 404.
    pub fn of(error: &Error) -> Option<Self> {
        match error.error_type().filter(|_| error.is_not_found() || error.is_session_not_found())? {
            "connected_app_not_found" => Some(Self::App),
            "user_not_found" => Some(Self::User),
            "member_not_found" => Some(Self::Member),
            "organization_not_found" => Some(Self::Organization),
            "session_not_found" => Some(Self::Session),
            _ => None,
        }
    }
}
