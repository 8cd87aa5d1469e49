//! Seeds, bodies and lists of ids as editors save them.

use std::fs::write;

use serde_json::Value;

use crate::support::{World, few};

/// The text in each encoding, with and without a byte order mark.
fn saved(text: &str) -> Vec<Vec<u8>> {
    let encode = |text: String, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect();
    let texts = || ["", "\u{feff}"].map(|mark| format!("{mark}{text}")).into_iter();
    let le = texts().map(|text| encode(text, u16::to_le_bytes));
    let be = texts().map(|text| encode(text, u16::to_be_bytes));
    texts().map(String::into_bytes).chain(le).chain(be).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn seeds_bodies_and_ids_are_read_in_utf_8_and_utf_16() {
    let world = World::new(few()).await;
    for seed in saved("users:\r\n- {user_id: zoë}\r\n") {
        write(world.path("s.yaml"), &seed).expect("a file");
        let users = world.succeed(&["call", "search_users", "--sandbox=s.yaml", "--output", "csv"]);
        assert!(users.contains("zoë"), "{seed:?}: {users}");
    }
    let query =
        r#"{"query":{"operator":"AND","operands":[{"filter_name":"user_id","filter_value":["user-2"]}]}}"#;
    for body in saved(query) {
        write(world.path("b.json"), &body).expect("a file");
        let users = world.succeed(&["call", "search_users", "--body", "@b.json", "--output", "json"]);
        let users: Value = serde_json::from_str(&users).expect("JSON");
        assert_eq!(users["results"][0]["user_id"], "user-2", "{body:?}");
        assert_eq!(users["results"].as_array().map(Vec::len), Some(1));
    }
    for end in ["\n", "\r\n", "\r", " \n\n", "\r\n\u{1a}"] {
        for ids in saved(&format!("user-1{end}user-2{end}")) {
            write(world.path("ids.txt"), &ids).expect("a file");
            let row = world.succeed(&["review", "r.sqlite", "--new", "--ids", "ids.txt", "--output", "csv"]);
            assert!(row.ends_with(",2,0,2,3,0\n"), "{ids:?}: {row}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_in_another_encoding_is_refused_and_nothing_is_sent() {
    let world = World::new(few()).await;
    write(world.path("s"), b"{\"users\": [{\"user_id\": \"Zo\xeb\"}]}").expect("a file");
    for (arguments, says) in [
        (&["call", "search_users", "--sandbox=s"][..], "error: s: not UTF-8; save it as UTF-8\n"),
        (&["call", "search_users", "--body", "@s"], "error: s: not UTF-8; save it as UTF-8\n"),
        (&["review", "r.sqlite", "--ids", "s"], "error: cannot read s: stream did not contain valid UTF-8\n"),
    ] {
        let ran = world.run(arguments);
        assert!(ran.code != Some(0) && ran.err == says, "{ran:?}");
    }
    assert_eq!(world.sandbox.requests().len(), 0);
}
