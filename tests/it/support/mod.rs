pub mod log;
pub mod time;

use stytch_connected_apps::{Client, ClientBuilder};

pub const PROJECT_ID: &str = "project-test-11111111-1111-4111-8111-111111111111";
pub const SECRET: &str = "secret-test-pi6X1XtBb3DyzNPTbOzQ0hx9RHJGrA8cYNE=";
/// `PROJECT_ID:SECRET` in base64.
pub const BASIC: &str = "cHJvamVjdC10ZXN0LTExMTExMTExLTExMTEtNDExMS04MTExLTExMTExMTExMTExMTpzZWNyZXQtdGVzdC1waTZYMVh0QmIzRHl6TlBUYk96UTBoeDlSSEpHckE4Y1lORT0=";
pub const TOKEN: &str = "mZAYn5aLEqKUlZ_Ad9U_fWr38GaAQ1oFAhT8ds245v7Q";

/// A success without any apps.
pub const EMPTY: &str = r#"{"connected_apps":[]}"#;

pub fn builder(url: &str) -> ClientBuilder {
    Client::builder(PROJECT_ID, SECRET).base_url(url)
}

pub fn client(url: &str) -> Client {
    builder(url).build().expect("the settings are valid")
}
