"""The one door to the network: HTTP with limits, a guard, retries and manners."""

from monitor.transport.guard import Guard, origin
from monitor.transport.session import Limits, Network, Response, Transport

__all__ = ["Guard", "Limits", "Network", "Response", "Transport", "origin"]
