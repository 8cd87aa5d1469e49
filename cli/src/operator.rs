use std::env;

/// Who runs the command: the one who is named, or else the user of the account. Through `sudo`, that is who called it.
pub fn operator(named: Option<&str>) -> String {
    let variables = ["SUDO_USER", "USER", "LOGNAME", "USERNAME"].into_iter();
    let mut users = variables.filter_map(|name| env::var(name).ok()).filter(|user| !user.trim().is_empty());
    named.map(str::to_owned).or_else(|| users.next()).unwrap_or_else(account)
}

/// Cron and containers may set no variable.
fn account() -> String {
    #[cfg(unix)]
    return format!("uid {}", rustix::process::getuid().as_raw());
    #[cfg(not(unix))]
    "unknown".to_owned()
}
