"""Rule tests as JUnit XML, which build servers show: a suite for each file, a case for each test."""

from collections.abc import Iterable
from xml.etree import ElementTree as ET  # only written with here

from kpiengine.outputs.inert import inert_lines
from kpiengine.rule_tests.report import failure_lines
from kpiengine.rule_tests.suite import FileVerdict, Suite


def junit_text(suite: Suite, more: Iterable[tuple[str, str, str | None]] = ()) -> str:
    """The document; `more` are further checks: file, name, and what is wrong or None."""
    extra = list(more)
    root = ET.Element("testsuites", name="kpiengine", tests=str(len(suite.verdicts) + len(extra)))
    failures = sum(not v.passed for v in suite.verdicts) + sum(why is not None for _, _, why in extra)
    root.set("failures", str(failures))
    for file in suite.files:
        _suite(root, file)
    for path in dict.fromkeys(path for path, _, _ in extra):
        own = [(name, why) for at, name, why in extra if at == path]
        element = ET.SubElement(root, "testsuite", name=path, tests=str(len(own)))
        element.set("failures", str(sum(why is not None for _, why in own)))
        for name, why in own:
            _case(element, name, path, why)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ET.Element, file: FileVerdict) -> None:
    failed = sum(not verdict.passed for verdict in file.verdicts)
    element = ET.SubElement(root, "testsuite", name=file.file.path, tests=str(len(file.verdicts)))
    element.set("failures", str(failed))
    for verdict in file.verdicts:
        why = None if verdict.passed else "\n".join(line.strip() for line in failure_lines(verdict))
        case = _case(element, verdict.case.title, file.file.ruleset, why)
        case.set("file", verdict.place.path)
        case.set("line", str(verdict.place.line))


def _case(element: ET.Element, name: str, group: str, why: str | None) -> ET.Element:
    case = ET.SubElement(element, "testcase", name=inert_lines(name), classname=group)
    if why is not None:
        failure = ET.SubElement(case, "failure", message=inert_lines(why.partition("\n")[0]))
        failure.text = inert_lines(why)
    return case
