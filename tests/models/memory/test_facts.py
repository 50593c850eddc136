"""What this machine has."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from models.memory import device_facts, limit_threads, thread_environment, usable_cores


def test_the_facts_are_plain_data_about_this_machine() -> None:
    facts = device_facts()
    assert json.loads(json.dumps(facts)) == facts
    assert 0 < facts["memory"]["free_bytes"] <= facts["memory"]["total_bytes"]
    assert facts["processor"]["cores"] >= 1
    assert facts["torch"]["version"]
    assert facts["problems"] == []


def test_a_torch_that_does_not_import_is_a_finding(tmp_path: Path, repository: Path) -> None:
    (tmp_path / "torch.py").write_text("raise ImportError('no shared object')")
    code = "import json; from models.memory import device_facts; print(json.dumps(device_facts()))"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path[:0] = [{str(tmp_path)!r}, '.']; {code}"],
        cwd=repository,
        capture_output=True,
        text=True,
        check=True,
    )
    facts = json.loads(done.stdout)
    assert facts["torch"] is None
    assert "no shared object" in facts["problems"][0]["what"]
    assert facts["problems"][0]["remedy"]


def test_threads_wait_passively_unless_the_person_said_otherwise() -> None:
    environment: dict[str, str] = {}
    thread_environment(environment)
    assert environment == {"OMP_WAIT_POLICY": "PASSIVE"}
    own = {"OMP_WAIT_POLICY": "ACTIVE"}
    thread_environment(own)
    assert own == {"OMP_WAIT_POLICY": "ACTIVE"}


def test_threads_are_limited() -> None:
    import torch

    assert limit_threads(1) == 1
    assert torch.get_num_threads() == 1
    assert usable_cores() >= 1
