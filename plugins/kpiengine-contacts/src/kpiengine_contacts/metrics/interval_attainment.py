# Chinese text has Chinese punctuation
"""sl_interval_attainment: share of half-hours that met the service level, as a good day can hide bad hours."""

from kpiengine.plugin import Agg, Better, Control, Metric, Param, Params, Part, Plan, Reduce
from kpiengine_contacts.metrics.conditions import QUEUE_UP, every, on_channel
from kpiengine_contacts.metrics.service_level import THRESHOLDS, in_time, offered
from kpiengine_contacts.metrics.settings import SHORT_ABANDON, SUBSECOND, channel
from kpiengine_contacts.tables.columns import CHANNELS


def plan(params: Params) -> Plan:
    """Answered in time and offered for each interval; then intervals are counted."""
    timely, has_threshold = in_time(params)
    judged = every(on_channel(params), "open", "not is_missing(wait_s)", has_threshold)
    return Plan(
        parts={
            "met": Part("queue_intervals", where=every(judged, "outcome == 'answered'", timely)),
            "base": Part("queue_intervals", where=every(judged, offered(params))),
        },
        by=("slot",),
        reduce=(
            Reduce(
                {
                    "attained": (Agg.COUNT, None, "base >= min_entries and 100 * met >= target * base"),
                    "intervals": (Agg.COUNT, None, "base >= min_entries"),
                },
            ),
        ),
        value="100 * attained / intervals",
        sample="intervals",
    )


SL_INTERVAL_ATTAINMENT = Metric(
    id="sl_interval_attainment",
    title={"en": "Intervals on service level", "zh": "服务水平达标时段占比"},
    unit="%",
    decimals=1,
    range=(0, 100),
    better=Better.HIGHER,
    levels=QUEUE_UP,
    of_queues=True,
    group="access",
    control=Control.SYSTEM,
    min_sample=10,
    params={
        "interval_min": Param(30, one_of=(15, 30, 60), doc="minutes of an interval"),
        "target": Param(80, minimum=0, maximum=100, doc="percent; an interval with at least this service level is met"),
        "min_entries": Param(5, minimum=1, maximum=100_000, doc="intervals with fewer offered entries are not judged"),
        "threshold_s": Param(THRESHOLDS, one_of=CHANNELS, doc="seconds by channel, as in service_level"),
        "short_abandon_s": SHORT_ABANDON,
        "channel": channel(),
        "subsecond": SUBSECOND,
    },
    plan=plan,
    formula="100 * intervals with service level >= target / intervals with enough entries",
    docs={
        "en": "Share of half-hours in opening hours that met the service-level target.",
        "zh": "营业时间内达到服务水平目标的半小时时段占比。",
        "edge_cases": "No interval with enough entries: no value. An hour that the clocks repeat has intervals of "
        "its own. Of several queues each interval is judged on all their entries together. Entries outside the "
        "opening hours, or whose calendar is not known, are in no interval.",
        "edge_cases_zh": "没有足够进线的时段时无数值。多个队列合并后按时段判断。营业时间外的进线不计。",
    },
    example="18 half-hours, 15 on target: 83.3",
    source="icmi.com advises to look at half-hours.",
)
