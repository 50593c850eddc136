"""Examples that begin with little: only words, only a picture; and several takes of one idea."""

from __future__ import annotations

from assets.projects.layout import Section, laid_out
from assets.projects.parts import CONTROL, MODEL, RESULT, node, sampled, sampler, sampler_section, table
from nodes.graph import Graph, Registry, Wire

__all__ = ["four_takes", "picture_to_clip", "words_alone"]

WORDS_CAPTION = "a large yellow ball and a small purple cone on a checkered slate floor under an orange sky"
CONE_CAPTION = "a red cone on a striped slate floor under a night sky"
TAKES_CAPTION = "a large orange ball on a checkered grey floor under a pink sky"
TAKES = 4


def words_alone(registry: Registry) -> Graph:
    """A prompt becomes a clip."""
    nodes = table(
        *sampler(WORDS_CAPTION, 12),
        node("sheet", "picture.contact_sheet", pictures=9, columns=3),
        node("save", "media.save_clip", file="words-alone.mp4", quality=90),
    )
    wires = [
        *sampled(),
        Wire("decode", "clip", "sheet", "clip"),
        Wire("decode", "clip", "save", "clip"),
    ]
    sections = [
        sampler_section(),
        Section("results", "Results", RESULT, (("sheet", "save"),)),
    ]
    about = (
        "Words alone.\n\n"
        "The smallest graph that makes a clip: a model, a prompt, a seed. Pocket knows balls, boxes, cylinders, "
        "cones and a walking person, ten colours, floors and skies; the big models know the world.\n\n"
        "Try: another seed, then connect a control to Sample."
    )
    return laid_out(nodes, wires, sections, registry, about)


def picture_to_clip(registry: Registry) -> Graph:
    """A picture becomes the first frame of a clip; what follows is up to the model."""
    nodes = table(
        node("image", "media.load_image", file="bundled:media/red-cone.png"),
        node("size", "picture.resize_image", width=96, height=64),
        node("begin", "control.first_frame_control", frames=17, frames_per_second=8.0),
        *sampler(CONE_CAPTION, 8),
        node("sheet", "picture.contact_sheet", pictures=9, columns=3),
        node("save", "media.save_clip", file="picture-to-clip.mp4", quality=90),
    )
    wires = [
        Wire("image", "image", "size", "image"),
        Wire("size", "image", "begin", "image"),
        *sampled("begin"),
        Wire("decode", "clip", "sheet", "clip"),
        Wire("decode", "clip", "save", "clip"),
    ]
    sections = [
        Section("picture", "The first frame", CONTROL, (("image",), ("size",), ("begin",))),
        sampler_section("Nothing says how the cone moves: every seed is a surprise."),
        Section("results", "Results", RESULT, (("sheet", "save"),)),
    ]
    about = (
        "A picture comes alive.\n\n"
        "First Frame keeps the picture as frame 0 and leaves everything after it to the model and the prompt.\n\n"
        "Try: put Drag Control between, and say where the cone shall go (see Dragged Ball)."
    )
    return laid_out(nodes, wires, sections, registry, about)


def four_takes(registry: Registry) -> Graph:
    """One prompt with four seeds, side by side, to choose from."""
    picks = [node(f"take_{number}", "list.list_item", index=number - 1) for number in range(1, TAKES + 1)]
    nodes = table(
        node("model", "model.load_model", folder="bundled:pocket"),
        node("prompt", "text.prompt", text=TAKES_CAPTION),
        node("seeds", "list.number_range", start=21, step=1, count=TAKES),
        node("sample", "model.sample"),
        node("decode", "model.decode"),
        *picks,
        node("both", "picture.side_by_side", labels="seed 21, seed 22, seed 23, seed 24"),
        node("save", "media.save_clip", file="four-takes.mp4", quality=90),
        node("sheet", "picture.contact_sheet", pictures=6, columns=1, width=384),
    )
    wires = [
        Wire("model", "model", "sample", "model"),
        Wire("prompt", "conditioning", "sample", "conditioning"),
        Wire("seeds", "numbers", "sample", "seed"),
        Wire("model", "model", "decode", "model"),
        Wire("sample", "latents", "decode", "latents"),
        *(Wire("decode", "clip", pick.id, "items") for pick in picks),
        *(Wire(pick.id, "item", "both", port) for pick, port in zip(picks, "abcd", strict=True)),
        Wire("both", "clip", "save", "clip"),
        Wire("both", "clip", "sheet", "clip"),
    ]
    sections = [
        Section(
            "generate", "Four seeds, four clips", MODEL, (("model", "prompt", "seeds"), ("sample",), ("decode",))
        ),
        Section(
            "choose",
            "Pick them out of the list",
            CONTROL,
            (tuple(pick.id for pick in picks),),
            "A double wire carries a list. List Item takes one of it.",
        ),
        Section("results", "Side by side", RESULT, (("both",), ("save", "sheet"))),
    ]
    about = (
        "Four takes to choose from.\n\n"
        "Number Range sends four seeds down one wire. What comes after it runs once for each: four clips from one "
        "graph. A seed you have seen is kept, so the next run makes only what is new.\n\n"
        "Try: a Text List with a prompt a line in place of Prompt's text."
    )
    return laid_out(nodes, wires, sections, registry, about)
