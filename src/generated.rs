//! The code that `build.rs` generates from the OpenAPI document: the models, the builders, the methods of `Client`,
//! and the table of operations.

include!(concat!(env!("OUT_DIR"), "/client.rs"));
include!(concat!(env!("OUT_DIR"), "/operations.rs"));
