use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;
use serde_json::Value;
use stytch_connected_apps::operations;
use stytch_connected_apps::operations::Operation;
use stytch_connected_apps::reqwest::Url;

use crate::state::{ENDPOINTS, Endpoint};
use crate::template::parameters;

/// The operation that a request is for.
pub(super) struct Route {
    pub(super) operation: &'static Operation,
    /// The parameters in the path and the query, decoded.
    pub(super) parameters: BTreeMap<String, String>,
}

/// The handler of a request.
pub(super) enum Target {
    Operation(Route),
    Endpoint(&'static Endpoint, BTreeMap<String, String>),
}

/// The reason why no operation matches.
pub(super) enum Miss {
    Path,
    Method { allowed: Vec<&'static str> },
}

impl Target {
    /// Finds the handler of a request for this path, which need not be the one in the URI. The document comes first.
    pub(super) fn find(method: &str, path: &str, uri: &hyper::Uri) -> Result<Self, Miss> {
        let miss = match Route::find(method, path, uri) {
            Ok(route) => return Ok(Self::Operation(route)),
            Err(miss) => miss,
        };
        let mut endpoints =
            ENDPOINTS.iter().filter_map(|endpoint| Some((endpoint, parameters(endpoint.path, path)?)));
        match endpoints.next() {
            Some((endpoint, parameters)) if endpoint.method == method => {
                Ok(Self::Endpoint(endpoint, decoded(parameters, uri)))
            }
            Some((endpoint, _)) => Err(Miss::Method { allowed: vec![endpoint.method] }),
            None => Err(miss),
        }
    }

    pub(super) fn operation(&self) -> Option<&'static Operation> {
        match self {
            Self::Operation(route) => Some(route.operation),
            Self::Endpoint(..) => None,
        }
    }

    pub(super) fn into_parts(self) -> (Option<&'static Operation>, BTreeMap<String, String>) {
        match self {
            Self::Operation(route) => (Some(route.operation), route.parameters),
            Self::Endpoint(_, parameters) => (None, parameters),
        }
    }
}

impl Route {
    fn find(method: &str, path: &str, uri: &hyper::Uri) -> Result<Self, Miss> {
        let matching = operations::all()
            .iter()
            .filter_map(|operation| Some((*operation, parameters(operation.path, path)?)));
        let mut matching: Vec<_> = matching.collect();
        // OpenAPI: a path without parameters takes precedence over one with.
        let closest =
            matching.iter().map(|(operation, _)| operation.path).min_by_key(|path| path.matches('{').count());
        let Some(closest) = closest else { return Err(Miss::Path) };
        matching.retain(|(operation, _)| operation.path == closest);
        let Some(at) = matching.iter().position(|(operation, _)| operation.method == method) else {
            return Err(Miss::Method {
                allowed: matching.iter().map(|(operation, _)| operation.method).collect(),
            });
        };
        let (operation, parameters) = matching.swap_remove(at);
        Ok(Self { operation, parameters: decoded(parameters, uri) })
    }

    /// Returns whether a request of a paged operation has a cursor.
    pub(super) fn asks_for_next_page(&self, body: &Value) -> bool {
        let Some(pages) = self.operation.pages else { return false };
        let cursor = self.parameters.get(pages.cursor).map(String::as_str);
        cursor
            .or_else(|| body.get(pages.cursor).and_then(Value::as_str))
            .is_some_and(|cursor| !cursor.is_empty())
    }
}

/// The parameters in the path and in the query, decoded.
fn decoded(in_path: Vec<(&str, &str)>, uri: &hyper::Uri) -> BTreeMap<String, String> {
    let decode = |value: &str| percent_decode_str(value).decode_utf8_lossy().into_owned();
    let in_path = in_path.into_iter().map(|(name, value)| (name.to_owned(), decode(value)));
    query(uri).into_iter().chain(in_path).collect()
}

/// The parameters in the query, decoded.
pub(super) fn query(uri: &hyper::Uri) -> Vec<(String, String)> {
    let Some(query) = uri.query() else { return Vec::new() };
    let Ok(url) = Url::parse(&format!("http://localhost/?{query}")) else { return Vec::new() };
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}
