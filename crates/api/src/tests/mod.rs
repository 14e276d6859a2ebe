//! What no single endpoint can show: all of them together, and real connections.

mod check;
mod contract;
mod guards;
mod login;
mod privacy;
mod scopes;
mod slow;
mod sockets;
mod whip;
