"""Webhooks of the loopback hub, as a receiver of ours would get them."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest

from monitor.demo.hub import Hub

if TYPE_CHECKING:
    from collections.abc import Iterator


class Receiver:
    """An HTTP server that keeps what is posted to it."""

    def __init__(self) -> None:
        self.received: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        received = self.received

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                received.append((self.path, dict(self.headers), json.loads(body)))
                self.send_response(202)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def test_events_are_sent_to_who_watches(receiver: Receiver) -> None:
    with Hub() as hub:
        hub.webhook(f"{receiver.url}/hook?x=1", ["acme"], secret="s3cret")
        hub.webhook(receiver.url, ["lab/one"])
        repo = hub.add("acme/tiny", {"LICENSE": "1"})
        repo.commit({"LICENSE": "2"}, hold=True)
        hub.add("lab/two")
        hub.advance("acme/tiny")
        hub.hide("acme/tiny")
        hub.rename("acme/tiny", "lab/one")
        hub.remove("lab/one")
    assert [
        (path, sent["repo"]["name"], sent["event"]["action"], sent["event"]["scope"])
        for path, _, sent in receiver.received
    ] == [
        ("/hook?x=1", "acme/tiny", "create", "repo"),
        ("/hook?x=1", "acme/tiny", "update", "repo.content"),
        ("/hook?x=1", "acme/tiny", "update", "repo.content"),
        ("/hook?x=1", "acme/tiny", "update", "repo.config"),
        ("/hook?x=1", "acme/tiny", "move", "repo"),
        ("/", "lab/one", "delete", "repo"),
    ]
    first, second = repo.commits
    payloads = [sent for _, _, sent in receiver.received]
    assert payloads[1]["updatedRefs"] == [{"ref": "refs/heads/main", "oldSha": None, "newSha": first.sha}]
    assert payloads[2]["updatedRefs"] == [
        {"ref": "refs/heads/main", "oldSha": first.sha, "newSha": second.sha}
    ]
    assert payloads[3]["updatedConfig"] == {"private": True}
    assert payloads[4]["movedTo"]["name"] == "one"
    assert payloads[5]["webhook"] == {"id": f"{2:024x}", "version": 3}
    told = payloads[2]["repo"]
    assert told["url"] == {"web": f"{hub.url}/acme/tiny", "api": f"{hub.url}/api/models/acme/tiny"}
    assert (told["type"], told["id"], told["headSha"]) == ("model", repo.repo_id, second.sha)
    assert receiver.received[0][1]["X-Webhook-Secret"] == "s3cret"
    assert "X-Webhook-Secret" not in receiver.received[5][1]
    assert [each.status for each in hub.webhooks.deliveries] == [202] * 6


def test_a_receiver_that_is_away_is_noted_and_nothing_else() -> None:
    gone = Receiver()
    gone.close()
    with Hub() as hub:
        hub.webhook(gone.url, ["acme"])
        hub.add("acme/tiny")
        assert [each.status for each in hub.webhooks.deliveries] == [0, 0]
