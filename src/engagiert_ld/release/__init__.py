"""Immutable, checksummed, reproducible releases."""
