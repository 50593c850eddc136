"""What pip's own failures mean to a person."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap.installer import explain


@pytest.mark.parametrize(
    ("output", "meaning", "remedy"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk", "Free"),
        ("WARNING: Retrying: NewConnectionError('...: Temporary failure in name resolution')", "reached", "network"),
        ("ERROR: Could not install: [Errno 13] Permission denied: '/opt/x'", "written", "KINOGRAPH_VENV"),
        (
            "ERROR: Ignored versions that require a different Python: Requires-Python >=3.12",
            "this Python",
            "Python 3",
        ),
        ("ERROR: Could not find a version that satisfies x==1 (from versions: none)", "does not have", "index"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: Read timed out.", "broke", "again"),
        ("SSLError(SSLCertVerificationError('CERTIFICATE_VERIFY_FAILED'))", "trusted", "clock"),
        ("ERROR: something nobody has seen", "something nobody has seen", "Full output"),
    ],
)
def test_the_sentence_names_the_cause_and_the_way_out(output: str, meaning: str, remedy: str) -> None:
    failure = explain(f"Collecting x==1\n{output}\n", Path("set-up.log"))
    assert meaning in failure.message
    assert remedy in failure.remedy
    assert "set-up.log" in failure.remedy
