"""Each chat service gets the whole message in its own form, at its own host; the service itself is played here."""

import json

import pytest
import requests

from kpiengine.errors import KpiError
from kpiengine.outputs.notify.letter import Letter
from kpiengine.outputs.notify.send import send
from kpiengine.project.records import Receiver

LETTER = Letter("k1", "centre: 1 alert", "NEW  Low CSAT (warning)\n  李娜: CSAT 61.0\n\nMessage k1\n", ())
TAKEN = {"errcode": 0, "code": 0, "StatusCode": 0, "ok": True}
SERVICES = {
    "wecom": ("wecombot://bot-key-of-nobody", "qyapi.weixin.qq.com", ()),
    "dingtalk": ("dingtalk://tokenofnobody/13888888888", "oapi.dingtalk.com", ()),
    "feishu": ("feishu://token-of-nobody", "open.feishu.cn", ()),
    "slack": ("slack://T1JJ3T3L2/A1BRTD4JD/TIiajkdnlazkcOXrIdevi7FQ", "hooks.slack.com", ()),
    "teams": (
        "workflows://teams.example.com:443/workflowofnobody/signature/",
        "teams.example.com",
        ("teams.example.com",),
    ),
}


@pytest.fixture
def service(monkeypatch):
    """What was posted to whom; `answer` is what the service says."""
    posted = {"answer": (200, TAKEN), "asked": []}

    def answered(_, request, *, verify, **__):
        posted["asked"].append((request.url, request.body, verify))
        response = requests.Response()
        response.status_code, said = posted["answer"]
        text = "ok" if "slack" in request.url and response.ok else json.dumps(said)
        response._content = text.encode()  # noqa: SLF001 -- there is no other way to make one
        response.url, response.request = request.url, request
        return response

    monkeypatch.setattr(requests.adapters.HTTPAdapter, "send", answered)
    return posted


@pytest.mark.parametrize("name", SERVICES)
def test_the_message_comes_as_the_service_wants_it(centre, monkeypatch, service, name):
    address, host, hosts = SERVICES[name]
    monkeypatch.setenv("TRY_CHAT", address)
    send(LETTER, Receiver("room", chat="env:TRY_CHAT", hosts=hosts), centre.project, None, "en")
    ((url, body, verify),) = service["asked"]
    assert url.startswith(f"https://{host}")
    assert verify
    text = json.dumps(json.loads(body), ensure_ascii=False).replace("\\", "")  # some write 61\\.0
    for words in ("centre: 1 alert", "李娜: CSAT 61.0", "Message k1"):
        assert words in text


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_refuses_has_not_taken_it(centre, monkeypatch, service, name):
    address, _, hosts = SERVICES[name]
    monkeypatch.setenv("TRY_CHAT", address)
    service["answer"] = (403, {"errcode": 93000, "code": 9499, "ok": False})
    with pytest.raises(KpiError, match="the service did not take it"):
        send(LETTER, Receiver("room", chat="env:TRY_CHAT", hosts=hosts), centre.project, None, "en")


@pytest.mark.parametrize("name", ["wecom", "dingtalk", "feishu"])
def test_a_service_that_refuses_politely_has_not_taken_it_either(centre, monkeypatch, service, name):
    """These answer 200 and say in the answer that they did not (no such robot, too many messages)."""
    address, _, hosts = SERVICES[name]
    monkeypatch.setenv("TRY_CHAT", address)
    service["answer"] = (200, {"errcode": 19021, "errmsg": "sign not match", "code": 19021, "msg": "sign not match"})
    with pytest.raises(KpiError, match="the service did not take it: 19021 sign not match"):
        send(LETTER, Receiver("room", chat="env:TRY_CHAT", hosts=hosts), centre.project, None, "en")
