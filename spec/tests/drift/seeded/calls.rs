//! Changes of what a request is, where it goes, and which responses there are.

use super::{ALL, DELETE, GET, POST, see};

#[test]
fn every_change_of_a_call_is_seen() {
    see(&[
        // Operations.
        ("/v1/things:", "/v2/things:", "POST /v2/things", ": missing here"),
        ("    post:", "    put:", "PUT /v1/things", ": missing here"),
        ("    post:", "    put:", POST, ": missing at the vendor"),
        (
            "components:\n",
            "  /v9/elsewhere: {get: {responses: {'200': {description: Done}}}}\ncomponents:\n",
            "GET /v9/elsewhere",
            ": missing here",
        ),
        (
            "operationId: get_thing",
            "operationId: get_thing\n      deprecated: true",
            GET,
            ": deprecated at the vendor, not here",
        ),
        ("      deprecated: true\n", "", DELETE, ": deprecated here, not at the vendor"),
        // Where requests go and how they authenticate.
        (
            "https://test.",
            "https://beta.",
            ALL,
            "servers: https://live.example.com/v1, https://test.example.com here, https://beta.example.com, https://live.example.com/v1 at the vendor",
        ),
        (
            "{default: v1}",
            "{default: v2}",
            ALL,
            "servers: https://live.example.com/v1, https://test.example.com here, https://live.example.com/v2, https://test.example.com at the vendor",
        ),
        (
            "https://old.",
            "https://older.",
            DELETE,
            "servers: https://old.example.com here, https://older.example.com at the vendor",
        ),
        (
            "operationId: create_thing",
            "operationId: create_thing\n      servers: [{url: https://new.example.com}]",
            POST,
            "servers: https://live.example.com/v1, https://test.example.com here, https://new.example.com at the vendor",
        ),
        (
            "scheme: basic",
            "scheme: bearer",
            ALL,
            "security: basic authentication here, bearer authentication at the vendor",
        ),
        (
            "- basicAuth: []",
            "- keyAuth: []",
            ALL,
            "security: basic authentication here, a key in the header `X-Key` at the vendor",
        ),
        (
            "- basicAuth: []",
            "- basicAuth: []\n    keyAuth: []",
            ALL,
            "security: basic authentication here, a key in the header `X-Key` with basic authentication at the vendor",
        ),
        (
            "security: [{}]",
            "security: [{basicAuth: []}]",
            DELETE,
            "security: nothing here, basic authentication at the vendor",
        ),
        (
            "operationId: create_thing",
            "operationId: create_thing\n      security: [{keyAuth: []}]",
            POST,
            "security: basic authentication here, a key in the header `X-Key` at the vendor",
        ),
        // Parameters.
        ("name: detail, in: query", "name: depth, in: query", GET, "query.depth: missing here"),
        ("name: detail, in: query", "name: detail, in: header", GET, "query.detail: missing at the vendor"),
        (
            "name: X-Trace, in: header",
            "name: X-Trace, in: header, required: true",
            GET,
            "header.X-Trace: optional here, required at the vendor",
        ),
        (
            "name: X-Trace, in: header",
            "name: X-Trace, in: header, deprecated: true",
            GET,
            "header.X-Trace: deprecated at the vendor, not here",
        ),
        ("explode: false, ", "", GET, "query.tags: style form here, style form, exploded at the vendor"),
        (
            "explode: false, ",
            "style: pipeDelimited, ",
            GET,
            "query.tags: style form here, style pipeDelimited at the vendor",
        ),
        (
            "in: header, schema: {type: string}",
            "in: header, content: {application/json: {schema: {type: object}}}",
            GET,
            "header.X-Trace: style simple here, encoded as application/json at the vendor",
        ),
        (
            "in: header, schema: {type: string}",
            "in: header, schema: {type: boolean}",
            GET,
            "header.X-Trace: string here, boolean at the vendor",
        ),
        ("[all, none]", "[all, none, some]", GET, "query.detail: without the words some here"),
        (
            "items: {type: string}}}",
            "items: {type: integer}}}",
            GET,
            "query.tags[]: string here, integer at the vendor",
        ),
        // Bodies and responses.
        ("        required: true\n", "", POST, "request: required here, optional at the vendor"),
        (
            "content: {application/json: {schema: {$ref: '#/components/schemas/NewThing'}}}",
            "content: {application/x-www-form-urlencoded: {schema: {$ref: '#/components/schemas/NewThing'}}}",
            POST,
            "request: application/json here, application/x-www-form-urlencoded at the vendor",
        ),
        ("'201':", "'202':", POST, "status 202: missing here"),
        ("'404':", "'410':", GET, "status 410: missing here"),
        ("'404':", "'410':", GET, "status 404: missing at the vendor"),
        (
            "'200': {description: Done}",
            "'200': {description: Done}\n        '409': {description: In use}",
            DELETE,
            "status 409: missing here",
        ),
        (
            "'200': {description: Done}",
            "'200': {description: Done}\n        4xx: {description: No}",
            DELETE,
            "status 4XX: missing here",
        ),
        (
            "'200': {description: Done}",
            "'200': {description: Done}\n        default: {description: No}",
            DELETE,
            "status DEFAULT: missing here",
        ),
        (
            "'200': {description: Done}",
            "'200': {description: Done, content: {application/json: {schema: {type: object}}}}",
            DELETE,
            "response: missing here",
        ),
        (
            "code: {type: string}",
            "code: {type: integer}",
            GET,
            "status 404.code: string here, integer at the vendor",
        ),
        ("{X-Cost:", "{X-Price:", GET, "response header X-Price: missing here"),
        ("{X-Cost:", "{X-Price:", GET, "response header X-Cost: missing at the vendor"),
        (
            "X-Cost: {schema: {type: integer}}",
            "X-Cost: {schema: {type: string}}",
            GET,
            "response header X-Cost: integer here, string at the vendor",
        ),
    ]);
}
