//! A run in which much goes wrong at random, from a seed, and what has to hold all the same.

pub mod alerts;
pub mod faults;
pub mod hand_edit;
pub mod rounds;
pub mod seed;
