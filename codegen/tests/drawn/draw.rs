//! Draws schemas: objects, enums, unions, lists, maps and compositions, with titles and names that collide.

use serde_json::{Map, Value, json};

/// Draws the same from the same seed, on every machine.
pub(crate) struct Draw(pub(crate) u64);

/// Few names, so that they collide.
const NAMES: [&str; 6] = ["thing", "Thing", "part", "thing_part", "item", "kind"];
const TITLES: [&str; 5] = ["Thing", "Part", "ThingPart", "ThingItem", "thing kind"];
const WORDS: [&str; 5] = ["a", "b", "two words", "", "A"];

impl Draw {
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        // SplitMix64.
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).expect("below the limit")
    }

    fn one_of(&mut self, words: &[&'static str]) -> &'static str {
        words[self.below(words.len())]
    }

    fn is(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    /// A document with one operation for each direction, and three schemas that may refer to each other.
    pub(crate) fn document(&mut self) -> Value {
        let names = ["Thing", "ThingPart", "Kind"];
        let schemas: Map<String, Value> =
            names.iter().map(|name| ((*name).to_owned(), self.schema(3))).collect();
        let body = self.object(3);
        let media = |schema: Value| json!({"application/json": {"schema": schema}});
        let success = self.object(3);
        json!({
            "openapi": "3.0.3",
            "info": {"title": "Drawn", "version": "1"},
            "paths": {"/v1/things": {"post": {
                "operationId": "thing",
                "requestBody": {"required": true, "content": media(body)},
                "responses": {"200": {"description": "Done", "content": media(success)}},
            }}},
            "components": {"schemas": schemas},
        })
    }

    fn schema(&mut self, depth: usize) -> Value {
        let mut schema = match self.below(if depth == 0 { 5 } else { 12 }) {
            0 => json!({"type": "string"}),
            1 => json!({"type": "integer"}),
            2 => json!({"type": self.one_of(&["boolean", "number"])}),
            3 | 4 => self.words(),
            5 => {
                json!({"$ref": format!("#/components/schemas/{}", self.one_of(&["Thing", "ThingPart", "Kind"]))})
            }
            6 => json!({"type": "array", "items": self.schema(depth - 1)}),
            7 => json!({"type": "object", "additionalProperties": self.schema(depth - 1)}),
            8 => json!({"oneOf": self.several(depth - 1)}),
            9 => json!({"anyOf": self.several(depth - 1)}),
            10 => json!({"allOf": [self.object(depth - 1), self.object(depth - 1)]}),
            _ => self.object(depth - 1),
        };
        if schema.get("$ref").is_none() {
            if self.is(3) {
                schema["title"] = self.one_of(&TITLES).into();
            }
            if self.is(4) {
                schema["nullable"] = true.into();
            }
        }
        schema
    }

    fn words(&mut self) -> Value {
        let first = self.below(WORDS.len());
        let words: Vec<&str> = WORDS.iter().cycle().skip(first).take(1 + self.below(3)).copied().collect();
        json!({"type": "string", "enum": words})
    }

    fn several(&mut self, depth: usize) -> Vec<Value> {
        (0..=self.below(3)).map(|_| self.schema(depth)).collect()
    }

    fn object(&mut self, depth: usize) -> Value {
        let properties: Map<String, Value> =
            (0..=self.below(3)).map(|_| (self.one_of(&NAMES).to_owned(), self.schema(depth))).collect();
        let required: Vec<String> = properties.keys().filter(|_| self.is(2)).cloned().collect();
        let mut object = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            object["required"] = required.into();
        }
        if self.is(6) {
            object["additionalProperties"] = self.is(2).into();
        }
        object
    }
}
