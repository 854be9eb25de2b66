"""User, team, schedule, policy, routing rule, channel, rule; then page, acknowledge, escalate, resolve."""

import json
import os
import re
import time
import unittest
import urllib.request
from uuid import UUID

from datadog_api_client.exceptions import ApiException
from datadog_api_client.v2.api.on_call_paging_api import OnCallPagingApi
from datadog_api_client.v2.model.create_page_request import CreatePageRequest
from datadog_api_client.v2.model.create_page_request_data import CreatePageRequestData
from datadog_api_client.v2.model.create_page_request_data_attributes import CreatePageRequestDataAttributes
from datadog_api_client.v2.model.create_page_request_data_attributes_target import (
    CreatePageRequestDataAttributesTarget,
)
from datadog_api_client.v2.model.create_page_request_data_type import CreatePageRequestDataType
from datadog_api_client.v2.model.on_call_page_target_type import OnCallPageTargetType
from datadog_api_client.v2.model.page_urgency import PageUrgency
from datadog_api_client.v2.model.team_routing_rules_request_rule import TeamRoutingRulesRequestRule
from datadog_api_client.v2.model.urgency import Urgency

from connection import on_call, paging, read, stranger
from test_channels import HIGH, email, make_channel, make_notification_rule
from test_policies import set_rules
from world import NOWHERE, daily_layer, join_team, make_policy, make_schedule, make_team, make_user, step, target

PAGES = "/api/unstable/on-call/pages"


def trigger(kind: OnCallPageTargetType, identifier: str, title: str) -> UUID:
    attributes = CreatePageRequestDataAttributes(
        title=title,
        description="Three of four payments fail.",
        urgency=PageUrgency.HIGH,
        tags=["service:checkout", "env:prod"],
        target=CreatePageRequestDataAttributesTarget(type=kind, identifier=identifier),
    )
    data = CreatePageRequestData(type=CreatePageRequestDataType("pages"), attributes=attributes)
    made = paging.create_on_call_page(body=CreatePageRequest(data=data)).data
    # The client takes nothing else than a UUID back.
    return UUID(str(made.id))


def status_of(page: UUID) -> str:
    return read(f"{PAGES}/{page}")["data"]["attributes"]["status"]


def next_mail(address: str) -> dict:
    while True:
        with urllib.request.urlopen(os.environ["MAILBOX_URL"], timeout=30) as answer:
            mail = json.load(answer)
        if address in mail["to"]:
            return mail


def eventually(check, within_seconds: float = 20) -> None:
    deadline = time.monotonic() + within_seconds
    while not check():
        if time.monotonic() > deadline:
            raise AssertionError("it did not become true in time")
        time.sleep(0.05)


class PageLife(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.first, cls.second = make_user("Katherine"), make_user("Hedy")
        cls.team = make_team("Shop")
        join_team(cls.team, cls.first)
        schedule = make_schedule("Shop primary", [daily_layer(cls.first)], cls.team)
        cls.policy = make_policy(
            "Shop",
            [
                step(target("schedules", schedule.data.id), escalate_after_seconds=3600),
                step(target("users", cls.second.id), escalate_after_seconds=3600),
            ],
            cls.team,
        )
        set_rules(cls.team, TeamRoutingRulesRequestRule(query="", policy_id=cls.policy.data.id, urgency=Urgency.HIGH))

    def notified(self) -> list[str]:
        answer = read(f"{PAGES}/{self.page}/notifications")["data"]
        return [each["attributes"]["user"]["id"] for each in answer]

    def test_a_channel_is_verified_with_the_code_of_its_mail(self):
        type(self).address = "katherine@phones.example"
        channel = make_channel(self.first, email(self.address))
        path = f"/api/unstable/on-call/users/{self.first.id}/notification-channels/{channel.id}"
        read(f"{path}/verification", "POST", {"data": {"type": "channel_verifications"}})
        code = re.search(r"\b\d{6}\b", next_mail(self.address)["text"]).group()
        body = {"data": {"type": "channel_verifications", "attributes": {"code": code}}}
        read(f"{path}/verify", "POST", body)
        verified = on_call.get_user_notification_channel(user_id=self.first.id, channel_id=channel.id).data
        self.assertIs(verified.attributes.active, True)
        make_notification_rule(self.first, verified, category=HIGH, delay_minutes=0)

    def test_a_page_of_the_team_reaches_who_is_on_call(self):
        type(self).page = trigger(OnCallPageTargetType.TEAM_HANDLE, self.team.attributes.handle, "Checkout is down")
        self.assertEqual(status_of(self.page).upper(), "TRIGGERED")
        mail = next_mail(self.address)
        self.assertIn("Checkout is down", mail["subject"])
        self.assertIn(self.first.id, self.notified())
        self.assertNotIn(self.second.id, self.notified())

    def test_the_page_is_acknowledged(self):
        self.assertIsNone(paging.acknowledge_on_call_page(page_id=self.page))
        self.assertEqual(status_of(self.page).upper(), "ACKNOWLEDGED")

    def test_the_acknowledged_page_is_escalated_to_the_second_step(self):
        self.assertIsNone(paging.escalate_on_call_page(page_id=self.page))
        eventually(lambda: self.second.id in self.notified())
        self.assertEqual(self.notified().count(self.first.id), 1)

    def test_the_page_is_resolved(self):
        self.assertIsNone(paging.resolve_on_call_page(page_id=self.page))
        self.assertEqual(status_of(self.page).upper(), "RESOLVED")

    def test_a_page_goes_to_a_team_and_to_a_user_by_id(self):
        for kind, identifier in (
            (OnCallPageTargetType.TEAM_ID, self.team.id),
            (OnCallPageTargetType.USER_ID, self.second.id),
        ):
            page = trigger(kind, identifier, f"Page by {kind.value}")
            paging.acknowledge_on_call_page(page_id=page)
            paging.resolve_on_call_page(page_id=page)
            self.assertEqual(status_of(page).upper(), "RESOLVED")

    def test_another_organization_cannot_acknowledge(self):
        with self.assertRaises(ApiException) as refused:
            OnCallPagingApi(stranger).acknowledge_on_call_page(page_id=self.page)
        self.assertEqual(refused.exception.status, 404)
        self.assertTrue(refused.exception.body["errors"])

    def test_an_unknown_page_is_not_found(self):
        with self.assertRaises(ApiException) as refused:
            paging.resolve_on_call_page(page_id=UUID(NOWHERE))
        self.assertEqual(refused.exception.status, 404)

    def test_a_page_for_nobody_is_refused(self):
        with self.assertRaises(ApiException) as refused:
            trigger(OnCallPageTargetType.TEAM_HANDLE, "nobody-has-this-handle", "For nobody")
        self.assertIn(refused.exception.status, (400, 404))
        self.assertTrue(refused.exception.body["errors"])
