"""The WSGI entry point: `engagiert_ld.wsgi:create` reads the environment and gives the application."""

import os
import sys
import threading
from functools import partial
from pathlib import Path
from typing import Final

from flask import Flask

from engagiert_ld.publication import load_deployment
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.workers import WorkerStore
from engagiert_ld.stores import store_for
from engagiert_ld.web import create_app
from engagiert_ld.web.dated import Opened
from engagiert_ld.web.front import Front

SPARE_S: Final = 5.0


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
    store_of = partial(store_for, environ=os.environ)
    app = create_app(release, store_of(release, deployment), deployment, store_of=store_of)
    front = app.wsgi_app
    assert isinstance(front, Front)
    front.dated.close = partial(_close_later, deployment.limits.query_seconds + SPARE_S)
    if announcement := os.environ.get("ENGAGIERT_LD_ANNOUNCEMENT"):
        print(announcement, file=sys.stderr, flush=True)
    return app


def _close_later(seconds: float, opened: Opened) -> None:
    """By then no query can be running any more."""
    if isinstance(opened.store, WorkerStore):
        closing = threading.Timer(seconds, opened.store.close)
        closing.daemon = True
        closing.start()
