//! Models of ours that stand for the vendor's.

use serde_json::Value;
use spec::import::{Fragment, Options, import};

use super::{OURS, SEARCH, THEIRS, document, with_prose};

/// The import of the search into our document, which has these schemas too.
fn searched(schemas: &str, options: &Options) -> Fragment {
    let ours = OURS.replace("\n# The end.\n", schemas);
    let wanted = [SEARCH.parse().expect("an operation")];
    import(&document("ours", &ours), &document("theirs", THEIRS), &wanted, options).expect("an import")
}

fn reference<'a>(fragment: &'a Fragment, pointer: &str) -> &'a Value {
    fragment.components["schemas"].pointer(pointer).unwrap_or(&Value::Null)
}

const EMAIL: &str = "/User/properties/emails/items/$ref";
const USER: &str = "/SearchUsersResponse/properties/results/items/$ref";

#[test]
fn a_model_under_a_longer_name_is_taken_up_where_its_fields_agree() {
    let schema = "
    UserEmail:
      type: object
      required: [email_id]
      properties: {email_id: {type: string}, email: {type: string, nullable: true, maxLength: 99}}
";
    let fragment = searched(schema, &with_prose());
    assert_eq!(*reference(&fragment, EMAIL), "#/components/schemas/UserEmail");
    assert_eq!(fragment.taken, [("UserEmail".to_owned(), "api_user_v1_Email".to_owned())]);
    for other in [
        schema.replace("email: {type: string,", "email: {type: boolean,"),
        schema.replace("email: {type", "mail: {type"),
        schema.replace("[email_id]", "[email_id, email]"),
        schema.replace("UserEmail", "Address"),
        "\n    UserEmail: {type: object}\n".to_owned(),
    ] {
        let fragment = searched(&other, &with_prose());
        assert_eq!(*reference(&fragment, EMAIL), "#/components/schemas/Email", "{other}");
        assert_eq!(fragment.taken, [], "{other}");
    }
}

#[test]
fn a_model_is_taken_up_if_it_has_the_fields_that_come_along() {
    let schema = "
    User:
      type: object
      required: [user_id]
      properties: {user_id: {type: string}, has_password: {type: boolean}}
";
    let options = |fields: &[&str]| Options {
        fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        ..with_prose()
    };
    let fragment = searched(schema, &options(&["results.user_id"]));
    assert_eq!(*reference(&fragment, USER), "#/components/schemas/User");
    assert!(fragment.taken.contains(&("User".to_owned(), "api_user_v1_User".to_owned())));
    for fields in [&["results.user_id", "results.last_token"][..], &[]] {
        let fragment = searched(schema, &options(fields));
        assert_eq!(*reference(&fragment, USER), "#/components/schemas/UserUser", "{fields:?}");
    }
}
