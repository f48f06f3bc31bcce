//! A computer made of maps: files, variables and database tables that a test lays down.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use crate::ports::{Machine, OauthClient, Os, ReadFault, Table};

/// A computer whose whole content a test has laid down. Its home is `/home/ada`.
#[derive(Clone, Debug)]
pub struct FakeMachine {
    pub os: Os,
    pub home: Option<PathBuf>,
    pub vars: BTreeMap<String, String>,
    /// What successive reads of a file see; the last one stays.
    pub files: BTreeMap<PathBuf, Result<Vec<Vec<u8>>, ReadFault>>,
    pub tables: BTreeMap<PathBuf, Result<BTreeMap<String, Table>, ReadFault>>,
    pub opencode_directories: Vec<PathBuf>,
    pub oauth_clients: BTreeMap<String, OauthClient>,
    /// By service and account, in the order in which they are found.
    pub keychain: Vec<(String, String, Result<Vec<u8>, ReadFault>)>,
}

impl Default for FakeMachine {
    fn default() -> Self {
        Self {
            os: Os::Linux,
            home: Some(PathBuf::from("/home/ada")),
            vars: BTreeMap::new(),
            files: BTreeMap::new(),
            tables: BTreeMap::new(),
            opencode_directories: Vec::new(),
            oauth_clients: BTreeMap::new(),
            keychain: Vec::new(),
        }
    }
}

impl FakeMachine {
    pub fn new() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn on(mut self, os: Os) -> Self {
        self.os = os;
        self
    }

    #[must_use]
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.vars.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Lays down a file; a path that is not absolute lies in the home directory.
    #[must_use]
    pub fn file(self, path: impl AsRef<Path>, content: impl Into<Vec<u8>>) -> Self {
        self.versions(path, vec![content.into()])
    }

    /// Lays down a file that its owner is in the middle of writing.
    #[must_use]
    pub fn versions(mut self, path: impl AsRef<Path>, contents: Vec<Vec<u8>>) -> Self {
        self.files.insert(self.place(path.as_ref()), Ok(contents));
        self
    }

    /// Lays down a file or database that cannot be read.
    #[must_use]
    pub fn fault(mut self, path: impl AsRef<Path>, fault: ReadFault) -> Self {
        let path = self.place(path.as_ref());
        self.files.insert(path.clone(), Err(fault.clone()));
        self.tables.insert(path, Err(fault));
        self
    }

    /// Lays down a database, or adds a table to it.
    #[must_use]
    pub fn with_table(mut self, database: impl AsRef<Path>, name: &str, table: Table) -> Self {
        let path = self.place(database.as_ref());
        if let Ok(tables) = self
            .tables
            .entry(path)
            .or_insert_with(|| Ok(BTreeMap::new()))
        {
            tables.insert(name.to_owned(), table);
        }
        self
    }

    fn place(&self, path: &Path) -> PathBuf {
        match &self.home {
            Some(home) => home.join(path),
            None => path.to_owned(),
        }
    }
}

impl Machine for FakeMachine {
    fn os(&self) -> Os {
        self.os
    }

    fn home(&self) -> Option<PathBuf> {
        self.home.clone()
    }

    fn var(&self, name: &str) -> Option<String> {
        self.vars
            .get(name)
            .filter(|value| !value.is_empty())
            .cloned()
    }

    fn has_var(&self, name: &str) -> bool {
        self.vars.contains_key(name)
    }

    fn read(&self, path: &Path, complete: &dyn Fn(&[u8]) -> bool) -> Result<Vec<u8>, ReadFault> {
        let versions = self
            .files
            .get(path)
            .cloned()
            .unwrap_or(Err(ReadFault::Missing))?;
        let whole = versions.iter().find(|content| complete(content));
        Ok(whole.or(versions.last()).cloned().unwrap_or_default())
    }

    fn list(&self, directory: &Path) -> Vec<PathBuf> {
        let children: BTreeSet<PathBuf> = self
            .files
            .keys()
            .chain(self.tables.keys())
            .filter_map(|path| {
                let inside = path.strip_prefix(directory).ok()?;
                Some(directory.join(inside.components().next()?))
            })
            .collect();
        children.into_iter().collect()
    }

    fn table(&self, database: &Path, table: &str) -> Result<Option<Table>, ReadFault> {
        match self.tables.get(database) {
            Some(Ok(tables)) => Ok(tables.get(table).map(|found| Table {
                siblings: tables.keys().filter(|it| *it != table).cloned().collect(),
                ..found.clone()
            })),
            Some(Err(fault)) => Err(fault.clone()),
            None => Err(ReadFault::Missing),
        }
    }

    fn rows(
        &self,
        database: &Path,
        table: &str,
        column: &str,
        texts: &[&str],
    ) -> Result<Option<Table>, ReadFault> {
        let Some(mut found) = self.table(database, table)? else {
            return Ok(None);
        };
        let at = found.columns.iter().position(|name| name == column);
        found.rows.retain(|row| {
            let text = at.and_then(|at| row.get(at)?.text());
            text.is_some_and(|text| texts.contains(&text))
        });
        Ok(Some(found))
    }

    fn keychain(&self, service: &str, account: Option<&str>) -> Result<Vec<u8>, ReadFault> {
        let mut items = self.keychain.iter();
        let item =
            items.find(|(of, whose, _)| of == service && account.is_none_or(|it| it == whose));
        item.map_or(Err(ReadFault::Missing), |(_, _, content)| content.clone())
    }

    fn opencode_directories(&self) -> Vec<PathBuf> {
        self.opencode_directories.clone()
    }

    fn oauth_client(&self, provider: &str) -> Option<OauthClient> {
        self.oauth_clients.get(provider).cloned()
    }
}
