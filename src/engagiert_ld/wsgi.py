"""The WSGI entry point: `engagiert_ld.wsgi:create` reads the environment and gives the application."""

import os
from pathlib import Path

from flask import Flask

from engagiert_ld.publication import load_deployment
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.web import create_app


def create() -> Flask:
    """The application for the newest intact release of `ENGAGIERT_LD_PROJECT` (default: the working folder).

    Raises `NoReleaseError` or `DamagedReleaseError` where there is nothing to serve, and `SettingError` for a wrong
    setting of the environment.
    """
    project = Path(os.environ.get("ENGAGIERT_LD_PROJECT", "."))
    releases = Path(os.environ.get("ENGAGIERT_LD_RELEASES") or project / "releases")
    release, _ = Shelf(releases).newest()
    store = EmbeddedStore(release.quads, release.publication.base_iri, release.context)
    return create_app(release, store, load_deployment(project, release.publication.base_iri, os.environ))
