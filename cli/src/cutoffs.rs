//! `stytch-apps cutoffs`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::Args;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::failure::Failure;
use crate::output::print;
use crate::record::file::Record;
use crate::record::revocations::{Revocation, all};

/// Prints the revocations of the last day, for services that verify access tokens by themselves
///
/// It is a JSON list of {person, app, at}, whatever --output says: the cutoffs of the verifier in the library
/// stytch-connected-apps, which refuses a token of this person and app that was issued in the second `at` or before. `at` is
/// in seconds since 1970.
///
/// A grant is in it if Stytch confirmed its revocation, or if it was found gone. A person who has granted access again may
/// be in it: later tokens are not concerned. After a day a revocation is left out, as a verifier refuses older tokens
/// anyway, unless tokens of the app live longer.
#[derive(Debug, Args)]
#[command(before_help = EXAMPLES)]
pub struct CutoffsArguments {
    /// The record
    #[arg(value_name = "FILE.sqlite")]
    pub file: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  stytch-apps cutoffs june.sqlite >cutoffs.json";

/// The longest age of a token by the verifier's default, `TokenVerifierBuilder::longest_age`.
const LONGEST_AGE: SignedDuration = SignedDuration::from_hours(24);

/// By how much clocks may differ, by the verifier's default, `TokenVerifierBuilder::leeway`.
const LEEWAY: SignedDuration = SignedDuration::from_secs(10);

/// `stytch_connected_apps::verify::Cutoff` in JSON.
#[derive(Debug, Serialize)]
struct Cutoff {
    person: String,
    app: String,
    at: i64,
}

pub fn run(arguments: &CutoffsArguments) -> Result<(), Failure> {
    let record = Record::open_to_read(&arguments.file)?;
    let revocations = record.read(all)?;
    let json = serde_json::to_string_pretty(&cutoffs(&revocations, Timestamp::now()));
    let json = json.map_err(|error| Failure::new(error.to_string()))?;
    print(format!("{json}\n").as_bytes())
}

/// The last revocation of each person and app that still concerns a token, by person and app.
fn cutoffs(revocations: &[Revocation], now: Timestamp) -> Vec<Cutoff> {
    let mut last = BTreeMap::<(&str, &str), i64>::new();
    for revocation in revocations.iter().filter(|revocation| revocation.state.is_gone()) {
        // The grant was in effect until then at most.
        let Some(at) = revocation.at.as_ref().and_then(|at| at.parse::<Timestamp>().ok()) else {
            continue;
        };
        let life = SignedDuration::from_mins(revocation.aftermath.access_token_minutes.unwrap_or_default());
        if now.duration_since(at) > LONGEST_AGE.max(life) + LEEWAY {
            continue;
        }
        let grant = &revocation.of.grant;
        let cutoff = last.entry((&grant.person_id, &grant.app_id)).or_insert(i64::MIN);
        *cutoff = at.as_second().max(*cutoff);
    }
    let cutoff = |((person, app), at): ((&str, &str), i64)| Cutoff {
        person: person.to_owned(),
        app: app.to_owned(),
        at,
    };
    last.into_iter().map(cutoff).collect()
}
