"""A harvest as three portals would do it, compared with what they remember of the last one."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urljoin, urlsplit

from engagiert_ld.errors import DeploymentError, InputError
from engagiert_ld.harvest.catalogue import Page, Reading, read_catalogue, read_page
from engagiert_ld.harvest.client import Client, NotHadError
from engagiert_ld.harvest.distributions import Checked, check_distributions
from engagiert_ld.harvest.harvesters import HARVESTERS, Harvester, Known, Outcome
from engagiert_ld.harvest.quality import Score, score
from engagiert_ld.namespaces import DCAT
from engagiert_ld.terms import iri_of

State = dict[str, dict[str, Known]]
"""What each harvester remembers: by its name, and by the name of the dataset."""

STATE_VERSION: Final = 1


@dataclass(frozen=True)
class Rehearsal:
    """What three harvests of the catalogue at `url` would do, and what was found on the way.

    `unstable` are pages that were not the same bytes for all of them. `score` is None where there is no dataset.
    """

    url: str
    outcomes: tuple[tuple[Harvester, Outcome], ...]
    unstable: tuple[str, ...]
    checked: Checked
    score: Score | None

    @property
    def state(self) -> State:
        """What is remembered for the next one."""
        return {harvester.name: outcome.state for harvester, outcome in self.outcomes}

    def is_fine(self, least_percent: float = 0) -> bool:
        """Whether nothing is refused, lost, or other than it says, and the score is at least that."""
        harvested = all(outcome.is_fine for _, outcome in self.outcomes)
        scored = self.score is not None and self.score.percent >= least_percent
        return harvested and scored and not self.unstable and not self.checked.problems


def rehearse(url: str, state: Mapping[str, Mapping[str, Known]]) -> Rehearsal:
    """Harvest the catalogue at `url`, where `state` is what the harvesters remember.

    Raises `DeploymentError` where nothing of it is to be had.
    """
    client = _client(url)
    readings = [(harvester, read_catalogue(client, url, harvester.manner)) for harvester in HARVESTERS]
    whole = max((reading for _, reading in readings), key=lambda reading: len(reading.pages))
    if not whole.pages:
        raise DeploymentError(*(whole.fault or ("", "")))
    outcomes = tuple((each, each.harvest(reading, state.get(each.name, {}))) for each, reading in readings)
    checked = check_distributions(client, whole.pages)
    unstable = tuple(sorted(_differing(reading for _, reading in readings)))
    return Rehearsal(url, outcomes, unstable, checked, score(whole.pages, checked.answering))


def catalogue_address(site: str, catalogue: str) -> str:
    """The address of the catalogue, where `catalogue` is relative to the site."""
    return urljoin(site if site.endswith("/") else f"{site}/", catalogue)


def read_state(path: Path) -> State:
    """What was written as `state_text` has it; nothing where there is no such file. Raises `InputError` for anything else."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != STATE_VERSION:
            raise ValueError(document["version"])
        return {
            name: {dataset: Known(**known) for dataset, known in datasets.items()}
            for name, datasets in document["harvesters"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(
            f"{path} ist kein Gedächtnis einer Ernteprobe ({error!r}). Die Datei löschen, um neu anzufangen.",
            f"{path} is no memory of a harvest rehearsal ({error!r}). Remove the file to begin again.",
        ) from None


def state_text(state: State) -> str:
    """What is written down to remember it; the same text for the same state."""
    harvesters = {
        name: {dataset: known._asdict() for dataset, known in sorted(datasets.items())}
        for name, datasets in state.items()
    }
    return json.dumps({"version": STATE_VERSION, "harvesters": harvesters}, ensure_ascii=False, indent=2) + "\n"


def _client(url: str) -> Client:
    """A client that finds at this site what the catalogue names elsewhere, as on a test server."""
    try:
        page = read_page(Client(), url, HARVESTERS[-1].manner)
    except NotHadError:
        return Client()
    for node in page.statements.instances(f"{DCAT}Catalog"):
        names, site = _without_common_end(iri_of(node), page.url)
        if names and names != site:
            return Client(names, site)
    return Client()


def _without_common_end(name: str, url: str) -> tuple[str, str]:
    """What an IRI and an address begin with, where they end in the same segments of a path; empty texts where they do not."""
    path = urlsplit(url).path
    stem = url[: url.index(path) + len(path)] if path else url
    stem = (
        stem.removesuffix(f".{stem.rpartition('/')[2].partition('.')[2]}") if "." in stem.rpartition("/")[2] else stem
    )
    end = stem.rpartition("/")[2]
    if not end or not name.endswith(f"/{end}"):
        return "", ""
    return name.removesuffix(end), stem.removesuffix(end)


def _differing(readings: Iterable[Reading]) -> set[str]:
    first: dict[str, Page] = {}
    differing: set[str] = set()
    for reading in readings:
        for page in reading.pages:
            if first.setdefault(page.url, page).content != page.content:
                differing.add(page.url)
    return differing
