//! Reads a file that declares a service, and says of everything that cannot be so where it stands
//! and what is allowed.

use std::ops::Range;

use plimsoll_core::{message::Message, model::Tool, provider::Mistake};
use serde_spanned::Spanned;

use super::{
    file::{CredentialTable, File, Method, RequestTable, ToolTable},
    language::Program,
    names::{
        host_of, is_command, is_field, is_header, is_header_value, is_host, is_id, is_name,
        is_path, is_pointer, is_variable,
    },
    reserved,
    service::{Ask, Place, Service, Source, Within},
};

/// Whether a text is one of those that are meant.
type Test = fn(&str) -> bool;

/// Bytes of a file.
pub(super) const LARGEST: usize = 64 * 1024;
const MOST_HOSTS: usize = 4;
const MOST_CREDENTIALS: usize = 8;
const MOST_REQUESTS: usize = 8;

/// Pages that fixes know.
const PAGES: [&str; 7] = [
    "status",
    "usage",
    "keys",
    "subscribe",
    "account",
    "billing",
    "tokens",
];

/// Whose file it is, and so what it may name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin<'a> {
    /// Its mapping was compiled by a test, and is again by each query.
    BuiltIn,
    /// Of somebody who writes one that may be built in.
    Draft,
    /// Of the user's own, called by the id of its service.
    User(&'a str),
}

/// Reads a whole file.
pub(super) fn load(text: &str, origin: Origin<'_>) -> Result<Service, Mistake> {
    let judge = Judge { text, origin };
    if text.len() > LARGEST {
        return Err(judge.mistake(&(0..0), most("bytes", LARGEST)));
    }
    let file: File = toml_edit::de::from_str(text).map_err(|error| {
        let what = Message::new("plain").text("text", error.message().to_owned());
        judge.mistake(&error.span().unwrap_or_default(), what)
    })?;
    judge.service(file)
}

struct Judge<'a> {
    text: &'a str,
    origin: Origin<'a>,
}

impl Judge<'_> {
    fn service(&self, file: File) -> Result<Service, Mistake> {
        if *file.schema.get_ref() != 1 {
            return Err(self.mistake(&file.schema.span(), Message::new("declared-schema")));
        }
        self.name(&file.id, is_id)?;
        self.name(&file.name, is_name)?;
        if let Origin::User(id) = self.origin {
            if file.id.get_ref() != id {
                let what = Message::new("declared-file-name").text("id", id);
                return Err(self.mistake(&file.id.span(), what));
            }
            self.not_taken(&file.id.span(), id, reserved::is_name)?;
            self.not_taken(&file.name.span(), file.name.get_ref(), reserved::is_name)?;
        }
        self.count(&file.hosts, MOST_HOSTS, "hosts")?;
        for host in file.hosts.get_ref() {
            self.name(host, is_host)?;
            self.not_taken(&host.span(), host.get_ref(), reserved::is_host)?;
        }
        let hosts = file.hosts.into_inner().into_iter().map(Spanned::into_inner);
        let hosts: Vec<String> = hosts.collect();
        let pages = file.pages.iter().map(|(id, url)| self.page(id, url));
        let pages: Vec<(&str, String)> = pages.collect::<Result<_, _>>()?;
        self.count(&file.credential, MOST_CREDENTIALS, "credential")?;
        let credentials = file.credential.into_inner().into_iter();
        let credentials: Vec<Source> = credentials
            .map(|table| self.source(table))
            .collect::<Result<_, _>>()?;
        self.count(&file.request, MOST_REQUESTS, "request")?;
        let mut requests: Vec<Ask> = Vec::new();
        for table in file.request.into_inner() {
            let ask = self.ask(table.into_inner(), &hosts, &credentials, &requests)?;
            requests.push(ask);
        }
        let mapping = file.mapping.jq;
        if self.origin != Origin::BuiltIn {
            Program::new(mapping.get_ref())
                .map_err(|found| self.mistake(&self.inside(&mapping, found.at), found.what))?;
        }
        Ok(Service {
            id: file.id.into_inner(),
            name: file.name.into_inner(),
            hosts,
            pages,
            credentials,
            requests,
            mapping: mapping.into_inner(),
            is_own: matches!(self.origin, Origin::User(_)),
        })
    }

    fn page(
        &self,
        id: &Spanned<String>,
        url: &Spanned<String>,
    ) -> Result<(&'static str, String), Mistake> {
        let known = PAGES.into_iter().find(|known| known == id.get_ref());
        let Some(id) = known else {
            return Err(self.mistake(&id.span(), one_of(&PAGES)));
        };
        if host_of(url.get_ref()).is_none() {
            return Err(self.mistake(&url.span(), Message::new("declared-url")));
        }
        Ok((id, url.get_ref().clone()))
    }

    fn source(&self, table: Spanned<CredentialTable>) -> Result<Source, Mistake> {
        let span = table.span();
        let table = table.into_inner();
        let wrong = |what| Err(self.mistake(&span, what));
        let is_of_file = table.pointer.is_some() || table.line.is_some();
        let within = match (table.pointer, table.tool, table.line) {
            (Some(pointer), Some(tool), None) if is_pointer(&pointer) && is_tool(&tool) => {
                Some(Within::Json {
                    pointer,
                    expires: table.expires,
                    tool: Tool {
                        name: tool.name.into(),
                        sign_in: tool.sign_in.into(),
                    },
                })
            }
            (None, None, Some(line)) if is_variable(&line) => Some(Within::Line(line)),
            _ => None,
        };
        let place = match (
            table.opencode,
            table.configuration,
            table.variables,
            table.file,
        ) {
            (Some(ids), None, None, None) => Place::OpenCode(ids),
            (None, Some(ids), None, None) => Place::Configuration(ids),
            (None, None, Some(names), None) => Place::Variables(names),
            (None, None, None, Some(paths)) => match within {
                Some(within) => Place::File { paths, within },
                None => return wrong(Message::new("declared-in-file")),
            },
            _ => return wrong(Message::new("declared-one-place")),
        };
        let (names, is_good, is_taken): (&[String], Test, Test) = match &place {
            Place::OpenCode(ids) | Place::Configuration(ids) => (ids, is_id, reserved::is_entry),
            Place::Variables(names) => (names, is_variable, reserved::is_variable),
            Place::File { paths, .. } => (paths, is_path, is_taken_path),
        };
        if names.is_empty() || !names.iter().all(|name| is_good(name)) {
            return wrong(Message::new("declared-credential"));
        }
        for name in names {
            self.not_taken(&span, name, is_taken)?;
        }
        if is_of_file && !matches!(place, Place::File { .. }) {
            return wrong(Message::new("declared-in-file"));
        }
        Ok(Source {
            place,
            region: table.region,
            not_prefix: table.not_prefix,
            shared: table.shared,
        })
    }

    fn ask(
        &self,
        table: RequestTable,
        hosts: &[String],
        credentials: &[Source],
        before: &[Ask],
    ) -> Result<Ask, Mistake> {
        self.name(&table.id, is_field)?;
        if before.iter().any(|other| other.id == *table.id.get_ref()) {
            return Err(self.mistake(&table.id.span(), Message::new("declared-twice")));
        }
        let url = table.url.get_ref();
        let Some(host) = host_of(url) else {
            return Err(self.mistake(&table.url.span(), Message::new("declared-url")));
        };
        if !hosts.iter().any(|known| known == host) {
            let what = Message::new("declared-host").text("host", host);
            return Err(self.mistake(&table.url.span(), what));
        }
        if let Some(body) = &table.body {
            let is_json = serde_json::from_str::<serde_json::Value>(body.get_ref()).is_ok();
            if !is_json || matches!(table.method, Method::Get) {
                return Err(self.mistake(&body.span(), Message::new("declared-body")));
            }
        }
        for (name, value) in &table.headers {
            self.name(name, is_header)?;
            self.name(value, is_header_value)?;
        }
        if let Some(region) = &table.region {
            let is_known = |source: &Source| source.region.as_deref() == Some(region.get_ref());
            if !credentials.iter().any(is_known) {
                return Err(self.mistake(&region.span(), Message::new("declared-region")));
            }
        }
        let headers = table.headers.into_iter();
        Ok(Ask {
            id: table.id.into_inner(),
            url: table.url.into_inner(),
            method: table.method,
            auth: table.auth,
            headers: headers
                .map(|(name, value)| (name.into_inner(), value.into_inner()))
                .collect(),
            body: table.body.map(Spanned::into_inner),
            region: table.region.map(Spanned::into_inner),
            optional: table.optional,
            fallback: table.fallback,
        })
    }

    /// In a file of the user's own nothing may belong to a service that is built in.
    fn not_taken(&self, span: &Range<usize>, name: &str, is_taken: Test) -> Result<(), Mistake> {
        match self.origin {
            Origin::User(_) if is_taken(name) => {
                let what = Message::new("declared-taken").text("name", name);
                Err(self.mistake(span, what))
            }
            Origin::User(_) | Origin::BuiltIn | Origin::Draft => Ok(()),
        }
    }

    fn name(&self, name: &Spanned<String>, is_good: Test) -> Result<(), Mistake> {
        if is_good(name.get_ref()) {
            return Ok(());
        }
        Err(self.mistake(&name.span(), Message::new("declared-name")))
    }

    fn count<T>(
        &self,
        list: &Spanned<Vec<T>>,
        limit: usize,
        of: &'static str,
    ) -> Result<(), Mistake> {
        if (1..=limit).contains(&list.get_ref().len()) {
            return Ok(());
        }
        Err(self.mistake(&list.span(), most(of, limit)))
    }

    /// A place inside a text, which stands in the file as it is unless it has escapes.
    fn inside(&self, text: &Spanned<String>, at: usize) -> Range<usize> {
        let span = text.span();
        let written = self.text.get(span.clone()).unwrap_or_default();
        let start = written.find(text.get_ref().as_str());
        let at = start.map_or(span.start, |start| span.start + start + at);
        at..at
    }

    fn mistake(&self, span: &Range<usize>, what: Message) -> Mistake {
        let before = self.text.get(..span.start).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        Mistake {
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            what,
        }
    }
}

fn is_tool(tool: &ToolTable) -> bool {
    is_name(&tool.name) && is_command(&tool.sign_in)
}

/// A path that begins with a variable says nothing of what the variable does.
fn is_taken_path(path: &str) -> bool {
    let start = path.strip_prefix('$').and_then(|it| it.split_once('/'));
    reserved::is_path(path) || start.is_some_and(|(name, _)| reserved::is_variable(name))
}

fn most(of: &'static str, limit: usize) -> Message {
    Message::new("declared-most")
        .text("field", of)
        .number("most", limit as f64)
}

fn one_of(known: &[&str]) -> Message {
    Message::new("declared-one-of").text("known", known.join(", "))
}
