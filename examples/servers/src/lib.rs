//! Servers that accept access tokens of Connected Apps, as models to copy from.
//!
//! - [`guard`] is what an axum application needs: it lets requests in whose token the verifier accepts.
//! - [`api`] is an HTTP API behind it. Handlers ask for scopes and the Organization.
//! - [`mcp`] is an MCP server behind it.
//!
//! `src/bin/` has a program for each, with the settings of the verifier. `./run` starts the sandbox and the MCP server,
//! and lets the official MCP client for TypeScript use it.

pub mod api;
pub mod guard;
pub mod mcp;
