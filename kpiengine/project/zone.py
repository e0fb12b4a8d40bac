"""The time zone that a section names."""

from kpiengine.errors import KpiError
from kpiengine.periods import check_zone
from kpiengine.project import messages
from kpiengine.project.section import Section


def zone_of(section: Section, *, required: bool = False) -> str | None:
    """The IANA zone under `timezone`, or None; what is no zone is noted in the section."""
    text = section.required("timezone", 'timezone = "Asia/Shanghai"') if required else section.text("timezone")
    if not text:
        return None
    try:
        check_zone(text)
    except KpiError as error:
        section.fault(messages.unknown_zone(section.place("timezone"), error.message))
        return None
    return text
