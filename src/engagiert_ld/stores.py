"""The store that answers queries for a release, as the deployment has it."""

from collections.abc import Mapping

from engagiert_ld.publication import EMBEDDED, Deployment, store_credentials
from engagiert_ld.release.manifest import QUADS, Release
from engagiert_ld.store.graph_names import ReleaseGraphs
from engagiert_ld.store.remote import RemoteStore
from engagiert_ld.store.workers import WorkerStore


def store_for(
    release: Release, deployment: Deployment, environ: Mapping[str, str], own_loop: bool = True
) -> WorkerStore | RemoteStore:
    """Workers of this machine, which want `own_loop` or another one; or a service elsewhere, which is not asked yet.

    Raises `StoreError` where workers do not start, `SettingError` for a wrong setting of the environment.
    """
    base_iri, limits = release.publication.base_iri, deployment.limits
    if deployment.store == EMBEDDED:
        return WorkerStore(release.path / QUADS, base_iri, release.context, limits, own_loop)
    graphs = ReleaseGraphs(base_iri, release.version, release.graphs)
    return RemoteStore(deployment.store, store_credentials(environ), graphs, release.context, limits)
