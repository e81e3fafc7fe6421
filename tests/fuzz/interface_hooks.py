"""What the tool cannot know by itself: how to write a query, and how to send it as it is."""

from typing import Any

import schemathesis
from hypothesis import strategies as st

QUERIES = (
    "ASK { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } LIMIT 1",
    "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3",
    "DESCRIBE <id/network/none>",
)

schemathesis.openapi.format("sparql-query", st.sampled_from(QUERIES))


@schemathesis.serializer("application/sparql-query")
def as_it_is(context: schemathesis.SerializationContext, value: Any) -> bytes:
    return str(value).encode()
