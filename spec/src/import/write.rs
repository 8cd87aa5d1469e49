//! YAML in the style of our document: lists indented below their key, short lists of words on one line, prose as
//! blocks. The library that reads the document writes its scalars.

use serde_json::{Map, Value};

/// The entries of a mapping, each line indented by `indent`.
pub fn entries(map: &Map<String, Value>, indent: usize) -> String {
    map.iter().map(|(key, value)| entry(key, value, indent)).collect()
}

/// One entry of a mapping.
pub fn entry(key: &str, value: &Value, indent: usize) -> String {
    let start = format!("{:indent$}{}:", "", scalar(&key.into()));
    match value {
        Value::Object(map) if map.is_empty() => format!("{start} {{}}\n"),
        Value::Object(map) => format!("{start}\n{}", entries(map, indent + 2)),
        Value::Array(items) => {
            match on_one_line(key, items).filter(|line| start.len() + line.len() < WIDTH) {
                Some(line) => format!("{start} {line}\n"),
                None => format!("{start}\n{}", list(items, indent + 2)),
            }
        }
        Value::String(text) => format!("{start} {}", string(text, indent)),
        other => format!("{start} {}\n", scalar(other)),
    }
}

/// The items of a list, each line indented by `indent`.
pub fn list(items: &[Value], indent: usize) -> String {
    let item = |item: &Value| match item {
        Value::Object(map) if !map.is_empty() => {
            let lines = entries(map, indent + 2);
            format!("{:indent$}- {}", "", &lines[indent + 2..])
        }
        Value::String(text) => format!("{:indent$}- {}", "", string(text, indent)),
        Value::Array(items) => format!("{:indent$}- {}\n", "", json_line(items)),
        other => format!("{:indent$}- {}\n", "", scalar(other)),
    };
    items.iter().map(item).collect()
}

/// The longest line of a list.
const WIDTH: usize = 100;

/// A list of plain words, or the one part of a composition.
fn on_one_line(key: &str, items: &[Value]) -> Option<String> {
    if let [Value::Object(map)] = items
        && map.len() == 1
        && let Some(reference) = map.get("$ref")
        && key != "parameters"
    {
        return Some(format!("[{{$ref: {}}}]", scalar(reference)));
    }
    if key == "enum" {
        return None;
    }
    let is_plain = |text: &String| {
        text.chars().all(|character| character.is_alphanumeric() || "_-./:".contains(character))
    };
    let words = items
        .iter()
        .map(|item| (!item.is_array() && !item.is_object()).then(|| scalar(item)).filter(is_plain));
    Some(format!("[{}]", words.collect::<Option<Vec<_>>>()?.join(", ")))
}

/// JSON is YAML on one line.
fn json_line(items: &[Value]) -> String {
    Value::from(items).to_string()
}

fn string(text: &str, indent: usize) -> String {
    if !text.contains('\n') {
        return format!("{}\n", scalar(&text.into()));
    }
    let body = text.strip_suffix('\n').unwrap_or(text);
    let is_odd = |character: char| character.is_control() && character != '\n';
    if body.starts_with([' ', '\n']) || body.ends_with('\n') || text.chars().any(is_odd) {
        return format!("{}\n", Value::from(text));
    }
    let lines = body.split('\n').map(|line| match line.is_empty() {
        true => "\n".to_owned(),
        false => format!("{:1$}{line}\n", "", indent + 2),
    });
    let header = if text.ends_with('\n') { "|" } else { "|-" };
    format!("{header}\n{}", lines.collect::<String>())
}

fn scalar(value: &Value) -> String {
    // Every JSON value can be written as YAML.
    let text = yaml_serde::to_string(value).unwrap_or_else(|_| value.to_string());
    let text = text.trim_end();
    if text.contains('\n') { value.to_string() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn text_reads_back_as_the_same_value() {
        let value = json!({
            "'200'": {"200": {"yes": "no", "null": null, "true": true, "one": "1", "empty": {}, "none": []}},
            "lists": {"words": ["a", "b_c"], "odd": ["a, b", "]", "{x}", "- y"], "deep": [[1, 2], [{"a": "b: c"}], {}],
                "maps": [{"a": 1, "b": [{"c": {"d": "e"}}]}, {"f": "g"}]},
            "text": {"lines": "a\n\n  b\nc\n", "no end": "a\nb", "two ends": "a\n\n", "indented": " a\nb\n",
                "tab": "a\tb\nc", "colon": "a: b", "hash": "a # b", "quote": "it's \"so\"", "space": " a ", "none": "",
                "unicode": "é — ✓", "description": "short"},
            "$ref": "#/components/schemas/A",
            "allOf": [{"$ref": "#/components/schemas/A"}],
            "parameters": [{"$ref": "#/components/parameters/A"}],
            "enum": ["a", "b"],
        });
        let text = entries(value.as_object().expect("a map"), 0);
        let read: Value = yaml_serde::from_str(&text).expect("YAML");
        assert_eq!(read, value, "{text}");
    }

    #[test]
    fn the_style_is_ours() {
        let value = json!({"schema": {
            "type": "object",
            "allOf": [{"$ref": "#/components/schemas/Envelope"}],
            "required": ["a", "b"],
            "description": "One line.\n\nAnother.\n",
            "parameters": [{"$ref": "#/components/parameters/UserId"}, {"name": "limit", "in": "query"}],
            "enum": ["a"],
        }});
        assert_eq!(
            entries(value.as_object().expect("a map"), 0),
            "schema:
  type: object
  allOf: [{$ref: '#/components/schemas/Envelope'}]
  required: [a, b]
  description: |
    One line.

    Another.
  parameters:
    - $ref: '#/components/parameters/UserId'
    - name: limit
      in: query
  enum:
    - a
"
        );
    }
}
