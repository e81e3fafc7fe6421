"""The worked example of docs/authoring.md, done step by step as it stands there; what it goes on with, in a small project."""

import hashlib
import re
import shlex
from pathlib import Path
from typing import Final

from rdflib import Graph

from calls import call
from release.shelves import published
from running import REPOSITORY, ProjectFolder

GUIDE: Final = (REPOSITORY / "docs/authoring.md").read_text(encoding="utf-8")
EXAMPLE: Final = GUIDE[GUIDE.index("## Beispiel:") : GUIDE.index("## Was keinen Beleg braucht")]
BLOCKS: Final = re.findall(r"^```(\w*)\n(.*?)^```$", EXAMPLE, re.MULTILINE | re.DOTALL)


WITHDRAWING: Final = re.findall(
    r"^```(\w*)\n(.*?)^```$",
    GUIDE[GUIDE.index("## Zurückziehen und umbenennen") : GUIDE.index("## Wenn etwas nicht in Ordnung ist")],
    re.MULTILINE | re.DOTALL,
)


def test_the_worked_example_leads_to_data_that_conform_with_evidence_for_everything(project: ProjectFolder) -> None:
    work(project)
    checked = call(project, "check", "--strict")
    assert checked.code == 0, checked.out
    assert re.search(r"(\d+) von \1 Aussagen, die einen Beleg brauchen", checked.out)
    assert re.search(r"^26 von \d+ Zitaten", checked.out, re.MULTILINE)


def test_what_it_has_published_is_withdrawn_and_renamed_as_the_guide_says(tmp_path: Path) -> None:
    project = ProjectFolder(tmp_path / "stadt")
    assert call(project, "init", str(project.path)).code == 0
    work(project)
    published(project)
    project.replace("publication.toml", "modified = 2026-01-01", "modified = 2027-01-15")
    (_, commands), (kind, records) = WITHDRAWING
    assert kind == "turtle"
    run(project, commands)
    prefixes = "@prefix dcterms: <http://purl.org/dc/terms/> .\n@prefix eng: <def#> .\n@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
    listed = Graph().parse(project.path / "data/withdrawn.ttl", format="turtle", publicID="https://x.example/")
    told = Graph().parse(data=prefixes + records, format="turtle", publicID="https://x.example/")
    assert set(told) < set(listed)
    for path in (project.path / "data/gruene-wege").glob("*.ttl"):
        blocks = path.read_text(encoding="utf-8").split("\n\n")
        left = "\n\n".join(block for block in blocks if "publication:wege-ins-gruen" not in block)
        path.write_text(re.sub(r"orgn:musterdorf\b", "orgn:muster-dorf", left), encoding="utf-8")
    checked = call(project, "check", "--strict")
    assert checked.code == 0, checked.out


def work(project: ProjectFolder) -> None:
    """Do the worked example."""
    (_, text), (kind_of_source, source), (_, network), (kind_of_facts, facts), (_, claims), *_ = BLOCKS
    assert (kind_of_source, kind_of_facts) == ("turtle", "turtle")
    (project.path / "sources").mkdir(exist_ok=True)
    (project.path / "sources/gruene-wege.txt").write_text(text, encoding="utf-8")
    folder = project.path / "data/gruene-wege"
    folder.mkdir()
    checksum = hashlib.sha256(text.encode()).hexdigest()
    (folder / "source.ttl").write_text(source.replace("hier die Prüfsumme", checksum), encoding="utf-8")
    run(project, network)
    file = folder / "network-gruene-wege.ttl"
    made = file.read_text(encoding="utf-8")
    file.write_text(made[: made.index("network:gruene-wege\n")] + facts, encoding="utf-8")
    run(project, claims)


def run(project: ProjectFolder, commands: str) -> None:
    for line in commands.strip().splitlines():
        program, *arguments = shlex.split(line)
        assert program == "engagiert-ld"
        done = call(project, *arguments)
        assert done.code == 0, (line, done.err)
