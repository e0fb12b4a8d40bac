# ruff: noqa: RUF001 -- Chinese text has Chinese punctuation
"""service_level: share of offered entries answered in time, in the five forms that are in use."""

from collections.abc import Mapping

from kpiengine.plugin import Better, Control, Metric, Param, Params, Part, Plan
from kpiengine_contacts.metrics.conditions import QUEUE_UP, among, every, on_channel, seconds_up_to
from kpiengine_contacts.metrics.settings import PER_ENTRY, SHORT_ABANDON, SUBSECOND, channel, min_coverage
from kpiengine_contacts.tables.columns import CHANNELS

LOST = ("timeout", "voicemail", "system")
THRESHOLDS = {"voice": 20, "chat": 20, "email": 28_800, "web_form": 28_800}
VARIANTS = {
    "offered": ("met", "base"),
    "answered": ("met", "answered"),
    "credit_abandon": ("met + gave_up_in_time", "base"),
    "ignore_abandon_in": ("met", "base - gave_up_in_time"),
    "dequeued": ("met + gave_up_in_time + callback_in_time", "base + callbacks"),
}


def kept_abandons(params: Params) -> str:
    """Hang-ups that count: those that did not happen at once."""
    return f"outcome == 'abandoned' and wait_s >= {params['short_abandon_s']}"


def offered(params: Params) -> str:
    """Entries that could have been answered."""
    partners = ("overflow",) if params.get("include_overflow") else ()
    return f"{among('outcome', ('answered', *LOST, *partners))} or ({kept_abandons(params)})"


def in_time(params: Params) -> tuple[str, str]:
    """Conditions: the wait is within the entry's own threshold; a threshold is known.

    A queue's own threshold goes before the metric's, which is one number, or one per channel.
    """
    given = params["threshold_s"]
    own = f"coalesce({seconds_up_to('own_threshold_s', params)}, %s)"
    if not isinstance(given, Mapping):
        return own % seconds_up_to(given, params), "seq >= 1"
    limits = {**THRESHOLDS, **given}
    by_channel = " or ".join(f"channel == {c!r} and {seconds_up_to(s, params)}" for c, s in limits.items())
    return own % by_channel, f"not is_missing(own_threshold_s) or {among('channel', tuple(limits))}"


def plan(params: Params) -> Plan:
    """Each entry is judged by its own threshold, then counts are added up."""
    timely, has_threshold = in_time(params)
    plain = params["chat_event"] == "accept" and params["clock"] == "elapsed"
    view = "queue_entries" if plain else "queue_entries_by_clock"
    asked = every(on_channel(params), "seq == 1" if params["unit"] == "contact" else None)
    judged = every(asked, "not is_missing(wait_s)", has_threshold)
    base = every(judged, offered(params))

    def count(*conditions: str | None) -> Part:
        return Part(view, where=every(judged, *conditions))

    parts = {
        "met": count("outcome == 'answered'", timely),
        "answered": count("outcome == 'answered'"),
        "base": Part(view, where=base),
        "gave_up_in_time": count(kept_abandons(params), timely),
        "callback_in_time": count("outcome == 'callback'", timely),
        "callbacks": count("outcome == 'callback'"),
        "known": Part(view, where=judged),
        "entries": Part(view, where=asked),
    }
    met, base_of = VARIANTS[params["variant"]]
    if params["callback_policy"] == "met_if_requested_in_time" and params["variant"] != "dequeued":
        met, base_of = f"{met} + callback_in_time", f"{base_of} + callbacks"
    used = [name for name in parts if name in {"base", "known", "entries", *met.split(), *base_of.split()}]
    return Plan(
        parts={name: parts[name] for name in used},
        value=f"100 * ({met}) / ({base_of})",
        sample="base" if params["variant"] != "answered" else "answered",
        coverage=("known", "entries"),
    )


SERVICE_LEVEL = Metric(
    id="service_level",
    title={"en": "Service level", "zh": "服务水平率"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=("agent", "team", *QUEUE_UP),
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=30,
    params={
        "threshold_s": Param(
            THRESHOLDS, one_of=CHANNELS, doc="seconds by channel; a queue's own threshold goes before it"
        ),
        "variant": Param("offered", one_of=tuple(VARIANTS), doc="which of the five formulas"),
        "short_abandon_s": SHORT_ABANDON,
        "include_overflow": Param(default=False, doc="entries passed to an outside partner stay in the base"),
        "callback_policy": Param("exclude", one_of=("exclude", "met_if_requested_in_time"), doc="callbacks taken"),
        "unit": PER_ENTRY,
        "chat_event": Param(
            "accept", one_of=("accept", "first_reply"), doc="what ends a chat's wait: a person takes it, or writes"
        ),
        "clock": Param("elapsed", one_of=("elapsed", "business"), doc="of mail and web forms: all hours, or open ones"),
        "channel": channel(),
        "subsecond": SUBSECOND,
        "min_coverage": min_coverage(),
    },
    plan=plan,
    formula="100 * answered in time / offered; offered = answered + abandoned (short ones aside) + lost",
    docs={
        "en": "Share of offered entries answered within the threshold. The threshold itself is still in time.",
        "zh": "在规定时间内接起的比例；恰好等于时限算达标。",
        "edge_cases": "Nothing offered: no value. Hang-ups shorter than short_abandon_s leave the base; overflow and "
        "callbacks are out unless a parameter says so. Each entry is judged by its own queue's threshold. A channel "
        "without a threshold is not judged. Variants: answered = answered in time / answered; credit_abandon counts "
        "hang-ups within the threshold as met; ignore_abandon_in takes them out of the base; dequeued counts every "
        "way out within the threshold. With chat_event = first_reply an answered chat whose first message is not "
        "known is not judged. For an agent or a team only the entries that they answered are known, "
        "whatever the variant.",
        "edge_cases_zh": "没有进线时无数值。短于 short_abandon_s 的放弃不计；溢出与回呼默认不计。"
        "各队列按各自时限判断。",
    },
    example="1000 answered, 860 of them in 20 s; 60 abandoned: 10 before 5 s, 10 more up to 20 s, 40 later: 81.9 "
    "(short_abandon_s = 0: 81.1; answered: 86.0; credit_abandon without short rule: 83.0; ignore_abandon_in without "
    "short rule: 82.7)",
    source="The five formulas: icmi.com 2002, callcentrehelper.com 206890.",
)
