"""A harvest rehearsal on the command line: its memory, and what it says."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

from engagiert_ld.cli.notation import write_whole
from engagiert_ld.harvest.rehearsal import Rehearsal, catalogue_address, read_state, rehearse, state_text
from engagiert_ld.harvest.report import as_document, as_text

SITE: Final = "http://127.0.0.1:8000/"
"""Where `engagiert-ld serve` listens."""

REHEARSAL_FORMATS: Final[dict[str, Callable[[Rehearsal, str], str]]] = {
    "text": as_text,
    "json": lambda found, _language: json.dumps(as_document(found), ensure_ascii=False, indent=2) + "\n",
}
"""Writers by name: rehearsal and language of messages → text."""


def harvested(site: str, catalogue: str, memory: Path | None) -> Rehearsal:
    """Rehearse the harvest of a site, and remember it in the file `memory`, if there is one.

    Raises `DeploymentError` where the catalogue is not to be had or the file cannot be written, `InputError` for a file that is no memory.
    """
    rehearsal = rehearse(catalogue_address(site, catalogue), read_state(memory) if memory else {})
    if memory:
        write_whole(memory, state_text(rehearsal.state))
    return rehearsal
