"""Facts about a release → triples that describe it from outside."""
