//! The fixed fields of the objects in OpenAPI 3.0.3. `openapiv3` neither rejects unknown ones nor requires all
//! required ones.
//!
//! <https://spec.openapis.org/oas/v3.0.3#schema>

/// The values that the document may have at a place.
pub enum Shape {
    /// Arbitrary data: examples, defaults, extensions.
    Any,
    Text,
    Bool,
    Number,
    /// One of these strings.
    Word(&'static [&'static str]),
    Object(&'static Object),
    /// An object, or a `$ref` to one.
    RefOr(&'static Object),
    /// A mapping whose keys the document chooses, and whose values have this shape.
    Map(&'static Shape),
    /// A [`Map`](Shape::Map) that also takes extensions.
    Extensible(&'static Shape),
    List(&'static Shape),
    /// `additionalProperties`: a schema or a boolean.
    SchemaOrBool,
}

pub struct Object {
    /// The specification's name for it, as in messages.
    pub name: &'static str,
    pub required: &'static [&'static str],
    pub fields: &'static [(&'static str, Shape)],
}

impl Object {
    /// The section of `components` that holds objects of this kind.
    pub fn components_section(&self) -> Option<&'static str> {
        let holds = |shape: &Shape| matches!(shape, Map(RefOr(object)) if object.name == self.name);
        COMPONENTS.fields.iter().find_map(|(name, shape)| holds(shape).then_some(*name))
    }

    /// Returns whether a key is none of the object's, nor an extension.
    pub fn lacks(&self, key: &str) -> bool {
        !key.starts_with("x-") && self.field(key).is_none()
    }

    pub fn field(&self, key: &str) -> Option<&'static Shape> {
        self.fields.iter().find_map(|(name, shape)| (*name == key).then_some(shape))
    }
}

/// The objects that take this project's extensions. These are listed among their fields.
pub static EXTENDED: [&Object; 4] = [&OPENAPI, &OPERATION, &PARAMETER, &SCHEMA];

use Shape::{Any, Bool, Extensible, List, Map, Number, RefOr, SchemaOrBool, Text, Word};

macro_rules! objects {
    ($($ident:ident $name:literal [$($required:literal)*] { $($key:literal: $shape:expr,)* })*) => {
        $(pub static $ident: Object = Object {
            name: $name,
            required: &[$($required),*],
            fields: &[$(($key, $shape)),*],
        };)*
    };
}

objects! {
    OPENAPI "document" ["openapi" "info" "paths"] {
        "openapi": Text,
        "info": Shape::Object(&INFO),
        "servers": List(&Shape::Object(&SERVER)),
        "paths": Extensible(&Shape::Object(&PATH_ITEM)),
        "components": Shape::Object(&COMPONENTS),
        "security": List(&Any),
        "tags": List(&Shape::Object(&TAG)),
        "externalDocs": Shape::Object(&EXTERNAL_DOCS),
        "x-default-responses": Map(&RefOr(&RESPONSE)),
    }
    INFO "info object" ["title" "version"] {
        "title": Text,
        "description": Text,
        "termsOfService": Text,
        "contact": Shape::Object(&CONTACT),
        "license": Shape::Object(&LICENSE),
        "version": Text,
    }
    CONTACT "contact object" [] { "name": Text, "url": Text, "email": Text, }
    LICENSE "license object" ["name"] { "name": Text, "url": Text, }
    SERVER "server object" ["url"] {
        "url": Text,
        "description": Text,
        "variables": Map(&Shape::Object(&SERVER_VARIABLE)),
    }
    SERVER_VARIABLE "server variable" ["default"] {
        "enum": List(&Any),
        "default": Any,
        "description": Text,
    }
    COMPONENTS "components object" [] {
        "schemas": Map(&RefOr(&SCHEMA)),
        "responses": Map(&RefOr(&RESPONSE)),
        "parameters": Map(&RefOr(&PARAMETER)),
        "examples": Map(&RefOr(&EXAMPLE)),
        "requestBodies": Map(&RefOr(&REQUEST_BODY)),
        "headers": Map(&RefOr(&HEADER)),
        "securitySchemes": Map(&RefOr(&SECURITY_SCHEME)),
        "links": Map(&RefOr(&LINK)),
        "callbacks": Map(&Any),
    }
    PATH_ITEM "path item" [] {
        "summary": Text,
        "description": Text,
        "get": Shape::Object(&OPERATION),
        "put": Shape::Object(&OPERATION),
        "post": Shape::Object(&OPERATION),
        "delete": Shape::Object(&OPERATION),
        "options": Shape::Object(&OPERATION),
        "head": Shape::Object(&OPERATION),
        "patch": Shape::Object(&OPERATION),
        "trace": Shape::Object(&OPERATION),
        "servers": List(&Shape::Object(&SERVER)),
        "parameters": List(&RefOr(&PARAMETER)),
    }
    OPERATION "operation" ["responses"] {
        "tags": List(&Text),
        "summary": Text,
        "description": Text,
        "externalDocs": Shape::Object(&EXTERNAL_DOCS),
        "operationId": Text,
        "parameters": List(&RefOr(&PARAMETER)),
        "requestBody": RefOr(&REQUEST_BODY),
        "responses": Extensible(&RefOr(&RESPONSE)),
        "callbacks": Map(&Any),
        "deprecated": Bool,
        "security": List(&Any),
        "servers": List(&Shape::Object(&SERVER)),
        "x-idempotent": Bool,
        "x-destructive": Bool,
        "x-pagination": Shape::Object(&PAGINATION),
        "x-timeout-seconds": Number,
        // Other tools have an extension of this name too. The checks tell ours.
        "x-rate-limit": Any,
    }
    PAGINATION "x-pagination object" ["cursor" "next" "items"] {
        "cursor": Text,
        "next": Text,
        "items": Text,
    }
    EXTERNAL_DOCS "externalDocs object" ["url"] { "description": Text, "url": Text, }
    PARAMETER "parameter" ["name" "in"] {
        "name": Text,
        "in": Word(&["path", "query", "header", "cookie"]),
        "description": Text,
        "required": Bool,
        "deprecated": Bool,
        "allowEmptyValue": Bool,
        "style": Text,
        "explode": Bool,
        "allowReserved": Bool,
        "schema": RefOr(&SCHEMA),
        "example": Any,
        "examples": Map(&RefOr(&EXAMPLE)),
        "content": Map(&Shape::Object(&MEDIA_TYPE)),
        "x-project-id": Bool,
    }
    HEADER "header" [] {
        "description": Text,
        "required": Bool,
        "deprecated": Bool,
        "allowEmptyValue": Bool,
        "style": Text,
        "explode": Bool,
        "allowReserved": Bool,
        "schema": RefOr(&SCHEMA),
        "example": Any,
        "examples": Map(&RefOr(&EXAMPLE)),
        "content": Map(&Shape::Object(&MEDIA_TYPE)),
    }
    REQUEST_BODY "request body" ["content"] {
        "description": Text,
        "content": Map(&Shape::Object(&MEDIA_TYPE)),
        "required": Bool,
    }
    RESPONSE "response" ["description"] {
        "description": Text,
        "headers": Map(&RefOr(&HEADER)),
        "content": Map(&Shape::Object(&MEDIA_TYPE)),
        "links": Map(&RefOr(&LINK)),
    }
    MEDIA_TYPE "media type" [] {
        "schema": RefOr(&SCHEMA),
        "example": Any,
        "examples": Map(&RefOr(&EXAMPLE)),
        "encoding": Map(&Any),
    }
    EXAMPLE "example" [] {
        "summary": Text,
        "description": Text,
        "value": Any,
        "externalValue": Text,
    }
    LINK "link" [] {
        "operationRef": Text,
        "operationId": Text,
        "parameters": Map(&Any),
        "requestBody": Any,
        "description": Text,
        "server": Shape::Object(&SERVER),
    }
    TAG "tag" ["name"] {
        "name": Text,
        "description": Text,
        "externalDocs": Shape::Object(&EXTERNAL_DOCS),
    }
    SCHEMA "schema" [] {
        "title": Text,
        "description": Text,
        "type": Word(&["string", "integer", "number", "boolean", "array", "object"]),
        "format": Text,
        "enum": List(&Any),
        "default": Any,
        "example": Any,
        "nullable": Bool,
        "required": List(&Text),
        "properties": Map(&RefOr(&SCHEMA)),
        "additionalProperties": SchemaOrBool,
        "items": RefOr(&SCHEMA),
        "allOf": List(&RefOr(&SCHEMA)),
        "oneOf": List(&RefOr(&SCHEMA)),
        "anyOf": List(&RefOr(&SCHEMA)),
        "not": RefOr(&SCHEMA),
        "multipleOf": Number,
        "maximum": Number,
        "exclusiveMaximum": Bool,
        "minimum": Number,
        "exclusiveMinimum": Bool,
        "maxLength": Number,
        "minLength": Number,
        "pattern": Text,
        "maxItems": Number,
        "minItems": Number,
        "uniqueItems": Bool,
        "maxProperties": Number,
        "minProperties": Number,
        "readOnly": Bool,
        "writeOnly": Bool,
        "deprecated": Bool,
        "discriminator": Shape::Object(&DISCRIMINATOR),
        "xml": Any,
        "externalDocs": Shape::Object(&EXTERNAL_DOCS),
        "x-space-separated": Text,
        "x-not-secret": Text,
    }
    DISCRIMINATOR "discriminator" ["propertyName"] {
        "propertyName": Text,
        "mapping": Map(&Text),
    }
    SECURITY_SCHEME "security scheme" ["type"] {
        "type": Word(&["apiKey", "http", "oauth2", "openIdConnect"]),
        "description": Text,
        "name": Text,
        "in": Text,
        "scheme": Text,
        "bearerFormat": Text,
        "flows": Any,
        "openIdConnectUrl": Text,
    }
}
