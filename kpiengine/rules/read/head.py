"""[ruleset] read aloud: whom it is for, from when, and which days count."""

from kpiengine.rules.lasting import Length
from kpiengine.rules.model.words import KpiLevel
from kpiengine.rules.read.voice import Voice

USUAL_CUTOFF = 3  # days; what nobody has to be told


def head(voice: Voice) -> str:
    """The first sentence."""
    said, period = voice.rules.head, voice.period()
    until = voice.say("until", to=said.to) if said.to else ""
    but = voice.say("but", people=voice.people(said.excluded)) if said.excluded else ""
    wait = ""
    if said.cutoff_days != USUAL_CUTOFF or "cutoff" in voice.checked.document.get("ruleset", {}):
        wait = voice.say("cutoff", length=voice.length(Length(said.cutoff_days, "day")), period=period)
    wait += voice.say(said.count_when, period=period) if said.count_when else ""
    return voice.say(
        "head",
        title=voice.title(said.title),
        start=said.start,
        until=until,
        period=period,
        subjects="" if said.level is KpiLevel.AGENT else voice.say(f"{said.level}s"),
        people=voice.people(said.agents),
        but=but,
        wait=wait,
    )
