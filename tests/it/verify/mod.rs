//! The verifier of access tokens, on the wire.

mod granted;
mod keys;
mod project;
mod refused;
