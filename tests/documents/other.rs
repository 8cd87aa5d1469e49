// What the build makes of tests/documents/other.yaml. Written by `cargo spec summary`.

/// The models of requests and responses.
pub mod types {
    /// `Content`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum Content {
        /// `Page`
        Page(Page),
        /// `Link`
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
    #[serde(remote = "Due")]
    pub struct Due {
        /// `due_at`
        pub due_at: ::std::string::String,
        /// The properties that the document does not name.
        #[serde(flatten)]
        pub extra: ::std::collections::HashMap<
            ::std::string::String,
            ::std::string::String,
        >,
    }
    crate::document::object::object! {
        Due
    }
    /// `FindThing`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default)]
    #[non_exhaustive]
    #[serde(remote = "FindThing")]
    pub struct FindThing {
        /// `id`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub id: ::std::option::Option<i64>,
        /// A kind, \[like this], \<or that>.
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub kind: ::std::option::Option<Kind>,
        /// `label`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub label: ::std::option::Option<::std::string::String>,
        /// `reason`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub reason: ::std::option::Option<::std::string::String>,
        /// `tags`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tags: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    }
    crate::document::object::object! {
        FindThing
    }
    impl FindThing {
        /// A builder of this model, with nothing set.
        pub fn builder() -> builder::FindThing {
            Default::default()
        }
    }
    /// `Folder`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Folder")]
    pub struct Folder {
        /// `folders`
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        pub folders: ::std::vec::Vec<Folder>,
        /// `parent`
        #[serde(default)]
        pub parent: ::std::boxed::Box<::std::option::Option<Folder>>,
        /// `width`
        pub width: i32,
    }
    crate::document::object::object! {
        Folder
    }
    crate::document::open_enum::open_enum! {
        #[doc = " A kind, \\[like this], \\<or that>."] Kind or Unrecognized_ { #[doc =
        " `other`"] Other = "other", #[doc = " `unrecognized`"] Unrecognized =
        "unrecognized", #[doc = " `UNKNOWN`"] Unknown = "UNKNOWN", #[doc =
        " `two words`"] TwoWords = "two words", }
    }
    /// `Link`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Link")]
    pub struct Link {
        /// `href`
        pub href: ::std::string::String,
    }
    crate::document::object::object! {
        Link
    }
    impl Link {
        /// A builder of this model, with nothing set.
        pub fn builder() -> builder::Link {
            Default::default()
        }
    }
    /// `ListReceiptsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "ListReceiptsResponse")]
    pub struct ListReceiptsResponse {
        /// `next`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
        /// `receipts`
        pub receipts: ::std::vec::Vec<Receipt>,
    }
    crate::document::object::object! {
        ListReceiptsResponse
    }
    /// `ListThingsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "ListThingsResponse")]
    pub struct ListThingsResponse {
        /// `things`
        pub things: ::std::vec::Vec<Thing>,
    }
    crate::document::object::object! {
        ListThingsResponse
    }
    /// `NewThing`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "NewThing")]
    pub struct NewThing {
        /// `content`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub content: ::std::option::Option<Content>,
        /// A kind, \[like this], \<or that>.
        pub kind: Kind,
        /// `note`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub note: ::std::option::Option<::std::string::String>,
        /// `size`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub size: ::std::option::Option<Size>,
    }
    crate::document::object::object! {
        NewThing
    }
    impl NewThing {
        /// A builder of this model, with nothing set.
        pub fn builder() -> builder::NewThing {
            Default::default()
        }
    }
    /// `Page`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Page")]
    pub struct Page {
        /// `text`
        pub text: ::std::string::String,
    }
    crate::document::object::object! {
        Page
    }
    impl Page {
        /// A builder of this model, with nothing set.
        pub fn builder() -> builder::Page {
            Default::default()
        }
    }
    /// `Paid`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Paid")]
    pub struct Paid {
        /// `paid_at`
        pub paid_at: ::std::string::String,
    }
    crate::document::object::object! {
        Paid
    }
    /// `Receipt`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Receipt")]
    pub struct Receipt {
        /// `at`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub at: ::std::option::Option<::std::string::String>,
        /// `count`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i32>,
        /// `folder`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub folder: ::std::option::Option<Folder>,
        /** `key`

Deprecated: the API may drop it.*/
        pub key: crate::document::secret::Secret,
        /// `note`
        pub note: ::std::string::String,
        /// `state`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<ReceiptState>,
        /// `total`
        pub total: f64,
    }
    crate::document::object::object! {
        Receipt
    }
    /// `ReceiptState`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum ReceiptState {
        /// `Paid`
        Paid(Paid),
        /// `Due`
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
    #[serde(remote = "SearchReceiptsBody")]
    pub struct SearchReceiptsBody {
        /// `after`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub after: ::std::option::Option<::std::string::String>,
        /// `order`
        pub order: ::std::string::String,
    }
    crate::document::object::object! {
        SearchReceiptsBody
    }
    impl SearchReceiptsBody {
        /// A builder of this model, with nothing set.
        pub fn builder() -> builder::SearchReceiptsBody {
            Default::default()
        }
    }
    /// `SearchReceiptsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "SearchReceiptsResponse")]
    pub struct SearchReceiptsResponse {
        /// `next`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub next: ::std::option::Option<::std::string::String>,
        /// `receipts`
        pub receipts: ::std::vec::Vec<Receipt>,
    }
    crate::document::object::object! {
        SearchReceiptsResponse
    }
    /// `Size`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Size")]
    pub struct Size {
        /// `width`
        pub width: i32,
    }
    crate::document::object::object! {
        Size
    }
    impl Size {
        /// A builder of this model, with nothing set.
        pub fn builder() -> builder::Size {
            Default::default()
        }
    }
    /// `Thing`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Thing")]
    pub struct Thing {
        /// `code`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub code: ::std::option::Option<::std::string::String>,
        /** `count`

Deprecated: the API may drop it.*/
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<i32>,
        /// `created_at`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub created_at: ::std::option::Option<::std::string::String>,
        /// `id`
        pub id: i64,
        /// A kind, \[like this], \<or that>.
        pub kind: Kind,
        /// `limits`
        #[serde(
            default,
            skip_serializing_if = ":: std :: collections :: HashMap::is_empty"
        )]
        pub limits: ::std::collections::HashMap<::std::string::String, i32>,
        /// The thing that holds this one
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub parent: ::std::option::Option<::std::boxed::Box<Thing>>,
        /// `tags`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub tags: ::std::option::Option<::std::string::String>,
        /// `trace`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub trace: ::std::option::Option<::std::string::String>,
        /// A name that YAML takes for a number
        #[serde(rename = "1", skip_serializing_if = "::std::option::Option::is_none")]
        pub x1: ::std::option::Option<::std::string::String>,
    }
    crate::document::object::object! {
        Thing
    }
    /// The builders of the models.
    pub mod builder {
        /// The builder of a [`FindThing`](super::FindThing).
        #[derive(Clone, Debug)]
        pub struct FindThing {
            id: ::std::result::Result<::std::option::Option<i64>, ::std::string::String>,
            kind: ::std::result::Result<
                ::std::option::Option<super::Kind>,
                ::std::string::String,
            >,
            label: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            reason: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            tags: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for FindThing {
            fn default() -> Self {
                Self {
                    id: Ok(Default::default()),
                    kind: Ok(Default::default()),
                    label: Ok(Default::default()),
                    reason: Ok(Default::default()),
                    tags: Ok(Default::default()),
                }
            }
        }
        impl FindThing {
            /// `id`
            pub fn id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.id = value
                    .try_into()
                    .map_err(|e| format!("error converting supplied value for id: {e}"));
                self
            }
            /// A kind, \[like this], \<or that>.
            pub fn kind<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<super::Kind>>,
                T::Error: ::std::fmt::Display,
            {
                self.kind = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for kind: {e}")
                    });
                self
            }
            /// `label`
            pub fn label<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.label = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for label: {e}")
                    });
                self
            }
            /// `reason`
            pub fn reason<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.reason = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for reason: {e}")
                    });
                self
            }
            /// `tags`
            pub fn tags<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.tags = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for tags: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<FindThing> for super::FindThing {
            type Error = super::error::ConversionError;
            fn try_from(
                value: FindThing,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    id: value.id?,
                    kind: value.kind?,
                    label: value.label?,
                    reason: value.reason?,
                    tags: value.tags?,
                })
            }
        }
        impl ::std::convert::From<super::FindThing> for FindThing {
            fn from(value: super::FindThing) -> Self {
                Self {
                    id: Ok(value.id),
                    kind: Ok(value.kind),
                    label: Ok(value.label),
                    reason: Ok(value.reason),
                    tags: Ok(value.tags),
                }
            }
        }
        /// The builder of a [`Link`](super::Link).
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
            /// `href`
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
        /// The builder of a [`NewThing`](super::NewThing).
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
            /// `content`
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
            /// A kind, \[like this], \<or that>.
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
            /// `note`
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
            /// `size`
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
        /// The builder of a [`Page`](super::Page).
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
            /// `text`
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
        /// The builder of a [`SearchReceiptsBody`](super::SearchReceiptsBody).
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
            /// `after`
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
            /// `order`
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
        /// The builder of a [`Size`](super::Size).
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
            /// `width`
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
        /// The words of [`tags`](Self::tags), which spaces separate.
        pub fn tag_list(&self) -> ::std::str::SplitAsciiWhitespace<'_> {
            self.tags.as_deref().unwrap_or_default().split_ascii_whitespace()
        }
    }
}
impl crate::client::Client {
    /** List things

Lists things.

  let not_a_doctest = 1;

```text
nor.this()
```

`GET /v1/things`

Takes a member session: [`with_member_session`](Self::with_member_session).

# Example

```no_run
# use stytch_connected_apps::Client;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let response = client.list_things().await?;
# Ok(())
# }
```*/
    pub fn list_things(&self) -> builder::ListThings {
        builder::ListThings::new_(self)
    }
    /** `POST /v1/things/create`

Takes no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Kind;
use stytch_connected_apps::types::NewThing;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let body = NewThing::builder().kind(Kind::Other).note("text".to_owned());
let response = client.create_thing().api_version("text").body(body).await?;
# Ok(())
# }
```*/
    pub fn create_thing(&self) -> builder::CreateThing {
        builder::CreateThing::new_(self)
    }
    /** `POST /v1/things/find`

Takes no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::FindThing;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let body = FindThing::builder()
    .id(1_i64)
    .reason("text".to_owned())
    .tags(vec!["text".to_owned()]);
let response = client.find_thing().body(body).await?;
# Ok(())
# }
```*/
    pub fn find_thing(&self) -> builder::FindThing {
        builder::FindThing::new_(self)
    }
    /** `PUT /v1/things/{thing_id}`

Takes no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Kind;
use stytch_connected_apps::types::NewThing;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let body = NewThing::builder().kind(Kind::Other).note("text".to_owned());
let response = client.replace_thing().thing_id(1_i64).body(body).await?;
# Ok(())
# }
```*/
    pub fn replace_thing(&self) -> builder::ReplaceThing {
        builder::ReplaceThing::new_(self)
    }
    /** `DELETE /v1/things/{thing_id}`

Takes no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let response = client.delete_thing().thing_id(1_i64).await?;
# Ok(())
# }
```*/
    pub fn delete_thing(&self) -> builder::DeleteThing {
        builder::DeleteThing::new_(self)
    }
    /** `POST /v1/kinds/{kind}/things/{label}`

Takes no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Kind;
# #[allow(deprecated)]
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let response = client.touch_thing().kind(Kind::Other).label("text").await?;
# Ok(())
# }
```*/
    #[deprecated = "the API's document deprecates it"]
    pub fn touch_thing(&self) -> builder::TouchThing {
        builder::TouchThing::new_(self)
    }
    /** `POST /v1/receipts/search`

Takes no member session.

The response is a page. [`stream`](builder::SearchReceipts::stream) yields the items on all pages, [`pages`](builder::SearchReceipts::pages) the pages themselves.

# Example

```no_run
# use stytch_connected_apps::Client;
use futures_util::TryStreamExt;
use stytch_connected_apps::types::SearchReceiptsBody;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let body = SearchReceiptsBody::builder().order("newest");
let mut items = client.search_receipts().body(body).stream();
while let Some(item) = items.try_next().await? {
    println!("{item:?}");
}
# Ok(())
# }
```*/
    pub fn search_receipts(&self) -> builder::SearchReceipts {
        builder::SearchReceipts::new_(self)
    }
    /** `GET /v1/receipts/list`

Takes no member session.

The response is a page. [`stream`](builder::ListReceipts::stream) yields the items on all pages, [`pages`](builder::ListReceipts::pages) the pages themselves.

# Example

```no_run
# use stytch_connected_apps::Client;
use futures_util::TryStreamExt;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let mut items = client.list_receipts().order("text").stream();
while let Some(item) = items.try_next().await? {
    println!("{item:?}");
}
# Ok(())
# }
```*/
    pub fn list_receipts(&self) -> builder::ListReceipts {
        builder::ListReceipts::new_(self)
    }
    /** `GET /v1/receipts`

Takes no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
# async fn example(client: Client) -> Result<(), Box<dyn std::error::Error>> {
let response = client.get_receipt().await?;
# Ok(())
# }
```*/
    pub fn get_receipt(&self) -> builder::GetReceipt {
        builder::GetReceipt::new_(self)
    }
}
/// The builders of calls. Each is made by the method of [`Client`](crate::Client) that it is named
/// after.
pub mod builder {
    use super::types;
    use crate::call::argument::Argument as Argument_;
    use crate::call::response::{
        Response as Response_, ResponseFuture as ResponseFuture_,
    };
    use crate::client::{Client as Client_, Prepared as Prepared_};
    use crate::error::Error as Error_;
    /// The call of [`Client::list_things`](crate::Client::list_things).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ListThings {
        client_: Client_,
        limit: Argument_<i32>,
        kind: Argument_<types::Kind>,
        x_request_reason: Argument_<::std::string::String>,
    }
    impl ListThings {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                limit: Argument_::Missing,
                kind: Argument_::Missing,
                x_request_reason: Argument_::Missing,
            }
        }
        /// How many
        ///
        /// Optional.
        pub fn limit<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<i32>,
            V::Error: ::std::fmt::Display,
        {
            self.limit = Argument_::of(value);
            self
        }
        /** `kind`

Deprecated: the API may drop it.*/
        ///
        /// Optional.
        pub fn kind<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::Kind>,
            V::Error: ::std::fmt::Display,
        {
            self.kind = Argument_::of(value);
            self
        }
        /// Why
        ///
        /// Optional.
        pub fn x_request_reason<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.x_request_reason = Argument_::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<types::ListThingsResponse>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let limit = self.limit.optional(&super::row::LIST_THINGS, "limit")?;
            let kind = self.kind.optional(&super::row::LIST_THINGS, "kind")?;
            let x_request_reason = self
                .x_request_reason
                .optional(&super::row::LIST_THINGS, "X-Request-Reason")?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::LIST_THINGS,
                    ::std::format_args!("/v1/things",),
                )?
                .query("limit", &limit)
                .query("kind", &kind)
                .header("X-Request-Reason", x_request_reason)?
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for ListThings {
        type Output = ::std::result::Result<types::ListThingsResponse, Error_>;
        type IntoFuture = ResponseFuture_<types::ListThingsResponse>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::create_thing`](crate::Client::create_thing).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct CreateThing {
        client_: Client_,
        api_version: Argument_<::std::string::String>,
        url: Argument_<::std::string::String>,
        body: Argument_<types::builder::NewThing>,
    }
    impl CreateThing {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                api_version: Argument_::Missing,
                url: Argument_::Missing,
                body: Argument_::Missing,
            }
        }
        /// `api-version`
        ///
        /// Required.
        pub fn api_version<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.api_version = Argument_::of(value);
            self
        }
        /// `url`
        ///
        /// Optional.
        pub fn url<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.url = Argument_::of(value);
            self
        }
        /// The request body.
        ///
        /// Takes the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::NewThing>,
            V::Error: ::std::fmt::Display,
        {
            self.body = Argument_::<types::NewThing>::of(value).into_builder();
            self
        }
        /// Changes the builder of the request body, which has nothing set at first.
        pub fn body_map<F>(mut self, change: F) -> Self
        where
            F: ::std::ops::FnOnce(types::builder::NewThing) -> types::builder::NewThing,
        {
            self.body = self.body.map(change);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<types::Thing>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let api_version = self
                .api_version
                .required(&super::row::CREATE_THING, "api-version")?;
            let url = self.url.optional(&super::row::CREATE_THING, "url")?;
            let body = self.body.build::<types::NewThing>(&super::row::CREATE_THING)?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::CREATE_THING,
                    ::std::format_args!("/v1/things/create",),
                )?
                .header("api-version", Some(api_version))?
                .query("url", &url)
                .header("X-Api-Flavor", Some("plain"))?
                .json(&body)
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for CreateThing {
        type Output = ::std::result::Result<types::Thing, Error_>;
        type IntoFuture = ResponseFuture_<types::Thing>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::find_thing`](crate::Client::find_thing).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct FindThing {
        client_: Client_,
        body: Argument_<types::builder::FindThing>,
    }
    impl FindThing {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                body: Argument_::Missing,
            }
        }
        /**The request body.

Of its fields, set at least one of `reason`, `tags`.

Of its fields, set exactly one of `id`, `label` with `kind`.*/
        ///
        /// Takes the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::FindThing>,
            V::Error: ::std::fmt::Display,
        {
            self.body = Argument_::<types::FindThing>::of(value).into_builder();
            self
        }
        /// Changes the builder of the request body, which has nothing set at first.
        pub fn body_map<F>(mut self, change: F) -> Self
        where
            F: ::std::ops::FnOnce(
                types::builder::FindThing,
            ) -> types::builder::FindThing,
        {
            self.body = self.body.map(change);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<types::Thing>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let body = self.body.build::<types::FindThing>(&super::row::FIND_THING)?;
            crate::call::argument::choice(
                &super::row::FIND_THING,
                &body,
                false,
                &[&["reason"], &["tags"]],
                "set at least one of `reason`, `tags`",
            )?;
            crate::call::argument::choice(
                &super::row::FIND_THING,
                &body,
                true,
                &[&["id"], &["label", "kind"]],
                "set exactly one of `id`, `label` with `kind`",
            )?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::FIND_THING,
                    ::std::format_args!("/v1/things/find",),
                )?
                .json(&body)
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for FindThing {
        type Output = ::std::result::Result<types::Thing, Error_>;
        type IntoFuture = ResponseFuture_<types::Thing>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::replace_thing`](crate::Client::replace_thing).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ReplaceThing {
        client_: Client_,
        thing_id: Argument_<i64>,
        body: Argument_<types::builder::NewThing>,
    }
    impl ReplaceThing {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                thing_id: Argument_::Missing,
                body: Argument_::Missing,
            }
        }
        /// `thing_id`
        ///
        /// Required.
        pub fn thing_id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<i64>,
            V::Error: ::std::fmt::Display,
        {
            self.thing_id = Argument_::of(value);
            self
        }
        /// The request body.
        ///
        /// Takes the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::NewThing>,
            V::Error: ::std::fmt::Display,
        {
            self.body = Argument_::<types::NewThing>::of(value).into_builder();
            self
        }
        /// Changes the builder of the request body, which has nothing set at first.
        pub fn body_map<F>(mut self, change: F) -> Self
        where
            F: ::std::ops::FnOnce(types::builder::NewThing) -> types::builder::NewThing,
        {
            self.body = self.body.map(change);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<types::Thing>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let thing_id = self
                .thing_id
                .segment(&super::row::REPLACE_THING, "thing_id")?;
            let body = self.body.build::<types::NewThing>(&super::row::REPLACE_THING)?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::REPLACE_THING,
                    ::std::format_args!("/v1/things/{}", thing_id.encoded()),
                )?
                .json(&body)
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for ReplaceThing {
        type Output = ::std::result::Result<types::Thing, Error_>;
        type IntoFuture = ResponseFuture_<types::Thing>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::delete_thing`](crate::Client::delete_thing).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct DeleteThing {
        client_: Client_,
        thing_id: Argument_<i64>,
    }
    impl DeleteThing {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                thing_id: Argument_::Missing,
            }
        }
        /// `thing_id`
        ///
        /// Required.
        pub fn thing_id<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<i64>,
            V::Error: ::std::fmt::Display,
        {
            self.thing_id = Argument_::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<()>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let thing_id = self.thing_id.segment(&super::row::DELETE_THING, "thing_id")?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::DELETE_THING,
                    ::std::format_args!("/v1/things/{}", thing_id.encoded()),
                )?
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for DeleteThing {
        type Output = ::std::result::Result<(), Error_>;
        type IntoFuture = ResponseFuture_<()>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::touch_thing`](crate::Client::touch_thing).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct TouchThing {
        client_: Client_,
        kind: Argument_<types::Kind>,
        label: Argument_<crate::document::path_segment::PathSegment>,
    }
    impl TouchThing {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                kind: Argument_::Missing,
                label: Argument_::Missing,
            }
        }
        /// `kind`
        ///
        /// Required.
        pub fn kind<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::Kind>,
            V::Error: ::std::fmt::Display,
        {
            self.kind = Argument_::of(value);
            self
        }
        /// `label`
        ///
        /// Required.
        pub fn label<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<crate::document::path_segment::PathSegment>,
            V::Error: ::std::fmt::Display,
        {
            self.label = Argument_::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<()>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let kind = self.kind.segment(&super::row::TOUCH_THING, "kind")?;
            let label = self.label.required(&super::row::TOUCH_THING, "label")?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::TOUCH_THING,
                    ::std::format_args!(
                        "/v1/kinds/{}/things/{}", kind.encoded(), label.encoded()
                    ),
                )?
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for TouchThing {
        type Output = ::std::result::Result<(), Error_>;
        type IntoFuture = ResponseFuture_<()>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::search_receipts`](crate::Client::search_receipts).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct SearchReceipts {
        client_: Client_,
        body: Argument_<types::builder::SearchReceiptsBody>,
    }
    impl SearchReceipts {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                body: Argument_::Missing,
            }
        }
        /// The request body.
        ///
        /// Takes the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::SearchReceiptsBody>,
            V::Error: ::std::fmt::Display,
        {
            self.body = Argument_::<types::SearchReceiptsBody>::of(value).into_builder();
            self
        }
        /// Changes the builder of the request body, which has nothing set at first.
        pub fn body_map<F>(mut self, change: F) -> Self
        where
            F: ::std::ops::FnOnce(
                types::builder::SearchReceiptsBody,
            ) -> types::builder::SearchReceiptsBody,
        {
            self.body = self.body.map(change);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                Response_<types::SearchReceiptsResponse>,
                Error_,
            >,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        /// The pages, one request after the other, as the stream is polled.
        ///
        /// A page without a cursor for the next one is the last. An error ends the stream, and so does a page
        /// that names itself as the next one.
        pub fn pages(
            self,
        ) -> crate::call::pages::ResultStream<types::SearchReceiptsResponse> {
            crate::call::pages::pages(
                &super::row::SEARCH_RECEIPTS,
                self,
                "next",
                |page: &types::SearchReceiptsResponse| {
                    Some(page).and_then(|value| value.next.as_ref())
                },
                |call, cursor| call.body_map(|body| body.after(cursor)),
            )
        }
        /// The items on all [`pages`](Self::pages), one after the other.
        pub fn stream(self) -> crate::call::pages::ResultStream<types::Receipt> {
            crate::call::pages::items(
                self.pages(),
                |page: types::SearchReceiptsResponse| {
                    Some(page).map(|value| value.receipts).unwrap_or_default()
                },
            )
        }
        fn request_(self) -> Prepared_ {
            let body = self
                .body
                .build::<types::SearchReceiptsBody>(&super::row::SEARCH_RECEIPTS)?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::SEARCH_RECEIPTS,
                    ::std::format_args!("/v1/receipts/search",),
                )?
                .json(&body)
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for SearchReceipts {
        type Output = ::std::result::Result<types::SearchReceiptsResponse, Error_>;
        type IntoFuture = ResponseFuture_<types::SearchReceiptsResponse>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::list_receipts`](crate::Client::list_receipts).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ListReceipts {
        client_: Client_,
        after: Argument_<::std::string::String>,
        order: Argument_<::std::string::String>,
    }
    impl ListReceipts {
        pub(super) fn new_(client: &Client_) -> Self {
            Self {
                client_: client.clone(),
                after: Argument_::Missing,
                order: Argument_::Missing,
            }
        }
        /// `after`
        ///
        /// Optional.
        pub fn after<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.after = Argument_::of(value);
            self
        }
        /// `order`
        ///
        /// Required.
        pub fn order<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::string::String>,
            V::Error: ::std::fmt::Display,
        {
            self.order = Argument_::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                Response_<types::ListReceiptsResponse>,
                Error_,
            >,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        /// The pages, one request after the other, as the stream is polled.
        ///
        /// A page without a cursor for the next one is the last. An error ends the stream, and so does a page
        /// that names itself as the next one.
        pub fn pages(
            self,
        ) -> crate::call::pages::ResultStream<types::ListReceiptsResponse> {
            crate::call::pages::pages(
                &super::row::LIST_RECEIPTS,
                self,
                "next",
                |page: &types::ListReceiptsResponse| {
                    Some(page).and_then(|value| value.next.as_ref())
                },
                |call, cursor| call.after(cursor),
            )
        }
        /// The items on all [`pages`](Self::pages), one after the other.
        pub fn stream(self) -> crate::call::pages::ResultStream<types::Receipt> {
            crate::call::pages::items(
                self.pages(),
                |page: types::ListReceiptsResponse| {
                    Some(page).map(|value| value.receipts).unwrap_or_default()
                },
            )
        }
        fn request_(self) -> Prepared_ {
            let after = self.after.optional(&super::row::LIST_RECEIPTS, "after")?;
            let order = self.order.required(&super::row::LIST_RECEIPTS, "order")?;
            let request = crate::client::request(
                    &self.client_,
                    &super::row::LIST_RECEIPTS,
                    ::std::format_args!("/v1/receipts/list",),
                )?
                .query("after", &after)
                .query("order", &Some(order))
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for ListReceipts {
        type Output = ::std::result::Result<types::ListReceiptsResponse, Error_>;
        type IntoFuture = ResponseFuture_<types::ListReceiptsResponse>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
    /// The call of [`Client::get_receipt`](crate::Client::get_receipt).
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct GetReceipt {
        client_: Client_,
    }
    impl GetReceipt {
        pub(super) fn new_(client: &Client_) -> Self {
            Self { client_: client.clone() }
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<Response_<types::Receipt>, Error_>,
        > + ::std::marker::Send {
            crate::client::send(self.request_())
        }
        fn request_(self) -> Prepared_ {
            let request = crate::client::request(
                    &self.client_,
                    &super::row::GET_RECEIPT,
                    ::std::format_args!("/v1/receipts",),
                )?
                .build()?;
            Ok((self.client_, request))
        }
    }
    impl ::std::future::IntoFuture for GetReceipt {
        type Output = ::std::result::Result<types::Receipt, Error_>;
        type IntoFuture = ResponseFuture_<types::Receipt>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async { self.send().await.map(Response_::into_body) })
        }
    }
}
#[allow(unused_mut, reason = "an operation need not have parameters")]
pub(crate) mod invoke {
    use super::types;
    pub(crate) fn invoke(
        client: crate::client::Client,
        mut arguments: crate::operation::invoke::Arguments,
    ) -> crate::call::response::ResponseFuture<::serde_json::Value> {
        ::std::boxed::Box::pin(async move {
            let operation = arguments.operation;
            match operation.id {
                "list_things" => {
                    let mut call = super::builder::ListThings::new_(&client);
                    if let Some(value) = arguments.take::<i32>("limit")? {
                        call = call.limit(value);
                    }
                    if let Some(value) = arguments.take::<types::Kind>("kind")? {
                        call = call.kind(value);
                    }
                    if let Some(value) = arguments
                        .take::<::std::string::String>("X-Request-Reason")?
                    {
                        call = call.x_request_reason(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "create_thing" => {
                    let mut call = super::builder::CreateThing::new_(&client);
                    if let Some(value) = arguments
                        .take::<::std::string::String>("api-version")?
                    {
                        call = call.api_version(value);
                    }
                    if let Some(value) = arguments.take::<::std::string::String>("url")?
                    {
                        call = call.url(value);
                    }
                    if let Some(value) = arguments.take::<types::NewThing>("body")? {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "find_thing" => {
                    let mut call = super::builder::FindThing::new_(&client);
                    if let Some(value) = arguments.take::<types::FindThing>("body")? {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "replace_thing" => {
                    let mut call = super::builder::ReplaceThing::new_(&client);
                    if let Some(value) = arguments.take::<i64>("thing_id")? {
                        call = call.thing_id(value);
                    }
                    if let Some(value) = arguments.take::<types::NewThing>("body")? {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "delete_thing" => {
                    let mut call = super::builder::DeleteThing::new_(&client);
                    if let Some(value) = arguments.take::<i64>("thing_id")? {
                        call = call.thing_id(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "touch_thing" => {
                    let mut call = super::builder::TouchThing::new_(&client);
                    if let Some(value) = arguments.take::<types::Kind>("kind")? {
                        call = call.kind(value);
                    }
                    if let Some(value) = arguments
                        .take::<crate::document::path_segment::PathSegment>("label")?
                    {
                        call = call.label(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "search_receipts" => {
                    let mut call = super::builder::SearchReceipts::new_(&client);
                    if let Some(value) = arguments
                        .take::<types::SearchReceiptsBody>("body")?
                    {
                        call = call.body(value);
                    }
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "list_receipts" => {
                    let mut call = super::builder::ListReceipts::new_(&client);
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
                    crate::operation::invoke::encode(operation, call.await?)
                }
                "get_receipt" => {
                    let mut call = super::builder::GetReceipt::new_(&client);
                    arguments.finish()?;
                    crate::operation::invoke::encode(operation, call.await?)
                }
                _ => Err(arguments.unknown_operation()),
            }
        })
    }
}

/// Every operation of the OpenAPI document, in the document's order.
pub fn operations() -> &'static [&'static crate::document::operation::Operation] {
    static ALL: &[&crate::document::operation::Operation] = &[
        &row::LIST_THINGS,
        &row::CREATE_THING,
        &row::FIND_THING,
        &row::REPLACE_THING,
        &row::DELETE_THING,
        &row::TOUCH_THING,
        &row::SEARCH_RECEIPTS,
        &row::LIST_RECEIPTS,
        &row::GET_RECEIPT,
    ];
    ALL
}
pub(crate) mod row {
    use crate::document::operation::Operation;
    pub(crate) static LIST_THINGS: Operation = Operation {
        id: "list_things",
        method: "GET",
        path: "/v1/things",
        summary: "List things",
        tag: Some("Things"),
        server: None,
        timeout: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &["x-stytch-member-session"],
        rate_limit: None,
        index: 0usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static CREATE_THING: Operation = Operation {
        id: "create_thing",
        method: "POST",
        path: "/v1/things/create",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 1usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static FIND_THING: Operation = Operation {
        id: "find_thing",
        method: "POST",
        path: "/v1/things/find",
        summary: "",
        tag: None,
        server: None,
        timeout: Some(::std::time::Duration::from_millis(45000u64)),
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        rate_limit: Some((3u32, ::std::time::Duration::from_millis(60000u64))),
        index: 2usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static REPLACE_THING: Operation = Operation {
        id: "replace_thing",
        method: "PUT",
        path: "/v1/things/{thing_id}",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 3usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static DELETE_THING: Operation = Operation {
        id: "delete_thing",
        method: "DELETE",
        path: "/v1/things/{thing_id}",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: false,
        session_headers: &[],
        rate_limit: None,
        index: 4usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static TOUCH_THING: Operation = Operation {
        id: "touch_thing",
        method: "POST",
        path: "/v1/kinds/{kind}/things/{label}",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: false,
        session_headers: &[],
        rate_limit: None,
        index: 5usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static SEARCH_RECEIPTS: Operation = Operation {
        id: "search_receipts",
        method: "POST",
        path: "/v1/receipts/search",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 6usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static LIST_RECEIPTS: Operation = Operation {
        id: "list_receipts",
        method: "GET",
        path: "/v1/receipts/list",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 7usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static GET_RECEIPT: Operation = Operation {
        id: "get_receipt",
        method: "GET",
        path: "/v1/receipts",
        summary: "",
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        sends_empty_object: false,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 8usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    static PROPERTIES: &[&str] = &[
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
        "label",
        "limits",
        "next",
        "note",
        "odd",
        "order",
        "paid_at",
        "parent",
        "reason",
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
    static SECRET_PROPERTIES: &[&str] = &["key", "odd"];
}
/// The examples of each operation, by `operationId`.
#[cfg(feature = "sandbox")]
pub(crate) static EXAMPLES: &[(&str, crate::document::example::Examples)] = {
    use crate::document::example::{Example, Examples};
    &[
        (
            "list_things",
            Examples {
                arguments: "{\"limit\":1,\"kind\":\"other\",\"X-Request-Reason\":\"text\"}",
                cursor: None,
                responses: &[
                    Example {
                        status: 200u16,
                        name: "",
                        body: "{\"things\":[{\"id\":1,\"kind\":\"other\"}]}",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "create_thing",
            Examples {
                arguments: "{\"api-version\":\"text\",\"url\":\"text\",\"body\":{\"kind\":\"other\",\"note\":\"text\",\"size\":{\"width\":1},\"content\":{\"text\":\"text\"}}}",
                cursor: None,
                responses: &[
                    Example {
                        status: 200u16,
                        name: "one",
                        body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
                        has_next: false,
                    },
                    Example {
                        status: 201u16,
                        name: "one",
                        body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
                        has_next: false,
                    },
                    Example {
                        status: 400u16,
                        name: "",
                        body: "{\"error_type\":\"bad_request\"}",
                        has_next: false,
                    },
                    Example {
                        status: 500u16,
                        name: "",
                        body: "",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "find_thing",
            Examples {
                arguments: "{\"body\":{\"id\":1,\"reason\":\"text\",\"tags\":[\"text\"]}}",
                cursor: None,
                responses: &[
                    Example {
                        status: 200u16,
                        name: "one",
                        body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "replace_thing",
            Examples {
                arguments: "{\"thing_id\":1,\"body\":{\"kind\":\"other\",\"note\":\"text\",\"size\":{\"width\":1},\"content\":{\"text\":\"text\"}}}",
                cursor: None,
                responses: &[
                    Example {
                        status: 200u16,
                        name: "one",
                        body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "delete_thing",
            Examples {
                arguments: "{\"thing_id\":1}",
                cursor: None,
                responses: &[
                    Example {
                        status: 204u16,
                        name: "",
                        body: "",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "touch_thing",
            Examples {
                arguments: "{\"kind\":\"other\",\"label\":\"text\"}",
                cursor: None,
                responses: &[
                    Example {
                        status: 200u16,
                        name: "",
                        body: "",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "search_receipts",
            Examples {
                arguments: "{\"body\":{\"order\":\"newest\"}}",
                cursor: Some("after"),
                responses: &[
                    Example {
                        status: 200u16,
                        name: "first_page",
                        body: "{\"receipts\":[{\"note\":\"a\",\"key\":\"b\",\"total\":1}],\"next\":\"second\"}",
                        has_next: true,
                    },
                    Example {
                        status: 200u16,
                        name: "last_page",
                        body: "{\"receipts\":[]}",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "list_receipts",
            Examples {
                arguments: "{\"after\":\"text\",\"order\":\"text\"}",
                cursor: Some("after"),
                responses: &[
                    Example {
                        status: 200u16,
                        name: "first_page",
                        body: "{\"receipts\":[{\"note\":\"a\",\"key\":\"b\",\"total\":1}],\"next\":\"second\"}",
                        has_next: true,
                    },
                    Example {
                        status: 200u16,
                        name: "last_page",
                        body: "{\"receipts\":[]}",
                        has_next: false,
                    },
                ],
            },
        ),
        (
            "get_receipt",
            Examples {
                arguments: "{}",
                cursor: None,
                responses: &[
                    Example {
                        status: 200u16,
                        name: "",
                        body: "{\"note\":\"a\",\"key\":\"b\",\"total\":1,\"state\":{\"due_at\":\"tomorrow\"}}",
                        has_next: false,
                    },
                ],
            },
        ),
    ]
};
