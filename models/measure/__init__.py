"""Measured control: where things went, and how far that is from what was asked."""

from models.measure.cutout_track import CutoutTrack, track_cutout
from models.measure.path_errors import CameraError, PathError, camera_error, path_error

__all__ = ["CameraError", "CutoutTrack", "PathError", "camera_error", "path_error", "track_cutout"]
