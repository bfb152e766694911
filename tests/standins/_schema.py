"""The plainest JSON that fits a JSON schema: what a grammar-bound model says when it has nothing to say.

Understands what pydantic and hand-written schemas use: `$ref`, `const`, `enum`, `anyOf`, `oneOf`, `allOf`,
`type`, `properties`, `items`, `prefixItems`, and the bounds on length, size and value. `pattern`, `format`
and `multipleOf` are beyond it.
"""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]

_DEEPEST = 12  # a recursive schema ends here wherever it allows null


def fitted(text: str, schema: Schema) -> str:
    """`text` where it already is a JSON object or array, else JSON that fits `schema`."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    return text if isinstance(value, dict | list) else json.dumps(example(schema))


def example(schema: Schema) -> Any:
    """The first enum value, the lowest number, the shortest array; objects with every property."""
    return _example(schema, schema, "", 0)


def _example(schema: Schema, root: Schema, name: str, depth: int) -> Any:
    schema = _resolved(schema, root, depth)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    match _type(schema, depth):
        case "object":
            properties: Mapping[str, Schema] = schema.get("properties", {})
            return {key: _example(part, root, key, depth + 1) for key, part in properties.items()}
        case "array":
            return _array(schema, root, name, depth)
        case "string":
            return _string(schema, name)
        case "integer":
            return _number(schema, 1)
        case "number":
            return _number(schema, 0.001)
        case "boolean":
            return False
        case _:
            return None


def _resolved(schema: Schema, root: Schema, depth: int) -> Schema:
    """`schema` with its references followed and one branch taken of every alternative."""
    if "$ref" in schema:
        target: Any = root
        for step in schema["$ref"].removeprefix("#").strip("/").split("/"):
            target = target[step] if step else target
        return _resolved(target, root, depth)
    for alternatives in ("anyOf", "oneOf"):
        if alternatives in schema:
            return _resolved(_branch(schema[alternatives], depth), root, depth)
    merged = dict(schema)
    for part in merged.pop("allOf", ()):
        merged |= _resolved(part, root, depth)
    return merged


def _branch(alternatives: list[Schema], depth: int) -> Schema:
    wants_null = depth >= _DEEPEST
    fitting = (option for option in alternatives if (option.get("type") == "null") is wants_null)
    return next(fitting, alternatives[0])


def _type(schema: Schema, depth: int) -> str | None:
    kinds = schema.get("type", "object" if "properties" in schema else None)
    if isinstance(kinds, list):
        kinds = next((kind for kind in kinds if (kind == "null") is (depth >= _DEEPEST)), kinds[0])
    return None if kinds is None else str(kinds)


def _array(schema: Schema, root: Schema, name: str, depth: int) -> list[Any]:
    first = [_example(part, root, name, depth + 1) for part in schema.get("prefixItems", ())]
    missing = schema.get("minItems", 0) - len(first)
    return first + [_example(schema.get("items", {}), root, name, depth + 1) for _ in range(missing)]


def _string(schema: Schema, name: str) -> str:
    text = f"Something about {name}." if name else "Something."
    return text[: schema.get("maxLength")].ljust(schema.get("minLength", 0), ".")


def _number(schema: Schema, step: float) -> float:
    lowest: float | None = schema.get("minimum")
    if lowest is None and "exclusiveMinimum" in schema:
        lowest = schema["exclusiveMinimum"] + step
    if lowest is None:
        lowest = min(0, schema.get("maximum", 0), schema.get("exclusiveMaximum", step) - step)
    return lowest
