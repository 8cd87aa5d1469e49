//! Builds a reqwest client before any of this crate's, as a program would that uses it for something else.

fn main() -> Result<(), reqwest::Error> {
    #[cfg(feature = "install-ring")]
    rustls::crypto::ring::default_provider().install_default().expect("nothing else installs a provider");
    reqwest::Client::builder().build().map(drop)?;
    let client = stytch_connected_apps::Client::new("project-test-1", "secret-test-1");
    assert!(client.is_ok(), "{client:?}");
    Ok(())
}
