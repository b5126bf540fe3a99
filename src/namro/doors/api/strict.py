"""Parameters of an address: one that no list has, or that stands there twice, is refused and not passed over, since a
filter that was mistyped would otherwise read as "everything" or as "nothing there"."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection
from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.operation import Operation

from namro.doors import words
from namro.doors.api.wire import Fault
from namro.doors.problems import Wrong

NOT_STRICT = frozenset({"calendar"})
"""Operations whose addresses people lengthen on purpose: to make a calendar program fetch anew."""
SHOWN = 60


def hold(router: Router) -> None:
    """Every GET of the router refuses (422) parameters that it does not have."""
    for view in router.path_operations.values():
        for operation in view.operations:
            if "GET" in operation.methods and operation.operation_id not in NOT_STRICT:
                operation.view_func = _held(operation.view_func, names_of(operation))


def names_of(operation: Operation) -> tuple[str, ...]:
    """The parameters that may stand in the address, in the order of the document."""
    models = [one for one in operation.models if one.__ninja_param_source__ == "query"]
    return tuple(name for one in models for name in one.__ninja_flatten_map__)


def _held(view: Callable[..., Any], names: Collection[str]) -> Callable[..., Any]:
    @functools.wraps(view)
    def held(request: HttpRequest, *parts: Any, **given: Any) -> Any:
        lang = words.language_asked(request)
        wrongs = []
        for name in request.GET:
            if name not in names:
                key = "api.wrong.unknown-parameter" if names else "api.wrong.no-parameters"
                said = words.say(lang, key, known=", ".join(names))
                wrongs.append(Wrong(said, "unknown-parameter", parameter=name[:SHOWN]))
            elif len(request.GET.getlist(name)) > 1:
                wrongs.append(Wrong(words.say(lang, "api.wrong.twice"), "twice", parameter=name))
        if wrongs:
            raise Fault(422, "invalid", wrongs=tuple(wrongs[:50]))
        return view(request, *parts, **given)

    return held


def unknown_value(request: HttpRequest, parameter: str, known: Collection[str]) -> Fault:
    """The refusal (422) of a value that is none of those `known`."""
    said = words.say(words.language_asked(request), "api.wrong.value", known=", ".join(known))
    return Fault(422, "invalid", wrongs=(Wrong(said, "choice", parameter=parameter),))
