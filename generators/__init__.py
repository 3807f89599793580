"""Generators show a model: each yields files as values and touches no disk."""
