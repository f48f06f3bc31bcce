//! The values that a mapping works on: JSON, counted. Every value that is made or copied costs a
//! step, so that whatever a program does ends soon; lists and texts cannot grow without bound.
//!
//! What is not there, or is of another kind than its use, is `null`, and what is reckoned with `null`
//! is `null`: services leave fields out and change their types, and an unknown number is none.

use std::{
    cell::Cell,
    cmp::Ordering,
    collections::BTreeMap,
    fmt,
    ops::{Add, Div, Mul, Neg, Rem, Sub},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    rc::Rc,
};

use jaq_core::{Error, ValR, ValT, ValX, box_iter::BoxIter, ops::Math, path::Opt, val::Range};
use serde_json::{Number, Value};

/// Characters of a text.
const LONGEST: usize = 4096;

thread_local! {
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// A program took more steps than any right one.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooMuchWork;

/// Runs a program that may take so many steps; what it was at is dropped when it takes more.
pub(super) fn within<T>(steps: usize, run: impl FnOnce() -> T) -> Result<T, TooMuchWork> {
    STEPS.set(steps);
    // Nothing of what the program has made outlives it.
    catch_unwind(AssertUnwindSafe(run)).map_err(|cause| match cause.downcast::<TooMuchWork>() {
        Ok(stopped) => *stopped,
        Err(other) => resume_unwind(other),
    })
}

/// An iterator of jaq's cannot be stopped from without, so that the program ends where it stands.
fn spend(steps: usize) {
    let left = STEPS.get().checked_sub(steps.max(1));
    STEPS.set(left.unwrap_or_default());
    if left.is_none() && !std::thread::panicking() {
        resume_unwind(Box::new(TooMuchWork));
    }
}

/// A JSON value.
#[derive(Debug)]
pub(super) enum Val {
    Null,
    Bool(bool),
    /// Finite.
    Number(f64),
    Text(Rc<str>),
    List(Rc<Vec<Val>>),
    Object(Rc<BTreeMap<Rc<str>, Val>>),
}

impl Val {
    pub(super) fn number(number: f64) -> Self {
        if number.is_finite() {
            Self::Number(number)
        } else {
            Self::Null
        }
    }

    pub(super) fn text(text: &str) -> ValR<Self> {
        if text.len() > LONGEST {
            return Err(Error::str("a text is too long"));
        }
        Ok(Self::Text(text.into()))
    }

    /// The order of kinds in comparisons, as in jq.
    fn rank(&self) -> u8 {
        match self {
            Self::Null => 0,
            Self::Bool(false) => 1,
            Self::Bool(true) => 2,
            Self::Number(_) => 3,
            Self::Text(_) => 4,
            Self::List(_) => 5,
            Self::Object(_) => 6,
        }
    }

    /// Two numbers give a number; with `null` nothing is known.
    fn reckon(self, op: Math, other: Self, of: impl FnOnce(f64, f64) -> f64) -> ValR<Self> {
        match (&self, &other) {
            (Self::Number(one), Self::Number(two)) => Ok(Self::number(of(*one, *two))),
            (Self::Null, Self::Null | Self::Number(_)) | (Self::Number(_), Self::Null) => {
                Ok(Self::Null)
            }
            _ => Err(Error::math(self, op, other)),
        }
    }
}

/// What an answer says. A text in it may be as long as it likes.
impl From<&Value> for Val {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(truth) => Self::Bool(*truth),
            Value::Number(number) => number.as_f64().map_or(Self::Null, Self::number),
            Value::String(text) => Self::Text(text.as_str().into()),
            Value::Array(items) => Self::List(Rc::new(items.iter().map(Self::from).collect())),
            Value::Object(fields) => {
                let field = |(name, value): (&String, &Value)| (name.as_str().into(), value.into());
                Self::Object(Rc::new(fields.iter().map(field).collect()))
            }
        }
    }
}

impl From<&Val> for Value {
    fn from(value: &Val) -> Self {
        match value {
            Val::Null => Self::Null,
            Val::Bool(truth) => Self::Bool(*truth),
            // A whole number is written as one.
            Val::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                Self::from(*number as i64)
            }
            Val::Number(number) => Number::from_f64(*number).map_or(Self::Null, Self::Number),
            Val::Text(text) => Self::String(text.to_string()),
            Val::List(items) => items.iter().map(Self::from).collect(),
            Val::Object(fields) => {
                let field = |(name, value): (&Rc<str>, &Val)| (name.to_string(), Self::from(value));
                fields.iter().map(field).collect()
            }
        }
    }
}

impl Clone for Val {
    fn clone(&self) -> Self {
        spend(1);
        match self {
            Self::Null => Self::Null,
            Self::Bool(truth) => Self::Bool(*truth),
            Self::Number(number) => Self::Number(*number),
            Self::Text(text) => Self::Text(Rc::clone(text)),
            Self::List(items) => Self::List(Rc::clone(items)),
            Self::Object(fields) => Self::Object(Rc::clone(fields)),
        }
    }
}

impl PartialEq for Val {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Val {}

impl PartialOrd for Val {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Val {
    fn cmp(&self, other: &Self) -> Ordering {
        spend(1);
        match (self, other) {
            (Self::Number(one), Self::Number(two)) => one.total_cmp(two),
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            (Self::List(one), Self::List(two)) => one.cmp(two),
            (Self::Object(one), Self::Object(two)) => one.cmp(two),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl fmt::Display for Val {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        Value::from(self).fmt(formatter)
    }
}

impl From<bool> for Val {
    fn from(truth: bool) -> Self {
        spend(1);
        Self::Bool(truth)
    }
}

impl From<isize> for Val {
    fn from(number: isize) -> Self {
        spend(1);
        Self::Number(number as f64)
    }
}

/// Texts of a program and of its errors, which are as short as these.
impl From<String> for Val {
    fn from(text: String) -> Self {
        spend(1);
        Self::Text(text.into())
    }
}

impl From<Range<Val>> for Val {
    fn from(_: Range<Val>) -> Self {
        Self::Null
    }
}

impl FromIterator<Val> for Val {
    fn from_iter<I: IntoIterator<Item = Val>>(items: I) -> Self {
        spend(1);
        Self::List(Rc::new(items.into_iter().collect()))
    }
}

impl Add for Val {
    type Output = ValR<Self>;

    fn add(self, other: Self) -> Self::Output {
        match (&self, &other) {
            (Self::Text(one), Self::Text(two)) => {
                spend(one.len() + two.len());
                Self::text(&format!("{one}{two}"))
            }
            (Self::List(one), Self::List(two)) => {
                Ok(one.iter().chain(two.iter()).cloned().collect())
            }
            (Self::Object(one), Self::Object(two)) => {
                let mut fields = BTreeMap::clone(one);
                fields.extend(
                    two.iter()
                        .map(|(name, value)| (name.clone(), value.clone())),
                );
                Ok(Self::Object(Rc::new(fields)))
            }
            (Self::Null, Self::Text(_) | Self::List(_) | Self::Object(_)) => Ok(other),
            (Self::Text(_) | Self::List(_) | Self::Object(_), Self::Null) => Ok(self),
            _ => self.reckon(Math::Add, other, Add::add),
        }
    }
}

impl Sub for Val {
    type Output = ValR<Self>;

    fn sub(self, other: Self) -> Self::Output {
        self.reckon(Math::Sub, other, Sub::sub)
    }
}

impl Mul for Val {
    type Output = ValR<Self>;

    fn mul(self, other: Self) -> Self::Output {
        self.reckon(Math::Mul, other, Mul::mul)
    }
}

impl Div for Val {
    type Output = ValR<Self>;

    fn div(self, other: Self) -> Self::Output {
        self.reckon(Math::Div, other, Div::div)
    }
}

impl Rem for Val {
    type Output = ValR<Self>;

    fn rem(self, other: Self) -> Self::Output {
        self.reckon(Math::Rem, other, Rem::rem)
    }
}

impl Neg for Val {
    type Output = ValR<Self>;

    fn neg(self) -> Self::Output {
        Self::Number(0.0).reckon(Math::Sub, self, Sub::sub)
    }
}

impl ValT for Val {
    fn from_num(text: &str) -> ValR<Self> {
        spend(1);
        let number = text.parse().ok();
        number
            .map(Self::number)
            .ok_or_else(|| Error::str("not a number"))
    }

    fn from_map<I: IntoIterator<Item = (Self, Self)>>(fields: I) -> ValR<Self> {
        spend(1);
        let field = |(name, value): (Self, Self)| match name {
            Self::Text(name) => Ok((name, value)),
            other => Err(Error::typ(other, "text")),
        };
        let fields: Result<_, _> = fields.into_iter().map(field).collect();
        Ok(Self::Object(Rc::new(fields?)))
    }

    fn key_values(self) -> BoxIter<'static, ValR<(Self, Self), Self>> {
        match self {
            Self::List(items) => Box::new((0..items.len()).map(move |at| {
                let value = items.get(at).cloned().unwrap_or(Self::Null);
                Ok((Self::Number(at as f64), value))
            })),
            Self::Object(fields) => {
                let pairs: Vec<(Self, Self)> = fields
                    .iter()
                    .map(|(name, value)| (Self::Text(Rc::clone(name)), value.clone()))
                    .collect();
                Box::new(pairs.into_iter().map(Ok))
            }
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => {
                Box::new(std::iter::empty())
            }
        }
    }

    fn values(self) -> Box<dyn Iterator<Item = ValR<Self>>> {
        Box::new(self.key_values().map(|pair| pair.map(|(_, value)| value)))
    }

    fn index(self, index: &Self) -> ValR<Self> {
        spend(1);
        Ok(match (&self, index) {
            (Self::Object(fields), Self::Text(name)) => fields.get(name).cloned(),
            (Self::List(items), Self::Number(at)) => {
                let from_end = if *at < 0.0 { items.len() as f64 } else { 0.0 };
                let at = at.floor() + from_end;
                (at >= 0.0)
                    .then(|| items.get(at as usize).cloned())
                    .flatten()
            }
            _ => None,
        }
        .unwrap_or(Self::Null))
    }

    fn range(self, range: Range<&Self>) -> ValR<Self> {
        let _ = range;
        Err(Error::str("no part of a list or a text is taken"))
    }

    fn map_values<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        _: Opt,
        _: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        Err(Error::str(UNCHANGED).into())
    }

    fn map_index<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        _: &Self,
        _: Opt,
        _: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        Err(Error::str(UNCHANGED).into())
    }

    fn map_range<'a, I: Iterator<Item = ValX<'a, Self>>>(
        self,
        _: Range<&Self>,
        _: Opt,
        _: impl Fn(Self) -> I,
    ) -> ValX<'a, Self> {
        Err(Error::str(UNCHANGED).into())
    }

    fn as_bool(&self) -> bool {
        !matches!(self, Self::Null | Self::Bool(false))
    }

    fn into_string(self) -> Self {
        match self {
            Self::Text(_) => self,
            Self::Null | Self::Bool(_) | Self::Number(_) => Self::from(self.to_string()),
            // A list may be as large as an answer, and nobody needs one as a text.
            Self::List(_) | Self::Object(_) => Self::Null,
        }
    }
}

/// The loader refuses the operators that change a value in its place.
const UNCHANGED: &str = "a value is not changed in its place";
