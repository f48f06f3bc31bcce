//! What programs can say, what is refused, and that every one ends.

use serde_json::json;

use super::*;

fn run(program: &str, input: &Value) -> Result<Value, Stop> {
    let program = Program::new(program).unwrap_or_else(|error| panic!("{program}: {error:?}"));
    program.run(input, [&json!(1_795_435_200), &json!("cn")])
}

fn refused(program: &str) -> (String, usize) {
    let Err(mistake) = Program::new(program) else {
        panic!("{program} is taken");
    };
    (mistake.what.id.into_owned(), mistake.at)
}

#[test]
fn what_services_need_is_there() {
    let input = json!({ "a": "1795435200000", "b": [3, 1, 2], "c": "$24.00", "d": { "x": 1 } });
    for (program, output) in [
        (".a | moment", json!(1_795_435_200)),
        ("$now | next_day", json!(1_795_478_400)),
        ("$now | next_week", json!(1_795_996_800)),
        ("$now | next_month", json!(1_796_083_200)),
        ("$now | next_every(18000)", json!(1_795_446_000)),
        (".c | dollars", json!(24)),
        ("[.b[] | select(. > 1)] | add", json!(5)),
        (".b | sort_by(-.) | first", json!(3)),
        (".b | max_by(.), empty", json!(3)),
        (".d | to_entries | map(.key)", json!(["x"])),
        (".b | any(. == 2) and (all(. == 2) | not)", json!(true)),
        ("$region == \"cn\"", json!(true)),
        (
            "\"LEVEL_MORE_PRO\" | ltrimstr(\"LEVEL_\") | title",
            json!("More Pro"),
        ),
        (
            "{a: 1} + if false then {b: 2} else null end",
            json!({ "a": 1 }),
        ),
        (
            "[.b[] as $it | {($it | tostring): $it}] | add",
            json!({ "1": 1, "2": 2, "3": 3 }),
        ),
        (
            "if has(\"a\") then \"\\(.b[0]) x\" else 1 end",
            json!("3 x"),
        ),
        (".b[-1]", json!(2)),
        ("{label: 1, def: 2}.label", json!(1)),
        ("try error(\"x\") catch \"caught \\(.)\"", json!("caught x")),
    ] {
        assert_eq!(run(program, &input), Ok(output), "{program}");
    }
}

#[test]
fn what_is_unknown_stays_unknown() {
    let input = json!({ "text": "x", "number": 5, "odd": [true] });
    for program in [
        ".nothing",
        ".text.field",
        ".number.field.field",
        ".odd.field",
        ".nothing + 5",
        "5 - .nothing",
        ".number / 0",
        ".number / .nothing",
        "-.nothing",
        ".text | num",
        ".odd | num",
        "\"NaN\" | num",
        "0 | moment",
        "\"0001-01-01T00:00:00Z\" | moment",
        ".text | floor",
        "[1, .nothing] | add",
        "[.text[]] | first",
        ".nothing | next_month",
    ] {
        assert_eq!(run(program, &input), Ok(Value::Null), "{program}");
    }
}

#[test]
fn what_could_run_for_ever_is_refused_by_its_place() {
    for (program, at) in [
        ("1 | def f: f; f", 4),
        ("[..]", 1),
        ("reduce .[] as $x (0; . + $x)", 0),
        ("foreach .[] as $x (0; .)", 0),
        (".a |= 1", 3),
        (".a = 1", 3),
        (".a += 1", 3),
        (".a //= 1", 3),
        ("label $out | 1", 0),
        ("\"\\(def f: f; f)\"", 3),
        ("@base64", 0),
        ("include \"x\"; .", 0),
        ("a::b", 0),
    ] {
        assert_eq!(
            refused(program),
            ("declared-jq-refused".to_owned(), at),
            "{program}"
        );
    }
}

#[test]
fn a_filter_that_is_not_on_the_list_is_unknown_by_name() {
    for name in [
        "recurse",
        "limit(3; .)",
        "range(9)",
        "repeat(.)",
        "while(true; .)",
        "until(false; .)",
        "env",
        "input",
        "halt",
        "now",
        "debug",
        "paths",
        "getpath([])",
        "walk(.)",
        "test(\"a\")",
        "explode",
        "combinations",
        "$ENV",
        "$__loc__",
    ] {
        let (id, at) = refused(&format!("1 | {name}"));
        assert_eq!((id.as_str(), at), ("declared-jq-unknown", 4), "{name}");
    }
}

#[test]
fn what_is_no_program_says_what_was_expected_and_where() {
    for (program, at) in [
        ("", 0),
        ("[1, ", 4),
        ("{a: }", 4),
        ("1 +", 3),
        ("if 1 then 2", 11),
    ] {
        assert_eq!(
            refused(program),
            ("declared-jq-expected".to_owned(), at),
            "{program}"
        );
    }
}

/// Each of these would take hours, or all memory, if it were let.
#[test]
fn a_program_that_would_not_end_soon_is_stopped() {
    let pairs = vec!["(1, 2)"; 30].join(" + ");
    let bindings = (0..22).map(|at| format!("(1, 2) as $x{at}"));
    let bindings = bindings.collect::<Vec<_>>().join(" | ") + " | ";
    let doubled = "\"xxxxxxxx\"".to_owned() + &" | . + .".repeat(22);
    let lists = "[.]".to_owned() + &" | . + .".repeat(22);
    let caught = format!("[({pairs})?] | length");
    let products = "[.many[] as $a | .many[] as $b | .many[] as $c | 1] | length";
    let many = json!({ "many": vec![1; 20_000] });
    for program in [
        format!("[{pairs}] | length"),
        format!("[{bindings} 1] | length"),
        format!("[{bindings} empty]"),
        caught,
        lists,
        products.to_owned(),
        format!("first({pairs} | select(. == 5))"),
        "[.many[] as $a | .many | sort] | length".to_owned(),
    ] {
        assert_eq!(run(&program, &many), Err(Stop::TooMuchWork), "{program}");
    }
    assert!(matches!(run(&doubled, &many), Err(Stop::Error(_))));
}

#[test]
fn the_largest_programs_keep_within_a_small_stack() {
    let repeat = |start: &str, middle: &str, end: &str, count: usize| {
        format!("{}{middle}{}", start.repeat(count), end.repeat(count))
    };
    let shapes = [
        ("(", "1", ")"),
        ("[", "1", "]"),
        ("{a: ", "1", "}"),
        ("\"\\(", "1", ")\""),
        ("map(", "1", ")"),
        ("sort_by(", "1", ")"),
        ("[.a] | any(", "1", ")"),
        ("first(", "1", ")"),
        ("-", "1", ""),
        ("- ", "1", ""),
        ("try ", "1", ""),
        ("if 1 then ", "1", " else 2 end"),
        ("if 1 then 1 else ", "1", " end"),
        ("1 | ", "1", ""),
        ("1 + ", "1", ""),
        ("1, ", "1", ""),
        ("1 // ", "1", ""),
        ("1 and ", "1", ""),
        ("1 as $x | ", "1", ""),
        ("1 as {a: $x} | ", "1", ""),
        (".a", "", ""),
        ("", ".", "?"),
        ("", ".", "[]"),
        ("", ".", "[\"a\"]"),
    ];
    let largest = move |(start, middle, end): (&str, &str, &str)| {
        let programs = (1..2000).map(|count| repeat(start, middle, end, count));
        let fits = programs
            .map(|it| Program::new(&it))
            .take_while(Result::is_ok);
        fits.last().and_then(Result::ok)
    };
    let run_all = move || {
        for shape in shapes {
            let program = largest(shape).unwrap_or_else(|| panic!("{shape:?}"));
            let _ = program.run(&json!({ "a": 1 }), [&Value::Null, &Value::Null]);
            // One that is far too large is not even read to its end.
            let _ = Program::new(&repeat(shape.0, shape.1, shape.2, 5000));
        }
    };
    let thread = std::thread::Builder::new().stack_size(STACK);
    thread.spawn(run_all).unwrap().join().unwrap();
}

/// A quarter of what a main thread has.
const STACK: usize = 2 * 1024 * 1024;
