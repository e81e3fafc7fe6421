"""The WSGI entry point: `engagiert_ld.wsgi:create` reads the environment and gives the application."""

import os
from pathlib import Path

from flask import Flask

from engagiert_ld.errors import InputError, UsageError
from engagiert_ld.publication import Deployment, deployment_without_file, load_publication
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.web import create_app


def create() -> Flask:
    """The application for the newest intact release of `ENGAGIERT_LD_PROJECT` (default: the working folder).

    Raises `NoReleaseError` or `DamagedReleaseError` where there is nothing to serve. A faulty `publication.toml` does
    not keep a release from being served: then the environment alone says how.
    """
    project = Path(os.environ.get("ENGAGIERT_LD_PROJECT", "."))
    releases = Path(os.environ.get("ENGAGIERT_LD_RELEASES") or project / "releases")
    release, _ = Shelf(releases).newest()
    store = EmbeddedStore(release.quads, release.publication.base_iri, release.context)
    return create_app(release, store, _deployment(project, release))


def _deployment(project: Path, release: Release) -> Deployment:
    try:
        return load_publication(project, os.environ)[1]
    except (InputError, UsageError):
        return deployment_without_file(release.publication.base_iri, os.environ)
