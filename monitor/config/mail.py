"""`[mail]`: who is told."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from monitor.config.settings import PASSWORD_ENV, SMTP_TIMEOUT, USERNAME_ENV, MailSettings
from monitor.config.table import among

if TYPE_CHECKING:
    from monitor.config.table import Table

TEMPLATE = """\
# ---- Who is told -------------------------------------------------------------------------------------
# The login comes from the environment: LICENSEWATCH_SMTP_USER and LICENSEWATCH_SMTP_PASSWORD.
#[mail]
#host = "smtp.example.org"
#security = "starttls"
#port = 587
#sender = "licensewatch@example.org"
#recipients = ["legal@example.org"]
#timeout = 30
# Other variables that hold the login:
#username_env = "LICENSEWATCH_SMTP_USER"
#password_env = "LICENSEWATCH_SMTP_PASSWORD"
"""

# RFC 8314 (submission over TLS), RFC 6409 (submission) and RFC 5321 (transport).
_PORTS = {"none": 25, "starttls": 587, "tls": 465}
_ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?")
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._:-]{0,253}[A-Za-z0-9])?")


def read(table: Table) -> MailSettings:
    """Where alerts go; host, sender and recipients must be told."""
    for key in ("host", "sender", "recipients"):
        if key not in table.data:
            table.fault(key, "is missing")
    recipients = table.texts("recipients", (), _address_fault)
    if "recipients" in table.data and table.data["recipients"] == []:
        table.fault("recipients", "is empty; name at least one address")
    seen = [address.lower() for address in recipients]
    for address in dict.fromkeys(one for one in seen if seen.count(one) > 1):
        table.fault("recipients", f"names {address} more than once")
    security = table.text("security", "starttls", lambda text: among(text, _PORTS))
    settings = MailSettings(
        host=table.text("host", "", _host_fault),
        port=table.whole("port", None, 1, 65_535) or _PORTS[security],
        security=security,
        sender=table.text("sender", "", _address_fault),
        recipients=recipients,
        timeout=table.number("timeout", 1, 300) or SMTP_TIMEOUT,
        username_env=table.text("username_env", USERNAME_ENV),
        password_env=table.text("password_env", PASSWORD_ENV),
    )
    table.close()
    return settings


def _host_fault(text: str) -> str | None:
    """What is wrong with the name of a server."""
    return (
        None if _HOST.fullmatch(text) else f'is "{text}"; write the name of a server, without scheme or port'
    )


def _address_fault(text: str) -> str | None:
    """What is wrong with an e-mail address."""
    return (
        None if _ADDRESS.fullmatch(text) else f'is "{text}"; write a bare address such as legal@example.org'
    )
