//! On Windows, gives the program its icon and name.

fn main() {
    println!("cargo::rerun-if-changed=plimsoll.rc");
    if std::env::var_os("CARGO_CFG_WINDOWS").is_none() {
        return;
    }
    let compiled = embed_resource::compile("plimsoll.rc", embed_resource::NONE);
    if let Err(error) = compiled.manifest_required() {
        println!("cargo::error={error}");
    }
}
