"""Decisions in words, and the names of the steps of money; loads no data engine of its own."""

from collections.abc import Mapping

from kpiengine.decisions.eligibility import Eligibility
from kpiengine.scores.evidence import Evidence

STEPS = ("amount", "multiplied", "gated", "present", "bounded")  # of money, in their order
EVIDENCE: Mapping[str, Mapping[int, str]] = {
    "en": {
        Evidence.OWN: "own value",
        Evidence.TEAM: "the team's value counts",
        Evidence.STATED: "the stated points count",
        Evidence.REDISTRIBUTED: "its weight goes to the other KPIs",
        Evidence.HOLD: "the score waits for it",
    },
    "zh": {
        Evidence.OWN: "本人数值",
        Evidence.TEAM: "按团队数值计",
        Evidence.STATED: "按规定分数计",
        Evidence.REDISTRIBUTED: "权重分给其他指标",
        Evidence.HOLD: "等待数据",
    },
}
NO_TIER: Mapping[str, str] = {"en": "none", "zh": "无"}
ELIGIBILITY_WORDS = {e.value: e.word for e in Eligibility}
