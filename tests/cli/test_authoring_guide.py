"""The worked example of docs/authoring.md, done step by step as it stands there, in Essen's own project."""

import hashlib
import re
import shlex
from typing import Final

from calls import call
from running import REPOSITORY, ProjectFolder

GUIDE: Final = (REPOSITORY / "docs/authoring.md").read_text(encoding="utf-8")
EXAMPLE: Final = GUIDE[GUIDE.index("## Beispiel:") : GUIDE.index("## Was keinen Beleg braucht")]
BLOCKS: Final = re.findall(r"^```(\w*)\n(.*?)^```$", EXAMPLE, re.MULTILINE | re.DOTALL)


def test_the_worked_example_leads_to_data_that_conform_with_evidence_for_everything(project: ProjectFolder) -> None:
    (_, text), (kind_of_source, source), (_, network), (kind_of_facts, facts), (_, claims), *_ = BLOCKS
    assert (kind_of_source, kind_of_facts) == ("turtle", "turtle")
    (project.path / "sources").mkdir()
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
    checked = call(project, "check", "--strict")
    assert checked.code == 0, checked.out
    assert re.search(r"(\d+) von \1 Aussagen, die einen Beleg brauchen", checked.out)
    assert re.search(r"^26 von \d+ Zitaten", checked.out, re.MULTILINE)


def run(project: ProjectFolder, commands: str) -> None:
    for line in commands.strip().splitlines():
        program, *arguments = shlex.split(line)
        assert program == "engagiert-ld"
        done = call(project, *arguments)
        assert done.code == 0, (line, done.err)
