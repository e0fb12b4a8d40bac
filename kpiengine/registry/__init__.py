"""Finds, isolates and checks plugins; what is left is the catalogue.

found      which entry points are installed
isolation  one call, one fate: a plugin's fault stays its own, and what it prints is kept
hooks      which hooks a plugin implements, and what they return
records    is a table, view or metric well made?
formulas   do its expressions parse and type?
load       all of it in order: `load_catalogue`
messages   what is said about a broken plugin
"""

from kpiengine.registry.load import load_catalogue

__all__ = ["load_catalogue"]
