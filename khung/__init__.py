"""Khung: a province's architecture as validated YAML. The core reads, checks and judges; it prints and writes nothing."""

__version__ = "0.1.0"
