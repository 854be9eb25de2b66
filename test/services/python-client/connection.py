"""The official client pointed at the product: the host and the two keys are all that is set."""

import json
import os
import urllib.request
import warnings
from collections.abc import Generator, Iterator

from datadog_api_client import ApiClient, Configuration
from datadog_api_client.model_utils import ModelComposed, OpenApiModel, UnparsedObject
from datadog_api_client.v1.api.authentication_api import AuthenticationApi
from datadog_api_client.v2.api.on_call_api import OnCallApi
from datadog_api_client.v2.api.on_call_paging_api import OnCallPagingApi
from datadog_api_client.v2.api.teams_api import TeamsApi
from datadog_api_client.v2.api.users_api import UsersApi

# GetScheduleOnCallUser is deprecated and still answered.
warnings.simplefilter("ignore", DeprecationWarning)


def connect(api_key: str, application_key: str) -> ApiClient:
    configuration = Configuration(host=os.environ["PRODUCT_URL"])
    configuration.api_key["apiKeyAuth"] = api_key
    configuration.api_key["appKeyAuth"] = application_key
    return ApiClient(configuration)


def unparsed(value: object, where: str = "answer") -> Iterator[str]:
    """The places of an answer that did not fit the client's models: it keeps them as they came and says nothing."""
    if isinstance(value, UnparsedObject):
        yield where
    elif isinstance(value, ModelComposed):
        for instance in value._composed_instances:
            yield from unparsed(instance, where)
    elif isinstance(value, OpenApiModel):
        inner = [place for name, item in value._data_store.items() for place in unparsed(item, f"{where}.{name}")]
        yield from inner or ([where] if value._unparsed else [])
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from unparsed(item, f"{where}.{name}")
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            yield from unparsed(item, f"{where}[{index}]")


class Checked:
    """An API of the client that notes what was answered and refuses every answer that was not parsed whole."""

    answered: set[str] = set()

    def __init__(self, api: object) -> None:
        self._api = api

    def __getattr__(self, operation: str):
        send = getattr(self._api, operation)

        def call(*args, **options):
            answer = send(*args, **options)
            if isinstance(answer, Generator):
                answer = list(answer)
            places = list(unparsed(answer))
            assert not places, f"{operation} answered what the client cannot parse at {places}: {answer}"
            Checked.answered.add(operation)
            return answer

        return call


def operations_of(api: type) -> set[str]:
    """The operations that the client knows of an API, by the names of its methods."""
    settings = (value.settings for value in vars(api(client)).values() if hasattr(value, "settings"))
    return {each["operation_id"] for each in settings}


client = connect(os.environ["PRODUCT_API_KEY"], os.environ["PRODUCT_APPLICATION_KEY"])
stranger = connect(os.environ["OTHER_API_KEY"], os.environ["OTHER_APPLICATION_KEY"])

authentication = Checked(AuthenticationApi(client))
on_call = Checked(OnCallApi(client))
paging = Checked(OnCallPagingApi(client))
teams = Checked(TeamsApi(client))
users = Checked(UsersApi(client))


def read(path: str, method: str = "GET", body: object = None) -> dict:
    """What the contract has no operation for, with the same host and keys."""
    headers = {
        "Content-Type": "application/json",
        "DD-API-KEY": os.environ["PRODUCT_API_KEY"],
        "DD-APPLICATION-KEY": os.environ["PRODUCT_APPLICATION_KEY"],
    }
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(os.environ["PRODUCT_URL"] + path, data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)
