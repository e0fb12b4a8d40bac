"""Parameters that several metrics have."""

from decimal import Decimal

from kpiengine.plugin import Param
from kpiengine_contacts.tables.columns import CHANNELS

# Where one agent may serve several customers at once.
TEXT_CHANNELS = ("chat", "message", "email", "social", "sms", "web_form")


def channel(default: str = "any") -> Param:
    """Which medium counts."""
    return Param(default, one_of=("any", *CHANNELS), doc="medium that counts; any = all")


def channels(default: tuple[str, ...] = CHANNELS) -> Param:
    """Which media count, where several may."""
    return Param(default, one_of=CHANNELS, doc="media that count")


def directions(*default: str) -> Param:
    """Who may have started a contact that counts."""
    return Param(default, one_of=("inbound", "callback", "outbound"), doc="who may have started the contact")


def min_coverage(default: str = "0.9") -> Param:
    """How much must be known for a value."""
    return Param(Decimal(default), minimum=0, maximum=1, doc="share of rows that must be known, else no value")


PER_LEG = Param("leg", one_of=("leg", "contact"), doc="count each agent's part, or each contact once")
PER_ENTRY = Param("entry", one_of=("entry", "contact"), doc="count each stay in a queue, or a contact's first only")
SHORT_ABANDON = Param(5, minimum=0, maximum=600, doc="seconds; shorter waits of hang-ups never count, 0 = keep all")
SUBSECOND = Param("truncate", one_of=("truncate", "keep"), doc="cut waits to whole seconds before comparing")
