"""The command line: data on stdout, messages on stderr, documented exit codes."""

import datetime
import gc
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, NamedTuple, TextIO

import click

from engagiert_ld import __version__
from engagiert_ld.cli.authoring import CERTAINTIES, PASSAGES, Asked, new_claims, new_network
from engagiert_ld.cli.differences import DIFFERENCE_FORMATS, difference
from engagiert_ld.cli.erasing import CACHES, erase_fact, fact_of
from engagiert_ld.cli.harvesting import REHEARSAL_FORMATS, SITE, harvested
from engagiert_ld.cli.new_project import write_project
from engagiert_ld.cli.project import Project
from engagiert_ld.cli.pushing import PUSHED, PUSHED_BEFORE, pushing
from engagiert_ld.cli.reports import REPORT_FORMATS
from engagiert_ld.cli.server import claimed_port, run
from engagiert_ld.cli.tables import table
from engagiert_ld.cli.verifying import verified
from engagiert_ld.cli.withdrawing import LEFT, NOTHING_LEFT, THEN, Gone, record
from engagiert_ld.describe import Descriptions
from engagiert_ld.errors import DeploymentError, EngagiertError, InputError, Message
from engagiert_ld.findings import Severity
from engagiert_ld.formats import CSV, RDF_FORMATS, RESULT_FORMATS, SRJ, TURTLE, by_parameter, serialise
from engagiert_ld.publication import check_environment, find_project, load_deployment
from engagiert_ld.release.build import build
from engagiert_ld.release.manifest import Release
from engagiert_ld.store.embedded import EmbeddedStore
from engagiert_ld.validation.wording import figures_text, summary, text_report
from engagiert_ld.withdrawals import Kind

OBJECTS_UNTIL_COLLECTION: Final = 50_000
"""Python looks for cycles of garbage after 700 new objects; here statements are made by the ten thousand, and stay."""

FINDINGS: Final = 1
OWN_FAULT: Final = 70
EXIT_CODES: Final = """\b
Exit codes: 0 in order · 1 findings · 2 wrong usage or setting · 3 input unreadable
            4 environment (port, disk, no release) · 70 a fault of this software
"""


@dataclass(frozen=True)
class Call:
    """What every command knows: the project, and the language of messages (`de` or `en`)."""

    project: Project
    language: str

    def with_check(self, sources: Path | None, hold_back: bool) -> "Call":
        """The call with the options of a check."""
        folder = sources.resolve() if sources else None
        return replace(self, project=replace(self.project, sources_folder=folder, hold_back=hold_back))

    def say(self, message: Message) -> None:
        """Write a message to stderr."""
        click.echo(message.in_language(self.language), err=True)


class _Failure(NamedTuple):
    """Why a build failed, and the exit code of that."""

    text: str
    exit_code: int


class _Commands(click.Group):
    """Turns our errors into their texts and exit codes."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except EngagiertError as error:
            if error.exit_code == OWN_FAULT:
                raise
            click.echo(error.message.in_language(_language(ctx.params.get("lang"))), err=True)
            ctx.exit(error.exit_code)


def _language(asked: str | None) -> str:
    """`--lang`, else English where the locale of messages says so (POSIX.1-2017, base definitions 8.2), else German."""
    if asked:
        return asked
    named = (os.environ.get(variable) for variable in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return "en" if next(filter(None, named), "").startswith("en") else "de"


@click.group(cls=_Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--project",
    type=click.Path(path_type=Path),
    envvar="ENGAGIERT_LD_PROJECT",
    default=Path(),
    help="Project folder with publication.toml.  [default: the working folder]",
)
@click.option(
    "--releases",
    type=click.Path(path_type=Path),
    envvar="ENGAGIERT_LD_RELEASES",
    help="Folder of releases.  [default: releases/ in the project]",
)
@click.option("--lang", type=click.Choice(["de", "en"]), help="Language of messages.  [default: the locale, else de]")
@click.version_option(__version__, prog_name="engagiert-ld")
@click.pass_context
def commands(ctx: click.Context, project: Path, releases: Path | None, lang: str | None) -> None:
    """Publish a folder of Turtle as linked data.

    \b
    Example:
      engagiert-ld init my-city
      engagiert-ld --project my-city serve
    """
    folder = project.resolve()
    ctx.obj = Call(
        Project(folder, releases.resolve() if releases else folder / "releases", os.environ), _language(lang)
    )


SOURCES = click.option(
    "--sources",
    type=click.Path(path_type=Path),
    help="Folder with copies of the sources.  [default: sources/ in the project, ../shared/source beside it]",
)
HOLD_BACK = click.option(
    "--hold-back", is_flag=True, help="Leave out things in violation and what points to them, and publish the rest."
)


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--format", "name", default="text", show_default=True, type=click.Choice([*REPORT_FORMATS]))
@click.option("--strict", is_flag=True, help="Warnings count as findings.")
@SOURCES
@HOLD_BACK
@click.pass_obj
def check(call: Call, as_json: bool, name: str, strict: bool, sources: Path | None, hold_back: bool) -> None:
    """Validate the data and report what to mend, with file and line; what texts of the website lack goes to stderr.

    \b
    Example:
      engagiert-ld check --strict
      engagiert-ld check --format html > report.html
    """
    project = call.with_check(sources, hold_back).project
    report = project.report
    click.echo(REPORT_FORMATS["json" if as_json else name](report, project.publication, call.language))
    for finding in project.notice_findings:
        click.echo(f"{finding.locations[0]}: {finding.code} {finding.message.in_language(call.language)}", err=True)
    if not report.conforms or (strict and report.count(Severity.WARNING)):
        sys.exit(FINDINGS)


@commands.command(name="build")
@SOURCES
@HOLD_BACK
@click.pass_obj
def build_command(call: Call, sources: Path | None, hold_back: bool) -> None:
    """Check the data and build a release; the path of the release goes to stdout.

    \b
    Example:
      engagiert-ld build
      engagiert-ld build --hold-back
    """
    release, report = _build(call.with_check(sources, hold_back))
    click.echo(report, err=True)
    if release is None:
        sys.exit(FINDINGS)
    click.echo(release.path)


@commands.command(name="verify")
@click.argument("target", default="current")
@click.pass_obj
def verify_command(call: Call, target: str) -> None:
    """Compute everything again that a release says of itself: TARGET is a version, a folder, or the address of a site.

    \b
    Example:
      engagiert-ld verify
      engagiert-ld verify http://127.0.0.1:8000/
    """
    found = verified(target, call.project.shelf)
    for discrepancy in found.discrepancies:
        click.echo(f"{discrepancy.file}: {discrepancy.message.in_language(call.language)}")
    if found.discrepancies:
        sys.exit(FINDINGS)
    call.say(Message(f"{found.name} ist, was es sagt.", f"{found.name} is what it says."))


@commands.command(name="harvest")
@click.argument("site", metavar="[URL]", default=SITE)
@click.option(
    "--catalogue", default="catalog", show_default=True, help="Address of the catalogue, relative to the site."
)
@click.option(
    "--state",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that remembers the last harvest; without it, all is new.",
)
@click.option(
    "--min-score",
    type=click.FloatRange(0, 100),
    default=0,
    help="Percent of the points for metadata (MQA) below which the exit code is 1.",
)
@click.option("--format", "name", default="text", show_default=True, type=click.Choice([*REHEARSAL_FORMATS]))
@click.pass_obj
def harvest_command(call: Call, site: str, catalogue: str, state: Path | None, min_score: float, name: str) -> None:
    """Rehearse how CKAN, udata and data.europa.eu harvest the site at URL, and score its metadata (MQA).

    Nothing is changed anywhere. What each would create, update, delete or refuse goes to stdout. Exit code 1: something is refused
    or lost, a distribution is not what the catalogue says, the catalogue differs from one reading to the next, or the score is too low.

    \b
    Example:
      engagiert-ld harvest --state harvest.json
      engagiert-ld harvest https://example.org/ --min-score 90 --format json
    """
    rehearsal = harvested(site, catalogue, state)
    click.echo(REHEARSAL_FORMATS[name](rehearsal, call.language), nl=False)
    if not rehearsal.is_fine(min_score):
        sys.exit(FINDINGS)


@commands.command(name="erase")
@click.argument("target")
@click.pass_obj
def erase_command(call: Call, target: str) -> None:
    """Erase a fact from all kept releases: TARGET is a thing (id/…) or a statement in N-Triples. This cannot be undone.

    Each release that has it is issued again without it, and without the claims that state it; its old version answers 410. The
    fact must have left the sources and the current release before. Old and new versions go to stdout.

    \b
    Example:
      engagiert-ld erase id/org/example
      engagiert-ld erase '<https://example.org/id/org/x> <http://xmlns.com/foaf/0.1/name> "Erika M."@de'
    """
    for one in erase_fact(call.project, fact_of(call.project, target)):
        click.echo(f"{one.version} → {one.successor}")
    call.say(CACHES)


@commands.command(name="diff")
@click.argument("before", default="previous")
@click.argument("after", default="current")
@click.option("--format", "name", default="text", show_default=True, type=click.Choice([*DIFFERENCE_FORMATS]))
@click.pass_obj
def diff_command(call: Call, before: str, after: str, name: str) -> None:
    """Tell what changed from release BEFORE to release AFTER: versions, folders, `previous` or `current`.

    \b
    Example:
      engagiert-ld diff
      engagiert-ld diff 2026-11-01-1a2b3c4d5e6f current --format patch
    """
    click.echo(DIFFERENCE_FORMATS[name](difference(call.project.shelf, before, after), call.language), nl=False)


@commands.command()
@click.option(
    "--host", envvar="ENGAGIERT_LD_HOST", default="127.0.0.1", show_default=True, help="Address to listen on."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), envvar="ENGAGIERT_LD_PORT", default=8000, show_default=True, help="Port."
)
@click.option("--no-build", is_flag=True, help="Serve the last release as it is.")
@SOURCES
@HOLD_BACK
@click.pass_obj
def serve(call: Call, host: str, port: int, no_build: bool, sources: Path | None, hold_back: bool) -> None:
    """Build a release if the data have changed, and serve it.

    Where the data cannot be published, the last good release is served instead.

    \b
    Example:
      engagiert-ld serve --port 8080
    """
    find_project(call.project.folder)
    check_environment(call.project.environ)
    call = call.with_check(sources, hold_back)
    with claimed_port(host, port):
        project = call.project
        failure = None if no_build else _failure_to_build(call)
        stale = _stale(call, failure) if failure else None
        if failure and stale:
            call.say(stale)
            click.echo(failure.text, err=True)
        release = _newest(call)
        load_deployment(project.folder, release.publication.base_iri, project.environ)  # says now what is wrong
        announcement = _announcement(release, host, port)
        if stale:
            announcement += f"\n{stale.in_language(call.language)}"
        variables = {
            "ENGAGIERT_LD_PROJECT": str(project.folder),
            "ENGAGIERT_LD_RELEASES": str(project.releases),
            "ENGAGIERT_LD_ANNOUNCEMENT": announcement,
        }
        run(host, port, variables)


@commands.command()
@click.option(
    "--graph-store", default="", metavar="URL", help="Where the service takes graphs.  [default: graph_store]"
)
@click.option("--keep", type=click.IntRange(1), metavar="N", help="Remove older releases there, so that N are left.")
@click.option("--list", "only_list", is_flag=True, help="Send nothing; print the releases there and their triples.")
@click.pass_obj
def push(call: Call, graph_store: str, keep: int | None, only_list: bool) -> None:
    """Send the last release to the query service (store), verify it there, and print its version.

    Graphs are named by version, so that a server that answers from another release is not disturbed. User and password
    come from ENGAGIERT_LD_STORE_USER and ENGAGIERT_LD_STORE_PASSWORD.

    \b
    Example:
      engagiert-ld push --keep 2
    """
    find_project(call.project.folder)
    check_environment(dict(call.project.environ) | ({"ENGAGIERT_LD_GRAPH_STORE": graph_store} if graph_store else {}))
    release = _newest(call)
    deployment = load_deployment(call.project.folder, release.publication.base_iri, call.project.environ)
    there = pushing(call.project.shelf, release, deployment, graph_store, call.project.environ)
    if only_list:
        for version, triples in there.versions().items():
            click.echo(f"{version}\t{triples}")
        return
    call.say(PUSHED if there.push() else PUSHED_BEFORE)
    click.echo(release.version)
    for version in there.drop_all_but(keep) if keep else ():
        call.say(Message(f"Entfernt: {version}.", f"Removed: {version}."))


@commands.command()
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option(
    "--format", "name", help="srj, srx, csv, tsv; for graphs ttl, jsonld, nt, rdf.  [default: table on a terminal]"
)
@click.pass_obj
def query(call: Call, file: TextIO, name: str | None) -> None:
    """Run the SPARQL query in FILE (- for standard input) on the last release.

    \b
    Example:
      echo 'SELECT * { ?s ?p ?o } LIMIT 3' | engagiert-ld query -
    """
    release = _newest(call)
    store = EmbeddedStore(release.quads, release.publication.base_iri, release.context)
    text = _text_of(file)
    offered = RESULT_FORMATS if store.form(text) in ("SELECT", "ASK") else RDF_FORMATS
    chosen = by_parameter(name, offered) if name else None
    if name and chosen is None:
        raise click.BadParameter(f"{name}: {', '.join(fmt.extension for fmt in offered)}", param_hint="--format")
    if chosen is None and offered is RESULT_FORMATS and sys.stdout.isatty():
        click.echo(table(store.answer(text, SRJ)))
    else:
        _write(store.answer(text, chosen or (CSV if offered is RESULT_FORMATS else TURTLE)))


@commands.command()
@click.argument("iri")
@click.option("--format", "name", default="ttl", show_default=True, help="ttl, jsonld, nt, nq, trig or rdf.")
@click.pass_obj
def describe(call: Call, iri: str, name: str) -> None:
    """Print what the last release says about IRI (full, or relative to the base).

    \b
    Example:
      engagiert-ld describe id/network/civitas
    """
    release = _newest(call)
    base_iri = release.publication.base_iri
    fmt = by_parameter(name, RDF_FORMATS)
    if fmt is None:
        raise click.BadParameter(f"{name}: {', '.join(fmt.extension for fmt in RDF_FORMATS)}", param_hint="--format")
    full = iri if ":" in iri else base_iri + iri
    descriptions = Descriptions.of(release.quads, release.publication.languages)
    if full not in descriptions:
        call.say(
            Message(
                f"{full} ist in {release.version} nicht beschrieben.", f"{full} is not described in {release.version}."
            )
        )
        sys.exit(FINDINGS)
    _write(serialise(descriptions.describe(full).quads, fmt, base_iri, release.context))


@commands.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def init(call: Call, folder: Path) -> None:
    """Make a new project folder with settings and a small example.

    \b
    Example:
      engagiert-ld init my-city
    """
    write_project(folder)
    call.say(
        Message(
            f"{folder} ist angelegt. Weiter mit: engagiert-ld --project {folder} check",
            f"{folder} is ready. Go on with: engagiert-ld --project {folder} check",
        )
    )


@commands.group()
def new() -> None:
    """Write what a curator then fills in: a network, a claim.

    \b
    Example:
      engagiert-ld new network "Netzwerk Junge Stadt"
    """


FOLDER = click.option("--in", "folder", default="", help="Folder below data/.  [default: the only one there is]")


@new.command(name="network")
@click.argument("name")
@FOLDER
@click.pass_obj
def new_network_command(call: Call, name: str, folder: str) -> None:
    """Write a file for the network NAME, ready to be filled in; its path goes to stdout.

    \b
    Example:
      engagiert-ld new network "Netzwerk Junge Stadt"
    """
    click.echo(new_network(call.project, name, folder))


@new.command(name="claim")
@click.argument("subject")
@click.argument("predicate", default="")
@click.argument("value", metavar="[OBJECT]", default="")
@click.option("--quote", "quotation", required=True, help="The words of the source, character by character.")
@click.option("--before", default="", help="Words just before the quotation, where it occurs more than once.")
@click.option("--after", default="", help="Words just after the quotation, where it occurs more than once.")
@click.option(
    "--certainty", type=click.Choice(CERTAINTIES), help="[default: explicit; absent where the fact says “not stated”]"
)
@click.option("--passage", type=click.Choice(PASSAGES), help="Where the quotation stands.  [default: running text]")
@click.option("--dry-run", is_flag=True, help="Show the record, write nothing.")
@FOLDER
@SOURCES
@click.pass_obj
def new_claim_command(
    call: Call,
    subject: str,
    predicate: str,
    value: str,
    quotation: str,
    before: str,
    after: str,
    certainty: str | None,
    passage: str | None,
    dry_run: bool,
    folder: str,
    sources: Path | None,
) -> None:
    """Write the claim that supports a fact, with the next number; the record goes to stdout.

    SUBJECT, PREDICATE and OBJECT are the fact as the data state it: names with a prefix, or <id/…>; a text may be
    typed without quotes and language. Without OBJECT, or without PREDICATE too, one claim is written for each fact of
    SUBJECT that has none yet.

    \b
    Example:
      engagiert-ld new claim network:b2 eng:organiser orgn:vhw --quote "organisierte der vhw"
      engagiert-ld new claim participation:stadt-essen--b2 --quote "Die Stadt Essen war u.a. an der Erstellung"
    """
    asked = Asked(subject, predicate, value, quotation, before, after, certainty or "", passage or "")
    records = new_claims(call.with_check(sources, False).project, asked, folder, dry_run)
    click.echo(records.text)
    if not records.verified:
        call.say(
            Message(
                "Das Zitat ist nicht überprüft: keine Kopie der Quelle ist zur Hand (--sources).",
                "The quotation is not verified: no copy of the source is at hand (--sources).",
            )
        )
    if not dry_run:
        call.say(Message(f"Angefügt an {records.path}.", f"Added to {records.path}."))


DATE = click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), help="Since which day.  [default: modified in publication.toml]"
)


@commands.command()
@click.argument("iris", metavar="IRI...", nargs=-1, required=True)
@click.option("--reason-de", required=True, help="Why, in German, in one sentence.")
@click.option("--reason-en", required=True, help="Why, in English, in one sentence.")
@click.option("--replaced-by", default="", metavar="IRI", help="Another thing that takes the place.")
@DATE
@click.pass_obj
def withdraw(
    call: Call,
    iris: tuple[str, ...],
    reason_de: str,
    reason_en: str,
    replaced_by: str,
    date: datetime.datetime | None,
) -> None:
    """Record in data/withdrawn.ttl that IRI is no longer described; the record goes to stdout.

    IRI is a published name: with a prefix, or its path (id/…). Several IRIs get the same reason, and so do the claims
    about them. What is left to remove by hand is named with file and line.

    \b
    Example:
      engagiert-ld withdraw id/network/b2 --reason-de "Gab es nie." --reason-en "Never existed."
    """
    reasons = (("de", reason_de), ("en", reason_en))
    _record(call, Gone(Kind.WITHDRAWN, iris, replaced_by, date.date() if date else None, reasons))


@commands.command()
@click.argument("old")
@click.argument("new")
@DATE
@click.pass_obj
def rename(call: Call, old: str, new: str, date: datetime.datetime | None) -> None:
    """Record in data/withdrawn.ttl that OLD is now called NEW; the record goes to stdout.

    Other files stay as they are: what is left to rewrite by hand is named with file and line.

    \b
    Example:
      engagiert-ld rename id/network/b2 id/network/b-quadrat
    """
    _record(call, Gone(Kind.RENAMED, (old,), new, date.date() if date else None))


def _record(call: Call, gone: Gone) -> None:
    recorded = record(call.project, gone)
    click.echo(recorded.text)
    call.say(Message(f"Angefügt an {recorded.path}.", f"Added to {recorded.path}."))
    call.say(LEFT[gone.kind] if recorded.places else NOTHING_LEFT)
    for location, statement in recorded.places:
        click.echo(f"  {location}: {statement}", err=True)
    if recorded.missing:
        call.say(
            Message(f"{recorded.missing} ist noch nicht beschrieben.", f"{recorded.missing} is not described yet.")
        )
    call.say(THEN)


def _build(call: Call) -> tuple[Release | None, str]:
    """The release of the data as they are now, none where they do not conform; and the report in words."""
    project = call.project
    report = project.report
    grave = not report.conforms or report.count(Severity.WARNING)
    base_iri = project.publication.base_iri
    if grave or report.held_back:
        words = text_report(report, base_iri, call.language)
    else:
        words = "\n".join([*figures_text(report.figures, call.language), summary(report, call.language)])
    return (
        build(project.edition, report, project.shelf, project.settings[1].keep_releases) if report.conforms else None
    ), words


def _failure_to_build(call: Call) -> _Failure | None:
    """Build unless just this is published; why that failed, or nothing."""
    try:
        if call.project.published:
            return None
        release, words = _build(call)
    except EngagiertError as error:
        return _Failure(error.message.in_language(call.language), error.exit_code)
    if release is None:
        return _Failure(words, FINDINGS)
    click.echo(words, err=True)
    return None


def _stale(call: Call, failure: _Failure) -> Message:
    """The note that an older release is served; ends the program where there is none."""
    try:
        version = call.project.shelf.newest()[0].version
    except DeploymentError as error:
        click.echo(failure.text, err=True)
        call.say(error.message)
        sys.exit(failure.exit_code)
    return Message(
        f"ACHTUNG: Die Daten sind so nicht zu veröffentlichen. Ausgeliefert wird der letzte gute Stand, {version}.",
        f"NOTE: the data cannot be published as they are. The last good release is served, {version}.",
    )


def _newest(call: Call) -> Release:
    release, refused = call.project.shelf.newest()
    for error in refused:
        call.say(error.message)
    if refused:
        call.say(Message(f"Verwendet wird {release.version}.", f"{release.version} is used instead."))
    return release


def _text_of(file: TextIO) -> str:
    try:
        return file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file.name} ist nicht lesbar: {error}.", f"{file.name} cannot be read: {error}.") from None


def _announcement(release: Release, host: str, port: int) -> str:
    """What is served, and where; said when it is."""
    base = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    descriptions = Descriptions.of(release.quads, release.publication.languages)
    prefix = f"{release.publication.base_iri}id/"
    things = descriptions.instances(f"{prefix}network/") or descriptions.instances(prefix)
    paths = [
        "/",
        *(f"/id/{iri.removeprefix(prefix)}" for iri in things[:1]),
        "/sparql",
        "/dataset.html",
        "/dumps/latest/all.ttl",
    ]
    return "\n".join([release.version, *(f"  {base}{path}" for path in paths)])


def _write(content: bytes) -> None:
    sys.stdout.buffer.write(content)


def main() -> None:
    """Run the command line; a fault of our own ends with 70 and asks to be reported."""
    gc.freeze()
    gc.set_threshold(OBJECTS_UNTIL_COLLECTION)
    try:
        commands.main(prog_name="engagiert-ld")
    except OSError as error:
        click.echo(f"engagiert-ld {__version__}: {error}", err=True)
        sys.exit(DeploymentError.exit_code)
    except Exception as error:
        click.echo(f"engagiert-ld {__version__}: {type(error).__name__}: {error}", err=True)
        click.echo(
            "Das ist ein Fehler dieser Software; bitte melden. / This is a fault of this software; please report it.",
            err=True,
        )
        sys.exit(OWN_FAULT)
