"""The one way to a gateway over HTTP: POST of JSON with a bearer token and an idempotency key. docs/messaging-channels.md tells it.

Answers: 200, 201, 202 taken (`{"id": …}`); 409 taken before under this key; 404 or 410 no such number; 429 and 5xx later; other 4xx never.
Because of the key, one that did not answer may be asked again.
"""

from typing import Any

import requests

from portal.messaging.channels.base import Outcome, OutgoingMessage

CONNECT_SECONDS, ANSWER_SECONDS = 5, 15
_LONGEST_ANSWER = 65_536


class Gateway:
    """One gateway, with its connections kept open."""

    def __init__(self, url: str, token: str) -> None:
        self.url, self._token = url, token
        self._session = requests.Session()
        self._session.trust_env = False

    def hand_over(self, message: OutgoingMessage, body: dict[str, Any], *, cost_minor: int | None = None) -> Outcome:
        """Post one message and read what the gateway says of it."""
        headers = {"Idempotency-Key": message.reference, "Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            with self._session.post(
                self.url, json=body | {"reference": message.reference}, headers=headers, allow_redirects=False, stream=True,
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
            ) as answer:  # fmt: skip
                return self._read(message, answer.status_code, answer.raw.read(_LONGEST_ANSWER, decode_content=True), cost_minor)
        except (requests.RequestException, OSError) as error:
            return Outcome.failed(message, "no_gateway", detail=type(error).__name__, again=True)

    def close(self) -> None:
        self._session.close()

    def _read(self, message: OutgoingMessage, status: int, content: bytes, cost_minor: int | None) -> Outcome:
        if status in {200, 201, 202, 409}:
            return Outcome.sent(message, provider_id=_id(content), cost_minor=cost_minor)
        if status in {404, 410}:
            return Outcome.failed(message, "no_such_number", detail=f"HTTP {status}", gone=True)
        return Outcome.failed(message, f"http_{status}", detail=f"HTTP {status}", again=status == 429 or status >= 500)


def _id(content: bytes) -> str:
    try:
        found = requests.compat.json.loads(content)
    except ValueError:
        return ""
    return str(found.get("id", ""))[:200] if isinstance(found, dict) else ""
