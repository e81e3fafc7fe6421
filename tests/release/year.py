"""A year of a small publication: each step changes something, and says what."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from engagiert_ld.release.manifest import Release
from running import ProjectFolder

from .shelves import published, small_project

HEAD = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix eng: <def#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
WITHDRAWN = """<id/network/{name}> a eng:{kind} ;
    dcterms:date "{day}"^^xsd:date ;
    eng:reason "Übung."@de , "Exercise."@en{more} .
"""


@dataclass
class Planned:
    """What a step is meant to change: kind by path of the thing."""

    release: Release
    changes: dict[str, str]


@dataclass
class Year:
    """The small project, month by month."""

    project: ProjectFolder
    networks: dict[str, int] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    month: int = 0

    def publish(self, changes: dict[str, str]) -> Planned:
        """Write the data and build the release of the next month."""
        self.month += 1
        day = datetime.date(2026, self.month, 1)
        (source,) = (
            folder for folder in (self.project.path / "data").iterdir() if folder.is_dir() and folder.name != "links"
        )
        lines = (
            f'<id/network/{name}> a eng:Network ; skos:prefLabel "Netz {name}"@de , "Network {name}"@en ;'
            f' skos:note "Stand {state}"@de , "State {state}"@en .\n'
            for name, state in sorted(self.networks.items())
        )
        (source / "year.ttl").write_text(HEAD + "".join(lines), encoding="utf-8")
        if self.gone:
            (self.project.path / "data" / "withdrawn.ttl").write_text(HEAD + "".join(self.gone), encoding="utf-8")
        settings = self.project.path / "publication.toml"
        text = [f"modified = {day}" if row.startswith("modified") else row for row in settings.read_text().splitlines()]
        settings.write_text("\n".join(text) + "\n")
        return Planned(published(self.project), {f"id/network/{name}": kind for name, kind in changes.items()})

    def lose(self, name: str, kind: str, successor: str = "") -> None:
        """Withdraw or rename a network."""
        del self.networks[name]
        more = f" ;\n    dcterms:isReplacedBy <id/network/{successor}>" if successor else ""
        day = datetime.date(2026, self.month + 1, 1)
        self.gone.append(WITHDRAWN.format(name=name, kind=kind, day=day, more=more))


def year(folder: Path) -> Iterator[Planned]:
    """Twelve releases, each with what changed since the one before."""
    made = Year(small_project(folder))
    yield made.publish({})
    for name in ("a", "b", "c"):
        made.networks[name] = 1
        yield made.publish({name: "added"})
    for name in ("a", "b"):
        made.networks[name] += 1
        yield made.publish({name: "changed"})
    made.lose("a", "Withdrawn")
    yield made.publish({"a": "withdrawn"})
    made.networks["d"] = 2
    made.lose("b", "Renamed", "d")
    yield made.publish({"b": "renamed", "d": "added"})
    yield made.publish({})
    made.networks |= {"c": 2, "e": 1}
    yield made.publish({"c": "changed", "e": "added"})
    made.lose("c", "Withdrawn", "e")
    made.networks["e"] = 2
    yield made.publish({"c": "withdrawn", "e": "changed"})
    made.networks |= {"d": 3, "e": 3}
    yield made.publish({"d": "changed", "e": "changed"})
