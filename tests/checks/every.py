"""The whole table: importing it enters every check."""

from tests.checks import course, helping, listening, spoken
from tests.checks.table import CHECKS, Check

PARTS = (spoken, course, helping, listening)
TABLE: tuple[Check, ...] = tuple(CHECKS.values())
"""In the order they are written down."""
