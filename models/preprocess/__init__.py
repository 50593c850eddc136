"""Preprocessors: edges, flow, depth, poses and the controlnet-aux detectors, from pictures to control pictures."""

from models.preprocess.depth import DepthEstimate, depth_kind, estimate_depth
from models.preprocess.detectors import DETECTORS, available_detectors, load_detector, run_detector
from models.preprocess.edges import canny_edges
from models.preprocess.flow import FlowField, optical_flow
from models.preprocess.pose import PoseEstimate, estimate_poses

__all__ = [
    "DETECTORS",
    "DepthEstimate",
    "FlowField",
    "PoseEstimate",
    "available_detectors",
    "canny_edges",
    "depth_kind",
    "estimate_depth",
    "estimate_poses",
    "load_detector",
    "optical_flow",
    "run_detector",
]
