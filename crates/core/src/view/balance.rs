//! Credit that does not reset, as cards show it.

use serde::{Deserialize, Serialize};

use crate::{
    message::Message,
    model::{Balance, Unit},
};

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
    let said = Message::new(format!("balance-{}", balance.unit.words()))
        .text("amount", balance.amount.clone());
    let said = with_currency(said, balance.unit);
    match balance.amount.parse() {
        Ok(count) => said.number("count", count),
        Err(_) => said.number("count", 2.0),
    }
}

pub(super) fn with_currency(said: Message, unit: Unit) -> Message {
    match unit {
        Unit::Currency(currency) => said.text("currency", currency.shown()),
        Unit::Tokens | Unit::Credits | Unit::Requests | Unit::Calls | Unit::Usd | Unit::Units => {
            said
        }
    }
}
