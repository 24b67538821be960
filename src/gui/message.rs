//! The data that views, gate and worker exchange. Nothing here is drawn.

mod command;
mod dialog;
mod file_content;
mod operation;
mod reply;
mod request;
mod requester;

pub use command::Command;
pub use dialog::{Confirmation, DialogRequest};
pub use file_content::FileContent;
pub use operation::{Operation, Query};
pub use reply::{OperationResult, QueryResult, Reply, ReturnedState, StepUpRefusal};
pub use request::{Request, SessionRequest};
pub use requester::{IdCounter, Requester, RequesterId};
