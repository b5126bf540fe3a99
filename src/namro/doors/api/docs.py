"""The OpenAPI document, and the page that people read, made from it."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from namro.doors import problems, words
from namro.doors.api.router import API_PATH, api


@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document (3.1), its sentences in the language asked for."""
    lang = words.language_asked(request)
    response = JsonResponse(spoken(lang), json_dumps_params={"ensure_ascii": False})
    response.headers["Content-Language"] = lang
    response.headers["Vary"] = "Accept-Language"
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Everything that can be asked, for people, without a script."""
    lang = words.language_of(request)
    found = spoken(lang)
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, methods in found["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(operation["tags"][0], []).append(_shown(found, path, method, operation, lang))
    return render(
        request,
        "api/docs.html",
        {
            "lang": lang,
            "document": f"{API_PATH}openapi.json",
            "groups": [
                {"id": tag, "name": words.say(lang, f"api.tag.{tag}"), "operations": operations}
                for tag, operations in groups.items()
            ],
        },
    )


def spoken(lang: str) -> dict[str, Any]:
    """The document in a language."""
    found = deepcopy(_made())
    found["info"]["description"] = words.say(lang, "api.says")
    for methods in found["paths"].values():
        for operation in methods.values():
            operation["summary"] = words.say(lang, f"api.does.{operation['operationId']}")
    return found


@lru_cache(maxsize=1)
def _made() -> dict[str, Any]:
    """The document as the library makes it, with the media type of problems and of forms with files put right."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=API_PATH))
    for path, methods in made["paths"].items():
        for operation in methods.values():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "content" in answer:
                    answer["content"] = {problems.MEDIA_TYPE: answer["content"]["application/json"]}
                if int(status) == 200 and operation["operationId"] in ("read-file", "one-file"):
                    answer["content"] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
            if operation["operationId"] == "calendar":
                operation["responses"][200]["content"] = {"text/calendar": {"schema": {"type": "string"}}}
            if path.endswith("/files") and "post" in methods:
                _with_files(operation)
            if _takes_a_key(operation["operationId"]):
                operation.setdefault("parameters", []).append(_key(operation["operationId"]))
    return made


def _with_files(operation: dict[str, Any]) -> None:
    """A form with files, which the library does not see in the function's arguments."""
    properties: dict[str, Any] = {
        "files": {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1, "maxItems": 10}
    }
    required = ["files"]
    if operation["operationId"] == "add-files":
        properties["code"] = {"type": "string", "maxLength": 200}
        required.append("code")
    if operation["operationId"] == "attach-files":
        properties["for_reporter"] = {"type": "string", "enum": ["true", "false"]}
    schema = {"type": "object", "properties": properties, "required": required}
    operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


FILED = ("file-report", "stage-files", "receive-case")
ONCE = ("take-step", "message-reporter", "attach-files", "write-message", "answer-question", "add-files")


def _takes_a_key(operation: str) -> bool:
    return operation in (*FILED, *ONCE)


def _key(operation: str) -> dict[str, Any]:
    must = operation in FILED
    schema = {"type": "string", "maxLength": 150 if must else 64, "pattern": "^[A-Za-z0-9._~:/+=-]+$"}
    if must:
        schema["minLength"] = 22
    return {"in": "header", "name": "Idempotency-Key", "required": must, "schema": schema}


def _shown(found: dict[str, Any], path: str, method: str, operation: dict[str, Any], lang: str) -> dict[str, Any]:
    """One operation as the page shows it."""
    bodies = operation.get("requestBody", {}).get("content", {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "token": bool(operation.get("security")),
        "parameters": [
            {"name": one["name"], "where": one["in"], "required": one.get("required", False)}
            for one in operation.get("parameters", [])
        ],
        "body": [_fields(found, media, content) for media, content in bodies.items()],
        "statuses": sorted(operation["responses"], key=int),
    }


def _fields(found: dict[str, Any], media: str, content: dict[str, Any]) -> dict[str, Any]:
    schema = content["schema"]
    if "$ref" in schema:
        schema = found["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    must = schema.get("required", [])
    return {
        "media": media,
        "fields": [{"name": name, "required": name in must} for name in schema.get("properties", {})],
    }
