use std::collections::BTreeMap;

use serde_json::Value;
use stytch_connected_apps::reqwest::header::{CACHE_CONTROL, HeaderMap, HeaderValue, RETRY_AFTER};

use crate::credentials::PROJECT_ID;
use crate::domain::Site;
use crate::received::{Received, with_credentials};
use crate::refuse::{challenged, unexampled};
use crate::response::{Response, request_id};
use crate::shared::Shared;
use crate::state::{Behaviour, Endpoint, Refusal, Request};

impl Shared {
    /// The response of one of the authorization server's own routes.
    pub(super) fn at_endpoint(
        &self,
        endpoint: &Endpoint,
        parameters: &BTreeMap<String, String>,
        received: &Received<'_>,
    ) -> Response {
        if let Some(headers) = self.limited(endpoint.path) {
            return Response { headers, ..unexampled(Refusal::new(429, "too_many_requests")) };
        }
        let json = match endpoint.method {
            "POST" => with_credentials(received),
            _ => Ok(Value::Null),
        };
        let behave = |json: Value| self.behave(endpoint.behaviour, parameters, None, received.site, &json);
        let mut response = json.and_then(behave).unwrap_or_else(unexampled);
        // RFC 6749: a response with a token is kept by nobody.
        if endpoint.method == "POST" {
            response.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        challenged(response, received.headers)
    }

    /// The state's response to a request.
    pub(super) fn behave(
        &self,
        behaviour: Behaviour,
        parameters: &BTreeMap<String, String>,
        session: Option<&str>,
        site: &Site,
        json: &Value,
    ) -> Result<Response, Refusal> {
        if parameters.get("project_id").is_some_and(|id| id != PROJECT_ID) {
            return Err(Refusal::new(404, "project_not_found"));
        }
        let request = Request {
            parameters,
            body: json,
            session,
            now: self.clock.seconds(),
            origin: &site.origin,
            issuer: &site.issuer,
        };
        let mut body = behaviour(&mut self.state(), &request)?;
        let status = body["status_code"].as_u64().and_then(|status| status.try_into().ok()).unwrap_or(200);
        body["status_code"] = status.into();
        body["request_id"] = request_id().into();
        Ok(Response::new(status, body))
    }

    /// Counts a request. Returns the headers of the response if it is beyond the rate limit.
    pub(super) fn limited(&self, name: &'static str) -> Option<HeaderMap> {
        let limit = self.rate_limit.as_ref().filter(|limit| !limit.passes(name))?;
        Some(limit.retry_after().map(|seconds| (RETRY_AFTER, seconds.into())).into_iter().collect())
    }
}
