"""One contract for every registered node: versioned, its defaults valid, its key told apart by each setting."""

from __future__ import annotations

from typing import Any

import pytest

from nodes.engine.keys import canonical
from nodes.graph import NodeType, Parameter, default_registry

KINDS = {kind.type_id: kind for kind in default_registry()}


@pytest.fixture(params=sorted(KINDS))
def kind(request: pytest.FixtureRequest) -> NodeType:
    return KINDS[request.param]


def test_it_has_a_version_and_a_migration_from_each_earlier_one(kind: NodeType) -> None:
    assert kind.version >= 1
    assert set(kind.migrations) == set(range(1, kind.version))


def test_its_defaults_are_values_it_accepts(kind: NodeType) -> None:
    complaints = {each.name: each.complaint(each.default) for each in kind.parameters}
    assert not {name: complaint for name, complaint in complaints.items() if complaint}


def test_its_parameters_refuse_what_does_not_fit(kind: NodeType) -> None:
    taken = []
    for parameter in kind.parameters:
        if parameter.kind in ("integer", "number"):
            wrong: list[Any] = [float("nan"), True, "7", [1]]
            if parameter.maximum is not None:
                wrong.append(parameter.maximum + 1)
            if parameter.minimum is not None:
                wrong.append(parameter.minimum - 1)
        elif parameter.kind == "json":
            continue
        else:
            wrong = [["a list"], {"an": "object"}]
        taken += [(parameter.name, value) for value in wrong if not parameter.complaint(value)]
    assert not taken


def another_value(parameter: Parameter) -> Any:
    """A valid value other than the default."""
    match parameter.kind:
        case "switch":
            return not parameter.default
        case "choice":
            return next((each for each in parameter.choices if each != parameter.default), parameter.default)
        case "integer" | "number":
            steps = [1, -1] if parameter.kind == "integer" else [0.01, -0.01]
            candidates = [(parameter.default or 0) + step for step in steps]
            return next(each for each in candidates if not parameter.complaint(each))
        case "json":
            return {"another": parameter.default}
        case _:
            return f"{parameter.default or ''}x"


def test_its_key_reacts_to_each_parameter(kind: NodeType) -> None:
    """What the engine hashes differs as soon as one setting does."""
    unmoved = []
    for parameter in kind.parameters:
        value = another_value(parameter)
        before = canonical([kind.type_id, kind.version, kind.defaults])
        after = canonical([kind.type_id, kind.version, {**kind.defaults, parameter.name: value}])
        if value != parameter.default and before == after:
            unmoved.append(parameter.name)
    assert not unmoved


def test_output_names_are_told_apart(kind: NodeType) -> None:
    names = [port.name for port in kind.outputs]
    assert len(names) == len(set(names))


def test_an_effect_has_no_result_to_keep_and_everything_else_has_one(kind: NodeType) -> None:
    assert kind.effect or kind.outputs
