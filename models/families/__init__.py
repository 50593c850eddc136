"""Model families: recognise a folder of weights, and load it as an unmodified diffusers pipeline."""

from models.families.descriptors import FAMILIES, Defaults, FamilyFacts, family_of
from models.families.loading import LoadedModel, load_model
from models.families.reading import ModelFacts, recognise

__all__ = [
    "FAMILIES",
    "Defaults",
    "FamilyFacts",
    "LoadedModel",
    "ModelFacts",
    "family_of",
    "load_model",
    "recognise",
]
