// The code generated from tests/documents/other.yaml. Written by `cargo spec summary`.

/// The models of requests and responses.
pub mod types {
    /// `Content`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum Content {
        /// `Page`
        Page(Page),
        /// `Link`
        Link(Link),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    impl ::std::convert::From<Page> for Content {
        fn from(value: Page) -> Self {
            Self::Page(value)
        }
    }
    impl ::std::convert::TryFrom<builder::Page> for Content {
        type Error = error::ConversionError;
        fn try_from(
            builder: builder::Page,
        ) -> ::std::result::Result<Self, error::ConversionError> {
            let model = <Page as ::std::convert::TryFrom<
                builder::Page,
            >>::try_from(builder)?;
            ::std::result::Result::Ok(::std::convert::From::from(model))
        }
    }
    impl ::std::convert::From<Link> for Content {
        fn from(value: Link) -> Self {
            Self::Link(value)
        }
    }
    impl ::std::convert::TryFrom<builder::Link> for Content {
        type Error = error::ConversionError;
        fn try_from(
            builder: builder::Link,
        ) -> ::std::result::Result<Self, error::ConversionError> {
            let model = <Link as ::std::convert::TryFrom<
                builder::Link,
            >>::try_from(builder)?;
            ::std::result::Result::Ok(::std::convert::From::from(model))
        }
    }
    /// `Due`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Due")]
    pub struct Due {
        /// `due_at`
        pub due_at: ::std::string::String,
        /// Properties that the document does not declare.
        #[serde(flatten)]
        pub extra: ::std::collections::HashMap<
            ::std::string::String,
            ::std::string::String,
        >,
    }
    crate::model::object::object! {
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
    crate::model::object::object! {
        FindThing
    }
    impl FindThing {
        /// An empty builder of this model.
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
        #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
        pub folders: ::std::vec::Vec<Folder>,
        /// `parent`
        #[serde(default)]
        pub parent: ::std::boxed::Box<::std::option::Option<Folder>>,
        /// `width`
        pub width: i32,
    }
    crate::model::object::object! {
        Folder
    }
    crate::model::open_enum::open_enum! {
        #[doc = " A kind, \\[like this], \\<or that>."] Kind or Unrecognized_ { #[doc =
        " `other`"] Other = "other", #[doc = " `unrecognized`"] Unrecognized =
        "unrecognized", #[doc = " `UNKNOWN`"] Unknown = "UNKNOWN", #[doc =
        " `two words`"] TwoWords = "two words", }
    }
    /// `Level`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(transparent)]
    pub struct Level(pub i32);
    impl ::std::ops::Deref for Level {
        type Target = i32;
        fn deref(&self) -> &i32 {
            &self.0
        }
    }
    impl ::std::convert::From<Level> for i32 {
        fn from(value: Level) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<i32> for Level {
        fn from(value: i32) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for Level {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for Level {
        type Err = <i32 as ::std::str::FromStr>::Err;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.parse()?))
        }
    }
    impl ::std::convert::TryFrom<&str> for Level {
        type Error = <i32 as ::std::str::FromStr>::Err;
        fn try_from(value: &str) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<String> for Level {
        type Error = <i32 as ::std::str::FromStr>::Err;
        fn try_from(value: String) -> ::std::result::Result<Self, Self::Error> {
            value.parse()
        }
    }
    /// `Link`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Link")]
    pub struct Link {
        /// `href`
        pub href: ::std::string::String,
    }
    crate::model::object::object! {
        Link
    }
    impl Link {
        /// An empty builder of this model.
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
        #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
        pub receipts: ::std::vec::Vec<Receipt>,
    }
    crate::model::object::object! {
        ListReceiptsResponse
    }
    /// `ListThingsResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "ListThingsResponse")]
    pub struct ListThingsResponse {
        /// `things`
        #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
        pub things: ::std::vec::Vec<Thing>,
    }
    crate::model::object::object! {
        ListThingsResponse
    }
    impl ::std::convert::From<&str> for Name {
        fn from(text: &str) -> Self {
            Self::from(::std::string::String::from(text))
        }
    }
    /// `Name`
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
    #[serde(transparent)]
    pub struct Name(pub ::std::string::String);
    impl ::std::ops::Deref for Name {
        type Target = ::std::string::String;
        fn deref(&self) -> &::std::string::String {
            &self.0
        }
    }
    impl ::std::convert::From<Name> for ::std::string::String {
        fn from(value: Name) -> Self {
            value.0
        }
    }
    impl ::std::convert::From<::std::string::String> for Name {
        fn from(value: ::std::string::String) -> Self {
            Self(value)
        }
    }
    impl ::std::fmt::Display for Name {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            self.0.fmt(f)
        }
    }
    impl ::std::str::FromStr for Name {
        type Err = ::std::convert::Infallible;
        fn from_str(value: &str) -> ::std::result::Result<Self, Self::Err> {
            Ok(Self(value.to_string()))
        }
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
    crate::model::object::object! {
        NewThing
    }
    impl NewThing {
        /// An empty builder of this model.
        pub fn builder() -> builder::NewThing {
            Default::default()
        }
    }
    /// `Notice`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Notice")]
    pub struct Notice {
        /// `attachments`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub attachments: ::std::option::Option<::std::vec::Vec<Content>>,
        /// `count`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<Quantity>,
        /// `details`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub details: ::std::option::Option<::serde_json::Value>,
        /// `extras`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub extras: ::std::option::Option<::std::vec::Vec<::serde_json::Value>>,
        /// `from`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub from: ::std::option::Option<Person>,
        /// `labels`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub labels: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        /// `level`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub level: ::std::option::Option<Level>,
        /// `lines`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub lines: ::std::option::Option<::std::vec::Vec<Person>>,
        /// `text`
        pub text: Name,
        /// `to`
        pub to: Recipients,
    }
    crate::model::object::object! {
        Notice
    }
    impl Notice {
        /// An empty builder of this model.
        pub fn builder() -> builder::Notice {
            Default::default()
        }
    }
    /// `NotifyResponse`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    pub enum NotifyResponse {
        /// `Sent`
        Sent(Sent),
        /// `Refused`
        Refused(Refused),
    }
    impl ::std::convert::From<Sent> for NotifyResponse {
        fn from(value: Sent) -> Self {
            Self::Sent(value)
        }
    }
    impl ::std::convert::From<Refused> for NotifyResponse {
        fn from(value: Refused) -> Self {
            Self::Refused(value)
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
    crate::model::object::object! {
        Page
    }
    impl Page {
        /// An empty builder of this model.
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
    crate::model::object::object! {
        Paid
    }
    /// `Person`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Person")]
    pub struct Person {
        /// `name`
        pub name: ::std::string::String,
        /// `next`
        #[serde(default)]
        pub next: ::std::boxed::Box<::std::option::Option<Person>>,
    }
    crate::model::object::object! {
        Person
    }
    impl Person {
        /// An empty builder of this model.
        pub fn builder() -> builder::Person {
            Default::default()
        }
    }
    /// `Quantity`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum Quantity {
        /// `Integer`
        Integer(i64),
        /// `Kind`
        Kind(Kind),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    impl ::std::convert::From<::std::string::String> for Quantity {
        fn from(text: ::std::string::String) -> Self {
            Self::Kind(::std::convert::From::from(text))
        }
    }
    impl ::std::convert::From<&str> for Quantity {
        fn from(text: &str) -> Self {
            Self::from(::std::string::String::from(text))
        }
    }
    impl ::std::str::FromStr for Quantity {
        type Err = ::std::convert::Infallible;
        fn from_str(
            text: &str,
        ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
            ::std::result::Result::Ok(Self::from(text))
        }
    }
    impl ::std::fmt::Display for Quantity {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match self {
                Self::Integer(value) => ::std::fmt::Display::fmt(value, f),
                Self::Kind(value) => ::std::fmt::Display::fmt(value, f),
                Self::Unrecognized(value) => value.display(f),
            }
        }
    }
    impl ::std::convert::From<i64> for Quantity {
        fn from(value: i64) -> Self {
            Self::Integer(value)
        }
    }
    impl ::std::convert::From<Kind> for Quantity {
        fn from(value: Kind) -> Self {
            Self::Kind(value)
        }
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
        pub key: crate::model::secret::Secret,
        /// `note`
        pub note: ::std::string::String,
        /// `state`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<ReceiptState>,
        /// `total`
        pub total: f64,
    }
    crate::model::object::object! {
        Receipt
    }
    /// `ReceiptState`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum ReceiptState {
        /// `Paid`
        Paid(Paid),
        /// `Due`
        Due(Due),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
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
    /// `Recipients`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum Recipients {
        /// `Integer`
        Integer(i64),
        /// `Kind`
        Kind(Kind),
        /// `Array`
        Array(::std::vec::Vec<::std::string::String>),
        /// `Password`
        Password(crate::model::secret::Secret),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    impl ::std::convert::From<::std::string::String> for Recipients {
        fn from(text: ::std::string::String) -> Self {
            Self::Kind(::std::convert::From::from(text))
        }
    }
    impl ::std::convert::From<&str> for Recipients {
        fn from(text: &str) -> Self {
            Self::from(::std::string::String::from(text))
        }
    }
    impl ::std::str::FromStr for Recipients {
        type Err = ::std::convert::Infallible;
        fn from_str(
            text: &str,
        ) -> ::std::result::Result<Self, ::std::convert::Infallible> {
            ::std::result::Result::Ok(Self::from(text))
        }
    }
    impl<
        T: ::std::convert::Into<::std::string::String>,
        const N: usize,
    > ::std::convert::From<[T; N]> for Recipients {
        fn from(strings: [T; N]) -> Self {
            Self::Array(strings.into_iter().map(::std::convert::Into::into).collect())
        }
    }
    impl ::std::convert::From<i64> for Recipients {
        fn from(value: i64) -> Self {
            Self::Integer(value)
        }
    }
    impl ::std::convert::From<Kind> for Recipients {
        fn from(value: Kind) -> Self {
            Self::Kind(value)
        }
    }
    impl ::std::convert::From<::std::vec::Vec<::std::string::String>> for Recipients {
        fn from(value: ::std::vec::Vec<::std::string::String>) -> Self {
            Self::Array(value)
        }
    }
    impl ::std::convert::From<crate::model::secret::Secret> for Recipients {
        fn from(value: crate::model::secret::Secret) -> Self {
            Self::Password(value)
        }
    }
    /// `Refused`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Refused")]
    pub struct Refused {
        /// `reason`
        pub reason: ::std::string::String,
    }
    crate::model::object::object! {
        Refused
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
    crate::model::object::object! {
        SearchReceiptsBody
    }
    impl SearchReceiptsBody {
        /// An empty builder of this model.
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
        #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
        pub receipts: ::std::vec::Vec<Receipt>,
    }
    crate::model::object::object! {
        SearchReceiptsResponse
    }
    /// `Sent`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Sent")]
    pub struct Sent {
        /// `content`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub content: ::std::option::Option<Content>,
        /// `count`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub count: ::std::option::Option<Quantity>,
        /// `level`
        pub level: Level,
        /// `ready`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub ready: ::std::option::Option<bool>,
        /// `setting`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub setting: ::std::option::Option<Setting>,
        /// `shape`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub shape: ::std::option::Option<Shape>,
        /// `shapes`
        #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
        #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
        pub shapes: ::std::vec::Vec<Shape>,
        /// `state`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub state: ::std::option::Option<SentState>,
        /// `target`
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub target: ::std::option::Option<Target>,
    }
    crate::model::object::object! {
        Sent
    }
    /// `SentState`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum SentState {
        /// `Paid`
        Paid(Paid),
        /// `Due`
        Due(Due),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    impl ::std::convert::From<Paid> for SentState {
        fn from(value: Paid) -> Self {
            Self::Paid(value)
        }
    }
    impl ::std::convert::From<Due> for SentState {
        fn from(value: Due) -> Self {
            Self::Due(value)
        }
    }
    /// `Setting`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(tag = "name", content = "value")]
    #[non_exhaustive]
    pub enum Setting {
        /// `Title`
        #[serde(rename = "title")]
        Title(::std::string::String),
        /// `Width`
        #[serde(rename = "width")]
        Width(i64),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    impl ::std::convert::From<i64> for Setting {
        fn from(value: i64) -> Self {
            Self::Width(value)
        }
    }
    /// `Shape`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(tag = "type")]
    #[non_exhaustive]
    pub enum Shape {
        /// `Circle`
        #[serde(rename = "circle")]
        Circle {
            /// `radius`
            radius: f64,
        },
        /// `Square`
        #[serde(rename = "square")]
        Square {
            /// `side`
            side: f64,
        },
        /// `Point`
        #[serde(rename = "point")]
        Point,
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    /// `Size`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[non_exhaustive]
    #[serde(remote = "Size")]
    pub struct Size {
        /// `width`
        pub width: i32,
    }
    crate::model::object::object! {
        Size
    }
    impl Size {
        /// An empty builder of this model.
        pub fn builder() -> builder::Size {
            Default::default()
        }
    }
    /// `Target`
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug)]
    #[serde(untagged)]
    #[non_exhaustive]
    pub enum Target {
        /// `Integer`
        Integer(i64),
        /// `Boolean`
        Boolean(bool),
        /// An alternative that this version of the crate does not know.
        #[serde(untagged)]
        Unrecognized(crate::model::unknown::Unknown),
    }
    impl ::std::fmt::Display for Target {
        fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
            match self {
                Self::Integer(value) => ::std::fmt::Display::fmt(value, f),
                Self::Boolean(value) => ::std::fmt::Display::fmt(value, f),
                Self::Unrecognized(value) => value.display(f),
            }
        }
    }
    impl ::std::str::FromStr for Target {
        type Err = self::error::ConversionError;
        fn from_str(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            if let Ok(v) = value.parse() {
                Ok(Self::Integer(v))
            } else if let Ok(v) = value.parse() {
                Ok(Self::Boolean(v))
            } else {
                Err("string conversion failed for all variants".into())
            }
        }
    }
    impl ::std::convert::TryFrom<&str> for Target {
        type Error = self::error::ConversionError;
        fn try_from(
            value: &str,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::TryFrom<::std::string::String> for Target {
        type Error = self::error::ConversionError;
        fn try_from(
            value: ::std::string::String,
        ) -> ::std::result::Result<Self, self::error::ConversionError> {
            value.parse()
        }
    }
    impl ::std::convert::From<i64> for Target {
        fn from(value: i64) -> Self {
            Self::Integer(value)
        }
    }
    impl ::std::convert::From<bool> for Target {
        fn from(value: bool) -> Self {
            Self::Boolean(value)
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
        #[serde(deserialize_with = "crate::model::collection::null_is_empty")]
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
    crate::model::object::object! {
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
            pub fn id<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<i64, K>,
            {
                self.id = crate::model::field::optional("id", value);
                self
            }
            /// A kind, \[like this], \<or that>.
            pub fn kind<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Kind, K>,
            {
                self.kind = crate::model::field::optional("kind", value);
                self
            }
            /// `label`
            pub fn label<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<::std::string::String, K>,
            {
                self.label = crate::model::field::optional("label", value);
                self
            }
            /// `reason`
            pub fn reason<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<::std::string::String, K>,
            {
                self.reason = crate::model::field::optional("reason", value);
                self
            }
            /// `tags`
            pub fn tags<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<
                    crate::model::field::List<::std::string::String>,
                    K,
                >,
            {
                self.tags = crate::model::field::optional_list("tags", value);
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
                    href: Err("`href` is missing".to_string()),
                }
            }
        }
        impl Link {
            /// `href`
            pub fn href<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<
                    ::std::string::String,
                    Error: ::std::fmt::Display,
                >,
            {
                self.href = crate::model::field::required("href", value);
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
                    kind: Err("`kind` is missing".to_string()),
                    note: Ok(Default::default()),
                    size: Ok(Default::default()),
                }
            }
        }
        impl NewThing {
            /// `content`
            pub fn content<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Content, K>,
            {
                self.content = crate::model::field::optional("content", value);
                self
            }
            /// A kind, \[like this], \<or that>.
            pub fn kind<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<super::Kind, Error: ::std::fmt::Display>,
            {
                self.kind = crate::model::field::required("kind", value);
                self
            }
            /// `note`
            pub fn note<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<::std::string::String, K>,
            {
                self.note = crate::model::field::optional("note", value);
                self
            }
            /// `size`
            pub fn size<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Size, K>,
            {
                self.size = crate::model::field::optional("size", value);
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
        /// The builder of a [`Notice`](super::Notice).
        #[derive(Clone, Debug)]
        pub struct Notice {
            attachments: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<super::Content>>,
                ::std::string::String,
            >,
            count: ::std::result::Result<
                ::std::option::Option<super::Quantity>,
                ::std::string::String,
            >,
            details: ::std::result::Result<
                ::std::option::Option<::serde_json::Value>,
                ::std::string::String,
            >,
            extras: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::serde_json::Value>>,
                ::std::string::String,
            >,
            from: ::std::result::Result<
                ::std::option::Option<super::Person>,
                ::std::string::String,
            >,
            labels: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
            level: ::std::result::Result<
                ::std::option::Option<super::Level>,
                ::std::string::String,
            >,
            lines: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<super::Person>>,
                ::std::string::String,
            >,
            text: ::std::result::Result<super::Name, ::std::string::String>,
            to: ::std::result::Result<super::Recipients, ::std::string::String>,
        }
        impl ::std::default::Default for Notice {
            fn default() -> Self {
                Self {
                    attachments: Ok(Default::default()),
                    count: Ok(Default::default()),
                    details: Ok(Default::default()),
                    extras: Ok(Default::default()),
                    from: Ok(Default::default()),
                    labels: Ok(Default::default()),
                    level: Ok(Default::default()),
                    lines: Ok(Default::default()),
                    text: Err("`text` is missing".to_string()),
                    to: Err("`to` is missing".to_string()),
                }
            }
        }
        impl Notice {
            /// `attachments`
            pub fn attachments<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<
                    crate::model::field::List<super::Content>,
                    K,
                >,
            {
                self.attachments = crate::model::field::optional_list(
                    "attachments",
                    value,
                );
                self
            }
            /// `count`
            pub fn count<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Quantity, K>,
            {
                self.count = crate::model::field::optional("count", value);
                self
            }
            /// `details`
            pub fn details<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<
                    ::std::option::Option<::serde_json::Value>,
                    Error: ::std::fmt::Display,
                >,
            {
                self.details = crate::model::field::required("details", value);
                self
            }
            /// `extras`
            pub fn extras<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<
                    crate::model::field::List<::serde_json::Value>,
                    K,
                >,
            {
                self.extras = crate::model::field::optional_list("extras", value);
                self
            }
            /// `from`
            pub fn from<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Person, K>,
            {
                self.from = crate::model::field::optional("from", value);
                self
            }
            /// `labels`
            pub fn labels<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<
                    crate::model::field::List<::std::string::String>,
                    K,
                >,
            {
                self.labels = crate::model::field::optional_list("labels", value);
                self
            }
            /// `level`
            pub fn level<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Level, K>,
            {
                self.level = crate::model::field::optional("level", value);
                self
            }
            /// `lines`
            pub fn lines<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<
                    crate::model::field::List<super::Person>,
                    K,
                >,
            {
                self.lines = crate::model::field::optional_list("lines", value);
                self
            }
            /// `text`
            pub fn text<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<super::Name, Error: ::std::fmt::Display>,
            {
                self.text = crate::model::field::required("text", value);
                self
            }
            /// `to`
            pub fn to<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<
                    super::Recipients,
                    Error: ::std::fmt::Display,
                >,
            {
                self.to = crate::model::field::required("to", value);
                self
            }
        }
        impl ::std::convert::TryFrom<Notice> for super::Notice {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Notice,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    attachments: value.attachments?,
                    count: value.count?,
                    details: value.details?,
                    extras: value.extras?,
                    from: value.from?,
                    labels: value.labels?,
                    level: value.level?,
                    lines: value.lines?,
                    text: value.text?,
                    to: value.to?,
                })
            }
        }
        impl ::std::convert::From<super::Notice> for Notice {
            fn from(value: super::Notice) -> Self {
                Self {
                    attachments: Ok(value.attachments),
                    count: Ok(value.count),
                    details: Ok(value.details),
                    extras: Ok(value.extras),
                    from: Ok(value.from),
                    labels: Ok(value.labels),
                    level: Ok(value.level),
                    lines: Ok(value.lines),
                    text: Ok(value.text),
                    to: Ok(value.to),
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
                    text: Err("`text` is missing".to_string()),
                }
            }
        }
        impl Page {
            /// `text`
            pub fn text<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<
                    ::std::string::String,
                    Error: ::std::fmt::Display,
                >,
            {
                self.text = crate::model::field::required("text", value);
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
        /// The builder of a [`Person`](super::Person).
        #[derive(Clone, Debug)]
        pub struct Person {
            name: ::std::result::Result<::std::string::String, ::std::string::String>,
            next: ::std::result::Result<
                ::std::boxed::Box<::std::option::Option<super::Person>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for Person {
            fn default() -> Self {
                Self {
                    name: Err("`name` is missing".to_string()),
                    next: Ok(Default::default()),
                }
            }
        }
        impl Person {
            /// `name`
            pub fn name<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<
                    ::std::string::String,
                    Error: ::std::fmt::Display,
                >,
            {
                self.name = crate::model::field::required("name", value);
                self
            }
            /// `next`
            pub fn next<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<super::Person, K>,
            {
                self.next = crate::model::field::optional("next", value)
                    .map(::std::boxed::Box::new);
                self
            }
        }
        impl ::std::convert::TryFrom<Person> for super::Person {
            type Error = super::error::ConversionError;
            fn try_from(
                value: Person,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    name: value.name?,
                    next: value.next?,
                })
            }
        }
        impl ::std::convert::From<super::Person> for Person {
            fn from(value: super::Person) -> Self {
                Self {
                    name: Ok(value.name),
                    next: Ok(value.next),
                }
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
                    order: Err("`order` is missing".to_string()),
                }
            }
        }
        impl SearchReceiptsBody {
            /// `after`
            pub fn after<V, K>(mut self, value: V) -> Self
            where
                V: crate::model::field::Optional<::std::string::String, K>,
            {
                self.after = crate::model::field::optional("after", value);
                self
            }
            /// `order`
            pub fn order<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<
                    ::std::string::String,
                    Error: ::std::fmt::Display,
                >,
            {
                self.order = crate::model::field::required("order", value);
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
                    width: Err("`width` is missing".to_string()),
                }
            }
        }
        impl Size {
            /// `width`
            pub fn width<V>(mut self, value: V) -> Self
            where
                V: ::std::convert::TryInto<i32, Error: ::std::fmt::Display>,
            {
                self.width = crate::model::field::required("width", value);
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
        /// The space-separated values in [`tags`](Self::tags).
        pub fn tag_list(&self) -> ::std::str::SplitAsciiWhitespace<'_> {
            self.tags.as_deref().unwrap_or_default().split_ascii_whitespace()
        }
    }
    impl ::std::convert::From<error::ConversionError> for crate::error::Error {
        fn from(error: error::ConversionError) -> Self {
            Self::model(&error)
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

Accepts a member session; see [`with_member_session`](Self::with_member_session).

# Example

```no_run
# use stytch_connected_apps::Client;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let response = client.list_things().await?;
# Ok(())
# }
```*/
    pub fn list_things(&self) -> builder::ListThings {
        builder::ListThings::new_(self)
    }
    /** `POST /v1/things/create`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Kind;
use stytch_connected_apps::types::NewThing;
use stytch_connected_apps::types::Page;
use stytch_connected_apps::types::Size;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let body = NewThing::builder()
    .kind(Kind::Other)
    .note("text")
    .size(Size::builder().width(1_i32))
    .content(Page::builder().text("text"));
let response = client.create_thing().api_version("text").body(body).await?;
# Ok(())
# }
```*/
    pub fn create_thing(&self) -> builder::CreateThing {
        builder::CreateThing::new_(self)
    }
    /** `POST /v1/things/find`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::FindThing;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let body = FindThing::builder().id(1_i64).reason("text").tags(["text"]);
let response = client.find_thing().body(body).await?;
# Ok(())
# }
```*/
    pub fn find_thing(&self) -> builder::FindThing {
        builder::FindThing::new_(self)
    }
    /** `PUT /v1/things/{thing_id}`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Kind;
use stytch_connected_apps::types::NewThing;
use stytch_connected_apps::types::Page;
use stytch_connected_apps::types::Size;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let body = NewThing::builder()
    .kind(Kind::Other)
    .note("text")
    .size(Size::builder().width(1_i32))
    .content(Page::builder().text("text"));
let response = client.replace_thing().thing_id(1_i64).body(body).await?;
# Ok(())
# }
```*/
    pub fn replace_thing(&self) -> builder::ReplaceThing {
        builder::ReplaceThing::new_(self)
    }
    /** `DELETE /v1/things/{thing_id}`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let response = client.delete_thing().thing_id(1_i64).await?;
# Ok(())
# }
```*/
    pub fn delete_thing(&self) -> builder::DeleteThing {
        builder::DeleteThing::new_(self)
    }
    /** `POST /v1/kinds/{kind}/things/{label}`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Kind;
# #[allow(deprecated)]
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let response = client.touch_thing().kind(Kind::Other).label("text").await?;
# Ok(())
# }
```*/
    #[deprecated = "the API's document deprecates it"]
    pub fn touch_thing(&self) -> builder::TouchThing {
        builder::TouchThing::new_(self)
    }
    /** `POST /v1/receipts/search`

Accepts no member session.

The response is a page. [`stream`](builder::SearchReceipts::stream) yields the items on all pages and [`pages`](builder::SearchReceipts::pages) the pages themselves.

# Example

```no_run
# use stytch_connected_apps::Client;
use futures_util::TryStreamExt;
use stytch_connected_apps::types::SearchReceiptsBody;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
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

Accepts no member session.

The response is a page. [`stream`](builder::ListReceipts::stream) yields the items on all pages and [`pages`](builder::ListReceipts::pages) the pages themselves.

# Example

```no_run
# use stytch_connected_apps::Client;
use futures_util::TryStreamExt;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
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
    /** `POST /v1/levels/{level}/notices/{target}`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
use stytch_connected_apps::types::Link;
use stytch_connected_apps::types::Notice;
use stytch_connected_apps::types::Person;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let body = Notice::builder()
    .text("a")
    .to(["b", "c"])
    .from(Person::builder().name("d").next(Person::builder().name("e")))
    .attachments([Link::builder().href("f"), Link::builder().href("g")])
    .lines([Person::builder().name("h"), Person::builder().name("i")])
    .labels(["j"])
    .count("other");
let response = client
    .notify()
    .level(1_i32)
    .target(1_i64)
    .part(vec!["b".to_owned()])
    .body(body)
    .await?;
# Ok(())
# }
```*/
    pub fn notify(&self) -> builder::Notify {
        builder::Notify::new_(self)
    }
    /** `GET /v1/receipts`

Accepts no member session.

# Example

```no_run
# use stytch_connected_apps::Client;
# async fn example(client: Client) -> std::result::Result<(), std::boxed::Box<dyn std::error::Error>> {
let response = client.get_receipt().await?;
# Ok(())
# }
```*/
    pub fn get_receipt(&self) -> builder::GetReceipt {
        builder::GetReceipt::new_(self)
    }
}
/// The builders of calls, one for each method of [`Client`](crate::Client).
pub mod builder {
    #[allow(unused_imports, reason = "a document need not have models")]
    use super::types;
    /// The builder that [`Client::list_things`](crate::Client::list_things) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ListThings {
        client_: crate::client::Client,
        limit: crate::call::argument::Argument<i32>,
        kind: crate::call::argument::Argument<types::Kind>,
        x_request_reason: crate::call::argument::Argument<::std::string::String>,
    }
    impl ListThings {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                limit: crate::call::argument::Argument::Missing,
                kind: crate::call::argument::Argument::Missing,
                x_request_reason: crate::call::argument::Argument::Missing,
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
            self.limit = crate::call::argument::Argument::of(value);
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
            self.kind = crate::call::argument::Argument::of(value);
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
            self.x_request_reason = crate::call::argument::Argument::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::call::response::Response<types::ListThingsResponse>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let limit = self.limit.optional(&super::row::LIST_THINGS, "limit")?;
            let kind = self.kind.optional(&super::row::LIST_THINGS, "kind")?;
            let x_request_reason = self
                .x_request_reason
                .optional(&super::row::LIST_THINGS, "X-Request-Reason")?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(&super::row::LIST_THINGS, ::std::format_args!("/v1/things",))?;
            call.query("limit", limit)?;
            call.query("kind", kind)?;
            call.header("X-Request-Reason", x_request_reason)?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for ListThings {
        type Output = ::std::result::Result<
            types::ListThingsResponse,
            crate::error::Error,
        >;
        type IntoFuture = crate::call::response::ResponseFuture<
            types::ListThingsResponse,
        >;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::create_thing`](crate::Client::create_thing) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct CreateThing {
        client_: crate::client::Client,
        api_version: crate::call::argument::Argument<::std::string::String>,
        url: crate::call::argument::Argument<::std::string::String>,
        body: crate::call::argument::Argument<types::builder::NewThing>,
    }
    impl CreateThing {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                api_version: crate::call::argument::Argument::Missing,
                url: crate::call::argument::Argument::Missing,
                body: crate::call::argument::Argument::Missing,
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
            self.api_version = crate::call::argument::Argument::of(value);
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
            self.url = crate::call::argument::Argument::of(value);
            self
        }
        /// The request body.
        ///
        /// Accepts the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::NewThing>,
            V::Error: ::std::fmt::Display,
        {
            self.body = crate::call::argument::Argument::<types::NewThing>::of(value)
                .into_builder();
            self
        }
        /// Changes the builder of the request body, which starts out empty.
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
            Output = ::std::result::Result<
                crate::call::response::Response<types::Thing>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let api_version = self
                .api_version
                .required(&super::row::CREATE_THING, "api-version")?;
            let url = self.url.optional(&super::row::CREATE_THING, "url")?;
            let body = self.body.build::<types::NewThing>(&super::row::CREATE_THING)?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::CREATE_THING,
                    ::std::format_args!("/v1/things/create",),
                )?;
            call.header("api-version", Some(api_version))?;
            call.query("url", url)?;
            call.header("X-Api-Flavor", Some("plain"))?;
            call.set_body(&body)?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for CreateThing {
        type Output = ::std::result::Result<types::Thing, crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<types::Thing>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::find_thing`](crate::Client::find_thing) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct FindThing {
        client_: crate::client::Client,
        body: crate::call::argument::Argument<types::builder::FindThing>,
    }
    impl FindThing {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                body: crate::call::argument::Argument::Missing,
            }
        }
        /**The request body.

Of its fields, set at least one of `reason`, `tags`.

Of its fields, set exactly one of `id`, `label` with `kind`.*/
        ///
        /// Accepts the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::FindThing>,
            V::Error: ::std::fmt::Display,
        {
            self.body = crate::call::argument::Argument::<types::FindThing>::of(value)
                .into_builder();
            self
        }
        /// Changes the builder of the request body, which starts out empty.
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
            Output = ::std::result::Result<
                crate::call::response::Response<types::Thing>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
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
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(&super::row::FIND_THING, ::std::format_args!("/v1/things/find",))?;
            call.set_body(&body)?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for FindThing {
        type Output = ::std::result::Result<types::Thing, crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<types::Thing>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::replace_thing`](crate::Client::replace_thing) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ReplaceThing {
        client_: crate::client::Client,
        thing_id: crate::call::argument::Argument<i64>,
        body: crate::call::argument::Argument<types::builder::NewThing>,
    }
    impl ReplaceThing {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                thing_id: crate::call::argument::Argument::Missing,
                body: crate::call::argument::Argument::Missing,
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
            self.thing_id = crate::call::argument::Argument::of(value);
            self
        }
        /// The request body.
        ///
        /// Accepts the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::NewThing>,
            V::Error: ::std::fmt::Display,
        {
            self.body = crate::call::argument::Argument::<types::NewThing>::of(value)
                .into_builder();
            self
        }
        /// Changes the builder of the request body, which starts out empty.
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
            Output = ::std::result::Result<
                crate::call::response::Response<types::Thing>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let thing_id = self
                .thing_id
                .segment(&super::row::REPLACE_THING, "thing_id")?;
            let body = self.body.build::<types::NewThing>(&super::row::REPLACE_THING)?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::REPLACE_THING,
                    ::std::format_args!("/v1/things/{}", thing_id.encoded()),
                )?;
            call.set_body(&body)?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for ReplaceThing {
        type Output = ::std::result::Result<types::Thing, crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<types::Thing>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::delete_thing`](crate::Client::delete_thing) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct DeleteThing {
        client_: crate::client::Client,
        thing_id: crate::call::argument::Argument<i64>,
    }
    impl DeleteThing {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                thing_id: crate::call::argument::Argument::Missing,
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
            self.thing_id = crate::call::argument::Argument::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::call::response::Response<()>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let thing_id = self.thing_id.segment(&super::row::DELETE_THING, "thing_id")?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::DELETE_THING,
                    ::std::format_args!("/v1/things/{}", thing_id.encoded()),
                )?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for DeleteThing {
        type Output = ::std::result::Result<(), crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<()>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::touch_thing`](crate::Client::touch_thing) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct TouchThing {
        client_: crate::client::Client,
        kind: crate::call::argument::Argument<types::Kind>,
        label: crate::call::argument::Argument<crate::model::path_segment::PathSegment>,
    }
    impl TouchThing {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                kind: crate::call::argument::Argument::Missing,
                label: crate::call::argument::Argument::Missing,
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
            self.kind = crate::call::argument::Argument::of(value);
            self
        }
        /// `label`
        ///
        /// Required.
        pub fn label<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<crate::model::path_segment::PathSegment>,
            V::Error: ::std::fmt::Display,
        {
            self.label = crate::call::argument::Argument::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::call::response::Response<()>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let kind = self.kind.segment(&super::row::TOUCH_THING, "kind")?;
            let label = self.label.required(&super::row::TOUCH_THING, "label")?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::TOUCH_THING,
                    ::std::format_args!(
                        "/v1/kinds/{}/things/{}", kind.encoded(), label.encoded()
                    ),
                )?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for TouchThing {
        type Output = ::std::result::Result<(), crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<()>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::search_receipts`](crate::Client::search_receipts) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct SearchReceipts {
        client_: crate::client::Client,
        body: crate::call::argument::Argument<types::builder::SearchReceiptsBody>,
    }
    impl SearchReceipts {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                body: crate::call::argument::Argument::Missing,
            }
        }
        /// The request body.
        ///
        /// Accepts the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::SearchReceiptsBody>,
            V::Error: ::std::fmt::Display,
        {
            self.body = crate::call::argument::Argument::<
                types::SearchReceiptsBody,
            >::of(value)
                .into_builder();
            self
        }
        /// Changes the builder of the request body, which starts out empty.
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
                crate::call::response::Response<types::SearchReceiptsResponse>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        /// The pages, one request after the other, as the stream is polled.
        ///
        /// The last page has no cursor, or an empty one. The stream ends after an error. A cursor that an earlier
        /// page had is one, because the pages would never end.
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
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let body = self
                .body
                .build::<types::SearchReceiptsBody>(&super::row::SEARCH_RECEIPTS)?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::SEARCH_RECEIPTS,
                    ::std::format_args!("/v1/receipts/search",),
                )?;
            call.set_body(&body)?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for SearchReceipts {
        type Output = ::std::result::Result<
            types::SearchReceiptsResponse,
            crate::error::Error,
        >;
        type IntoFuture = crate::call::response::ResponseFuture<
            types::SearchReceiptsResponse,
        >;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::list_receipts`](crate::Client::list_receipts) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct ListReceipts {
        client_: crate::client::Client,
        after: crate::call::argument::Argument<::std::string::String>,
        order: crate::call::argument::Argument<::std::string::String>,
    }
    impl ListReceipts {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                after: crate::call::argument::Argument::Missing,
                order: crate::call::argument::Argument::Missing,
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
            self.after = crate::call::argument::Argument::of(value);
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
            self.order = crate::call::argument::Argument::of(value);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::call::response::Response<types::ListReceiptsResponse>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        /// The pages, one request after the other, as the stream is polled.
        ///
        /// The last page has no cursor, or an empty one. The stream ends after an error. A cursor that an earlier
        /// page had is one, because the pages would never end.
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
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let after = self.after.optional(&super::row::LIST_RECEIPTS, "after")?;
            let order = self.order.required(&super::row::LIST_RECEIPTS, "order")?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::LIST_RECEIPTS,
                    ::std::format_args!("/v1/receipts/list",),
                )?;
            call.query("after", after)?;
            call.query("order", Some(order))?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for ListReceipts {
        type Output = ::std::result::Result<
            types::ListReceiptsResponse,
            crate::error::Error,
        >;
        type IntoFuture = crate::call::response::ResponseFuture<
            types::ListReceiptsResponse,
        >;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::notify`](crate::Client::notify) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct Notify {
        client_: crate::client::Client,
        level: crate::call::argument::Argument<types::Level>,
        target: crate::call::argument::Argument<types::Target>,
        part: crate::call::argument::Argument<::std::vec::Vec<::std::string::String>>,
        body: crate::call::argument::Argument<types::builder::Notice>,
    }
    impl Notify {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self {
                client_: client.clone(),
                level: crate::call::argument::Argument::Missing,
                target: crate::call::argument::Argument::Missing,
                part: crate::call::argument::Argument::Missing,
                body: crate::call::argument::Argument::Missing,
            }
        }
        /// `level`
        ///
        /// Required.
        pub fn level<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::Level>,
            V::Error: ::std::fmt::Display,
        {
            self.level = crate::call::argument::Argument::of(value);
            self
        }
        /// `target`
        ///
        /// Required.
        pub fn target<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::Target>,
            V::Error: ::std::fmt::Display,
        {
            self.target = crate::call::argument::Argument::of(value);
            self
        }
        /// `part`
        ///
        /// Optional.
        pub fn part<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<::std::vec::Vec<::std::string::String>>,
            V::Error: ::std::fmt::Display,
        {
            self.part = crate::call::argument::Argument::of(value);
            self
        }
        /// The request body.
        ///
        /// Accepts the model or its builder.
        pub fn body<V>(mut self, value: V) -> Self
        where
            V: ::std::convert::TryInto<types::Notice>,
            V::Error: ::std::fmt::Display,
        {
            self.body = crate::call::argument::Argument::<types::Notice>::of(value)
                .into_builder();
            self
        }
        /// Changes the builder of the request body, which starts out empty.
        pub fn body_map<F>(mut self, change: F) -> Self
        where
            F: ::std::ops::FnOnce(types::builder::Notice) -> types::builder::Notice,
        {
            self.body = self.body.map(change);
            self
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::call::response::Response<types::NotifyResponse>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            let level = self.level.segment(&super::row::NOTIFY, "level")?;
            let target = self.target.segment(&super::row::NOTIFY, "target")?;
            let part = self.part.optional(&super::row::NOTIFY, "part")?;
            let body = self.body.build::<types::Notice>(&super::row::NOTIFY)?;
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(
                    &super::row::NOTIFY,
                    ::std::format_args!(
                        "/v1/levels/{}/notices/{}", level.encoded(), target.encoded()
                    ),
                )?;
            call.query("part", part)?;
            call.set_body(&body)?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for Notify {
        type Output = ::std::result::Result<types::NotifyResponse, crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<types::NotifyResponse>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
    /// The builder that [`Client::get_receipt`](crate::Client::get_receipt) returns.
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the builder is awaited"]
    pub struct GetReceipt {
        client_: crate::client::Client,
    }
    impl GetReceipt {
        pub(super) fn new_(client: &crate::client::Client) -> Self {
            Self { client_: client.clone() }
        }
        /// Sends the request and waits for the whole response: its body, its status and its headers.
        pub fn send(
            self,
        ) -> impl ::std::future::Future<
            Output = ::std::result::Result<
                crate::call::response::Response<types::Receipt>,
                crate::error::Error,
            >,
        > + ::std::marker::Send {
            crate::call::Call::send(self.call_())
        }
        pub(super) fn call_(
            self,
        ) -> ::std::result::Result<crate::call::Call, crate::error::Error> {
            #[allow(unused_mut, reason = "an operation need not have more than a path")]
            let mut call = self
                .client_
                .caller
                .call(&super::row::GET_RECEIPT, ::std::format_args!("/v1/receipts",))?;
            Ok(call)
        }
    }
    impl ::std::future::IntoFuture for GetReceipt {
        type Output = ::std::result::Result<types::Receipt, crate::error::Error>;
        type IntoFuture = crate::call::response::ResponseFuture<types::Receipt>;
        /// Sends the request and waits for the body of the response.
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(async {
                self.send().await.map(crate::call::response::Response::into_body)
            })
        }
    }
}
pub(crate) mod bodies {
    #[allow(unused_imports, reason = "a document need not have request bodies")]
    use super::types;
    /// Checks the request body of an operation.
    #[allow(unused_variables, reason = "a document need not have request bodies")]
    pub(crate) fn check_body(
        id: &str,
        body: &[u8],
    ) -> ::std::result::Result<(), crate::invoke::body::InvalidBody> {
        match id {
            "create_thing" => crate::invoke::body::check::<types::NewThing>(body),
            "find_thing" => crate::invoke::body::check::<types::FindThing>(body),
            "replace_thing" => crate::invoke::body::check::<types::NewThing>(body),
            "search_receipts" => {
                crate::invoke::body::check::<types::SearchReceiptsBody>(body)
            }
            "notify" => crate::invoke::body::check::<types::Notice>(body),
            _ => ::std::result::Result::Ok(()),
        }
    }
}
#[allow(unused_mut, reason = "an operation need not have parameters")]
pub(crate) mod invoke {
    #[allow(unused_imports, reason = "a document need not have models")]
    use super::types;
    pub(crate) fn invoke(
        client: crate::client::Client,
        mut arguments: crate::invoke::Arguments,
    ) -> crate::call::response::ResponseFuture<crate::call::RawBody> {
        ::std::boxed::Box::pin(async move {
            match arguments.operation.id {
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
                    arguments.send::<types::ListThingsResponse>(call.call_()).await
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
                    if let Some(value) = arguments.take_body::<types::NewThing>()? {
                        call = call.body(value);
                    }
                    arguments.send::<types::Thing>(call.call_()).await
                }
                "find_thing" => {
                    let mut call = super::builder::FindThing::new_(&client);
                    if let Some(value) = arguments.take_body::<types::FindThing>()? {
                        call = call.body(value);
                    }
                    arguments.send::<types::Thing>(call.call_()).await
                }
                "replace_thing" => {
                    let mut call = super::builder::ReplaceThing::new_(&client);
                    if let Some(value) = arguments.take::<i64>("thing_id")? {
                        call = call.thing_id(value);
                    }
                    if let Some(value) = arguments.take_body::<types::NewThing>()? {
                        call = call.body(value);
                    }
                    arguments.send::<types::Thing>(call.call_()).await
                }
                "delete_thing" => {
                    let mut call = super::builder::DeleteThing::new_(&client);
                    if let Some(value) = arguments.take::<i64>("thing_id")? {
                        call = call.thing_id(value);
                    }
                    arguments.send::<()>(call.call_()).await
                }
                "touch_thing" => {
                    let mut call = super::builder::TouchThing::new_(&client);
                    if let Some(value) = arguments.take::<types::Kind>("kind")? {
                        call = call.kind(value);
                    }
                    if let Some(value) = arguments
                        .take::<crate::model::path_segment::PathSegment>("label")?
                    {
                        call = call.label(value);
                    }
                    arguments.send::<()>(call.call_()).await
                }
                "search_receipts" => {
                    let mut call = super::builder::SearchReceipts::new_(&client);
                    if let Some(value) = arguments
                        .take_body::<types::SearchReceiptsBody>()?
                    {
                        call = call.body(value);
                    }
                    arguments.send::<types::SearchReceiptsResponse>(call.call_()).await
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
                    arguments.send::<types::ListReceiptsResponse>(call.call_()).await
                }
                "notify" => {
                    let mut call = super::builder::Notify::new_(&client);
                    if let Some(value) = arguments.take::<types::Level>("level")? {
                        call = call.level(value);
                    }
                    if let Some(value) = arguments.take::<types::Target>("target")? {
                        call = call.target(value);
                    }
                    if let Some(value) = arguments
                        .take::<::std::vec::Vec<::std::string::String>>("part")?
                    {
                        call = call.part(value);
                    }
                    if let Some(value) = arguments.take_body::<types::Notice>()? {
                        call = call.body(value);
                    }
                    arguments.send::<types::NotifyResponse>(call.call_()).await
                }
                "get_receipt" => {
                    let mut call = super::builder::GetReceipt::new_(&client);
                    arguments.send::<types::Receipt>(call.call_()).await
                }
                _ => Err(arguments.unknown_operation()),
            }
        })
    }
}

/// Every operation of the OpenAPI document, in the document's order.
pub(crate) static OPERATIONS: &[&crate::table::operation::Operation] = &[
    &row::LIST_THINGS,
    &row::CREATE_THING,
    &row::FIND_THING,
    &row::REPLACE_THING,
    &row::DELETE_THING,
    &row::TOUCH_THING,
    &row::SEARCH_RECEIPTS,
    &row::LIST_RECEIPTS,
    &row::NOTIFY,
    &row::GET_RECEIPT,
];
pub(crate) mod row {
    #[allow(unused_imports, reason = "a document need not have rate limits")]
    use crate::table::operation::{Operation, RateLimit};
    #[allow(unused_imports, reason = "a document need not have parameters or pages")]
    use crate::table::parameter::{Location, Pages, Parameter, ParameterType};
    pub(crate) static LIST_THINGS: Operation = Operation {
        id: "list_things",
        method: "GET",
        path: "/v1/things",
        summary: "List things",
        description: "Lists things.\n\n    let not_a_doctest = 1;\n\n```\nnor.this()\n```",
        parameters: &[
            Parameter::optional(
                "limit",
                Location::Query,
                ParameterType::Integer,
                "How many",
            ),
            Parameter {
                deprecated: true,
                allowed: &["other", "unrecognized", "UNKNOWN", "two words"],
                ..Parameter::optional(
                    "kind",
                    Location::Query,
                    ParameterType::String,
                    "A kind, [like this], <or that>.",
                )
            },
            Parameter::optional(
                "X-Request-Reason",
                Location::Header,
                ParameterType::String,
                "Why",
            ),
        ],
        takes_body: false,
        pages: None,
        tag: Some("Things"),
        server: None,
        timeout: None,
        idempotent: true,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
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
        description: "",
        parameters: &[
            Parameter {
                required: true,
                ..Parameter::optional(
                    "api-version",
                    Location::Header,
                    ParameterType::String,
                    "",
                )
            },
            Parameter::optional("url", Location::Query, ParameterType::String, ""),
            Parameter {
                required: true,
                allowed: &["other", "unrecognized", "UNKNOWN", "two words"],
                ..Parameter::optional(
                    "kind",
                    Location::Body,
                    ParameterType::String,
                    "A kind, [like this], <or that>.",
                )
            },
            Parameter::optional("note", Location::Body, ParameterType::String, ""),
            Parameter::optional("size", Location::Body, ParameterType::Json, ""),
            Parameter::optional("content", Location::Body, ParameterType::Json, ""),
        ],
        takes_body: true,
        pages: None,
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
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
        description: "",
        parameters: &[
            Parameter::optional("id", Location::Body, ParameterType::Integer, ""),
            Parameter::optional("label", Location::Body, ParameterType::String, ""),
            Parameter {
                allowed: &["other", "unrecognized", "UNKNOWN", "two words"],
                ..Parameter::optional(
                    "kind",
                    Location::Body,
                    ParameterType::String,
                    "A kind, [like this], <or that>.",
                )
            },
            Parameter::optional("reason", Location::Body, ParameterType::String, ""),
            Parameter::optional("tags", Location::Body, ParameterType::Strings, ""),
        ],
        takes_body: true,
        pages: None,
        tag: None,
        server: None,
        timeout: Some(::std::time::Duration::from_millis(45000u64)),
        idempotent: true,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
        returns_json: true,
        session_headers: &[],
        rate_limit: Some(RateLimit {
            requests: 3u32,
            interval: ::std::time::Duration::from_millis(60000u64),
        }),
        index: 2usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static REPLACE_THING: Operation = Operation {
        id: "replace_thing",
        method: "PUT",
        path: "/v1/things/{thing_id}",
        summary: "",
        description: "",
        parameters: &[
            Parameter {
                required: true,
                ..Parameter::optional(
                    "thing_id",
                    Location::Path,
                    ParameterType::Integer,
                    "",
                )
            },
            Parameter {
                required: true,
                allowed: &["other", "unrecognized", "UNKNOWN", "two words"],
                ..Parameter::optional(
                    "kind",
                    Location::Body,
                    ParameterType::String,
                    "A kind, [like this], <or that>.",
                )
            },
            Parameter::optional("note", Location::Body, ParameterType::String, ""),
            Parameter::optional("size", Location::Body, ParameterType::Json, ""),
            Parameter::optional("content", Location::Body, ParameterType::Json, ""),
        ],
        takes_body: true,
        pages: None,
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
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
        description: "",
        parameters: &[
            Parameter {
                required: true,
                ..Parameter::optional(
                    "thing_id",
                    Location::Path,
                    ParameterType::Integer,
                    "",
                )
            },
        ],
        takes_body: false,
        pages: None,
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        destructive: true,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
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
        description: "",
        parameters: &[
            Parameter {
                required: true,
                allowed: &["other", "unrecognized", "UNKNOWN", "two words"],
                ..Parameter::optional(
                    "kind",
                    Location::Path,
                    ParameterType::String,
                    "A kind, [like this], <or that>.",
                )
            },
            Parameter {
                required: true,
                ..Parameter::optional("label", Location::Path, ParameterType::String, "")
            },
        ],
        takes_body: false,
        pages: None,
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        destructive: true,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
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
        description: "",
        parameters: &[
            Parameter {
                required: true,
                ..Parameter::optional("order", Location::Body, ParameterType::String, "")
            },
            Parameter::optional("after", Location::Body, ParameterType::String, ""),
        ],
        takes_body: true,
        pages: Some(Pages {
            cursor: "after",
            next: "next",
            items: "receipts",
        }),
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
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
        description: "",
        parameters: &[
            Parameter::optional("after", Location::Query, ParameterType::String, ""),
            Parameter {
                required: true,
                ..Parameter::optional(
                    "order",
                    Location::Query,
                    ParameterType::String,
                    "",
                )
            },
        ],
        takes_body: false,
        pages: Some(Pages {
            cursor: "after",
            next: "next",
            items: "receipts",
        }),
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 7usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static NOTIFY: Operation = Operation {
        id: "notify",
        method: "POST",
        path: "/v1/levels/{level}/notices/{target}",
        summary: "",
        description: "",
        parameters: &[
            Parameter {
                required: true,
                allowed: &["1", "2", "3"],
                ..Parameter::optional(
                    "level",
                    Location::Path,
                    ParameterType::Integer,
                    "",
                )
            },
            Parameter {
                required: true,
                ..Parameter::optional("target", Location::Path, ParameterType::Json, "")
            },
            Parameter::optional("part", Location::Query, ParameterType::Strings, ""),
            Parameter {
                required: true,
                ..Parameter::optional("text", Location::Body, ParameterType::String, "")
            },
            Parameter {
                required: true,
                is_secret: true,
                ..Parameter::optional("to", Location::Body, ParameterType::Json, "")
            },
            Parameter::optional("from", Location::Body, ParameterType::Json, ""),
            Parameter::optional("attachments", Location::Body, ParameterType::Json, ""),
            Parameter::optional("lines", Location::Body, ParameterType::Json, ""),
            Parameter::optional("labels", Location::Body, ParameterType::Strings, ""),
            Parameter {
                allowed: &["1", "2", "3"],
                ..Parameter::optional(
                    "level",
                    Location::Body,
                    ParameterType::Integer,
                    "",
                )
            },
            Parameter::optional("count", Location::Body, ParameterType::Json, ""),
            Parameter::optional("details", Location::Body, ParameterType::Json, ""),
            Parameter::optional("extras", Location::Body, ParameterType::Json, ""),
        ],
        takes_body: true,
        pages: None,
        tag: None,
        server: None,
        timeout: None,
        idempotent: false,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 8usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    pub(crate) static GET_RECEIPT: Operation = Operation {
        id: "get_receipt",
        method: "GET",
        path: "/v1/receipts",
        summary: "",
        description: "",
        parameters: &[],
        takes_body: false,
        pages: None,
        tag: None,
        server: None,
        timeout: None,
        idempotent: true,
        destructive: false,
        sends_empty_object: false,
        sends_form: false,
        sends_credentials: true,
        returns_json: true,
        session_headers: &[],
        rate_limit: None,
        index: 9usize,
        properties: PROPERTIES,
        secret_properties: SECRET_PROPERTIES,
    };
    static PROPERTIES: &[&str] = &[
        "1",
        "after",
        "at",
        "attachments",
        "code",
        "content",
        "count",
        "created_at",
        "details",
        "due_at",
        "extras",
        "folder",
        "folders",
        "from",
        "href",
        "id",
        "key",
        "kind",
        "label",
        "labels",
        "level",
        "limits",
        "lines",
        "name",
        "next",
        "note",
        "odd",
        "order",
        "paid_at",
        "parent",
        "radius",
        "ready",
        "reason",
        "receipts",
        "setting",
        "shape",
        "shapes",
        "side",
        "size",
        "state",
        "tags",
        "target",
        "text",
        "things",
        "to",
        "total",
        "trace",
        "type",
        "value",
        "width",
    ];
    static SECRET_PROPERTIES: &[&str] = &["key", "odd", "to"];
}
/// The examples of each operation, by its index.
pub(crate) static EXAMPLES: &[crate::table::example::Examples] = {
    use crate::table::example::{Example, Examples};
    &[
        Examples {
            arguments: "{\"limit\":1,\"kind\":\"other\",\"X-Request-Reason\":\"text\"}",
            responses: &[
                Example {
                    status: 200u16,
                    name: "",
                    body: "{\"things\":[{\"id\":1,\"kind\":\"other\"}]}",
                    has_next: false,
                },
            ],
        },
        Examples {
            arguments: "{\"api-version\":\"text\",\"url\":\"text\",\"body\":{\"kind\":\"other\",\"note\":\"text\",\"size\":{\"width\":1},\"content\":{\"text\":\"text\"}}}",
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
        Examples {
            arguments: "{\"body\":{\"id\":1,\"reason\":\"text\",\"tags\":[\"text\"]}}",
            responses: &[
                Example {
                    status: 200u16,
                    name: "one",
                    body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
                    has_next: false,
                },
            ],
        },
        Examples {
            arguments: "{\"thing_id\":1,\"body\":{\"kind\":\"other\",\"note\":\"text\",\"size\":{\"width\":1},\"content\":{\"text\":\"text\"}}}",
            responses: &[
                Example {
                    status: 200u16,
                    name: "one",
                    body: "{\"id\":1,\"kind\":\"unrecognized\",\"tags\":\"a b\"}",
                    has_next: false,
                },
            ],
        },
        Examples {
            arguments: "{\"thing_id\":1}",
            responses: &[
                Example {
                    status: 204u16,
                    name: "",
                    body: "",
                    has_next: false,
                },
            ],
        },
        Examples {
            arguments: "{\"kind\":\"other\",\"label\":\"text\"}",
            responses: &[
                Example {
                    status: 200u16,
                    name: "",
                    body: "",
                    has_next: false,
                },
            ],
        },
        Examples {
            arguments: "{\"body\":{\"order\":\"newest\"}}",
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
        Examples {
            arguments: "{\"after\":\"text\",\"order\":\"text\"}",
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
        Examples {
            arguments: "{\"level\":1,\"target\":1,\"part\":[\"b\"],\"body\":{\"text\":\"a\",\"to\":[\"b\",\"c\"],\"from\":{\"name\":\"d\",\"next\":{\"name\":\"e\"}},\"attachments\":[{\"href\":\"f\"},{\"href\":\"g\"}],\"lines\":[{\"name\":\"h\"},{\"name\":\"i\"}],\"labels\":[\"j\"],\"extras\":[{\"k\":1},\"l\"],\"count\":\"other\"}}",
            responses: &[
                Example {
                    status: 200u16,
                    name: "",
                    body: "{\"level\":3,\"target\":7,\"count\":\"UNKNOWN\",\"shape\":{\"type\":\"circle\",\"radius\":2},\"shapes\":[{\"type\":\"point\"},{\"type\":\"square\",\"side\":1}],\"setting\":{\"name\":\"title\",\"value\":\"a\"},\"content\":{\"href\":\"a\"},\"state\":{\"due_at\":\"today\"},\"ready\":true}",
                    has_next: false,
                },
            ],
        },
        Examples {
            arguments: "{}",
            responses: &[
                Example {
                    status: 200u16,
                    name: "",
                    body: "{\"note\":\"a\",\"key\":\"b\",\"total\":1,\"state\":{\"due_at\":\"tomorrow\"}}",
                    has_next: false,
                },
            ],
        },
    ]
};
