//! `{ "version": 1, "machines": [{ "machine", "state", "generation", "commit", "cause", … }] }`

use serde_json::{Value, json};

use crate::diff::drift::Status;
use crate::report::json::write;

/// The whole table. `cause` names all that is so; `causes` has each with its own state and what to do.
pub fn status(table: &[Status]) -> String {
    let machines: Vec<Value> = table
        .iter()
        .map(|status| {
            let causes: Vec<Value> = status
                .causes
                .iter()
                .map(|cause| json!({ "state": cause.standing.as_str(), "what": cause.what, "to-do": cause.to_do }))
                .collect();
            let all: Vec<&str> = status.causes.iter().map(|cause| cause.what.as_str()).collect();
            json!({
                "machine": status.machine,
                "state": status.standing().as_str(),
                "generation": status.generation,
                "commit": status.commit,
                "cause": (!all.is_empty()).then(|| all.join("; ")),
                "made": status.made,
                "causes": causes,
                "notes": status.notes,
            })
        })
        .collect();
    write(&json!({ "version": 1, "machines": machines }))
}
