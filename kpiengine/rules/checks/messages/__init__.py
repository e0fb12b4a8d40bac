"""The wording of faults between keys, one file a topic: what is wrong, and what to type instead."""
