//! Documents with schemas drawn at random: the build refuses each at a line, or every type has a name of its own.
//! `examples/drawn.rs` writes documents of those that build, for `.ci/exchange`.

mod draw;

use std::collections::BTreeSet;

use draw::Draw;
use syn::Item;

#[test]
fn a_drawn_document_is_refused_at_a_line_or_names_each_type_once() {
    let (mut built, mut unsupported) = (0, Vec::new());
    for seed in 0..2_000 {
        let document = Draw(seed).document();
        let text = serde_json::to_string_pretty(&document).expect("JSON");
        match stytch_connected_apps_codegen::run("drawn", &text, &[]) {
            Ok(generated) => {
                names_each_type_once(&generated.client, &text);
                built += 1;
            }
            Err(problems) => {
                for line in problems.to_string().lines().filter(|line| !line.starts_with("and ")) {
                    let place: Vec<&str> = line.splitn(4, ':').collect();
                    let [_, row, column, _] = place[..] else { panic!("{seed}: {line}") };
                    assert!(
                        row.parse::<usize>().is_ok() && column.parse::<usize>().is_ok(),
                        "{seed}: {line}"
                    );
                    if line.contains("the generator does not support") {
                        unsupported.push(format!("{seed}: {line}"));
                    }
                }
            }
        }
    }
    // The generator's own refusals are rare, but have a line too.
    assert!(unsupported.len() < 5, "{}", unsupported.join("\n"));
    assert!(built > 200, "{built}");
}

fn names_each_type_once(client: &str, text: &str) {
    let file = syn::parse_file(client).expect("Rust");
    let types = file.items.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == "types" => module.content.as_ref().map(|(_, items)| items),
        _ => None,
    });
    let mut names = BTreeSet::new();
    for item in types.expect("types") {
        let name = match item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            _ => continue,
        };
        assert!(names.insert(name.clone()), "{name}\n{text}");
    }
}
