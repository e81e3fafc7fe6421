"""The RSGI entry point, for the built-in server: serves the newest release, and a new one as soon as it is there."""

import asyncio
import logging
import os
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Final

from engagiert_ld.errors import EngagiertError, ReleaseNotOpenError, StoreError
from engagiert_ld.publication import Deployment, load_deployment
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.remote import RemoteStore
from engagiert_ld.store.workers import WorkerStore
from engagiert_ld.stores import store_for
from engagiert_ld.web import create_app
from engagiert_ld.web.dated import Opened
from engagiert_ld.web.rsgi import HttpProtocol, Scope, Served

THREADS: Final = 4
"""For what is not at hand and is no query."""

SWITCH_S: Final = 0.001
"""So long one thread computes before another gets its turn: the event loop must not wait for a page to be made."""

LOOK_S: Final = 1.0
"""How often it is looked whether there is a new release."""

DRAIN_S: Final = 0.05
"""How often it is looked whether the last request to an old release is answered."""

log = logging.getLogger(__name__)


def create() -> "Application":
    """The application for the releases of `ENGAGIERT_LD_PROJECT` (default: the working folder).

    Raises `NoReleaseError` or `DamagedReleaseError` where there is nothing to serve, `SettingError` for a wrong setting of
    the environment, and `StoreError` where the processes that answer queries do not start. `ENGAGIERT_LD_ANNOUNCEMENT` is
    written to standard error when requests can be answered.
    """
    sys.setswitchinterval(SWITCH_S)
    return Application(os.environ)


class Application:
    """RSGI: answers each request from one release, the newest intact one when it arrives."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._project = Path(environ.get("ENGAGIERT_LD_PROJECT", "."))
        self._shelf = Shelf(Path(environ.get("ENGAGIERT_LD_RELEASES") or self._project / "releases"))
        self._environ = environ
        self._threads: Executor = ThreadPoolExecutor(THREADS, thread_name_prefix="framework")
        self._is_closing = threading.Event()
        self._looked_at = self._shelf.signs()
        release = self._shelf.newest()[0]
        deployment = self._deployment(release)
        self._served = self._loaded(release, deployment, self._store(release, deployment))
        self._awaited: RemoteStore | None = None
        self._retiring: set[asyncio.Task[None]] = set()
        self._dated: dict[Opened, Served] = {}

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        """Begin to serve."""
        self._loop = loop
        self._served.store.open(loop)
        threading.Thread(target=self._look_for_releases, name="releases", daemon=True).start()
        if announcement := self._environ.get("ENGAGIERT_LD_ANNOUNCEMENT"):
            print(announcement, file=sys.stderr, flush=True)

    async def __rsgi__(self, scope: Scope, protocol: HttpProtocol) -> None:
        """Answer one request."""
        served, failure = self._served, None
        if version := served.dated_version(scope):
            try:
                served = await self._dated_site(served, version) or served
            except EngagiertError as error:
                failure = error
        await served.answer(scope, protocol, failure)

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        """Stop; whatever was begun has been answered."""
        del loop
        self._is_closing.set()
        stores = [self._served.store, *(self._as_served(opened).store for opened in self._served.dated.shut())]
        parents = [store.shut() for store in stores]
        for parent in parents:
            if parent:
                parent.wait()

    def _store(self, release: Release, deployment: Deployment) -> WorkerStore | RemoteStore:
        return store_for(release, deployment, self._environ, own_loop=False)

    def _past(self) -> tuple[object, ...]:
        """What came before; where something was erased, what is open of it has to go."""
        return self._shelf.erased()

    def _deployment(self, release: Release) -> Deployment:
        return load_deployment(self._project, release.publication.base_iri, self._environ)

    def _loaded(self, release: Release, deployment: Deployment, store: WorkerStore | RemoteStore) -> Served:
        app = create_app(release, store, deployment, store_of=self._store)
        served = Served(app, store, self._threads, deployment.behind_proxy)
        served.dated.close = self._let_go
        served.past = self._past()
        return served

    # Earlier releases

    async def _dated_site(self, current: Served, version: str) -> Served | None:
        """The site of a version, None where that is not kept. Raises what `DatedSites.open` raises."""
        opened = current.dated[version] or await self._loop.run_in_executor(None, current.dated.open, version)
        if opened and current.dated[version] is not opened:  # another one took its place while this waited for the loop
            raise ReleaseNotOpenError(version)
        return self._as_served(opened) if opened else None

    def _as_served(self, opened: Opened) -> Served:
        """In the thread of the loop."""
        if opened not in self._dated:
            store = opened.store
            assert isinstance(store, WorkerStore | RemoteStore)
            self._dated[opened] = Served(opened.app, store, self._threads, self._served.behind_proxy)
            if store is not self._served.store:
                store.open(self._loop)
        return self._dated[opened]

    def _let_go(self, opened: Opened) -> None:
        """Called by the thread that opens another site."""
        self._loop.call_soon_threadsafe(lambda: self._begin_to_retire(self._as_served(opened)))

    # A new release takes over

    def _look_for_releases(self) -> None:
        awaiting: tuple[object, ...] = ()
        while not self._is_closing.wait(LOOK_S):
            signs = self._shelf.signs()
            if signs == self._looked_at or (signs == awaiting and not self._has_come()):
                continue
            try:
                self._take_over()
            except EngagiertError as error:
                log.error("the new release is not served; the last one is, as before: %s", error)
                if self._awaited:
                    awaiting = signs
                    continue
            except Exception:
                log.exception("the new release is not served; the last one is, as before")
            self._looked_at = signs

    def _has_come(self) -> bool:
        """Whether the release that is waited for was pushed."""
        try:
            if self._awaited:
                self._awaited.check()
        except StoreError:
            return False
        return True

    def _take_over(self) -> None:
        release, refused = self._shelf.newest()
        for error in refused:
            log.error("a release is left aside: %s", error)
        self._awaited = None
        if release.path == self._served.release.path and self._served.past == self._past():
            return
        deployment = self._deployment(release)
        store = self._store(release, deployment)
        if isinstance(store, RemoteStore):
            self._awaited = store
            store.check()
            self._awaited = None
        served = self._loaded(release, deployment, store)
        asyncio.run_coroutine_threadsafe(self._switch_to(served), self._loop).result()

    async def _switch_to(self, served: Served) -> None:
        """Requests that come from now on are answered from `served`; the others are answered as they were begun."""
        served.store.open(self._loop)
        try:
            await served.store.ready()
        except StoreError:
            served.store.shut()
            raise
        before, self._served = self._served, served
        log.warning("serving %s instead of %s", served.release.version, before.release.version)
        for opened in await self._loop.run_in_executor(None, before.dated.shut):
            self._begin_to_retire(self._as_served(opened))
        self._begin_to_retire(before)

    def _begin_to_retire(self, served: Served) -> None:
        retiring = self._loop.create_task(self._retire(served))
        self._retiring.add(retiring)
        retiring.add_done_callback(self._retiring.discard)

    async def _retire(self, served: Served) -> None:
        while any(one.under_way for one in (served, *self._dated.values()) if one.store is served.store):
            await asyncio.sleep(DRAIN_S)
        self._dated = {opened: one for opened, one in self._dated.items() if one.store is not served.store}
        if parent := served.store.shut():
            await self._loop.run_in_executor(None, parent.wait)
