//! The examples, put to the test.
