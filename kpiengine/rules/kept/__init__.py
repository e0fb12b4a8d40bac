"""Rule files in which nothing was found, kept so that they need not be checked again while nothing has changed.

basis   what a check depends on beside the files, as one digest
record  what is kept of one file, as JSON and back
folder  where it is kept; whatever cannot be read there counts as not there
"""
