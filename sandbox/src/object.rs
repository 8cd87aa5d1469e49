//! Models that decode from JSON objects alone. serde's derive also accepts an array, with the fields in order.

/// Implements `Deserialize` for types that derive it with `remote = "Self"`.
macro_rules! from_objects {
    ($($name:ident),*) => {$(
        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                struct Fields;

                impl<'de> ::serde::de::Visitor<'de> for Fields {
                    type Value = $name;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str("an object")
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        fields: A,
                    ) -> ::std::result::Result<$name, A::Error> {
                        $name::deserialize(::serde::de::value::MapAccessDeserializer::new(fields))
                    }
                }

                deserializer.deserialize_map(Fields)
            }
        }
    )*};
}

/// Implements `Serialize` for types that derive it with `remote = "Self"`.
macro_rules! to_objects {
    ($($name:ident),*) => {$(
        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                Self::serialize(self, serializer)
            }
        }
    )*};
}

pub(crate) use {from_objects, to_objects};
