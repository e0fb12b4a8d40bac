"""The publish stage: what people and programs see of a result."""
