"""What the tests need before their subject: people, teams, schedules and policies, made with the client's own models."""

from datetime import datetime, timedelta, timezone
from uuid import uuid4

from datadog_api_client.v2.model.data_relationships_teams import DataRelationshipsTeams
from datadog_api_client.v2.model.data_relationships_teams_data_items import DataRelationshipsTeamsDataItems
from datadog_api_client.v2.model.data_relationships_teams_data_items_type import DataRelationshipsTeamsDataItemsType
from datadog_api_client.v2.model.escalation_policy_create_request import EscalationPolicyCreateRequest
from datadog_api_client.v2.model.escalation_policy_create_request_data import EscalationPolicyCreateRequestData
from datadog_api_client.v2.model.escalation_policy_create_request_data_attributes import (
    EscalationPolicyCreateRequestDataAttributes,
)
from datadog_api_client.v2.model.escalation_policy_create_request_data_attributes_steps_items import (
    EscalationPolicyCreateRequestDataAttributesStepsItems,
)
from datadog_api_client.v2.model.escalation_policy_create_request_data_relationships import (
    EscalationPolicyCreateRequestDataRelationships,
)
from datadog_api_client.v2.model.escalation_policy_create_request_data_type import (
    EscalationPolicyCreateRequestDataType,
)
from datadog_api_client.v2.model.escalation_policy_step_target import EscalationPolicyStepTarget
from datadog_api_client.v2.model.escalation_policy_step_target_type import EscalationPolicyStepTargetType
from datadog_api_client.v2.model.layer_attributes_interval import LayerAttributesInterval
from datadog_api_client.v2.model.relationship_to_user_team_user import RelationshipToUserTeamUser
from datadog_api_client.v2.model.relationship_to_user_team_user_data import RelationshipToUserTeamUserData
from datadog_api_client.v2.model.schedule_create_request import ScheduleCreateRequest
from datadog_api_client.v2.model.schedule_create_request_data import ScheduleCreateRequestData
from datadog_api_client.v2.model.schedule_create_request_data_attributes import ScheduleCreateRequestDataAttributes
from datadog_api_client.v2.model.schedule_create_request_data_attributes_layers_items import (
    ScheduleCreateRequestDataAttributesLayersItems,
)
from datadog_api_client.v2.model.schedule_create_request_data_relationships import (
    ScheduleCreateRequestDataRelationships,
)
from datadog_api_client.v2.model.schedule_create_request_data_type import ScheduleCreateRequestDataType
from datadog_api_client.v2.model.schedule_request_data_attributes_layers_items_members_items import (
    ScheduleRequestDataAttributesLayersItemsMembersItems as Member,
)
from datadog_api_client.v2.model.schedule_request_data_attributes_layers_items_members_items_user import (
    ScheduleRequestDataAttributesLayersItemsMembersItemsUser as MemberUser,
)
from datadog_api_client.v2.model.team import Team
from datadog_api_client.v2.model.team_create import TeamCreate
from datadog_api_client.v2.model.team_create_attributes import TeamCreateAttributes
from datadog_api_client.v2.model.team_create_request import TeamCreateRequest
from datadog_api_client.v2.model.team_type import TeamType
from datadog_api_client.v2.model.user import User
from datadog_api_client.v2.model.user_create_attributes import UserCreateAttributes
from datadog_api_client.v2.model.user_create_data import UserCreateData
from datadog_api_client.v2.model.user_create_request import UserCreateRequest
from datadog_api_client.v2.model.user_team_attributes import UserTeamAttributes
from datadog_api_client.v2.model.user_team_create import UserTeamCreate
from datadog_api_client.v2.model.user_team_relationships import UserTeamRelationships
from datadog_api_client.v2.model.user_team_request import UserTeamRequest
from datadog_api_client.v2.model.user_team_role import UserTeamRole
from datadog_api_client.v2.model.user_team_type import UserTeamType
from datadog_api_client.v2.model.user_team_user_type import UserTeamUserType
from datadog_api_client.v2.model.users_type import UsersType

from connection import on_call, teams, users

NOWHERE = "00000000-0000-4000-8000-00000000dead"


def unique(word: str) -> str:
    return f"{word}-{uuid4().hex[:10]}"


def an_hour_ago() -> datetime:
    return datetime.now(timezone.utc).replace(microsecond=0) - timedelta(hours=1)


def make_user(name: str) -> User:
    attributes = UserCreateAttributes(email=f"{unique(name.lower())}@people.example", name=name, title="Engineer")
    return users.create_user(
        body=UserCreateRequest(data=UserCreateData(type=UsersType("users"), attributes=attributes))
    ).data


def make_team(name: str) -> Team:
    attributes = TeamCreateAttributes(handle=unique(name.lower().replace(" ", "-")), name=name, description="Made by a test")
    return teams.create_team(
        body=TeamCreateRequest(data=TeamCreate(type=TeamType("team"), attributes=attributes))
    ).data


def join_team(team: Team, user: User):
    person = RelationshipToUserTeamUserData(type=UserTeamUserType("users"), id=user.id)
    return teams.create_team_membership(
        team_id=team.id,
        body=UserTeamRequest(
            data=UserTeamCreate(
                type=UserTeamType("team_memberships"),
                attributes=UserTeamAttributes(role=UserTeamRole.ADMIN),
                relationships=UserTeamRelationships(user=RelationshipToUserTeamUser(data=person)),
            )
        ),
    ).data


def of_teams(*found: Team) -> DataRelationshipsTeams:
    kind = DataRelationshipsTeamsDataItemsType("teams")
    return DataRelationshipsTeams(data=[DataRelationshipsTeamsDataItems(type=kind, id=team.id) for team in found])


def member(user: User | None) -> Member:
    """Somebody's turn, or nobody's."""
    return Member() if user is None else Member(user=MemberUser(id=user.id))


def daily_layer(*members: User | None, **changes) -> ScheduleCreateRequestDataAttributesLayersItems:
    """A layer that hands over every day and began its first shift an hour ago."""
    start = an_hour_ago()
    return ScheduleCreateRequestDataAttributesLayersItems(
        **{
            "name": "Primary",
            "effective_date": start,
            "rotation_start": start,
            "interval": LayerAttributesInterval(days=1),
            "members": [member(each) for each in members],
            **changes,
        }
    )


def make_schedule(name: str, layers: list, *owners: Team, include: str = "layers"):
    return on_call.create_on_call_schedule(
        body=ScheduleCreateRequest(
            data=ScheduleCreateRequestData(
                type=ScheduleCreateRequestDataType("schedules"),
                attributes=ScheduleCreateRequestDataAttributes(name=name, time_zone="Europe/Berlin", layers=layers),
                relationships=ScheduleCreateRequestDataRelationships(teams=of_teams(*owners)),
            )
        ),
        include=include,
    )


def target(kind: str, identifier: str, **rest) -> EscalationPolicyStepTarget:
    return EscalationPolicyStepTarget(type=EscalationPolicyStepTargetType(kind), id=identifier, **rest)


def step(*targets: EscalationPolicyStepTarget, **rest) -> EscalationPolicyCreateRequestDataAttributesStepsItems:
    return EscalationPolicyCreateRequestDataAttributesStepsItems(targets=list(targets), **rest)


def make_policy(name: str, steps: list, *owners: Team, include: str = "steps", **attributes):
    return on_call.create_on_call_escalation_policy(
        body=EscalationPolicyCreateRequest(
            data=EscalationPolicyCreateRequestData(
                type=EscalationPolicyCreateRequestDataType("policies"),
                attributes=EscalationPolicyCreateRequestDataAttributes(name=name, steps=steps, **attributes),
                relationships=EscalationPolicyCreateRequestDataRelationships(teams=of_teams(*owners)),
            )
        ),
        include=include,
    )


def included(answer, kind: str) -> list:
    """The included resources of a type, as the models that the client made of them."""
    resources = [item.get_oneof_instance() for item in answer.get("included", [])]
    return [each for each in resources if each.type.value == kind]
