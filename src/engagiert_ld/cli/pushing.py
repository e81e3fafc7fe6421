"""Releases in a query service: send one, say which there are, remove old ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engagiert_ld.errors import Message, UsageError
from engagiert_ld.publication import EMBEDDED, Deployment, store_credentials
from engagiert_ld.release.manifest import Release
from engagiert_ld.release.shelf import Shelf
from engagiert_ld.store.graph_names import ReleaseGraphs
from engagiert_ld.store.graph_store import GraphStore

PUSHED: Final = Message("Übertragen und geprüft.", "Sent and verified.")
PUSHED_BEFORE: Final = Message("War schon vollständig dort.", "Was there already, complete.")
EXAMPLES: Final = (
    "Fuseki …/DATASET/data, GraphDB …/repositories/NAME/rdf-graphs/service, Oxigraph …/store, Virtuoso"
    " …/sparql-graph-crud-auth"
)


@dataclass(frozen=True)
class Pushing:
    """The query service of a deployment, and the releases of a shelf; the newest is `release`."""

    service: GraphStore
    shelf: Shelf
    release: Release

    def push(self) -> bool:
        """Send the release; whether that was necessary. Raises `DeploymentError`."""
        base_iri, version = self.release.publication.base_iri, self.release.version
        return self.service.push(ReleaseGraphs(base_iri, version, self.release.graphs), self.release.quads)

    def versions(self) -> Mapping[str, int]:
        """The releases of this shelf that the service holds completely, the oldest first: how many triples."""
        found = {}
        for version in dict.fromkeys((*self.shelf.history(), self.release.version)):
            graphs = self._named(version)
            if counts := self.service.counts(graphs):
                found[version] = counts.get(graphs.union, 0)
        return found

    def drop_all_but(self, keep: int) -> list[str]:
        """Remove the oldest, so that `keep` are left, the release among them; gives what was removed."""
        others = [version for version in self.versions() if version != self.release.version]
        dropped = others[: max(len(others) - (keep - 1), 0)]
        for version in dropped:
            self.service.drop(self._named(version))
        return dropped

    def _named(self, version: str) -> ReleaseGraphs:
        """What is known of any release: its version; which graphs it has, its marker tells."""
        return ReleaseGraphs(self.release.publication.base_iri, version, frozenset())


def pushing(
    shelf: Shelf, release: Release, deployment: Deployment, graph_store: str, environ: Mapping[str, str]
) -> Pushing:
    """The service that is set, with `graph_store` in place of the setting; raises `UsageError` where something is missing."""
    if deployment.store == EMBEDDED:
        raise UsageError(
            "Es ist kein Abfragedienst eingestellt, zu dem etwas zu übertragen wäre. Bitte store in publication.toml oder"
            " ENGAGIERT_LD_STORE auf die Adresse seiner SPARQL-Schnittstelle setzen.",
            "No query service is set to which anything could be sent. Set store in publication.toml or ENGAGIERT_LD_STORE to"
            " the address of its SPARQL endpoint.",
        )
    address = graph_store or deployment.graph_store
    if not address:
        raise UsageError(
            "Es fehlt, wohin übertragen wird. Bitte graph_store in publication.toml, ENGAGIERT_LD_GRAPH_STORE oder --graph-store"
            f" auf die Adresse für das SPARQL 1.1 Graph Store HTTP Protocol setzen, zum Beispiel {EXAMPLES}. Hat der Dienst keine,"
            " sind die Dateien der Ausgabe so zu laden, wie er es vorsieht (docs/remote-store.md).",
            "Where to send it is missing. Set graph_store in publication.toml, ENGAGIERT_LD_GRAPH_STORE or --graph-store to the"
            f" address for the SPARQL 1.1 Graph Store HTTP Protocol, for instance {EXAMPLES}. If the service has none, load the files"
            " of the release in the way that it provides (docs/remote-store.md).",
        )
    return Pushing(GraphStore(deployment.store, address, store_credentials(environ)), shelf, release)
