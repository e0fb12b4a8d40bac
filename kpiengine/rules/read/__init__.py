"""A rule set read aloud, one topic a file: one sentence for each decision."""
