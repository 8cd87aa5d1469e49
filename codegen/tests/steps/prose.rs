//! The document's descriptions become rustdoc.

use stytch_connected_apps_codegen::prose::{doc, tidied};

#[test]
fn descriptions_become_no_doctests_broken_links_or_html() {
    assert_eq!(tidied("One.\n\n    let x = 1;\n\nTwo.\n"), "One.\n\n  let x = 1;\n\nTwo.");
    assert_eq!(tidied("A:\n```\nx\n```\n"), "A:\n```text\nx\n```");
    assert_eq!(tidied("A:\n```json\n    {}\n```"), "A:\n```json\n    {}\n```");
    assert_eq!(tidied("A:\n~~~~\n```\nx\n~~~~"), "A:\n~~~~text\n```\nx\n~~~~");
    assert_eq!(tidied("A:\n\n\tx\n"), "A:\n\n  x");
    assert_eq!(tidied("```\n[x]\n```\nA [y].\n"), "```text\n[x]\n```\nA \\[y].");
    assert_eq!((tidied("one line").as_str(), tidied("\n").as_str()), (" one line", ""));
    // Links, HTML and bare URLs.
    assert_eq!(
        tidied("See [this] and [that](https://a.example/b)."),
        r" See \[this] and [that](https://a.example/b)."
    );
    assert_eq!(
        tidied("A <string>, 1 < 2, `<code>` and `[code]`"),
        r" A \<string>, 1 < 2, `<code>` and `[code]`"
    );
    assert_eq!(tidied("At https://a.example/b."), " At <https://a.example/b>.");
    assert_eq!(tidied("At https://a.example/b too"), " At <https://a.example/b> too");
    assert_eq!(tidied("<https://a.example/b> and [`Client`]: x"), " <https://a.example/b> and [`Client`]: x");
    assert_eq!(tidied("an odd ` mark <b>"), r" an odd ` mark \<b>");
    assert_eq!(tidied("ends with </b>"), r" ends with \</b>");
}

#[test]
fn an_item_without_a_description_is_documented_by_its_name() {
    assert_eq!(doc(Some("A text.\n"), "name"), " A text.");
    assert_eq!((doc(None, "name"), doc(Some(" "), "name")), (" `name`".to_owned(), " `name`".to_owned()));
}
