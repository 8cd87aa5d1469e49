//! Counts which apps 500 made-up Users of the sandbox have authorised, 64 calls at a time.
//!
//! ```sh
//! cargo run --example review_users
//! ```

use std::collections::BTreeMap;
use std::error::Error;

use futures_util::StreamExt;
use indicatif::{ProgressBar, ProgressStyle};
use stytch_connected_apps::sandbox::{Generate, Sandbox, Seed};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let seed = Seed::new().generate(Generate::new(1).users(500).apps(6));
    let sandbox = Sandbox::builder().seed(seed).start().await?;
    let client = sandbox.client()?;
    let users: Vec<String> = (1..=500).map(|number| format!("user-{number}")).collect();

    let bar = ProgressBar::new(users.len() as u64);
    bar.set_style(ProgressStyle::with_template("{bar:40} {pos}/{len} users, {eta} left")?);
    let mut reviews =
        client.fan_out(64, users, |client, user| client.get_user_connected_apps().user_id(user));
    let mut grants = BTreeMap::<String, usize>::new();
    let (mut reviewed, mut failures) = (0, Vec::new());
    while let Some((user, review)) = reviews.next().await {
        match review {
            Ok(apps) => {
                reviewed += 1;
                for app in apps.connected_apps {
                    *grants.entry(format!("{} ({})", app.name, app.client_type)).or_default() += 1;
                }
            }
            Err(error) => failures.push((user, error)),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();

    println!("{reviewed} users reviewed, {} not", failures.len());
    for (app, users) in grants {
        println!("{users:>5} users have authorised {app}");
    }
    for (user, error) in failures {
        println!("{user}: {error}");
    }
    Ok(())
}
