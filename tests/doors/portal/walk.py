"""A browser without a script: reads the forms of a page and presses their buttons."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from PIL import Image


def photo(name: str = "kho.png") -> SimpleUploadedFile:
    """A small picture, as a phone would send one."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


@dataclass
class Form:
    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """The forms of a page (by id, or by their place) with what they would send, and the text of the page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: dict[str, Form] = {}
        self.text: list[str] = []
        self._form: Form | None = None
        self._area: str | None = None
        self._written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self._form = Form(a.get("action", ""))
            self.forms[a.get("id") or f"#{len(self.forms)}"] = self._form
        elif tag == "input" and self._form is not None and a.get("name"):
            kind = a.get("type", "text")
            if kind == "file" or (kind in ("radio", "checkbox") and "checked" not in a):
                return
            self._form.fields[a["name"]] = a.get("value", "")
        elif tag == "textarea":
            self._area, self._written = a.get("name"), []

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.fields[self._area] = "".join(self._written).removeprefix("\n")
            self._area = None

    def handle_data(self, data: str) -> None:
        (self._written if self._area else self.text).append(data)


class Walker:
    """Someone at the portal."""

    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client()
        self.response: Any = None
        self.forms: dict[str, Form] = {}
        self.text = ""
        self.address = ""

    def open(self, path: str) -> Walker:
        return self._took(self.client.get(path))

    def press(self, do: str = "continue", *, form: str = "step", to: str | None = None, **said: Any) -> Walker:
        """Fill in `said` (underscores stand for dashes) and press the button `do`."""
        chosen = self.forms[form]
        sent = {**chosen.fields, **{k.replace("_", "-"): v for k, v in said.items()}}
        if do:
            sent["do"] = do
        return self._sent(to or chosen.action, sent)

    def _sent(self, address: str, sent: dict[str, Any]) -> Walker:
        """As a browser does: a form that is sent on (307) goes whole to the other address."""
        response = self.client.post(address, sent)
        if response.status_code == 307:
            address = response.headers["Location"]
            response = self.client.post(address, sent)
            assert response.status_code != 307, "sent on and on"
        self.address = address
        return self._took(response)

    def _took(self, response: HttpResponse) -> Walker:
        assert response.status_code < 500
        self.response = response
        if response.headers["Content-Type"].startswith("text/html"):
            reader = _Reader()
            reader.feed(response.content.decode())
            self.forms, self.text = reader.forms, " ".join(" ".join(reader.text).split())
        return self

    @property
    def html(self) -> str:
        return str(self.response.content.decode())

    @property
    def asked(self) -> str:
        """The page that is being asked."""
        return self.forms["step"].fields.get("asked", "")

    @property
    def code(self) -> str:
        """The code on a receipt."""
        return self.forms["again"].fields["code"]
