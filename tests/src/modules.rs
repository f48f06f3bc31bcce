//! The modules of a crate and who of them uses whom, read from its source.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use syn::{Item, ItemMod, ItemUse, UseTree, visit::Visit};

use crate::repository::root;

/// A module by its names from the crate's root, which has none.
pub type Module = Vec<String>;

/// A crate's modules without its tests.
pub struct Modules(BTreeMap<Module, Content>);

#[derive(Default)]
struct Content {
    /// Of its `mod` lines, in their order.
    children: Vec<String>,
    /// What it gives out under a name of its own, by that name.
    exports: BTreeMap<String, Names>,
    /// What its code names, as it is written there.
    uses: BTreeSet<Names>,
}

type Names = Vec<String>;

/// That one module uses another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    pub from: Module,
    pub to: Module,
}

impl Modules {
    /// Of the crate whose source is in this folder of the repository.
    pub fn of(source: &str) -> Self {
        let mut modules = Self(BTreeMap::new());
        let source = root().join(source);
        let file = ["lib.rs", "main.rs"].map(|name| source.join(name));
        let file = file.into_iter().find(|file| file.exists());
        let file = file.expect("a crate has a root");
        modules.add(Vec::new(), &file, &source);
        modules
    }

    /// `below` is the folder of its children.
    fn add(&mut self, module: Module, file: &Path, below: &Path) {
        let text = fs::read_to_string(file).expect("a module has a file");
        let parsed = syn::parse_file(&text).expect("source of ours can be parsed");
        let mut content = Content::default();
        content.visit_file(&parsed);
        for child in &content.children {
            let folder = below.join(child);
            let files = [below.join(format!("{child}.rs")), folder.join("mod.rs")];
            let file = files.iter().find(|file| file.exists());
            let names = [module.as_slice(), std::slice::from_ref(child)].concat();
            self.add(names, file.expect("a module has a file"), &folder);
        }
        self.0.insert(module, content);
    }

    /// The modules right below this one, in the order of their lines.
    pub fn children(&self, module: &[String]) -> &[String] {
        self.0.get(module).map_or(&[], |content| &content.children)
    }

    pub fn all(&self) -> impl Iterator<Item = &Module> {
        self.0.keys()
    }

    /// Every use of another module. What a module gives out of its children is theirs.
    pub fn edges(&self) -> BTreeSet<Edge> {
        let edge = |from: &Module, used: &Names| {
            let to = self.defining(from, used)?;
            (to != *from).then(|| Edge {
                from: from.clone(),
                to,
            })
        };
        let all = self.0.iter();
        all.flat_map(|(from, content)| content.uses.iter().filter_map(move |it| edge(from, it)))
            .collect()
    }

    /// The module that defines what is named so in another one.
    fn defining(&self, module: &Module, named: &[String]) -> Option<Module> {
        let (mut at, mut rest) = (module.clone(), named);
        match rest.first()?.as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|it| it == "super") {
                    at.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                let content = self.0.get(&at)?;
                if !content.children.iter().any(|it| it == first) {
                    return None;
                }
            }
        }
        while let Some((first, others)) = rest.split_first() {
            let content = self.0.get(&at)?;
            if content.children.contains(first) {
                at.push(first.clone());
                rest = others;
            } else if let Some(export) = content.exports.get(first) {
                return self.defining(&at, export);
            } else {
                break;
            }
        }
        Some(at)
    }

    /// Modules with one parent that use each other in a circle, each with the uses that close it.
    pub fn circles(&self) -> Vec<String> {
        let edges = self.edges();
        let mut circles = Vec::new();
        for parent in self.all() {
            let mut arrows: BTreeMap<&str, BTreeMap<&str, &Edge>> = BTreeMap::new();
            for edge in &edges {
                if let (Some(from), Some(to)) = (child(parent, &edge.from), child(parent, &edge.to))
                    && from != to
                {
                    arrows.entry(from).or_default().insert(to, edge);
                }
            }
            circles.extend(circle(&arrows));
        }
        circles
    }
}

/// The child of a parent that a module is or lies in.
fn child<'a>(parent: &[String], module: &'a [String]) -> Option<&'a str> {
    let below = module.strip_prefix(parent)?;
    below.first().map(String::as_str)
}

/// One circle among these, if there is one: what uses what of it.
fn circle(arrows: &BTreeMap<&str, BTreeMap<&str, &Edge>>) -> Option<String> {
    // Whoever uses nobody that is left is in no circle.
    let mut left: BTreeSet<&str> = arrows.keys().copied().collect();
    loop {
        let in_none = left.iter().copied().find(|module| {
            let mut used = arrows[module].keys();
            !used.any(|it| left.contains(it))
        });
        match in_none {
            Some(module) => left.remove(module),
            None => break,
        };
    }
    let lines = left.iter().flat_map(|module| {
        let used = arrows[module]
            .iter()
            .filter(|(used, _)| left.contains(*used));
        used.map(|(_, edge)| format!("{} uses {}", edge.from.join("::"), edge.to.join("::")))
    });
    let lines: Vec<String> = lines.collect();
    (!lines.is_empty()).then(|| lines.join("\n"))
}

impl Content {
    fn note_use(&mut self, item: &ItemUse) {
        let is_given_out = !matches!(item.vis, syn::Visibility::Inherited);
        for (path, name) in leaves(&item.tree, Vec::new()) {
            if is_given_out {
                self.exports.insert(name, path);
            } else {
                self.uses.insert(path);
            }
        }
    }
}

impl<'ast> Visit<'ast> for Content {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(item) {
            syn::visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_none() {
            self.children.push(item.ident.to_string());
        }
        syn::visit::visit_item_mod(self, item);
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.note_use(item);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Names = path
            .segments
            .iter()
            .map(|it| it.ident.to_string())
            .collect();
        if names.len() > 1 {
            self.uses.insert(names);
        }
        syn::visit::visit_path(self, path);
    }
}

fn is_for_tests(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(|attribute| {
        let is_test = |list: &syn::MetaList| list.tokens.to_string() == "test";
        attribute.path().is_ident("cfg") && attribute.meta.require_list().is_ok_and(is_test)
    })
}

/// Every path of a `use`, and the name that it has from then on.
fn leaves(tree: &UseTree, before: Names) -> Vec<(Names, String)> {
    let with = |name: &syn::Ident| [before.as_slice(), &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => leaves(&path.tree, with(&path.ident)),
        UseTree::Name(name) if name.ident == "self" => {
            let last = before.last().cloned().unwrap_or_default();
            vec![(before, last)]
        }
        UseTree::Name(name) => vec![(with(&name.ident), name.ident.to_string())],
        UseTree::Rename(rename) => vec![(with(&rename.ident), rename.rename.to_string())],
        UseTree::Glob(_) => vec![(before, "*".to_owned())],
        UseTree::Group(group) => {
            let items = group.items.iter();
            items.flat_map(|it| leaves(it, before.clone())).collect()
        }
    }
}
