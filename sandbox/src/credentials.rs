use std::sync::LazyLock;

use base64::prelude::{BASE64_STANDARD, Engine};

pub(super) const PROJECT_ID: &str = "project-test-00000000-0000-4000-8000-000000000000";
pub(super) const SECRET: &str = "secret-test-sandbox-00000000000000000000";

/// The `Authorization` header that the sandbox accepts.
pub(super) static AUTHORIZATION: LazyLock<String> =
    LazyLock::new(|| format!("Basic {}", BASE64_STANDARD.encode(format!("{PROJECT_ID}:{SECRET}"))));
