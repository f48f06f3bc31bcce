//! Credit that does not reset, as cards show it.

use serde::{Deserialize, Serialize};

use crate::{message::Message, model::Balance};

/// Credit that does not reset.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ts_rs::TS)]
pub struct BalanceRow {
    pub id: String,
    pub label: Message,
    pub amount: Message,
}

pub(super) fn balance_row(balance: &Balance) -> BalanceRow {
    BalanceRow {
        id: balance.id.clone(),
        label: balance.label.clone(),
        amount: balance_of(balance),
    }
}

/// The amount with its unit. Whether it is one or more goes by `count`; a text has no number.
pub fn balance_of(balance: &Balance) -> Message {
    let said = Message::new(format!("balance-{}", balance.unit.as_str()))
        .text("amount", balance.amount.clone());
    match balance.amount.parse() {
        Ok(count) => said.number("count", count),
        Err(_) => said.number("count", 2.0),
    }
}
