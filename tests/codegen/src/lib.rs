//! The modules of the build, as a library: what `build.rs` runs, the tests look into step by step.

#[path = "../../../codegen/mod.rs"]
mod codegen;

pub use codegen::*;
