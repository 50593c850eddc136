"""`doctor`: looks at this machine and says what is wrong, each problem with its remedy."""

from __future__ import annotations

import argparse
import json
import sys

from app.bootstrap.entry import environment_folder
from app.commands.findings import Finding, State
from app.exit_codes import ExitCode

__all__ = ["doctor"]

REMAKE = "Run the same command again after removing the environment's folder"
MARKS = {State.GOOD: "ok", State.NOTE: "--", State.PROBLEM: "!!"}


def doctor(arguments: argparse.Namespace) -> int:
    """Prints the findings; 0 when Kinograph can render here, else UNUSABLE."""
    findings = _look(arguments.setup_problem)
    usable = not any(finding.state is State.PROBLEM for finding in findings)
    if arguments.json:
        found = [vars(finding) | {"state": finding.state.value} for finding in findings]
        sys.stdout.write(json.dumps({"schema": 1, "usable": usable, "findings": found}, indent=1) + "\n")
    else:
        sys.stdout.write(_told(findings, usable))
    return ExitCode.OK if usable else ExitCode.UNUSABLE


def _look(setup_problem: Exception | None) -> list[Finding]:
    from app.commands import machine_checks

    findings = machine_checks.before_the_environment()
    if setup_problem is not None:
        message, remedy = getattr(setup_problem, "message", ""), getattr(setup_problem, "remedy", "")
        return [*findings, Finding("environment", message, State.PROBLEM, remedy)]
    try:
        from app.commands import render_checks

        return [*findings, *render_checks.inside_the_environment()]
    except ImportError as error:
        told = f"a package does not load: {error}"
        return [*findings, Finding("packages", told, State.PROBLEM, f"{REMAKE} ({environment_folder()}).")]


def _told(findings: list[Finding], usable: bool) -> str:
    width = max(len(finding.name) for finding in findings)
    lines = []
    for finding in findings:
        lines.append(f" {MARKS[finding.state]}  {finding.name:<{width}}  {finding.told}")
        if finding.remedy:
            lines.append(f"     {'':<{width}}  -> {finding.remedy}")
    lines.append("")
    lines.append(
        "Kinograph can render here." if usable else "Kinograph cannot render here until what is marked !! is mended."
    )
    return "\n".join(lines) + "\n"
