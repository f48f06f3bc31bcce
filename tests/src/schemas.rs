//! The published JSON schemas, and whether what a program said fits one of them.

use std::{fs, path::Path};

use serde_json::{Value, json};

/// A published schema.
pub fn schema(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../docs/schema")
        .join(name);
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Ends the test unless this is what the schema says: as it is, and once more with no field but those described.
pub fn assert_fits(name: &str, output: &Value) {
    let mut schema = schema(name);
    assert!(jsonschema::draft202012::meta::is_valid(&schema), "{name}");
    for is_strict in [false, true] {
        if is_strict {
            close(&mut schema);
        }
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&schema)
            .unwrap();
        let errors: Vec<String> = validator
            .iter_errors(output)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{name} {errors:#?}");
    }
}

/// Allows no field that the schema does not name.
fn close(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            if fields.contains_key("properties") {
                fields.insert("additionalProperties".to_owned(), json!(false));
            }
            fields.values_mut().for_each(close);
        }
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
