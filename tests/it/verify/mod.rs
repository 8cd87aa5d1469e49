//! The verifier of access tokens, on the wire.

mod arbitrary;
mod granted;
mod keys;
mod project;
mod races;
mod refused;
