//! The table of operations.

use crate::{OTHER, generated};

#[test]
fn a_row_describes_its_operation() {
    let rows = generated(OTHER).operations;
    let row = |id: &str| {
        let start = rows.find(&format!("id: \"{id}\"")).unwrap_or_else(|| panic!("no row {id}"));
        rows[start..].split("};").next().expect("a row").to_owned()
    };
    assert!(row("list_things").contains("idempotent: true"));
    assert!(row("create_thing").contains("idempotent: false"));
    assert!(row("touch_thing").contains("idempotent: true"), "POST with x-idempotent: true");
    assert!(row("replace_thing").contains("idempotent: false"), "PUT with x-idempotent: false");
    assert!(row("delete_thing").contains("returns_json: false"));
    assert!(row("list_things").contains("session_headers: &[\"x-stytch-member-session\"]"));
    assert!(row("create_thing").contains("session_headers: &[]"));
    // The lists cover every schema, also those composed with `allOf`.
    let names =
        |list: &str| rows.split(&format!("static {list}: ")).nth(1).and_then(|rest| rest.split(';').next());
    assert!(
        names("PROPERTIES").is_some_and(|names| names.contains("\"at\"") && names.contains("\"things\""))
    );
    assert!(
        names("SECRET_PROPERTIES")
            .is_some_and(|names| names.contains("\"key\"") && !names.contains("\"at\""))
    );
}
