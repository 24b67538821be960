//! The data that views, gate and worker exchange. Nothing here is drawn.

mod command;
mod file;
mod operation;
mod reply;
mod request;

pub use command::{Command, Confirmation, DialogRequest};
pub use file::{FileContent, FileReply, FileRequest, Place, PlaceKind, SavedFile};
pub use operation::{Operation, Query, Undo};
pub use reply::{OperationResult, QueryResult, Reply, ReturnedState, StepUpRefusal};
pub use request::{IdCounter, Request, Requester, RequesterId, SessionRequest};
