//! When a window runs out at this rate, or that it lasts: one forecast for row, chart, tray and alert
//! (`straight`), and a band round it judged by what was told before (`band`; docs/internals/forecast.md).

mod band;
mod past;
mod rhythm;
mod straight;

pub use band::{End, ExpectedUse, expected_use};
pub use straight::{Forecast, even_left, forecast, left_at_reset};
