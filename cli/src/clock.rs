use std::time::SystemTime;

use crate::failure::Failure;

/// Refuses a clock before 1970. No certificate is valid then, to TLS and HTTP there is no such time, and the times of a
/// record would be no evidence.
pub fn check(now: SystemTime) -> Result<(), Failure> {
    match now < SystemTime::UNIX_EPOCH {
        true => Err(Failure::new("the machine's clock is before 1970; set it, and run the command again")),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_before_1970_is_refused() {
        let second = Duration::from_secs(1);
        let message = check(SystemTime::UNIX_EPOCH - second).expect_err("before 1970").to_string();
        assert_eq!(message, "the machine's clock is before 1970; set it, and run the command again");
        assert!(check(SystemTime::UNIX_EPOCH).is_ok() && check(SystemTime::now()).is_ok());
    }
}
