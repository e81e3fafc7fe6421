"""The graphs of one release in a service that holds several: their names there, and the names under which they are published.

Below `{base_iri}release/{version}`:

```
…/graph/source/x    the graph {base_iri}graph/source/x of that release
…/https%3A%2F%2F…   a graph whose name is not below the base
…#all               the union of all graphs, which is the default graph
…#complete          says that the release is there as a whole, and how many triples each graph has
…#none              is never written: the empty graph
```
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import quote

from pyoxigraph import NamedNode

from engagiert_ld.namespaces import EXTERNAL_PREFIXES
from engagiert_ld.store import WHOLE_RELEASE, QueryDataset

TRIPLES: Final = NamedNode(f"{EXTERNAL_PREFIXES['void']}triples")
"""What the marker states of each graph, the union included: how many triples it has."""

_QUOTED_COLON: Final = "%3A"


@dataclass(frozen=True)
class ReleaseGraphs:
    """The names of the graphs of one release: as published, and in a service."""

    base_iri: str
    version: str
    published: frozenset[str]

    @property
    def _place(self) -> str:
        return f"{self.base_iri}release/{self.version}"

    @property
    def union(self) -> str:
        """The union of all graphs."""
        return f"{self._place}#all"

    @property
    def marker(self) -> str:
        """What says that the release is complete."""
        return f"{self._place}#complete"

    @property
    def nothing(self) -> str:
        """A graph that is empty."""
        return f"{self._place}#none"

    @cached_property
    def _inside(self) -> dict[str, str]:
        return {graph: self._name(graph) for graph in sorted(self.published)}

    @property
    def everything(self) -> tuple[str, ...]:
        """All that there is of the release but the marker."""
        return (self.union, *self._inside.values())

    def inside(self, graph: str) -> str:
        """The name in the service of a published graph; the empty graph for any other name."""
        return self._inside.get(graph, self.nothing)

    def named(self, dataset: QueryDataset) -> dict[str, str]:
        """The named graphs that the dataset of a query has: by published name, the name in the service."""
        if dataset == WHOLE_RELEASE:
            return self._inside
        return {graph: self._inside[graph] for graph in dataset.named_graphs if graph in self._inside}

    def dataset(self, dataset: QueryDataset) -> QueryDataset:
        """The graphs that make up the dataset of a query, by their names in the service.

        There is always a graph of either kind: a service that is told of none may take all it has. The empty graph is one of
        the named graphs, so that a query may name it: Virtuoso leaves out a pattern that names a graph of no dataset.
        """
        whole = dataset == WHOLE_RELEASE
        default = (self.union,) if whole else tuple(dict.fromkeys(map(self.inside, dataset.default_graphs)))
        return QueryDataset(default or (self.nothing,), (*self.named(dataset).values(), self.nothing))

    def _name(self, graph: str) -> str:
        """Two graphs never have one name: only what was quoted as a whole has a quoted colon."""
        local = graph.removeprefix(self.base_iri)
        is_below = local != graph and ":" not in local and _QUOTED_COLON not in local
        return f"{self._place}/{local if is_below else quote(graph, safe='')}"
