"""The site as it was: below `dataset/{version}/`, a kept release is shown by the same application as the current one.

What is cited with its version can so be had as it was: documents, and answers to queries.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from threading import Lock
from typing import Final, NamedTuple, NoReturn

from flask import Blueprint, Flask, request
from werkzeug.routing import PathConverter

from engagiert_ld.errors import EngagiertError, Message, ReleaseNotOpenError
from engagiert_ld.publication import Deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.store import Store
from engagiert_ld.web.datasets import VERSION, kept_release
from engagiert_ld.web.entities import NAME
from engagiert_ld.web.operations import DATASET, Negotiated, Operation, QueryResult, described
from engagiert_ld.web.profiles import PROFILES
from engagiert_ld.web.querying import GRAPH_FORMATS, SOLUTIONS
from engagiert_ld.web.refusals import unknown
from engagiert_ld.web.representations import DOCUMENT_FORMATS
from engagiert_ld.web.site import DATED, Site, is_dated

FAILURE: Final = "engagiert_ld.failure"
"""The key of the environment under which the front leaves why the site of a version is not open."""

SHARE_OF_MEMORY: Final = 4
"""A site that is not the current one keeps so much less in memory."""

WORKING_SHARE: Final = 0.1
BURST_S: Final = 10.0
"""Sites are opened for this share of the time, and at once for so long: who asks for one after the other stops nobody."""

_PATH: Final = re.compile(r"/dataset/([^/]+)/(.*)", re.DOTALL)

StoreOf = Callable[[Release, Deployment], Store]

blueprint = Blueprint("dated", __name__)


@blueprint.get("/dataset/<version>/", defaults={"path": ""})
@blueprint.get("/dataset/<version>/<dated:path>")
@described(
    Operation(
        "datedDocument",
        "/dataset/{version}/doc/{type}/{slug}",
        DATASET,
        Message("Ein Dokument, wie es war", "A document as it was"),
        Message(
            "Was eine Ausgabe über ein Ding sagte. Unter der Adresse der Ausgabe liegt die ganze Seite, wie sie war.",
            "What a release said about a thing. Below the address of the release is the whole site as it was.",
        ),
        Negotiated(DOCUMENT_FORMATS, tuple(PROFILES)),
        (VERSION, *NAME),
        refusals=(410, 503),
    )
)
def by_path(version: str, path: str) -> NoReturn:
    """Below a version; the front has answered where there is such a site."""
    _refuse(version, path)


@blueprint.get("/dataset/<version>/sparql")
@described(
    Operation(
        "datedQuery",
        "/dataset/{version}/sparql",
        DATASET,
        Message("Abfragen an eine Ausgabe", "Query a release"),
        Message(
            "Wie /sparql, beantwortet von dieser Ausgabe: So lässt sich eine Abfrage mit ihrer Antwort zitieren.",
            "Like /sparql, answered by this release: that is how a query can be cited with its answer.",
        ),
        QueryResult((*SOLUTIONS, *GRAPH_FORMATS), Negotiated(DOCUMENT_FORMATS, by_extension=False)),
        (VERSION,),
    )
)
def query(version: str) -> NoReturn:
    """A query to a release."""
    _refuse(version, "sparql")


@blueprint.route("/dataset/<version>/sparql", methods=("POST", "QUERY"))
@described(
    Operation(
        "datedQueryByPost",
        "/dataset/{version}/sparql",
        DATASET,
        Message("Abfragen an eine Ausgabe, auch lange", "Query a release, long queries as well"),
        Message("Die Abfrage selbst oder ein Formular als Inhalt.", "The query itself or a form as content."),
        QueryResult((*SOLUTIONS, *GRAPH_FORMATS)),
        (VERSION,),
        method="post",
        also=("query",),
        refusals=(408, 415),
    )
)
def query_by_content(version: str) -> NoReturn:
    """A query to a release, sent as content."""
    _refuse(version, "sparql")


def _refuse(version: str, path: str) -> NoReturn:
    """Say why there is no such site: an unknown version, or one that cannot be opened now."""
    kept_release(version)
    failure = request.environ.get(FAILURE)
    raise failure if isinstance(failure, EngagiertError) else unknown(f"dataset/{version}/{path}")


class DatedPath(PathConverter):
    """What each release has a page or an answer of its own for."""

    regex = DATED
    part_isolating = False


def dated_version(path: str) -> str:
    """The version whose site is asked for by a path below that of the site; empty where it is the current site."""
    matched = _PATH.fullmatch(path)
    return matched[1] if matched and is_dated(matched[2]) else ""


class Opened(NamedTuple):
    """The application of a version, and what answers its queries."""

    app: Flask
    store: Store


class DatedSites:
    """The sites of kept versions, opened when somebody asks for them; safe for threads.

    `make_app` gives the application for a release, its store, its deployment and the current site. `store_of` gives the store
    of an earlier release; without it, only the current one has a site below its version. At most `limits.earlier_releases`
    are open; `close` gets what is no longer needed, and may still be answering.
    """

    def __init__(
        self, current: Site, make_app: Callable[[Release, Store, Deployment, Site], Flask], store_of: StoreOf | None
    ) -> None:
        self._current = current
        self._make_app = make_app
        self._store_of = store_of
        self._limits = current.deployment.limits
        self._open: OrderedDict[str, Opened] = OrderedDict()
        self._lock = Lock()
        self._is_shut = False
        self._credit_s = BURST_S
        self._credit_at = time.monotonic()
        self.close: Callable[[Opened], None] = _keep

    def __getitem__(self, version: str) -> Opened | None:
        """The site of a version, if it is open."""
        with suppress(KeyError):  # another thread may close it just now
            self._open.move_to_end(version)
        return self._open.get(version)

    def open(self, version: str) -> Opened | None:
        """The site of a version, None where that is not kept.

        Raises `DamagedReleaseError`, `StoreError`, and `ReleaseNotOpenError` where it is not to be had now.
        """
        with self._lock:
            if opened := self[version]:
                return opened
            if self._is_shut:
                raise ReleaseNotOpenError(version)
            release = self._current.archive.release(version)
            return self._opened(release) if release else None

    def shut(self) -> list[Opened]:
        """All that is open, which is forgotten; nothing is opened any more. Waits for what is being opened."""
        with self._lock:
            self._is_shut = True
            opened = list(self._open.values())
            self._open.clear()
            return [one for one in opened if one.store is not self._current.store]

    def _opened(self, release: Release) -> Opened:
        deployment = self._deployment(release)
        if release is self._current.release:
            store = self._current.store
            opened = Opened(self._make_app(release, store, deployment, self._current), store)
        else:
            opened = self._opened_earlier(release, deployment)
        self._open[release.version] = opened
        return opened

    def _opened_earlier(self, release: Release, deployment: Deployment) -> Opened:
        started = time.monotonic()
        self._credit_s = min(BURST_S, self._credit_s + (started - self._credit_at) * WORKING_SHARE)
        self._credit_at = started
        if not self._store_of or not self._limits.earlier_releases or self._credit_s <= 0:
            raise ReleaseNotOpenError(release.version)
        self._make_room()
        store = self._store_of(release, deployment)
        opened = Opened(self._make_app(release, store, deployment, self._current), store)
        self._credit_s -= time.monotonic() - started
        return opened

    def _make_room(self) -> None:
        earlier = [version for version, one in self._open.items() if one.store is not self._current.store]
        for version in earlier[: len(earlier) + 1 - self._limits.earlier_releases]:
            self.close(self._open.pop(version))

    def _deployment(self, release: Release) -> Deployment:
        """At an address of its own, with one worker and less memory."""
        deployment = self._current.deployment
        kept_bytes = deployment.limits.kept_bytes // SHARE_OF_MEMORY
        limits = replace(deployment.limits, kept_bytes=kept_bytes, query_workers=1)
        return replace(deployment, site_url=self._current.url(f"dataset/{release.version}/"), limits=limits)


def _keep(opened: Opened) -> None:
    """Who has no earlier releases has nothing to let go of."""
