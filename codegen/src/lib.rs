//! From the OpenAPI document to Rust, by pure functions over one tree. [`run`] takes these steps:
//!
//! 1. [`load`] parses the text and adds its [`defaults`].
//! 2. [`check`] finds the mistakes that loading accepts.
//! 3. [`adapt`] prepares the document for the generator.
//! 4. `generate` runs the generator, progenitor.
//! 5. `finish` adapts the generator's models to the crate.
//! 6. `calls` adds the code of the operations, and `operations` the table that everything else reads.
//!
//! [`front_page`] makes the crate's front page from its README.

// Ordered from the lowest layer up: a module imports only from the groups above its own.
mod grammar;
pub mod names;
pub mod problem;
mod slugs;

pub mod defaults;
pub mod positions;

mod syntax;
pub mod tree;

pub mod choices;
pub mod headers;
pub mod prose;
pub mod secrets;
mod tags;

pub mod sample;

pub mod load;

pub mod check;

pub mod adapt;

mod generate;

mod finish;

mod calls;
mod operations;

mod pipeline;

pub mod front_page;

pub use pipeline::{Generated, run};
