//! The manifest's JSON Schema and reference, from the declarations of its tables.
