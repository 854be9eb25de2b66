import unittest

from datadog_api_client.exceptions import ApiException, NotFoundException
from datadog_api_client.v2.model.create_email_notification_channel_config import CreateEmailNotificationChannelConfig
from datadog_api_client.v2.model.create_notification_channel_attributes import CreateNotificationChannelAttributes
from datadog_api_client.v2.model.create_notification_channel_data import CreateNotificationChannelData
from datadog_api_client.v2.model.create_on_call_notification_rule_request import CreateOnCallNotificationRuleRequest
from datadog_api_client.v2.model.create_on_call_notification_rule_request_data import (
    CreateOnCallNotificationRuleRequestData,
)
from datadog_api_client.v2.model.create_phone_notification_channel_config import CreatePhoneNotificationChannelConfig
from datadog_api_client.v2.model.create_user_notification_channel_request import CreateUserNotificationChannelRequest
from datadog_api_client.v2.model.notification_channel_email_config_type import NotificationChannelEmailConfigType
from datadog_api_client.v2.model.notification_channel_email_format_type import NotificationChannelEmailFormatType
from datadog_api_client.v2.model.notification_channel_phone_config_type import NotificationChannelPhoneConfigType
from datadog_api_client.v2.model.notification_channel_type import NotificationChannelType
from datadog_api_client.v2.model.on_call_notification_rule_category import OnCallNotificationRuleCategory
from datadog_api_client.v2.model.on_call_notification_rule_channel_relationship import (
    OnCallNotificationRuleChannelRelationship,
)
from datadog_api_client.v2.model.on_call_notification_rule_channel_relationship_data import (
    OnCallNotificationRuleChannelRelationshipData,
)
from datadog_api_client.v2.model.on_call_notification_rule_relationships import OnCallNotificationRuleRelationships
from datadog_api_client.v2.model.on_call_notification_rule_request_attributes import (
    OnCallNotificationRuleRequestAttributes,
)
from datadog_api_client.v2.model.on_call_notification_rule_type import OnCallNotificationRuleType
from datadog_api_client.v2.model.on_call_phone_notification_rule_method import OnCallPhoneNotificationRuleMethod
from datadog_api_client.v2.model.on_call_phone_notification_rule_settings import OnCallPhoneNotificationRuleSettings
from datadog_api_client.v2.model.update_on_call_notification_rule_request import UpdateOnCallNotificationRuleRequest
from datadog_api_client.v2.model.update_on_call_notification_rule_request_attributes import (
    UpdateOnCallNotificationRuleRequestAttributes,
)
from datadog_api_client.v2.model.update_on_call_notification_rule_request_data import (
    UpdateOnCallNotificationRuleRequestData,
)

from connection import on_call
from world import NOWHERE, make_user, unique

HIGH, LOW = OnCallNotificationRuleCategory.HIGH_URGENCY, OnCallNotificationRuleCategory.LOW_URGENCY


def email(address: str) -> CreateEmailNotificationChannelConfig:
    formats = [NotificationChannelEmailFormatType.HTML, NotificationChannelEmailFormatType.TEXT]
    return CreateEmailNotificationChannelConfig(
        type=NotificationChannelEmailConfigType("email"), address=address, formats=formats
    )


def phone(number: str) -> CreatePhoneNotificationChannelConfig:
    return CreatePhoneNotificationChannelConfig(type=NotificationChannelPhoneConfigType("phone"), number=number)


def make_channel(user, config):
    data = CreateNotificationChannelData(
        type=NotificationChannelType("notification_channels"),
        attributes=CreateNotificationChannelAttributes(config=config),
    )
    return on_call.create_user_notification_channel(
        user_id=user.id, body=CreateUserNotificationChannelRequest(data=data)
    ).data


def through(channel) -> OnCallNotificationRuleRelationships:
    data = OnCallNotificationRuleChannelRelationshipData(
        type=NotificationChannelType("notification_channels"), id=channel.id
    )
    return OnCallNotificationRuleRelationships(channel=OnCallNotificationRuleChannelRelationship(data=data))


def make_notification_rule(user, channel, **attributes):
    data = CreateOnCallNotificationRuleRequestData(
        type=OnCallNotificationRuleType("notification_rules"),
        attributes=OnCallNotificationRuleRequestAttributes(**attributes),
        relationships=through(channel),
    )
    return on_call.create_user_notification_rule(
        user_id=user.id, body=CreateOnCallNotificationRuleRequest(data=data)
    ).data


class Channels(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.user = make_user("Dorothy")
        cls.email = make_channel(cls.user, email(f"{unique('dorothy')}@phones.example"))
        cls.phone = make_channel(cls.user, phone("+1 (703) 938-9548"))

    def test_channels_are_answered_by_kind(self):
        mail = self.email.attributes.config.get_oneof_instance()
        self.assertEqual([each.value for each in mail.formats], ["html", "text"])
        number = self.phone.attributes.config.get_oneof_instance()
        self.assertEqual((number.number, number.region, number.verified), ("+17039389548", "us", False))
        self.assertIs(self.phone.attributes.active, False)
        listed = on_call.list_user_notification_channels(user_id=self.user.id).data
        self.assertEqual(listed, [self.email, self.phone])
        read = on_call.get_user_notification_channel(user_id=self.user.id, channel_id=self.phone.id).data
        self.assertEqual(read, self.phone)

    def test_rules_say_when_and_how(self):
        sms = OnCallPhoneNotificationRuleSettings(
            type=NotificationChannelPhoneConfigType("phone"), method=OnCallPhoneNotificationRuleMethod.SMS
        )
        made = make_notification_rule(self.user, self.phone, category=HIGH, delay_minutes=5, channel_settings=sms)
        self.assertEqual(made.attributes.category, HIGH)
        self.assertEqual(made.attributes.delay_minutes, 5)
        self.assertEqual(made.attributes.channel_settings.get_oneof_instance().method, sms.method)
        read = on_call.get_user_notification_rule(user_id=self.user.id, rule_id=made.id, include="channel")
        self.assertEqual(read.data.relationships.channel.data.id, self.phone.id)
        self.assertEqual([each.get_oneof_instance().id for each in read.included], [self.phone.id])

    def test_a_rule_is_changed_and_listed(self):
        made = make_notification_rule(self.user, self.email, category=LOW, delay_minutes=0)
        data = UpdateOnCallNotificationRuleRequestData(
            type=OnCallNotificationRuleType("notification_rules"),
            id=made.id,
            attributes=UpdateOnCallNotificationRuleRequestAttributes(category=LOW, delay_minutes=15),
            relationships=through(self.email),
        )
        changed = on_call.update_user_notification_rule(
            user_id=self.user.id,
            rule_id=made.id,
            body=UpdateOnCallNotificationRuleRequest(data=data),
            include="channel",
        )
        self.assertEqual(changed.data.attributes.delay_minutes, 15)
        listed = on_call.list_user_notification_rules(user_id=self.user.id, include="channel")
        delays = {each.id: each.attributes.delay_minutes for each in listed.data}
        self.assertEqual(delays[made.id], 15)
        self.assertIn(self.email.id, [each.get_oneof_instance().id for each in listed.included])

    def test_a_deleted_rule_and_its_channel_are_not_found(self):
        channel = make_channel(self.user, email(f"{unique('old')}@phones.example"))
        made = make_notification_rule(self.user, channel, category=LOW, delay_minutes=1)
        self.assertIsNone(on_call.delete_user_notification_rule(user_id=self.user.id, rule_id=made.id))
        with self.assertRaises(NotFoundException):
            on_call.get_user_notification_rule(user_id=self.user.id, rule_id=made.id)
        self.assertIsNone(on_call.delete_user_notification_channel(user_id=self.user.id, channel_id=channel.id))
        with self.assertRaises(NotFoundException):
            on_call.get_user_notification_channel(user_id=self.user.id, channel_id=channel.id)

    def test_a_number_that_nobody_can_have_is_refused(self):
        with self.assertRaises(ApiException) as refused:
            make_channel(self.user, phone("7039389548"))
        self.assertEqual(refused.exception.status, 400)
        (error,) = refused.exception.body["errors"]
        self.assertEqual(error["source"]["pointer"], "/data/attributes/config/number")

    def test_the_channels_of_an_unknown_user_are_not_found(self):
        with self.assertRaises(NotFoundException):
            on_call.list_user_notification_channels(user_id=NOWHERE)
