package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/DataDog/datadog-api-client-go/v2/api/datadog"
	v2 "github.com/DataDog/datadog-api-client-go/v2/api/datadogV2"
)

func userRequest(name string) v2.UserCreateRequest {
	attributes := v2.NewUserCreateAttributes(fmt.Sprintf("%s@gophers.example", strings.ToLower(name)))
	attributes.SetName(name)
	return *v2.NewUserCreateRequest(*v2.NewUserCreateData(*attributes, v2.USERSTYPE_USERS))
}

func teamRequest(handle, name string) v2.TeamCreateRequest {
	return *v2.NewTeamCreateRequest(*v2.NewTeamCreate(*v2.NewTeamCreateAttributes(handle, name), v2.TEAMTYPE_TEAM))
}

func membershipRequest(userID string) v2.UserTeamRequest {
	user := v2.RelationshipToUserTeamUserData{Id: userID, Type: v2.USERTEAMUSERTYPE_USERS}
	return v2.UserTeamRequest{Data: v2.UserTeamCreate{
		Type:          v2.USERTEAMTYPE_TEAM_MEMBERSHIPS,
		Relationships: &v2.UserTeamRelationships{User: &v2.RelationshipToUserTeamUser{Data: user}},
	}}
}

func teamsOf(teamID string) *v2.DataRelationshipsTeams {
	kind := v2.DATARELATIONSHIPSTEAMSDATAITEMSTYPE_TEAMS
	return &v2.DataRelationshipsTeams{Data: []v2.DataRelationshipsTeamsDataItems{{Id: teamID, Type: kind}}}
}

// A schedule of one layer that hands over every day from begins on.
func scheduleRequest(name, teamID string, begins time.Time, userIDs ...string) v2.ScheduleCreateRequest {
	members := []v2.ScheduleRequestDataAttributesLayersItemsMembersItems{}
	for _, id := range userIDs {
		user := v2.ScheduleRequestDataAttributesLayersItemsMembersItemsUser{Id: datadog.PtrString(id)}
		members = append(members, v2.ScheduleRequestDataAttributesLayersItemsMembersItems{User: &user})
	}
	layer := v2.ScheduleCreateRequestDataAttributesLayersItems{
		Name:          "Primary",
		EffectiveDate: begins,
		RotationStart: begins,
		Interval:      v2.LayerAttributesInterval{Days: datadog.PtrInt32(1)},
		Members:       members,
	}
	return v2.ScheduleCreateRequest{Data: v2.ScheduleCreateRequestData{
		Type: v2.SCHEDULECREATEREQUESTDATATYPE_SCHEDULES,
		Attributes: v2.ScheduleCreateRequestDataAttributes{
			Name: name, TimeZone: "Europe/Berlin", Layers: []v2.ScheduleCreateRequestDataAttributesLayersItems{layer},
		},
		Relationships: &v2.ScheduleCreateRequestDataRelationships{Teams: teamsOf(teamID)},
	}}
}

func target(kind v2.EscalationPolicyStepTargetType, id string) v2.EscalationPolicyStepTarget {
	return v2.EscalationPolicyStepTarget{Type: &kind, Id: &id}
}

// A policy of two steps, an hour apart.
func policyRequest(name, teamID string, first, second v2.EscalationPolicyStepTarget) v2.EscalationPolicyCreateRequest {
	steps := []v2.EscalationPolicyCreateRequestDataAttributesStepsItems{}
	for _, each := range []v2.EscalationPolicyStepTarget{first, second} {
		steps = append(steps, v2.EscalationPolicyCreateRequestDataAttributesStepsItems{
			EscalateAfterSeconds: datadog.PtrInt64(3600),
			Targets:              []v2.EscalationPolicyStepTarget{each},
		})
	}
	return v2.EscalationPolicyCreateRequest{Data: v2.EscalationPolicyCreateRequestData{
		Type:          v2.ESCALATIONPOLICYCREATEREQUESTDATATYPE_POLICIES,
		Attributes:    v2.EscalationPolicyCreateRequestDataAttributes{Name: name, Steps: steps},
		Relationships: &v2.EscalationPolicyCreateRequestDataRelationships{Teams: teamsOf(teamID)},
	}}
}

func routingRequest(teamID, policyID string) v2.TeamRoutingRulesRequest {
	rule := v2.TeamRoutingRulesRequestRule{
		Query: datadog.PtrString(""), PolicyId: &policyID, Urgency: v2.URGENCY_HIGH.Ptr(),
	}
	return v2.TeamRoutingRulesRequest{Data: &v2.TeamRoutingRulesRequestData{
		Type:       v2.TEAMROUTINGRULESREQUESTDATATYPE_TEAM_ROUTING_RULES,
		Id:         &teamID,
		Attributes: &v2.TeamRoutingRulesRequestDataAttributes{Rules: []v2.TeamRoutingRulesRequestRule{rule}},
	}}
}

func channelRequest(address string) v2.CreateUserNotificationChannelRequest {
	config := v2.CreateEmailNotificationChannelConfigAsCreateNotificationChannelConfig(
		&v2.CreateEmailNotificationChannelConfig{
			Type:    v2.NOTIFICATIONCHANNELEMAILCONFIGTYPE_EMAIL,
			Address: address,
			Formats: []v2.NotificationChannelEmailFormatType{v2.NOTIFICATIONCHANNELEMAILFORMATTYPE_TEXT},
		},
	)
	return v2.CreateUserNotificationChannelRequest{Data: v2.CreateNotificationChannelData{
		Type:       v2.NOTIFICATIONCHANNELTYPE_NOTIFICATION_CHANNELS,
		Attributes: &v2.CreateNotificationChannelAttributes{Config: &config},
	}}
}

func ruleRequest(channelID string, delayMinutes int64) v2.CreateOnCallNotificationRuleRequest {
	kind := v2.NOTIFICATIONCHANNELTYPE_NOTIFICATION_CHANNELS
	channel := v2.OnCallNotificationRuleChannelRelationship{
		Data: v2.OnCallNotificationRuleChannelRelationshipData{Id: &channelID, Type: &kind},
	}
	return v2.CreateOnCallNotificationRuleRequest{Data: v2.CreateOnCallNotificationRuleRequestData{
		Type: v2.ONCALLNOTIFICATIONRULETYPE_NOTIFICATION_RULES,
		Attributes: &v2.OnCallNotificationRuleRequestAttributes{
			Category: v2.ONCALLNOTIFICATIONRULECATEGORY_HIGH_URGENCY.Ptr(), DelayMinutes: &delayMinutes,
		},
		Relationships: &v2.OnCallNotificationRuleRelationships{Channel: &channel},
	}}
}

func pageRequest(title, teamHandle string) v2.CreatePageRequest {
	data := v2.NewCreatePageRequestData(v2.CREATEPAGEREQUESTDATATYPE_PAGES)
	data.Attributes = v2.NewCreatePageRequestDataAttributes(
		v2.CreatePageRequestDataAttributesTarget{
			Type: v2.ONCALLPAGETARGETTYPE_TEAM_HANDLE.Ptr(), Identifier: &teamHandle,
		},
		title,
		v2.PAGEURGENCY_HIGH,
	)
	data.Attributes.Tags = []string{"service:checkout"}
	return v2.CreatePageRequest{Data: data}
}
