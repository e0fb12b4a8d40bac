"""The state of one reward for one agent."""

from enum import IntEnum


class Given(IntEnum):
    """As stored; ordered, so that a better state is a larger number."""

    NO = 0
    UNKNOWN = 1
    YES = 2
