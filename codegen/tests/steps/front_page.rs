//! The README becomes the front page of the rustdoc.

use stytch_connected_apps_codegen::front_page::front_page;

const README: &str = "\
See [`Client`], [`Url`], [costs] and the [manual].

```rust
client.get_thing().await?;
```

```rust
fn main() {}
```

```sh
cargo test
```

[`Client`]: src/client/mod.rs
[`Url`]: https://a.example/url
[costs]: benches/README.md
[manual]: https://crates.io/crates/stytch-connected-apps-cli
";

const PAGE: &str = "\
See [`Client`], [`Url`], [costs] and the [manual].

```rust
# #[tokio::main(flavor = \"current_thread\")]
# async fn main() -> Result<(), Box<dyn std::error::Error>> {
client.get_thing().await?;
# Ok(())
# }
```

```rust
fn main() {}
```

```sh
cargo test
```

[`Url`]: https://a.example/url
[costs]: crate::guide::costs
[manual]: https://crates.io/crates/stytch-connected-apps-cli
";

#[test]
fn links_go_to_items_and_code_becomes_programs() {
    assert_eq!(front_page(README), PAGE);
}
