//! Changes of the values in requests and responses.

use super::{GET, POST, see};

#[test]
fn every_change_of_a_value_is_seen() {
    see(&[
        // Fields.
        ("        id: {type: string}\n", "        key: {type: string}\n", GET, "response.key: missing here"),
        ("        id: {type: string}\n", "", GET, "response.id: missing at the vendor"),
        (
            "required: [id]",
            "required: [id, note]",
            GET,
            "response.note: optional here, required at the vendor",
        ),
        ("required: [id]", "required: []", POST, "response.id: required here, optional at the vendor"),
        (
            "        name: {type: string}\n",
            "        name: {type: boolean}\n",
            GET,
            "response.name: string here, boolean at the vendor",
        ),
        (
            "format: int32",
            "format: int64",
            GET,
            "response.count: integer (int32) here, integer (int64) at the vendor",
        ),
        (
            "count: {type: integer, format: int32",
            "count: {type: array, items: {type: integer}",
            GET,
            "response.count: integer (int32) here, list at the vendor",
        ),
        (
            "note: {type: string, nullable: true}",
            "note: {type: string}",
            GET,
            "response.note: nullable here, not at the vendor",
        ),
        (
            "        id: {type: string}\n",
            "        id: {type: [string, 'null']}\n",
            GET,
            "response.id: nullable at the vendor, not here",
        ),
        (
            "        id: {type: string}\n",
            "        id: {type: string, deprecated: true}\n",
            GET,
            "response.id: deprecated at the vendor, not here",
        ),
        (
            "old: {type: string, deprecated: true}",
            "old: {type: string}",
            POST,
            "response.old: deprecated here, not at the vendor",
        ),
        (
            "made: {type: string, readOnly: true}",
            "made: {type: string}",
            GET,
            "response.made: read-only here, not at the vendor",
        ),
        (", writeOnly: true", "", POST, "request.secret: write-only here, not at the vendor"),
        ("[small, large]", "[small]", GET, "response.size: without the words large at the vendor"),
        ("[small, large]", "[small, large, huge]", POST, "request.size: without the words huge here"),
        (
            "enum: [circle]",
            "enum: [round]",
            GET,
            "response.shape|.kind: without the words round here, without circle at the vendor",
        ),
        (
            "labels: {type: object, additionalProperties: {type: string}}",
            "labels: {type: object, additionalProperties: {type: integer}}",
            GET,
            "response.labels{}: string here, integer at the vendor",
        ),
        (
            "additionalProperties: true",
            "additionalProperties: {type: string}",
            GET,
            "response.extra: open object here, map at the vendor",
        ),
        (
            "additionalProperties: true",
            "additionalProperties: false",
            GET,
            "response.extra: open object here, object at the vendor",
        ),
        (
            "    Named:\n      type: object\n",
            "    Named:\n      type: object\n      additionalProperties: {type: string}\n",
            GET,
            "response{}: missing here",
        ),
        (
            "    NewThing:\n      type: object\n",
            "    NewThing:\n      type: object\n      additionalProperties: true\n",
            POST,
            "request{}: missing here",
        ),
        (
            "anyOf: [{required: [size]}, {required: [weight]}]",
            "oneOf: [{required: [size]}, {required: [weight]}]",
            POST,
            "request: set exactly one of `size`, `weight` at the vendor, not here",
        ),
        (
            "      anyOf: [{required: [size]}, {required: [weight]}]\n",
            "",
            POST,
            "request: set at least one of `size`, `weight` here, not at the vendor",
        ),
        (
            ": {type: string, enum: [small, large]}",
            ": {type: string}",
            GET,
            "response.size: one of small, large here, any value at the vendor",
        ),
        (
            "        id: {type: string}\n",
            "        id: {type: string, enum: [a, b]}\n",
            GET,
            "response.id: any value here, one of a, b at the vendor",
        ),
        // Unions.
        (
            "        - {$ref: '#/components/schemas/Square'}\n",
            "",
            GET,
            "response.shape|: missing at the vendor",
        ),
        (
            "        - {$ref: '#/components/schemas/Square'}\n",
            "        - {$ref: '#/components/schemas/Square'}\n        - {$ref: '#/components/schemas/Named'}\n",
            GET,
            "response.shape|: missing here",
        ),
        (
            "width: {type: integer}",
            "width: {type: number}",
            GET,
            "response.shape|.width: integer here, number at the vendor",
        ),
        (
            "propertyName: kind",
            "propertyName: type",
            GET,
            "response.shape: discriminator `kind` here, discriminator `type` at the vendor",
        ),
        (
            "      discriminator: {propertyName: kind}\n",
            "",
            GET,
            "response.shape: discriminator `kind` here, no discriminator at the vendor",
        ),
    ]);
}
