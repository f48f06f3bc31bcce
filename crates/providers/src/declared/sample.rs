//! A declared file in the hands of who writes it: whether it can be read, and what it makes of an
//! answer that was kept.

use jiff::Timestamp;
use plimsoll_core::{model::moment, problem::Problem, provider::Mistake, snapshot::Usage};
use serde_json::{Map, Value, json};

use super::{
    fetch::map,
    fields::{RowFault, What},
    load::{Origin, load},
    service::Service,
};

/// A file that was read and has no mistake.
pub struct DeclaredFile(Service);

/// What a file made of a sample.
#[derive(Debug)]
pub struct Tried {
    pub usage: Usage,
    pub problem: Option<Problem>,
}

impl DeclaredFile {
    pub fn read(text: &str) -> Result<Self, Mistake> {
        load(text, Origin::Draft).map(Self)
    }

    pub fn id(&self) -> &str {
        &self.0.id
    }

    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub fn hosts(&self) -> &[String] {
        &self.0.hosts
    }

    /// The ids of its requests.
    pub fn requests(&self) -> impl Iterator<Item = &str> {
        self.0.requests.iter().map(|ask| ask.id.as_str())
    }

    /// What the mapping makes of a sample: either the body of the first request's answer, or
    /// `{ "answers": { <request>: { "status", "body" } }, "now", "region" }`.
    pub fn test(&self, sample: &Value, now: Timestamp) -> Result<Tried, RowFault> {
        let answers = sample.get("answers").and_then(Value::as_object);
        let is_known = |name: &String| self.requests().any(|known| known == name);
        let answers = answers.filter(|it| it.keys().all(is_known));
        let (answers, now, region) = if let Some(answers) = answers {
            let answers: Map<_, _> = answers.iter().map(with_status).collect();
            let now = sample.get("now").and_then(moment).unwrap_or(now);
            (answers, now, sample.get("region").and_then(Value::as_str))
        } else {
            let first = self.requests().next().unwrap_or_default();
            let answer = json!({ "status": 200, "body": sample });
            (Map::from_iter([(first.to_owned(), answer)]), now, None)
        };
        let rows = map(&self.0, &Value::Object(answers), region, now)?;
        if !rows.has_any() && rows.problem.is_none() {
            return Err(RowFault {
                place: String::new(),
                what: What::Missing,
            });
        }
        Ok(Tried {
            usage: rows.usage,
            problem: rows.problem,
        })
    }
}

fn with_status((name, answer): (&String, &Value)) -> (String, Value) {
    let status = answer.get("status").cloned().unwrap_or(json!(200));
    let body = answer.get("body").cloned().unwrap_or_default();
    (name.clone(), json!({ "status": status, "body": body }))
}
