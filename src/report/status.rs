//! How machines stand → text: one file per format.

pub mod human;
pub mod json;
pub mod markdown;
