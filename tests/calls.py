"""The command line in this process, for tables of cases to which a process of its own would add nothing."""

import os

from click.testing import CliRunner

from engagiert_ld.cli import commands
from running import Answered, ProjectFolder


def call(project: ProjectFolder, *arguments: str, stdin: str = "", **variables: str) -> Answered:
    """Like `project.run`; an exception that the command line does not handle is passed on."""
    unset: dict[str, str | None] = {name: None for name in os.environ if name.startswith("ENGAGIERT_LD_")}
    result = CliRunner().invoke(
        commands,
        ["--project", str(project.path), *arguments],
        input=stdin,
        env=unset | {"LC_ALL": "C.UTF-8"} | variables,
        catch_exceptions=False,
    )
    return Answered(result.exit_code, result.stdout_bytes.decode(), result.stderr_bytes.decode())
