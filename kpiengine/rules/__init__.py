"""Rule files: from TOML text to a checked rule set, or to every fault of the file at once.

text, locate, structure, sections/, checks/, conditions, scope, check, load, schema, read: see each module.
"""
