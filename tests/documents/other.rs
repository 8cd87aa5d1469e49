// What the build makes of tests/documents/other.yaml. Written by the tests; see CONTRIBUTING.md.

use crate::Client;
/// Types used as operation parameters and responses.
#[allow(clippy::all)]
pub mod types {
    /// `Content`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum Content {
        Page(Page),
        Link(Link),
    }
    impl ::std::convert::From<Page> for Content {
        fn from(value: Page) -> Self {
            Self::Page(value)
        }
    }
    impl ::std::convert::From<Link> for Content {
        fn from(value: Link) -> Self {
            Self::Link(value)
        }
    }
    /// `Due`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Due {
        pub due_at: ::std::string::String,
        #[serde(flatten)]
        pub extra: ::std::collections::HashMap<
            ::std::string::String,
            ::std::string::String,
        >,
    }
    /// `Folder`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Folder {
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub folders: ::std::vec::Vec<Folder>,
        #[serde(default)]
        pub parent: ::std::boxed::Box<::std::option::Option<Folder>>,
        pub width: i32,
    }
    /// A kind, \[like this], \<or that>.
    #[derive(
        ::serde::Deserialize,
        ::serde::Serialize,
        Clone,
        Debug,
        Eq,
        Hash,
        Ord,
        PartialEq,
        PartialOrd
    )]
    #[non_exhaustive]
    pub enum Kind {
        #[serde(rename = "other")]
        Other,
        #[serde(rename = "unrecognized")]
        Unrecognized,
        #[serde(rename = "UNKNOWN")]
        Unknown,
        #[serde(rename = "two words")]
        TwoWords,
        /// A value that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized_(::std::string::String),
    }
    impl ::std::fmt::Display for Kind {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match self {
                Self::Other => f.write_str("other"),
                Self::Unrecognized => f.write_str("unrecognized"),
                Self::Unknown => f.write_str("UNKNOWN"),
                Self::TwoWords => f.write_str("two words"),
                Self::Unrecognized_(other) => f.write_str(other),
            }
        }
    }
    impl ::std::str::FromStr for Kind {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            match value {
                "other" => Ok(Self::Other),
                "unrecognized" => Ok(Self::Unrecognized),
                "UNKNOWN" => Ok(Self::Unknown),
                "two words" => Ok(Self::TwoWords),
                other => Ok(Self::Unrecognized_(other.to_owned())),
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Kind {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Kind {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    /// `Link`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Link {
        pub href: ::std::string::String,
    }
    impl Link {
        pub fn builder() -> builder::Link {
            Default::default()
        }
    }
    /// `ListReceiptsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct ListReceiptsResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
        pub receipts: ::std::vec::Vec<Receipt>,
    }
    /// `ListThingsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct ListThingsResponse {
        pub things: ::std::vec::Vec<Thing>,
    }
    /// `NewThing`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct NewThing {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub content: ::std::option::Option<Content>,
        pub kind: Kind,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub note: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<Size>,
    }
    impl NewThing {
        pub fn builder() -> builder::NewThing {
            Default::default()
        }
    }
    /// `Page`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Page {
        pub text: ::std::string::String,
    }
    impl Page {
        pub fn builder() -> builder::Page {
            Default::default()
        }
    }
    /// `Paid`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Paid {
        pub paid_at: ::std::string::String,
    }
    /// `Receipt`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Receipt {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub at: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i32>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub folder: ::std::option::Option<Folder>,
        pub key: crate::Secret,
        pub note: ::std::string::String,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<ReceiptState>,
        pub total: f64,
    }
    /// `ReceiptState`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum ReceiptState {
        Paid(Paid),
        Due(Due),
    }
    impl ::std::convert::From<Paid> for ReceiptState {
        fn from(value: Paid) -> Self {
            Self::Paid(value)
        }
    }
    impl ::std::convert::From<Due> for ReceiptState {
        fn from(value: Due) -> Self {
            Self::Due(value)
        }
    }
    /// `SearchReceiptsBody`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct SearchReceiptsBody {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub after: ::std::option::Option<::std::string::String>,
        pub order: ::std::string::String,
    }
    impl SearchReceiptsBody {
        pub fn builder() -> builder::SearchReceiptsBody {
            Default::default()
        }
    }
    /// `SearchReceiptsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct SearchReceiptsResponse {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
        pub receipts: ::std::vec::Vec<Receipt>,
    }
    /// `Size`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Size {
        pub width: i32,
    }
    impl Size {
        pub fn builder() -> builder::Size {
            Default::default()
        }
    }
    /// `Thing`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    pub struct Thing {
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i32>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<::std::string::String>,
        pub id: i64,
        pub kind: Kind,
        #[serde(
            default,
            skip_serializing_if = ":: std :: collections :: HashMap::is_empty"
        )]
        pub limits: ::std::collections::HashMap<::std::string::String, i32>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub parent: ::std::option::Option<::std::boxed::Box<Thing>>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tags: ::std::option::Option<::std::string::String>,
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub trace: ::std::option::Option<::std::string::String>,
        /// A name that YAML takes for a number
        #[serde(rename = "1", skip_serializing_if = "::std::option::Option::is_none")]
        pub x1: ::std::option::Option<::std::string::String>,
    }
    /// Types for composing complex structures.
    pub mod builder {
        #[derive(Clone, Debug)]
        pub struct Link {
            href: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Link {
            fn default() -> Self {
                Self {
                    href: Err("no value supplied for href".to_string()),
                }
            }
        }
        impl Link {
            pub fn href<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.href = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for href: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Link> for super::Link {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Link,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { href: value.href? })
            }
        }
        impl ::std::convert::From<super::Link> for Link {
            fn from(value: super::Link) -> Self {
                Self { href: Ok(value.href) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct NewThing {
            content: ::std::result::Result<
                ::std::option::Option<super::Content>,
                ::std::string::String,
            >,
            kind: ::std::result::Result<super::Kind, ::std::string::String>,
            note: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            size: ::std::result::Result<
                ::std::option::Option<super::Size>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for NewThing {
            fn default() -> Self {
                Self {
                    content: Ok(Default::default()),
                    kind: Err("no value supplied for kind".to_string()),
                    note: Ok(Default::default()),
                    size: Ok(Default::default()),
                }
            }
        }
        impl NewThing {
            pub fn content<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Content>>,
                T::Error: ::std::fmt::Display,
            {
                self.content = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for content: {e}")
                    });
                self
            }
            pub fn kind<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<super::Kind>,
                T::Error: ::std::fmt::Display,
            {
                self.kind = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kind: {e}")
                    });
                self
            }
            pub fn note<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.note = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for note: {e}")
                    });
                self
            }
            pub fn size<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Size>>,
                T::Error: ::std::fmt::Display,
            {
                self.size = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for size: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<NewThing> for super::NewThing {
            type Error = super::error::ConversionError;
            fn try_from(
                value: NewThing,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    content: value.content?,
                    kind: value.kind?,
                    note: value.note?,
                    size: value.size?,
                })
            }
        }
        impl ::std::convert::From<super::NewThing> for NewThing {
            fn from(value: super::NewThing) -> Self {
                Self {
                    content: Ok(value.content),
                    kind: Ok(value.kind),
                    note: Ok(value.note),
                    size: Ok(value.size),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Page {
            text: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for Page {
            fn default() -> Self {
                Self {
                    text: Err("no value supplied for text".to_string()),
                }
            }
        }
        impl Page {
            pub fn text<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.text = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for text: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Page> for super::Page {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Page,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { text: value.text? })
            }
        }
        impl ::std::convert::From<super::Page> for Page {
            fn from(value: super::Page) -> Self {
                Self { text: Ok(value.text) }
            }
        }
        #[derive(Clone, Debug)]
        pub struct SearchReceiptsBody {
            after: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            order: ::std::result::Result<::std::string::String, ::std::string::String>,
        }
        impl ::std::default::Default for SearchReceiptsBody {
            fn default() -> Self {
                Self {
                    after: Ok(Default::default()),
                    order: Err("no value supplied for order".to_string()),
                }
            }
        }
        impl SearchReceiptsBody {
            pub fn after<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.after = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for after: {e}")
                    });
                self
            }
            pub fn order<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.order = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for order: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<SearchReceiptsBody> for super::SearchReceiptsBody {
            type Error = super::error::ConversionError;
            fn try_from(
                value: SearchReceiptsBody,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    after: value.after?,
                    order: value.order?,
                })
            }
        }
        impl ::std::convert::From<super::SearchReceiptsBody> for SearchReceiptsBody {
            fn from(value: super::SearchReceiptsBody) -> Self {
                Self {
                    after: Ok(value.after),
                    order: Ok(value.order),
                }
            }
        }
        #[derive(Clone, Debug)]
        pub struct Size {
            width: ::std::result::Result<i32, ::std::string::String>,
        }
        impl ::std::default::Default for Size {
            fn default() -> Self {
                Self {
                    width: Err("no value supplied for width".to_string()),
                }
            }
        }
        impl Size {
            pub fn width<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<i32>,
                T::Error: ::std::fmt::Display,
            {
                self.width = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for width: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<Size> for super::Size {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Size,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self { width: value.width? })
            }
        }
        impl ::std::convert::From<super::Size> for Size {
            fn from(value: super::Size) -> Self {
                Self { width: Ok(value.width) }
            }
        }
    }
    /// Error types.
    pub mod error {
        /// Error from a `TryFrom` or `FromStr` implementation.
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
    impl Thing {
        /// The words of [`tags`](Self::tags), which separates them by spaces.
        pub fn tag_list(&self) -> ::std::str::SplitAsciiWhitespace<'_> {
            self.tags.as_deref().unwrap_or_default().split_ascii_whitespace()
        }
    }
}
impl Client {
    /**List things

Lists things.

  let not_a_doctest = 1;

```text
nor.this()
```


Sends a `GET` request to `/v1/things`

Arguments:
- `kind`
- `limit`: How many
- `x_request_reason`: Why

```no_run
# async fn example(client: stytch_connected_apps::Client) -> Result<(), stytch_connected_apps::Error> {
let response = client
    .list_things()
    .await?;
# Ok(())
# }
```*/
    ///
    /// Takes a member session: [`Client::with_member_session`].
    pub fn list_things(&self) -> builder::ListThings<'_> {
        builder::ListThings::new(self)
    }
    /**Sends a `POST` request to `/v1/things/create`


```text
let response = client.create_thing()
    .url(url)
    .api_version(api_version)
    .body(body)
    .await?;
```*/
    ///
    /// Takes no member session.
    pub fn create_thing(&self) -> builder::CreateThing<'_> {
        builder::CreateThing::new(self)
    }
    /**Sends a `PUT` request to `/v1/things/{thing_id}`


```text
let response = client.replace_thing()
    .thing_id(thing_id)
    .body(body)
    .await?;
```*/
    ///
    /// Takes no member session.
    pub fn replace_thing(&self) -> builder::ReplaceThing<'_> {
        builder::ReplaceThing::new(self)
    }
    /**Sends a `DELETE` request to `/v1/things/{thing_id}`


```text
let response = client.delete_thing()
    .thing_id(thing_id)
    .await?;
```*/
    ///
    /// Takes no member session.
    pub fn delete_thing(&self) -> builder::DeleteThing<'_> {
        builder::DeleteThing::new(self)
    }
    /**Sends a `POST` request to `/v1/kinds/{kind}/things/{label}`


```text
let response = client.touch_thing()
    .kind(kind)
    .label(label)
    .await?;
```*/
    ///
    /// Takes no member session.
    pub fn touch_thing(&self) -> builder::TouchThing<'_> {
        builder::TouchThing::new(self)
    }
    /**Sends a `POST` request to `/v1/receipts/search`


```text
let response = client.search_receipts()
    .body(body)
    .await?;
```*/
    ///
    /// Takes no member session.
    pub fn search_receipts(&self) -> builder::SearchReceipts<'_> {
        builder::SearchReceipts::new(self)
    }
    /**Sends a `GET` request to `/v1/receipts/list`


```no_run
# async fn example(client: stytch_connected_apps::Client) -> Result<(), stytch_connected_apps::Error> {
let response = client
    .list_receipts()
    .order("order")
    .await?;
# Ok(())
# }
```*/
    ///
    /// Takes no member session.
    pub fn list_receipts(&self) -> builder::ListReceipts<'_> {
        builder::ListReceipts::new(self)
    }
    /**Sends a `GET` request to `/v1/receipts`


```no_run
# async fn example(client: stytch_connected_apps::Client) -> Result<(), stytch_connected_apps::Error> {
let response = client
    .get_receipt()
    .await?;
# Ok(())
# }
```*/
    ///
    /// Takes no member session.
    pub fn get_receipt(&self) -> builder::GetReceipt<'_> {
        builder::GetReceipt::new(self)
    }
}
/// Types for composing operation parameters.
#[allow(clippy::all)]
pub mod builder {
    use super::types;
    use progenitor_client::{Error, ResponseValue};
    #[allow(unused_imports)]
    use progenitor_client::RequestBuilderExt;
    /**Builder for [`Client::list_things`]

[`Client::list_things`]: super::Client::list_things*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ListThings<'a> {
        client: &'a super::Client,
        kind: Result<Option<types::Kind>, String>,
        limit: Result<Option<i32>, String>,
        x_request_reason: Result<Option<::std::string::String>, String>,
    }
    impl<'a> ListThings<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                kind: Ok(None),
                limit: Ok(None),
                x_request_reason: Ok(None),
            }
        }
        pub fn kind<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::Kind>,
            V::Error: ::std::fmt::Display,
        {
            self.kind = value
                .try_into()
                .map(Some)
                .map_err(|reason| format!("kind: {reason}"));
            self
        }
        /// How many
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i32>,
            V::Error: ::std::fmt::Display,
        {
            self.limit = value
                .try_into()
                .map(Some)
                .map_err(|reason| format!("limit: {reason}"));
            self
        }
        /// Why
        pub fn x_request_reason<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.x_request_reason = value
                .try_into()
                .map(Some)
                .map_err(|reason| format!("x_request_reason: {reason}"));
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, kind, limit, x_request_reason } = self;
            let kind = kind.map_err(Error::InvalidRequest)?;
            let limit = limit.map_err(Error::InvalidRequest)?;
            let x_request_reason = x_request_reason.map_err(Error::InvalidRequest)?;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::LIST_THINGS,
                    format_args!("/v1/things",),
                )
                .map_err(Error::InvalidRequest)?;
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            if let Some(value) = x_request_reason {
                header_map.append("X-Request-Reason", value.to_string().try_into()?);
            }
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .query(&progenitor_client::QueryParam::new("kind", &kind))
                .query(&progenitor_client::QueryParam::new("limit", &limit))
                .headers(header_map)
                .build()?;
            Ok((client, request))
        }
        /// Sends a `GET` request to `/v1/things`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ListThingsResponse>, crate::Error> {
            let operation = &crate::operation::row::LIST_THINGS;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
    /**Builder for [`Client::create_thing`]

[`Client::create_thing`]: super::Client::create_thing*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct CreateThing<'a> {
        client: &'a super::Client,
        url: Result<Option<::std::string::String>, String>,
        api_version: Result<::std::string::String, String>,
        body: Result<types::builder::NewThing, String>,
    }
    impl<'a> CreateThing<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                url: Ok(None),
                api_version: Err(
                    "api_version: missing, set it with `.api_version(..)`".to_string(),
                ),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn url<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.url = value
                .try_into()
                .map(Some)
                .map_err(|reason| format!("url: {reason}"));
            self
        }
        pub fn api_version<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.api_version = value
                .try_into()
                .map_err(|reason| format!("api_version: {reason}"));
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::NewThing>,
            <V as std::convert::TryInto<types::NewThing>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| format!("conversion to `NewThing` for body failed: {}", s));
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::NewThing) -> types::builder::NewThing,
        {
            self.body = self.body.map(f);
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, url, api_version, body } = self;
            let url = url.map_err(Error::InvalidRequest)?;
            let api_version = api_version.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::NewThing::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let _url = crate::client::url(
                    client,
                    &crate::operation::row::CREATE_THING,
                    format_args!("/v1/things/create",),
                )
                .map_err(Error::InvalidRequest)?;
            let mut header_map = ::reqwest::header::HeaderMap::with_capacity(2usize);
            header_map.append("api-version", api_version.to_string().try_into()?);
            #[allow(unused_mut)]
            let mut request = client
                .client
                .post(_url)
                .json(&body)
                .query(&progenitor_client::QueryParam::new("url", &url))
                .headers(header_map)
                .build()?;
            Ok((client, request))
        }
        /// Sends a `POST` request to `/v1/things/create`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(self) -> Result<ResponseValue<types::Thing>, crate::Error> {
            let operation = &crate::operation::row::CREATE_THING;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
    /**Builder for [`Client::replace_thing`]

[`Client::replace_thing`]: super::Client::replace_thing*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ReplaceThing<'a> {
        client: &'a super::Client,
        thing_id: Result<i64, String>,
        body: Result<types::builder::NewThing, String>,
    }
    impl<'a> ReplaceThing<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                thing_id: Err(
                    "thing_id: missing, set it with `.thing_id(..)`".to_string(),
                ),
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn thing_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
            V::Error: ::std::fmt::Display,
        {
            self.thing_id = value
                .try_into()
                .map_err(|reason| format!("thing_id: {reason}"));
            self
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::NewThing>,
            <V as std::convert::TryInto<types::NewThing>>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| format!("conversion to `NewThing` for body failed: {}", s));
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(types::builder::NewThing) -> types::builder::NewThing,
        {
            self.body = self.body.map(f);
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, thing_id, body } = self;
            let thing_id = thing_id.map_err(Error::InvalidRequest)?;
            let body = body
                .and_then(|v| types::NewThing::try_from(v).map_err(|e| e.to_string()))
                .map_err(Error::InvalidRequest)?;
            let thing_id = crate::PathSegment::try_from(thing_id.to_string())
                .map_err(|reason| Error::InvalidRequest(format!("thing_id: {reason}")))?;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::REPLACE_THING,
                    format_args!("/v1/things/{}", thing_id.encoded()),
                )
                .map_err(Error::InvalidRequest)?;
            #[allow(unused_mut)]
            let mut request = client.client.put(url).json(&body).build()?;
            Ok((client, request))
        }
        /// Sends a `PUT` request to `/v1/things/{thing_id}`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(self) -> Result<ResponseValue<types::Thing>, crate::Error> {
            let operation = &crate::operation::row::REPLACE_THING;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
    /**Builder for [`Client::delete_thing`]

[`Client::delete_thing`]: super::Client::delete_thing*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct DeleteThing<'a> {
        client: &'a super::Client,
        thing_id: Result<i64, String>,
    }
    impl<'a> DeleteThing<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                thing_id: Err(
                    "thing_id: missing, set it with `.thing_id(..)`".to_string(),
                ),
            }
        }
        pub fn thing_id<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<i64>,
            V::Error: ::std::fmt::Display,
        {
            self.thing_id = value
                .try_into()
                .map_err(|reason| format!("thing_id: {reason}"));
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, thing_id } = self;
            let thing_id = thing_id.map_err(Error::InvalidRequest)?;
            let thing_id = crate::PathSegment::try_from(thing_id.to_string())
                .map_err(|reason| Error::InvalidRequest(format!("thing_id: {reason}")))?;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::DELETE_THING,
                    format_args!("/v1/things/{}", thing_id.encoded()),
                )
                .map_err(Error::InvalidRequest)?;
            #[allow(unused_mut)]
            let mut request = client.client.delete(url).build()?;
            Ok((client, request))
        }
        /// Sends a `DELETE` request to `/v1/things/{thing_id}`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(self) -> Result<ResponseValue<()>, crate::Error> {
            let operation = &crate::operation::row::DELETE_THING;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
    /**Builder for [`Client::touch_thing`]

[`Client::touch_thing`]: super::Client::touch_thing*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct TouchThing<'a> {
        client: &'a super::Client,
        kind: Result<types::Kind, String>,
        label: Result<crate::PathSegment, String>,
    }
    impl<'a> TouchThing<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                kind: Err("kind: missing, set it with `.kind(..)`".to_string()),
                label: Err("label: missing, set it with `.label(..)`".to_string()),
            }
        }
        pub fn kind<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::Kind>,
            V::Error: ::std::fmt::Display,
        {
            self.kind = value.try_into().map_err(|reason| format!("kind: {reason}"));
            self
        }
        pub fn label<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<crate::PathSegment>,
            V::Error: ::std::fmt::Display,
        {
            self.label = value.try_into().map_err(|reason| format!("label: {reason}"));
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, kind, label } = self;
            let kind = kind.map_err(Error::InvalidRequest)?;
            let label = label.map_err(Error::InvalidRequest)?;
            let kind = crate::PathSegment::try_from(kind.to_string())
                .map_err(|reason| Error::InvalidRequest(format!("kind: {reason}")))?;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::TOUCH_THING,
                    format_args!(
                        "/v1/kinds/{}/things/{}", kind.encoded(), label.encoded()
                    ),
                )
                .map_err(Error::InvalidRequest)?;
            #[allow(unused_mut)]
            let mut request = client.client.post(url).build()?;
            Ok((client, request))
        }
        /// Sends a `POST` request to `/v1/kinds/{kind}/things/{label}`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(self) -> Result<ResponseValue<()>, crate::Error> {
            let operation = &crate::operation::row::TOUCH_THING;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
    /**Builder for [`Client::search_receipts`]

[`Client::search_receipts`]: super::Client::search_receipts*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct SearchReceipts<'a> {
        client: &'a super::Client,
        body: Result<types::builder::SearchReceiptsBody, String>,
    }
    impl<'a> SearchReceipts<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                body: Ok(::std::default::Default::default()),
            }
        }
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<types::SearchReceiptsBody>,
            <V as std::convert::TryInto<
                types::SearchReceiptsBody,
            >>::Error: std::fmt::Display,
        {
            self.body = value
                .try_into()
                .map(From::from)
                .map_err(|s| {
                    format!("conversion to `SearchReceiptsBody` for body failed: {}", s)
                });
            self
        }
        pub fn body_map<F>(mut self, f: F) -> Self
        where
            F: std::ops::FnOnce(
                types::builder::SearchReceiptsBody,
            ) -> types::builder::SearchReceiptsBody,
        {
            self.body = self.body.map(f);
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, body } = self;
            let body = body
                .and_then(|v| {
                    types::SearchReceiptsBody::try_from(v).map_err(|e| e.to_string())
                })
                .map_err(Error::InvalidRequest)?;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::SEARCH_RECEIPTS,
                    format_args!("/v1/receipts/search",),
                )
                .map_err(Error::InvalidRequest)?;
            #[allow(unused_mut)]
            let mut request = client.client.post(url).json(&body).build()?;
            Ok((client, request))
        }
        /// Sends a `POST` request to `/v1/receipts/search`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::SearchReceiptsResponse>, crate::Error> {
            let operation = &crate::operation::row::SEARCH_RECEIPTS;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
        /// Every page, one request after the other, as the stream is read. A page without a cursor for
        /// the next one is the last; an error ends the stream, and so does a page that names itself as
        /// the next.
        pub fn pages(self) -> crate::PageStream<'a, types::SearchReceiptsResponse> {
            let first = Some((self, None));
            Box::pin(
                ::futures_util::stream::try_unfold(
                    first,
                    |state| async move {
                        let Some((call, last)) = state else { return Ok(None) };
                        let page = call.clone().await?;
                        let next = Some(&page)
                            .and_then(|value| value.next.as_ref())
                            .filter(|cursor| !cursor.is_empty())
                            .cloned();
                        if next.is_some() && next == last {
                            return Err(
                                crate::Error::endless_pages(
                                    &crate::operation::row::SEARCH_RECEIPTS,
                                    "next",
                                ),
                            );
                        }
                        let state = next
                            .map(|cursor| (
                                call.body_map(|body| body.after(Some(cursor.clone()))),
                                Some(cursor),
                            ));
                        Ok(Some((page, state)))
                    },
                ),
            )
        }
        /// What is on all [`pages`](Self::pages), one after the other.
        pub fn stream(self) -> crate::PageStream<'a, types::Receipt> {
            let items = |page: types::SearchReceiptsResponse| ::futures_util::stream::iter(
                page.receipts.into_iter().map(Ok),
            );
            Box::pin(
                ::futures_util::TryStreamExt::try_flatten(
                    ::futures_util::TryStreamExt::map_ok(self.pages(), items),
                ),
            )
        }
    }
    /**Builder for [`Client::list_receipts`]

[`Client::list_receipts`]: super::Client::list_receipts*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ListReceipts<'a> {
        client: &'a super::Client,
        after: Result<Option<::std::string::String>, String>,
        order: Result<::std::string::String, String>,
    }
    impl<'a> ListReceipts<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self {
                client: client,
                after: Ok(None),
                order: Err("order: missing, set it with `.order(..)`".to_string()),
            }
        }
        pub fn after<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.after = value
                .try_into()
                .map(Some)
                .map_err(|reason| format!("after: {reason}"));
            self
        }
        pub fn order<V>(mut self, value: V) -> Self
        where
            V: std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.order = value.try_into().map_err(|reason| format!("order: {reason}"));
            self
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client, after, order } = self;
            let after = after.map_err(Error::InvalidRequest)?;
            let order = order.map_err(Error::InvalidRequest)?;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::LIST_RECEIPTS,
                    format_args!("/v1/receipts/list",),
                )
                .map_err(Error::InvalidRequest)?;
            #[allow(unused_mut)]
            let mut request = client
                .client
                .get(url)
                .query(&progenitor_client::QueryParam::new("after", &after))
                .query(&progenitor_client::QueryParam::new("order", &order))
                .build()?;
            Ok((client, request))
        }
        /// Sends a `GET` request to `/v1/receipts/list`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(
            self,
        ) -> Result<ResponseValue<types::ListReceiptsResponse>, crate::Error> {
            let operation = &crate::operation::row::LIST_RECEIPTS;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
        /// Every page, one request after the other, as the stream is read. A page without a cursor for
        /// the next one is the last; an error ends the stream, and so does a page that names itself as
        /// the next.
        pub fn pages(self) -> crate::PageStream<'a, types::ListReceiptsResponse> {
            let first = Some((self, None));
            Box::pin(
                ::futures_util::stream::try_unfold(
                    first,
                    |state| async move {
                        let Some((call, last)) = state else { return Ok(None) };
                        let page = call.clone().await?;
                        let next = Some(&page)
                            .and_then(|value| value.next.as_ref())
                            .filter(|cursor| !cursor.is_empty())
                            .cloned();
                        if next.is_some() && next == last {
                            return Err(
                                crate::Error::endless_pages(
                                    &crate::operation::row::LIST_RECEIPTS,
                                    "next",
                                ),
                            );
                        }
                        let state = next
                            .map(|cursor| (call.after(cursor.clone()), Some(cursor)));
                        Ok(Some((page, state)))
                    },
                ),
            )
        }
        /// What is on all [`pages`](Self::pages), one after the other.
        pub fn stream(self) -> crate::PageStream<'a, types::Receipt> {
            let items = |page: types::ListReceiptsResponse| ::futures_util::stream::iter(
                page.receipts.into_iter().map(Ok),
            );
            Box::pin(
                ::futures_util::TryStreamExt::try_flatten(
                    ::futures_util::TryStreamExt::map_ok(self.pages(), items),
                ),
            )
        }
    }
    /**Builder for [`Client::get_receipt`]

[`Client::get_receipt`]: super::Client::get_receipt*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct GetReceipt<'a> {
        client: &'a super::Client,
    }
    impl<'a> GetReceipt<'a> {
        pub fn new(client: &'a super::Client) -> Self {
            Self { client: client }
        }
        fn request(self) -> Result<(&'a super::Client, ::reqwest::Request), Error<()>> {
            let Self { client } = self;
            let url = crate::client::url(
                    client,
                    &crate::operation::row::GET_RECEIPT,
                    format_args!("/v1/receipts",),
                )
                .map_err(Error::InvalidRequest)?;
            #[allow(unused_mut)]
            let mut request = client.client.get(url).build()?;
            Ok((client, request))
        }
        /// Sends a `GET` request to `/v1/receipts`
        ///
        /// Awaiting the builder itself gives the same without the response's status and headers.
        pub async fn send(self) -> Result<ResponseValue<types::Receipt>, crate::Error> {
            let operation = &crate::operation::row::GET_RECEIPT;
            let (client, request) = self
                .request()
                .map_err(|error| crate::Error::not_a_request(operation, error))?;
            crate::call::call(client, operation, request).await
        }
    }
    impl<'a> ::std::future::IntoFuture for ListThings<'a> {
        type Output = Result<types::ListThingsResponse, crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, types::ListThingsResponse>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for CreateThing<'a> {
        type Output = Result<types::Thing, crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, types::Thing>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for ReplaceThing<'a> {
        type Output = Result<types::Thing, crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, types::Thing>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for DeleteThing<'a> {
        type Output = Result<(), crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, ()>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for TouchThing<'a> {
        type Output = Result<(), crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, ()>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for SearchReceipts<'a> {
        type Output = Result<types::SearchReceiptsResponse, crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, types::SearchReceiptsResponse>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for ListReceipts<'a> {
        type Output = Result<types::ListReceiptsResponse, crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, types::ListReceiptsResponse>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
    impl<'a> ::std::future::IntoFuture for GetReceipt<'a> {
        type Output = Result<types::Receipt, crate::Error>;
        type IntoFuture = crate::ResponseFuture<'a, types::Receipt>;
        fn into_future(self) -> Self::IntoFuture {
            Box::pin(
                ::futures_util::TryFutureExt::map_ok(
                    self.send(),
                    ResponseValue::into_inner,
                ),
            )
        }
    }
}
pub(crate) mod invoke {
    use super::types;
    pub(crate) fn invoke<'a>(
        operation: &'static crate::Operation,
        client: &'a crate::Client,
        mut arguments: crate::invoke::Arguments,
    ) -> crate::ResponseFuture<'a, ::serde_json::Value> {
        Box::pin(async move {
            match operation.id {
                "list_things" => {
                    let mut call = client.list_things();
                    if let Some(value) = arguments.take::<types::Kind>("kind")? {
                        call = call.kind(value);
                    }
                    if let Some(value) = arguments.take::<i32>("limit")? {
                        call = call.limit(value);
                    }
                    if let Some(value) = arguments
                        .take::<::std::string::String>("X-Request-Reason")?
                    {
                        call = call.x_request_reason(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "create_thing" => {
                    let mut call = client.create_thing();
                    if let Some(value) = arguments.take::<::std::string::String>("url")?
                    {
                        call = call.url(value);
                    }
                    if let Some(value) = arguments
                        .take::<::std::string::String>("api-version")?
                    {
                        call = call.api_version(value);
                    }
                    if let Some(value) = arguments.take::<types::NewThing>("body")? {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "replace_thing" => {
                    let mut call = client.replace_thing();
                    if let Some(value) = arguments.take::<i64>("thing_id")? {
                        call = call.thing_id(value);
                    }
                    if let Some(value) = arguments.take::<types::NewThing>("body")? {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "delete_thing" => {
                    let mut call = client.delete_thing();
                    if let Some(value) = arguments.take::<i64>("thing_id")? {
                        call = call.thing_id(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "touch_thing" => {
                    let mut call = client.touch_thing();
                    if let Some(value) = arguments.take::<types::Kind>("kind")? {
                        call = call.kind(value);
                    }
                    if let Some(value) = arguments.take::<crate::PathSegment>("label")? {
                        call = call.label(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "search_receipts" => {
                    let mut call = client.search_receipts();
                    if let Some(value) = arguments
                        .take::<types::SearchReceiptsBody>("body")?
                    {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "list_receipts" => {
                    let mut call = client.list_receipts();
                    if let Some(value) = arguments
                        .take::<::std::string::String>("after")?
                    {
                        call = call.after(value);
                    }
                    if let Some(value) = arguments
                        .take::<::std::string::String>("order")?
                    {
                        call = call.order(value);
                    }
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                "get_receipt" => {
                    let mut call = client.get_receipt();
                    arguments.finish()?;
                    crate::invoke::encode(operation, call.await?)
                }
                _ => Err(arguments.unknown_operation()),
            }
        })
    }
}

pub(crate) mod row {
    use super::*;
    pub(crate) static LIST_THINGS: Operation = Operation {
        id: "list_things",
        method: "GET",
        path: "/v1/things",
        summary: "List things",
        tag: Some("Things"),
        server: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &["x-stytch-member-session"],
        #[cfg(feature = "sandbox")]
        arguments: "{\"limit\":1,\"kind\":\"other\",\"X-Request-Reason\":\"text\"}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "",
                body: "{\"things\":[{\"id\":1,\"kind\":\"other\"}]}",
            },
        ],
    };
    pub(crate) static CREATE_THING: Operation = Operation {
        id: "create_thing",
        method: "POST",
        path: "/v1/things/create",
        summary: "",
        tag: None,
        server: None,
        idempotent: false,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{\"api-version\":\"text\",\"url\":\"text\",\"body\":{\"kind\":\"other\",\"note\":\"text\",\"size\":{\"width\":1},\"content\":{\"text\":\"text\"}}}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "one",
                body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
            },
            Example {
                status: 201u16,
                name: "one",
                body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
            },
            Example {
                status: 400u16,
                name: "",
                body: "{\"error_type\":\"bad_request\"}",
            },
            Example {
                status: 500u16,
                name: "",
                body: "",
            },
        ],
    };
    pub(crate) static REPLACE_THING: Operation = Operation {
        id: "replace_thing",
        method: "PUT",
        path: "/v1/things/{thing_id}",
        summary: "",
        tag: None,
        server: None,
        idempotent: false,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{\"thing_id\":1,\"body\":{\"kind\":\"other\",\"note\":\"text\",\"size\":{\"width\":1},\"content\":{\"text\":\"text\"}}}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "one",
                body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
            },
        ],
    };
    pub(crate) static DELETE_THING: Operation = Operation {
        id: "delete_thing",
        method: "DELETE",
        path: "/v1/things/{thing_id}",
        summary: "",
        tag: None,
        server: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: false,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{\"thing_id\":1}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 204u16,
                name: "",
                body: "",
            },
        ],
    };
    pub(crate) static TOUCH_THING: Operation = Operation {
        id: "touch_thing",
        method: "POST",
        path: "/v1/kinds/{kind}/things/{label}",
        summary: "",
        tag: None,
        server: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: false,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{\"kind\":\"other\",\"label\":\"text\"}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "",
                body: "",
            },
        ],
    };
    pub(crate) static SEARCH_RECEIPTS: Operation = Operation {
        id: "search_receipts",
        method: "POST",
        path: "/v1/receipts/search",
        summary: "",
        tag: None,
        server: None,
        idempotent: false,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{\"body\":{\"order\":\"newest\"}}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "",
                body: "{\"receipts\":[]}",
            },
        ],
    };
    pub(crate) static LIST_RECEIPTS: Operation = Operation {
        id: "list_receipts",
        method: "GET",
        path: "/v1/receipts/list",
        summary: "",
        tag: None,
        server: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{\"after\":\"text\",\"order\":\"text\"}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "",
                body: "{\"receipts\":[]}",
            },
        ],
    };
    pub(crate) static GET_RECEIPT: Operation = Operation {
        id: "get_receipt",
        method: "GET",
        path: "/v1/receipts",
        summary: "",
        tag: None,
        server: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        #[cfg(feature = "sandbox")]
        arguments: "{}",
        #[cfg(feature = "sandbox")]
        examples: &[
            Example {
                status: 200u16,
                name: "",
                body: "{\"note\":\"a\",\"key\":\"b\",\"total\":1,\"state\":{\"due_at\":\"tomorrow\"}}",
            },
        ],
    };
}
static OPERATIONS: &[&Operation] = &[
    &row::LIST_THINGS,
    &row::CREATE_THING,
    &row::REPLACE_THING,
    &row::DELETE_THING,
    &row::TOUCH_THING,
    &row::SEARCH_RECEIPTS,
    &row::LIST_RECEIPTS,
    &row::GET_RECEIPT,
];
/// The name of every property, in order.
pub(crate) static PROPERTIES: &[&str] = &[
    "1",
    "after",
    "at",
    "code",
    "content",
    "count",
    "created_at",
    "due_at",
    "folder",
    "folders",
    "href",
    "id",
    "key",
    "kind",
    "limits",
    "next",
    "note",
    "odd",
    "order",
    "paid_at",
    "parent",
    "receipts",
    "size",
    "state",
    "tags",
    "text",
    "things",
    "total",
    "trace",
    "width",
];
/// The names of those of which a string must not show.
pub(crate) static SECRET_PROPERTIES: &[&str] = &["key", "odd"];
