//! What is wrong with the stores themselves.

use super::{Case, Code, Fact, Problem};
use crate::model::{Outcome, Owner, SearchedPath};

/// The problems that the places themselves have, and "nothing found" when there is no account.
pub fn store_problems(places: &[SearchedPath], accounts: usize) -> Vec<Problem> {
    let mut problems: Vec<Problem> = places
        .iter()
        .filter_map(|place| {
            let problem = match &place.outcome {
                Outcome::Read { .. } | Outcome::Missing => return None,
                Outcome::Unreadable { reason } => {
                    Problem::new(Code::StoreUnreadable).fact(Fact::Reason, reason.clone())
                }
                Outcome::Locked { reason } => {
                    Problem::new(Code::StoreLocked).fact(Fact::Reason, reason.clone())
                }
                Outcome::Damaged {
                    reason,
                    line,
                    column,
                } => {
                    let problem =
                        Problem::new(Code::StoreDamaged).fact(Fact::Reason, reason.clone());
                    match (line, column) {
                        (Some(line), Some(column)) => problem
                            .fact(Fact::Line, line.to_string())
                            .fact(Fact::Column, column.to_string()),
                        _ => problem,
                    }
                }
            };
            let problem = problem.fact(Fact::Path, place.path.clone());
            Some(match &place.owner {
                Owner::OpenCode => problem,
                Owner::Tool(tool) => problem.kept_by(tool),
                Owner::Person => problem.with_case(Case::Person),
            })
        })
        .collect();
    if accounts == 0 {
        problems.push(Problem::new(Code::NoAccounts));
    }
    problems
}
