"""Examples that steer by something other than a path: poses, depth, edges, a region."""

from __future__ import annotations

from assets.projects.layout import Section, laid_out
from assets.projects.parts import CONTROL, RESULT, WORLD, node, sampled, sampler, sampler_section, table
from nodes.graph import Graph, Registry, Wire

__all__ = ["depth_guided", "edges_restyled", "one_thing_replaced", "walking_person"]

WALK_CAPTION = "a person walking in a yellow shirt and teal trousers on a plain grey floor under a blue sky"
DEPTH_CAPTION = "a large teal box on a checkered olive floor under a pink sky"
EDGES_CAPTION = (
    "a large red box , a white cylinder and a small green cylinder on a striped brown floor under a blue sky"
)
REPLACED_CAPTION = "a small teal ball and a red cylinder on a plain brown floor under a blue sky"


def walking_person(registry: Registry) -> Graph:
    """A skeleton that walks becomes a clip of a person walking."""
    nodes = table(
        node("walk", "pose.walking_person", frames=17, from_x=0.25, to_x=0.75, width=96, height=64),
        node("pose", "control.pose_control", width=96, height=64, frames_per_second=8.0),
        *sampler(WALK_CAPTION, 3),
        node("steering", "control.control_parts"),
        node("both", "picture.side_by_side", labels="poses, clip"),
        node("save", "media.save_clip", file="walking-person.mp4", quality=90),
    )
    wires = [
        Wire("walk", "poses", "pose", "poses"),
        *sampled("pose"),
        Wire("pose", "control", "steering", "control"),
        Wire("steering", "clip", "both", "a"),
        Wire("decode", "clip", "both", "b"),
        Wire("both", "clip", "save", "clip"),
    ]
    sections = [
        Section("motion", "Who walks, and how", CONTROL, (("walk",), ("pose",))),
        sampler_section("Say another shirt, other trousers, another floor: Pocket knows ten colours.", "steering"),
        Section("results", "Poses beside clip", RESULT, (("both",), ("save",))),
    ]
    about = (
        "A person who walks.\n\n"
        "Walking Person makes a skeleton for every frame; Pose Control draws it as pictures that the model follows. "
        "Load Poses or Estimate Poses can take its place.\n\n"
        "Try: let the person walk the other way, or in more steps."
    )
    return laid_out(nodes, wires, sections, registry, about)


def depth_guided(registry: Registry) -> Graph:
    """The depth of one clip gives another its shapes and its movement."""
    nodes = table(
        node("source", "media.load_clip", file="bundled:media/purple-box.mp4"),
        node("grey", "media.load_clip", file="bundled:media/purple-box-depth.mp4"),
        node("depth", "depth.depth_from_pictures", meaning="near is white"),
        node("steer", "control.depth_control", width=96, height=64, frames_per_second=8.0),
        *sampler(DEPTH_CAPTION, 2),
        node("both", "picture.side_by_side", labels="source, depth, clip"),
        node("save", "media.save_clip", file="depth-guided.mp4", quality=90),
    )
    wires = [
        Wire("grey", "clip", "depth", "source"),
        Wire("depth", "depth", "steer", "depth"),
        *sampled("steer"),
        Wire("source", "clip", "both", "a"),
        Wire("grey", "clip", "both", "b"),
        Wire("decode", "clip", "both", "c"),
        Wire("both", "clip", "save", "clip"),
    ]
    sections = [
        Section("depth", "A clip and how far everything is", WORLD, (("source", "grey"), ("depth",), ("steer",))),
        sampler_section("The words say what things are made of; depth says where they are."),
        Section("results", "Source, depth and clip", RESULT, (("both",), ("save",))),
    ]
    about = (
        "Keep the shape, change everything else.\n\n"
        "A depth clip (near is white) holds where things are and how they move, but not what they look like. That is "
        "what the prompt says.\n\n"
        "With a depth network of your own, Estimate Depth makes it from any clip; a depth pass rendered in a 3D "
        "program goes in as it is."
    )
    return laid_out(nodes, wires, sections, registry, about)


def edges_restyled(registry: Registry) -> Graph:
    """The outlines of a clip are kept, its colours are made anew."""
    nodes = table(
        node("source", "media.load_clip", file="bundled:media/yellow-box.mp4"),
        node("edges", "preprocess.edges", low=80.0, high=160.0, width=96, height=64),
        node("steer", "control.edge_control", width=96, height=64),
        *sampler(EDGES_CAPTION, 11),
        node("both", "picture.side_by_side", labels="source, edges, clip"),
        node("save", "media.save_clip", file="edges-restyled.mp4", quality=90),
    )
    wires = [
        Wire("source", "clip", "edges", "source"),
        Wire("edges", "clip", "steer", "edges"),
        *sampled("steer"),
        Wire("source", "clip", "both", "a"),
        Wire("edges", "clip", "both", "b"),
        Wire("decode", "clip", "both", "c"),
        Wire("both", "clip", "save", "clip"),
    ]
    sections = [
        Section("edges", "A clip and its outlines", WORLD, (("source",), ("edges",), ("steer",))),
        sampler_section("Fewer lines leave more to the words: raise both thresholds of Edges."),
        Section("results", "Source, edges and clip", RESULT, (("both",), ("save",))),
    ]
    about = (
        "The same lines in other colours.\n\n"
        "Edges draws white lines where the brightness of the clip jumps. The model fills them with what the prompt "
        "says: here a red box instead of a yellow one, on another floor, under another sky.\n\n"
        "Load a clip of your own in Load Clip."
    )
    return laid_out(nodes, wires, sections, registry, about)


def one_thing_replaced(registry: Registry) -> Graph:
    """A region of a clip is made anew, the rest is kept."""
    nodes = table(
        node("source", "media.load_clip", file="bundled:media/teal-ball.mp4"),
        node("size", "picture.resize_clip", width=96, height=64),
        node("blue", "mask.mask_from_colour", colour="#2040c8", tolerance=45.0, largest_only=True),
        node("grown", "mask.grow_mask", pixels=5),
        node("steer", "control.inpaint_control"),
        *sampler(REPLACED_CAPTION, 6),
        node("steering", "control.control_parts"),
        node("both", "picture.side_by_side", labels="before, control, after"),
        node("save", "media.save_clip", file="one-thing-replaced.mp4", quality=90),
    )
    wires = [
        Wire("source", "clip", "size", "clip"),
        Wire("size", "clip", "blue", "image"),
        Wire("blue", "mask", "grown", "mask"),
        Wire("size", "clip", "steer", "clip"),
        Wire("grown", "mask", "steer", "mask"),
        *sampled("steer"),
        Wire("steer", "control", "steering", "control"),
        Wire("size", "clip", "both", "a"),
        Wire("steering", "clip", "both", "b"),
        Wire("decode", "clip", "both", "c"),
        Wire("both", "clip", "save", "clip"),
    ]
    sections = [
        Section("region", "What is made anew", CONTROL, (("source",), ("size",), ("blue",), ("grown",), ("steer",))),
        sampler_section("The prompt tells the whole picture as it shall be, not only the region.", "steering"),
        Section("results", "Before, control, after", RESULT, (("both",), ("save",))),
    ]
    about = (
        "Replace one thing.\n\n"
        "Mask from Colour finds the blue box in every frame, Grow Mask takes its shadow in. Inside the mask the "
        "model paints what the prompt says; outside the clip is shown to it as it is.\n\n"
        "Try: another thing in the prompt, or Mask from Polygon to draw the region by hand."
    )
    return laid_out(nodes, wires, sections, registry, about)
