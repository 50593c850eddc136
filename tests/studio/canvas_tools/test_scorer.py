"""What is typed finds the node that was meant."""

from __future__ import annotations

import pytest

from app.canvas.search.catalogue import Catalogue
from app.canvas.search.scorer import Searched, score
from nodes.graph import Registry


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("strokes", "motion.strokes"),
        ("lm", "model.load_model"),
        ("load im", "media.load_image"),
        ("ldimg", "media.load_image"),
        ("ksampler", "model.sample"),
        ("openpose", "pose.estimate_poses"),
        ("im load", "media.load_image"),
        ("denoise", "model.sample"),
        ("Save Clip", "media.save_clip"),
        ("dpth", "depth.estimate_depth"),
    ],
)
def test_finds_by_title_initials_letters_and_keyword(registry: Registry, typed: str, wanted: str) -> None:
    found = [item.entry.id for item in Catalogue(registry).find(typed)]
    assert wanted in found[:4], found[:6]


def test_what_is_nowhere_finds_nothing(registry: Registry) -> None:
    assert Catalogue(registry).find("zzqx") == []


def test_every_word_must_fit(registry: Registry) -> None:
    assert Catalogue(registry).find("strokes zebra") == []


def test_an_exact_title_stands_before_longer_ones(registry: Registry) -> None:
    assert Catalogue(registry).find("mask from strokes")[0].entry.title == "Mask from Strokes"
    assert Catalogue(registry).find("text")[0].entry.title == "Text"


def test_recent_nodes_stand_before_their_like(registry: Registry) -> None:
    catalogue = Catalogue(registry)
    assert catalogue.find("re", recent=["picture.resize_clip"])[0].entry.id == "picture.resize_clip"


def test_marks_are_places_in_the_title() -> None:
    entry = Searched.of("Load Image", (), "Media", "media.load_image")
    for typed in ("load", "image", "li", "ldim", "oad"):
        hit = score(typed, entry)
        assert hit is not None
        assert "".join(entry.title[mark] for mark in hit.marks) == typed


def test_case_and_blanks_do_not_matter(registry: Registry) -> None:
    catalogue = Catalogue(registry)
    one = [item.entry.id for item in catalogue.find("  LOAD   image ")]
    assert one == [item.entry.id for item in catalogue.find("load image")]


def test_every_node_is_found_first_or_second_by_its_title(registry: Registry) -> None:
    catalogue = Catalogue(registry)
    for kind in registry:
        assert kind.type_id in [item.entry.id for item in catalogue.find(kind.title)[:2]]
