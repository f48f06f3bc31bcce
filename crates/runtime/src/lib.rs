//! Effects: HTTP, files, databases, the clock, and the loop round the engine. It knows neither a
//! provider nor a window.

pub mod clock;
pub mod desktop;
pub mod driver;
pub mod http;
mod identity;
pub mod language;
pub mod log;
pub mod machine;
pub mod own_services;
pub mod paths;
pub mod query_lock;
pub mod services;
pub mod sessions;
pub mod settings_check;
pub mod settings_file;
pub mod settings_keeper;
pub mod setup;
pub mod signals;
pub mod store;
pub mod watch;
pub mod worker;
