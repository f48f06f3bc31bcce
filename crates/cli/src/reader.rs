//! Who reads standard output: a bar or a terminal may go away while there is nothing to print.

#[cfg(unix)]
use tokio::io::{Interest, unix::AsyncFd};

/// Comes to its end when nobody can read any more what is printed. It costs nothing meanwhile.
#[cfg(unix)]
pub(crate) async fn gone() {
    // A file has no reader that could go.
    if let Ok(out) = watched() {
        while let Ok(mut ready) = out.ready(Interest::WRITABLE).await {
            if ready.ready().is_write_closed() {
                return;
            }
            ready.clear_ready();
        }
    }
    std::future::pending::<()>().await;
}

/// Whether this is what printing comes to when the reader has gone.
pub(crate) fn tells_of_end(error: &std::io::Error) -> bool {
    error.kind() == std::io::ErrorKind::BrokenPipe || is_of_closed_terminal(error)
}

#[cfg(unix)]
fn is_of_closed_terminal(error: &std::io::Error) -> bool {
    use rustix::fs::{FileType, fstat};
    // It does not say any more that it is one; a file that fails is a disk's affair.
    let device = |mode| FileType::from_raw_mode(mode).is_char_device();
    error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error())
        && fstat(std::io::stdout()).is_ok_and(|it| device(it.st_mode))
}

#[cfg(not(unix))]
fn is_of_closed_terminal(_: &std::io::Error) -> bool {
    false
}

#[cfg(unix)]
fn watched() -> std::io::Result<AsyncFd<std::os::fd::OwnedFd>> {
    use std::os::fd::AsFd;
    let out = std::io::stdout().as_fd().try_clone_to_owned()?;
    #[expect(
        deprecated,
        reason = "its heir is unsafe for descriptors that change; an owned one does not"
    )]
    AsyncFd::with_interest(out, Interest::WRITABLE)
}

/// Here it is noticed with the next line.
#[cfg(not(unix))]
pub(crate) async fn gone() {
    std::future::pending::<()>().await;
}
