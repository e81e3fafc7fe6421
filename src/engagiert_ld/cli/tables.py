"""Query results as a table for a terminal."""

import json
from itertools import zip_longest


def table(results: bytes) -> str:
    """The text of SPARQL 1.1 Query Results JSON: a table with a line of names, or `true`/`false` for ASK."""
    document = json.loads(results)
    if "boolean" in document:
        return str(document["boolean"]).lower()
    names = document["head"]["vars"]
    rows = [[row.get(name, {}).get("value", "") for name in names] for row in document["results"]["bindings"]]
    shown = [names, *([" ".join(cell.split()) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip_longest(*shown, fillvalue="")]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
