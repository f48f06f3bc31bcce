//! The language of mappings: jq without what could run for ever. Everything that makes or repeats a
//! loop is refused by its place in the text, before anything is compiled.

use jaq_core::{
    Compiler, Ctx, Filter, Vars,
    load::{
        Arena, Error, File, Lexer, Loader, lex,
        lex::{StrPart, Tok, Token},
        span,
    },
    unwrap_valr,
};
use plimsoll_core::message::Message;
use serde_json::Value;

use super::{
    filters::{Data, definitions, natives},
    value::{Val, within},
};

/// Of a program: more than the largest of ours has.
const MOST_BYTES: usize = 16 * 1024;
const MOST_BRACKETS: usize = 600;
/// So little that what reads and runs a program by recursion keeps within its stack.
const DEEPEST: usize = 24;
const LONGEST_CHAIN: usize = 150;
/// Steps of one run; an answer of the largest size has less than a tenth of them in it.
const MOST_STEPS: usize = 1_000_000;

const REFUSED_WORDS: [&str; 8] = [
    "def", "reduce", "foreach", "label", "break", "import", "include", "module",
];
/// Words that join others.
const WORDS: [&str; 9] = [
    "if", "then", "elif", "else", "and", "or", "as", "try", "catch",
];
const SYMBOLS: [&str; 20] = [
    "|", "+", "-", "*", "/", "%", "<", ">", "<=", ">=", "==", "!=", "//", ",", ":", ";", "?", ")",
    "]", "}",
];
const VARIABLES: [&str; 2] = ["$now", "$region"];

/// What is wrong with a program, and where in its text.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    /// In bytes.
    pub(super) at: usize,
    pub(super) what: Message,
}

/// Why a run gave no value.
#[derive(Debug, PartialEq)]
pub(crate) enum Stop {
    Nothing,
    Several,
    /// In the words of the program or of jaq, which may repeat what an answer says.
    Error(String),
    TooMuchWork,
}

/// A program that can run.
pub(super) struct Program(Filter<Data>);

impl Program {
    /// Reads a program, or says what in it is wrong.
    pub(super) fn new(text: &str) -> Result<Self, Mistake> {
        check(text)?;
        let arena = Arena::default();
        let file = File {
            code: text,
            path: (),
        };
        let modules = Loader::new(definitions())
            .load(&arena, file)
            .map_err(|errors| not_read(text, errors.into_iter().map(|(_, error)| error)))?;
        let compiler = Compiler::default()
            .with_funs(natives())
            .with_global_vars(VARIABLES);
        let filter = compiler.compile(modules).map_err(|errors| {
            let mut names = errors.into_iter().flat_map(|(_, errors)| errors);
            let name = names.next().map_or("", |(name, _)| name);
            let what = Message::new("declared-jq-unknown").text("name", name);
            Mistake::at(text, name, what)
        })?;
        Ok(Self(filter))
    }

    /// What it makes of a value: one value, or why there is none.
    pub(super) fn run(&self, input: &Value, variables: [&Value; 2]) -> Result<Value, Stop> {
        let run = || {
            let variables = variables.map(Val::from);
            let context = Ctx::<Data>::new(&self.0.lut, Vars::new(variables));
            let input = Val::from(input);
            let mut outputs = self.0.id.run((context, input)).map(unwrap_valr);
            let output = match outputs.next() {
                Some(Ok(output)) => Value::from(&output),
                Some(Err(error)) => return Err(Stop::Error(error.to_string())),
                None => return Err(Stop::Nothing),
            };
            match outputs.next() {
                None => Ok(output),
                Some(_) => Err(Stop::Several),
            }
        };
        within(MOST_STEPS, run).unwrap_or(Err(Stop::TooMuchWork))
    }
}

impl Mistake {
    /// At a part of the text.
    fn at(text: &str, part: &str, what: Message) -> Self {
        let whole = text.as_bytes().as_ptr_range();
        let is_part = whole.contains(&part.as_ptr()) || part.as_ptr() == whole.end;
        let at = if is_part { span(text, part).start } else { 0 };
        Self { at, what }
    }

    /// Somewhere in the text.
    fn of_all(what: Message) -> Self {
        Self { at: 0, what }
    }
}

/// Refuses what is too large, and every word and sign that is not known to end.
fn check(text: &str) -> Result<(), Mistake> {
    let brackets = text.matches(['(', '[', '{']).count();
    if text.len() > MOST_BYTES || brackets > MOST_BRACKETS {
        return Err(Mistake::of_all(Message::new("declared-jq-large")));
    }
    let tokens = Lexer::new(text)
        .lex()
        .map_err(|errors| not_read(text, [Error::Lex(errors)].into_iter()))?;
    check_tokens(text, &tokens, 0).map(|_| ())
}

/// Gives an upper bound of how deep the parts of these tokens lie in each other: every operator may
/// take all that follows it.
fn check_tokens(text: &str, tokens: &[Token<&str>], depth: usize) -> Result<usize, Mistake> {
    let (mut lists, mut operators, mut most, mut deepest) = (0, 0, 0, 0);
    for (at, Token(part, kind)) in tokens.iter().enumerate() {
        // As the name of a field, any word is only that.
        let is_name = tokens
            .get(at + 1)
            .is_some_and(|Token(next, _)| *next == ":");
        if is_refused(part, kind) && !is_name {
            let what = Message::new("declared-jq-refused").text("name", *part);
            return Err(Mistake::at(text, part, what));
        }
        match kind {
            Tok::Block(tokens) => {
                operators += 1;
                deepest = deepest.max(check_tokens(text, tokens, depth + 1)?);
            }
            Tok::Str(parts) => {
                lists += parts.len();
                for part in parts {
                    if let StrPart::Term(token) = part {
                        let token = std::slice::from_ref(token);
                        deepest = deepest.max(check_tokens(text, token, depth + 1)?);
                    }
                }
            }
            Tok::Sym if [",", ";", ":"].contains(part) => {
                lists += 1;
                operators = 0;
            }
            Tok::Sym => operators += 1,
            Tok::Word if WORDS.contains(part) => operators += 1,
            Tok::Word | Tok::Var | Tok::Fmt | Tok::Num => {}
        }
        most = most.max(operators);
        if lists + most + deepest > LONGEST_CHAIN || depth > DEEPEST {
            return Err(Mistake::at(text, part, Message::new("declared-jq-large")));
        }
    }
    Ok(lists + most + deepest)
}

fn is_refused(part: &str, kind: &Tok<&str>) -> bool {
    match kind {
        Tok::Word => REFUSED_WORDS.contains(&part) || part.contains("::"),
        Tok::Fmt => true,
        Tok::Sym => {
            let is_field = part.starts_with('.') && part != "..";
            !is_field && !SYMBOLS.contains(&part)
        }
        Tok::Var | Tok::Num | Tok::Str(_) | Tok::Block(_) => false,
    }
}

/// The first of what a reader of jaq did not like.
fn not_read<'a>(text: &str, mut errors: impl Iterator<Item = Error<&'a str>>) -> Mistake {
    let expected = match errors.next() {
        Some(Error::Lex(errors)) => errors.into_iter().next().map(|(expected, part)| {
            let expected = match expected {
                lex::Expect::Delim(bracket) => bracket.to_owned(),
                other => other.as_str().to_owned(),
            };
            (expected, part)
        }),
        Some(Error::Parse(errors)) => errors
            .into_iter()
            .next()
            .map(|(expected, part)| (expected.as_str().to_owned(), part)),
        Some(Error::Io(_)) | None => None,
    };
    let (expected, part) = expected.unwrap_or_default();
    let what = Message::new("declared-jq-expected").text("expected", expected);
    Mistake::at(text, part, what)
}

#[cfg(test)]
mod tests;
