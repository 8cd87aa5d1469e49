//! Pages about the project.

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}

#[doc = include_str!("../CONTRIBUTING.md")]
pub mod contributing {}

#[doc = include_str!("../benches/README.md")]
pub mod costs {}

#[doc = include_str!("../SECURITY.md")]
pub mod security {}

#[cfg(feature = "verify")]
#[doc = include_str!("verify/protect_an_mcp_server.md")]
pub mod protect_an_mcp_server {}
