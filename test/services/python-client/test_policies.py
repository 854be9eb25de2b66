import unittest

from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v2.model.escalation_policy_step_attributes_assignment import (
    EscalationPolicyStepAttributesAssignment,
)
from datadog_api_client.v2.model.escalation_policy_step_target_config import EscalationPolicyStepTargetConfig
from datadog_api_client.v2.model.escalation_policy_step_target_config_schedule import (
    EscalationPolicyStepTargetConfigSchedule,
)
from datadog_api_client.v2.model.escalation_policy_update_request import EscalationPolicyUpdateRequest
from datadog_api_client.v2.model.escalation_policy_update_request_data import EscalationPolicyUpdateRequestData
from datadog_api_client.v2.model.escalation_policy_update_request_data_attributes import (
    EscalationPolicyUpdateRequestDataAttributes,
)
from datadog_api_client.v2.model.escalation_policy_update_request_data_attributes_steps_items import (
    EscalationPolicyUpdateRequestDataAttributesStepsItems,
)
from datadog_api_client.v2.model.escalation_policy_update_request_data_relationships import (
    EscalationPolicyUpdateRequestDataRelationships,
)
from datadog_api_client.v2.model.escalation_policy_update_request_data_type import (
    EscalationPolicyUpdateRequestDataType,
)
from datadog_api_client.v2.model.routing_rule_escalation_policy_action import RoutingRuleEscalationPolicyAction
from datadog_api_client.v2.model.routing_rule_escalation_policy_action_support_hours import (
    RoutingRuleEscalationPolicyActionSupportHours,
)
from datadog_api_client.v2.model.routing_rule_escalation_policy_action_type import (
    RoutingRuleEscalationPolicyActionType,
)
from datadog_api_client.v2.model.schedule_target_position import ScheduleTargetPosition
from datadog_api_client.v2.model.send_slack_message_action import SendSlackMessageAction
from datadog_api_client.v2.model.send_slack_message_action_type import SendSlackMessageActionType
from datadog_api_client.v2.model.send_teams_message_action import SendTeamsMessageAction
from datadog_api_client.v2.model.send_teams_message_action_type import SendTeamsMessageActionType
from datadog_api_client.v2.model.team_routing_rules_request import TeamRoutingRulesRequest
from datadog_api_client.v2.model.team_routing_rules_request_data import TeamRoutingRulesRequestData
from datadog_api_client.v2.model.team_routing_rules_request_data_attributes import (
    TeamRoutingRulesRequestDataAttributes,
)
from datadog_api_client.v2.model.team_routing_rules_request_data_type import TeamRoutingRulesRequestDataType
from datadog_api_client.v2.model.team_routing_rules_request_rule import TeamRoutingRulesRequestRule
from datadog_api_client.v2.model.time_restriction import TimeRestriction
from datadog_api_client.v2.model.time_restrictions import TimeRestrictions
from datadog_api_client.v2.model.trigger_workflow_automation_action import TriggerWorkflowAutomationAction
from datadog_api_client.v2.model.trigger_workflow_automation_action_type import TriggerWorkflowAutomationActionType
from datadog_api_client.v2.model.urgency import Urgency
from datadog_api_client.v2.model.weekday import Weekday

from connection import on_call
from world import (
    NOWHERE,
    daily_layer,
    included,
    join_team,
    make_policy,
    make_schedule,
    make_team,
    make_user,
    of_teams,
    step,
    target,
)

KINDS = ["send_slack_message", "send_teams_message", "workflow", "escalation_policy"]
ROUND_ROBIN = EscalationPolicyStepAttributesAssignment.ROUND_ROBIN


def set_rules(team, *rules: TeamRoutingRulesRequestRule, include: str = "rules"):
    data = TeamRoutingRulesRequestData(
        type=TeamRoutingRulesRequestDataType("team_routing_rules"),
        id=team.id,
        attributes=TeamRoutingRulesRequestDataAttributes(rules=list(rules)),
    )
    return on_call.set_on_call_team_routing_rules(
        team_id=team.id, body=TeamRoutingRulesRequest(data=data), include=include
    )


def to_policy(policy, **rest) -> RoutingRuleEscalationPolicyAction:
    kind = RoutingRuleEscalationPolicyActionType("escalation_policy")
    return RoutingRuleEscalationPolicyAction(type=kind, policy_id=policy.data.id, **rest)


class Policies(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.team = make_team("Checkout")
        cls.first, cls.second = make_user("Linus"), make_user("Margaret")
        join_team(cls.team, cls.first)
        cls.schedule = make_schedule("Checkout primary", [daily_layer(cls.first, cls.second)], cls.team)
        cls.policy = make_policy(
            "Checkout",
            [
                step(target("schedules", cls.schedule.data.id), escalate_after_seconds=300),
                step(target("users", cls.second.id), escalate_after_seconds=600),
            ],
            cls.team,
        )

    def test_a_policy_reaches_users_schedules_and_teams(self):
        upcoming = EscalationPolicyStepTargetConfig(
            schedule=EscalationPolicyStepTargetConfigSchedule(position=ScheduleTargetPosition.NEXT)
        )
        steps = [
            step(target("users", self.first.id), target("users", self.second.id), assignment=ROUND_ROBIN),
            step(target("schedules", self.schedule.data.id, config=upcoming), escalate_after_seconds=120),
            step(target("schedules", self.schedule.data.id), target("teams", self.team.id)),
        ]
        made = make_policy(
            "Everybody", steps, self.team, include="teams,steps.targets", retries=2, resolve_page_on_policy_end=True
        )
        read = on_call.get_on_call_escalation_policy(policy_id=made.data.id, include="teams,steps.targets")
        for answer in (made, read):
            self.assertEqual(answer.data.attributes.retries, 2)
            self.assertIs(answer.data.attributes.resolve_page_on_policy_end, True)
            found = included(answer, "steps")
            self.assertEqual([each.id for each in found], [each.id for each in answer.data.relationships.steps.data])
            self.assertEqual(found[0].attributes.assignment, ROUND_ROBIN)
            self.assertEqual(found[1].attributes.escalate_after_seconds, 120)
            (positioned,) = included(answer, "schedule_target")
            self.assertEqual(positioned.attributes.position, ScheduleTargetPosition.NEXT)
            self.assertEqual(positioned.relationships.schedule.data.id, self.schedule.data.id)
            self.assertEqual({each.id for each in included(answer, "users")}, {self.first.id, self.second.id})
            self.assertEqual({each.id for each in included(answer, "teams")}, {self.team.id})
            self.assertEqual({each.id for each in included(answer, "schedules")}, {self.schedule.data.id})

    def test_a_policy_is_replaced_and_its_steps_keep_their_ids(self):
        made = make_policy("To be replaced", [step(target("users", self.first.id)), step(target("users", self.second.id))])
        first, second = (each.id for each in made.data.relationships.steps.data)
        steps = [
            EscalationPolicyUpdateRequestDataAttributesStepsItems(id=identifier, targets=[target("users", user.id)])
            for identifier, user in ((second, self.second), (first, self.first))
        ]
        data = EscalationPolicyUpdateRequestData(
            type=EscalationPolicyUpdateRequestDataType("policies"),
            id=made.data.id,
            attributes=EscalationPolicyUpdateRequestDataAttributes(name="Replaced", steps=steps, retries=1),
            relationships=EscalationPolicyUpdateRequestDataRelationships(teams=of_teams(self.team)),
        )
        changed = on_call.update_on_call_escalation_policy(
            policy_id=made.data.id, body=EscalationPolicyUpdateRequest(data=data), include="steps"
        )
        self.assertEqual(changed.data.attributes.name, "Replaced")
        self.assertEqual([each.id for each in changed.data.relationships.steps.data], [second, first])
        self.assertEqual([each.id for each in changed.data.relationships.teams.data], [self.team.id])

    def test_a_deleted_policy_is_not_found(self):
        made = make_policy("To be deleted", [step(target("users", self.first.id))])
        self.assertIsNone(on_call.delete_on_call_escalation_policy(policy_id=made.data.id))
        with self.assertRaises(NotFoundException):
            on_call.get_on_call_escalation_policy(policy_id=made.data.id)

    def test_a_policy_of_an_unknown_user_is_refused(self):
        with self.assertRaises(ApiException) as refused:
            make_policy("Unknown", [step(target("users", NOWHERE))])
        self.assertEqual(refused.exception.status, 400)
        (error,) = refused.exception.body["errors"]
        self.assertIn("targets", error["source"]["pointer"])

    def test_routing_rules_come_back_as_they_were_set(self):
        night = TimeRestrictions(
            time_zone="Europe/Berlin",
            restrictions=[
                TimeRestriction(
                    start_day=Weekday.FRIDAY, start_time="17:00:00", end_day=Weekday.MONDAY, end_time="09:00:00"
                )
            ],
        )
        support = RoutingRuleEscalationPolicyActionSupportHours(
            time_zone="America/New_York",
            restrictions=[
                TimeRestriction(
                    start_day=Weekday.MONDAY, start_time="08:00:00", end_day=Weekday.MONDAY, end_time="18:00:00"
                )
            ],
        )
        weekend = TeamRoutingRulesRequestRule(
            query="tags.service:checkout",
            time_restriction=night,
            actions=[
                SendSlackMessageAction(
                    type=SendSlackMessageActionType("send_slack_message"), workspace="acme", channel="checkout"
                ),
                SendTeamsMessageAction(
                    type=SendTeamsMessageActionType("send_teams_message"), tenant="acme", team="ops", channel="checkout"
                ),
                TriggerWorkflowAutomationAction(
                    type=TriggerWorkflowAutomationActionType("workflow"), handle="restart-checkout"
                ),
                to_policy(self.policy, urgency=Urgency.HIGH),
            ],
        )
        supported = TeamRoutingRulesRequestRule(
            query="tags.service:invoices",
            actions=[to_policy(self.policy, urgency=Urgency.LOW, ack_timeout_minutes=30, support_hours=support)],
        )
        rest = TeamRoutingRulesRequestRule(query="", policy_id=self.policy.data.id, urgency=Urgency.DYNAMIC)
        was_set = set_rules(self.team, weekend, supported, rest)
        read = on_call.get_on_call_team_routing_rules(team_id=self.team.id, include="rules")
        for answer in (was_set, read):
            first, second, last = included(answer, "team_routing_rules")
            ids = [each.id for each in answer.data.relationships.rules.data]
            self.assertEqual([first.id, second.id, last.id], ids)
            self.assertEqual(first.attributes.query, "tags.service:checkout")
            self.assertEqual(first.attributes.time_restriction, night)
            self.assertEqual([each.get_oneof_instance().type.value for each in first.attributes.actions], KINDS)
            (action,) = (each.get_oneof_instance() for each in second.attributes.actions)
            self.assertEqual((action.urgency, action.ack_timeout_minutes), (Urgency.LOW, 30))
            self.assertEqual(action.support_hours, support)
            self.assertEqual(last.attributes.urgency, Urgency.DYNAMIC)
            self.assertEqual(last.relationships.policy.data.id, self.policy.data.id)

    def test_a_rule_without_a_known_policy_is_refused(self):
        with self.assertRaises(ApiException) as refused:
            set_rules(self.team, TeamRoutingRulesRequestRule(query="", policy_id=NOWHERE, urgency=Urgency.HIGH))
        self.assertEqual(refused.exception.status, 400)

    def test_who_of_a_team_is_on_call_follows_its_policy(self):
        set_rules(self.team, TeamRoutingRulesRequestRule(query="", policy_id=self.policy.data.id, urgency=Urgency.HIGH))
        answer = on_call.get_team_on_call_users(
            team_id=self.team.id, include="responders,escalations,escalations.responders"
        )
        self.assertEqual([each.id for each in answer.data.relationships.responders.data], [self.first.id])
        (later,) = included(answer, "escalation_policy_steps")
        self.assertEqual([each.id for each in later.relationships.responders.data], [self.second.id])
        self.assertEqual({each.id for each in included(answer, "users")}, {self.first.id, self.second.id})

    def test_the_routing_rules_of_an_unknown_team_are_not_found(self):
        with self.assertRaises(NotFoundException):
            on_call.get_on_call_team_routing_rules(team_id=NOWHERE)
