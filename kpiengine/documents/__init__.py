"""A TOML file as people write it: text, places and faults, whatever its keys mean.

Rule files and the project file are read through here: slips of the keyboard are found before the parser sees them,
and a path of keys is turned into line and column.
"""
