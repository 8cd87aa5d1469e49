use serde_json::Value;

use crate::calls::call::Call;
use crate::calls::example;
use crate::headers::session_headers;
use crate::prose::tidied;

/// The docs of an operation's method.
pub fn operation(call: &Call, tree: &Value, adapted: &Value) -> String {
    let text = |key: &str| call.written.value.get(key).and_then(Value::as_str);
    let (verb, path) = (call.written.method.to_uppercase(), call.written.path);
    let mut paragraphs = Vec::new();
    paragraphs.extend(
        text("summary").map(|text| tidied(text.trim().trim_end_matches(['.', ','])).trim().to_owned()),
    );
    paragraphs.extend(text("description").map(|text| tidied(text.trim()).trim().to_owned()));
    paragraphs.push(format!("`{verb} {path}`"));
    paragraphs.push(match session_headers(&call.written).is_empty() {
        true => "Accepts no member session.".to_owned(),
        false => {
            "Accepts a member session; see [`with_member_session`](Self::with_member_session).".to_owned()
        }
    });
    if call.written.value.get("x-pagination").is_some() {
        let builder = &call.builder;
        paragraphs.push(format!(
            "The response is a page. [`stream`](builder::{builder}::stream) yields the items on all pages and \
             [`pages`](builder::{builder}::pages) the pages themselves."
        ));
    }
    paragraphs.push(format!("# Example\n\n{}", example::doctest(call, tree, adapted)));
    format!(" {}", paragraphs.join("\n\n"))
}
