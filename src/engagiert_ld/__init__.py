"""The linked-data publisher: a folder of Turtle in, a validated, citable, reproducible publication out."""

__version__ = "0.1.0"
