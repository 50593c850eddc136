"""A procedural world whose depth, masks, tracks, poses, camera and captions are known exactly."""

from __future__ import annotations

from models.pocket.world.recipe import Recipe, WorldOptions, sample_recipe
from models.pocket.world.render import SKY_DEPTH_M, render, render_take
from models.pocket.world.take import Take
from models.pocket.world.words import vocabulary

__all__ = ["SKY_DEPTH_M", "Recipe", "Take", "WorldOptions", "render", "render_take", "sample_recipe", "vocabulary"]
