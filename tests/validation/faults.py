"""Broken inputs: each is `good.ttl` with one text replaced, and breaks exactly one rule.

`FAULTS` is the table; a further fault is one more row. Every IRI in it is relative to the base IRI.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

GOOD: Final = Path(__file__).with_name("good.ttl")
"""The small dataset that satisfies every shape."""


@dataclass(frozen=True)
class Fault:
    """One replacement in the good text and the finding that it must give.

    `code` names the fault, `shape` is the code of the rule it breaks, `severity` the local name in the SHACL namespace.
    `find` occurs exactly once in the good text. `focus` is the focus node of the finding, `also` are further focus
    nodes of the same rule. `marker` occurs exactly once in the broken text, on the line to be mended.
    """

    code: str
    shape: str
    severity: str
    find: str
    replace: str
    focus: str
    marker: str
    also: tuple[str, ...] = ()

    def apply(self, good: str) -> str:
        """The broken text; ValueError if `find` does not occur exactly once in `good`."""
        if good.count(self.find) != 1:
            raise ValueError(f"{self.code}: the text to replace occurs {good.count(self.find)} times")
        return good.replace(self.find, self.replace)

    def line(self, good: str) -> int:
        """The line of the broken text that is to be mended, counted from 1."""
        broken = self.apply(good)
        if broken.count(self.marker) != 1:
            raise ValueError(f"{self.code}: the marker occurs {broken.count(self.marker)} times")
        return broken[: broken.index(self.marker)].count("\n") + 1


_NETWORK: Final = "id/network/testnetz-a"
_MEMBERSHIP: Final = "id/participation/testorganisation-a--testnetz-a"
_PERIOD: Final = "id/period/y2012--2014"
_REPORT: Final = "id/publication/testbericht"

_LABELS: Final = (
    Fault(
        code="B01",
        shape="S01",
        severity="Violation",
        find='    skos:prefLabel "Testnetz A"@de ;\n',
        replace="",
        focus=_NETWORK,
        marker="network:testnetz-a a eng:Network",
    ),
    Fault(
        code="B02",
        shape="S02",
        severity="Violation",
        find='"Testnetz A"@de ;',
        replace='"Testnetz A"@de , "Zweitname"@de ;',
        focus=_NETWORK,
        marker='"Zweitname"@de',
    ),
    Fault(
        code="B03",
        shape="S03",
        severity="Violation",
        find='"Testorganisation B"@de',
        replace='"Teststadt"@de ; # twice',
        focus="id/org/testorganisation-b",
        marker="# twice",
        also=("id/org/testorganisation-a",),
    ),
    Fault(
        code="B03-network",
        shape="S03",
        severity="Violation",
        find='"Test Network B"@en',
        replace='"Test Organisation B"@en ; # twice',
        focus="id/network/testnetz-b",
        marker="# twice",
        also=("id/org/testorganisation-b",),
    ),
    Fault(
        code="B03-concept",
        shape="S03",
        severity="Violation",
        find='"Testbegriff"@de',
        replace='"Testthema"@de ; # twice',
        focus="id/concept/testbegriff",
        marker="# twice",
        also=("id/concept/testthema",),
    ),
    Fault(
        code="B03-place",
        shape="S03",
        severity="Violation",
        find='"Testdorf"@de',
        replace='"Teststadt"@de ; # twice',
        focus="id/place/testdorf",
        marker="# twice",
        also=("id/place/teststadt",),
    ),
    Fault(
        code="B03-event",
        shape="S03",
        severity="Violation",
        find='"test launch"@en',
        replace='"test meeting"@en ; # twice',
        focus="id/event/testauftakt",
        marker="# twice",
        also=("id/event/testtreffen",),
    ),
    Fault(
        code="B22",
        shape="S22",
        severity="Info",
        find='    skos:prefLabel "Testnetz B"@de ;\n    skos:prefLabel "Test Network B"@en ;\n',
        replace='    skos:prefLabel "Testnetz B"@de ;\n',
        focus="id/network/testnetz-b",
        marker="network:testnetz-b a eng:Network",
    ),
    Fault(
        code="B27-blank",
        shape="S27",
        severity="Warning",
        find='"Testgruppe"@de',
        replace='"Testgruppe "@de',
        focus="id/network/testgruppe",
        marker='"Testgruppe "@de',
    ),
    Fault(
        code="B27-leading-blank",
        shape="S27",
        severity="Warning",
        find='"Test-Org B"@de',
        replace='" Test-Org B"@de',
        focus="id/org/testorganisation-b",
        marker='" Test-Org B"@de',
    ),
    Fault(
        code="B27-decomposed",
        shape="S27",
        severity="Warning",
        find='"Testfoto"@de',
        replace='"Testfotogro\u0308ße"@de',
        focus="id/photo/testfoto",
        marker='"Testfotogro\u0308ße"@de',
    ),
    Fault(
        code="B27-title",
        shape="S27",
        severity="Warning",
        find='"Testbericht"@de',
        replace='"Test\\nbericht"@de',
        focus=_REPORT,
        marker='"Test\\nbericht"@de',
    ),
    Fault(
        code="B27-subtitle",
        shape="S27",
        severity="Warning",
        find='"Ein Bericht zum Testen"@de',
        replace='" "@de',
        focus=_REPORT,
        marker='" "@de',
    ),
)

_PERIODS: Final = (
    Fault(
        code="B05",
        shape="S05",
        severity="Violation",
        find='"2012"^^xsd:gYear ;\n    dcat:endDate "2014"',
        replace='"seit 2012" ;\n    dcat:endDate "2014"',
        focus=_PERIOD,
        marker='"seit 2012"',
    ),
    Fault(
        code="B05-ill-typed",
        shape="S05",
        severity="Violation",
        find='"2012"^^xsd:gYear ; # earlier',
        replace='"seit 2012"^^xsd:gYear ;',
        focus="id/period/y2012--2013",
        marker='"seit 2012"^^xsd:gYear',
    ),
    Fault(
        code="B05-two-begins",
        shape="S05",
        severity="Violation",
        find='"2015"^^xsd:gYear ;',
        replace='"2015"^^xsd:gYear , "2016"^^xsd:gYear ;',
        focus="id/period/y2015--",
        marker='"2015"^^xsd:gYear , "2016"^^xsd:gYear',
    ),
    Fault(
        code="B05-end",
        shape="S05",
        severity="Violation",
        find='"2013"^^xsd:gYear ; # only',
        replace="2013 ; # number",
        focus="id/period/y--2013",
        marker="2013 ; # number",
    ),
    Fault(
        code="B05-two-ends",
        shape="S05",
        severity="Violation",
        find='"2013"^^xsd:gYear ; # only',
        replace='"2013"^^xsd:gYear ; dcat:endDate "2015"^^xsd:gYear ;',
        focus="id/period/y--2013",
        marker='dcat:endDate "2015"^^xsd:gYear',
    ),
    Fault(
        code="B05-earliest-start",
        shape="S05",
        severity="Violation",
        find='"2004"^^xsd:gYear',
        replace='"etwa 2004"',
        focus="id/period/from-2004-or-2005",
        marker='"etwa 2004"',
    ),
    Fault(
        code="B05-latest-start",
        shape="S05",
        severity="Violation",
        find='"2005"^^xsd:gYear',
        replace='"2005"^^xsd:gYear , "2006"^^xsd:gYear',
        focus="id/period/from-2004-or-2005",
        marker='"2005"^^xsd:gYear , "2006"^^xsd:gYear',
    ),
    Fault(
        code="B05-edtf",
        shape="S05",
        severity="Violation",
        find='"2015/.."',
        replace='"2015/"',
        focus="id/period/y2015--",
        marker='"2015/"',
    ),
    Fault(
        code="B05-edtf-words",
        shape="S05",
        severity="Violation",
        find='"2012/2014"',
        replace='"2012 bis 2014"',
        focus=_PERIOD,
        marker='"2012 bis 2014"',
    ),
    Fault(
        code="B05-edtf-language",
        shape="S05",
        severity="Violation",
        find='"2016" .',
        replace='"2016"@de .',
        focus="id/period/y2016",
        marker='"2016"@de',
    ),
    Fault(
        code="B05-two-edtf",
        shape="S05",
        severity="Violation",
        find='"/2013"',
        replace='"/2013" , "/2014"',
        focus="id/period/y--2013",
        marker='"/2013" , "/2014"',
    ),
    Fault(
        code="B06",
        shape="S06",
        severity="Violation",
        find='"2016"^^xsd:gYear ;\n    eng:edtf "2016"',
        replace='"2015"^^xsd:gYear ;\n    eng:edtf "2016"',
        focus="id/period/y2016",
        marker='dcat:endDate "2015"^^xsd:gYear',
    ),
    Fault(
        code="B06-earliest-start",
        shape="S06",
        severity="Violation",
        find='"2010"^^xsd:gYear',
        replace='"2003"^^xsd:gYear',
        focus="id/period/from-2006-or-2007-to-2010",
        marker='"2003"^^xsd:gYear',
    ),
    Fault(
        code="B06-bounds",
        shape="S06",
        severity="Violation",
        find='"2007"^^xsd:gYear',
        replace='"2001"^^xsd:gYear',
        focus="id/period/from-2006-or-2007-to-2010",
        marker='"2001"^^xsd:gYear',
    ),
)

_PARTICIPATIONS: Final = (
    Fault(
        code="B07",
        shape="S07",
        severity="Violation",
        find="org:member orgn:testorganisation-a ;\n    org:organization network:testnetz-a",
        replace="org:member orgn:testorganisation-a , orgn:testorganisation-b ;\n"
        "    org:organization network:testnetz-a",
        focus=_MEMBERSHIP,
        marker="org:member orgn:testorganisation-a , orgn:testorganisation-b",
    ),
    Fault(
        code="B07-no-member",
        shape="S07",
        severity="Violation",
        find="    org:member orgn:testorganisation-a ;\n    org:organization network:testnetz-a",
        replace="    org:organization network:testnetz-a",
        focus=_MEMBERSHIP,
        marker="participation:testorganisation-a--testnetz-a a",
    ),
    Fault(
        code="B07-member-in-words",
        shape="S07",
        severity="Violation",
        find="org:member orgn:testorganisation-a ;\n    org:organization network:testnetz-a",
        replace='org:member "Testorganisation A" ;\n    org:organization network:testnetz-a',
        focus=_MEMBERSHIP,
        marker='"Testorganisation A"',
    ),
    Fault(
        code="B07-two-networks",
        shape="S07",
        severity="Violation",
        find="org:organization network:testnetz-a ;\n    org:role role:testmitglied ;\n"
        "    org:memberDuring period:y2012--2013",
        replace="org:organization network:testnetz-a , network:testnetz-b ;\n    org:role role:testmitglied ;\n"
        "    org:memberDuring period:y2012--2013",
        focus=_MEMBERSHIP,
        marker="network:testnetz-a , network:testnetz-b",
    ),
    Fault(
        code="B07-no-network",
        shape="S07",
        severity="Violation",
        find="    org:organization network:testnetz-b ;\n",
        replace="",
        focus="id/participation/testorganisation-a--testnetz-b",
        marker="participation:testorganisation-a--testnetz-b a",
    ),
    Fault(
        code="B07-no-such-network",
        shape="S07",
        severity="Violation",
        find="org:organization network:testnetz-b",
        replace="org:organization place:teststadt",
        focus="id/participation/testorganisation-a--testnetz-b",
        marker="org:organization place:teststadt",
    ),
    Fault(
        code="B08",
        shape="S08",
        severity="Violation",
        find="    org:role role:testmitglied ;\n    org:memberDuring period:y2012--2013",
        replace="    org:memberDuring period:y2012--2013",
        focus=_MEMBERSHIP,
        marker="participation:testorganisation-a--testnetz-a a",
    ),
    Fault(
        code="B08-no-mark",
        shape="S08",
        severity="Violation",
        find="    eng:notStated org:role ;\n",
        replace="",
        focus="id/participation/testorganisation-a--testnetz-b",
        marker="participation:testorganisation-a--testnetz-b a",
    ),
    Fault(
        code="B08-no-role",
        shape="S08",
        severity="Violation",
        find="org:role role:testmitglied ;\n    org:memberDuring period:y2012--2013",
        replace="org:role concept:testthema ;\n    org:memberDuring period:y2012--2013",
        focus=_MEMBERSHIP,
        marker="org:role concept:testthema",
    ),
    Fault(
        code="B09",
        shape="S09",
        severity="Warning",
        find="org:memberDuring period:y2012--2013",
        replace="org:memberDuring period:y1999--2014 # too early\n   ",
        focus=_MEMBERSHIP,
        marker="# too early",
    ),
    Fault(
        code="B09-too-late",
        shape="S09",
        severity="Warning",
        find="org:memberDuring period:y2012--2013",
        replace="org:memberDuring period:y2015-- # too late\n   ",
        focus=_MEMBERSHIP,
        marker="# too late",
    ),
    Fault(
        code="B09-no-note",
        shape="S09",
        severity="Warning",
        find=' ;\n    eng:flaggedTension "Das Jahr 1999 liegt vor der Laufzeit."@de ;\n'
        '    eng:flaggedTension "The year 1999 is before the lifetime."@en',
        replace=" # not noted\n   ",
        focus="id/participation/testorganisation-b--testnetz-a",
        marker="# not noted",
    ),
    Fault(
        code="B09-other-note",
        shape="S09",
        severity="Warning",
        find="org:memberDuring period:y2012--2013",
        replace='org:memberDuring period:y1999--2014 ; # noted otherwise\n    eng:flaggedTension "Rolle unklar"@de',
        focus=_MEMBERSHIP,
        marker="# noted otherwise",
    ),
)

_PUBLICATIONS: Final = (
    Fault(
        code="B10",
        shape="S10",
        severity="Violation",
        find="    dcterms:publisher orgn:testorganisation-b ;\n",
        replace="",
        focus=_REPORT,
        marker="publication:testbericht a",
    ),
    Fault(
        code="B10-title",
        shape="S10",
        severity="Violation",
        find="    eng:notStated dcterms:title ;\n",
        replace="",
        focus="id/publication/testhandbuch",
        marker="publication:testhandbuch a",
    ),
    Fault(
        code="B10-issued",
        shape="S10",
        severity="Violation",
        find='    dcterms:issued "2014"^^xsd:gYear ;\n',
        replace="",
        focus=_REPORT,
        marker="publication:testbericht a",
    ),
    Fault(
        code="B11",
        shape="S11",
        severity="Violation",
        find="dcterms:publisher orgn:testorganisation-b ;",
        replace="dcterms:publisher orgn:testorganisation-b ; eng:notStated dcterms:publisher ;",
        focus=_REPORT,
        marker="orgn:testorganisation-b ; eng:notStated dcterms:publisher",
    ),
    Fault(
        code="B11-role",
        shape="S11",
        severity="Violation",
        find="eng:notStated org:role ;",
        replace="eng:notStated org:role ; org:role role:testmitglied ;",
        focus="id/participation/testorganisation-a--testnetz-b",
        marker="eng:notStated org:role",
    ),
)

_NETWORKS: Final = (
    Fault(
        code="B16",
        shape="S17",
        severity="Violation",
        find="dcterms:subject concept:testthema .\n\nnetwork",
        replace="dcterms:subject concept:nirgends .\n\nnetwork",
        focus=_NETWORK,
        marker="concept:nirgends",
    ),
    Fault(
        code="B16-period",
        shape="S17",
        severity="Violation",
        find="org:memberDuring period:y2012--2013",
        replace="org:memberDuring period:y2012-2013",
        focus=_MEMBERSHIP,
        marker="period:y2012-2013",
    ),
    Fault(
        code="B24",
        shape="S24",
        severity="Violation",
        find="org:subOrganizationOf network:testgruppe",
        replace="org:subOrganizationOf network:testuntergruppe",
        focus="id/network/testuntergruppe",
        marker="org:subOrganizationOf network:testuntergruppe",
    ),
    Fault(
        code="B24-long-way",
        shape="S24",
        severity="Violation",
        find="org:subOrganizationOf network:testnetz-a",
        replace="org:subOrganizationOf network:testuntergruppe",
        focus="id/network/testgruppe",
        marker="org:subOrganizationOf network:testuntergruppe",
        also=("id/network/testuntergruppe",),
    ),
    Fault(
        code="B29",
        shape="S29",
        severity="Violation",
        find="    eng:host orgn:testorganisation-b ;\n",
        replace="",
        focus=_NETWORK,
        marker="network:testnetz-a a eng:Network",
    ),
    Fault(
        code="B29-no-mark",
        shape="S29",
        severity="Violation",
        find=" ;\n    eng:notStated eng:organiser .",
        replace=" .",
        focus="id/network/testnetz-b",
        marker="network:testnetz-b a eng:Network",
    ),
)

_PLACES: Final = (
    Fault(
        code="B26",
        shape="S26",
        severity="Violation",
        find="place:testdorf a dcterms:Location",
        replace="place:testdorf a org:Organization , dcterms:Location",
        focus="id/place/testdorf",
        marker="place:testdorf a org:Organization",
    ),
)

_SOURCES: Final = (
    Fault(
        code="B17",
        shape="S18",
        severity="Violation",
        find=" ;\n    dcterms:license <http://dcat-ap.de/def/licenses/dl-zero-de/2.0> .",
        replace=" .",
        focus="dataset",
        marker="<dataset> a dcat:Dataset",
    ),
    Fault(
        code="B17-in-words",
        shape="S18",
        severity="Violation",
        find="<http://dcat-ap.de/def/licenses/dl-zero-de/2.0>",
        replace='"Datenlizenz Deutschland"',
        focus="dataset",
        marker='"Datenlizenz Deutschland"',
    ),
    Fault(
        code="B17-two",
        shape="S18",
        severity="Violation",
        find="<http://dcat-ap.de/def/licenses/dl-zero-de/2.0>",
        replace="<http://dcat-ap.de/def/licenses/dl-zero-de/2.0> , <http://dcat-ap.de/def/licenses/cc-zero>",
        focus="dataset",
        marker="<http://dcat-ap.de/def/licenses/cc-zero>",
    ),
    Fault(
        code="B18",
        shape="S19",
        severity="Violation",
        find="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        replace="e3b0c442",
        focus="id/source/testquelle",
        marker='"e3b0c442"',
    ),
    Fault(
        code="B18-none",
        shape="S19",
        severity="Violation",
        find=' ;\n    eng:sha256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" .',
        replace=" .",
        focus="id/source/testquelle",
        marker="source:testquelle a eng:ArchivedSource",
    ),
    Fault(
        code="B18-two",
        shape="S19",
        severity="Violation",
        find="eng:sha256",
        replace=f'eng:sha256 "{"0" * 64}" ; eng:sha256',
        focus="id/source/testquelle",
        marker="0" * 64,
    ),
)

_CLAIMS: Final = (
    Fault(
        code="B04",
        shape="S04",
        severity="Violation",
        find="    rdf:subject network:testnetz-a ;\n    rdf:predicate dcterms:spatial ;\n    rdf:object place:teststadt ;",
        replace='    rdf:subject orgn:testorganisation-b ;\n    rdf:predicate skos:altLabel ;\n    rdf:object "Test-Org B"@de ;',
        focus="id/network/testnetz-a",
        marker="network:testnetz-a a eng:Network",
    ),
    Fault(
        code="B04-no-quotation",
        shape="S04",
        severity="Violation",
        find='    rdf:subject network:testnetz-c ;\n    rdf:predicate skos:prefLabel ;\n    rdf:object "Testnetz C"@de ;',
        replace='    rdf:subject network:testgruppe ;\n    rdf:predicate skos:altLabel ;\n    rdf:object "Die Gruppe"@de ;',
        focus="id/network/testnetz-c",
        marker="network:testnetz-c a eng:ExchangeProgramme",
    ),
    Fault(
        code="B12",
        shape="S13",
        severity="Violation",
        find="certainty:inferred ;\n    eng:passageKind",
        replace="concept:testthema ; # maybe\n    eng:passageKind",
        focus="id/claim/c006",
        marker="# maybe",
    ),
    Fault(
        code="B12-none",
        shape="S13",
        severity="Violation",
        find="    eng:certainty certainty:inferred ;\n    eng:passageKind",
        replace="    eng:passageKind",
        focus="id/claim/c006",
        marker="claim:c006 a eng:Claim",
    ),
    Fault(
        code="B12-two",
        shape="S13",
        severity="Violation",
        find="certainty:inferred ;\n    eng:passageKind",
        replace="certainty:inferred , # two\n        certainty:ambiguous ;\n    eng:passageKind",
        focus="id/claim/c006",
        marker="# two",
    ),
    Fault(
        code="B12-words",
        shape="S13",
        severity="Violation",
        find="certainty:inferred ;\n    eng:passageKind",
        replace='"erschlossen" ;\n    eng:passageKind',
        focus="id/claim/c006",
        marker='eng:certainty "erschlossen"',
    ),
    Fault(
        code="B13",
        shape="S14",
        severity="Violation",
        find=' ;\n    eng:quotation "Testgruppe des Testnetzes A"@de .',
        replace=" .",
        focus="id/claim/c006",
        marker="claim:c006 a eng:Claim",
    ),
    Fault(
        code="B13-empty",
        shape="S14",
        severity="Violation",
        find='"Testgruppe des Testnetzes A"@de',
        replace='" "@de',
        focus="id/claim/c006",
        marker='eng:quotation " "@de',
    ),
    Fault(
        code="B13-no-language",
        shape="S14",
        severity="Violation",
        find='"Testgruppe des Testnetzes A"@de',
        replace='"Testgruppe des Testnetzes A"',
        focus="id/claim/c006",
        marker='"Testgruppe des Testnetzes A"',
    ),
    Fault(
        code="B13-two",
        shape="S14",
        severity="Violation",
        find='"Testgruppe des Testnetzes A"@de',
        replace='"Testgruppe des Testnetzes A"@de , "und mehr"@de',
        focus="id/claim/c006",
        marker="und mehr",
    ),
    Fault(
        code="B15",
        shape="S16",
        severity="Violation",
        find="    rdf:predicate dcterms:spatial ;\n    rdf:object place:teststadt ;",
        replace="    rdf:predicate dcterms:spatial ;\n    rdf:object place:testdorf ;",
        focus="id/claim/c001",
        marker="rdf:object place:testdorf",
    ),
    Fault(
        code="B15-text",
        shape="S16",
        severity="Violation",
        find='rdf:object "Testnetz C"@de',
        replace='rdf:object "Testnetz c"@de',
        focus="id/claim/c003",
        marker='"Testnetz c"@de',
    ),
    Fault(
        code="B15-language",
        shape="S16",
        severity="Violation",
        find='rdf:object "Testnetz C"@de',
        replace='rdf:object "Testnetz C"@en',
        focus="id/claim/c003",
        marker='rdf:object "Testnetz C"@en',
    ),
    Fault(
        code="B15-predicate",
        shape="S16",
        severity="Violation",
        find="rdf:predicate rdf:type ;\n    rdf:object eng:WorkingGroup ;\n    eng:certainty certainty:amb",
        replace="rdf:predicate dcterms:type ;\n    rdf:object eng:WorkingGroup ; # kind\n    eng:certainty certainty:amb",
        focus="id/claim/c005",
        marker="rdf:object eng:WorkingGroup ; # kind",
    ),
    Fault(
        code="B35-subject",
        shape="S12",
        severity="Violation",
        find="    rdf:subject network:testgruppe ;\n    rdf:predicate skos:alt",
        replace="    rdf:predicate skos:alt",
        focus="id/claim/c006",
        marker="claim:c006 a eng:Claim",
    ),
    Fault(
        code="B35-predicate",
        shape="S12",
        severity="Violation",
        find='    rdf:predicate skos:altLabel ;\n    rdf:object "Die Gruppe"@de ;\n    eng:cert',
        replace='    rdf:object "Die Gruppe"@de ;\n    eng:cert',
        focus="id/claim/c006",
        marker="claim:c006 a eng:Claim",
    ),
    Fault(
        code="B35-object",
        shape="S12",
        severity="Violation",
        find='    rdf:object "Die Gruppe"@de ;\n',
        replace="",
        focus="id/claim/c006",
        marker="claim:c006 a eng:Claim",
    ),
    Fault(
        code="B35-two-objects",
        shape="S12",
        severity="Violation",
        find="rdf:predicate rdf:type ;\n    rdf:object eng:WorkingGroup ;\n    eng:certainty certainty:explicit",
        replace="rdf:predicate rdf:type ;\n    rdf:object eng:WorkingGroup , eng:Network ;\n    eng:certainty certainty:explicit",
        focus="id/claim/c004",
        marker="rdf:object eng:WorkingGroup , eng:Network",
    ),
    Fault(
        code="B35-text-as-subject",
        shape="S12",
        severity="Violation",
        find="    rdf:subject network:testgruppe ;\n    rdf:predicate skos:alt",
        replace='    rdf:subject "Testgruppe" ;\n    rdf:predicate skos:alt',
        focus="id/claim/c006",
        marker='rdf:subject "Testgruppe"',
    ),
    Fault(
        code="B31-explicit-absence",
        shape="S34",
        severity="Warning",
        find="eng:certainty certainty:absent ;",
        replace="eng:certainty certainty:explicit ; # absent",
        focus="id/claim/c002",
        marker="# absent",
    ),
    Fault(
        code="B31-absent-fact",
        shape="S34",
        severity="Warning",
        find="eng:certainty certainty:ambiguous ;",
        replace="eng:certainty certainty:absent ; # fact",
        focus="id/claim/c005",
        marker="# fact",
    ),
    Fault(
        code="B32",
        shape="S35",
        severity="Violation",
        find="passage:caption ;",
        replace="concept:testthema ; # kind",
        focus="id/claim/c006",
        marker="# kind",
    ),
    Fault(
        code="B32-two",
        shape="S35",
        severity="Violation",
        find="passage:caption ;",
        replace="passage:caption , passage:heading ; # kinds",
        focus="id/claim/c006",
        marker="# kinds",
    ),
)

_REPRESENTATIONS: Final = (
    Fault(
        code="B33-representative",
        shape="S32",
        severity="Violation",
        find="    eng:representative orgn:testorganisation-a ;\n",
        replace="",
        focus="id/representation/a-fuer-b",
        marker="representation:a-fuer-b a",
    ),
    Fault(
        code="B33-represented",
        shape="S32",
        severity="Violation",
        find="eng:represented orgn:testorganisation-b ;",
        replace="eng:represented orgn:testorganisation-b , orgn:testorganisation-a ;",
        focus="id/representation/a-fuer-b",
        marker="representation:a-fuer-b a",
    ),
    Fault(
        code="B33-where",
        shape="S32",
        severity="Violation",
        find="eng:representedAt network:testnetz-b .",
        replace="eng:representedAt place:testdorf .",
        focus="id/representation/a-fuer-b",
        marker="eng:representedAt place:testdorf",
    ),
)

_WAIVERS: Final = (
    Fault(
        code="B34-rule",
        shape="S31",
        severity="Violation",
        find='eng:waivedRule "S09" ;',
        replace='eng:waivedRule "Laufzeit" ;',
        focus="id/waiver/testausnahme",
        marker='"Laufzeit"',
    ),
    Fault(
        code="B34-focus",
        shape="S31",
        severity="Violation",
        find="    sh:focusNode participation:testorganisation-b--testnetz-a ;\n",
        replace="",
        focus="id/waiver/testausnahme",
        marker="waiver:testausnahme a",
    ),
    Fault(
        code="B34-reason",
        shape="S31",
        severity="Violation",
        find='    eng:reason "Die Quelle widerspricht sich."@de ;\n    eng:reason "The source contradicts itself."@en ;\n',
        replace="",
        focus="id/waiver/testausnahme",
        marker="waiver:testausnahme a",
    ),
    Fault(
        code="B34-granted",
        shape="S31",
        severity="Violation",
        find='    eng:grantedBy "Teststelle" ;\n',
        replace="",
        focus="id/waiver/testausnahme",
        marker="waiver:testausnahme a",
    ),
    Fault(
        code="B34-until",
        shape="S31",
        severity="Violation",
        find='"2027-06-30"^^xsd:date',
        replace='"Mitte 2027"',
        focus="id/waiver/testausnahme",
        marker='"Mitte 2027"',
    ),
)

_LINKED: Final = """{thing} {prop} {value} .

{record} a eng:IdentifierLink , rdf:Statement ;
    rdf:object {value} ;
    rdf:predicate {prop} ;"""
"""An identifier and the beginning of its record, so that one replacement changes both alike."""


def _with_record(code: str, shape: str, record: str, good: str, faulty: str, *also: str) -> Fault:
    """A fault in an identifier whose record says the same; `good` and `faulty` are thing, property and value in Turtle."""
    (thing, prop, value), (faulty_thing, faulty_prop, faulty_value) = good.split(" ", 2), faulty.split(" ", 2)
    return Fault(
        code=code,
        shape=shape,
        severity="Violation",
        find=_LINKED.format(thing=thing, prop=prop, value=value, record=record),
        replace=_LINKED.format(thing=faulty_thing, prop=faulty_prop, value=faulty_value, record=record),
        focus="id/" + faulty_thing.replace("orgn:", "org:").replace(":", "/"),
        marker=faulty,
        also=also,
    )


def _on_place(code: str, shape: str, faulty: str) -> Fault:
    good = "place:teststadt owl:sameAs <http://www.wikidata.org/entity/Q4115189>"
    return _with_record(code, shape, "link:teststadt--wikidata", good, f"place:teststadt {faulty}")


def _on_code(code: str, shape: str, faulty: str) -> Fault:
    good = 'place:teststadt dcterms:identifier "01000001"^^concept:identifier-ags'
    return _with_record(code, shape, "link:teststadt--ags", good, f"place:teststadt dcterms:identifier {faulty}")


def _on_organisation(code: str, shape: str, faulty: str, *also: str) -> Fault:
    good = "orgn:testorganisation-a schema:sameAs <https://ror.org/000000001>"
    return _with_record(code, shape, "link:testorganisation-a--ror", good, f"orgn:testorganisation-a {faulty}", *also)


def _in_record(code: str, find: str, replace: str, marker: str, *also: str) -> Fault:
    """A fault in the record of an identifier that is bound by rdfs:seeAlso, for which no record is required."""
    return Fault(code, "S30", "Violation", find, replace, "id/link/testdorf--geonames", marker, also)


_RECORD: Final = "link:testdorf--geonames a"

_LINKS: Final = (
    _on_place("B25-wiki", "S25", "owl:sameAs <https://www.wikidata.org/wiki/Q4115189>"),
    _on_place("B25-https", "S25", "owl:sameAs <https://www.wikidata.org/entity/Q4115189>"),
    _on_place("B25-in-quotation-marks", "S25", 'owl:sameAs "http://www.wikidata.org/entity/Q4115189"'),
    _on_place("B25-gnd-blank", "S25", "owl:sameAs <https://d-nb.info/gnd/1000000%20>"),
    _on_place("B25-geonames-no-slash", "S25", "owl:sameAs <http://sws.geonames.org/2>"),
    _on_place("B25-eu-lower-case", "S25", "owl:sameAs <http://publications.europa.eu/resource/authority/place/tst>"),
    _on_place("B25-unknown-register", "S25", "schema:sameAs <http://example.org/teststadt>"),
    _on_organisation("B25-ror-upper-case", "S25", "schema:sameAs <https://ror.org/00ABCDE01>"),
    _on_code("B25-code-too-short", "S25", '"1000001"^^concept:identifier-ags'),
    _on_code("B25-unknown-kind", "S25", '"01000001"^^concept:identifier-nirgends'),
    Fault(
        code="B25-close-match",
        shape="S25",
        severity="Violation",
        find='"test notion"@en ;',
        replace='"test notion"@en ; skos:closeMatch <https://d-nb.info/gnd/0> ;',
        focus="id/concept/testbegriff",
        marker="skos:closeMatch",
    ),
    _with_record(
        "B25-see-also",
        "S25",
        "link:testdorf--geonames",
        "place:testdorf rdfs:seeAlso <http://sws.geonames.org/1/>",
        "place:testdorf rdfs:seeAlso <http://sws.geonames.org/1>",
    ),
    _on_organisation(
        "B26-identifier", "S26", "schema:sameAs <http://www.wikidata.org/entity/Q4115189>", "id/place/teststadt"
    ),
    _on_organisation("B26-register", "S26", "owl:sameAs <http://sws.geonames.org/2/>"),
    _on_organisation("B26-code", "S26", 'dcterms:identifier "01000002"^^concept:identifier-ags'),
    _on_organisation("B26-place", "S26", "owl:sameAs place:testdorf"),
    _on_place("B26-organisation", "S26", "owl:sameAs orgn:testorganisation-b"),
    _on_place("B26-organisation-register", "S26", "schema:sameAs <https://ror.org/000000002>"),
    _on_code("B26-organisation-code", "S26", '"0000000000000001"^^concept:identifier-isni'),
    Fault(
        code="B28",
        shape="S28",
        severity="Warning",
        find="eng:depictedPersons 3 .",
        replace="eng:depictedPersons 4 .",
        focus="id/photo/testfoto",
        marker="eng:depictedPersons 4",
    ),
    Fault(
        code="B30",
        shape="S30",
        severity="Violation",
        find='"test notion"@en ;',
        replace='"test notion"@en ; skos:exactMatch <https://d-nb.info/gnd/1-2> ;',
        focus="id/concept/testbegriff",
        marker="https://d-nb.info/gnd/1-2",
    ),
    Fault(
        code="B30-other-property",
        shape="S30",
        severity="Violation",
        find="place:teststadt owl:sameAs <http",
        replace="place:teststadt schema:sameAs <http",
        focus="id/place/teststadt",
        marker="place:teststadt schema:sameAs",
        also=("id/link/teststadt--wikidata",),
    ),
    Fault(
        code="B30-code",
        shape="S30",
        severity="Violation",
        find='place:teststadt dcterms:identifier "01000001"^^concept:identifier-ags .',
        replace='place:teststadt dcterms:identifier "01000001"^^concept:identifier-ags , "TS"^^concept:identifier-nuts .',
        focus="id/place/teststadt",
        marker='"TS"^^concept:identifier-nuts',
    ),
    _in_record("B30-dropped", "place:testdorf rdfs:seeAlso <http://sws.geonames.org/1/> .\n", "", _RECORD),
    _in_record("B30-no-thing", "    rdf:subject place:testdorf ; # only here\n", "", _RECORD),
    _in_record("B30-no-property", "    rdf:predicate rdfs:seeAlso ;\n", "", _RECORD),
    _in_record("B30-no-identifier", "    rdf:object <http://sws.geonames.org/1/> ;\n", "", _RECORD),
    _in_record("B30-no-source", '    dcterms:source "Testdatei, Zeile 3" ;\n', "", _RECORD),
    _in_record("B30-empty-source", '"Testdatei, Zeile 3"', '" "', 'dcterms:source " "'),
    _in_record("B30-no-confidence", " ;\n    eng:confidence concept:confidence-medium .", " .", _RECORD),
    _in_record(
        "B30-other-confidence",
        "eng:confidence concept:confidence-medium",
        "eng:confidence concept:testbegriff",
        "eng:confidence concept:testbegriff",
    ),
)

_WITHDRAWN: Final = "id/network/aufgegeben"
_RENAMED: Final = "id/network/umbenannt"
_GONE: Final = (
    ("B40-no-date", "S40", '    dcterms:date "2026-06-30"^^xsd:date ;\n', "", _WITHDRAWN, "network:aufgegeben a"),
    ("B40-german", "S40", '"Das Netz gab es nie."@de', '"Nie da."@da', _WITHDRAWN, '"Nie da."'),
    ("B40-english", "S40", '    eng:reason "There never was such a network."@en ;\n', "", _WITHDRAWN, "gab es nie"),
    ("B40-twice", "S40", '"Das Netz gab es nie."@de', '"Nie da."@de , "Weg."@de', _WITHDRAWN, '"Weg."@de'),
    ("B40-successors", "S40", "network:umbenannt . # a", "network:umbenannt , place:testdorf . # a", _WITHDRAWN, "# a"),
    ("B40-successor-in-words", "S40", "network:umbenannt . # a", '"Testnetz A" . # a', _WITHDRAWN, "# a"),
    ("B41-no-date", "S41", '    dcterms:date "2026-07-31"^^xsd:date ;\n', "", _RENAMED, "network:umbenannt a"),
    ("B41-no-address", "S41", " ;\n    dcterms:isReplacedBy network:testuntergruppe .", " .", _RENAMED, "umbenannt a"),
    ("B41-reason", "S41", '"Ein Schreibfehler im Namen."@de', '"Schreibfehler"', _RENAMED, '"Schreibfehler"'),
    (
        "B42-described",
        "S42",
        "umbenannt a eng:Renamed ;",
        "umbenannt a eng:Renamed ; eng:means 1 ;",
        _RENAMED,
        "means 1",
    ),
    (
        "B42-both",
        "S42",
        "a eng:Withdrawn ;",
        "a eng:Withdrawn , eng:Renamed ;",
        _WITHDRAWN,
        "eng:Withdrawn , eng:Renamed",
    ),
    ("B42-term", "S42", "network:aufgegeben a", "eng:aufgegeben a", "def#aufgegeben", "eng:aufgegeben a"),
    ("B42-part", "S42", "network:aufgegeben a", "<id/x/y#z> a", "id/x/y#z", "<id/x/y#z> a"),
    ("B43-elsewhere", "S43", "network:umbenannt . # a", "<http://example.org/> . # a", _WITHDRAWN, "# a"),
    ("B43-itself", "S43", "network:umbenannt . # a", "network:aufgegeben . # a", _WITHDRAWN, "# a"),
    ("B43-missing", "S17", "network:umbenannt . # a", "network:nirgends . # a", _WITHDRAWN, "# a"),
    (
        "B44-withdrawn",
        "S44",
        "org:subOrganizationOf network:testnetz-a .",
        "org:subOrganizationOf network:aufgegeben .",
        "id/network/testgruppe",
        "Of network:aufgegeben",
    ),
    (
        "B44-renamed",
        "S44",
        "schema:location place:testdorf",
        "schema:location place:testdorf , network:umbenannt",
        "id/event/testtreffen",
        ", network:umbenannt",
    ),
)
"""Code, rule, the text to replace and its replacement, focus and marker: all are violations."""

_WITHDRAWALS: Final = (
    *(
        Fault(code, shape, "Violation", find, replace, focus, marker)
        for code, shape, find, replace, focus, marker in _GONE
    ),
    Fault(
        code="B43-circle",
        shape="S43",
        severity="Violation",
        find="    dcterms:isReplacedBy network:testuntergruppe .",
        replace="    dcterms:isReplacedBy network:aufgegeben .",
        focus=_RENAMED,
        marker="isReplacedBy network:aufgegeben",
        also=(_WITHDRAWN,),
    ),
)

FAULTS: Final[tuple[Fault, ...]] = (
    *_LABELS,
    *_PERIODS,
    *_PARTICIPATIONS,
    *_PUBLICATIONS,
    *_NETWORKS,
    *_PLACES,
    *_SOURCES,
    *_CLAIMS,
    *_REPRESENTATIONS,
    *_WAIVERS,
    *_LINKS,
    *_WITHDRAWALS,
)
"""All faults, by subject."""
