"""What is said of open data by the declarations of its tables: a data dictionary, a descriptor, and the API's document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from publishing.reporting.changes import Stamp
from publishing.reporting.columns import Asked, Column, Table, Type
from publishing.reporting.tables import TABLES

LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
"""Under which everything here may be used by everybody."""
DICTIONARY = ("table", "column", "type", "always_there", "means", "values")
MOST, USUAL = 1000, 100
"""So many rows a page of the API has at most, and unless asked otherwise."""
FORMATS = {Type.DATE: "date", Type.DATETIME: "date-time"}


def dictionary() -> list[dict[str, Any]]:
    """Every column of every table with what it means."""
    return [
        {
            "table": table.name,
            "column": column.name,
            "type": str(column.type),
            "always_there": column.required,
            "means": column.means,
            "values": {str(value): meaning for value, meaning in column.values.items()},
        }
        for table in TABLES.values()
        for column in table.columns
    ]


def dictionary_rows() -> Iterable[list[Any]]:
    """The same as rows of a file."""
    for one in dictionary():
        values = "; ".join(f"{value}: {meaning}" for value, meaning in one["values"].items())
        yield [one["table"], one["column"], one["type"], "yes" if one["always_there"] else "no", one["means"], values]


def datapackage(asked: Asked, stamps: Mapping[str, Stamp]) -> dict[str, Any]:
    """The descriptor of a data package, as Frictionless Data has it: every file with the schema of its columns."""
    return {
        "profile": "tabular-data-package",
        "name": "council-performance",
        "title": f"Performance of {asked.council.name}",
        "homepage": asked.address("data"),
        "licenses": [LICENCE],
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": table.name,
                "title": table.title,
                "description": table.about,
                "path": asked.address("data-csv", table.name),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                **({"lastModified": at.isoformat(timespec="seconds")} if (at := stamps[table.name].at) else {}),
                "schema": {"fields": [_field(column) for column in table.columns], "primaryKey": list(table.key)},
            }
            for table in TABLES.values()
        ],
    }


def _field(column: Column) -> dict[str, Any]:
    rules: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        rules["enum"] = [str(value) for value in column.values]
    shown: dict[str, Any] = {"name": column.name, "type": str(column.type), "description": column.means}
    if column.type == Type.BOOLEAN:
        shown |= {"trueValues": ["True"], "falseValues": ["False"]}
    return shown | ({"constraints": rules} if rules else {})


# The read API


def openapi(asked: Asked) -> dict[str, Any]:
    """The document of the read API, OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Performance of {asked.council.name}",
            "version": "1",
            "description": "What the council publishes of its performance, to be read by programs. Without a key, what "
            "everybody may see; with one, what a Viewer of the council may read. Nothing can be changed by it.",
            "license": {"name": LICENCE["title"], "url": LICENCE["path"]},
        },
        "servers": [{"url": asked.site}],
        "security": [{}, {"key": []}],
        "paths": {
            asked.address("api-table", table.name).removeprefix(asked.site): {"get": _operation(table)}
            for table in TABLES.values()
        },
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A key that the performance team makes. It reads, ends on a day, and can be revoked.",
                }
            },
            "schemas": {
                "Error": {
                    "type": "object",
                    "required": ["error"],
                    "additionalProperties": False,
                    "properties": {"error": {"type": "string", "description": "What is wrong and how to mend it."}},
                },
                **{schema_name(table): row_schema(table) for table in TABLES.values()},
            },
            "responses": {
                name: {
                    "description": words,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                }
                for name, words in (
                    ("NotUnderstood", "The address asks for something that is not there, or cannot be read."),
                    ("WrongKey", "The key is wrong, has ended or was revoked."),
                    ("TooMany", "Too many wrong keys came from this address. Wait five minutes."),
                )
            },
        },
    }


def schema_name(table: Table) -> str:
    """What the schema of a row is called."""
    return f"{table.name.capitalize()}Row"


def _operation(table: Table) -> dict[str, Any]:
    page = {
        "type": "object",
        "required": ["data", "next"],
        "additionalProperties": False,
        "properties": {
            "data": {"type": "array", "items": {"$ref": f"#/components/schemas/{schema_name(table)}"}},
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "The address of the next page; null on the last.",
            },
        },
    }
    parameters = [
        {
            "name": one.name,
            "in": "query",
            "description": one.means,
            "schema": {"type": "string"} | ({"format": one.format} if one.format else {}),
            "example": one.example,
        }
        for one in table.filters
    ]
    parameters += [
        {
            "name": "limit",
            "in": "query",
            "description": "How many rows a page has.",
            "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        },
        {
            "name": "cursor",
            "in": "query",
            "description": "Where the page begins, as the address of the page before says in “next”. Rows that are added or "
            "changed meanwhile move no other.",
            "schema": {"type": "string"},
        },
    ]
    return {
        "operationId": f"list_{table.name}",
        "summary": table.title,
        "description": table.about,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "A page of rows.",
                "headers": {name: {"schema": {"type": "string"}} for name in ("ETag", "Last-Modified")},
                "content": {"application/json": {"schema": page}},
            },
            "304": {"description": "Nothing has changed since the ETag or the moment that was sent."},
            "400": {"$ref": "#/components/responses/NotUnderstood"},
            "401": {"$ref": "#/components/responses/WrongKey"},
            "429": {"$ref": "#/components/responses/TooMany"},
        },
    }


def row_schema(table: Table) -> dict[str, Any]:
    """The JSON Schema of a row."""
    return {
        "type": "object",
        "description": table.about,
        "required": list(table.header),
        "additionalProperties": False,
        "properties": {column.name: _value_schema(column) for column in table.columns},
    }


def _value_schema(column: Column) -> dict[str, Any]:
    kind = {Type.DATE: "string", Type.DATETIME: "string"}.get(column.type, str(column.type))
    shown: dict[str, Any] = {"type": kind if column.required else [kind, "null"], "description": column.means}
    if column.type in FORMATS:
        shown["format"] = FORMATS[column.type]
    if column.values:
        meanings = "; ".join(f"{value}: {meaning}" for value, meaning in column.values.items())
        shown |= {"enum": [str(value) for value in column.values], "description": f"{column.means} {meanings}."}
    return shown
