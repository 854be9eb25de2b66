import unittest
from datetime import datetime, timedelta, timezone

from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v2.api.on_call_api import OnCallApi
from datadog_api_client.v2.model.layer_attributes_interval import LayerAttributesInterval
from datadog_api_client.v2.model.schedule_target_position import ScheduleTargetPosition
from datadog_api_client.v2.model.schedule_update_request import ScheduleUpdateRequest
from datadog_api_client.v2.model.schedule_update_request_data import ScheduleUpdateRequestData
from datadog_api_client.v2.model.schedule_update_request_data_attributes import ScheduleUpdateRequestDataAttributes
from datadog_api_client.v2.model.schedule_update_request_data_attributes_layers_items import (
    ScheduleUpdateRequestDataAttributesLayersItems,
)
from datadog_api_client.v2.model.schedule_update_request_data_relationships import (
    ScheduleUpdateRequestDataRelationships,
)
from datadog_api_client.v2.model.schedule_update_request_data_type import ScheduleUpdateRequestDataType
from datadog_api_client.v2.model.time_restriction import TimeRestriction
from datadog_api_client.v2.model.weekday import Weekday

from connection import on_call, stranger
from world import NOWHERE, an_hour_ago, daily_layer, included, make_schedule, make_team, make_user, member, of_teams

EVERYTHING = "teams,layers,layers.members.user"


def replaced(schedule, layers: list, name: str, *owners) -> ScheduleUpdateRequest:
    return ScheduleUpdateRequest(
        data=ScheduleUpdateRequestData(
            type=ScheduleUpdateRequestDataType("schedules"),
            id=schedule.data.id,
            attributes=ScheduleUpdateRequestDataAttributes(name=name, time_zone="America/New_York", layers=layers),
            relationships=ScheduleUpdateRequestDataRelationships(teams=of_teams(*owners)),
        )
    )


class Schedules(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.team = make_team("Payments")
        cls.first, cls.second = make_user("Ada"), make_user("Grace")
        cls.began = an_hour_ago()
        layer = daily_layer(cls.first, cls.second, effective_date=cls.began, rotation_start=cls.began)
        cls.schedule = make_schedule("Payments primary", [layer], cls.team)

    def test_a_layer_is_answered_as_it_was_sent(self):
        start, end = an_hour_ago(), an_hour_ago() + timedelta(days=90)
        weekdays = TimeRestriction(
            start_day=Weekday.MONDAY, start_time="09:00:00", end_day=Weekday.FRIDAY, end_time="17:30:00"
        )
        layer = daily_layer(
            self.first,
            None,
            self.second,
            name="Office hours",
            rotation_start=start,
            end_date=end,
            interval=LayerAttributesInterval(days=7, seconds=3600),
            restrictions=[weekdays],
            time_zone="Asia/Kolkata",
        )
        made = make_schedule("With everything", [layer], self.team, include=EVERYTHING)
        for answer in (made, on_call.get_on_call_schedule(schedule_id=made.data.id, include=EVERYTHING)):
            (found,) = included(answer, "layers")
            self.assertEqual(found.attributes.name, "Office hours")
            self.assertEqual(found.attributes.rotation_start, start)
            self.assertEqual(found.attributes.end_date, end)
            self.assertEqual((found.attributes.interval.days, found.attributes.interval.seconds), (7, 3600))
            self.assertEqual(found.attributes.restrictions, [weekdays])
            self.assertEqual(found.attributes.time_zone, "Asia/Kolkata")
            self.assertEqual([team.id for team in included(answer, "teams")], [self.team.id])
            self.assertEqual({user.id for user in included(answer, "users")}, {self.first.id, self.second.id})
            self.assertEqual(len(found.relationships.members.data), 3)
            self.assertEqual(len(included(answer, "members")), 2)

    def test_a_schedule_is_replaced_and_its_layers_keep_their_ids(self):
        made = make_schedule("To be replaced", [daily_layer(self.first), daily_layer(self.second)], self.team)
        kept, gone = (each.id for each in made.data.relationships.layers.data)
        start = an_hour_ago()
        layer = ScheduleUpdateRequestDataAttributesLayersItems(
            id=kept,
            name="Kept",
            effective_date=start,
            rotation_start=start,
            interval=LayerAttributesInterval(days=2),
            members=[member(self.second)],
        )
        changed = on_call.update_on_call_schedule(
            schedule_id=made.data.id, body=replaced(made, [layer], "Replaced", self.team), include="layers"
        )
        self.assertEqual(changed.data.attributes.name, "Replaced")
        self.assertEqual(changed.data.attributes.time_zone, "America/New_York")
        self.assertEqual([each.id for each in changed.data.relationships.layers.data], [kept])
        self.assertNotEqual(kept, gone)
        self.assertEqual([each.attributes.name for each in included(changed, "layers")], ["Kept"])

    def test_schedules_are_listed_page_by_page(self):
        made = [make_schedule(f"Paginated {number}", [daily_layer(self.first)], self.team) for number in range(7)]
        found = on_call.list_on_call_schedules_with_pagination(page_size=3, filter_query="paginated*", include="teams")
        self.assertEqual(sorted(each.id for each in found), sorted(each.data.id for each in made))

    def test_a_list_says_how_many_there_are_and_includes_the_teams(self):
        owner = make_team("Owner")
        made = make_schedule("Owned", [daily_layer(self.first)], owner)
        found = on_call.list_on_call_schedules(
            page_size=10, page_number=0, filter_query=f"team.id:{owner.id}", include="teams"
        )
        self.assertEqual([each.id for each in found.data], [made.data.id])
        self.assertEqual([each.id for each in found.included], [owner.id])
        self.assertTrue(found.meta.to_dict())

    def test_who_is_on_call_is_a_shift_with_times(self):
        shift = on_call.get_schedule_on_call_user(schedule_id=self.schedule.data.id, include="user")
        self.assertEqual(shift.data.relationships.user.data.id, self.first.id)
        # A shift in progress starts now; the hand-over is where the rotation has it.
        self.assertLess(abs((datetime.now(timezone.utc) - shift.data.attributes.start).total_seconds()), 60)
        self.assertEqual(shift.data.attributes.end, self.began + timedelta(days=1))
        self.assertEqual([user.id for user in included(shift, "users")], [self.first.id])

    def test_who_is_on_call_tomorrow_is_asked_with_an_offset(self):
        tomorrow = datetime.now(timezone(timedelta(hours=5, minutes=30))) + timedelta(days=1)
        shift = on_call.get_schedule_on_call_user(
            schedule_id=self.schedule.data.id, filter_at_ts=tomorrow.isoformat(timespec="seconds")
        )
        self.assertEqual(shift.data.relationships.user.data.id, self.second.id)

    def test_nobody_on_call_is_no_shift(self):
        gap = make_schedule("Gap", [daily_layer(None)], self.team)
        self.assertIsNone(on_call.get_schedule_on_call_user(schedule_id=gap.data.id).data)

    def test_responders_of_every_position_come_with_their_shifts(self):
        schedule_id = self.schedule.data.id
        answer = on_call.get_schedule_on_call_responders(
            schedule_id=schedule_id,
            filter_position="previous,current,next",
            include="schedule,responders.shifts.user",
        )
        self.assertEqual(answer.data.relationships.schedule.data.id, schedule_id)
        self.assertEqual([each.id for each in included(answer, "schedules")], [schedule_id])
        shifts = {each.id: each for each in included(answer, "shifts")}
        found = {}
        for responder in included(answer, "schedule_oncall_responder"):
            (shift,) = responder.relationships.shifts.data
            user = shifts[shift.id].relationships.user.data.id
            found[responder.attributes.position.value] = user
        self.assertEqual(found[ScheduleTargetPosition.CURRENT.value], self.first.id)
        self.assertEqual(found[ScheduleTargetPosition.NEXT.value], self.second.id)
        self.assertEqual({each.id for each in included(answer, "users")}, {self.first.id, self.second.id})

    def test_a_deleted_schedule_is_not_found(self):
        made = make_schedule("To be deleted", [daily_layer(self.first)], self.team)
        self.assertIsNone(on_call.delete_on_call_schedule(schedule_id=made.data.id))
        with self.assertRaises(NotFoundException) as refused:
            on_call.get_on_call_schedule(schedule_id=made.data.id)
        self.assertTrue(refused.exception.body["errors"])

    def test_another_organization_sees_no_schedule(self):
        with self.assertRaises(NotFoundException):
            OnCallApi(stranger).get_on_call_schedule(schedule_id=self.schedule.data.id)

    def test_a_member_whom_nobody_knows_is_refused(self):
        with self.assertRaises(ApiException) as refused:
            unknown = type("Unknown", (), {"id": NOWHERE})()
            make_schedule("Refused", [daily_layer(unknown)], self.team)
        self.assertEqual(refused.exception.status, 400)
        (error,) = refused.exception.body["errors"]
        self.assertIn("members", error["source"]["pointer"])
