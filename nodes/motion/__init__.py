"""Geometry of motion: strokes, regions, boxes, cameras and poses in plain numpy, shared by editors and nodes."""
