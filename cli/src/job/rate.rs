use std::str::FromStr;
use std::time::Duration;

/// The most calls that a job makes in a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate(f64);

impl Rate {
    /// The time from one call to the next.
    pub(super) fn interval(self) -> Duration {
        Duration::from_secs_f64(1.0 / self.0)
    }
}

impl FromStr for Rate {
    type Err = String;

    fn from_str(argument: &str) -> Result<Self, String> {
        let number = argument.strip_suffix("/s").unwrap_or(argument).trim();
        match number.parse::<f64>() {
            Ok(rate) if (0.001..=1e6).contains(&rate) => Ok(Self(rate)),
            _ => Err("write it like `100/s`, from 0.001/s to 1000000/s".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_number_of_calls_each_second() {
        for (argument, expected) in [("100/s", Some(10)), ("100", Some(10)), ("0.5/s", Some(2000))] {
            let rate = argument.parse::<Rate>().ok();
            assert_eq!(rate.map(|rate| rate.interval().as_millis()), expected, "{argument}");
        }
        for argument in ["", "/s", "0/s", "-1/s", "NaN", "inf/s", "100/min", "1e9"] {
            assert!(argument.parse::<Rate>().is_err(), "{argument}");
        }
    }
}
