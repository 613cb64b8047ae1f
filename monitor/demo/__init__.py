r"""The loopback hub and mailbox that the demo and the tests run against (extra `demo`).

Usage::

    from pathlib import Path

    from monitor.demo.hub import Hub
    from monitor.demo.mailbox import Mailbox
    from monitor.resources import folder

    with Hub() as hub:
        repo = hub.add("acme/tiny", {"README.md": "---\nlicense: mit\n---\n# Tiny\n", "LICENSE": "..."})
        repo.commit({"LICENSE": "other words"}, title="Change the licence")  # published at once
        repo.commit({"NOTICE": "n", "LICENSE": None}, hold=True)  # None deletes; waits for advance
        hub.advance("acme/tiny")
        hub.set_token("hf_x", grants=["lab/gated"])  # opens private and gated repositories
        hub.add("lab/gated", {"LICENSE": "..."}, gated="manual")
        hub.rename("acme/tiny", "acme/small")  # the old name answers 307
        hub.load(Path(folder("_demo", "fixtures/demo")))  # the demo's six models
        hub.advance_all()  # publishes the next held commit of each
        link = hub.page("/terms.html", "<p>Terms</p>")  # another web page, same port
        hub.fail("/api/", status=503, times=2)  # also drop, half, length, delay, drip, html, replace
        hub.webhook("http://127.0.0.1:8080/", ["acme"], secret="s")  # events of owners and repositories
        hub.requests  # [Seen(method, path, bucket, status)]
        hub.url  # for HF_ENDPOINT

    with Mailbox() as box:  # a real SMTP server
        send(box.host, box.port)
        box.messages  # parsed EmailMessage objects
"""
