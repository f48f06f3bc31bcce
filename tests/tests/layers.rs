//! The arrows between the modules of a crate: core's lie in layers, and no crate has a circle.

use plimsoll_tests::modules::{Edge, Modules};

/// Of these every use is read.
const CRATES: [&str; 3] = ["crates/core/src", "crates/providers/src", "crates/cli/src"];

#[test]
fn core_imports_only_from_layers_above() {
    let core = Modules::of("crates/core/src");
    // The root lists them in this order.
    let layers = core.children(&[]);
    assert!(
        layers.first().is_some_and(|it| it == "message"),
        "{layers:?}"
    );
    let layer = |module: &[String]| layers.iter().position(|it| module.first() == Some(it));
    let is_upside_down = |edge: &Edge| match (layer(&edge.from), layer(&edge.to)) {
        (Some(from), Some(to)) => to > from,
        (None, _) | (_, None) => true,
    };
    let edges = core.edges();
    assert!(edges.len() > 100, "{edges:?}");
    let wrong = edges.iter().filter(|edge| is_upside_down(edge));
    let wrong: Vec<_> = wrong
        .map(|it| (it.from.join("::"), it.to.join("::")))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_modules_use_each_other_in_a_circle() {
    for source in CRATES {
        let circles = Modules::of(source).circles();
        assert!(circles.is_empty(), "{source}:\n{}", circles.join("\n\n"));
    }
}
