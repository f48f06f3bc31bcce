//! Lengths of time and moments, as words of the catalogue.
