"""The wording of faults of keys, values and conditions, one file a topic: what is wrong, and what to type instead."""
