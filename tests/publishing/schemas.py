"""What of JSON Schema the read API's document uses, looked at by hand: a word that is not known here fails."""

from datetime import date, datetime

TYPES = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}
LOOKED_AT = {
    "type", "enum", "format", "required", "properties", "additionalProperties", "items", "$ref", "description",
}  # fmt: skip


def resolve(document: dict, reference: str) -> dict:
    """What a reference within a document leads to."""
    found = document
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


def faults(value, schema: dict, document: dict, where: str = "$") -> list[str]:
    """Where a value is not what a schema says."""
    if "$ref" in schema:
        return faults(value, resolve(document, schema["$ref"]), document, where)
    assert set(schema) <= LOOKED_AT, set(schema) - LOOKED_AT
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if not any(is_of(value, kind) for kind in kinds):
        return [f"{where} is {value!r}, not {kinds}"]
    found = []
    if value is not None and "enum" in schema and value not in schema["enum"]:
        found.append(f"{where} is {value!r}, not one of {schema['enum']}")
    if value is not None and (kind := schema.get("format")):
        found += [] if reads(value, kind) else [f"{where} is {value!r}, no {kind}"]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        found += [f"{where} has no {name}" for name in schema.get("required", ()) if name not in value]
        if schema.get("additionalProperties") is False:
            found += [f"{where} has {name}" for name in value if name not in known]
        for name, one in value.items():
            found += faults(one, known[name], document, f"{where}.{name}") if name in known else []
    if isinstance(value, list):
        found += [
            fault for at, one in enumerate(value) for fault in faults(one, schema["items"], document, f"{where}[{at}]")
        ]
    return found


def is_of(value, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def reads(value: str, kind: str) -> bool:
    """Whether a text is of a format."""
    try:
        {"date": date.fromisoformat, "date-time": datetime.fromisoformat, "uri": absolute}[kind](value)
    except ValueError:
        return False
    return True


def absolute(value: str) -> None:
    if not value.startswith("http"):
        raise ValueError
