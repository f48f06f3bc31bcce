//! A list of endpoints that are asked one after the other: which failures lead on to the next one,
//! and which of them names the whole chain.

use plimsoll_core::problem::{Case, Code, Fact, Problem};

/// What failed so far.
#[derive(Default)]
pub(crate) struct Failures(Vec<Problem>);

impl Failures {
    pub(crate) fn add(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A page in the place of an answer tells what is wrong on the way, whatever else failed. Then
    /// comes the first failure that is more than a missing or faulty endpoint.
    pub(crate) fn named(self) -> Problem {
        let page = |problem: &Problem| problem.code == Code::ConnectionBlocked;
        let at = (self.0.iter().position(page))
            .or_else(|| self.0.iter().position(|problem| !is_faulty(problem)))
            .unwrap_or_default();
        let mut failures = self.0;
        if at < failures.len() {
            failures.swap_remove(at)
        } else {
            Problem::internal("a chain without an endpoint")
        }
    }
}

/// Whether a failure may be this endpoint's own, so that the next one is worth asking: it has a page,
/// a status of its own, or says what nobody understands. Who is refused here is refused there.
pub(crate) fn is_of_endpoint(problem: &Problem) -> bool {
    match problem.code {
        Code::FormatChanged | Code::ServiceDown => true,
        Code::ConnectionBlocked => problem.case() == Some(Case::Html),
        Code::NoPlan => problem.get(Fact::Status).is_some(),
        Code::NoAccounts
        | Code::StoreUnreadable
        | Code::StoreDamaged
        | Code::StoreLocked
        | Code::SignInExpired
        | Code::SignInRefused
        | Code::Forbidden
        | Code::KeyRejected
        | Code::RateLimited
        | Code::TimedOut
        | Code::Offline
        | Code::QuotaNotShared
        | Code::TokenFileIncomplete
        | Code::ProjectMissing
        | Code::ClientMissing
        | Code::VerificationNeeded
        | Code::Internal => false,
    }
}

/// 400, 404 and 5xx, and the like.
fn is_faulty(problem: &Problem) -> bool {
    problem.code == Code::ServiceDown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_names_its_worst_failure() {
        let page = || Problem::new(Code::ConnectionBlocked).with_case(Case::Html);
        for (codes, named) in [
            (vec![Code::ServiceDown], Code::ServiceDown),
            (
                vec![Code::ServiceDown, Code::FormatChanged],
                Code::FormatChanged,
            ),
            (vec![Code::Offline, Code::ServiceDown], Code::Offline),
            (vec![], Code::Internal),
        ] {
            let mut failures = Failures::default();
            for code in codes {
                failures.add(Problem::new(code));
            }
            assert_eq!(failures.named().code, named);
        }
        for failure in [Code::Offline, Code::ServiceDown] {
            let mut failures = Failures::default();
            failures.add(Problem::new(failure));
            failures.add(page());
            assert_eq!(failures.named().code, Code::ConnectionBlocked);
        }
    }
}
