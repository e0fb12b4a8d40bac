"""The plan stage: rules + catalogue + periods + roster -> what to load and what to measure."""
