"""Practise machine-learning system design interviews by voice, offline, on your own laptop."""

__version__ = "0.1.0"
