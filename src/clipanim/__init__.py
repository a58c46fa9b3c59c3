"""Computed films about exploding gradients and gradient clipping."""

__version__ = "0.1.0"
