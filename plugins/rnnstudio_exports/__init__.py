"""Bundled plugin (being built)."""
