"""The WSGI entry point: `engagiert_ld.wsgi:create` reads the environment and gives the application."""

import os
import sys
from pathlib import Path

from flask import Flask

from engagiert_ld.publication import load_deployment
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.stores import store_for
from engagiert_ld.web import create_app


def create() -> Flask:
    """The application for the newest intact release of `ENGAGIERT_LD_PROJECT` (default: the working folder).

    Raises `NoReleaseError` or `DamagedReleaseError` where there is nothing to serve, `SettingError` for a wrong setting of
    the environment, and `StoreError` where the processes that answer queries do not start. A request for a query takes a
    thread of the server until it is answered: there should be more threads than queries that may run and wait.
    `ENGAGIERT_LD_ANNOUNCEMENT` is written to standard error when requests can be answered.
    """
    project = Path(os.environ.get("ENGAGIERT_LD_PROJECT", "."))
    releases = Path(os.environ.get("ENGAGIERT_LD_RELEASES") or project / "releases")
    release, _ = Shelf(releases).newest()
    deployment = load_deployment(project, release.publication.base_iri, os.environ)
    app = create_app(release, store_for(release, deployment, os.environ), deployment)
    if announcement := os.environ.get("ENGAGIERT_LD_ANNOUNCEMENT"):
        print(announcement, file=sys.stderr, flush=True)
    return app
