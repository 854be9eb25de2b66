import unittest
from datetime import datetime, timezone

from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v2.api.users_api import UsersApi
from datadog_api_client.v2.model.relationship_to_user import RelationshipToUser
from datadog_api_client.v2.model.relationship_to_user_data import RelationshipToUserData
from datadog_api_client.v2.model.user_create_attributes import UserCreateAttributes
from datadog_api_client.v2.model.user_create_data import UserCreateData
from datadog_api_client.v2.model.user_create_request import UserCreateRequest
from datadog_api_client.v2.model.user_invitation_data import UserInvitationData
from datadog_api_client.v2.model.user_invitation_relationships import UserInvitationRelationships
from datadog_api_client.v2.model.user_invitations_request import UserInvitationsRequest
from datadog_api_client.v2.model.user_invitations_type import UserInvitationsType
from datadog_api_client.v2.model.user_team_role import UserTeamRole
from datadog_api_client.v2.model.user_update_attributes import UserUpdateAttributes
from datadog_api_client.v2.model.user_update_data import UserUpdateData
from datadog_api_client.v2.model.user_update_request import UserUpdateRequest
from datadog_api_client.v2.model.users_type import UsersType

from connection import stranger, teams, users
from world import NOWHERE, join_team, make_team, make_user


class People(unittest.TestCase):
    def test_a_user_is_created_read_and_changed(self):
        made = make_user("Robin")
        self.assertEqual(made.attributes.name, "Robin")
        self.assertIsInstance(made.attributes.created_at, datetime)
        self.assertLess(abs((datetime.now(timezone.utc) - made.attributes.created_at).total_seconds()), 60)
        self.assertEqual(users.get_user(user_id=made.id).data.attributes, made.attributes)

        attributes = UserUpdateAttributes(name="Robin Lee")
        data = UserUpdateData(type=UsersType("users"), id=made.id, attributes=attributes)
        changed = users.update_user(user_id=made.id, body=UserUpdateRequest(data=data)).data
        self.assertEqual(changed.attributes.name, "Robin Lee")
        self.assertGreaterEqual(changed.attributes.modified_at, made.attributes.modified_at)

    def test_users_are_listed_page_by_page(self):
        made = {make_user("Sascha").id for _ in range(5)}
        found = users.list_users_with_pagination(page_size=2, filter="sascha")
        self.assertEqual({user.id for user in found}, made)
        self.assertEqual(len(found), len(made))

    def test_a_user_is_invited(self):
        made = make_user("Toni")
        user = RelationshipToUser(data=RelationshipToUserData(type=UsersType("users"), id=made.id))
        invitation = UserInvitationData(
            type=UserInvitationsType("user_invitations"), relationships=UserInvitationRelationships(user=user)
        )
        (sent,) = users.send_invitations(body=UserInvitationsRequest(data=[invitation])).data
        self.assertEqual(sent.relationships.user.data.id, made.id)
        self.assertGreater(sent.attributes.expires_at, sent.attributes.created_at)

    def test_a_disabled_user_stays_readable(self):
        made = make_user("Uli")
        users.disable_user(user_id=made.id)
        self.assertIs(users.get_user(user_id=made.id).data.attributes.disabled, True)

    def test_a_team_has_members_with_roles(self):
        team, user = make_team("Platform"), make_user("Vega")
        joined = join_team(team, user)
        self.assertEqual(joined.attributes.role, UserTeamRole.ADMIN)
        self.assertEqual(teams.get_team(team_id=team.id).data.attributes.handle, team.attributes.handle)
        members = teams.get_team_memberships_with_pagination(team_id=team.id)
        self.assertEqual([each.relationships.user.data.id for each in members], [user.id])
        of_user = teams.get_user_memberships(user_uuid=user.id).data
        self.assertEqual([each.relationships.team.data.id for each in of_user], [team.id])

    def test_teams_are_listed_page_by_page(self):
        made = [make_team(f"Paginated {number}") for number in range(5)]
        found = teams.list_teams_with_pagination(page_size=2, filter_keyword="paginated")
        self.assertEqual(sorted(team.id for team in found), sorted(team.id for team in made))

    def test_another_organization_sees_nobody(self):
        made = make_user("Wren")
        with self.assertRaises(NotFoundException) as refused:
            UsersApi(stranger).get_user(user_id=made.id)
        self.assertTrue(refused.exception.body["errors"])

    def test_an_unknown_user_is_not_found(self):
        with self.assertRaises(NotFoundException) as refused:
            users.get_user(user_id=NOWHERE)
        self.assertEqual(refused.exception.status, 404)
        self.assertTrue(refused.exception.body["errors"])

    def test_a_bad_address_is_refused(self):
        attributes = UserCreateAttributes(email="nobody")
        with self.assertRaises(ApiException) as refused:
            users.create_user(
                body=UserCreateRequest(data=UserCreateData(type=UsersType("users"), attributes=attributes))
            )
        self.assertEqual(refused.exception.status, 400)
        self.assertIn("email", str(refused.exception.body["errors"]))
