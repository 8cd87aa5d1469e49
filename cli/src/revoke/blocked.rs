use std::collections::BTreeMap;

use crate::failure::Failure;
use crate::output::{counted, note, printable};
use crate::record::file::Record;
use crate::record::policy_changes::blocks;
use crate::revoke::plan::Step;

/// Warns of grants that a block by this record may only hide: one of them may seem to be gone, and be back after an
/// `unblock`.
pub fn warn(record: &Record, steps: &[Step]) -> Result<(), Failure> {
    let blocks = record.read(blocks)?;
    let mut hidden = BTreeMap::<&str, usize>::new();
    for Step { selected, .. } in steps {
        let of = (selected.grant.app_id.clone(), selected.grant.organization_id.clone());
        if blocks.contains(&of) {
            *hidden.entry(&selected.app_name).or_default() += 1;
        }
    }
    for (app, count) in hidden {
        note!(
            "warning: a block keeps {} out where {} of the selection belong. Stytch may only hide them, so that they \
             seem to be gone; to be certain, `stytch-apps unblock`, revoke, and block again",
            printable(app),
            counted(count, "grant", "grants")
        );
    }
    Ok(())
}
