"""Faults planted in Essen's data: each is one text replaced in one file, and breaks one rule.

`PLANTED` is the table; all rows fit into one project, as no two touch the same statement.
"""

from dataclasses import dataclass
from typing import Final

from running import ProjectFolder

DATA: Final = "data/essen-engagiert"


@dataclass(frozen=True)
class Planted:
    """One replacement and the finding that it must give.

    `found` are entity and value of each finding (value in N-Triples, IRIs relative to the base; empty where the
    property as a whole is meant), `marked` texts that stand on the lines to be named, one line each.
    """

    code: str
    rule: str
    file: str
    old: str
    new: str
    found: tuple[tuple[str, str], ...]
    marked: tuple[str, ...]
    severity: str = "Violation"

    @property
    def path(self) -> str:
        return f"{DATA}/{self.file}"

    def plant(self, project: ProjectFolder) -> None:
        project.replace(self.path, self.old, self.new)

    def places(self, project: ProjectFolder) -> set[str]:
        """`file:line` of what is to be mended, in the project as it is now."""
        lines = (project.path / self.path).read_text(encoding="utf-8").splitlines()
        numbers = {mark: [number for number, line in enumerate(lines, 1) if mark in line] for mark in self.marked}
        assert all(len(found) == 1 for found in numbers.values()), numbers
        return {f"{self.path}:{found[0]}" for found in numbers.values()}


PLANTED: Final = (
    Planted(
        code="B01",
        rule="S01",
        file="networks.ttl",
        old='    skos:prefLabel "Netzwerk Bürgerbeteiligung"@de ;\n',
        new="",
        found=(("id/network/netzwerk-buergerbeteiligung", ""),),
        marked=('"Netzwerk Bürgerbeteiligung (network for citizen participation)"@en',),
    ),
    Planted(
        code="B02",
        rule="S02",
        file="organisations.ttl",
        old='skos:prefLabel "KGSt"@de ;',
        new='skos:prefLabel "KGSt"@de ;\n    skos:prefLabel "Zweitname"@de ;',
        found=(("id/org/kgst", ""),),
        marked=('skos:prefLabel "KGSt"@de', '"Zweitname"@de', 'skos:prefLabel "KGSt"@en'),
    ),
    Planted(
        code="B03",
        rule="S03",
        file="organisations.ttl",
        old='skos:prefLabel "Land NRW"@de ;',
        new='skos:prefLabel "Stadt Essen"@de ; # the second one',
        found=(("id/org/land-nrw", '"Stadt Essen"@de'), ("id/org/stadt-essen", '"Stadt Essen"@de')),
        marked=('"Stadt Essen"@de ; # the second one',),
    ),
    Planted(
        code="B05",
        rule="S05",
        file="periods.ttl",
        old='"2015"^^xsd:gYear ;\n    eng:edtf "2015/.."',
        new='"seit 2012" ;\n    eng:edtf "2015/.."',
        found=(("id/period/y2015--", '"seit 2012"'),),
        marked=('dcat:startDate "seit 2012"',),
    ),
    Planted(
        code="B06",
        rule="S06",
        file="periods.ttl",
        old='"2013"^^xsd:gYear ;\n    eng:edtf "2005/2013"',
        new='"2004"^^xsd:gYear ; # before its begin\n    eng:edtf "2005/2013"',
        found=(("id/period/y2005--2013", '"2004"^^<http://www.w3.org/2001/XMLSchema#gYear>'),),
        marked=("# before its begin",),
    ),
    Planted(
        code="B07",
        rule="S07",
        file="participations.ttl",
        old="    org:organization network:engagiert-in-nrw ;",
        new="    org:member orgn:vhw ;\n    org:organization network:engagiert-in-nrw ;",
        found=(("id/participation/stadt-essen--engagiert-in-nrw", ""),),
        marked=("org:member orgn:vhw",),
    ),
    Planted(
        code="B08",
        rule="S08",
        file="participations.ttl",
        old="    eng:notStated org:role ;\n",
        new="",
        found=(("id/participation/stadt-essen--netzwerk-buergerbeteiligung", ""),),
        marked=("participation:stadt-essen--netzwerk-buergerbeteiligung",),
    ),
    Planted(
        code="B09",
        rule="S09",
        file="participations.ttl",
        old="    org:memberDuring period:y2012--2014 ;",
        new="    org:memberDuring period:y1999--2014 ; # longer than the network",
        found=(("id/participation/stadt-essen--innovationsdialog-buergerbeteiligung", "<id/period/y1999--2014>"),),
        marked=("# longer than the network",),
        severity="Warning",
    ),
    Planted(
        code="B10",
        rule="S10",
        file="publications.ttl",
        old="    dcterms:contributor orgn:stadt-essen ;\n    eng:producedIn network:b2 ;\n    eng:notStated dcterms:publisher ;",
        new="    dcterms:contributor orgn:stadt-essen ;\n    eng:producedIn network:b2 ;",
        found=(("id/publication/standards-buergerbeteiligung", ""),),
        marked=("publication:standards-buergerbeteiligung",),
    ),
    Planted(
        code="B11",
        rule="S11",
        file="publications.ttl",
        old='"recommendations for action"@en ;\n    eng:notStated dcterms:publisher ;',
        new='"recommendations for action"@en ;\n    dcterms:publisher orgn:vhw ;\n    eng:notStated dcterms:publisher ; # and yet',
        found=(("id/publication/buerger-beteiligen", "<http://purl.org/dc/terms/publisher>"),),
        marked=("# and yet",),
    ),
    Planted(
        code="B16",
        rule="S17",
        file="networks.ttl",
        old="dcterms:subject concept:politische-partizipation ;",
        new="dcterms:subject concept:nirgends ;",
        found=(("id/network/netzwerk-buergerbeteiligung", "<id/concept/nirgends>"),),
        marked=("concept:nirgends",),
    ),
    Planted(
        code="B17",
        rule="S18",
        file="source.ttl",
        old="@prefix source: <id/source/> .\n",
        new="@prefix source: <id/source/> .\n\nsource:tabelle a <http://www.w3.org/ns/dcat#Dataset> .\n",
        found=(("id/source/tabelle", ""),),
        marked=("source:tabelle",),
    ),
    Planted(
        code="B18",
        rule="S19",
        file="source.ttl",
        old='"c42ec483acebe549f7d240bb2fba024bf34247e35a57cd6c9f7f8698b8f6490d"',
        new='"c42ec483"',
        found=(("id/source/essen-engagiert", '"c42ec483"'),),
        marked=('"c42ec483"',),
    ),
)
