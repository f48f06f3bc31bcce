//! A pretend machine, taped HTTP and a fixed clock.
