"""The SHACL engine behind one function: dataset and shapes in, findings out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pyoxigraph import Quad, Store

from engagiert_ld.errors import Message
from engagiert_ld.findings import Figures, Finding, HeldBack, Locate, Severity, ordered
from engagiert_ld.terms import Term, iri_of
from engagiert_ld.validation.waivers import Waiver


@dataclass(frozen=True)
class Report:
    """What was found; `conforms` means without violation (SHACL 3.1, but for warnings, hints and waived findings).

    `figures` is what was counted, `waivers` are those of the data, `held_back` what is left out so that the rest conforms.
    """

    findings: tuple[Finding, ...]
    figures: Figures = field(default_factory=Figures)
    waivers: tuple[Waiver, ...] = ()
    held_back: tuple[HeldBack, ...] = ()

    @property
    def conforms(self) -> bool:
        """Whether the data may be published."""
        return self.count(Severity.VIOLATION) == 0

    @property
    def waived(self) -> int:
        """How many findings are accepted by a waiver."""
        return sum(bool(finding.waiver) for finding in self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings are of this severity, without those that are waived."""
        return sum(finding.severity is severity and not finding.waiver for finding in self.findings)


def published_report(report: Report) -> Report:
    """The report as it is published: the same on every machine, without lines of files and without values held back."""
    told = (replace(one, locations=()) for one in report.findings if not one.local)
    held = tuple(
        replace(thing, findings=tuple(replace(one, locations=(), value="") for one in thing.findings))
        for thing in report.held_back
    )
    figures = replace(report.figures, verified=None)
    return replace(report, findings=tuple(told), figures=figures, held_back=held)


def validate(quads: Iterable[Quad], shapes_graph: str, locate: Locate, found_before: Iterable[Finding] = ()) -> Report:
    """Validate the dataset against the shapes in its graph `shapes_graph`.

    `found_before` are findings of earlier steps, reported together with these. Raises `InputError` where the shapes
    themselves cannot be used.
    """
    from engagiert_ld.validation.engine import shacl_findings  # a third of what loading all of this software takes

    quads = tuple(quads)
    shapes = [quad for quad in quads if iri_of(quad.graph_name) == shapes_graph]
    data = [quad for quad in quads if iri_of(quad.graph_name) != shapes_graph]
    found = (*_rewritten_literals(quads), *shacl_findings(data, shapes))
    return Report(ordered((*found_before, *(finding.located(locate) for finding in found))))


def _rewritten_literals(quads: Iterable[Quad]) -> Iterator[Finding]:
    """Literals that the store keeps in another form: a query would answer them differently from the dumps."""
    quads = set(quads)
    store = Store()
    store.extend(quads)
    for quad in sorted(quads - set(store), key=str):
        now = _in_the_store(quad)
        yield Finding(
            "K03",
            Severity.WARNING,
            Message(
                f"Abfragen geben diesen Wert in anderer Schreibweise wieder: {now}. Bitte gleich so schreiben.",
                f"Queries answer this value in another form: {now}. Write it like that in the first place.",
            ),
            focus=iri_of(quad.subject),
            path=quad.predicate.value,
            value=str(quad.object),
        )


def _in_the_store(quad: Quad) -> Term:
    """The object of a statement in the form that the store gives it."""
    store = Store()
    store.add(quad)
    kept: Quad = next(iter(store))
    return kept.object
