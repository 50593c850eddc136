"""Torch and diffusers: families, taps, decoding, preprocessing, measurement. Knows neither nodes nor app."""
