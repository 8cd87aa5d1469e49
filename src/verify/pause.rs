use std::sync::Arc;
use std::time::Duration;

use crate::error::Error;
use crate::verify::moment::Moment;

/// How long a failed question is not asked again.
const AFTER_A_FAILURE: Duration = Duration::from_secs(1);

/// The last failure to ask Stytch something. Whoever asks the same soon after gets the same error.
#[derive(Debug, Default)]
pub(super) struct Pause(Option<(Moment, Arc<Error>)>);

impl Pause {
    pub(super) fn failed(&mut self, error: Error) -> Arc<Error> {
        let error = Arc::new(error);
        self.0 = Some((Moment::now(), error.clone()));
        error
    }

    /// The error, for somebody who has wanted to know since `arrived`.
    pub(super) fn error(&self, arrived: Moment) -> Option<Arc<Error>> {
        let (at, error) = self.0.as_ref()?;
        at.is_recent(arrived, AFTER_A_FAILURE).then(|| error.clone())
    }
}
