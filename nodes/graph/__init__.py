"""The graph language: nodes, wires, validation, edits, project files. Importing it brings neither numpy nor torch."""

from __future__ import annotations

from nodes.graph.context import PlainRun, Run
from nodes.graph.declare import converter, node, node_type_of
from nodes.graph.flat import Flat, FlatNode, Link
from nodes.graph.interface import Interface, interface
from nodes.graph.markers import Choice, Editor, FileName, Json, Lazy, Multiline, Out, Range, Seed
from nodes.graph.migrations import migrate_nodes
from nodes.graph.model import SUBGRAPH, Exposed, Frame, Graph, Inner, Node, Note, Wire, new_id
from nodes.graph.nodetype import InputPort, NodeType, OutputPort, Parameter
from nodes.graph.order import would_cycle
from nodes.graph.problems import GraphInvalid, Problem
from nodes.graph.registry import Registry, default_registry
from nodes.graph.resolve import resolve, validate

__all__ = [
    "SUBGRAPH",
    "Choice",
    "Editor",
    "Exposed",
    "FileName",
    "Flat",
    "FlatNode",
    "Frame",
    "Graph",
    "GraphInvalid",
    "Inner",
    "InputPort",
    "Interface",
    "Json",
    "Lazy",
    "Link",
    "Multiline",
    "Node",
    "NodeType",
    "Note",
    "Out",
    "OutputPort",
    "Parameter",
    "PlainRun",
    "Problem",
    "Range",
    "Registry",
    "Run",
    "Seed",
    "Wire",
    "converter",
    "default_registry",
    "interface",
    "migrate_nodes",
    "new_id",
    "node",
    "node_type_of",
    "resolve",
    "validate",
    "would_cycle",
]
